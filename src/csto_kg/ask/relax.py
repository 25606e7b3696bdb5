"""Why an answer has no rows: what leaves nothing, and which other values would give rows.

This is cooperative answering (Gaasterland, Godfrey and Minker, "An overview of cooperative answering", 1992). First comes
a least set of restrictions that no row fits, whatever the others are: where that is one thing, no source speaks of the
matter. Then each of these is left open alone; where that does not help, with one other; and in the end with all that is
needed. Whatever a sentence says has been asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from csto_kg.ask.alternatives import (
    Inquiry,
    answer_with,
    days_for,
    edges_for,
    opened,
    text_asked,
    texts_for,
    things_for,
)
from csto_kg.ask.emptiness import EmptyReason, Relaxation, without_rows
from csto_kg.ask.labels import Labels
from csto_kg.ask.names import Names, expand
from csto_kg.ask.otherwise import contrary_to, disputed
from csto_kg.ask.periods import bounds_query, turning_days, turns_of
from csto_kg.ask.restrictions import (
    NO_EDGES,
    Restriction,
    RestrictionKind,
    RowsByParameter,
    period_of,
    restrictions_of,
    rows_of_days,
)
from csto_kg.ask.run import run_sparql
from csto_kg.queries.stored import ANY, FROM, TO, ParameterType, StoredQuery, Values, period_asked, rows_of_values
from csto_kg.queries.templates import in_a_list
from csto_kg.rdf.results import Table, text_of
from csto_kg.time.days import FIRST_DAY, LAST_DAY
from csto_kg.vocab import short

__all__ = ["EmptyReason", "Relaxation", "why_empty", "without_rows"]

_MOST_SHOWN: Final = 3
_ROLE: Final = "Role"


@dataclass(frozen=True, slots=True)
class _Case:
    """A question without an answer, with its restrictions and what their values are called."""

    question: Inquiry
    names: Names
    labels: Labels
    restrictions: tuple[Restriction, ...]


def why_empty(names: Names, labels: Labels, query: StoredQuery, values: Values) -> EmptyReason:
    """Why the answer to a stored query has no rows. Raises UsageError for values that do not fit.

    `values` are by the present names of the parameters.
    """
    case = _case(names, labels, query, values)
    unmet, left_open = _least(case)
    contrary = contrary_to(names.store, text_asked(case.question), _things_asked(case))
    relaxations = tuple(_relaxations(case, unmet))
    return EmptyReason(
        tuple(name for r in unmet for name in r.names),
        tuple(name for r in left_open for name in r.names),
        bool(contrary.denials) or not (len(unmet) == 1 and unmet[0].kind is RestrictionKind.ENTITY),
        _unmet_sentence(case, unmet, left_open),
        relaxations,
        (*contrary.sentences(labels), *_disputed(case, relaxations)),
        bool(contrary.claims),
    )


def _things_asked(case: _Case) -> list[frozenset[str]]:
    """The things that are asked of, by parameter; roles, which belong to many things, are none of them."""
    entities = [r for r in case.restrictions if r.kind is RestrictionKind.ENTITY and r.cls != _ROLE]
    return [frozenset(iri for rows in r.rows.values() for iri in _iris(case, rows)) for r in entities]


def _disputed(case: _Case, relaxations: Sequence[Relaxation]) -> Iterator[str]:
    """Where the sources disagree on what gives an answer on another day: that bears on why there is none on this."""
    days = [r for r in relaxations if len(r.parameters) == 1 and _is_day(case, r.parameters[0])]
    if not days or not any(_is_of_one(r) for r in case.restrictions):
        return
    tables = [
        answer_with(case.question, rows_of_values(case.question.query, value, case.names.entity))
        for value in days[0].values
    ]
    if all(len(table.rows) <= _MOST_SHOWN for table in tables):
        yield from disputed(case.question.store, case.labels, case.question.query, tables)


def _is_of_one(restriction: Restriction) -> bool:
    """Whether a question asks of one thing where it could ask of all: other answers than its own are not spoken of."""
    return restriction.kind is RestrictionKind.ENTITY and restriction.allows_any and restriction.cls != _ROLE


def _is_day(case: _Case, name: str) -> bool:
    return any(p.name == name and p.type is ParameterType.DAY for p in case.question.query.parameters)


def _case(names: Names, labels: Labels, query: StoredQuery, values: Values) -> _Case:
    turning = turning_days(run_sparql(names.store, bounds_query(FIRST_DAY, LAST_DAY)))
    rows = _rows(names, query, values, turning)
    classes = {p.cls for p in query.parameters if p.type is ParameterType.ENTITY and p.cls}
    members = {cls: names.members(cls) for cls in classes}
    question = Inquiry(names.store, query, rows, turning)
    restrictions = tuple(
        _directed(question, r) if r.kind is RestrictionKind.PERIOD else r
        for r in restrictions_of(query, values, rows, members, turning)
    )
    return _Case(question, names, labels, restrictions)


def _rows(names: Names, query: StoredQuery, values: Values, turning: Sequence[date]) -> dict[str, str]:
    """The rows of the values; of a period those days on which its answer can change."""
    asked = period_asked(query, values)
    if asked is None:
        return rows_of_values(query, values, names.entity)
    name, period = asked
    rest = {key: value for key, value in values.items() if key != name}
    return {**rows_of_values(query, rest, names.entity), name: rows_of_days(turns_of(period, turning))}


def _directed(question: Inquiry, restriction: Restriction) -> Restriction:
    """The restriction of a period: open to the whole of time alone, where that gives the query as it stands its rows."""
    whole = restriction.wider[0]
    as_it_stands = Inquiry(question.store, question.query, {}, question.turning)
    if answer_with(as_it_stands, whole).rows:
        return replace(restriction, wider=(whole,), is_exhaustive=True)
    return restriction


def _least(case: _Case) -> tuple[list[Restriction], list[Restriction]]:
    """A least set of restrictions that no row fits, and the others, which can be whatever they are."""
    left_open: list[Restriction] = []
    for restriction in case.restrictions:
        if restriction.is_exhaustive and opened(case.question, [*left_open, restriction]) is None:
            left_open.append(restriction)
    order = [p.name for p in case.question.query.parameters]
    unmet, free = [r for r in case.restrictions if r not in left_open], left_open
    return _in_order(unmet, order), _in_order(free, order)


def _in_order(restrictions: Sequence[Restriction], order: Sequence[str]) -> list[Restriction]:
    """Restrictions in the order of the parameters of the query."""
    return sorted(restrictions, key=lambda r: order.index(r.names[0]))


def _relaxations(case: _Case, unmet: Sequence[Restriction]) -> Iterator[Relaxation]:
    """What gives rows: one restriction left open, two where one does not help, or all."""
    single = [r for r in unmet if r.wider and opened(case.question, [r]) is not None]
    # What nobody asked for is the first to be left open, and what can be anything the last.
    for restriction in sorted(single, key=lambda r: (not r.is_default, r.allows_any, r.kind)):
        if (relaxation := _alone(case, restriction)) is not None:
            yield relaxation
    if len(unmet) == 1 and unmet[0].kind is RestrictionKind.TEXT and not unmet[0].wider:
        for text in texts_for(case.question, unmet[0]):
            yield _with(case, {unmet[0].names[0]: text})
    if not single and (several := _several(case, unmet)):
        together = _together(case, several)
        if together is not None:
            yield together


def _several(case: _Case, unmet: Sequence[Restriction]) -> list[Restriction]:
    """Two restrictions that give rows if both are left open, or as many as are needed; none where nothing helps."""
    able = [r for r in case.restrictions if r.wider]
    for restriction in unmet:
        for other in able:
            if restriction.wider and other != restriction and opened(case.question, [other, restriction]) is not None:
                return [restriction, other]
    if opened(case.question, able) is None:
        return []
    for restriction in able:
        rest = [r for r in able if r != restriction]
        if opened(case.question, rest) is not None:
            able = rest
    return able


def _alone(case: _Case, restriction: Restriction) -> Relaxation | None:
    """What one restriction left open gives."""
    if restriction.kind is RestrictionKind.DAY:
        return _by_day(case, restriction)
    if restriction.kind is RestrictionKind.PERIOD:
        return _by_period(case, restriction)
    if restriction.kind is not RestrictionKind.ENTITY:
        return _with(case, {restriction.names[0]: _YES_OR_ANY[restriction.kind]})
    things, has_more = _things(case, restriction, opened(case.question, [restriction]) or {})
    if not things:
        return None
    (name,) = restriction.names
    called = tuple(case.labels.of(iri) for iri in things)
    how = f"With {name}=any" if restriction.allows_any else f"With another {name}"
    listed = f"for example {in_a_list(called)}" if has_more else in_a_list(called)
    sentence = f"{how} there {_is_answer(len(called))}: {listed}."
    return Relaxation((name,), tuple({name: short(iri)} for iri in things), called, sentence)


_YES_OR_ANY: Final = {RestrictionKind.SWITCH: "yes", RestrictionKind.TEXT: ANY}


def _things(
    case: _Case, restriction: Restriction, wide: RowsByParameter, most: int = _MOST_SHOWN
) -> tuple[list[str], bool]:
    """Up to `most` things that give rows as the value of a restriction, by their IRIs, and whether there may be more."""
    if restriction.is_exhaustive:
        members = case.names.members(restriction.cls) if restriction.cls else ()
        return things_for(case.question, restriction, wide, members, most)
    (name,) = restriction.names
    return _iris(case, restriction.wider[-1][name]), True  # an example is all that was tried


def _iris(case: _Case, rows: str) -> list[str]:
    """The IRIs of rows of a block, which may be written with a prefix."""
    table = run_sparql(case.question.store, f"SELECT ?x WHERE {{ VALUES ?x {{ {rows} }} }}")
    return [text_of(row[0]) for row in table.rows]


def _by_day(case: _Case, restriction: Restriction) -> Relaxation | None:
    before, after = days_for(case.question, restriction, {})
    (name,) = restriction.names
    days = tuple(str(day) for day in (before, after) if day is not None)
    if not days:
        return None
    asked = restriction.values[name]
    if before and after:
        sentence = f"The last day before {asked} with an answer is {before}, the first after it {after}."
    else:
        sentence = f"The {'last' if before else 'first'} day with an answer is {days[0]}."
    return Relaxation((name,), tuple({name: day} for day in days), days, sentence)


def _by_period(case: _Case, restriction: Restriction) -> Relaxation:
    edges = edges_for(case.question, restriction, {})
    if not edges:
        return _with(case, _example(opened(case.question, [restriction]) or restriction.wider[0]))
    values = tuple({name: str(day)} for name, day in edges)
    said = tuple(f"{name}={day}" for name, day in edges)
    return Relaxation(tuple(name for name, _ in edges), values, said, f"With {' or '.join(said)} there is an answer.")


def _example(rows: RowsByParameter) -> dict[str, str]:
    """The first day and the day after the last, as people write them, that rows stand for."""
    return {name: rows[name].split('"')[1].partition("T")[0] for name in (FROM, TO)}


def _together(case: _Case, several: Sequence[Restriction]) -> Relaxation | None:
    """One example of what gives rows if several restrictions are left open: things first, then days."""
    values: dict[str, str] = {}
    left = sorted(several, key=lambda r: -r.kind)
    while left:
        rows = rows_of_values(case.question.query, values, case.names.entity)
        wide = opened(case.question, left, rows)
        found = _one(case, left[0], wide) if wide is not None else {}
        if not found:
            return None
        values.update(found)
        left = left[1:]
    return _with(case, values)


def _one(case: _Case, restriction: Restriction, wide: RowsByParameter) -> dict[str, str]:
    """One value of a restriction that gives rows with the others open as they are; empty where none is found."""
    name = restriction.names[0]
    rest = {other: rows for other, rows in wide.items() if other not in restriction.names}
    if restriction.kind is RestrictionKind.ENTITY:
        things, _ = _things(case, restriction, wide, most=1)
        return {name: short(things[0])} if things else {}
    if restriction.kind is RestrictionKind.DAY:
        asked = period_of(restriction.values[name])
        days = [day for day in days_for(case.question, restriction, rest) if day is not None]
        by_distance = sorted(days, key=lambda day: min(abs(day - asked.first), abs(day - asked.last)))
        return {name: str(by_distance[0])} if days else {}
    if restriction.kind is RestrictionKind.PERIOD:
        edges = edges_for(case.question, restriction, rest)
        return {edges[0][0]: str(edges[0][1])} if edges else _example(wide)
    return {name: _YES_OR_ANY[restriction.kind]}


def _with(case: _Case, values: Mapping[str, str]) -> Relaxation:
    """The rows that values give, named by their labels."""
    table = answer_with(case.question, rows_of_values(case.question.query, values, case.names.entity))
    shown = _called(table)
    said = [f"{name}={_label(case, name, value)}" for name, value in values.items()]
    count = len(table.rows)
    there = f"there {'is one row' if count == 1 else f'are {count} rows'}"
    rest = f": {', '.join(shown)}{'' if count == len(shown) else ' and others'}" if shown else ""
    sentence = f"With {in_a_list(said)} {there}{rest}."
    return Relaxation(tuple(values), (dict(values),), shown, sentence)


def _called(table: Table) -> tuple[str, ...]:
    """What the first rows of a table are about, by their labels; empty where the table has none."""
    if "label" not in table.columns:
        return ()
    at = table.columns.index("label")
    names = dict.fromkeys(text_of(row[at]) for row in table.rows)
    return tuple(name for name in names if name)[:_MOST_SHOWN]


def _unmet_sentence(case: _Case, unmet: Sequence[Restriction], left_open: Sequence[Restriction]) -> str:
    free = [name for r in left_open for name in r.names]
    whatever = f", for any {in_a_list(free)}" if free else ""
    said = [
        f"{name}={_label(case, name, value)}{' (the default)' if r.is_default else ''}"
        for r in unmet
        for name, value in r.values.items()
        if (name, value) not in NO_EDGES
    ]
    if not said:
        return "This query has no rows here, whatever its parameters are."
    if len(said) == 1 and unmet[0].kind is RestrictionKind.ENTITY:
        return f"Nothing is recorded under this reading for {said[0]}{whatever}."
    if len(said) == 1:
        return f"Nothing here fits {said[0]}{whatever}."
    together = "both " if len(said) == 2 else ""
    return f"Nothing here fits {together}{in_a_list(said)}{' together' if len(said) > 2 else ''}{whatever}."


def _label(case: _Case, name: str, value: str) -> str:
    """What people call the value of a parameter; several values with "or"."""
    parameter = next(p for p in case.question.query.parameters if p.name == name)
    if parameter.type is not ParameterType.ENTITY:
        return " or ".join(value.split(","))
    parts = (ANY if part == ANY else _named(case, name, part) for part in value.split(","))
    return " or ".join(parts)


def _named(case: _Case, name: str, value: str) -> str:
    parameter = next(p for p in case.question.query.parameters if p.name == name)
    try:
        return case.labels.of(case.names.entity(parameter, value).value)
    except ValueError:  # a default that the release does not have
        return short(expand(value, case.names.store))


def _is_answer(count: int) -> str:
    return "is an answer" if count == 1 else "are answers"
