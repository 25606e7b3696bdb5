"""The page of a conflict: the question, the answer in a sentence, the sides with their claims, and the decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from csto_kg.charts import Mark, Track, axis_strip, lane_strip, lane_textures, window_of
from csto_kg.queries.templates import in_a_list
from csto_kg.site.addresses import page_of
from csto_kg.site.classes import actors_in
from csto_kg.site.contents import WeighedValue
from csto_kg.site.dating import day_in_words
from csto_kg.site.material import OUTCOMES, Material, capital, sentence
from csto_kg.site.model import (
    CardSection,
    ClaimNote,
    DatedRow,
    DatedSection,
    LaneRow,
    ProseSection,
    Section,
    SideCard,
    SiteLink,
    SitePage,
    StripSection,
    TableRow,
    TableSection,
    Text,
    TextPart,
)
from csto_kg.time.days import DateError, Days
from csto_kg.time.edtf import parse
from csto_kg.vocab import CSTO, EDTF, G_FINDINGS, G_REGISTER

__all__ = ["page_of_conflict", "page_of_conflicts"]

_FINDINGS: Final = str(G_FINDINGS)
_MOST_HELD: Final = 3
"""Of so many sources the answer has a claim each."""
_STATUSES: Final = {"held": "held", "rejected": "rejected", "open": "left open"}
_WHY: Final = {"preferred": "Why one side is held", "open": "Why it is left open", "both": "Why both can be so"}
_NOTE: Final = "http://www.w3.org/2004/02/skos/core#note"


def page_of_conflict(material: Material, conflict: str) -> SitePage:
    """The page of a conflict."""
    outcome = material.outcome(conflict)
    path = page_of(material.addresses.of(conflict))
    findings = _findings(material, conflict)
    cards = _cards(material, conflict, findings, outcome)
    decision = material.contents.one(conflict, str(CSTO.decision), _FINDINGS)
    reason = material.contents.one(decision, str(CSTO.reason), _FINDINGS)
    sections: list[Section | None] = [
        _axis(material, findings),
        CardSection("The sides", cards, "sides"),
        ProseSection(_WHY.get(outcome, "The decision"), ((reason,),), "decision", is_quoted=True) if reason else None,
        _about(material, conflict, "What it is about", CSTO.about, ()),
        _about(material, conflict, "What depends on it", CSTO.concerns, (CSTO.about,)),
        _near(material, conflict),
    ]
    return SitePage(
        path,
        capital(material.name(conflict)),
        _kinds(material, conflict, outcome),
        _answer(cards, outcome),
        sections=tuple(section for section in sections if section is not None),
        iri=conflict,
    )


def _kinds(material: Material, conflict: str, outcome: str) -> Text:
    kind = material.contents.one(conflict, str(CSTO.conflictType), _FINDINGS)
    words: tuple[TextPart, ...] = ("Sources differ",)
    words += (" · ", material.link(kind)) if kind else ()
    return (*words, f" · {OUTCOMES.get(outcome, outcome)}")


def _findings(material: Material, conflict: str) -> tuple[WeighedValue, ...]:
    """The findings between whose values a conflict is, those that are held first."""
    on = material.contents.texts(conflict, str(CSTO.onFinding), _FINDINGS)
    subjects = {subject for iri in on for subject in material.contents.texts(iri, _SUBJECT, _FINDINGS)}
    found = [f for s in sorted(subjects) for f in material.contents.findings.get(s, ()) if conflict in f.conflicts]
    return tuple(sorted(found, key=lambda f: (list(_STATUSES).index(f.status), f.iri)))


_SUBJECT: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject"


def _cards(material: Material, conflict: str, findings: Sequence[WeighedValue], outcome: str) -> tuple[SideCard, ...]:
    """The sides: by the values of the findings, or else those whose claims are preferred and the others."""
    between = material.contents.texts(conflict, str(CSTO.between), _FINDINGS)
    decision = material.contents.one(conflict, str(CSTO.decision), _FINDINGS)
    chosen = material.contents.texts(decision, str(CSTO.prefers), _FINDINGS)
    preferred = set(chosen)
    if len(findings) == 1:
        # It is denied or not: the value is no side, and its claims are.
        preferred |= set(findings[0].claims) if findings[0].status == "held" else set()
        findings = ()
    cards = []
    placed: set[str] = set()
    for finding in findings:
        own = [claim for claim in finding.claims if claim not in finding.rough]
        placed |= {*own, *finding.rough}
        cards.append(SideCard(_plain(material, finding), _STATUSES[finding.status], material.claim_notes(own)))
    rough = sorted({claim for finding in findings for claim in finding.rough})
    if rough:
        cards.append(SideCard("Less exact: fits more than one side", "", material.claim_notes(rough)))
    rest = [claim for claim in between if claim not in placed]
    if not rest:
        return tuple(cards)
    if outcome == "preferred" and preferred & set(rest):
        # Those that the decision names come first: they say it best.
        also = preferred & set(rest) - set(chosen)
        cards.append(SideCard("Held", "held", (*material.claim_notes(chosen), *material.claim_notes(also))))
        others = [claim for claim in rest if claim not in preferred]
        return (*cards, SideCard("Not held", "rejected", material.claim_notes(others))) if others else tuple(cards)
    by_source: dict[str, list[ClaimNote]] = {}
    for note in material.claim_notes(rest):
        by_source.setdefault(note.source, []).append(note)
    return (*cards, *(SideCard(source, "", tuple(notes)) for source, notes in by_source.items()))


def _plain(material: Material, finding: WeighedValue) -> str:
    piece = material.piece(finding.value, finding.property)
    return piece if isinstance(piece, str) else piece.text


def _answer(cards: Sequence[SideCard], outcome: str) -> tuple[Text, ...]:
    """The answer in one or two sentences: what is held and who says so, and who says otherwise."""
    held = [card for card in cards if card.status == "held"]
    rejected = [card for card in cards if card.status == "rejected"]
    if outcome == "preferred" and held and held[0].title == "Held":
        by_source = {note.source: note for note in reversed(held[0].claims)}
        texts = [_quoted(by_source[source]) for source in sorted(by_source)[:_MOST_HELD]]
        if rejected and rejected[0].claims:
            texts.append(("Not held: ", *_quoted(rejected[0].claims[0])))
        return tuple(texts)
    if outcome == "preferred" and held:
        sides = [(card, f"{card.title}, {_say(card)}") for card in (*held, *rejected) if card.claims]
        return tuple(sentence(f"{'Held' if card.status == 'held' else 'Not held'}: {side}") for card, side in sides)
    if outcome == "open":
        return (
            ("Left open: the sources do not decide it.",),
            *(_quoted(card.claims[0]) for card in cards[:2] if card.claims),
        )
    return (("Both can be so.",), *(_quoted(card.claims[0]) for card in cards[:2] if card.claims))


def _quoted(note: ClaimNote) -> Text:
    """What a claim says, with its source. Paraphrases stand without quotation marks."""
    return (SiteLink(note.link.text, note.link.path), f" ({note.source})")


def _say(card: SideCard) -> str:
    sources = list(dict.fromkeys(note.source for note in card.claims))
    return f"{'says' if len(sources) == 1 else 'say'} {in_a_list(sources)}"


def _axis(material: Material, findings: Sequence[WeighedValue]) -> StripSection | None:
    """The sides on one axis, where each is a day or a range of days."""
    rows = [(finding, _days(finding)) for finding in findings]
    if len(rows) < 2 or any(days is None for _, days in rows):
        return None
    marks = [Mark(_plain(material, finding), days) for finding, days in rows if days is not None]
    window = window_of(marks)
    if window is None:
        return None
    lanes = tuple(
        LaneRow(
            SiteLink(mark.label),
            lane_strip([Track("member" if finding.status == "held" else "party", (mark,))], window),
            ((_STATUSES[finding.status],), (_said_by(material, finding),)),
        )
        for (finding, _), mark in zip(rows, marks, strict=True)
    )
    return StripSection(
        "On one axis", "", axis_strip(window), lanes, lane_textures(("member", "party")), (), (), "axis"
    )


def _said_by(material: Material, finding: WeighedValue) -> str:
    notes = material.claim_notes(claim for claim in finding.claims if claim not in finding.rough)
    return in_a_list(list(dict.fromkeys(note.source for note in notes)))


def _days(finding: WeighedValue) -> Days | None:
    value = finding.value
    if getattr(getattr(value, "datatype", None), "value", "") != str(EDTF.EDTF):
        return None
    try:
        return parse(value.value).days  # type: ignore[union-attr]
    except (DateError, AttributeError):
        return None


def _about(
    material: Material, conflict: str, title: str, prop: object, without: Sequence[object]
) -> DatedSection | None:
    """The things that a conflict is about, or that depend on it, with their time."""
    left_out = {conflict, *(t for p in without for t in material.contents.texts(conflict, str(p), _FINDINGS))}
    things = [t for t in material.contents.texts(conflict, str(prop), _FINDINGS) if t not in left_out]
    rows = tuple(DatedRow(day_in_words(material, thing), (material.link(thing),)) for thing in things)
    return DatedSection(title, rows) if rows else None


def _near(material: Material, conflict: str) -> TableSection | None:
    """Other conflicts about the same things."""
    things = material.contents.texts(conflict, str(CSTO.about), _FINDINGS)
    near = {other for thing in things for other in material.conflicts_about.get(thing, ())} - {conflict}
    rows = tuple(TableRow(((note.link,), (note.outcome,))) for note in material.disputes(near))
    return TableSection("Near it", ("question", "outcome"), rows) if rows else None


def page_of_conflicts(material: Material) -> SitePage:
    """The list of all conflicts, by how they were decided."""
    sections: list[Section] = []
    groups: Mapping[str, str] = {
        "preferred": "Decided for one side",
        "open": "Left open",
        "both": "Both can be so",
    }
    for outcome, title in groups.items():
        rows = []
        for conflict in material.conflicts:
            if material.outcome(conflict) == outcome:
                kind = material.contents.one(conflict, str(CSTO.conflictType), _FINDINGS)
                cells: tuple[Text, ...] = (
                    (material.link(conflict),),
                    (material.link(kind),) if kind else (),
                    _listed(material.link(actor) for actor in _actors(material, conflict)),
                    _listed(_sources(material, conflict)),
                )
                rows.append(TableRow(cells))
        if rows:
            heads = ("question", "type", "on", "sources")
            sections.append(TableSection(f"{title} ({len(rows)})", heads, tuple(rows), outcome))
    kinds = material.contents.of_class(str(CSTO.ConflictType), str(G_REGISTER))
    meanings = [(kind, material.contents.one(kind, _NOTE, str(G_REGISTER))) for kind in kinds]
    explained = tuple(TableRow(((material.link(kind),), (meaning,))) for kind, meaning in meanings if meaning)
    if explained:
        sections.append(TableSection("What the types mean", ("type", "meaning"), explained, "types"))
    lead: tuple[Text, ...] = (
        (
            f"{len(material.conflicts)} questions that the sources answer differently, each with its sides and its decision.",
        ),
    )
    return SitePage(
        "disagreements.html",
        "Where the sources disagree",
        lead=lead,
        sections=tuple(sections),
        tool="facets",
        scripts=("facets.js",),
    )


def _sources(material: Material, conflict: str) -> list[SiteLink]:
    claims = material.contents.texts(conflict, str(CSTO.between), _FINDINGS)
    sources = {source for claim in claims if (source := material.source_of(claim))}
    links = (material.link(source, material.source_name(source)) for source in sources)
    return sorted(links, key=lambda link: (link.text, link.path))


def _actors(material: Material, conflict: str) -> list[str]:
    """The agents and instruments that a conflict is on, by name."""
    things = material.contents.texts(conflict, str(CSTO.about), _FINDINGS)
    found = {actor for thing in things for actor in actors_in(material, thing)}
    return sorted(found, key=lambda actor: (material.name(actor), actor))


def _listed(links: Iterable[SiteLink]) -> Text:
    return tuple(piece for link in links for piece in (", ", link))[1:]
