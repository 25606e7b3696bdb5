"""Stored queries: SPARQL files with a header, and parameters that are terms.

A stored query is a `.rq` file that runs as it stands in any SPARQL 1.1 tool. Lines that start with `#+` hold a header in
YAML. Each parameter is a one-variable `VALUES` block that holds its default; asking with another value replaces the rows
of the block by terms that pyoxigraph made. Text is never pasted into a query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox
import yaml
from rdflib.namespace import RDFS, SKOS, XSD

from csto_kg.advice import nearest
from csto_kg.errors import DataError, Fault, UsageError, Where
from csto_kg.project import Project
from csto_kg.rdf.results import Table, table_of
from csto_kg.rdf.terms import Term
from csto_kg.rdf.tokens import tokens
from csto_kg.time.edtf import as_xsd
from csto_kg.vocab import CSTO, G_FINDINGS, G_ONTOLOGY, G_PROVENANCE, G_REGISTER, G_VIEW, ID, PREFIXES, short

ANY = "any"

# rdflib unescapes backslashes wrongly, and control characters have no business in a name or a search.
_HOSTILE = re.compile(r"[\\\x00-\x1f\x7f]")


class ParameterType(StrEnum):
    """What a parameter takes."""

    ENTITY = "entity"  # an identifier, `claim:…`, `source:…` or a full IRI
    DAY = "day"  # YYYY-MM-DD
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its variable, type, meaning, and default rows; `cls` bounds what an entity may be."""

    name: str
    type: ParameterType
    about: str
    cls: str | None
    allows_any: bool
    default: str


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A stored query: what it answers, what a row is, its parameters and columns, and its text.

    `lists` are the columns that hold several values parted by blanks, which are put in order here, since SPARQL does not
    order them. `evidence` are the columns that hold the things on whose claims a row rests. `example` is a part of a row
    of the answer to the query as it stands, as people read it.
    """

    name: str
    question: str
    row: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]
    lists: frozenset[str]
    evidence: tuple[str, ...]
    example: Mapping[str, str]
    text: str


# ---------------------------------------------------------------------------------------------------------------
# Finding the VALUES blocks
# ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """A one-variable VALUES block: the variable, and where in the text its rows stand (between the braces)."""

    variable: str
    start: int
    end: int


@lru_cache(maxsize=256)
def blocks(text: str) -> tuple[Block, ...]:
    """The one-variable VALUES blocks of a query, in order. Comments, strings and IRIs are told apart from syntax."""
    found_tokens = tokens(text)
    found = []
    for i, token in enumerate(found_tokens[:-2]):
        variable, opening = found_tokens[i + 1 : i + 3]
        if not (token.word == "VALUES" and variable.text[0] in "?$" and opening.text == "{"):
            continue
        close = next((t for t in found_tokens[i + 3 :] if t.text == "}" and t.kind == "mark"), None)
        if close is not None:
            found.append(Block(variable.text[1:], opening.end, close.start))
    return tuple(found)


def substitute(text: str, rows: Mapping[str, str]) -> str:
    """The query with the rows of the blocks of the given variables replaced."""
    for block in reversed(blocks(text)):
        if block.variable in rows:
            text = f"{text[: block.start]} {rows[block.variable]} {text[block.end :]}"
    return text


# ---------------------------------------------------------------------------------------------------------------
# Reading
# ---------------------------------------------------------------------------------------------------------------

_HEADER = frozenset(("question", "row", "parameters", "columns", "lists", "evidence", "example"))
_PARAMETER = frozenset(("type", "about", "class", "any"))


def read_queries(paths: Iterable[Path]) -> dict[str, StoredQuery]:
    """Read stored queries by name. Raises DataError with every fault of every header."""
    found: dict[str, StoredQuery] = {}
    faults: list[Fault] = []
    for path in sorted(paths, key=lambda p: p.stem):
        try:
            text = path.read_text(encoding="utf-8")
            lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
            header = yaml.load("\n".join(lines), Loader=yaml.BaseLoader) or {}
            query = _read(path.stem, header, text)
        except (yaml.YAMLError, ValueError, TypeError, AttributeError) as error:
            faults.append(Fault(f"header: {str(error).splitlines()[0]}", path.stem, Where(str(path))))
            continue
        found[path.stem] = query
    if faults:
        raise DataError(*faults)
    return found


def queries_of(project: Project) -> dict[str, StoredQuery]:
    """The stored queries of a project by name. Raises DataError as `read_queries` does."""
    return read_queries(project.question_files)


def _read(name: str, header: Mapping[str, object], text: str) -> StoredQuery:
    if strange := set(header) - _HEADER:
        raise ValueError(f"unknown keys {sorted(strange)}")
    if missing := {"question", "row", "columns"} - set(header):
        raise ValueError(f"lacks {sorted(missing)}")
    told = header.get("parameters") or {}
    if not isinstance(told, dict):
        raise ValueError("parameters must be a mapping: name: {type: …, about: …}")
    defaults = {b.variable: text[b.start : b.end].strip() for b in blocks(text)}
    parameters = []
    for variable, of in told.items():
        if strange := set(of) - _PARAMETER:
            raise ValueError(f"parameter {variable} has unknown keys {sorted(strange)}")
        if missing := {"type", "about"} - set(of):
            raise ValueError(f"parameter {variable} lacks {sorted(missing)}")
        if variable not in defaults:
            raise ValueError(f"parameter {variable} has no block: VALUES ?{variable} {{ … }}")
        type_ = ParameterType(of["type"])
        is_any = of.get("any") == "true"
        parameters.append(Parameter(variable, type_, of["about"], of.get("class"), is_any, defaults[variable]))
    columns = header["columns"]
    lists, evidence = header.get("lists") or [], header.get("evidence") or []
    if not isinstance(columns, dict) or not isinstance(lists, list) or not isinstance(evidence, list):
        raise ValueError("columns must be a mapping, lists and evidence lists")
    example = header.get("example") or {}
    if not isinstance(example, dict):
        raise ValueError("example must be a mapping: column: value")
    for key, named in (("lists", lists), ("evidence", evidence), ("example", list(example))):
        if strange := set(named) - set(columns):
            raise ValueError(f"{key} names no column: {sorted(strange)}")
    question, row = str(header["question"]), str(header["row"])
    return StoredQuery(
        name, question, row, tuple(parameters), columns, frozenset(lists), tuple(evidence), example, text
    )


# ---------------------------------------------------------------------------------------------------------------
# Running
# ---------------------------------------------------------------------------------------------------------------


class Names:
    """What people may call the things of a store, kept for as long as the store is open: a release never changes."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self._known: dict[tuple[str | None, str], ox.NamedNode] = {}

    def entity(self, parameter: Parameter, value: str) -> ox.NamedNode:
        """The node that a value of a parameter means. Raises ValueError in words for people."""
        key = (parameter.cls, value)
        if key not in self._known:
            self._known[key] = _entity(self.store, parameter, value)
        return self._known[key]


