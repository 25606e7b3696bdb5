"""The page of a claim: what a source says in one passage, and what became of it."""

from __future__ import annotations

from typing import Final

from rdflib.namespace import RDF

from csto_kg.site.addresses import page_of
from csto_kg.site.material import Material
from csto_kg.site.model import (
    FactRow,
    FactSection,
    FactValue,
    Section,
    SitePage,
    TableRow,
    TableSection,
    Text,
    TextPart,
)
from csto_kg.time.written import written
from csto_kg.vocab import CSTO, G_FINDINGS, G_PROVENANCE, OA, PROV, short

__all__ = ["page_of_claim", "passage_in_words", "place_in_words"]

_PROVENANCE: Final = str(G_PROVENANCE)
_FINDINGS: Final = str(G_FINDINGS)
_STATUSES: Final = {"held": "held", "rejected": "not held", "open": "left open"}
_SIDES: Final = (
    (CSTO.supportedBy, "supports"),
    (CSTO.roughlySupportedBy, "fits, less exactly"),
    (CSTO.dissentedBy, "dissents from"),
)
_TYPE: Final = str(RDF.type)
_KNOWN: Final = frozenset(
    map(
        str,
        (PROV.hadPrimarySource, PROV.wasQuotedFrom, CSTO.paraphrase, CSTO.stance, _TYPE),
    )
)


def page_of_claim(material: Material, claim: str) -> SitePage:
    """The page of a claim."""
    found: list[Section | None] = [
        _where(material, claim),
        _said(material, claim, "What it says", "says", "A source says so. It counts once it has been weighed."),
        _said(
            material,
            f"{claim}/content",
            "What it reports",
            "content",
            "The source reports that somebody said so. It is not asserted.",
        ),
        _bearing(material, claim),
        _conflicts(material, claim),
        _speaks_of(material, claim),
        _reviews(material, claim),
    ]
    source = material.source_of(claim)
    kinds: list[TextPart] = ["Claim"]
    if source:
        kinds += [" · ", material.link(source, material.source_name(source))]
    stance = material.contents.one(claim, str(CSTO.stance), _PROVENANCE)
    if stance:
        kinds += [" · ", material.link(stance)]
    return SitePage(
        page_of(material.addresses.of(claim)),
        material.paraphrase(claim) or short(claim),
        tuple(kinds),
        sections=tuple(section for section in found if section is not None),
        iri=claim,
    )


def passage_in_words(material: Material, passage: str) -> str:
    """Where a passage stands in the text of its source."""
    return place_in_words(material, material.contents.one(passage, str(OA.hasSelector), _PROVENANCE))


def place_in_words(material: Material, selector: str) -> str:
    """What a selector selects, by its first and last character."""
    start, end = (material.contents.one(selector, str(prop), _PROVENANCE) for prop in (OA.start, OA.end))
    return f"characters {start} to {end}" if start and end else "the whole text"


def _where(material: Material, claim: str) -> FactSection:
    """The passage, and what else is recorded of a claim."""
    rows: list[FactRow] = []
    for passage in material.contents.texts(claim, str(PROV.wasQuotedFrom), _PROVENANCE):
        source = material.contents.one(passage, str(OA.hasSource), _PROVENANCE)
        text: Text = (material.link(source, material.source_name(source)), ", ") if source else ()
        rows.append(
            FactRow("Passage", (FactValue((*text, material.link(passage, passage_in_words(material, passage)))),))
        )
    others: dict[str, list[FactValue]] = {}
    for prop, value in material.contents.of(claim, _PROVENANCE):
        if prop not in _KNOWN:
            others.setdefault(prop, []).append(FactValue((material.piece(value, prop),)))
    for prop, values in sorted(others.items()):
        phrase = material.phrase(prop)
        rows.append(FactRow(phrase[:1].upper() + phrase[1:], tuple(values)))
    return FactSection("Where", tuple(rows), "passage")


def _said(material: Material, graph: str, title: str, anchor: str, intro: str) -> TableSection | None:
    triples = sorted(material.contents.said.get(graph, ()), key=lambda triple: (triple[0], triple[1], str(triple[2])))
    if not triples:
        return None
    rows = []
    for subject, prop, value in triples:
        is_class = prop == _TYPE
        shown: TextPart = material.piece(value, prop)
        if is_class and not isinstance(shown, str):
            shown = material.link(value.value, material.class_name(value.value))  # type: ignore[union-attr]
        rows.append(TableRow(((material.link(subject),), ("is a" if is_class else material.phrase(prop),), (shown,))))
    return TableSection(title, ("of", "it says", "this"), tuple(rows), anchor, (intro,))


def _bearing(material: Material, claim: str) -> TableSection | None:
    """The findings that a claim supports or contests."""
    sides: dict[str, str] = {}
    pairs = material.contents.pointing(claim, _FINDINGS)
    for prop, words in _SIDES:
        sides.update({finding: words for of, finding in pairs if of == str(prop)})
    rows = []
    for iri, words in sorted(sides.items()):
        owner = material.contents.one(iri, _SUBJECT, _FINDINGS)
        finding = next((f for f in material.contents.findings.get(owner, ()) if f.iri == iri), None)
        if finding is None:
            continue
        of = material.link(owner)
        place = material.link(iri, "is a" if finding.property == _TYPE else material.phrase(finding.property))
        value = material.piece(finding.value, finding.property)
        if finding.property == _TYPE and not isinstance(value, str):
            value = material.link(finding.value.value, material.class_name(finding.value.value))  # type: ignore[union-attr]
        status = _STATUSES.get(finding.status, finding.status)
        rows.append(TableRow(((words,), (of, " ", place, " ", value), (status,))))
    if not rows:
        return None
    return TableSection("What became of it", ("this claim", "what is weighed", "it is"), tuple(rows), "findings")


_SUBJECT: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject"


def _conflicts(material: Material, claim: str) -> TableSection | None:
    pairs = material.contents.pointing(claim, _FINDINGS)
    notes = material.disputes({conflict for prop, conflict in pairs if prop == str(CSTO.between)})
    rows = tuple(TableRow(((note.link,), (note.outcome,))) for note in notes)
    return TableSection("Where sources differ from it", ("question", "outcome"), rows, "conflicts") if rows else None


def _speaks_of(material: Material, claim: str) -> FactSection | None:
    """The things that a claim speaks of."""
    things = {
        t
        for graph in (claim, f"{claim}/content")
        for t in material.contents.texts(graph, str(CSTO.speaksOf), _FINDINGS)
    }
    if not things:
        return None
    values = tuple(FactValue((material.link(thing),)) for thing in sorted(things, key=material.name))
    return FactSection("Things it speaks of", (FactRow("Things", values),), "things")


def _reviews(material: Material, claim: str) -> TableSection | None:
    """The reviews of a claim, each with its anchor."""
    rows = []
    for prop, review in sorted(material.contents.pointing(claim, _PROVENANCE), key=lambda pair: pair[1]):
        if prop != str(CSTO.of):
            continue
        day, reader, verdict = (
            material.contents.one(review, str(of), _PROVENANCE) for of in (CSTO.readOn, CSTO.reader, CSTO.verdict)
        )
        judged: Text = (material.link(verdict),) if verdict else ()
        rows.append(TableRow(((written(day),), (reader,), judged), material.addresses.anchor(review)))
    if not rows:
        return None
    return TableSection("Reviews", ("read on", "by", "verdict"), tuple(rows), "reviews", is_folded=len(rows) > 3)
