"""Checks graphs against the SHACL shapes and gives a report that reads the same on every machine.

Gate 1 looks at each claim by itself. pySHACL merges all graphs, and then two sources that disagree would look like
one thing with two values; so `gate1_graph` renames what a claim speaks of to `<iri>?claim=<claim>`, and a result
names the thing and the claim again. Gate 2 looks at the view, one plain graph in which single values are due.

A misspelt class or property passes every shape in silence, since it is nobody's target: `undeclared` finds those, and
`usage` what the ontology says and SHACL does not see. What a shape tells is not told again in general words.

Two engines give the same report. The fast one asks the store set queries (`csto_kg.shacl.compiled`), and leaves to the other
one, with a note, the shapes that it cannot compile. pySHACL is the reference; this is the only module that knows it. Nothing
here reads files or the network.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias
from urllib.parse import quote, unquote

import pyoxigraph as ox
from pyparsing import ParseBaseException
from pyshacl import Validator
from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import DataGraph
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.compare import to_canonical_graph
from rdflib.namespace import OWL, RDF, RDFS, SH, XSD
from rdflib.term import Identifier, Node

from csto_kg.advice import nearest
from csto_kg.check.conformance import Grounds, misuses, spoken
from csto_kg.errors import DataError, Fault, Where
from csto_kg.rdf.terms import Value, to_subject
from csto_kg.shacl import compiled
from csto_kg.shacl.literals import MARK, Data, from_triples
from csto_kg.shacl.shapes import SHAPES, read_shapes
from csto_kg.vocab import CLAIM, CSTO, OA, PREFIXES, PROV, ROOT, short

__all__ = [
    "SHAPES",
    "UNDECLARED",
    "UNDECLARED_MESSAGE",
    "ClaimContent",
    "Data",
    "Engine",
    "Grounds",
    "Report",
    "Result",
    "Severity",
    "called",
    "gate1_graph",
    "spoken",
    "undeclared",
    "validate",
]

Triple: TypeAlias = tuple[Node, Node, Node]
Triples: TypeAlias = Graph | Collection[Triple]

_REPORT: Final = ROOT + "report/"

UNDECLARED: Final = URIRef(SHAPES + "UndeclaredTermShape")
"""The shape that results of `undeclared` name; `ontology/shapes/claims.ttl` documents it."""

UNDECLARED_MESSAGE: Final = (
    "The ontology does not declare this class, property or datatype: correct its spelling, or add it to csto.ttl."
)
"""What those results say first; then they name the term."""


class Engine(StrEnum):
    """What checks the shapes."""

    FAST = "fast"
    PYSHACL = "pyshacl"


class Severity(StrEnum):
    """How grave a result is, gravest first. Only violations keep a graph from conforming."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


_SEVERITY_OF: Final = {SH.Violation: Severity.VIOLATION, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}
_TERM_OF: Final = {severity: term for term, severity in _SEVERITY_OF.items()}
_GRAVITY: Final = {severity: rank for rank, severity in enumerate(Severity)}


