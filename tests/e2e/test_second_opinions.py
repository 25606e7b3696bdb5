"""What others make of the exports and of the shapes: Apache Jena, Raptor and PyLD."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyld import jsonld
from rdflib import BNode, Graph, Literal
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from csto_kg.check.gates import check_graph
from csto_kg.rdf.files import read_turtle
from tests.support import jena
from tests.support.cli import Run, call
from tests.support.graphs import graph_in, graph_of
from tests.support.paths import ONTOLOGY_FILES, ROOT
from tests.support.shapes import GATES

pytestmark = pytest.mark.slow

RAPPER = shutil.which("rapper")
FORMS = {"turtle": "ttl", "ntriples": "nt", "rdfxml": "rdf", "trig": "trig", "nquads": "nq"}
OF_DATA_SETS = ("trig", "nquads")
OF_RAPPER = {"turtle": "turtle", "ntriples": "ntriples", "rdfxml": "rdfxml", "nquads": "nquads"}
EXAMPLES = ROOT / "ontology" / "examples"


@pytest.fixture(scope="module")
def exports(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The findings in every format of one graph, and the whole release in those of data sets."""
    folder = tmp_path_factory.mktemp("exports")
    files = {form: folder / f"csto.{ending}" for form, ending in FORMS.items()}
    for form, file in files.items():
        graph = "all" if form in OF_DATA_SETS else "findings"
        done = call("--build", str(built), "export", "--format", form, "--graph", graph, "-o", str(file))
        assert 0 == done.returncode, done.stderr
    return files


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Jena's class path, or a skipped test where there is no Jena."""
    if not jena.IS_HERE:
        pytest.skip(jena.WHY_NOT)
    return jena.class_path(tmp_path_factory.mktemp("jena"))


@pytest.fixture(scope="module")
def said_by_jena(classes: str, exports: dict[str, Path]) -> dict[str, list[str]]:
    """What `riot --validate` and `riot --count` write on each export, all in one run: most of a run is its start."""
    said: dict[str, list[str]] = {form: [] for form in exports}
    forms = {str(file): form for form, file in exports.items()}
    for option in ("--validate", "--count"):
        done = jena.run(classes, "riotcmd.riot", option, *exports.values())
        assert (0, "") == (done.returncode, done.stdout), done.stderr
        before, *of_files = re.split(r"^\[main\] INFO \S+ - File: (.*)\n", done.stderr, flags=re.MULTILINE)
        assert ("", list(forms)) == (before, of_files[::2])
        for file, lines in zip(of_files[::2], of_files[1::2], strict=True):
            said[forms[file]] += [line for line in lines.splitlines() if not line.startswith("Total ")]
    return said


def quads_of(file: Path) -> set[ox.Quad]:
    """The quads of an export as this project reads them."""
    return set(ox.parse(path=str(file)))


@pytest.mark.parametrize("form", FORMS)
def test_jena_reads_the_exports_without_a_warning(
    said_by_jena: dict[str, list[str]], exports: dict[str, Path], form: str
) -> None:
    """`riot --validate` has nothing to say of any export, and `riot --count` counts what this project counts."""
    kind = "Quads" if form in OF_DATA_SETS else "Triples"
    (line,) = said_by_jena[form]
    assert f"{kind} = {len(quads_of(exports[form]))}" == line.partition(" : ")[2].replace(",", "")


@pytest.mark.skipif(RAPPER is None, reason="needs Debian's raptor2-utils")
@pytest.mark.parametrize("form", OF_RAPPER)
def test_raptor_reads_the_same(exports: dict[str, Path], form: str) -> None:
    """`rapper` reads the very triples that this project reads; it knows no named graphs."""
    assert RAPPER is not None
    done = subprocess.run([RAPPER, "-q", "-i", OF_RAPPER[form], exports[form]], capture_output=True, timeout=1800)
    assert (0, b"") == (done.returncode, done.stderr)
    expected = {(q.subject, q.predicate, q.object) for q in quads_of(exports[form])}
    read = {(q.subject, q.predicate, q.object) for q in ox.parse(done.stdout, format=ox.RdfFormat.N_TRIPLES)}
    assert expected == read
    assert len(expected) > 10_000


def test_another_json_ld_processor_reads_the_same(ask: Run, exports: dict[str, Path], tmp_path: Path) -> None:
    """PyLD expands the JSON-LD of the whole release to the very quads of its N-Quads."""
    file = tmp_path / "csto.jsonld"
    assert 0 == ask("export", "--format", "jsonld", "--graph", "all", "-o", str(file)).returncode
    written = jsonld.to_rdf(json.loads(file.read_text(encoding="utf-8")), {"format": "application/n-quads"})
    assert quads_of(exports["nquads"]) == set(ox.parse(written, format=ox.RdfFormat.N_QUADS))


def many_faults() -> Graph:
    """All examples in one graph, with the classes' superclasses: each fault is there, and whatever they make together."""
    data = Graph()
    examples = sorted(EXAMPLES.glob("*/*.ttl"))
    assert 100 <= len(examples)
    for file in (EXAMPLES / "background.ttl", *examples):
        data += graph_in(file)
    for cls, above in read_turtle(*ONTOLOGY_FILES).subject_objects(RDFS.subClassOf):
        if not isinstance(above, BNode):
            data.add((cls, RDFS.subClassOf, above))
    return data


def as_reported(node: Node | None) -> str:
    """A term as both report it: a literal by its value, a thing that is renamed for a claim (gate 1) by its own name."""
    if isinstance(node, Literal):
        return f"{node.toPython()!r} {node.datatype} {(node.language or '').lower()}"
    return str(node).partition("?claim=")[0]


@pytest.mark.parametrize("gate", ["claims", "view"])
def test_jena_finds_by_the_shapes_what_is_found_here(classes: str, tmp_path: Path, gate: str) -> None:
    """Jena's SHACL gives the same focus nodes, shapes, components, values and severities on all examples together."""
    shapes, data = tmp_path / "shapes.ttl", many_faults()
    GATES[gate].serialize(shapes, format="turtle", encoding="utf-8")
    data.serialize(tmp_path / "data.nt", format="nt", encoding="utf-8")
    done = jena.run(classes, "shacl.shacl_validate", "--shapes", shapes, "--data", tmp_path / "data.nt")
    assert 0 == done.returncode, done.stderr
    report = graph_of(done.stdout)
    parts = (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent, SH.value, SH.resultSeverity)
    found = {
        tuple(as_reported(report.value(r, p)) for p in parts) for r in report.subjects(RDF.type, SH.ValidationResult)
    }
    severities = {"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}
    expected = {
        tuple(map(as_reported, (r.focus, r.shape, r.component, r.value, severities[r.severity])))
        for r in check_graph(data, graph_in(shapes), None).results
    }
    assert sorted(expected) == sorted(found)
    assert len(expected) >= 50
