"""The page of a thing: what it is, its strip in time, what held on the day, its facts, and what is dated of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDF

from csto_kg.ask.reading.words import plain
from csto_kg.queries.templates import in_a_list, numbered
from csto_kg.site.addresses import page_of
from csto_kg.site.classes import is_actor
from csto_kg.site.dating import day_in_words, event_days, hue_of, order_of, row_of, span_of, spoken_span, verdict_on
from csto_kg.site.facts import bounds_table, fact_rows, naming_rows, periods_table, reported_rows
from csto_kg.site.material import Material, capital, sentence
from csto_kg.site.measured import measured
from csto_kg.site.model import (
    DatedRow,
    DatedSection,
    DisputeNote,
    FactSection,
    Section,
    SiteLink,
    SitePage,
    TableRow,
    TableSection,
    Text,
    TextPart,
)
from csto_kg.site.provisions import provisions_of, provisions_table
from csto_kg.site.search import site_names
from csto_kg.site.strips import BodyLane, body_strip, lanes_of, situations_of
from csto_kg.time.written import written, written_at
from csto_kg.vocab import CSTO, G_FINDINGS, G_REPORTED, G_VIEW, ORG

__all__ = ["each_conflict_once", "page_of_thing"]

_VIEW: Final = str(G_VIEW)
_MOST_UP_FRONT: Final = 3
# What a page calls what others say of the thing; other properties have the phrase of the ontology.
_TITLES: Final[Mapping[str, str]] = {
    str(CSTO.by): "Acts and statements",
    str(CSTO.participant): "Took part in",
    str(CSTO.about): "Said about it",
    str(CSTO.of): "Concerning it",
    str(CSTO.location): "There",
    str(CSTO.addressee): "Directed at it",
    str(ORG.unitOf): "Its bodies",
    str(ORG.postIn): "Its posts",
    str(DCTERMS.type): "What is of this kind",
    str(DCTERMS.isPartOf): "Its parts",
    str(CSTO.instrument): "Under it",
    str(CSTO.cites): "Cited in",
    str(CSTO.begunBy): "What it began",
    str(CSTO.endedBy): "What it ended",
    str(CSTO.content): "The content of",
}
_ORDER: Final = list(_TITLES)
_DESCRIBING: Final = tuple(map(str, (CSTO.description, CSTO.provides, CSTO.content)))
_CURRENT: Final = ("certain", "possible", "unknown", "not attested yet")
_FEW_DESCRIPTIONS: Final = 2
_MOST_SENTENCES: Final = 3
_MOST_NAMES: Final = 4
_COUNTED: Final = {
    "party": ("party", "parties"),
    "member": ("member", "members"),
    "observer": ("observer", "observers"),
}
_BODY_WORDS: Final = {"party": "a party to", "member": "a member of", "observer": "an observer at"}


def page_of_thing(material: Material, thing: str) -> SitePage:
    """The page of a thing of any class."""
    path = page_of(material.addresses.of(thing))
    situations = situations_of(material, thing)
    bodies = [s for s in situations if hue_of(material, s) != "other"]
    others = [s for s in situations if hue_of(material, s) == "other"]
    lanes = _ordered(material, lanes_of(material, thing, bodies), thing)
    conflicts = material.contents.pointing(thing, str(G_FINDINGS))
    concerning = {c for prop, c in conflicts if prop == str(CSTO.concerns) and c in material.conflict_set}
    own = _own_conflicts(material, thing, bodies)
    front = material.disputes(own, only_sharp=True) or material.disputes(
        _about_it(material, thing, concerning), only_sharp=True
    )
    sections: list[Section | None] = [
        body_strip(material, path, "In time", lanes, material.day),
        _own_strip(material, path, thing) if not lanes else None,
        provisions_table(material, thing),
        _on_the_day(material, situations),
        *_fact_sections(material, thing),
        body_strip(material, path, "Posts and other relations", lanes_of(material, thing, others), material.day),
        *_dated_sections(material, thing, {*situations, *provisions_of(material, thing)}),
        _other_conflicts(material, concerning, front[:_MOST_UP_FRONT]),
        periods_table(material, thing),
        bounds_table(material, thing),
        _names(material, thing),
    ]
    return SitePage(
        path,
        capital(material.name(thing)),
        kinds_of(material, thing),
        _lead(material, thing, bodies, others),
        front[:_MOST_UP_FRONT],
        sections=tuple(section for section in sections if section is not None),
        iri=thing,
        names=_also(material, thing),
    )


def kinds_of(material: Material, thing: str) -> Text:
    """What a thing is, in words with links: its class, and what the sources call it."""
    pieces: list[TextPart] = []
    for cls in material.classes(thing):
        name = material.class_name(cls)
        pieces += [" · "] if pieces else []
        pieces.append(material.link(cls, name[:1].upper() + name[1:]))
    for kind in material.contents.texts(thing, str(DCTERMS.type), _VIEW)[:3]:
        pieces += [" · ", material.link(kind)]
    return tuple(pieces)


def _also(material: Material, thing: str) -> Text:
    """A few other names of a thing: in the other languages of the project, in English, in others; all stand further down."""
    own_languages = material.about.languages
    ordered = sorted(
        site_names(material, thing), key=lambda n: (n.language not in own_languages, bool(n.language), n)
    )
    # Two names that differ in capitals or accents alone are one here.
    by_form = {plain(name.text): name for name in reversed(ordered)}
    by_form.pop(plain(material.name(thing)), None)
    names = [name for name in ordered if name in by_form.values()][:_MOST_NAMES]
    pieces = (SiteLink(name.text, language=name.language) if name.language else name.text for name in names)
    return tuple(part for piece in pieces for part in (" · ", piece))[1:]


def _own_conflicts(material: Material, thing: str, situations: list[str]) -> list[str]:
    """The conflicts about a thing itself, its situations in bodies, and what began or ended these."""
    parts = [thing, *situations]
    for situation in (thing, *situations):
        for prop in (CSTO.begunBy, CSTO.endedBy):
            events = material.contents.texts(situation, str(prop), _VIEW)
            parts += [e for e in events if situation == thing or thing in _texts(material, e, CSTO.by, CSTO.of)]
    return [conflict for part in parts for conflict in material.conflicts_about.get(part, ())]


def _about_it(material: Material, thing: str, conflicts: Iterable[str]) -> list[str]:
    """Of the conflicts that concern a thing those about what names it: others reach it by way of something else."""
    graph = str(G_FINDINGS)
    return [
        conflict
        for conflict in conflicts
        if any(
            thing == about
            or thing in {getattr(value, "value", "") for _, value in material.contents.of(about, _VIEW)}
            for about in material.contents.texts(conflict, str(CSTO.about), graph)
        )
    ]


def _lead(material: Material, thing: str, bodies: list[str], others: list[str]) -> tuple[Text, ...]:
    """One to three sentences: when it was or happened, in what it is or was, or how the sources describe it."""
    if number := measured(material, thing):
        return number
    if span_of(material, thing) is not None:
        when = spoken_span(material, thing) or "No source gives its time"
        return (sentence(when), *_described(material, thing))
    if event_days(material, thing) is not None:
        when = material.contents.one(thing, str(CSTO.dateText), _VIEW)
        words = "No source gives its day" if when in ("", "unknown") else written_at(when)
        return (sentence(words), *_described(material, thing))
    as_agent = [s for s in bodies if thing in _texts(material, s, ORG.member, CSTO.party)]
    as_body = [s for s in bodies if s not in set(as_agent)]
    said = [_in_force(material, thing), *(_counted(material, as_body) if as_body else ())]
    said += [_membership(material, s) for s in sorted(as_agent, key=lambda s: _rank(material, s))]
    if not bodies:
        said = [_post(material, s) for s in others if thing in _texts(material, s, ORG.member)]
    if found := [text for text in said if text][:_MOST_SENTENCES]:
        return tuple(found)
    return tuple(_described(material, thing))


def _texts(material: Material, situation: str, *props: object) -> list[str]:
    return [text for prop in props for text in material.contents.texts(situation, str(prop), _VIEW)]


def _rank(material: Material, situation: str) -> tuple[bool, int, tuple[object, ...]]:
    """The place of a situation in the sentences on a thing: that of the project's organization first, the latest first."""
    organization = str(material.namespaces.id(material.about.organization)) if material.about.organization else ""
    is_main = organization in _texts(material, situation, ORG.organization)
    start = order_of(material, situation)[0]
    return not is_main, -start.toordinal(), (situation,)


