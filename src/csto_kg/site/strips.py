"""Strips in time: the situations of a thing, a row for each other party to them, with acts and conflicts as marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from csto_kg.charts import Bar, LaneMark, Track, Window, axis_strip, lane_strip, lane_textures, window_of
from csto_kg.site.addresses import relative
from csto_kg.site.dating import event_days, hue_of, order_of, row_of, span_of, spoken_span, spoken_years
from csto_kg.site.material import Material
from csto_kg.site.model import LaneRow, SiteLink, StripSection, Text
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Span
from csto_kg.vocab import CSTO, G_VIEW, ORG

__all__ = ["HUES", "BodyLane", "body_strip", "lanes_of", "situations_of"]

HUES: Final = {
    "party": "party to a treaty",
    "member": "member",
    "observer": "observer",
    "other": "post, or other relation",
}
_SHARED: Final = 3
"""A conflict that bears on so many rows is marked once, on the axis."""
_VIEW: Final = str(G_VIEW)
_AGENTS: Final = tuple(map(str, (ORG.member, CSTO.party)))
_BODIES: Final = tuple(map(str, (CSTO.post, ORG.organization, CSTO.instrument)))
_JOINING: Final = frozenset(map(str, (CSTO.Signature, CSTO.Joining)))
_ROOM: Final = 0.02


@dataclass(frozen=True, slots=True)
class BodyLane:
    """A row of a strip before it is drawn: who or what it is about, and the IRIs of its situations and acts."""

    label: SiteLink
    situations: tuple[str, ...]
    acts: tuple[str, ...] = ()


def situations_of(material: Material, thing: str) -> list[str]:
    """The situations in which a thing is a member, a party, a body, an instrument or a post, in order of time."""
    found = {
        subject
        for prop, subject in material.contents.pointing(thing, _VIEW)
        if prop in (*_AGENTS, *_BODIES) and span_of(material, subject) is not None
    }
    return sorted(found, key=lambda situation: order_of(material, situation))


def lanes_of(
    material: Material, thing: str, situations: Iterable[str], *, is_short: bool = True
) -> tuple[BodyLane, ...]:
    """The rows of a thing's strip: its situations by who or what else is in them."""
    by_other: dict[str, list[str]] = {}
    for situation in situations:
        by_other.setdefault(_other(material, situation, thing) or situation, []).append(situation)
    name = material.short_name if is_short else material.name
    return tuple(
        BodyLane(material.link(other, name(other)), tuple(found), tuple(_acts(material, thing, other)))
        for other, found in by_other.items()
    )


def _other(material: Material, situation: str, thing: str) -> str:
    """Who or what is in a situation besides a thing."""
    pairs = [
        (prop, value) for prop in (*_AGENTS, *_BODIES) for value in material.contents.texts(situation, prop, _VIEW)
    ]
    is_agent = any(value == thing and prop in _AGENTS for prop, value in pairs)
    sides = _BODIES if is_agent else _AGENTS
    return next((value for prop, value in pairs if prop in sides and value != thing), "")


def _acts(material: Material, one: str, other: str) -> list[str]:
    """The acts by which one of two signs or joins the other."""
    found = []
    for agent, body in ((one, other), (other, one)):
        for prop, act in material.contents.pointing(agent, _VIEW):
            is_of_both = prop == str(CSTO.by) and body in material.contents.texts(act, str(CSTO.of), _VIEW)
            if is_of_both and _JOINING & set(material.classes(act)) and event_days(material, act) is not None:
                found.append(act)
    return sorted(set(found))


def body_strip(
    material: Material,
    page: str,
    title: str,
    lanes: Sequence[BodyLane],
    day: date | None,
    *,
    apart: frozenset[int] = frozenset(),
    caption: str = "",
    is_short: bool = False,
) -> StripSection | None:
    """A strip of rows; None where nothing in them has a date. Before each row of `apart` is a line."""
    drawn = [[row for s in lane.situations if (row := row_of(material, s)) is not None] for lane in lanes]
    window = window_of(row for rows in drawn for row in rows)
    if window is None:
        return None
    window = _with_room(window, [d for lane in lanes for act in lane.acts if (d := _day(material, act))], day)
    disputes = [_disputes(material, lane) for lane in lanes]
    counted = Counter(conflict for of_lane in disputes for conflict in of_lane)
    shared = {c for c, number in counted.items() if number >= _SHARED}
    on_axis = {c: at for of_lane in disputes for c, at in of_lane.items() if c in shared}
    rows, used = [], set[str]()
    for number, (lane, of_lane) in enumerate(zip(lanes, disputes, strict=True)):
        tracks = _tracks(material, lane)
        used |= {track.hue for track in tracks}
        marks = [_act_mark(material, act) for act in lane.acts]
        marks += _conflict_marks(material, {c: at for c, at in of_lane.items() if c not in shared}, page)
        picture = lane_strip(tracks, window, marks, day)
        rows.append(
            LaneRow(lane.label, picture, _words(material, lane, of_lane, shared, is_short=is_short), number in apart)
        )
    axis = axis_strip(window, _conflict_marks(material, on_axis, page), day)
    hues = [hue for hue in HUES if hue in used]
    legend = _legend(hues, any(lane.acts for lane in lanes), bool(counted))
    words = tuple(_marked(material, conflict) for conflict in sorted(on_axis, key=lambda c: (on_axis[c], c)))
    anchor = title.lower().replace(" ", "-")
    ends = (window.first.isoformat(), window.last.isoformat())
    return StripSection(title, caption, axis, tuple(rows), lane_textures(hues), legend, words, anchor, ends)


