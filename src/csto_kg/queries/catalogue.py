"""Writes the stored queries as a page for people, as typed Python functions, and as RDF.

In RDF each is a `sh:SPARQLSelectExecutable` with the full text in `sh:select` (SHACL 1.2 SPARQL Extensions, and the form of
the SPARQL examples that bioinformatics endpoints publish), its question in `rdfs:comment`, and its parameters as
`sh:parameter`.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from functools import lru_cache

import pyoxigraph as ox
from rdflib import RDF, RDFS, XSD, Literal, URIRef
from rdflib.namespace import DCTERMS, SH
from rdflib.term import Node

from csto_kg.queries.adapting import is_open
from csto_kg.queries.stored import ANY, FROM, TO, Parameter, ParameterType, StoredQuery
from csto_kg.rdf.terms import Term
from csto_kg.time.days import MIDNIGHT
from csto_kg.vocab import CORE_NAMESPACES, CSTO, PREFIXES, Namespaces, short

Known = Mapping[str, StoredQuery]


@lru_cache(maxsize=512)
def defaults(parameter: Parameter) -> tuple[str, ...]:
    """The default values of a parameter as people write them: `league`, `role/member`, `2003-06-29`, `any`, or a text.

    A default that cannot be read with the project's own prefixes is returned as it stands in the query. A parameter whose
    default is left to the project, which has none, has no values.
    """
    if is_open(parameter.default):
        return ()
    try:
        # The engine parses the rows, so that terms have one parser only.
        rows = ox.Store().query(f"SELECT ?x {{ VALUES ?x {{ {parameter.default} }} }}", prefixes=PREFIXES)
    except SyntaxError:
        return (parameter.default,)
    assert isinstance(rows, ox.QuerySolutions)
    return tuple(_typed(row[0]) for row in rows)


def _typed(term: Term | None) -> str:
    if term is None:
        return ANY
    if isinstance(term, ox.NamedNode):
        return short(term.value)
    text = term.value if isinstance(term, ox.Literal) else str(term)
    is_day = isinstance(term, ox.Literal) and term.datatype.value == str(XSD.dateTime)
    return text.removesuffix(MIDNIGHT) if is_day else text


def _takes(parameter: Parameter) -> str:
    kind = f"{parameter.type.value} ({parameter.cls})" if parameter.cls else parameter.type.value
    return kind + (" or any" if parameter.allows_any else "")


def _about(parameter: Parameter) -> str:
    former = ", ".join(f"`{alias}`" for alias in parameter.aliases)
    return f"{parameter.about} (formerly {former})" if former else parameter.about


# ---------------------------------------------------------------------------------------------------------------
# For people
# ---------------------------------------------------------------------------------------------------------------


def markdown(known: Known) -> str:
    """The stored queries as a page in Markdown."""
    lines = [
        "# The stored questions",
        "Written by `csto-kg format` from the headers of the stored queries, the core's and the project's own. What",
        "`csto-kg queries NAME --sparql` prints runs as it stands in any SPARQL 1.1 tool that holds the graphs of a release;",
        "`csto-kg query NAME parameter=value` replaces the defaults.",
    ]
    for name, query in sorted(known.items()):
        lines += ["", f"## {name}", f"{query.question} A row is {query.row}.", ""]
        if query.parameters:
            lines += ["| parameter | takes | default | |", "|---|---|---|---|"]
            lines += [
                f"| `{p.name}` | {_takes(p)} | {_code(', '.join(defaults(p)))} | {_about(p)} |"
                for p in query.parameters
            ]
            lines.append("")
        lines += ["| column | | for example |", "|---|---|---|"]
        lines += [f"| `{c}` | {about} | {_code(query.example.get(c, ''))} |" for c, about in query.columns.items()]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


# ---------------------------------------------------------------------------------------------------------------
# For Python
# ---------------------------------------------------------------------------------------------------------------

_HEAD = '''"""The stored queries as typed functions. Written by `csto-kg format` from the headers of the stored queries."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import date
from typing import Generic, TypeVar

Entity = str | Sequence[str]
Day = str | date
Text = str
A = TypeVar("A")


class Questions(Generic[A]):
    """The stored queries of a graph. A parameter that is left out has the query's default.

    Each raises UsageError for a value that does not fit. With `evidence` every row has the claims for and against it.
    A former name of a parameter is accepted with a FutureWarning.
    """

    def __init__(self, query: Callable[..., A]) -> None:
        self._query = query

    def _ask(self, name: str, evidence: bool, **values: str | date | Sequence[str] | None) -> A:
        given = {key: value for key, value in values.items() if value is not None}
        return self._query(name, evidence=evidence, **given)

    def __getattr__(self, name: str) -> Callable[..., A]:
        """A stored query of the project's own: `graph.ask.my_query()` asks `my-query`."""
        if name.startswith("_"):
            raise AttributeError(name)
        return functools.partial(self._query, name.replace("_", "-"))