class ClaimContent(NamedTuple):
    """A claim's identifier and the triples of its graph, as they stand there."""

    claim: URIRef
    triples: Iterable[Triple]


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that a shape finds wrong (or worth a warning).

    `focus` is the thing as the data names it and `claim` the claim that says so, or None where the register or the
    view is at fault. `path` is the property in SPARQL's path syntax. `shape` is the property shape where there is
    one, else the node shape; `component` is the kind of constraint, as the SHACL standard names it.
    """

    focus: Identifier
    path: str | None
    value: Identifier | None
    shape: Identifier
    component: URIRef
    severity: Severity
    message: str
    claim: URIRef | None

    @property
    def _key(self) -> tuple[int, str, str, str, str, str, str, str]:
        value = "" if self.value is None else _turtle(self.value)
        gravity = _GRAVITY[self.severity]
        return gravity, self.focus, self.claim or "", self.shape, self.path or "", value, self.component, self.message

    @property
    def iri(self) -> URIRef:
        """A name made of everything the result says, so that it is the same in every run."""
        return _named((str(part) for part in self._key), "result/")


@dataclass(frozen=True, slots=True)
class Report:
    """What the shapes found: `results`, gravest first, then by thing, claim and shape.

    `notes` tell which shapes the fast engine left to pySHACL, and why.
    """

    results: tuple[Result, ...]
    notes: tuple[str, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether there is no violation. Warnings and infos are told and do not count."""
        return not any(r.severity is Severity.VIOLATION for r in self.results)

    @property
    def counts(self) -> Mapping[Severity, int]:
        """The number of results of each severity, zeros too; the sum is the number of results."""
        found = Counter(r.severity for r in self.results)
        return MappingProxyType({severity: found[severity] for severity in Severity})

    @property
    def graph(self) -> Graph:
        """The report in the SHACL vocabulary, without blank nodes.

        A result's claim is told as prov:wasDerivedFrom. sh:resultPath is told where the path is one property.
        sh:conformanceDisallows (SHACL 1.2) says that only violations keep sh:conforms from being true. The notes are
        rdfs:comment.
        """
        graph = Graph()
        for triple in self._triples():
            graph.add(triple)
        return graph

    def as_turtle(self) -> str:
        """The same as Turtle: one order, one form, byte-identical in every run."""
        lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in sorted(PREFIXES.items())]
        subject = None
        for s, p, o in self._triples():
            if s != subject:
                lines[-1] = lines[-1].removesuffix(" ;") + (" ." if subject is not None else "")
                lines += ["", f"<{s}>"]
                subject = s
            lines.append(f"  {'a' if p == RDF.type else _turtle(p)} {_turtle(o)} ;")
        lines[-1] = lines[-1].removesuffix(" ;") + " ."
        return "\n".join(lines) + "\n"

    def faults(self, where: Mapping[URIRef, Where] = MappingProxyType({})) -> tuple[Fault, ...]:
        """The violations as faults, for a FindingsError; `where` tells where claims and entries stand in files."""
        return tuple(
            Fault(r.message, _subject(r), where.get(r.claim or _key(r.focus)) or where.get(_key(r.focus)))
            for r in self.results
            if r.severity is Severity.VIOLATION
        )

    def _triples(self) -> Iterator[tuple[URIRef, URIRef, Identifier]]:
        """The report node first, then the results in their order."""
        names = [r.iri for r in self.results]
        report = _named(names, "")
        yield report, RDF.type, SH.ValidationReport
        yield (
            report,
            SH.conforms,
            Literal("true" if self.conforms else "false", datatype=XSD.boolean, normalize=False),
        )
        yield report, URIRef(f"{SH}conformanceDisallows"), SH.Violation
        for note in self.notes:
            yield report, RDFS.comment, Literal(note, lang="en")
        for name in names:
            yield report, SH.result, name
        for name, result in zip(names, self.results, strict=True):
            yield name, RDF.type, SH.ValidationResult
            yield name, SH.focusNode, result.focus
            if result.claim is not None:
                yield name, PROV.wasDerivedFrom, result.claim
            if result.path is not None and (prop := _long(result.path)) is not None:
                yield name, SH.resultPath, prop
            if result.value is not None:
                yield name, SH.value, result.value
            yield name, SH.resultMessage, Literal(result.message, lang="en")
            yield name, SH.resultSeverity, _TERM_OF[result.severity]
            yield name, SH.sourceConstraintComponent, result.component
            yield name, SH.sourceShape, result.shape


def _named(parts: Iterable[str], kind: str) -> URIRef:
    # Each part is closed by a character that stands in none of them: ("ab", "c") and ("a", "bc") differ.
    digest = hashlib.sha256("".join(f"{part}\x1f" for part in parts).encode()).hexdigest()
    return URIRef(f"{_REPORT}{kind}{digest[:32]}")


def _subject(result: Result) -> str:
    is_apart = result.claim is not None and result.claim != result.focus
    return called(result.focus) + (f" in {short(result.claim)}" if is_apart and result.claim else "")


def _key(focus: Identifier) -> URIRef:
    return URIRef(str(focus))


def called(node: Identifier) -> str:
    """A node as people write it: an identifier in short, anything else as in Turtle."""
    return short(node) if isinstance(node, URIRef) else _turtle(node)


_PLAIN: Final = re.compile(r"[A-Za-z][\w-]*(?:\.[\w-]+)*")


