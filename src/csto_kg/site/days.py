"""Who was in which body on a day: the values behind the first page, the comparison of two days, and their scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from csto_kg.queries.templates import number_word
from csto_kg.site.dating import event_days, hue_of, span_of, verdict_on
from csto_kg.site.material import Material, capital
from csto_kg.site.model import SiteLink, Text, TextPart
from csto_kg.site.strips import situations_of
from csto_kg.time.days import FIRST_DAY, LAST_DAY, MONTHS, ONE_DAY, Days, Span
from csto_kg.vocab import CSTO, G_VIEW, ORG

__all__ = [
    "CELL_WORDS",
    "DAYS_FILE",
    "HOME_PAGE",
    "HUES_IN_BODIES",
    "NOTHING",
    "SHOWN",
    "VERDICT_WORDS",
    "ChangeAct",
    "DayRow",
    "DaysData",
    "Standing",
    "days_file",
    "main_bodies",
    "path_of_day",
    "row_words",
    "situations_in",
]

HOME_PAGE: Final = "index.html"
DAYS_FILE: Final = "days.json"
"""The file from which the scripts of pages know what held on each day."""
HUES_IN_BODIES: Final = {"member": "members", "party": "parties", "observer": "observers"}
"""The ways of being in a body that are counted, with their plurals."""
SHOWN: Final = ("certain", "possible", "unknown")
"""The verdicts that are shown, the strongest first."""
CELL_WORDS: Final = {"certain": "{}", "possible": "possibly {}", "unknown": "{}, end unknown"}
"""A way of being in a body with its verdict, in words."""
VERDICT_WORDS: Final = {
    "certain": "certain",
    "possible": "possible",
    "unknown": "no source says whether still",
    "": "not",
}
"""The verdict on a day in words; the empty text stands for none."""
NOTHING: Final = "Nothing differs."
"""What stands where two days have the same members, parties and observers."""
_VIEW: Final = str(G_VIEW)
_AGENTS: Final = (ORG.member, CSTO.party)
_MOST_DAYS: Final = 60
_MOST_BODIES: Final = 8
_FEWEST_IN_BODY: Final = 2
_CODE: Final = str(CSTO.iso3166alpha3)


@dataclass(frozen=True, slots=True)
class Standing:
    """A situation in which an agent is in a body, with its bounds."""

    agent: str
    body: str
    hue: str
    span: Span


@dataclass(frozen=True, slots=True)
class DayRow:
    """A way of being in a main body: `Members of the River Union`."""

    body: str
    hue: str


@dataclass(frozen=True, slots=True)
class ChangeAct:
    """An act by which somebody came to be in a main body or no longer was, with the days on which it can have been."""

    event: str
    days: Days


class DaysData:
    """What the pages of days are made from, for all days at once."""

    def __init__(self, material: Material) -> None:
        self.material = material

    @cached_property
    def mains(self) -> tuple[str, ...]:
        """The bodies that the project is about."""
        return main_bodies(self.material)

    @cached_property
    def situations(self) -> tuple[str, ...]:
        """The situations in which somebody is in a main body."""
        return tuple(s for body in self.mains for s in situations_in(self.material, body))

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Who is in which body, for all bodies that are shown."""
        found = []
        for body in (*self.mains, *self.others):
            found += _standings(self.material, body)
        return tuple(found)

    @cached_property
    def rows(self) -> tuple[DayRow, ...]:
        """The ways of being in the main bodies that anybody has."""
        used = {(standing.body, standing.hue) for standing in self.standings}
        return tuple(DayRow(body, hue) for body in self.mains for hue in HUES_IN_BODIES if (body, hue) in used)

    @cached_property
    def others(self) -> tuple[str, ...]:
        """The other bodies that most of those are in who are in a main one, by how many these are."""
        material = self.material
        own = {s.agent for body in self.mains for s in _standings(material, body)}
        counted = {}
        for body in sorted(_bodies(material) - set(self.mains)):
            shared = own & {s.agent for s in _standings(material, body)}
            if len(shared) >= _FEWEST_IN_BODY:
                counted[body] = len(shared)
        ordered = sorted(counted, key=lambda body: (-counted[body], material.short_name(body), body))
        return tuple(ordered[: _MOST_BODIES - len(self.mains)])

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The bodies that are shown: the main ones, then the others."""
        return (*self.mains, *self.others)

    @cached_property
    def agents(self) -> tuple[str, ...]:
        """All who are in a body that is shown, in order of their names."""
        found = {standing.agent for standing in self.standings}
        return tuple(sorted(found, key=lambda agent: (self.material.name(agent), agent)))

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """The codes of three letters of the agents that have one."""
        found = {agent: self.material.contents.one(agent, _CODE, _VIEW) for agent in self.agents}
        return {agent: code for agent, code in found.items() if code}

    @cached_property
    def changes(self) -> tuple[ChangeAct, ...]:
        """The acts that started or ended that somebody was in a main body, in order of their names."""
        found: dict[str, Days] = {}
        for situation in self.situations:
            for prop in (CSTO.begunBy, CSTO.endedBy):
                for event in self.material.contents.texts(situation, str(prop), _VIEW):
                    if (days := event_days(self.material, event)) is not None:
                        found[event] = days
        return tuple(
            ChangeAct(event, found[event]) for event in sorted(found, key=lambda e: (self.material.name(e), e))
        )

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days on which somebody came to be in a main body or no longer was, as far as bounded; and the last day."""
        days: set[date] = set()
        for situation in self.situations:
            if (span := span_of(self.material, situation)) is not None:
                days |= {span.begin.earliest, span.begin.latest, span.end.latest}
                days |= {span.end.earliest} if span.end.latest != LAST_DAY else set()
        last = self.material.day
        if last is not None:
            days = {day for day in days if day <= last} | {last, last + ONE_DAY}
        return tuple(sorted(days - {FIRST_DAY, LAST_DAY}))[-_MOST_DAYS:]

    def verdicts(self, day: date, body: str, hue: str) -> dict[str, str]:
        """How certain it is on a day of each agent that it is in a body in one way: the strongest verdict that is shown."""
        found: dict[str, str] = {}
        for standing in self.standings:
            if (standing.body, standing.hue) != (body, hue):
                continue
            verdict = verdict_on(standing.span, day)
            if verdict in SHOWN:
                found[standing.agent] = _stronger(found.get(standing.agent), verdict)
        return found

    def best(self, day: date, agent: str, bodies: Iterable[str]) -> tuple[str, str]:
        """The strongest way in which an agent is in one of some bodies on a day, and its verdict; empty texts for none."""
        wanted = set(bodies)
        found = [
            (SHOWN.index(verdict), list(HUES_IN_BODIES).index(s.hue))
            for s in self.standings
            if s.agent == agent and s.body in wanted and (verdict := verdict_on(s.span, day)) in SHOWN
        ]
        if not found:
            return "", ""
        strength, way = min(found)
        return list(HUES_IN_BODIES)[way], SHOWN[strength]

    def changed_on(self, day: date) -> Text:
        """What changed on a day, or may have, in words."""
        pieces: list[TextPart] = []
        on_day = [change for change in self.changes if day in (change.days.earliest, change.days.latest)]
        for words, is_certain in (("On this day: ", True), ("Perhaps on this day: ", False)):
            listed = [self.material.link(c.event) for c in on_day if (c.days.width == 1) is is_certain]
            if listed:
                pieces += [words if not pieces else f" {words}"]
                pieces += [part for link in listed for part in ("; ", link)][1:]
                pieces.append(".")
        return tuple(pieces)

    def act_on(self, day: date) -> str:
        """The act by which something changed on a day, or may have; of several the first, and the number of the others."""
        on_day = sorted(
            (change for change in self.changes if day in (change.days.earliest, change.days.latest)),
            key=lambda change: change.days.width != 1,
        )
        if not on_day:
            return ""
        first = on_day[0]
        name = self.material.name(first.event)
        more = f" and {number_word(len(on_day) - 1)} more" if len(on_day) > 1 else ""
        return f"{'' if first.days.width == 1 else 'perhaps '}{name}{more}"