Values: TypeAlias = Mapping[str, str | Sequence[str]]


def bind(names: Names | ox.Store, query: StoredQuery, values: Values) -> str:
    """The text of a query with parameters replaced.

    A value is text as people write it, or several of them; `any` stands for every value where the query allows that.
    Raises UsageError that names every wrong parameter and what was meant perhaps.
    """
    if isinstance(names, ox.Store):
        names = Names(names)
    by_name = {p.name: p for p in query.parameters}
    faults = []
    rows: dict[str, str] = {}
    for name, given in values.items():
        parameter = by_name.get(name)
        if parameter is None:
            known = ", ".join(by_name) or "none"
            faults.append(Fault(f"query {query.name} has no parameter '{name}'", fix=f"it has: {known}"))
            continue
        listed = [given] if isinstance(given, str) else list(given)
        try:
            rows[name] = " ".join(_row(names, parameter, value) for value in listed)
        except ValueError as error:
            faults.append(Fault(str(error), f"{query.name} {name}"))
    if faults:
        raise UsageError(*faults)
    return substitute(query.text, rows)


def _row(names: Names, parameter: Parameter, value: str) -> str:
    if value == ANY and parameter.allows_any:
        return "UNDEF"
    if parameter.type is ParameterType.DAY:
        return str(ox.Literal(as_xsd(_day(value)), datatype=ox.NamedNode(str(XSD.dateTime))))
    if parameter.type is ParameterType.TEXT:
        if _HOSTILE.search(value):
            raise ValueError("text must not hold backslashes or control characters")
        return str(ox.Literal(value))
    return str(names.entity(parameter, value))


def day(value: str) -> date:
    """The day that people write as 2012-06-28. Raises UsageError for anything else."""
    try:
        return _day(value)
    except ValueError as error:
        raise UsageError(Fault(str(error))) from None


def _day(value: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"'{value}' is no day: write it as 2012-06-28") from None


def expand(name: str) -> str:
    """The IRI for an identifier, a prefixed name, or an IRI as people write it."""
    if re.match(r"https?://", name):
        return name
    prefix, colon, rest = name.partition(":")
    if colon and prefix in PREFIXES:
        return PREFIXES[prefix] + rest
    return str(ID) + name


