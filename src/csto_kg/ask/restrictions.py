"""What a question asks for, part by part, and how each part can be left open. Pure: it asks nothing.

A restriction is a parameter whose value leaves something out; `from` and `to` are one together. What leaves nothing out
(`any`, the whole of time) is no restriction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final, TypeAlias

import pyoxigraph as ox
from rdflib.namespace import XSD

from csto_kg.queries.catalogue import defaults
from csto_kg.queries.stored import ANY, FROM, TO, Parameter, ParameterType, StoredQuery, Values
from csto_kg.time.days import FIRST_DAY, LAST_DAY, ONE_DAY, as_xsd, day_after
from csto_kg.time.periods import Period, read_period

__all__ = [
    "NO_EDGES",
    "Restriction",
    "RestrictionKind",
    "RowsByParameter",
    "defaults_used",
    "edges_of",
    "period_of",
    "restrictions_of",
    "rows_of_days",
]

RowsByParameter: TypeAlias = Mapping[str, str]
"""The rows of the VALUES blocks of some parameters, in SPARQL."""

NO_EDGES: Final = frozenset(((FROM, str(FIRST_DAY)), (TO, str(LAST_DAY))))
"""The ends of a period that leave nothing out, by parameter: nobody asks for them who gives the other end alone."""

_OPEN: Final = "UNDEF"
_NO, _YES = "no", "yes"
# So many days are tried first, since most situations last.
_SAMPLED: Final = 4


class RestrictionKind(IntEnum):
    """What a restriction is of, in the order in which restrictions are left open."""

    SWITCH = 0  # a text that is yes or no
    TEXT = 1
    DAY = 2
    PERIOD = 3
    ENTITY = 4


@dataclass(frozen=True, slots=True)
class Restriction:
    """A part of a question: its parameters with their values as people write them, and as rows.

    `wider` are the rows that leave it open, to be tried in turn: the last has everything where `is_exhaustive`, otherwise
    each is only an example of what else could be asked. `is_default` says that nobody gave the value.
    """

    kind: RestrictionKind
    values: Mapping[str, str]
    rows: RowsByParameter
    wider: tuple[RowsByParameter, ...]
    is_exhaustive: bool
    is_default: bool
    cls: str | None = None
    allows_any: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its parameters."""
        return tuple(self.values)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A parameter with its values and rows, given or by default."""

    parameter: Parameter
    values: tuple[str, ...]
    rows: str
    is_default: bool


def restrictions_of(
    query: StoredQuery,
    values: Values,
    rows: RowsByParameter,
    members: Mapping[str, Sequence[str]],
    turning: Sequence[date],
) -> tuple[Restriction, ...]:
    """The restrictions of a question, those first that are left open first: the details, and what was not given.

    `values` and `rows` are those of the given parameters. `members` has the IRIs of the things of each class that a
    parameter takes, `turning` the days on which an answer can change.
    """
    asked = {p.name: _asked(p, values, rows) for p in query.parameters}
    found = [_period(asked[FROM], asked[TO])] if {FROM, TO} <= asked.keys() else []
    found += [_one(of, members, turning) for name, of in asked.items() if name not in (FROM, TO)]
    kept = [r for r in found if r is not None]
    return tuple(sorted(kept, key=lambda r: (r.kind, not r.allows_any, not r.is_default)))


def defaults_used(query: StoredQuery, values: Values) -> tuple[str, ...]:
    """The parameters that were not given and whose default leaves something out, as `name=value`."""
    left_out = ([ANY], [str(FIRST_DAY)], [str(LAST_DAY)])
    return tuple(
        f"{p.name}={','.join(defaults(p))}"
        for p in query.parameters
        if p.name not in values and list(defaults(p)) not in left_out
    )


def rows_of_days(days: Sequence[date]) -> str:
    """Days as the rows of a block."""
    kind = ox.NamedNode(str(XSD.dateTime))
    return " ".join(str(ox.Literal(as_xsd(day), datatype=kind)) for day in days)


def _asked(parameter: Parameter, values: Values, rows: RowsByParameter) -> _Asked:
    given = values.get(parameter.name)
    if given is None:
        return _Asked(parameter, defaults(parameter), parameter.default, is_default=True)
    listed = (given,) if isinstance(given, str) else tuple(given)
    return _Asked(parameter, listed, rows[parameter.name], is_default=False)


def _one(asked: _Asked, members: Mapping[str, Sequence[str]], turning: Sequence[date]) -> Restriction | None:
    """The restriction that a parameter of its own is; None for one that leaves nothing out."""
    if ANY in asked.values or asked.values == (_YES,):
        return None
    parameter = asked.parameter
    if parameter.type is ParameterType.DAY:
        return _day(asked, turning)
    if parameter.type is ParameterType.TEXT:
        return _text(asked)
    if parameter.allows_any:
        return _restriction(RestrictionKind.ENTITY, asked, (_OPEN,), is_exhaustive=True)
    if parameter.cls and members[parameter.cls]:
        things = " ".join(f"<{iri}>" for iri in members[parameter.cls])
        return _restriction(RestrictionKind.ENTITY, asked, (things,), is_exhaustive=True)
    wider = () if asked.is_default else (parameter.default,)
    return _restriction(RestrictionKind.ENTITY, asked, wider, is_exhaustive=False)


def _text(asked: _Asked) -> Restriction:
    default = defaults(asked.parameter)
    if default == (_NO,):
        return _restriction(RestrictionKind.SWITCH, asked, (str(ox.Literal(_YES)),), is_exhaustive=True)
    wider = (str(ox.Literal(ANY)),) if default == (ANY,) else ()
    return _restriction(RestrictionKind.TEXT, asked, wider, is_exhaustive=bool(wider))


def _day(asked: _Asked, turning: Sequence[date]) -> Restriction:
    days = (FIRST_DAY, *turning)
    sample = days[len(days) // (2 * _SAMPLED) :: max(1, len(days) // _SAMPLED)]
    wider = (asked.parameter.default, rows_of_days(sample), rows_of_days(days))
    return _restriction(RestrictionKind.DAY, asked, wider, is_exhaustive=True)


def _restriction(kind: RestrictionKind, asked: _Asked, wider: Sequence[str], *, is_exhaustive: bool) -> Restriction:
    name = asked.parameter.name
    return Restriction(
        kind,
        {name: ",".join(asked.values)},
        {name: asked.rows},
        tuple({name: rows} for rows in wider),
        is_exhaustive,
        asked.is_default,
        asked.parameter.cls,
        asked.parameter.allows_any,
    )


def _period(first: _Asked, last: _Asked) -> Restriction | None:
    start, end = edges_of(first.values[0], last.values[0])
    if (start, end) == (FIRST_DAY, LAST_DAY):
        return None
    whole = {FROM: rows_of_days([FIRST_DAY]), TO: rows_of_days([LAST_DAY])}
    by_default = {FROM: first.parameter.default, TO: last.parameter.default}
    latest = end - ONE_DAY if end > start else start
    short = [{FROM: rows_of_days([day]), TO: rows_of_days([day_after(day)])} for day in (start, latest)]
    return Restriction(
        RestrictionKind.PERIOD,
        {FROM: first.values[0], TO: last.values[0]},
        {FROM: first.rows, TO: last.rows},
        (whole, by_default, *short),
        False,
        first.is_default and last.is_default,
    )


def edges_of(first: str, last: str) -> tuple[date, date]:
    """The first day of a period, and the day after its last, as `from` and `to` are written."""
    start, end = read_period(first), read_period(last)
    return start.first, end.last if end.is_day else day_after(end.last)


def period_of(value: str) -> Period:
    """The period, or the day, that the value of a parameter for a day names; of several days from the first to the last."""
    periods = [read_period(part) for part in value.split(",")]
    return Period(min(p.first for p in periods), max(p.last for p in periods))
