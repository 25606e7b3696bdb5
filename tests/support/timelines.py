"""Small histories within a fortnight, drawn by Hypothesis, with all their solutions by trying every day.

A history is a few events and situations with what sources say of their days and order. `solutions` asks of each assignment
of days whether it fits what is said, by the meaning of each word; it knows nothing of constraints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from tests.support.mini import Mini
from tests.support.ordering import OrderCase

FIRST = date(2010, 6, 1)
# Days of a history are counted from 1. What nothing bounds is tried so far beyond it, and what has solutions farther away
# than any bound can follow is unbounded.
LENGTH, BEYOND, FAR = 15, 14, 8
Range: TypeAlias = tuple[int, int]
Grid: TypeAlias = npt.NDArray[np.bool_]
# A point in time: the number of an event, or of a situation with its side.
Point: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event: the range of its days if it has a date, or the least and most days after another event."""

    days: Range | None
    counted: tuple[int, Range] | None = None


@dataclass(frozen=True, slots=True)
class Lasting:
    """A situation: the events that start and end it, the ranges of its start and end, and the days that attest it.

    Where `is_open`, the source says that it goes on from the first of these days.
    """

    begun: tuple[int, ...]
    ended: tuple[int, ...]
    start: Range | None
    end: Range | None
    attested: Range | None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """What a source says of two things: `after`, `partOf` and so on."""

    key: str
    focus: str
    other: str


@dataclass(frozen=True, slots=True)
class History:
    """Events, situations and their relations; whether one person at a time is in the situations, and whether they are
    numbered."""

    events: tuple[Happening, ...]
    situations: tuple[Lasting, ...]
    relations: tuple[Relation, ...]
    is_exclusive: bool
    is_numbered: bool

    @property
    def has_choices(self) -> bool:
        """Whether some statement leaves two orders open, so that solutions have gaps."""
        return self.is_exclusive or any(len(each) > 1 for s in self.situations for each in (s.begun, s.ended))

    def name(self, kind: str, number: int) -> str:
        """The identifier of an event or situation."""
        if kind == "e":
            return f"occurrence/e{number}"
        return f"tenure/s-{number + 1}" if self.is_numbered else f"tenure/s{number}"

    def thing(self, short: str) -> str:
        """The identifier of a thing that a relation names: `e0`, `s1`."""
        return self.name(short[0], int(short[1:]))

    def case(self, whole: Mini) -> OrderCase:
        """The history as a data set, with a claim for each statement."""
        register, claims = ["post/p type SingleHolderPost"], []
        for i, event in enumerate(self.events):
            me = self.name("e", i)
            register.append(f"{me} type Occurrence")
            claims.append(f"{me} date {edtf(event.days)}" if event.days else f"{me} type Occurrence")
            if event.counted:
                base, (least, most) = event.counted
                claims.append(
                    f"{me} reckonedFrom {self.name('e', base)}; {me} distance [{length(least)}..{length(most)}]"
                )
        for i, situation in enumerate(self.situations):
            me = self.name("s", i)
            register.append(f"{me} type Tenure")
            register += [f"{me} post post/p"] * self.is_exclusive
            register += [f"{me} begunBy {self.name('e', e)}" for e in situation.begun]
            register += [f"{me} endedBy {self.name('e', e)}" for e in situation.ended]
            said = {"begins": situation.start, "ends": situation.end}
            claims += [f"{me} {key} {edtf(days)}" for key, days in said.items() if days]
            claims.append(f"{me} type Tenure")
            if situation.attested:
                first, last = (day(n).isoformat() for n in situation.attested)
                until = ".." if situation.is_open else last
                claims.append(f"{me} holds {first}" if first == until else f"{me} holds {first}/{until}")
        claims += [f"{self.thing(r.focus)} {r.key} {self.thing(r.other)}" for r in self.relations]
        case = OrderCase(whole, "; ".join(register))
        for i, text in enumerate(claims):
            case.says(f"c{i}", text)
        return case


def day(number: int) -> date:
    """The day with a number."""
    return FIRST + timedelta(days=number - 1)


def edtf(days: Range) -> str:
    """A range of days in EDTF."""
    first, last = (day(n).isoformat() for n in days)
    return first if first == last else f"[{first}..{last}]"


def length(days: int) -> str:
    """A distance in days."""
    return f"-P{-days}D" if days < 0 else f"P{days}D"


# --------------------------------------------------------------------------------------------------------------------
# Drawing


