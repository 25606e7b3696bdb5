"""Pages that list: all things from A to Z, the stored queries, the terms of the ontology, and the release itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from csto_kg.configuration import Configuration
from csto_kg.queries.stored import StoredQuery
from csto_kg.site.addresses import ASK_PAGE, ONTOLOGY_PAGE, QUERIES_PAGE, RELEASE_PAGE
from csto_kg.site.bundled import LICENCES_FILE, bundled_packages
from csto_kg.site.class_diagram import class_diagram
from csto_kg.site.material import Material, capital, licence_name
from csto_kg.site.model import (
    FactRow,
    FactSection,
    FactValue,
    PictureSection,
    ProseSection,
    Section,
    SiteLink,
    SitePage,
    TableRow,
    TableSection,
    Text,
    TextPart,
)
from csto_kg.site.search import SiteName, site_names
from csto_kg.vocab import CSTO, G_ONTOLOGY, GRAPH, short

__all__ = ["page_of_names", "page_of_ontology", "page_of_queries", "page_of_release"]

_ONTOLOGY: Final = str(G_ONTOLOGY)
_GRAPHS: Final[Mapping[str, str]] = {
    "view": "Everything that is held, as one plain graph with bounds in time.",
    "findings": "The findings with the claims for and against them; conflicts and decisions.",
    "provenance": "Sources, passages, claims and reviews: who says what, and where.",
    "register": "What each identifier means; declared, not weighed.",
    "reported": "What is only spoken of. No source asserts it.",
    "inferred": "What follows from the view by the ontology, and was not there already.",
    "chronology": "Bounds that follow from the order of things, with the steps to each.",
    "ontology": "The terms.",
    "queries": "The stored queries.",
}


def page_of_names(material: Material, things: Iterable[str]) -> SitePage:
    """All things that have a page, by their names; also by other names that they have."""
    by_letter: dict[str, list[tuple[str, TableRow]]] = {}
    for thing in things:
        own = material.name(thing)
        kinds = ", ".join(material.class_name(cls) for cls in material.classes(thing))
        others = {name for name in site_names(material, thing) if name.text != own}
        for name in {SiteName(own), *others}:
            link = replace(material.link(thing, name.text), language=name.language)
            cells: tuple[Text, ...] = ((link,), (own if name.text != own else "",), (kinds,))
            by_letter.setdefault(_letter(name.text), []).append((name.text.casefold(), TableRow(cells)))
    sections = []
    for letter, rows in sorted(by_letter.items()):
        listed = tuple(row for _, row in sorted(rows, key=lambda item: (item[0], str(item[1]))))
        sections.append(
            TableSection(letter, ("name", "is a name of", "what it is"), listed, f"letter-{ord(letter):x}")
        )
    jumps = tuple(SiteLink(section.title, f"a-z.html#{section.anchor}") for section in sections)
    return SitePage("a-z.html", "A–Z", jumps=jumps, sections=tuple(sections), tool="search", scripts=("search.js",))


def _letter(name: str) -> str:
    """The letter under which a name is listed, without marks above it; `#` for a digit or a sign."""
    first = next((unicodedata.normalize("NFD", char)[0].upper() for char in name if char.isalnum()), "#")
    return first if first.isalpha() else "#"


def page_of_queries(queries: Iterable[StoredQuery]) -> SitePage:
    """The stored queries with their parameters, each with its anchor."""
    sections: list[Section] = []
    for query in queries:
        values = [FactRow(p.name, (FactValue((p.about,), f"{query.name}/{p.name}"),)) for p in query.parameters]
        rows = (FactRow("A row is", (FactValue((query.row,)),)), *values)
        here = FactRow("Here", (FactValue((SiteLink("ask it in the browser", f"{ASK_PAGE}#{query.name}"),)),))
        command = FactRow("On the command line", (FactValue((f"csto-kg query {query.name}",)),))
        intro: Text = (query.question,)
        sections.append(FactSection(query.name, (*rows, here, command), query.name, intro))
    lead: tuple[Text, ...] = (
        ("Questions that are asked by their names, with values for their parameters, in Python or over HTTP.",),
    )
    return SitePage(QUERIES_PAGE, "Stored queries", lead=lead, sections=tuple(sections))


def page_of_ontology(material: Material) -> SitePage:
    """The terms of the ontology with what they mean, each with its anchor."""
    groups: Mapping[str, list[str]] = {
        "Classes": _terms(material, OWL.Class),
        "Properties": _terms(material, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
    }
    seen = {term for terms in groups.values() for term in terms}
    others = [
        iri
        for iri in sorted(material.contents.iris)
        if material.addresses.of(iri).startswith(f"{ONTOLOGY_PAGE}#") and iri not in seen
    ]
    intro: Text = ("A class stands below the one that it is a kind of; beside it are some of its properties.",)
    picture = class_diagram(material, groups["Classes"])
    sections: list[Section] = [PictureSection("The classes as a picture", picture, intro, "diagram")]
    for title, terms in (*groups.items(), ("Other terms", others)):
        rows = tuple(_term_row(material, term) for term in terms)
        if rows:
            sections.append(TableSection(title, ("term", "means", "more"), rows, title.lower().replace(" ", "-")))
    lead: tuple[Text, ...] = (("The classes and properties that everything here is written in.",),)
    jumps = tuple(SiteLink(section.title, f"{ONTOLOGY_PAGE}#{section.anchor}") for section in sections)
    return SitePage(ONTOLOGY_PAGE, "Ontology", lead=lead, jumps=jumps, sections=tuple(sections))


def _terms(material: Material, *classes: object) -> list[str]:
    found = {term for cls in classes for term in material.contents.of_class(str(cls), _ONTOLOGY)}
    own = (term for term in found if material.addresses.of(term).startswith(f"{ONTOLOGY_PAGE}#"))
    return sorted(own, key=lambda term: (material.labels.of(term).casefold(), term))


_MEANS: Final = str(SKOS.definition)
_EXAMPLE: Final = str(SKOS.example)
_SAID: Final = frozenset(
    map(
        str,
        (
            RDF.type,
            RDFS.label,
            RDFS.isDefinedBy,
            SKOS.definition,
            SKOS.example,
            CSTO.key,
            CSTO.phrase,
            CSTO.inversePhrase,
        ),
    )
)


def _term_row(material: Material, term: str) -> TableRow:
    definition = material.contents.one(term, _MEANS, _ONTOLOGY)
    example = material.contents.one(term, _EXAMPLE, _ONTOLOGY)
    more: list[TextPart] = []
    for prop, value in sorted(material.contents.of(term, _ONTOLOGY), key=str):
        if prop not in _SAID and isinstance(value, ox.NamedNode) and "genid" not in value.value:
            more += [" · "] if more else []
            more += [f"{material.labels.of(prop)} ", material.link(value.value, short(value.value))]
    text = " ".join(part for part in (definition, f"Example: {example}" if example else "") if part)
    name: Text = (material.labels.of(term), f" {short(term)}")
    return TableRow((name, (text,), tuple(more)), material.addresses.anchor(term))


def page_of_release(material: Material, release: str, counts: Mapping[str, object], files: Iterable[str]) -> SitePage:
    """What this is, how to cite it, its licences, its graphs, and the files with all data."""
    about = material.about
    counted = ", ".join(
        f"{n:,} {name}" for name, n in counts.items() if name in ("sources", "claims", "findings", "conflicts")
    )
    who = capital(about.publisher or "the authors")
    cite = f"{who}: {about.title}, version {about.version or release[:12]}, release {release}."
    licence: Text = (
        ("The data are under ", SiteLink(licence_name(about.licence), url=about.licence), ".")
        if about.licence
        else ("No licence is stated.",)
    )
    graphs = [iri for iri in sorted(material.contents.iris) if iri.startswith(str(GRAPH))]
    rows = tuple(
        TableRow(((name,), (_GRAPHS.get(name, ""),)), f"graph-{name}")
        for name in (iri.removeprefix(str(GRAPH)) for iri in graphs)
    )
    listed = tuple(FactValue((SiteLink(name, name),)) for name in files)
    sections: tuple[Section, ...] = (
        ProseSection("How to cite it", ((cite,),), "cite", is_quoted=True),
        ProseSection("Licences", (licence, _SOURCES), "licences"),
        _bundled(),
        FactSection("All data in one file", (FactRow("Files", listed),), "downloads"),
        TableSection("The graphs of the release", ("graph", "what it holds"), rows, "graphs"),
        ProseSection("Report an error", _reporting(about, release), "errors"),
    )
    return SitePage(
        RELEASE_PAGE,
        "About",
        jumps=_FURTHER,
        lead=((about.description,), (f"This release has {counted}.",)),
        sections=sections,
    )


_FURTHER: Final = (
    SiteLink("How to cite", "cite.html"),
    SiteLink("Licences", "licences.html"),
    SiteLink("Downloads", "downloads.html"),
    SiteLink("Validation report", "validation.html"),
)


def _reporting(about: Configuration, release: str) -> tuple[Text, ...]:
    """How to report an error, also where the project has given no address for it."""
    publisher = f", {about.publisher}" if about.publisher else ""
    where = (
        "Each page has a link for it at its foot."
        if about.report
        else f"This project names no address for it: write to those who publish it{publisher}."
    )
    what = (
        "Give the identifier at the foot of the page – of an error in the data, that of the claim – with what is wrong, what "
        f"the passage of the source says, and the release, {release[:12]}."
    )
    return (what,), (where,)


def _bundled() -> TableSection:
    """The libraries that the pages carry, with their licences."""
    rows = tuple(
        TableRow(((f"{of.name} {of.version}",), (of.licence,), (", ".join(of.files),))) for of in bundled_packages()
    )
    intro: Text = ("They run in the browser, on the page that asks. ", SiteLink("The texts", LICENCES_FILE), ".")
    heads = ("library", "licence", "files in vendor/")
    return TableSection("Libraries that the pages carry", heads, rows, "libraries", intro, is_folded=True)


_SOURCES: Final[Text] = (
    "The words of the sources are their authors’. A claim names its passage and says what it says in other words.",
)
