"""The first page, and the same page as of each other day on which something changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from csto_kg.queries.templates import in_a_list, number_word
from csto_kg.site.dating import event_days, hue_of, span_of, verdict_on
from csto_kg.site.material import Material, capital
from csto_kg.site.model import (
    ProseSection,
    Section,
    SiteLink,
    SitePage,
    StripSection,
    TableRow,
    TableSection,
    Text,
    TextPart,
)
from csto_kg.site.strips import BodyLane, body_strip, lanes_of, situations_of
from csto_kg.time.days import FIRST_DAY, LAST_DAY, ONE_DAY
from csto_kg.time.written import written
from csto_kg.vocab import CSTO, G_FINDINGS, G_VIEW, ORG

__all__ = ["HOME_PAGE", "days_of_change", "main_bodies", "page_of_day", "path_of_day"]

HOME_PAGE: Final = "index.html"
_VIEW: Final = str(G_VIEW)
_MOST_DAYS: Final = 60
_MOST_CONFLICTS: Final = 8
_PLURALS: Final = {"member": "members", "party": "parties", "observer": "observers"}


def main_bodies(material: Material) -> tuple[str, ...]:
    """The treaties that the project's organization is based on, and the organization itself."""
    if not material.about.organization:
        return ()
    organization = str(material.namespaces.id(material.about.organization))
    treaties = material.contents.texts(organization, str(CSTO.basedOn), _VIEW)
    return (*(treaty for treaty in treaties if situations_of(material, treaty)), organization)


def _situations(material: Material) -> list[str]:
    return [s for body in main_bodies(material) for s in _within(material, body)]


def _within(material: Material, body: str) -> list[str]:
    """The situations in which somebody is a member, a party or an observer of a body."""
    return [
        s
        for s in situations_of(material, body)
        if hue_of(material, s) in _PLURALS
        and any(body in material.contents.texts(s, str(p), _VIEW) for p in (ORG.organization, CSTO.instrument))
    ]


def days_of_change(material: Material) -> tuple[date, ...]:
    """The days on which a state came to be in a main body or no longer was, as far as they are bounded; and the last day."""
    days: set[date] = set()
    for situation in _situations(material):
        span = span_of(material, situation)
        if span is not None:
            days |= {span.begin.earliest, span.begin.latest, span.end.latest}
            days |= {span.end.earliest} if span.end.latest != LAST_DAY else set()
    if material.day is not None:
        days = {day for day in days if day <= material.day} | {material.day, material.day + ONE_DAY}
    return tuple(sorted(days - {FIRST_DAY, LAST_DAY}))[-_MOST_DAYS:]


def path_of_day(material: Material, day: date | None) -> str:
    """Where the page of a day lies: the first page of the site for the default day."""
    return HOME_PAGE if day is None or day == material.day else f"day/{day.isoformat()}.html"


def page_of_day(material: Material, day: date | None, days: Sequence[date]) -> SitePage:
    """The first page, as of a day."""
    path = path_of_day(material, day)
    sections: list[Section | None] = []
    if day is not None and main_bodies(material):
        sections += [_counts(material, day), _lanes(material, path, day)]
    sections += [_disagreements(material), _further()]
    about = material.about
    lead: tuple[Text, ...] = (
        (about.description,),
        ("Every statement is tied to the passage that it rests on, and every question is asked as of a day.",),
    )
    presets = tuple(SiteLink(written(d.isoformat()), "" if d == day else path_of_day(material, d)) for d in days)
    title = about.title
    if main_bodies(material):
        title = f"Who was in {''.join(material.with_article(main_bodies(material)[-1]))}, when, and who says so?"
    return SitePage(
        path,
        title,
        lead=lead,
        presets=presets,
        sections=tuple(section for section in sections if section is not None),
    )


def _counts(material: Material, day: date) -> TableSection | None:
    """How many were in each body on the day, in words, with their names."""
    rows = []
    for body in main_bodies(material):
        for hue, plural in _PLURALS.items():
            of_hue = [s for s in _within(material, body) if hue_of(material, s) == hue]
            found: dict[str, list[str]] = {}
            for situation in of_hue:
                span = span_of(material, situation)
                if span is not None:
                    found.setdefault(verdict_on(span, day), []).append(_agent(material, situation))
            if not of_hue:
                continue
            cells: list[Text] = [(f"{capital(plural)} {'to' if hue == 'party' else 'of'} ", *_the(material, body))]
            for verdict in ("certain", "possible", "unknown"):
                cells.append(_named(material, found.get(verdict, [])))
            rows.append(TableRow(tuple(cells)))
    if not rows:
        return None
    heads = ("", "certain", "possible", "it was so, and no source gives an end")
    return TableSection(f"On {written(day.isoformat())}", heads, tuple(rows), "day", _changes(material, day))


