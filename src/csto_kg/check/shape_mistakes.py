"""What is wrong with shapes that somebody wrote, before an engine reads them: which shape, what, and what to write instead.

An engine stops at the first that it cannot read, in its own words, and reads past what has no effect. Here each fault has the
name of its shape, and what would never apply, such as a class that nobody declares, is a fault too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import Node

from csto_kg.advice import did_you_mean
from csto_kg.check.naming import NAMING
from csto_kg.rdf.mistakes import not_sparql, undeclared_prefixes
from csto_kg.shacl.unchecked import is_term_unknown

__all__ = ["ShapeMistake", "shape_mistakes"]

_NODE_KINDS: Final = ("BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
_COUNTS: Final = ("minCount", "maxCount", "minLength", "maxLength", "qualifiedMinCount", "qualifiedMaxCount")
_ONE: Final = (
    *_COUNTS,
    "path",
    "datatype",
    "nodeKind",
    "pattern",
    "severity",
    "uniqueLang",
    "closed",
    "languageIn",
    "in",
)
_IRIS: Final = (
    *("targetClass", "targetSubjectsOf", "targetObjectsOf", "class", "datatype", "nodeKind", "severity"),
    *("equals", "disjoint", "lessThan", "lessThanOrEquals"),
)
_LISTS: Final = ("in", "languageIn", "and", "or", "xone", "ignoredProperties")
_SHAPES: Final = ("node", "property", "not", "qualifiedValueShape")
# What counts or compares the values of a path, and so needs one.
_OF_PATHS: Final = ("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape")
_DECLARED: Final = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "class", "path", "equals", "lessThan")
_NO_TERM: Final = " is not a term of SHACL"
_WORDS: Final = ("class", "not", "or", "and", "in")  # those that Python keeps for itself
_TERMS: Final = (*_WORDS, *sorted(str(term).removeprefix(str(SH)) for term in dir(SH)))


@dataclass(frozen=True, slots=True)
class ShapeMistake:
    """What is wrong with a shape; of a part without a name `shape` is the shape that it is in, None where it has none."""

    shape: URIRef | None
    message: str
    fix: str

    @property
    def is_of_term(self) -> bool:
        """Whether it is a term that SHACL does not define."""
        return self.message.endswith(_NO_TERM)


def shape_mistakes(
    shapes: Graph, core: Graph, spaces: Collection[str] = (), declared: Collection[Node] = ()
) -> Iterator[ShapeMistake]:
    """The mistakes in shapes, in the order of the names of these; they may refer to the shapes of the core.

    Of terms in `spaces`, the namespaces of the core and of the project, those that are used have to be among the `declared`.
    """
    found = {ShapeMistake(_owner(shapes, s), *said) for s, said in _all(shapes, core, spaces, declared)}
    yield from sorted(found, key=lambda m: (str(m.shape or ""), m.message))


def _all(
    shapes: Graph, core: Graph, spaces: Collection[str], declared: Collection[Node]
) -> Iterator[tuple[Node, tuple[str, str]]]:
    terms = [
        NAMING.short(term) for term in declared if isinstance(term, URIRef) and str(term).startswith(tuple(spaces))
    ]
    for s, p, o in shapes:
        name = str(p).removeprefix(str(SH))
        for term in (p, o):
            if is_term_unknown(term):
                word = str(term).removeprefix(str(SH))
                yield (
                    s,
                    (f"sh:{word}{_NO_TERM}", did_you_mean(word, _TERMS, "see the SHACL standard", 0.6)),
                )
        if not str(p).startswith(str(SH)):
            continue
        yield from ((s, said) for said in _of_value(shapes, core, s, name, o))
        if name in _DECLARED and isinstance(o, URIRef) and o not in declared and str(o).startswith(tuple(spaces)):
            fix = did_you_mean(NAMING.short(o), terms, "see that its name is right: csto-kg terms lists them")
            yield s, (_what(name, o, "nobody declares it"), fix)
    for subject in set(shapes.subjects()):
        yield from ((subject, said) for said in _of_subject(shapes, subject))


def _of_value(shapes: Graph, core: Graph, subject: Node, name: str, value: Node) -> Iterator[tuple[str, str]]:
    """What is wrong with one value of a shape."""
    if name in _COUNTS and not (isinstance(value, Literal) and value.datatype == XSD.integer and not value.ill_typed):
        yield _what(name, value, "it takes a whole number"), f"write sh:{name} 1, without quotes"
    elif name in _IRIS and not isinstance(value, URIRef):
        yield _what(name, value, "it takes an IRI"), f"write sh:{name} prefix:name, without quotes"
    elif name == "nodeKind":
        yield from _of_node_kind(value)
    elif name == "pattern":
        yield from _of_pattern(value)
    elif name in _LISTS and not _is_list(shapes, value):
        yield _what(name, value, "it takes a list"), f"write sh:{name} ( … ), with its values in round brackets"
    elif name in _SHAPES:
        yield from _of_shape(name, value, (shapes, core))
    elif name == "sparql" and (value, SH.select, None) not in shapes:
        yield "a rule of it, in sh:sparql, has no query", 'add sh:select "SELECT $this { … }"'
    elif name == "select" and (None, SH.sparql, subject) in shapes:
        yield from _of_select(shapes, subject, value)


def _of_node_kind(value: Node) -> Iterator[tuple[str, str]]:
    # What SHACL does not define is said of any of its terms.
    if str(value).removeprefix(str(SH)) not in _NODE_KINDS and (
        URIRef(str(value)) in SH or not str(value).startswith(str(SH))
    ):
        yield _what("nodeKind", value, "it is no kind of node"), f"write one of sh:{', sh:'.join(_NODE_KINDS)}"


def _of_shape(name: str, value: Node, graphs: Sequence[Graph]) -> Iterator[tuple[str, str]]:
    """What is wrong with a value that is to be a shape in one of the graphs."""
    if isinstance(value, Literal) or not any((value, None, None) in graph for graph in graphs):
        yield _what(name, value, "there is no such shape"), "write a shape in square brackets, or the name of one"
    elif name == "property" and not any((value, SH.path, None) in graph for graph in graphs):
        yield "a part of it, in sh:property, says not of which property it is", "add sh:path to it"


def _of_subject(shapes: Graph, subject: Node) -> Iterator[tuple[str, str]]:
    """What is wrong with a shape as a whole."""
    for name in _ONE:
        values = list(shapes.objects(subject, SH[name]))
        if len(values) > 1:
            several = ", ".join(sorted(map(NAMING.in_shapes, values)))
            yield f"sh:{name} has {len(values)} values: {several}", "keep one; for another write a shape of its own"
    has_path = (subject, SH.path, None) in shapes
    if has_path and (subject, RDF.type, SH.NodeShape) in shapes:
        yield (
            "it is a sh:NodeShape and has a sh:path",
            "call it a sh:PropertyShape, or put the path into a sh:property",
        )
    if (subject, RDF.type, SH.NodeShape) in shapes and not has_path:
        for name in _OF_PATHS:
            if (subject, SH[name], None) in shapes:
                fix = f"write sh:property [ sh:path … ; sh:{name} … ]"
                yield f"sh:{name} stands in a shape of nodes, which have no values to count or compare", fix
    if (subject, SH.node, subject) in shapes:
        yield "it refers to itself in sh:node, which has no end", "leave that out"
    if (subject, SH.flags, None) in shapes and (subject, SH.pattern, None) not in shapes:
        yield "sh:flags stands without a sh:pattern", "add the pattern, or leave the flags out"


def _of_pattern(value: Node) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Literal) or value.datatype not in (None, XSD.string):
        yield _what("pattern", value, "it takes a text"), 'write sh:pattern "^…$"'
        return
    try:
        re.compile(str(value))
    except re.error as error:
        yield _what("pattern", value, f"it is no regular expression: {error.msg}"), "correct it"


def _of_select(shapes: Graph, subject: Node, value: Node) -> Iterator[tuple[str, str]]:
    """What is wrong with the query of a SPARQL-based constraint, whose prefixes are those of its sh:prefixes."""
    declared = {
        str(shapes.value(declaration, SH.prefix)): str(shapes.value(declaration, SH.namespace))
        for holder in shapes.objects(subject, SH.prefixes)
        for declaration in shapes.objects(holder, SH.declare)
    }
    is_elsewhere = any((holder, SH.declare, None) not in shapes for holder in shapes.objects(subject, SH.prefixes))
    if not re.search(r"[$?]this\b", str(value)):
        fix = "write SELECT $this { … }: each row has a node that is at fault"
        yield "its query does not speak of $this, the node that is checked", fix
        return
    missing = [prefix for prefix in undeclared_prefixes(str(value)) if prefix not in declared]
    if missing and not is_elsewhere:
        names = ", ".join(f"'{prefix}:'" for prefix in missing)
        fix = "write PREFIX in the query, or declare it with sh:prefixes [ sh:declare [ sh:prefix … ; sh:namespace … ] ]"
        yield f"its query uses {names}, which it does not declare", fix
        return
    known = declared | (dict.fromkeys(missing, "urn:x:") if is_elsewhere else {})
    text = "".join(f"PREFIX {prefix}: <{space}> " for prefix, space in sorted(known.items())) + str(value)
    try:
        ox.Store().query(text)
    except SyntaxError as error:
        fault = not_sparql(text, error)
        yield f"its query {fault.message}", fault.fix
    except (ValueError, OSError, RuntimeError) as error:
        if (None, RDF.type, SH.SPARQLFunction) in shapes and "custom function" in str(error):
            return  # pySHACL has these
        yield f"its query cannot be asked: {error}", "correct it"


def _is_list(shapes: Graph, node: Node) -> bool:
    """Whether a node is an RDF list with an end."""
    seen: set[Node] = set()
    while node != RDF.nil:
        rest = list(shapes.objects(node, RDF.rest))
        if node in seen or len(rest) != 1 or len(list(shapes.objects(node, RDF.first))) != 1:
            return False
        seen.add(node)
        (node,) = rest
    return True


def _what(name: str, value: Node, why: str) -> str:
    shown = "what stands in brackets" if isinstance(value, BNode) else NAMING.in_shapes(value)
    return f"sh:{name} is {shown}, and {why}"


def _owner(shapes: Graph, node: Node) -> URIRef | None:
    """The named shape that a node is, or in which it stands; None where there is none."""
    seen: set[Node] = set()
    waiting = [node]
    while waiting:
        at = waiting.pop(0)
        if isinstance(at, URIRef):
            return at
        seen.add(at)
        waiting += sorted((s for s in shapes.subjects(None, at) if s not in seen), key=str)
    return None