def _turtle(term: Identifier) -> str:
    """A term as Turtle: a prefixed name where its local part is plain, else as in N-Triples."""
    if isinstance(term, URIRef):
        for prefix, namespace in PREFIXES.items():
            if term.startswith(namespace) and _PLAIN.fullmatch(term[len(namespace) :]):
                return f"{prefix}:{term[len(namespace) :]}"
        return f"<{term}>"
    if isinstance(term, Literal):
        # rdflib would write a number bare and a text with line ends in three quotes.
        text = term.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        tag = f"@{term.language}" if term.language else f"^^{_turtle(term.datatype)}" if term.datatype else ""
        return f'"{text}"{tag}'
    return term.n3()


def _long(curie: str) -> URIRef | None:
    """The IRI of a path that is one property, by the prefixes of `vocab.short`; None for any other path."""
    if curie.startswith("<") and curie.endswith(">") and curie.count("<") == 1:
        return URIRef(curie[1:-1])
    prefix, colon, local = curie.partition(":")
    is_one = bool(colon) and prefix in PREFIXES and _PLAIN.fullmatch(local) is not None
    return URIRef(PREFIXES[prefix] + local) if is_one else None


# ---------------------------------------------------------------------------------------------------------------
# Gate 1: each claim by itself
# ---------------------------------------------------------------------------------------------------------------

_MARK: Final = "?claim="


def gate1_graph(claims: Iterable[ClaimContent], register: Graph, provenance: Triples) -> set[Triple]:
    """One graph in which each claim can be checked by itself, in a single run.

    The subjects of a claim's triples are renamed to `<iri>?claim=<name of the claim>`, also where they stand as
    objects within the same claim, and have the classes that the register gives them. All else stays as it is.
    Reported content is checked the same way: pass it as a claim of its own, under the IRI of its graph.
    """
    graph: set[Triple] = {*register, *provenance}
    classes: dict[Node, list[Node]] = {}
    for subject, cls in register.subject_objects(RDF.type):
        classes.setdefault(subject, []).append(cls)
    for claim, content in claims:
        triples = list(content)
        renamed: dict[Node, URIRef] = {s: _rename(s, claim) for s, _, _ in triples}
        for s, p, o in triples:
            graph.add((renamed[s], p, renamed.get(o, o)))
        for subject, name in renamed.items():
            graph.update((name, RDF.type, cls) for cls in classes.get(subject, ()))
    return graph


def _rename(subject: Node, claim: URIRef) -> URIRef:
    return URIRef(f"{subject}{_MARK}{quote(claim.removeprefix(str(CLAIM)), safe='/-._~')}")


_ILL_TYPED: Final = _REPORT + "ill-typed/"


def _set_apart(node: Node) -> Node:
    """A literal whose text is no value of its datatype ("many"^^xsd:decimal), under a datatype that none other has.

    No sh:datatype accepts it there, as is right, and it can be compared: pySHACL would stop at the first such literal
    that sh:lessThan meets.
    """
    if not isinstance(node, Literal) or not node.ill_typed:
        return node
    return Literal(str(node), datatype=URIRef(f"{_ILL_TYPED}{quote(node, safe='')}/{node.datatype}"), normalize=False)


def _as_written(value: Identifier) -> Identifier:
    """A value as the data has it, whatever it was called while it was checked."""
    if isinstance(value, Literal):
        _, mark, rest = (value.datatype or "").partition(_ILL_TYPED)
        return Literal(str(value), datatype=URIRef(rest.partition("/")[2]), normalize=False) if mark else value
    return _original(value)[0]


def _original(node: Identifier) -> tuple[Identifier, URIRef | None]:
    """What a renamed node stands for, and the claim that speaks of it; any other node as it is."""
    iri, mark, name = node.rpartition(_MARK)
    if not isinstance(node, URIRef) or not mark:
        return node, None
    claim = unquote(name)
    return URIRef(iri), URIRef(claim) if "://" in claim else CLAIM[claim]


# ---------------------------------------------------------------------------------------------------------------
# Validation
# ---------------------------------------------------------------------------------------------------------------


