"""The first page, and the same page as of each other day on which something changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from csto_kg.queries.templates import in_a_list, number_word
from csto_kg.site.compare import COMPARE_PAGE
from csto_kg.site.dating import hue_of, span_of, verdict_on
from csto_kg.site.days import (
    DAYS_FILE,
    HOME_PAGE,
    HUES_IN_BODIES,
    SHOWN,
    DaysData,
    main_bodies,
    path_of_day,
    situations_in,
)
from csto_kg.site.material import Material, capital
from csto_kg.site.matrix import matrix_section
from csto_kg.site.model import (
    DayLink,
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
from csto_kg.site.region_map import map_section
from csto_kg.site.strips import BodyLane, body_strip, lanes_of
from csto_kg.time.written import written
from csto_kg.vocab import CSTO, G_FINDINGS

__all__ = ["HOME_PAGE", "days_of_change", "main_bodies", "page_of_day", "path_of_day"]

_MOST_CONFLICTS: Final = 8


def days_of_change(material: Material) -> tuple[date, ...]:
    """The days that have a page of their own: those of changes in the main bodies, and the last one."""
    return DaysData(material).days


def page_of_day(material: Material, day: date | None, days: Sequence[date]) -> SitePage:
    """The first page, as of a day; `days` are those that it leads to."""
    path = path_of_day(material, day)
    data = DaysData(material)
    sections: list[Section | None] = []
    if day is not None and data.mains:
        sections += [
            _counts(data, day),
            map_section(data, day),
            _lanes(material, path, day),
            matrix_section(data, day),
        ]
    sections += [_disagreements(material), _further(has_days=len(data.days) > 1)]
    about = material.about
    lead: tuple[Text, ...] = (
        (about.description,),
        ("Every statement is tied to the passage that it rests on, and every question is asked as of a day.",),
    )
    presets = tuple(
        DayLink(written(d.isoformat()), "" if d == day else path_of_day(material, d), data.act_on(d)) for d in days
    )
    title = about.title
    if data.mains:
        title = f"Who was in {''.join(material.with_article(data.mains[-1]))}, when, and who says so?"
    return SitePage(
        path,
        title,
        lead=lead,
        presets=presets,
        sections=tuple(section for section in sections if section is not None),
        days=DAYS_FILE if data.rows and presets else "",
        day=day.isoformat() if day else "",
        scripts=("days.js", "home.js") if data.rows and presets else (),
    )


def _counts(data: DaysData, day: date) -> TableSection | None:
    """How many were in each body on the day, in words, with their names."""
    material, rows = data.material, []
    for row in data.rows:
        name = f"{capital(HUES_IN_BODIES[row.hue])} {'to' if row.hue == 'party' else 'of'} "
        verdicts = data.verdicts(day, row.body, row.hue)
        cells: list[Text] = [(name, *_the(material, row.body))]
        for shown in SHOWN:
            cells.append(_named(material, [agent for agent, verdict in verdicts.items() if verdict == shown]))
        rows.append(TableRow(tuple(cells)))
    if not rows:
        return None
    heads = ("", "certain", "possible", "it was so, and no source gives an end")
    return TableSection(f"On {written(day.isoformat())}", heads, tuple(rows), "day", data.changed_on(day))


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
        for lane in lanes_of(material, body, situations_in(material, body), is_short=False):
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


def _further(*, has_days: bool) -> ProseSection:
    comparison: Text = (SiteLink("Compare two days", COMPARE_PAGE), " · ") if has_days else ()
    links: Text = (
        *comparison,
        SiteLink("All things from A to Z", "a-z.html"),
        " · ",
        SiteLink("Sources", "sources.html"),
        " · ",
        SiteLink("Stored queries", "queries.html"),
        " · ",
        SiteLink("Data, licence, how to cite", "about.html"),
    )
    return ProseSection("Read on", (links,), "further")
