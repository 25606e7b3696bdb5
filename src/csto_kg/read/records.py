"""What the data files hold, as frozen records: sources, passages, claims, curated conflicts, and the whole data set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rdflib import Graph, URIRef

from csto_kg.errors import Where
from csto_kg.rdf.terms import TermTriple
from csto_kg.time.bounds import days_of
from csto_kg.time.days import Days
from csto_kg.time.edtf import parse
from csto_kg.vocab import CSTO, ID, short

ASSERTS, DENIES, IMPLIES = ID["stance/asserts"], ID["stance/denies"], ID["stance/implies"]


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source as `data/sources.yaml` lists it: identifier, file, SHA-256 of the file, and its part of the file.

    `start` and `end` count code points; `end` is exclusive, and None for the end of the file.
    """

    id: str
    file_name: str
    sha256: str
    start: int
    end: int | None
    where: Where


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a source: code points `start` to `end` (exclusive), and the SHA-256 of its UTF-8 bytes."""

    source: str
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source says in one passage.

    `triples` is the content of the claim's graph. `reported` holds the nested graphs, by their IRIs: what the source
    reports somebody to have said. `content_sha256` is the digest of the claim as it stands in its file, by which reviews and
    decisions know whether it has changed; empty for a claim of a release.
    """

    iri: URIRef
    source: URIRef
    passage: Passage
    stance: URIRef
    paraphrase: str
    triples: tuple[TermTriple, ...]
    reported: tuple[tuple[URIRef, tuple[TermTriple, ...]], ...]
    where: Where
    content_sha256: str = ""


@dataclass(frozen=True, slots=True)
class CuratedConflict:
    """A conflict that a curator recorded, with the decision on it.

    With a `property`, the build finds the conflict on the subjects in `about`, and this record decides it. A
    terminology conflict has no `property`; the claims in `between` say what it is between. `label` is the question, in
    English, that the sides answer differently. `on_claims` are the claims that the decision was made on, each with its digest
    as it stood then: none where nobody has confirmed the decision. They are left out of a release.
    """

    iri: URIRef
    label: str
    about: tuple[URIRef, ...]
    property: URIRef | None
    kind: URIRef
    between: tuple[URIRef, ...]
    decision: URIRef
    outcome: URIRef
    prefers: tuple[URIRef, ...]
    reason: str
    where: Where
    on_claims: tuple[tuple[URIRef, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """Everything that the data files say, as RDF and as records.

    `register` says what the identifiers mean. `provenance` holds the statements about claims, passages, sources and
    reviews. `without_claims` lists the passages from which no claim is made, each with the reason. `files` is the
    number of files read, and `where` the place of each identifier's declaration.
    """

    claims: tuple[Claim, ...]
    conflicts: tuple[CuratedConflict, ...]
    sources: tuple[SourceText, ...]
    without_claims: tuple[tuple[Passage, str], ...]
    register: Graph
    provenance: Graph
    files: int
    where: Mapping[URIRef, Where] = field(repr=False)


def publications(sources: Iterable[URIRef], provenance: Graph) -> dict[str, Days | None]:
    """The days on which each source may have been published, by its short identifier; None where nothing says when."""
    days: dict[str, Days | None] = {}
    for source in sorted(set(sources)):
        published = provenance.value(source, CSTO.published)
        days[short(source).removeprefix("source:")] = None if published is None else days_of(parse(str(published)))
    return days