def validate(
    data: Triples | Data | ox.Store,
    shapes: Graph,
    ontology: Graph | None,
    known: Collection[URIRef] | None = frozenset(),
    engine: Engine = Engine.FAST,
    grounds: Grounds | None = None,
) -> Report:
    """Check `data` against `shapes`, and with an ontology for undeclared and misused terms too.

    Of the ontology the shapes see only which class is a subclass of which; nothing is inferred. `known` are identifiers
    that are declared elsewhere; None says that the data need not keep to the ontology's terms. `grounds` are what a view
    with its findings rests on; without them it is not asked for. None of the graphs is changed; of a store the default
    graph is checked. What has no identifier is told by a label: that of the data, and of shapes one that follows from
    what they say. Raises DataError where the shapes cannot be run.
    """
    held = data if isinstance(data, Data) else Data(data) if isinstance(data, ox.Store) else from_triples(data)
    shapes = _labelled(shapes)
    above = [
        (cls, sup)
        for cls, sup in (ontology.subject_objects(RDFS.subClassOf) if ontology is not None else ())
        if isinstance(cls, URIRef) and isinstance(sup, URIRef)
    ]
    results: set[Result] = set()
    notes: list[str] = []
    rest = shapes
    if engine is Engine.FAST:
        _run(Graph(), shapes)  # pySHACL refuses broken shapes
        outcome = compiled.check(held, read_shapes(shapes), ((str(cls), str(sup)) for cls, sup in above))
        results.update(_of_fast(found, shapes, held) for found in outcome.found)
        notes += sorted(f"{_told(n)} was checked by pySHACL, since {why}" for n, why in outcome.left.items())
        rest = _only(shapes, outcome.left)
    if engine is Engine.PYSHACL or notes:
        merged = Graph()
        for s, p, o in held.triples():
            merged.add((s, p, _set_apart(o)))
        for cls, sup in above:
            merged.add((cls, RDFS.subClassOf, sup))
        report = _run(merged, rest)
        results.update(_of_pyshacl(report, node, shapes, held) for node in report.objects(None, SH.result))
    if ontology is not None and known is not None:
        results.update(undeclared(held, ontology))
        given = held.triples() if isinstance(data, Data | ox.Store) else data
        results.update(_not_told(_misused(given, held, ontology, known, grounds), results))
    return Report(tuple(sorted(results, key=lambda r: r._key)), tuple(notes))


def _told(node: Node) -> str:
    return short(str(node)) if isinstance(node, URIRef) else "a shape without a name"


_REFERS_TO_SHAPE: Final = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)


def _labelled(shapes: Graph) -> Graph:
    """Shapes that use the terms of SHACL only, those without an identifier under labels that are the same in each run."""
    # pySHACL passes over what it does not know, and the constraint is then never checked.
    used = {t for triple in shapes for t in triple if isinstance(t, URIRef) and t.startswith(str(SH))}
    if strange := sorted(short(t) for t in used if t not in SH):
        fault = Fault(f"{', '.join(strange)} is no term of SHACL", fix="correct the shapes")
        raise DataError(fault)
    nodes = {*shapes.subjects(RDF.type, None), *(o for p in _REFERS_TO_SHAPE for o in shapes.objects(None, p))}
    return to_canonical_graph(shapes) if any(isinstance(n, BNode) for n in nodes) else shapes


