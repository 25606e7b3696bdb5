"""The page of a source, with its claims in the order of its text; and the list of sources."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDF

from csto_kg.site.addresses import page_of
from csto_kg.site.claims import passage_in_words, place_in_words
from csto_kg.site.material import Material, sentence
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
from csto_kg.vocab import BIBO, CSTO, G_PROVENANCE, OA, PROV

__all__ = ["page_of_source", "page_of_sources"]

_PROVENANCE: Final = str(G_PROVENANCE)
_LEFT_OUT: Final = frozenset(
    map(str, (RDF.type, DCTERMS.title, DCTERMS.abstract, BIBO.shortTitle, OA.hasSelector, CSTO.fileName, CSTO.sha256))
)


def page_of_source(material: Material, source: str) -> SitePage:
    """The page of a source."""
    title = material.contents.one(source, str(DCTERMS.title), _PROVENANCE) or material.name(source)
    abstract = material.contents.one(source, str(DCTERMS.abstract), _PROVENANCE)
    rows = _passages(material, source)
    claims = sum(1 for _ in material.contents.pointing(source, _PROVENANCE) if _[0] == str(PROV.hadPrimarySource))
    lead: list[Text] = [sentence(abstract)] if abstract else []
    lead.append((f"{claims} claims are made from it.",))
    read, claimed = _covered(material, source)
    if read:
        share = f"{claimed:,} of the {read:,} characters that were read of it are in a passage with a claim."
        rest = " The rest says nothing that could be claimed." if claimed < read else ""
        lead.append((share, rest))
    sections: list[Section] = [_about(material, source)]
    if rows:
        heads = ("passage", "what it says")
        sections.append(TableSection("Passages, in the order of the text", heads, rows, "passages"))
    return SitePage(
        page_of(material.addresses.of(source)),
        title,
        ("Source", " · ", material.source_name(source)),
        tuple(lead),
        sections=tuple(sections),
        iri=source,
    )


def _about(material: Material, source: str) -> FactSection:
    values: dict[str, list[FactValue]] = {}
    for prop, value in sorted(material.contents.of(source, _PROVENANCE), key=str):
        if prop not in _LEFT_OUT:
            values.setdefault(prop, []).append(FactValue((_piece(material, prop, value),)))
    rows = [FactRow(_capital(material.phrase(prop)), tuple(found)) for prop, found in values.items()]
    for selector in material.contents.texts(source, str(OA.hasSelector), _PROVENANCE):
        place = FactValue((place_in_words(material, selector),), material.addresses.anchor(selector))
        rows.append(FactRow("Stands at", (place,)))
    for name, prop in (("File", CSTO.fileName), ("SHA-256 of the file", CSTO.sha256)):
        if text := material.contents.one(source, str(prop), _PROVENANCE):
            rows.append(FactRow(name, (FactValue((text,)),)))
    return FactSection("About the source", tuple(rows), "about")


def _piece(material: Material, prop: str, value: object) -> TextPart:
    if isinstance(value, ox.NamedNode) and prop == str(CSTO.partOfSource):
        return material.link(value.value, material.source_name(value.value))
    return material.piece(value, prop)  # type: ignore[arg-type]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _passages(material: Material, source: str) -> tuple[TableRow, ...]:
    """The passages of a source in the order of the text, each with its claims."""
    passages = {p for prop, p in material.contents.pointing(source, _PROVENANCE) if prop == str(OA.hasSource)}
    ordered = sorted(passages, key=lambda passage: (_place(material, passage), passage))
    rows = []
    for passage in ordered:
        claims = [
            c for prop, c in material.contents.pointing(passage, _PROVENANCE) if prop == str(PROV.wasQuotedFrom)
        ]
        says: list[TextPart] = []
        for claim in sorted(claims):
            says += [" · "] if says else []
            says.append(material.link(claim))
        if not says:
            notes = [v for prop, v in material.contents.of(passage, _PROVENANCE) if isinstance(v, ox.Literal)]
            says = [note.value for note in notes if not _is_digest(note)] or ["nothing that could be claimed"]
        rows.append(
            TableRow(((passage_in_words(material, passage),), tuple(says)), material.addresses.anchor(passage))
        )
    return tuple(rows)


def _covered(material: Material, source: str) -> tuple[int, int]:
    """How many characters of a source are in a passage, and how many in one with a claim."""
    claimed: set[int] = set()
    read: set[int] = set()
    for prop, passage in material.contents.pointing(source, _PROVENANCE):
        if prop == str(OA.hasSource):
            start, end = _place(material, passage)
            read.update(range(start, -end))
            if any(p == str(PROV.wasQuotedFrom) for p, _ in material.contents.pointing(passage, _PROVENANCE)):
                claimed.update(range(start, -end))
    return len(read), len(claimed)


def _is_digest(value: ox.Literal) -> bool:
    return value.datatype.value.endswith("hexBinary")


def _place(material: Material, passage: str) -> tuple[int, int]:
    selector = material.contents.one(passage, str(OA.hasSelector), _PROVENANCE)
    start, end = (material.contents.one(selector, str(prop), _PROVENANCE) for prop in (OA.start, OA.end))
    return int(start or 0), -int(end or 0)


def page_of_sources(material: Material) -> SitePage:
    """The list of sources."""
    rows = []
    for source in material.contents.of_class(str(CSTO.Source), _PROVENANCE):
        abstract = material.contents.one(source, str(DCTERMS.abstract), _PROVENANCE)
        day = material.contents.one(source, str(CSTO.published), _PROVENANCE)
        claims = sum(
            1 for prop, _ in material.contents.pointing(source, _PROVENANCE) if prop == str(PROV.hadPrimarySource)
        )
        link = material.link(source, material.source_name(source))
        rows.append(TableRow(((link,), (abstract,), (written(day) if day else "not stated",), (str(claims),))))
    heads = ("source", "what it is", "published", "claims")
    lead: tuple[Text, ...] = (("Everything here is said by one of these texts, in a passage that is named.",),)
    return SitePage("sources.html", "Sources", lead=lead, sections=(TableSection("All sources", heads, tuple(rows)),))
