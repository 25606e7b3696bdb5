"""What all pages are made from: the contents of a release, with links, labels and notes on claims and conflicts."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import date
from functools import cached_property
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDF, RDFS

from csto_kg.ask.labels import Labels
from csto_kg.configuration import Configuration
from csto_kg.queries.templates import rendered
from csto_kg.rdf.terms import Term
from csto_kg.site.addresses import Addresses
from csto_kg.site.contents import Contents, WeighedValue
from csto_kg.site.model import ClaimNote, DisputeNote, SiteLink, Text, TextPart
from csto_kg.time.written import written
from csto_kg.vocab import (
    BIBO,
    CSTO,
    EDTF,
    G_FINDINGS,
    G_ONTOLOGY,
    G_PROVENANCE,
    G_REGISTER,
    G_REPORTED,
    G_VIEW,
    PROV,
    Namespaces,
    short,
    spaced,
    within,
)

__all__ = ["OUTCOMES", "Material", "capital", "licence_name", "sentence"]

OUTCOMES: Final = {"preferred": "decided", "open": "left open", "both": "both can be so"}
"""How a conflict was decided, in words, by the outcome of its decision."""
_SHARP: Final = frozenset(("preferred", "open"))
_LANGUAGE: Final = "en"
_EDTF: Final = str(EDTF.EDTF)


class Material:
    """A release as pages need it. Everything is looked up once, since a release never changes."""

    def __init__(
        self, contents: Contents, labels: Labels, namespaces: Namespaces, about: Configuration, day: date | None
    ) -> None:
        self.contents = contents
        self.labels = labels
        self.namespaces = namespaces
        self.about = about
        self.day = day
        self.addresses = Addresses(contents, namespaces)
        self._phrases: dict[tuple[str, bool], str] = {}
        self._notes: dict[str, ClaimNote] = {}

    def on(self, day: date) -> Material:
        """The same release for pages as of another day. What was looked up, which no day changes, is shared."""
        other = copy(self)
        other.day = day
        return other

    # ----------------------------------------------------------------------------------------------------------------
    # Names and links
    # ----------------------------------------------------------------------------------------------------------------

    def name(self, iri: str) -> str:
        """What people call a thing; a claim, and what it reports, by its paraphrase."""
        if within(iri, "claim") is not None:
            return self.paraphrase(iri) or self.paraphrase(iri.removesuffix("/content")) or short(iri)
        return self.labels.of(iri)

    def short_name(self, iri: str) -> str:
        """An acronym that a thing is known by, such as `NATO`; else its name."""
        names = [v for v in self.contents.values(iri, _ALT_LABEL, str(G_VIEW)) if isinstance(v, ox.Literal)]
        acronyms = [v.value for v in names if v.language == _LANGUAGE and v.value.isupper() and len(v.value) <= 6]
        return min(acronyms, key=lambda name: (len(name) < 4, len(name), name), default=self.name(iri))

    def with_article(self, iri: str) -> tuple[str, str]:
        """The short name of a body with `the ` before it, or nothing, as its full name takes it."""
        name = self.short_name(iri)
        takes_one = rendered("{{ name | the }}", {"name": self.name(iri)}).startswith("the ")
        return "the " if takes_one else "", name.removeprefix("the ")

    def link(self, iri: str, text: str = "") -> SiteLink:
        """A link to what an IRI names: a page of the site, or a page of others."""
        path = self.addresses.of(iri)
        words = text or self.name(iri)
        if path:
            return SiteLink(words, path)
        return SiteLink(words, url=iri if iri.startswith(("https://", "http://")) else "")

    def piece(self, value: Term, predicate: str = "") -> TextPart:
        """A value as a page shows it: a link, or words with dates as people write them."""
        if isinstance(value, ox.NamedNode):
            return self.link(value.value)
        if not isinstance(value, ox.Literal):
            return str(value)
        if value.datatype.value == _EDTF or predicate in _DATES:
            return written(value.value)
        if value.language and value.language != _LANGUAGE:
            return SiteLink(value.value, language=value.language)
        return value.value

    def phrase(self, prop: str) -> str:
        """How a property is said of a thing: `is located in`; the name of the property where the ontology has no phrase."""
        return self._phrase(prop, is_inverse=False)

    def inverse(self, prop: str) -> str:
        """How a property is said of its value: `performed`, for who did what."""
        return self._phrase(prop, is_inverse=True)

    def _phrase(self, prop: str, *, is_inverse: bool) -> str:
        key = (prop, is_inverse)
        if key not in self._phrases:
            term = CSTO.inversePhrase if is_inverse else CSTO.phrase
            found = self.contents.one(prop, str(term), str(G_ONTOLOGY))
            name = found or (f"has as “{self.labels.of(prop)}”" if is_inverse else self.labels.of(prop))
            self._phrases[key] = name.removesuffix(":")
        return self._phrases[key]

    def classes(self, iri: str) -> list[str]:
        """The IRIs of the classes that a thing is declared to have, without those that follow."""
        for graph in (G_VIEW, G_REGISTER, G_FINDINGS, G_PROVENANCE, G_REPORTED, G_ONTOLOGY):
            if found := self.contents.texts(iri, str(RDF.type), str(graph)):
                return found
        return []

    def class_name(self, iri: str) -> str:
        """The name of a class in words, for people: `international organization`."""
        label = self.contents.one(iri, str(RDFS.label), str(G_ONTOLOGY))
        return label or spaced(short(iri).rpartition(":")[2]).lower()

    # ----------------------------------------------------------------------------------------------------------------
    # Claims and conflicts
    # ----------------------------------------------------------------------------------------------------------------

    def paraphrase(self, claim: str) -> str:
        """What a claim says, in the words of the project."""
        return self.contents.one(claim, str(CSTO.paraphrase), str(G_PROVENANCE))

    def source_of(self, claim: str) -> str:
        """The IRI of the source of a claim."""
        return self.contents.one(claim, str(PROV.hadPrimarySource), str(G_PROVENANCE))

    def source_name(self, source: str) -> str:
        """A short name of a source."""
        short_title = self.contents.one(source, str(BIBO.shortTitle), str(G_PROVENANCE))
        return short_title or self.contents.one(source, str(DCTERMS.title), str(G_PROVENANCE)) or self.name(source)

    def claim_note(self, claim: str, *, is_rough: bool = False) -> ClaimNote:
        """A claim with its source, as it stands beside a fact."""
        if claim not in self._notes:
            source = self.source_of(claim)
            self._notes[claim] = ClaimNote(
                self.source_name(source) if source else "no source",
                SiteLink(self.name(claim), self.addresses.of(claim)),
            )
        note = self._notes[claim]
        return ClaimNote(note.source, note.link, is_rough=True) if is_rough else note

    def claim_notes(self, claims: Iterable[str], rough: frozenset[str] = frozenset()) -> tuple[ClaimNote, ...]:
        """Claims in order of their sources, those that fit only roughly last."""
        notes = [self.claim_note(claim, is_rough=claim in rough) for claim in sorted(claims)]
        return tuple(sorted(notes, key=lambda note: (note.is_rough, note.source)))

    def evidence(self, thing: str) -> tuple[tuple[ClaimNote, ...], tuple[ClaimNote, ...]]:
        """The claims for a thing and against it."""
        graph = str(G_FINDINGS)
        return (
            self.claim_notes(self.contents.texts(thing, str(CSTO.attestedBy), graph)),
            self.claim_notes(self.contents.texts(thing, str(CSTO.contestedBy), graph)),
        )

    def outcome(self, conflict: str) -> str:
        """The outcome of the decision on a conflict: `preferred`, `open` or `both`."""
        graph = str(G_FINDINGS)
        decision = self.contents.one(conflict, str(CSTO.decision), graph)
        return self.contents.one(decision, str(CSTO.outcome), graph).rpartition("/")[2]

    def dispute(self, conflict: str) -> DisputeNote:
        """A conflict as it stands beside what it bears on."""
        outcome = self.outcome(conflict)
        return DisputeNote(self.link(conflict), OUTCOMES.get(outcome, outcome), outcome in _SHARP)

    def disputes(self, conflicts: Iterable[str], *, only_sharp: bool = False) -> tuple[DisputeNote, ...]:
        """Conflicts, those decided for a side first, then those left open, then those in which both sides can be right."""
        ordered = sorted(set(conflicts), key=self.rank)
        notes = (self.dispute(conflict) for conflict in ordered)
        return tuple(note for note in notes if note.is_sharp or not only_sharp)

    def rank(self, conflict: str) -> tuple[int, int, str]:
        """The place of a conflict in a list: by its outcome, then the more claims the earlier."""
        outcomes = list(OUTCOMES)
        outcome = self.outcome(conflict)
        claims = len(self.contents.texts(conflict, str(CSTO.between), str(G_FINDINGS)))
        return outcomes.index(outcome) if outcome in outcomes else len(outcomes), -claims, conflict

    @cached_property
    def naming(self) -> frozenset[str]:
        """The properties that name a thing, or give it a code or an identity elsewhere."""
        graph = str(G_ONTOLOGY)
        return frozenset(
            subject
            for subject in self.contents.subjects(graph)
            if self.contents.values(subject, str(CSTO.isNaming), graph)
            or self.contents.values(subject, str(CSTO.identityLink), graph)
        )

    @cached_property
    def conflicts(self) -> tuple[str, ...]:
        """All conflicts, in the order of `rank`."""
        return tuple(sorted(self.contents.of_class(str(CSTO.Conflict), str(G_FINDINGS)), key=self.rank))

    @cached_property
    def conflict_set(self) -> frozenset[str]:
        """All conflicts, without an order."""
        return frozenset(self.conflicts)

    @cached_property
    def conflicts_about(self) -> dict[str, list[str]]:
        """The conflicts that are about a thing itself, by its IRI."""
        found: dict[str, list[str]] = {}
        for conflict in self.conflicts:
            for thing in self.contents.texts(conflict, str(CSTO.about), str(G_FINDINGS)):
                found.setdefault(thing, []).append(conflict)
        return found

    def value_claims(self, finding: WeighedValue) -> tuple[tuple[ClaimNote, ...], tuple[ClaimNote, ...]]:
        """The claims for the value of a finding and against it."""
        return self.claim_notes(finding.claims, finding.rough), self.claim_notes(finding.against)


_ALT_LABEL: Final = "http://www.w3.org/2004/02/skos/core#altLabel"
_DATES: Final = frozenset(map(str, (CSTO.dateText, CSTO.beginText, CSTO.endText, CSTO.day, CSTO.statedDay)))


def licence_name(licence: str) -> str:
    """A licence in words, as far as its address has them: `CC BY 4.0`."""
    parts = licence.rstrip("/").split("/")
    is_known = "creativecommons.org" in licence and len(parts) > 2
    return f"CC {parts[-2].upper()} {parts[-1]}" if is_known else licence


def capital(text: str) -> str:
    """A text whose first letter is a capital."""
    return text[:1].upper() + text[1:]


def sentence(*pieces: TextPart) -> Text:
    """A text whose first letter is a capital, and that ends in a full stop, unless its last word has a mark of its own."""
    parts = list(pieces)
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0][:1].upper() + parts[0][1:]
    last = parts[-1] if parts else ""
    if not (last if isinstance(last, str) else last.text).endswith((".", "?", "!")):
        parts.append(".")
    return tuple(parts)