# What pySHACL raises besides its own errors where shapes are wrong.
_BROKEN: Final = (
    ParseBaseException,
    re.error,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


def _run(data: Graph, shapes: Graph) -> Graph:
    """pySHACL's own report on `data`, which it may change."""
    # Its `validate` function would switch rdflib.NORMALIZE_LITERALS back on for the whole process and add a handler
    # to a logger with each call; the class beneath it does neither. It adds triples to the shapes: give it a copy.
    is_advanced = any(p in _ADVANCED for p in shapes.predicates())
    options = {"inplace": True, "advanced": is_advanced, "inference": "none"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)  # its warnings on constraints that it cannot load
            validator = Validator(DataGraph.from_rdflib(data), shacl_graph=_flat(shapes), options=options)
            _, report, _ = validator.run()  # type: ignore[no-untyped-call]  # pySHACL is typed in part
    except (ReportableRuntimeError, RuntimeWarning) as error:
        raise _broken(getattr(error, "message", "") or str(error)) from error
    except _BROKEN as error:
        # pySHACL tests shapes only in part before it runs them: a wrong pattern or list shows as one of these.
        raise _broken(f"{type(error).__name__}: {error}") from error
    if not isinstance(report, Graph):
        raise _broken(str(report))
    return report


_TARGETS: Final = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
# Where shapes name terms that are looked for in the data, in which ill-typed literals are set apart.
_COMPARED: Final = frozenset((RDF.first, SH.hasValue, SH.targetNode))
# Of SHACL Advanced Features, what pySHACL would pass over without a word if these were not switched on.
_ADVANCED: Final = frozenset((SH.target, SH.expression, SH.rule))


def _only(shapes: Graph, kept: Iterable[Node]) -> Graph:
    """The shapes graph in which no shapes but some have targets."""
    others = Graph()
    wanted = set(kept)
    classes = {RDFS.Class, OWL.Class, *shapes.subjects(RDFS.subClassOf, RDFS.Class)}
    for s, p, o in shapes:
        is_target = p in _TARGETS or p == SH.target or (p == RDF.type and o in classes)
        if s in wanted or not is_target:
            others.add((s, p, o))
    return others


def _flat(shapes: Graph) -> Graph:
    """A copy of the shapes in which property shapes have the targets of their node shapes. The results are the same.

    pySHACL takes a property shape inside a node shape once for each focus node, and one with targets once for all of
    them: twice as fast on a thousand claims.
    """
    flat = Graph("SimpleMemory")
    for s, p, o in shapes:
        flat.add((s, p, _set_apart(o) if p in _COMPARED else o))
    for shape in {s for p in _TARGETS for s in shapes.subjects(p, None)}:
        is_class = any((shape, RDF.type, cls) in shapes for cls in (RDFS.Class, OWL.Class))  # then it targets itself
        is_property = (shape, SH.path, None) in shapes  # what is in it is asked of the ends of its path
        # A closed shape allows the paths of its property shapes, and shapes of qualified values are counted with their
        # siblings: there it matters whose property shapes they are.
        is_sibling = any(
            (prop, SH.qualifiedValueShapesDisjoint, None) in shapes for prop in shapes.objects(shape, SH.property)
        )
        is_told_apart = (shape, SH.closed, None) in shapes or is_sibling
        is_other = (shape, SH.deactivated, None) in shapes or (None, None, shape) in shapes
        if is_class or is_property or is_told_apart or is_other:
            continue
        targets = [(p, o) for p, o in shapes.predicate_objects(shape) if p in _TARGETS]
        for prop in shapes.objects(shape, SH.property):
            flat.remove((shape, SH.property, prop))
            for kind, target in targets:
                flat.add((prop, kind, target))
    return flat


def _broken(reason: str) -> DataError:
    reason = " ".join(reason.split())
    return DataError(Fault(f"the shapes cannot be run: {reason}", fix="correct the shapes"))


def _of_pyshacl(report: Graph, node: Node, shapes: Graph, data: Data) -> Result:
    focus, claim = _original(_one(report, node, SH.focusNode))
    value = report.value(node, SH.value)
    shape = _one(report, node, SH.sourceShape)
    told = report.value(node, SH.resultPath)
    path = told if isinstance(told, URIRef) else shapes.value(shape, SH.path)
    messages = sorted(str(m) for m in report.objects(node, SH.resultMessage))
    of_shape = {str(m) for m in shapes.objects(shape, SH.message)}
    return Result(
        focus=focus,
        path=None if path is None else _path(shapes, path),
        value=_as_written(value) if isinstance(value, Identifier) else None,
        shape=shape,
        component=URIRef(_one(report, node, SH.sourceConstraintComponent)),
        severity=_SEVERITY_OF.get(URIRef(_one(report, node, SH.resultSeverity)), Severity.VIOLATION),
        # What a SPARQL-based constraint says itself is more to the point than what its shape says.
        message=next(iter([m for m in messages if m not in of_shape] or messages), ""),
        claim=claim or _claim_behind(focus, data),
    )


def _of_fast(found: compiled.Found, shapes: Graph, data: Data) -> Result:
    focus, claim = _original(found.focus)
    path = None if found.path is None else _path(shapes, found.path)
    is_bare = (
        path is not None
        and found.component != SH.SPARQLConstraintComponent
        and (found.shape, SH.message, None) not in shapes
    )
    return Result(
        focus=focus,
        path=path,
        value=None if found.value is None else _original(found.value)[0],
        shape=found.shape if isinstance(found.shape, Identifier) else URIRef(str(found.shape)),
        component=found.component,
        severity=_SEVERITY_OF.get(URIRef(str(found.severity)), Severity.VIOLATION),
        message=f"{path}: {found.messages[0]}" if is_bare else found.messages[0],
        claim=claim or _claim_behind(focus, data),
    )


def _one(report: Graph, node: Node, prop: URIRef) -> Identifier:
    value = report.value(node, prop)
    assert isinstance(value, Identifier), f"pySHACL tells no {prop}"
    return value


def _claim_behind(focus: Identifier, data: Data) -> URIRef | None:
    """The claim that is at fault where the focus is a claim, its passage or its selector; the first of several."""
    if isinstance(focus, Literal):
        return None
    store, node, default = data.store, to_subject(focus), ox.DefaultGraph()
    if ox.Quad(node, _RDF_TYPE, _CLAIM) in store:
        return URIRef(focus)
    passages = [node, *(q.subject for q in store.quads_for_pattern(None, _HAS_SELECTOR, node, default))]
    claims = (q.subject for p in passages for q in store.quads_for_pattern(None, _QUOTED_FROM, p, default))
    return min((URIRef(c.value) for c in claims if isinstance(c, ox.NamedNode)), default=None)


_RDF_TYPE: Final = ox.NamedNode(str(RDF.type))
_CLAIM: Final = ox.NamedNode(str(CSTO.Claim))
_HAS_SELECTOR: Final = ox.NamedNode(str(OA.hasSelector))
_QUOTED_FROM: Final = ox.NamedNode(str(PROV.wasQuotedFrom))


_MODIFIERS: Final = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


def _path(shapes: Graph, path: Node) -> str:
    """A property path of the shapes in the syntax of SPARQL 1.1."""
    if isinstance(path, URIRef):
        return _iri_path(path)
    if (inner := shapes.value(path, SH.inversePath)) is not None:
        return f"^{_part(shapes, inner)}"
    if (inner := shapes.value(path, SH.alternativePath)) is not None:
        return "|".join(_part(shapes, item) for item in RdfList(shapes, inner))
    for prop, sign in _MODIFIERS.items():
        if (inner := shapes.value(path, prop)) is not None:
            return _part(shapes, inner) + sign
    return "/".join(_part(shapes, item) for item in RdfList(shapes, path))


def _iri_path(prop: URIRef) -> str:
    curie = short(prop)
    return curie if _long(curie) == prop else f"<{prop}>"


def _part(shapes: Graph, path: Node) -> str:
    text = _path(shapes, path)
    return f"({text})" if re.search(r"[|/^]", re.sub(r"<[^>]*>", "", text)) and not text.startswith("^") else text


# ---------------------------------------------------------------------------------------------------------------
# Misused terms
# ---------------------------------------------------------------------------------------------------------------

_USAGE: Final = URIRef(SHAPES + "UsageConstraintComponent")


def _misused(
    triples: Iterable[Triple], data: Data, ontology: Graph, known: Collection[URIRef], grounds: Grounds | None
) -> Iterator[Result]:
    """A violation for each thing that a rule of `usage` finds."""
    for found in misuses(triples, ontology, known, lambda node: short(str(_original(node)[0])), grounds):
        focus, claim = _original(found.focus)
        claim = claim or _claim_behind(focus, data)
        path = None if found.on is None else _iri_path(found.on)
        value = None if found.value is None else _original(found.value)[0]
        shape, severity = URIRef(SHAPES + found.rule), Severity.VIOLATION
        yield Result(focus, path, value, shape, _USAGE, severity, found.message, claim)


_STEPS: Final = re.compile(r"<[^>]*>|[^\s^/|()*+?]+")


def _not_told(found: Iterable[Result], told: Iterable[Result]) -> list[Result]:
    """The results that no result of a shape tells already, in a curator's words: on the same value or property."""
    values = {(r.focus, r.claim, r.value) for r in told if r.value is not None}
    steps = {(r.focus, r.claim, step) for r in told if r.path is not None for step in _STEPS.findall(r.path)}
    return [r for r in found if (r.focus, r.claim, r.value) not in values and (r.focus, r.claim, r.path) not in steps]


# ---------------------------------------------------------------------------------------------------------------
# Undeclared terms
# ---------------------------------------------------------------------------------------------------------------

_COMPONENT: Final = URIRef(SHAPES + "DeclaredTermConstraintComponent")
_PROPERTY_KINDS: Final = (
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    RDF.Property,
)
_OF_XSD: Final = frozenset(XSD[name] for name in XSD.__annotations__ if not name.startswith("_"))
# The terms of RDF itself that the data uses; the ontology need not declare them.
_OF_RDF: Final = frozenset((RDF.type, RDF.subject, RDF.predicate, RDF.object, RDFS.label))
# Properties whose values are terms of the ontology.
_NAMES_A_PROPERTY: Final = frozenset((RDF.predicate, CSTO.onProperty))


def undeclared(data: Triples | Data, ontology: Graph) -> list[Result]:
    """A violation for each use of a class, property or datatype that `ontology` does not declare.

    A property is declared by its type or by a csto:key, a class as owl:Class, a datatype as rdfs:Datatype; the
    datatypes of XML Schema and rdf:langString always are.
    """
    properties = {s for kind in _PROPERTY_KINDS for s in ontology.subjects(RDF.type, kind)}
    properties |= {*ontology.subjects(CSTO.key, None), *_OF_RDF}
    classes = {s for kind in (OWL.Class, RDFS.Class) for s in ontology.subjects(RDF.type, kind)}
    datatypes = {RDF.langString, *ontology.subjects(RDF.type, RDFS.Datatype), *_OF_XSD}
    held = data if isinstance(data, Data) else from_triples(data)
    advice = _Advice((properties, classes, datatypes))
    uses = [
        *_uses(held, "SELECT DISTINCT ?t { ?s ?t ?o }", "VALUES ?p { $ } ?s ?p ?o BIND(?p AS ?t)", properties),
        *_uses(held, f"SELECT DISTINCT ?t {{ ?s <{RDF.type}> ?t }}", f"{_SAID_OF} ?s ?p ?t", classes, RDF.type),
        *_uses(held, "SELECT DISTINCT ?t { ?s ?p ?o BIND(DATATYPE(?o) AS ?t) }", _OF_DATATYPE, datatypes),
    ]
    for prop in _NAMES_A_PROPERTY:
        uses += _uses(held, f"SELECT DISTINCT ?t {{ ?s <{prop}> ?t }}", f"{_SAID_OF} ?s ?p ?t", properties, prop)
    return sorted((_use(held, advice, *use) for use in uses), key=lambda r: r._key)


_Use: TypeAlias = tuple[Identifier, Identifier, Identifier, set[Node]]
_SAID_OF: Final = "VALUES ?t { $ } BIND(<@> AS ?p)"
_OF_DATATYPE: Final = "VALUES ?t { $ } ?s ?p ?o FILTER(DATATYPE(?o) = ?t)"


def _uses(data: Data, terms: str, where: str, known: set[Node], prop: URIRef | None = None) -> Iterator[_Use]:
    """Subject, property and term of every use of a term that is not known; the terms are asked for first."""
    found = data.store.query(terms)
    assert isinstance(found, ox.QuerySolutions)
    terms_of: list[Value] = [row[0] for row in found if row[0] is not None and not isinstance(row[0], ox.BlankNode)]
    strays = [term for term in terms_of if _unmarked(data.to_rdflib(term)) not in known]
    if not strays:
        return
    values = where.replace("$", " ".join(map(str, strays))).replace("@", str(prop))
    rows = data.store.query(f"SELECT DISTINCT ?s ?p ?t {{ {values} }}")
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        s, p, t = (data.to_rdflib(term) for term in row if term is not None)
        yield s, p, _unmarked(t), known


def _unmarked(term: Identifier) -> Identifier:
    return URIRef(term.removeprefix(MARK)) if isinstance(term, URIRef) else term


def _use(
    data: Data, advice: _Advice, subject: Identifier, prop: Identifier, term: Identifier, known: set[Node]
) -> Result:
    focus, claim = _original(subject)
    path = _iri_path(URIRef(str(prop)))
    message = f"{UNDECLARED_MESSAGE} {advice.on(term, known)}"
    claim = claim or _claim_behind(focus, data)
    return Result(focus, path, term, UNDECLARED, _COMPONENT, Severity.VIOLATION, message, claim)


class _Advice:
    """What may have been meant by an undeclared term, found once for each term."""

    def __init__(self, vocabularies: Iterable[set[Node]]) -> None:
        self._names = {id(v): sorted(short(str(t)) for t in v) for v in vocabularies}
        self._found: dict[tuple[Identifier, int], str] = {}

    def on(self, term: Identifier, known: set[Node]) -> str:
        key = (term, id(known))
        if key not in self._found:
            near = nearest(short(term), self._names[id(known)], limit=1)
            self._found[key] = f"It is {short(term)}" + (f"; did you mean {near[0]}?" if near else ".")
        return self._found[key]
