"""Stored queries: SPARQL files with a header, and parameters that are terms.

A stored query is a `.rq` file that runs as it stands in any SPARQL 1.1 tool. Each parameter is a one-variable `VALUES`
block that holds its default; asking with another value replaces the rows of the block by terms that pyoxigraph made. Text
is never pasted into a query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

import pyoxigraph as ox
from rdflib.namespace import XSD

from csto_kg.advice import did_you_mean
from csto_kg.errors import DataError, Fault, UsageError, Where
from csto_kg.project import CORE, Project
from csto_kg.queries.adapting import AS_THEY_STAND, Adaptation, adaptation_of, in_namespace, is_open
from csto_kg.queries.blocks import Block, blocks, substitute
from csto_kg.queries.former import warn_of_former_names
from csto_kg.queries.header import ParameterType, QueryHeader, SentenceTemplates, read_query_header
from csto_kg.rdf.results import Table
from csto_kg.rdf.terms import Term
from csto_kg.time.days import DateError, as_xsd, day_after, quoted
from csto_kg.time.periods import Period, read_period

__all__ = [
    "ANY",
    "FROM",
    "TO",
    "Block",
    "FindEntity",
    "Parameter",
    "ParameterType",
    "QueryFolder",
    "StoredQuery",
    "Values",
    "bind",
    "blocks",
    "is_hostile",
    "period_asked",
    "queries_of",
    "read_queries",
    "renamed",
    "rows_of_values",
    "substitute",
    "tidy",
]

ANY: Final = "any"
"""The value that leaves a parameter open."""

# rdflib unescapes backslashes wrongly, and no name or search needs control characters.
_IS_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*").fullmatch
_HOSTILE: Final = re.compile(r"[\\\x00-\x1f\x7f]")
# A day in the text of a query has its datatype as the query itself would write it.
_DATE_TIME: Final = f"<{XSD.dateTime}>"
_HAS_XSD: Final = f"PREFIX xsd: <{XSD}>"
FROM: Final = "from"
"""The parameter for the first day of a period."""
TO: Final = "to"
"""The parameter for the day after the last of a period."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its variable, type, meaning, and default rows; `cls` bounds what an entity may be.

    `aliases` are its former names, `values` those that a text can have, if not any; `kinds` are the classes of one of which
    a thing is that a question in words gives it, if not any.
    """

    name: str
    type: ParameterType
    about: str
    cls: str | None
    allows_any: bool
    default: str
    aliases: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A stored query: what it answers, what a row is, its parameters and columns, and its text.

    `lists` are the columns that hold several values separated by spaces, which `tidy` puts in order, since SPARQL does not.
    `evidence` are the columns with the things whose claims are the evidence of a row. `example` is a part of a row of the
    answer to the query as it stands, as people read it. `sentences` are the templates of the sentences that answer it, and
    `blanks` says what an empty cell of a column means, where it does not mean that no source states a value.
    `phrasings` are ways in which people ask it, `titles` the heads of columns in tables for people, and `programs`
    columns that people are not shown.
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
    sentences: SentenceTemplates | None = None
    blanks: Mapping[str, str] = field(default_factory=dict)
    phrasings: tuple[str, ...] = ()
    programs: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)


def read_queries(paths: Iterable[Path], adaptation: Adaptation = AS_THEY_STAND) -> dict[str, StoredQuery]:
    """Read stored queries by name, those of the core adapted to a project.

    Raises DataError with every fault of every header.
    """
    found: dict[str, StoredQuery] = {}
    faults: list[Fault] = []
    of_core = frozenset(path.stem for path in CORE.question_files)
    for path in sorted((p for p in paths if p.is_file()), key=lambda p: p.stem):
        if not _IS_NAME(path.stem):
            fix = "name it in lower-case letters and digits with hyphens, such as departures.rq"
            faults.append(Fault(f"'{path.stem}' cannot be the name of a query", path.stem, Where(str(path)), fix=fix))
            continue
        try:
            text = path.read_bytes().decode("utf-8")
            if CORE.has(path):
                text = in_namespace(text, adaptation.namespaces)
                found[path.stem] = _adapted(_query(path.stem, text, str(path), ()), adaptation)
            else:
                found[path.stem] = _query(path.stem, text, str(path), of_core)
        except DataError as error:
            faults += error.faults
        except UnicodeDecodeError as error:
            faults.append(Fault(f"is not UTF-8: {error.reason} at byte {error.start}", path.stem, Where(str(path))))
    if faults:
        raise DataError(*faults)
    return found


class QueryFolder(Mapping[str, StoredQuery]):
    """The stored queries in files, by name, each read when it is first asked for.

    A command asks one of them, and to read the headers of all takes longer than to answer. Raises DataError for the faults
    of the header that is asked for.
    """

    def __init__(self, paths: Iterable[Path], adaptation: Adaptation = AS_THEY_STAND) -> None:
        self._adaptation = adaptation
        self._paths = {path.stem: path for path in sorted(paths, key=lambda p: p.stem) if path.is_file()}
        self._read: dict[str, StoredQuery] = {}

    def __getitem__(self, name: str) -> StoredQuery:
        if name not in self._read:
            self._read |= read_queries([self._paths[name]], self._adaptation)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def queries_of(project: Project) -> dict[str, StoredQuery]:
    """The stored queries of a project by name. Raises DataError as `read_queries` does."""
    return read_queries(project.question_files, adaptation_of(project))


def _query(name: str, text: str, file: str, of_core: Collection[str]) -> StoredQuery:
    defaults = {b.variable: text[b.start : b.end].strip() for b in blocks(text)}
    header: QueryHeader = read_query_header(text, defaults, name, file, of_core)
    parameters = tuple(
        Parameter(
            variable,
            of.type,
            of.about,
            of.class_,
            of.any,
            defaults[variable],
            of.aliases,
            of.values,
            frozenset(of.kinds),
        )
        for variable, of in header.parameters.items()
    )
    return StoredQuery(
        name,
        header.question,
        header.row,
        parameters,
        header.columns,
        frozenset(header.lists),
        header.evidence,
        header.example,
        text,
        header.sentences,
        header.blanks,
        header.phrasings,
        frozenset(header.programs),
        header.titles,
    )


def _adapted(query: StoredQuery, adaptation: Adaptation) -> StoredQuery:
    """A query of the core with the defaults and the example of a project. Raises DataError for those that do not fit."""
    said, where, expanded = adaptation.of(query.name), Where(adaptation.file), adaptation.namespaces.expanded
    names = [p.name for p in query.parameters]
    faults = [
        Fault(f"'{name}' is not {what}", query.name, where, did_you_mean(name, known))
        for what, given, known in (("a parameter", said.defaults, names), ("a column", said.example, query.columns))
        for name in given
        if name not in known
    ]
    rows = {}
    for parameter in query.parameters:
        value = adaptation.default(query.name, parameter.name, parameter.default)
        try:
            if value is not None:
                row = _row(parameter, value, lambda _, name: ox.NamedNode(expanded(name)))
                rows[parameter.name] = row.replace(_DATE_TIME, "xsd:dateTime") if _HAS_XSD in query.text else row
        except ValueError as error:
            faults.append(Fault(str(error), f"{query.name} {parameter.name}", where))
    if faults:
        raise DataError(*faults)
    parameters = tuple(replace(p, default=rows.get(p.name, p.default)) for p in query.parameters)
    text = substitute(query.text, rows)
    return replace(query, parameters=parameters, text=text, example=said.example or query.example)


# ---------------------------------------------------------------------------------------------------------------
# Binding parameters
# ---------------------------------------------------------------------------------------------------------------

Values: TypeAlias = Mapping[str, str | Sequence[str]]
"""Values by parameter, as people write them: one text, or several."""

FindEntity: TypeAlias = Callable[[Parameter, str], ox.NamedNode]
"""Finds the node that a text names, given its parameter. Raises ValueError with a message for people."""


V = TypeVar("V")


def renamed(query: StoredQuery, values: Mapping[str, V]) -> tuple[dict[str, V], tuple[str, ...]]:
    """The values by the present names of the parameters, and a note for each former name that was used.

    Names that the query does not know stay as they are. Raises UsageError where a parameter is given under two names.
    """
    present = {alias: p.name for p in query.parameters for alias in p.aliases}
    found: dict[str, V] = {}
    notes = []
    for given, value in values.items():
        name = present.get(given, given)
        if name in found:
            former = ", ".join(f"'{alias}'" for alias, now in present.items() if now == name and alias in values)
            message = f"parameter '{name}' of {query.name} is given twice, since {former} is a former name of it"
            raise UsageError(Fault(message, fix=f"give '{name}' only"))
        if name != given:
            notes.append(f"parameter '{given}' of {query.name} is called '{name}' now")
        found[name] = value
    return found, tuple(notes)


def bind(query: StoredQuery, values: Values, find_entity: FindEntity) -> str:
    """The text of a query with the given values in place of its defaults.

    `any` means every value, where the parameter allows that. A former name of a parameter is accepted with a
    FutureWarning. A month or a year is taken for `from` and `to`; what is asked as of a day is asked one day at a time
    (`period_asked`). Raises UsageError with every wrong parameter, and suggestions where names are similar.
    """
    return substitute(query.text, rows_of_values(query, values, find_entity))


def rows_of_values(query: StoredQuery, values: Values, find_entity: FindEntity) -> dict[str, str]:
    """The rows of the blocks of the parameters that are given, by parameter. Raises UsageError as `bind` does."""
    values, notes = renamed(query, values)
    warn_of_former_names(notes)
    by_name = {p.name: p for p in query.parameters}
    faults = []
    rows: dict[str, str] = {}
    for name, given in values.items():
        parameter = by_name.get(name)
        if parameter is None:
            known = ", ".join(by_name) or "none"
            faults.append(Fault(f"query {query.name} has no parameter '{name}'", fix=f"it has: {known}"))
            continue
        try:
            rows[name] = " ".join(_row(parameter, value, find_entity) for value in _listed(given))
        except ValueError as error:
            faults.append(Fault(str(error), f"{query.name} {name}"))
    for parameter in query.parameters:
        if parameter.name not in rows and is_open(parameter.default) and not faults:
            message = f"the project has no default for {parameter.name}: {parameter.about}"
            fix = f"give {parameter.name}=…, or set its default in queries/core.yaml"
            faults.append(Fault(message, query.name, fix=fix))
    if not faults and _is_reversed(by_name, values):
        fix = f"write the earlier date as {FROM}"
        faults.append(
            Fault(f"{FROM}={_listed(values[FROM])[0]} is after {TO}={_listed(values[TO])[0]}", query.name, fix=fix)
        )
    if faults:
        raise UsageError(*faults)
    return rows


def _is_reversed(parameters: Mapping[str, Parameter], values: Values) -> bool:
    """Whether a period is given whose first day is after its last."""
    given = [(name, _listed(values[name])) for name in (FROM, TO) if name in values]
    if len(given) < 2 or any(parameters[n].type is not ParameterType.DAY or len(listed) != 1 for n, listed in given):
        return False
    first, last = (_day_of(name, listed[0]) for name, listed in given)
    return first > last


def _listed(given: str | Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _row(parameter: Parameter, value: str, find_entity: FindEntity) -> str:
    if value == ANY and parameter.allows_any:
        return "UNDEF"
    if parameter.type is ParameterType.DAY:
        return str(ox.Literal(as_xsd(_day_of(parameter.name, value)), datatype=ox.NamedNode(str(XSD.dateTime))))
    if parameter.type is ParameterType.TEXT:
        if is_hostile(value):
            raise ValueError("text must not hold backslashes or control characters")
        if parameter.values and value not in parameter.values:
            raise ValueError(f"{quoted(value)} is not one of {', '.join(parameter.values)}")
        return str(ox.Literal(value))
    return str(find_entity(parameter, value))


def _day_of(name: str, value: str) -> date:
    """The day that a value stands for: of a longer period its first day for `from`, the day after its last for `to`."""
    period = read_period(value)
    if period.is_day or name == FROM:
        return period.first
    if name == TO:
        return day_after(period.last)
    raise ValueError(f"'{value}' is more than a day, and stands alone: give one period, or days")


def period_asked(query: StoredQuery, values: Values) -> tuple[str, Period] | None:
    """The parameter that asks as of a day and is given a longer period, with that period; None where there is none.

    `values` are by the present names of the parameters. A value that cannot be read is left to `bind`. Raises UsageError
    where two parameters are given periods.
    """
    found = []
    for parameter in query.parameters:
        given = _listed(values.get(parameter.name, ()))
        if parameter.type is not ParameterType.DAY or parameter.name in (FROM, TO) or len(given) != 1:
            continue
        try:
            period = read_period(given[0])
        except DateError:
            continue
        if not period.is_day:
            found.append((parameter.name, period))
    if len(found) > 1:
        names = " and ".join(name for name, _ in found)
        raise UsageError(Fault(f"{names} are both periods", query.name, fix="give one of them as a day"))
    return found[0] if found else None


def is_hostile(text: str) -> bool:
    """Whether a text holds a backslash or a control character, which not every engine reads alike."""
    return _HOSTILE.search(text) is not None


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