def _entity(store: ox.Store, parameter: Parameter, value: str) -> ox.NamedNode:
    """The node meant by an IRI, an identifier, its last part where the class is known, a label or a code."""
    wanted = str(CSTO) + parameter.cls if parameter.cls else None
    try:
        node = ox.NamedNode(expand(value))
    except ValueError:  # a label, perhaps
        node = ox.NamedNode(str(ID))
    classes = _classes(store, node)
    if classes and (wanted is None or wanted in classes):
        return node
    meant = sorted(n for n in _called(store, value) if wanted is None or wanted in _classes(store, ox.NamedNode(n)))
    if len(meant) == 1:
        return ox.NamedNode(meant[0])
    if meant:
        raise ValueError(f"'{value}' is ambiguous: {' or '.join(short(n) for n in meant)}")
    near = nearest(value, _candidates(store, parameter), 0.5)
    told = f": did you mean {' or '.join(near)}?" if near else ""
    if classes:
        own = ", ".join(sorted(c.removeprefix(str(CSTO)) for c in classes if c.startswith(str(CSTO))))
        raise ValueError(f"'{value}' is no {parameter.cls} (it is: {own}){told}")
    raise ValueError(f"the graph knows no {parameter.cls or 'entity'} '{value}'{told}")


_NAMES = " | ".join(f"<{p}>" for p in (RDFS.label, CSTO.iso3166alpha2, CSTO.iso3166alpha3))


def _called(store: ox.Store, value: str) -> list[str]:
    """What goes by a name: a last part of an identifier, a label, an ISO code, or a further name that a source has."""
    if _HOSTILE.search(value):
        raise ValueError("a name must not hold backslashes or control characters")
    text = ox.Literal(value.lower())
    query = f"""SELECT DISTINCT ?x WHERE {{ {{ GRAPH <{G_REGISTER}> {{
      {{ ?x {_NAMES} ?name . FILTER(LCASE(STR(?name)) = {text}) }}
      UNION {{ ?x a ?class . FILTER(STRENDS(STR(?x), CONCAT("/", {text}))) }} }} }}
      UNION {{ GRAPH <{G_PROVENANCE}> {{ ?x a <{CSTO.Claim}> . FILTER(STRENDS(STR(?x), CONCAT("/", {text}))) }} }}
      UNION {{ GRAPH <{G_VIEW}> {{ ?x <{SKOS.altLabel}> ?name . FILTER(LCASE(STR(?name)) = {text}) }} }} }}"""
    return [row[0].value for row in _select(store, query)]


def _classes(store: ox.Store, node: ox.NamedNode) -> set[str]:
    declared = " UNION ".join(f"{{ GRAPH <{g}> {{ {node} a ?t }} }}" for g in (G_REGISTER, G_PROVENANCE, G_FINDINGS))
    query = f"""SELECT DISTINCT ?c WHERE {{ {declared}
      GRAPH <{G_ONTOLOGY}> {{ ?t <{RDFS.subClassOf}>* ?c }} }}"""
    return {row[0].value for row in _select(store, query)}


def _candidates(store: ox.Store, parameter: Parameter) -> list[str]:
    where = f"?x a ?t . FILTER(?t = <{CSTO}{parameter.cls}>)" if parameter.cls else "?x a ?t"
    graph = G_PROVENANCE if parameter.cls == "Claim" else G_REGISTER
    return [short(row[0].value) for row in _select(store, f"SELECT ?x WHERE {{ GRAPH <{graph}> {{ {where} }} }}")]


def _select(store: ox.Store, text: str) -> Iterator[ox.QuerySolution]:
    solutions = store.query(text)
    assert isinstance(solutions, ox.QuerySolutions)
    return iter(solutions)


def run(names: Names | ox.Store, query: StoredQuery, values: Values | None = None) -> Table:
    """Ask a stored query with parameters. Raises UsageError for wrong parameters."""
    store = names if isinstance(names, ox.Store) else names.store
    return tidy(query, ask(store, bind(names, query, values or {})))


def ask(store: ox.Store, text: str) -> Table:
    """Ask any SPARQL SELECT or ASK. Raises UsageError for text that is no query, or no SELECT or ASK."""
    try:
        answer = store.query(text)
    except SyntaxError as error:
        raise UsageError(Fault(f"is not SPARQL: {error}")) from None
    return table_of(answer)


def tidy(query: StoredQuery, table: Table) -> Table:
    """The table with its lists in order, each value once."""
    at = [i for i, c in enumerate(table.columns) if c in query.lists]
    if not at:
        return table
    rows = []
    for row in table.rows:
        cells = list(row)
        for i in at:
            cells[i] = _in_order(cells[i])
        rows.append(tuple(cells))
    return Table(table.columns, tuple(rows))


def _in_order(cell: Term | None) -> Term | None:
    if not isinstance(cell, ox.Literal) or " " not in cell.value:
        return cell  # most lists have one value or none
    return ox.Literal(" ".join(sorted(set(cell.value.split()))))