def _membership(material: Material, situation: str) -> Text:
    body = next(iter(_texts(material, situation, ORG.organization, CSTO.instrument)), "")
    words = _BODY_WORDS[hue_of(material, situation)]
    when = f" {spoken_span(material, situation)}"
    if not body:
        return sentence(f"{words} ", material.link(situation), when)
    article, name = material.with_article(body)
    return sentence(f"{words} {article}", material.link(body, name), when)


def _post(material: Material, situation: str) -> Text:
    """The time in a post, or another relation, by its name."""
    when = spoken_span(material, situation)
    return sentence(material.link(situation, capital(material.name(situation))), f", {when}" if when else "")


def _in_force(material: Material, treaty: str) -> Text:
    """Since when a treaty has been in force; nothing for what is no treaty in force."""
    for prop, subject in material.contents.pointing(treaty, _VIEW):
        if prop == str(CSTO.of) and str(CSTO.InForce) in material.classes(subject):
            return sentence("in force ", material.link(subject, spoken_span(material, subject)))
    return ()


def _counted(material: Material, bodies: list[str]) -> Iterator[Text]:
    """How many are members, parties and observers on the day as far as the sources go, and who was before."""
    if material.day is None:
        return
    now: dict[str, set[str]] = {}
    before: dict[str, set[str]] = {}
    for situation in bodies:
        span = span_of(material, situation)
        if span is None:
            continue
        verdict = verdict_on(span, material.day)
        agents = set(_texts(material, situation, ORG.member, CSTO.party))
        if verdict in ("certain", "unknown"):
            now.setdefault(hue_of(material, situation), set()).update(agents)
        elif verdict == "no longer":
            before.setdefault(hue_of(material, situation), set()).update(agents)
    parts = [numbered(len(found), *_COUNTED[hue]) for hue, found in now.items() if hue in _COUNTED]
    if parts:
        yield sentence(f"{in_a_list(parts)} on {written(material.day.isoformat())}, as far as the sources go")
    for hue, found in before.items():
        gone = sorted(found - now.get(hue, set()), key=material.name)
        if gone and hue in _COUNTED:
            links = [piece for agent in gone for piece in (", ", material.link(agent))][1:]
            yield sentence(f"former {_COUNTED[hue][len(gone) != 1]}: ", *links)


