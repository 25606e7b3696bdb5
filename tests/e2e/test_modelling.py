"""Whatever docs/modelling.md shows is real: the data of the example, what its release has of them, and its answers."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml

from csto_kg.ontology import ontology_of
from csto_kg.read.files import read_dataset
from csto_kg.read.texts import read_texts
from csto_kg.release.store import open_store
from tests.support.cli import Run
from tests.support.guam import GUAM, TEXTS, guam_project
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

GUIDE = (ROOT / "docs" / "modelling.md").read_text(encoding="utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in GUIDE.split("\n## ")[1:]}


def blocks(language: str, text: str = GUIDE) -> list[str]:
    """The blocks of code in a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def entries(text: str) -> Iterator[object]:
    """The entries of a data file: those of the list, or of the list of claims."""
    tree = yaml.load(text, Loader=yaml.BaseLoader)
    yield from tree["claims"] if isinstance(tree, dict) else tree


def test_each_part_has_data_rdf_and_an_answer() -> None:
    """Every part on a kind of node has a block of data, one of RDF and one question with its answer."""
    parts = {name: text for name, text in SECTIONS.items() if name != "Three places to write in"}
    assert len(parts) >= 11
    assert [] == [n for n, text in parts.items() for kind in ("yaml", "trig", "console") if not blocks(kind, text)]
    for word in ("Membership", "Participation in a treaty", "Tenure", "Status", "Event", "Statement", "Plan"):
        assert [name for name in parts if name.startswith(word)], word


@pytest.mark.parametrize("block", blocks("yaml"), ids=lambda b: b.partition("\n")[0])
def test_the_data_are_those_of_the_example(block: str) -> None:
    """A block names its file in a comment, and each of its entries stands in that file of the example as it is shown."""
    file = block.partition("\n")[0].removeprefix("# ")
    there = list(entries((GUAM / file).read_text(encoding="utf-8")))
    shown = list(entries(block))
    assert 1 <= len(shown)
    assert [] == [entry for entry in shown if entry not in there]


def test_the_loader_reads_all_that_is_shown(tmp_path: Path) -> None:
    """The example, in which they stand, is read without a fault and with all digests, and has a node for each of them."""
    project = guam_project(tmp_path)
    ontology = ontology_of(project)
    sources = read_dataset(project, ontology).sources
    dataset = read_dataset(project, ontology, read_texts(sources, TEXTS))
    named = {entry["id"] for block in blocks("yaml") for entry in entries(block) if isinstance(entry, dict)}
    assert len(named) >= 25
    known = {str(claim.iri) for claim in dataset.claims} | {str(s) for s, _, _ in dataset.register}
    known |= {str(conflict.iri) for conflict in dataset.conflicts}
    assert [] == sorted(name for name in named if not any(iri.endswith(name.replace(":", "/")) for iri in known))


@pytest.mark.parametrize("block", blocks("trig"))
def test_the_rdf_is_in_the_release(block: str, guam: Path) -> None:
    """Each triple that is shown stands in the release, in the graph that is shown."""
    project = guam_project(guam)
    prefixes = project.namespaces.prefixes
    # Names are shown with a plain slash, which TriG does not have in them.
    text = re.sub(r"\b([a-z]+):([\w/-]+)", lambda name: f"<{prefixes[name[1]]}{name[2]}>", block)
    shown = list(ox.parse(text, format=ox.RdfFormat.TRIG))
    store = open_store(project.release.store)
    assert 1 <= len(shown)
    assert [] == [str(quad) for quad in shown if quad not in store]


@pytest.mark.parametrize("block", blocks("console"), ids=lambda b: b.partition("\n")[0])
def test_the_answer_is_given(block: str, ask_guam: Run) -> None:
    """What stands below a command is how its answer starts."""
    command, _, answer = block.partition("\n")
    done = ask_guam(*shlex.split(command.removeprefix("$ csto-kg ")), "--format", "table")
    assert 0 == done.returncode, done.stderr
    assert answer == done.stdout[: len(answer)]
    assert len(answer) >= 20