def path_of_day(material: Material, day: date | None) -> str:
    """Where the page of a day lies: the first page of the site for the last day that is attested."""
    return HOME_PAGE if day is None or day == material.day else f"day/{day.isoformat()}.html"


def main_bodies(material: Material) -> tuple[str, ...]:
    """The treaties that the project's organization is based on, and the organization itself."""
    if not material.about.organization:
        return ()
    organization = str(material.namespaces.id(material.about.organization))
    treaties = material.contents.texts(organization, str(CSTO.basedOn), _VIEW)
    return (*(treaty for treaty in treaties if situations_of(material, treaty)), organization)


def situations_in(material: Material, body: str) -> list[str]:
    """The situations in which somebody is a member, a party or an observer of a body."""
    return [
        s
        for s in situations_of(material, body)
        if hue_of(material, s) in HUES_IN_BODIES
        and any(body in material.contents.texts(s, str(p), _VIEW) for p in (ORG.organization, CSTO.instrument))
    ]


def _standings(material: Material, body: str) -> list[Standing]:
    found = []
    for situation in situations_in(material, body):
        span = span_of(material, situation)
        agents = [a for prop in _AGENTS for a in material.contents.texts(situation, str(prop), _VIEW)]
        if span is not None and agents:
            found.append(Standing(agents[0], body, hue_of(material, situation), span))
    return found