def _changes(material: Material, day: date) -> Text:
    """What changed on the day, or may have: the acts by which somebody came to be in a body or no longer was."""
    found: dict[str, bool] = {}
    for situation in _situations(material):
        for prop in (CSTO.begunBy, CSTO.endedBy):
            for event in material.contents.texts(situation, str(prop), _VIEW):
                days = event_days(material, event)
                if days is not None and day in (days.earliest, days.latest):
                    found[event] = days.width == 1
    pieces: list[TextPart] = []
    for words, is_certain in (("On this day: ", True), ("Perhaps on this day: ", False)):
        listed = [material.link(event) for event in sorted(found, key=material.name) if found[event] is is_certain]
        if listed:
            pieces += [words if not pieces else f" {words}"]
            pieces += [part for link in listed for part in ("; ", link)][1:]
            pieces.append(".")
    return tuple(pieces)


def _agent(material: Material, situation: str) -> str:
    agents = [a for prop in (ORG.member, CSTO.party) for a in material.contents.texts(situation, str(prop), _VIEW)]
    return agents[0] if agents else situation


def _named(material: Material, agents: Sequence[str]) -> Text:
    """How many agents, in words, and their names."""
    listed = sorted(set(agents), key=material.name)
    if not listed:
        return ("none",)
    pieces: list[TextPart] = [f"{number_word(len(listed))}: "]
    for number, agent in enumerate(listed):
        pieces += [", "] if number else []
        pieces.append(material.link(agent))
    return tuple(pieces)


def _the(material: Material, body: str) -> Text:
    """A link to a body, with the article that its name takes."""
    article, name = material.with_article(body)
    return (article, material.link(body, name))


def _lanes(material: Material, path: str, day: date) -> StripSection | None:
    """The rows of all members and parties: those that are in today first, then those that left, then observers."""
    merged: dict[str, BodyLane] = {}
    for body in main_bodies(material):
        for lane in lanes_of(material, body, _within(material, body), is_short=False):
            known = merged.get(lane.label.path)
            merged[lane.label.path] = (
                BodyLane(lane.label, (*known.situations, *lane.situations), tuple(sorted({*known.acts, *lane.acts})))
                if known
                else lane
            )
    ordered = sorted(merged.values(), key=lambda lane: (_group(material, lane), lane.label.text))
    groups = [_group(material, lane) for lane in ordered]
    apart = frozenset(n for n in range(1, len(groups)) if groups[n] != groups[n - 1])
    bodies = [material.short_name(body) for body in main_bodies(material)]
    caption = f"In {in_a_list(bodies)}: a row has a bar for parties to a treaty, and one for members or observers."
    return body_strip(material, path, "In time", ordered, day, apart=apart, caption=caption, is_short=True)


def _group(material: Material, lane: BodyLane) -> int:
    if all(hue_of(material, s) == "observer" for s in lane.situations):
        return 2
    spans = [span for s in lane.situations if (span := span_of(material, s)) is not None]
    is_in = material.day is not None and any(
        verdict_on(s, material.day) not in ("no longer", "not yet") for s in spans
    )
    return 0 if is_in else 1


def _disagreements(material: Material) -> TableSection | None:
    """The conflicts between most sources that cannot both be right."""
    sharp = [c for c in material.conflicts if material.dispute(c).is_sharp]

    def sources(conflict: str) -> int:
        return len(
            {material.source_of(c) for c in material.contents.texts(conflict, str(CSTO.between), str(G_FINDINGS))}
        )

    most = sorted(sharp, key=lambda c: (-sources(c), material.rank(c)))[:_MOST_CONFLICTS]
    if not most:
        return None
    rows = tuple(
        TableRow(((material.link(c),), (material.dispute(c).outcome,), (_reason(material, c),))) for c in most
    )
    intro: Text = (SiteLink(f"All {len(material.conflicts)} disagreements", "disagreements.html"),)
    return TableSection(
        "Where the sources disagree most", ("question", "outcome", "why"), rows, "disagreements", intro
    )


def _reason(material: Material, conflict: str) -> str:
    decision = material.contents.one(conflict, str(CSTO.decision), str(G_FINDINGS))
    return material.contents.one(decision, str(CSTO.reason), str(G_FINDINGS))


def _further() -> ProseSection:
    links: Text = (
        SiteLink("All things from A to Z", "a-z.html"),
        " · ",
        SiteLink("Sources", "sources.html"),
        " · ",
        SiteLink("Stored queries", "queries.html"),
        " · ",
        SiteLink("Data, licence, how to cite", "about.html"),
    )
    return ProseSection("Read on", (links,), "further")