def ranges(earliest: int = 1, last: int = LENGTH, widest: int = 8) -> st.SearchStrategy[Range]:
    """A range of days within the fortnight, whose first day is one of some."""
    first = st.integers(earliest, last)
    return first.flatmap(lambda n: st.tuples(st.just(n), st.integers(n, min(LENGTH, n + widest))))


# What can be said of an event or situation (first letter) and another.
_RELATIONS = {
    "after": ("es", "es"),
    "respondsTo": ("es", "es"),
    "resultedIn": ("es", "es"),
    "reportedIn": ("e", "e"),
    "partOf": ("es", "es"),
    "holdsAt": ("s", "e"),
    "succeeds": ("s", "s"),
}


@st.composite
def histories(draw: st.DrawFn, *, with_choices: bool, with_order: bool = True) -> History:
    """A history of at most five points in time."""
    kinds = st.sampled_from([(2, 0), (3, 0), (4, 0), (5, 0), (0, 1), (1, 1), (2, 1), (3, 1), (0, 2), (1, 2)])
    n_events, n_situations = draw(kinds.filter(lambda k: not with_choices or k[1] > 1 or (k[0] > 1 and k[1])))
    events: tuple[Happening, ...] = ()
    for _ in range(n_events):
        dated = [i for i, event in enumerate(events) if event.days]
        events = (*events, draw(_events(dated if with_order else [])))
    situations = tuple(draw(_situations(n_events, with_choices)) for _ in range(n_situations))
    names = [f"e{i}" for i in range(n_events)] + [f"s{i}" for i in range(n_situations)]
    possible = [
        Relation(key, focus, other)
        for key, (of_focus, of_other) in _RELATIONS.items()
        for focus in names
        for other in names
        if focus != other and focus[0] in of_focus and other[0] in of_other
    ]
    some = st.lists(st.sampled_from(possible), min_size=1, max_size=4, unique=True)
    relations = draw(some) if with_order and possible else []
    is_exclusive = with_choices and n_situations > 1
    is_numbered = with_order and n_situations > 1 and draw(st.booleans())
    return History(events, situations, tuple(relations), is_exclusive, is_numbered)


@st.composite
def _events(draw: st.DrawFn, dated: list[int]) -> Happening:
    """An event with a date of its own, or counted from one of those that are dated, or without any date."""
    if draw(st.integers(0, 3)):
        return Happening(draw(ranges()))
    if len(dated) > 0 and draw(st.booleans()):
        least = draw(st.integers(-3, 3))
        return Happening(None, (draw(st.sampled_from(dated)), (least, least + draw(st.integers(0, 2)))))
    return Happening(None)


@st.composite
def _situations(draw: st.DrawFn, n_events: int, with_choices: bool) -> Lasting:
    # Which events start it (1) and end it (2); without choices one of each at most.
    roles = draw(
        st.lists(st.sampled_from([1, 2] if with_choices else [0, 1, 2]), min_size=n_events, max_size=n_events)
    )
    begun, ended = (tuple(i for i, r in enumerate(roles) if r == role) for role in (1, 2))
    if not with_choices:
        begun, ended = begun[:1], ended[:1]
    # A start that one event makes is weighed with the date of that event, which is a question of its own.
    start = None if len(begun) == 1 else draw(st.one_of(st.none(), ranges(1, 8, 5)))
    end = None if len(ended) == 1 else draw(st.one_of(st.none(), ranges(7, LENGTH, 5)))
    attested = draw(st.one_of(st.none(), ranges(5, 11, 2)))
    is_open = attested is not None and not ended and end is None and draw(st.booleans())
    return Lasting(begun, ended, start, end, attested, is_open)


# --------------------------------------------------------------------------------------------------------------------
# All solutions


@dataclass(frozen=True)
class Solutions:
    """All days that fit a history: a grid with an axis for each point, and the days along each axis."""

    axes: dict[str, int]
    days: list[npt.NDArray[np.int_]]
    fits: Grid

    def __bool__(self) -> bool:
        return bool(self.fits.any())

    def limits(self, point: str) -> tuple[int | None, int | None]:
        """The first and the last day of a point in all solutions; None where nothing bounds it."""
        axis = self.axes[point]
        others = tuple(i for i in range(self.fits.ndim) if i != axis)
        found = self.days[axis][self.fits.any(axis=others)]
        first, last = int(found.min()), int(found.max())
        return (None if first < 1 - FAR else first), (None if last > LENGTH + FAR else last)

    def holds(self, start: str, end: str, number: int) -> tuple[bool, bool]:
        """Whether a situation holds on a day in all solutions, and whether it does in some."""
        one, two = self.axes[start], self.axes[end]
        others = tuple(i for i in range(self.fits.ndim) if i not in (one, two))
        both = self.fits.any(axis=others)
        if one > two:
            both = both.T
        is_held = (self.days[one] <= number)[:, None] & (number < self.days[two])[None, :]
        return bool(is_held[both].all()), bool(is_held[both].any())


