"""The shapes of both gates, their examples, and graphs to check by them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from csto_kg.check.facts import Support
from csto_kg.check.gates import ClaimContent, check_graph, gate1_graph, prepare_shapes
from csto_kg.check.naming import SHAPES
from csto_kg.ontology import from_graph
from csto_kg.rdf.files import read_turtle
from csto_kg.rdf.terms import to_graph
from csto_kg.shacl.report import Report
from csto_kg.vocab import CLAIM, CSTO, EDTF, ID, PREFIXES
from tests.support.paths import CLAIM_SHAPES, ONTOLOGY_FILES, VIEW_SHAPES

ROOT = Path(__file__).parents[2]

EXAMPLES = ROOT / "ontology" / "examples"

ONTOLOGY = read_turtle(*ONTOLOGY_FILES)
READ = from_graph(ONTOLOGY)

# The files of the shapes of each gate, and what they say.
SHAPE_FILES = {"claims": CLAIM_SHAPES, "view": VIEW_SHAPES}
GATES = {name: read_turtle(*files) for name, files in SHAPE_FILES.items()}

PREPARED = {name: prepare_shapes(shapes) for name, shapes in GATES.items()}

BACKGROUND = read_turtle(EXAMPLES / "background.ttl")

# What supports the examples where that is checked: the background as the register, and a claim that gives a date.
DATED = {CLAIM["annals-1"]: {(ID["entry-into-force/cst-1"], CSTO.date)}, CLAIM["gazette-1"]: set()}

SUPPORT = Support(frozenset(BACKGROUND), DATED)

ABOUT = (ID["statement/minister-1"], CSTO.about)

ANNOUNCED = ID["exercise/announced-1"]

SUPPORT_OF = {
    "StatedShape": SUPPORT,
    "SpokenShape": SUPPORT,
    "SayingShape": SUPPORT,
    "DeclaredShape": SUPPORT._replace(declared=frozenset((*BACKGROUND, (*ABOUT, ID.cst)))),
    "ReportedShape": SUPPORT._replace(
        declared=frozenset(),
        reported=frozenset(((ANNOUNCED, RDF.type, CSTO.Exercise), (*ABOUT, ANNOUNCED))),
        said=frozenset(((ANNOUNCED, RDF.type, CSTO.Exercise),)),
    ),
    "WeighedShape": SUPPORT._replace(stated={**DATED, CLAIM["gazette-1"]: {ABOUT}}),
}

VALID = sorted((EXAMPLES / "valid").glob("*.ttl"))

INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))

TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)

HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())

HEAD += f"@prefix shapes: <{SHAPES}> .\n@base <{ID}> .\n"

ENTRY = ID["entry-into-force/cst-1"]

IN_FORCE = ID["in-force/cst-1"]

ANNALS, GAZETTE = CLAIM["annals-1"], CLAIM["gazette-1"]


def turtle(text: str) -> Graph:
    """A graph from Turtle with the project's prefixes; relative IRIs are identifiers."""
    # Read by Oxigraph: rdflib would write 1994-04-20T00:00:00Z as 1994-04-20T00:00:00+00:00.
    return to_graph(ox.parse((HEAD + text).encode(), format=ox.RdfFormat.TURTLE))


def local(shape: Node) -> str:
    """The name of a shape without the namespace."""
    return str(shape).removeprefix(SHAPES)


def shapes_of(gate: str, kind: URIRef) -> list[URIRef]:
    """The node shapes or the property shapes of a gate."""
    return sorted(s for s in GATES[gate].subjects(RDF.type, kind) if isinstance(s, URIRef))


@cache
def gate_of(shape: str) -> str:
    """The gate whose file holds a node shape."""
    return next(gate for gate in GATES if URIRef(SHAPES + shape) in shapes_of(gate, SH.NodeShape))


def targeted(gate: str) -> list[URIRef]:
    """The node shapes that find their own focus nodes; the others are parts of these."""
    return [s for s in shapes_of(gate, SH.NodeShape) if any((s, p, None) in GATES[gate] for p in TARGETS)]


PROGRAMMED = sorted({s for shapes in GATES.values() for s in shapes.subjects(SH.deactivated, None)}, key=str)
"""The rules that are written in Python. They stand beside the shapes, deactivated."""


def focus_nodes(shapes: Graph, shape: Node, data: Graph) -> set[Node]:
    """The focus nodes of a shape by the SHACL standard, section 2.1.3."""
    found = set(shapes.objects(shape, SH.targetNode))
    for cls in shapes.objects(shape, SH.targetClass):
        for below in ONTOLOGY.transitive_subjects(RDFS.subClassOf, cls):
            found.update(data.subjects(RDF.type, below))
    for prop in shapes.objects(shape, SH.targetSubjectsOf):
        found.update(data.subjects(prop, None))
    for prop in shapes.objects(shape, SH.targetObjectsOf):
        found.update(data.objects(None, prop))
    return found


@cache
def report_on(example: Path) -> Report:
    """The report of the gate that an example belongs to, on the example together with the background."""
    data = read_turtle(example) + BACKGROUND
    shape = example.stem.split("--")[0]
    return check_graph(data, PREPARED[gate_of(shape)], READ, support=SUPPORT_OF.get(shape))


def edtf(text: str) -> Literal:
    """A date as the data holds it."""
    return Literal(text, datatype=EDTF.EDTF)


def gate1(*claims: ClaimContent) -> Report:
    """The report of gate 1 on claims about the things of the background."""
    return check_graph(gate1_graph(claims, BACKGROUND, Graph()), PREPARED["claims"], READ)