'''

_ANNOTATIONS = {ParameterType.ENTITY: "Entity", ParameterType.DAY: "Day", ParameterType.TEXT: "Text"}


def python(known: Known) -> str:
    """A Python module with a typed function for each stored query."""
    return _HEAD + "".join(f"\n{_function(query)}" for _, query in sorted(known.items()))


def _function(query: StoredQuery) -> str:
    names = {p.name: p.name + "_" if keyword.iskeyword(p.name) else p.name for p in query.parameters}
    aliases = {f"{alias}_" if keyword.iskeyword(alias) else alias: p for p in query.parameters for alias in p.aliases}
    takes = [f"{names[p.name]}: {_ANNOTATIONS[p.type]} | None = None" for p in query.parameters]
    formerly = [f"{alias}: {_ANNOTATIONS[p.type]} | None = None" for alias, p in aliases.items()]
    passes = "".join(f"            {name}={name},\n" for name in [*names.values(), *aliases])
    signature = "".join(f"        {line},\n" for line in ["self", "*", *takes, "evidence: bool = False", *formerly])
    lines = [f'        """{line}' if i == 0 else f"        {line}" for i, line in enumerate(_wrapped(query.question))]
    lines.append("")
    for p in query.parameters:
        described = _wrapped(f"{names[p.name]}: {p.about}; {_default(p)}.", indent="    ")
        lines += [f"        {line}" for line in described]
    for alias, p in aliases.items():
        lines.append(f"        {alias}: the former name of {names[p.name]}.")
    lines += [f"        {line}" for line in _wrapped(f"A row is {query.row}. Its columns:")]
    for column, about in query.columns.items():
        lines += [f"        {line}" for line in _wrapped(f"`{column}`: {about}", indent="    ")]
    body = "\n".join(line.rstrip() for line in lines)
    return (
        f"    def {query.name.replace('-', '_')}(\n{signature}    ) -> A:\n{body}\n"
        f'        """\n        return self._ask(\n            "{query.name}",\n            evidence,\n{passes}        )\n'
    )


def _default(parameter: Parameter) -> str:
    if parameter.type is ParameterType.DAY and parameter.name not in (FROM, TO):
        return "by default the last day for which the sources attest anything"
    return f"default {', '.join(defaults(parameter))}" if defaults(parameter) else "the default is the project's"


def _wrapped(text: str, indent: str = "", width: int = 108) -> list[str]:
    lines = [""]
    for word in text.replace("\\", "\\\\").split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(indent)
        lines[-1] += (" " if lines[-1].strip() else "") + word
    return lines


# ---------------------------------------------------------------------------------------------------------------
# For programs
# ---------------------------------------------------------------------------------------------------------------

_SELECT = SH.SPARQLSelectExecutable


def triples(
    known: Known, namespaces: Namespaces = CORE_NAMESPACES, classes: Mapping[str, URIRef] | None = None
) -> Iterator[tuple[Node, Node, Node]]:
    """The stored queries as RDF, in the namespace of their project; `classes` are those that parameters name."""
    for name, query in sorted(known.items()):
        node = namespaces.of("query", name)
        yield node, RDF.type, SH.SPARQLExecutable
        yield node, RDF.type, _SELECT
        yield node, RDFS.label, Literal(name)
        yield node, RDFS.comment, Literal(query.question, lang="en")
        yield node, DCTERMS.description, Literal(f"A row is {query.row}.", lang="en")
        yield node, SH.select, Literal(query.text)
        for index, parameter in enumerate(query.parameters):
            yield from _parameter(node, index, parameter, classes or {})
            label = Literal(f"{name}: {parameter.name}", lang="en")
            yield URIRef(f"{node}/{parameter.name}"), RDFS.label, label


def _parameter(
    query: URIRef, index: int, p: Parameter, classes: Mapping[str, URIRef]
) -> Iterator[tuple[Node, Node, Node]]:
    node = URIRef(f"{query}/{p.name}")
    yield query, SH.parameter, node
    yield node, RDF.type, SH.Parameter
    yield node, SH.name, Literal(p.name)
    yield node, SH.description, Literal(p.about, lang="en")
    yield node, SH.order, Literal(str(index), datatype=XSD.integer, normalize=False)
    yield node, SH.optional, Literal("true", datatype=XSD.boolean, normalize=False)
    if p.type is ParameterType.ENTITY:
        yield node, SH.nodeKind, SH.IRI
        if p.cls:
            yield node, SH["class"], classes.get(p.cls, CSTO[p.cls])
    else:
        yield node, SH.datatype, XSD.dateTime if p.type is ParameterType.DAY else XSD.string