def _described(material: Material, thing: str) -> list[Text]:
    """How the sources describe a thing, where it has one or two descriptions: of many none says what it is."""
    texts = [
        value.value
        for prop in _DESCRIBING
        for value in material.contents.values(thing, prop, _VIEW)
        if isinstance(value, ox.Literal)
    ]
    return [sentence(text) for text in sorted(texts)] if len(texts) <= _FEW_DESCRIPTIONS else []


def _ordered(material: Material, lanes: tuple[BodyLane, ...], thing: str) -> list[BodyLane]:
    """The rows of a strip: of a body those that are in it first, by name; of anything else in order of time."""
    if not any(
        thing in _texts(material, s, ORG.organization, CSTO.instrument) for lane in lanes for s in lane.situations
    ):
        return list(lanes)
    return sorted(lanes, key=lambda lane: _lane_rank(material, lane))


def _lane_rank(material: Material, lane: BodyLane) -> tuple[bool, int, str]:
    """The place of a member in the strip of a body."""
    spans = [span for s in lane.situations if (span := span_of(material, s)) is not None]
    is_in = material.day is None or any(verdict_on(span, material.day) in _CURRENT for span in spans)
    hues = [list(_BODY_WORDS).index(h) for s in lane.situations if (h := hue_of(material, s)) in _BODY_WORDS]
    is_observer = bool(hues) and min(hues) == 2
    return is_observer, 0 if is_in else 1, lane.label.text


