"""The ontology is in OWL 2 DL, by OWLAPI's own check, which comes with HermiT."""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import OWL, RDF

from csto_kg.vocab import CSTO
from tests.support.paths import ALIGNMENTS, ONTOLOGY_FILES

# Java runs a source file where it has a compiler; that of a mere runtime has none.
JAVA = shutil.which("java") if shutil.which("javac") else None

pytestmark = [pytest.mark.slow, pytest.mark.skipif(JAVA is None, reason="needs a Java with a compiler")]

# What keeps it from OWL 2 RL, whose rules the build applies all the same as far as they reach.
NOT_RL = {
    "UseOfIllegalDataRange": "edtf:EDTF is a datatype of its own",
    "UseOfIllegalAxiom": "so is its definition",
    "UseOfNonEquivalentClassExpression": "csto:Bounded is the union of events and situations",
}


def violations(folder: Path, *files: Path) -> dict[tuple[str, str], int]:
    """How often the ontology in some files breaks a profile, by profile and kind."""
    graph = Graph()
    for file in files:
        for triple in Graph().parse(file):
            # OWL 2 is older than RDF 1.1, and knows rdf:langString as rdf:PlainLiteral.
            graph.add(tuple(RDF.PlainLiteral if t == RDF.langString else t for t in triple))  # type: ignore[arg-type]
    graph.serialize(folder / "ontology.rdf", format="xml")
    owlready = find_spec("owlready2")
    assert owlready
    assert owlready.origin
    classes = Path(owlready.origin).parent / "hermit" / "HermiT.jar"
    command = [
        str(JAVA),
        "-cp",
        str(classes),
        str(Path(__file__).with_name("Profiles.java")),
        str(folder / "ontology.rdf"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800)
    assert (0, "") == (done.returncode, done.stderr)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {(profile, kind): int(number) for profile, kind, number in rows}


@pytest.mark.parametrize("files", [ONTOLOGY_FILES, (*ONTOLOGY_FILES, ALIGNMENTS)], ids=["alone", "with alignments"])
def test_the_ontology_is_in_owl_2_dl(tmp_path: Path, files: tuple[Path, ...]) -> None:
    """Nothing breaks OWL 2 DL, with the alignments and without them; what breaks OWL 2 RL is known."""
    found = violations(tmp_path, *files)
    assert 300 <= found.pop(("axioms", "all"))
    assert {("OWL 2 RL", kind) for kind in NOT_RL} == found.keys()


def test_a_fault_is_seen(tmp_path: Path) -> None:
    """A property that is both of objects and of values breaks OWL 2 DL, so the check can fail."""
    fault = tmp_path / "fault.ttl"
    fault.write_text(f"<{CSTO.about}> a <{OWL.DatatypeProperty}> .\n", encoding="utf-8")
    assert ("OWL 2 DL", "IllegalPunning") in violations(tmp_path, *ONTOLOGY_FILES, fault)