def _with_room(window: Window, days: Sequence[date], day: date | None) -> Window:
    """A window that shows some more days, with a small margin."""
    shown = [window.first, window.last, *days, *([day] if day else [])]
    room = timedelta(days=max(30, round((max(shown) - min(shown)).days * _ROOM)))
    first, last = min(shown), max(shown)
    return Window(first - room if first < window.first else first, last + room if last > window.last else last)


def _day(material: Material, event: str) -> date | None:
    days = event_days(material, event)
    if days is None:
        return None
    return next((day for day in (days.earliest, days.latest) if day not in (FIRST_DAY, LAST_DAY)), None)


def _tracks(material: Material, lane: BodyLane) -> list[Track]:
    by_hue: dict[str, list[Bar]] = {}
    for situation in lane.situations:
        row = row_of(material, situation)
        if isinstance(row, Bar):
            by_hue.setdefault(hue_of(material, situation), []).append(row)
    return [Track(hue, tuple(by_hue[hue])) for hue in HUES if hue in by_hue]


def _disputes(material: Material, lane: BodyLane) -> Mapping[str, date]:
    """The conflicts on what a row shows that were decided for a side or left open, with the day to mark."""
    found: dict[str, date] = {}
    for situation in lane.situations:
        span = span_of(material, situation)
        if span is None:
            continue
        parts = [(situation, _middle(span))]
        for prop in (CSTO.begunBy, CSTO.endedBy):
            parts += [(e, _day(material, e)) for e in material.contents.texts(situation, str(prop), _VIEW)]
        for thing, day in parts:
            for conflict in material.conflicts_about.get(thing, ()):
                if day is not None and material.dispute(conflict).is_sharp:
                    found.setdefault(conflict, day)
    return found


def _middle(span: Span) -> date | None:
    """The day of a situation at which a conflict about it as a whole is marked: the middle of what bounds it."""
    days = (span.begin.earliest, span.begin.latest, span.end.earliest, span.end.latest)
    known = sorted(day for day in days if day not in (FIRST_DAY, LAST_DAY))
    return known[0] + (known[-1] - known[0]) / 2 if known else None


def _act_mark(material: Material, act: str) -> LaneMark:
    day = _day(material, act)
    assert day is not None
    return LaneMark(day, material.name(act))


def _conflict_marks(material: Material, conflicts: Mapping[str, date], page: str) -> list[LaneMark]:
    return [
        LaneMark(day, material.name(c), relative(material.addresses.of(c), page))
        for c, day in sorted(conflicts.items(), key=lambda item: (item[1], item[0]))
    ]


def _words(
    material: Material, lane: BodyLane, disputes: Mapping[str, date], shared: Iterable[str], *, is_short: bool
) -> tuple[Text, ...]:
    """What a row shows, in words: each situation with its time, and the conflicts that are marked in this row alone."""
    texts: list[Text] = []
    for situation in lane.situations:
        hue = hue_of(material, situation)
        word = "" if hue == "other" else f"{hue} "
        span = span_of(material, situation)
        when = spoken_years(span) if is_short and span is not None else spoken_span(material, situation)
        texts.append((material.link(situation, f"{word}{when}" if word or when else "no date"),))
    texts += [_marked(material, conflict) for conflict in sorted(set(disputes) - set(shared))]
    return tuple(texts)


def _marked(material: Material, conflict: str) -> Text:
    return ("◆", material.link(conflict))


def _legend(hues: Sequence[str], has_acts: bool, has_disputes: bool) -> tuple[tuple[str, str], ...]:
    entries = [(f"hue-{hue}", HUES[hue]) for hue in hues]
    entries += [
        ("possible", "possible: the sources leave the day open"),
        ("fading", "not attested later, no source gives an end"),
    ]
    entries += [("act", "signed or joined")] if has_acts else []
    entries += [("disputed", "sources disagree")] if has_disputes else []
    return tuple(entries)