def _own_strip(material: Material, path: str, thing: str) -> Section | None:
    """The strip of a situation itself."""
    if span_of(material, thing) is None or row_of(material, thing) is None:
        return None
    return body_strip(material, path, "In time", [BodyLane(material.link(thing), (thing,))], material.day)


def _on_the_day(material: Material, situations: list[str]) -> DatedSection | None:
    """What held on the day, may have held, or held before."""
    if material.day is None:
        return None
    rows = []
    for situation in situations:
        span = span_of(material, situation)
        if span is not None:
            claims, against = material.evidence(situation)
            when = spoken_span(material, situation)
            text: Text = (_row_link(material, situation), f", {when}" if when else "")
            disputes = material.disputes(material.conflicts_about.get(situation, ()))
            rows.append(DatedRow("", text, verdict_on(span, material.day), claims, against, disputes))
    if not rows:
        return None
    order = [*_CURRENT, "not yet", "no longer"]
    rows.sort(key=lambda row: order.index(row.verdict))
    return DatedSection(f"What held on {written(material.day.isoformat())}", tuple(rows), "day", most=16)


def _fact_sections(material: Material, thing: str) -> Iterator[Section]:
    if rows := fact_rows(material, thing):
        yield FactSection("Facts", rows, "facts")
    if rows := reported_rows(material, thing):
        intro: Text = ("No source asserts this: it stands in reported speech alone.",)
        yield FactSection("Only reported", rows, "reported", intro)


def _dated_sections(material: Material, thing: str, shown: set[str]) -> Iterator[DatedSection]:
    """What points to a thing, by how it does, each in order of time; what the strips show is left out."""
    found: dict[str, list[str]] = {}
    seen = set(shown)
    pairs = [*material.contents.pointing(thing, _VIEW), *material.contents.pointing(thing, str(G_REPORTED))]
    pairs = sorted(set(pairs), key=lambda pair: (_ORDER.index(pair[0]) if pair[0] in _ORDER else len(_ORDER), pair))
    for prop, subject in pairs:
        if subject not in seen and prop != str(RDF.type):
            seen.add(subject)
            found.setdefault(prop, []).append(subject)
    for prop, subjects in found.items():
        inverse = material.inverse(prop)
        title = _TITLES.get(prop) or capital(inverse)
        rows = [_dated_row(material, s) for s in sorted(subjects, key=lambda s: order_of(material, s))]
        yield DatedSection(title, tuple(each_conflict_once(rows)))


def each_conflict_once(rows: Iterable[DatedRow]) -> Iterator[DatedRow]:
    """Rows with each conflict beside the first that it bears on: a conflict that many rows share would drown them."""
    seen: set[str] = set()
    for row in rows:
        notes = tuple(note for note in row.disputes if note.link.path not in seen)
        seen |= {note.link.path for note in notes}
        yield replace(row, disputes=notes)


def _dated_row(material: Material, thing: str) -> DatedRow:
    claims, against = material.evidence(thing)
    verdict = "only reported" if not material.contents.of(thing, _VIEW) else ""
    # What the sources dispute of an agent is not about its relation to another thing.
    about = () if is_actor(material, thing) else material.conflicts_about.get(thing, ())
    disputes = material.disputes(about, only_sharp=True)
    return DatedRow(day_in_words(material, thing), (_row_link(material, thing),), verdict, claims, against, disputes)


def _row_link(material: Material, thing: str) -> SiteLink:
    return material.link(thing, capital(material.name(thing)))


def _other_conflicts(material: Material, conflicts: set[str], front: tuple[DisputeNote, ...]) -> TableSection | None:
    """All conflicts that concern a thing but those up front."""
    up_front = {note.link.path for note in front}
    notes = [note for note in material.disputes(conflicts) if note.link.path not in up_front]
    if not notes:
        return None
    rows = tuple(TableRow(((note.link,), (note.outcome,))) for note in notes)
    title = "More on which the sources differ"
    return TableSection(title, ("question", "outcome"), rows, "conflicts", is_folded=len(rows) > 3)


def _names(material: Material, thing: str) -> FactSection | None:
    rows = naming_rows(material, thing)
    return FactSection("Names and codes", rows, "names") if rows else None