def size_of(history: History) -> int:
    """How many assignments `solutions` tries."""
    return int(np.prod([len(days) for days in _domains(history).values()], dtype=np.int64))


def _domains(history: History) -> dict[str, npt.NDArray[np.int_]]:
    """The days to try for each point: those that it has by itself, or all of them and some beyond."""
    every = (1 - BEYOND, LENGTH + BEYOND)
    own = {f"e{i}": e.days or every for i, e in enumerate(history.events)}
    for i, s in enumerate(history.situations):
        own[f"s{i}"], own[f"s{i}-end"] = s.start or every, s.end or every
    return {point: np.arange(first, last + 1) for point, (first, last) in own.items()}


def solutions(history: History) -> Solutions:
    """Every assignment of days that fits what is said, by trying all."""
    domains = _domains(history)
    axes = {point: i for i, point in enumerate(domains)}
    open_grids = dict(zip(domains, np.ix_(*domains.values()), strict=True))
    fits = np.ones([len(d) for d in domains.values()], dtype=bool)
    for condition in _conditions(history, lambda point: open_grids[point]):
        fits &= condition
    return Solutions(axes, list(domains.values()), fits)


Days: TypeAlias = npt.NDArray[np.int_]


def _conditions(history: History, at: Callable[[str], Days]) -> Iterable[Grid]:
    """What must be so of the days of all points."""
    for i, event in enumerate(history.events):
        if event.counted:
            base, (least, most) = event.counted
            between = at(f"e{i}") - at(f"e{base}")
            yield (least <= between) & (between <= most)
    for i, s in enumerate(history.situations):
        start, end = at(f"s{i}"), at(f"s{i}-end")
        yield start < end
        if s.begun:
            yield start == _all_of(np.maximum, [at(f"e{e}") for e in s.begun])
        if s.ended:
            yield end == _all_of(np.minimum, [at(f"e{e}") for e in s.ended])
        if s.attested:
            yield (start <= s.attested[0]) & (s.attested[0 if s.is_open else 1] < end)
    for relation in history.relations:
        yield _fits(relation, history, at)
    if len(history.situations) > 1:
        yield from _between(history, at)


def _between(history: History, at: Callable[[str], Days]) -> Iterable[Grid]:
    """What must be so of the days of two situations. On the day of the change both may be in office."""
    if history.is_exclusive:
        yield (at("s0-end") - 1 <= at("s1")) | (at("s1-end") - 1 <= at("s0"))
    if history.is_numbered:
        yield at("s0-end") <= at("s1")


def _all_of(function: np.ufunc, days: list[Days]) -> Days:
    found = days[0]
    for more in days[1:]:
        found = function(found, more)
    return found


def _fits(relation: Relation, history: History, at: Callable[[str], Days]) -> Grid:
    me, other = at(relation.focus), at(relation.other)
    if relation.key in ("after", "respondsTo"):
        return other <= me
    if relation.key in ("resultedIn", "reportedIn"):
        return me <= other
    if relation.key == "holdsAt":
        return (me <= other) & (other < at(f"{relation.focus}-end"))
    if relation.key == "succeeds":
        return (other <= me) & (at(f"{relation.other}-end") - 1 <= me)
    last = at(f"{relation.focus}-end") - 1 if relation.focus[0] == "s" else me
    if relation.other[0] == "s":
        return (other <= me) & (last < at(f"{relation.other}-end"))
    first_stated, last_stated = stated_days(history, int(relation.other[1:]))
    return (first_stated <= me) & (last <= last_stated)


def stated_days(history: History, number: int) -> Range:
    """The days that the claims on the date of an event leave, which can go on for several days."""
    event = history.events[number]
    if not event.counted:
        return event.days or (1 - BEYOND, LENGTH + BEYOND)
    base, (least, most) = event.counted
    first, last = stated_days(history, base)
    return first + least, last + most
