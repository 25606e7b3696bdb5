"""Headers of stored queries: the question, the meaning of a row, parameters, columns, and an example.

Lines that start with `#+` hold the header in YAML. Faults come all at once, each with its path and its line in the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from csto_kg.advice import did_you_mean
from csto_kg.errors import DataError, Fault
from csto_kg.headers import Header, read_header
from csto_kg.queries.templates import ASKED, ROWS, template_faults

MARK = "#+"

SLOT: Final = re.compile(r"\{([^{}]*)\}")
"""The place of a parameter's value in a phrasing: its name in braces."""


def text_without_header(text: str) -> str:
    """The lines of a query file that are not of its header."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(MARK))


class ParameterType(StrEnum):
    """What a parameter takes."""

    ENTITY = "entity"  # an identifier, `claim:…`, `source:…` or a full IRI
    DAY = "day"  # YYYY-MM-DD
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ParameterHeader:
    """A parameter as its header describes it: type, meaning, the class of its entities, whether `any` is allowed.

    `kinds` are the classes of one of which a thing is that a question in words gives it, if not any. `aliases` are names
    that it had before, which are still accepted; `values` are those that a text can have, if not any.
    """

    type: ParameterType
    about: str
    class_: str | None = None
    kinds: tuple[str, ...] = ()
    any: bool = False
    aliases: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SentenceTemplates:
    """The templates of the sentences that answer a query; see `csto_kg.queries.templates`.

    `row` says what one row says, and `unknown` does so for a row whose certainty is neither certain nor possible; `none`
    answers where there is no row; `many` says in one sentence what several rows say, where row after row would tire: more
    rows than `each`.
    """

    row: str
    none: str
    many: str = ""
    unknown: str = ""
    each: int = 1


@dataclass(frozen=True, slots=True)
class QueryHeader:
    """The header of a stored query.

    `columns` maps each column to its meaning. `lists` are the columns that hold several values separated by spaces;
    `evidence` are the columns with the things whose claims are the evidence of a row; `example` is a part of one row of the
    answer. `sentences` are the templates of the sentences that answer it. `blanks` says what an empty cell of a column
    means, where it does not mean that no source states a value; `titles` are the heads of columns in tables for people,
    where the name of the column says too little, as whether its day is the last or the first one after. `phrasings` are
    ways in which people ask the question, with the parameters in braces. `programs` are columns that people are not
    shown, since another has the same in words. `overrides` names the query of the core in whose place a project's own
    stands.
    """

    question: str
    row: str
    columns: Mapping[str, str]
    parameters: Mapping[str, ParameterHeader] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    example: Mapping[str, str] = field(default_factory=dict)
    sentences: SentenceTemplates | None = None
    blanks: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    phrasings: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    overrides: str = ""


def read_query_header(
    text: str, blocks: Mapping[str, str], name: str, file: str, of_core: Collection[str] = ()
) -> QueryHeader:
    """The header of the query `text`. `blocks` are its VALUES blocks: the rows by the variable.

    `of_core` are the names of the core's queries, where the query is a project's own: it stands in the place of one of them
    only where it says so.

    Raises DataError with every fault: keys and values that do not fit, a parameter without a block, an alias that
    another name of the query equals, a column in `lists`, `evidence`, `example`, `blanks`, `titles` or `programs` that is
    not one, a template that cannot be filled, and a phrasing with a slot that is not a parameter.
    """
    header = read_header(text, MARK, QueryHeader, name, file)
    faults = [*_faults(header, blocks), *_overriding(header, name, of_core)]
    if faults:
        raise DataError(*faults)
    return header.record


def without_header(text: str) -> str:
    """The SPARQL of a stored query, without the lines of its header."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(MARK))


def _faults(header: Header[QueryHeader], blocks: Mapping[str, str]) -> Iterator[Fault]:
    query = header.record
    for name in query.parameters:
        if name not in blocks:
            yield header.fault(f"has no block: VALUES ?{name} {{ … }}", "parameters", name)
    yield from _clashes(header)
    yield from _slots(header)
    yield from _in_sentences(header)
    named = {key: getattr(query, key) for key in ("lists", "evidence", "example", "blanks", "titles", "programs")}
    for key, columns in named.items():
        for index, column in enumerate(columns):
            if column not in query.columns:
                place = column if key in ("example", "blanks", "titles") else index
                yield header.fault(f"'{column}' is not a column", key, place, fix=did_you_mean(column, query.columns))


def _overriding(header: Header[QueryHeader], name: str, of_core: Collection[str]) -> Iterator[Fault]:
    overrides = header.record.overrides
    if name in of_core and overrides != name:
        fix = f"write overrides: {name} in its header, or give the file another name"
        yield header.fault("is the name of a query of the core", *(["overrides"] if overrides else []), fix=fix)
    elif overrides and name not in of_core:
        has = overrides in of_core
        fix = f"call the file {overrides}.rq" if has else did_you_mean(overrides, of_core, "leave it out")
        message = f"the file is called {name}.rq" if has else f"the core has no query '{overrides}'"
        yield header.fault(message, "overrides", fix=fix)


def _clashes(header: Header[QueryHeader]) -> Iterator[Fault]:
    taken = set(header.record.parameters)
    for name, parameter in header.record.parameters.items():
        for index, alias in enumerate(parameter.aliases):
            if alias in taken:
                message = f"'{alias}' is already the name or an alias of a parameter"
                yield header.fault(message, "parameters", name, "aliases", index)
            taken.add(alias)


def _slots(header: Header[QueryHeader]) -> Iterator[Fault]:
    known = header.record.parameters
    for index, phrasing in enumerate(header.record.phrasings):
        for slot in SLOT.findall(phrasing):
            if slot not in known:
                has = f"write one of: {', '.join(known)}" if known else "it has no parameters"
                fix = did_you_mean(slot, known, has)
                yield header.fault(f"'{slot}' is not a parameter", "phrasings", index, fix=fix)
        if set("{}") & set(SLOT.sub("", phrasing)):
            yield header.fault("has a brace without its partner", "phrasings", index, fix="write {parameter}")


def _in_sentences(header: Header[QueryHeader]) -> Iterator[Fault]:
    query = header.record
    if query.sentences is None:
        return
    # A column of this name would hide the parameters, so that the template fails only when an answer is made.
    if ASKED in query.columns:
        for part in ("row", "unknown"):
            if f"{ASKED}." in getattr(query.sentences, part):
                yield header.fault(f"the column '{ASKED}' hides the parameters here", "sentences", part)
    parts = {"row": query.columns, "unknown": query.columns, "none": (), "many": (ROWS,)}
    for part, names in parts.items():
        for message in template_faults(getattr(query.sentences, part), tuple(names), tuple(query.parameters)):
            yield header.fault(message, "sentences", part)