def _bodies(material: Material) -> set[str]:
    """All that somebody is a member or an observer of."""
    found: set[str] = set()
    for kind in (CSTO.Membership, CSTO.ObserverStatus):
        for situation in material.contents.of_class(str(kind), _VIEW):
            found |= set(material.contents.texts(situation, str(ORG.organization), _VIEW))
    return found


def _stronger(one: str | None, other: str) -> str:
    return other if one is None else min(one, other, key=SHOWN.index)


# --------------------------------------------------------------------------------------------------------------------
# For scripts
# --------------------------------------------------------------------------------------------------------------------


def days_file(data: DaysData) -> bytes:
    """The same values for the scripts, as JSON: agents and bodies by their places in lists, days as ISO 8601 has them."""
    agents = {agent: number for number, agent in enumerate(data.agents)}
    bodies = {body: number for number, body in enumerate(data.bodies)}
    codes = data.codes
    written = {
        "last": data.material.day.isoformat() if data.material.day else "",
        "days": [day.isoformat() for day in data.days],
        "agents": [[*_linked(data.material.link(agent)), codes.get(agent, "")] for agent in agents],
        "bodies": [_linked(data.material.link(body, data.material.short_name(body))) for body in bodies],
        "mains": len(data.mains),
        "rows": [[bodies[row.body], row.hue, row_words(data, row)] for row in data.rows],
        "standings": [
            [agents[s.agent], bodies[s.body], s.hue, *_bounds(s.span), s.span.ending.value] for s in data.standings
        ],
        "changes": [
            [*_linked(data.material.link(c.event)), c.days.earliest.isoformat(), c.days.latest.isoformat()]
            for c in data.changes
        ],
        "numbers": [number_word(number) for number in range(len(agents) + 1)],
        "months": list(MONTHS),
        "cells": CELL_WORDS,
        "verdicts": VERDICT_WORDS,
        "nothing": NOTHING,
    }
    return (json.dumps(written, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def row_words(data: DaysData, row: DayRow) -> str:
    """A way of being in a body, in the words before its name: `Members of the `."""
    article, _ = data.material.with_article(row.body)
    return f"{capital(HUES_IN_BODIES[row.hue])} {'to' if row.hue == 'party' else 'of'} {article}"


def _linked(link: SiteLink) -> list[str]:
    return [link.text, link.path]


def _bounds(span: Span) -> list[str]:
    sides = (span.begin.earliest, span.begin.latest, span.end.earliest, span.end.latest)
    return [day.isoformat() for day in sides]
