"""Labels for what a build makes and people do not name: findings, periods, passages, claims, reviews, terms of others.

Each is made from the data, in English, and stands in the graph that describes the thing. Conflicts, decisions and bounds have
theirs where they are made. Only the anonymous classes and lists of the ontology, which are parts of other terms, have none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from csto_kg.rdf.terms import TermTriple
from csto_kg.read.records import Dataset
from csto_kg.time.days import FIRST_DAY, LAST_DAY
from csto_kg.vocab import BIBO, CSTO, DCTERMS, OA, root_of, short, spaced, within

__all__ = ["finding_labels", "names_of", "provenance_labels", "term_labels"]

_LONGEST: Final = 80
"""How many characters of a text stand in a label."""

Names = Callable[[Node], str]


def names_of(*graphs: Graph) -> Names:
    """What things are called in graphs: their English label, else one without or in another language, else the short name."""
    found: dict[Node, tuple[int, str]] = {}
    for graph in graphs:
        for thing, label in graph.subject_objects(RDFS.label):
            language = label.language if isinstance(label, Literal) else None
            rank = (0 if language == "en" else 1 if language is None else 2, str(label))
            found[thing] = min(found.get(thing, rank), rank)

    def name(thing: Node) -> str:
        if thing in found:
            return found[thing][1]
        return _of_others(str(thing)) or short(str(thing))

    return name


def finding_labels(triples: Iterable[tuple[Node, Node, Node]], name: Names) -> Iterator[TermTriple]:
    """The labels of the findings and of the periods among these triples: `Armenia, official language: Armenian`."""
    parts = (RDF.subject, RDF.predicate, RDF.object, CSTO.periodOf, CSTO.periodFrom, CSTO.periodUntil)
    by_thing: dict[Node, dict[Node, Node]] = defaultdict(dict)
    for s, p, o in triples:
        if p in parts:
            by_thing[s][p] = o
    for thing, of in by_thing.items():
        if RDF.object in of:
            value = of[RDF.object]
            said = _cut(str(value)) if isinstance(value, Literal) else name(value)
            yield _label(thing, f"{name(of[RDF.subject])}, {name(of[RDF.predicate])}: {said}")
        elif CSTO.periodOf in of:
            first, until = (str(of[p])[:10] for p in (CSTO.periodFrom, CSTO.periodUntil))
            yield _label(thing, f"{name(of[CSTO.periodOf])}, {_period(first, until)}")


def provenance_labels(dataset: Dataset) -> Iterator[TermTriple]:
    """The labels of claims and what they report, with its class, and those of sources, passages and reviews."""
    about = dataset.provenance
    sources = {s: _source_name(about, s) for s in about.subjects(RDF.type, CSTO.Source)}
    yield from (_label(source, name) for source, name in sources.items())
    for claim in dataset.claims:
        said = f"Claim {_called(claim.iri)}"
        yield _label(claim.iri, f"{said}, from {sources.get(claim.source) or short(claim.source)}")
        for content, _ in claim.reported:
            yield content, RDF.type, CSTO.ReportedContent
            yield _label(content, f"{said}: reported content")
    for cls, kind in ((CSTO.Passage, ""), (CSTO.SilentPassage, " (without claims)")):
        for passage in set(about.subjects(RDF.type, cls)):
            yield from _of_passage(about, passage, sources, kind)
    # A source that is part of a file has a selector too.
    for source, selector in about.subject_objects(OA.hasSelector):
        if source in sources:
            yield _label(selector, f"Position of {sources[source]}")
    for review in about.subjects(RDF.type, CSTO.Review):
        of, reader, day = (about.value(review, p) for p in (CSTO.of, CSTO.reader, CSTO.readOn))
        yield _label(review, f"Review of claim {_called(of)} by {reader}, {day}")


def term_labels(ontology: Graph) -> Iterator[TermTriple]:
    """The labels of the ontologies and of terms of other vocabularies in a graph that has none of them."""
    named = {s for s in ontology.subjects() if isinstance(s, URIRef)}
    for term in named - set(ontology.subjects(RDFS.label)):
        title = ontology.value(term, DCTERMS.title)
        yield _label(term, str(title) if title is not None else _of_others(term) or short(term))


def _of_passage(about: Graph, passage: Node, sources: Mapping[Node, str], kind: str) -> Iterator[TermTriple]:
    source, selector = about.value(passage, OA.hasSource), about.value(passage, OA.hasSelector)
    assert source is not None
    assert selector is not None
    start, end = (about.value(selector, p) for p in (OA.start, OA.end))
    name = f"{sources.get(source) or short(str(source))}, characters {start} to {end}{kind}"
    yield _label(passage, name)
    yield _label(selector, f"Position of {name}")


def _source_name(about: Graph, source: Node) -> str:
    for prop in (BIBO.shortTitle, DCTERMS.title):
        names = (n for n in about.objects(source, prop) if isinstance(n, Literal) and n.language in ("en", None))
        if name := min(map(str, names), default=""):
            return name
    return f"source {short(str(source)).removeprefix('source:')}"


def _period(first: str, until: str) -> str:
    starts, ends = first != FIRST_DAY.isoformat(), until != LAST_DAY.isoformat()
    if starts and ends:
        return f"from {first} until {until}"
    return f"from {first}" if starts else f"until {until}" if ends else "at all times"


def _called(claim: Node | None) -> str:
    return within(str(claim), "claim") or short(str(claim))


def _of_others(term: str) -> str:
    """The words of the name of a term of another vocabulary: `is part of` for `dcterms:isPartOf`; else empty."""
    if root_of(term) is not None:
        return ""
    name = term.rstrip("/#").replace("#", "/").rpartition("/")[2]
    return spaced(name) if name.isalpha() else ""


def _cut(text: str) -> str:
    """A text, or its first words with `…` where it is long."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rpartition(' ')[0] or text[: _LONGEST - 1]}…"


def _label(thing: Node, text: str) -> TermTriple:
    assert isinstance(thing, URIRef)
    return thing, RDFS.label, Literal(text, lang="en")
