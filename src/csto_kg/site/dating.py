"""When things held or happened, as values for a strip in time and in words."""

from __future__ import annotations

from datetime import date

from rdflib.namespace import RDF

from csto_kg.charts import Bar, Mark
from csto_kg.site.material import Material
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Certainty, Days, Ending, Span, from_xsd, holds_on
from csto_kg.time.written import written, written_at, written_span
from csto_kg.vocab import CSTO, G_VIEW, ORG

__all__ = [
    "VERDICTS",
    "day_in_words",
    "event_days",
    "hue_of",
    "order_of",
    "row_of",
    "span_of",
    "spoken_span",
    "spoken_years",
    "verdict_on",
]

VERDICTS = {
    Certainty.CERTAIN: "certain",
    Certainty.POSSIBLE: "possible",
    Certainty.UNKNOWN: "unknown",
    Certainty.NOT_ATTESTED_YET: "not attested yet",
}
_SIDES = tuple(map(str, (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd)))
_OF_EVENT = tuple(map(str, (CSTO.earliest, CSTO.latest)))
_VIEW = str(G_VIEW)


def span_of(material: Material, situation: str) -> Span | None:
    """The bounds of a situation; None for what is none."""
    of = {
        prop: value.value
        for prop, value in material.contents.of(situation, _VIEW)
        if prop in _SIDES and hasattr(value, "value")
    }
    if len(of) < len(_SIDES):
        return None
    first, last, first_end, last_end = (from_xsd(of[side]) for side in _SIDES)
    status = material.contents.one(situation, str(CSTO.endStatus), _VIEW).rpartition("/")[2]
    return Span(
        Days(first, last), Days(first_end, last_end), Ending(status) if status in list(Ending) else Ending.STATED
    )


def event_days(material: Material, event: str) -> Days | None:
    """The possible days of an event; None for what is none."""
    texts = [material.contents.one(event, side, _VIEW) for side in _OF_EVENT]
    return Days(from_xsd(texts[0]), from_xsd(texts[1])) if all(texts) else None


def row_of(material: Material, thing: str) -> Bar | Mark | None:
    """A situation or an event as a row of a chart; None for what has no time."""
    if (span := span_of(material, thing)) is not None:
        return Bar(material.name(thing), span)
    days = event_days(material, thing)
    return None if days is None else Mark(material.name(thing), days)


def spoken_span(material: Material, situation: str) -> str:
    """From when until when a situation held; of an end that no source gives, when it was last attested."""
    start, end = (material.contents.one(situation, str(prop), _VIEW) for prop in (CSTO.beginText, CSTO.endText))
    if start in ("", "unknown") and end in ("", "unknown"):
        attested = material.contents.texts(situation, str(CSTO.lastAttested), _VIEW)
        return f"attested {written_at(max(attested))}" if attested else ""
    if end not in ("unknown", "open") or start in ("", "unknown"):
        return written_span(start, end)
    last = max(material.contents.texts(situation, str(CSTO.lastAttested), _VIEW), default="")
    since = f"since {'a day ' if written(start).startswith('between') else ''}{written(start)}"
    return f"{since}, last attested {written(last)}" if last and last != start else since


def spoken_years(span: Span) -> str:
    """The years of a situation alone, for a narrow column: `1994–1999`, `since 2013`."""
    start, end = _years(span.begin), _years(span.end)
    if span.ending in (Ending.UNKNOWN, Ending.OPEN) or not end:
        return f"since {start}" if start else "no date"
    return f"{start}–{end}" if start else f"until {end}"


def _years(days: Days) -> str:
    known = sorted({day.year for day in (days.earliest, days.latest) if day not in (FIRST_DAY, LAST_DAY)})
    return " or ".join(map(str, known))


def day_in_words(material: Material, thing: str) -> str:
    """When an event happened or a situation held; empty where no source dates it."""
    if text := material.contents.one(thing, str(CSTO.dateText), _VIEW):
        return "" if text == "unknown" else written(text)
    if material.contents.one(thing, str(CSTO.beginText), _VIEW):
        return spoken_span(material, thing)
    return ""


def order_of(material: Material, thing: str) -> tuple[date, str]:
    """The place of something in order of time: by its earliest day, what has none last."""
    days = event_days(material, thing)
    if days is None and (span := span_of(material, thing)) is not None:
        days = span.begin
    if days is None:
        return date.max, material.name(thing)
    return (days.latest if days.earliest == date.min else days.earliest), material.name(thing)


def verdict_on(span: Span, day: date) -> str:
    """How certain a situation is on a day, in a word: also `no longer` and `not yet`."""
    certainty = holds_on(span, day)
    if certainty is Certainty.NO:
        return "no longer" if span.end.latest <= day else "not yet"
    return VERDICTS[certainty]


def hue_of(material: Material, situation: str) -> str:
    """The colour of a situation on strips: that of parties, members, observers or all else."""
    classes = material.contents.texts(situation, str(RDF.type), _VIEW)
    if str(CSTO.TreatyParticipation) in classes or str(CSTO.InForce) in classes:
        return "party"
    role = material.contents.one(situation, str(ORG.role), _VIEW).rpartition("/")[2]
    if str(CSTO.ObserverStatus) in classes or role == "observer":
        return "observer"
    return "member" if str(CSTO.Membership) in classes or role == "member" else "other"
