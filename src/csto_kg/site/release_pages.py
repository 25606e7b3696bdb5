"""Pages about the release as a whole: how to cite it, its licences, its files, and the report of its checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import SH

from csto_kg.site.linked_data import CONTEXT_FILE
from csto_kg.site.material import Material, capital, licence_name
from csto_kg.site.model import (
    FactRow,
    FactSection,
    FactValue,
    ProseSection,
    Section,
    SiteLink,
    SitePage,
    TableRow,
    TableSection,
    Text,
)
from csto_kg.vocab import short

__all__ = [
    "CITATION_PAGE",
    "DOWNLOADS_PAGE",
    "LICENCES_PAGE",
    "VALIDATION_FILE",
    "VALIDATION_PAGE",
    "ReleaseFiles",
    "page_of_citation",
    "page_of_downloads",
    "page_of_licences",
    "page_of_validation",
]

CITATION_PAGE: Final = "cite.html"
DOWNLOADS_PAGE: Final = "downloads.html"
LICENCES_PAGE: Final = "licences.html"
VALIDATION_PAGE: Final = "validation.html"
VALIDATION_FILE: Final = "validation.ttl"
_HELD_IN: Final[Mapping[str, tuple[str, str]]] = {
    "csto-kg.nq.gz": ("N-Quads", "Everything: each graph, and what each claim says as a graph of its own."),
    "csto-kg.jsonld.gz": ("JSON-LD", "Everything, for programs that read JSON; its context is a file of its own."),
    "findings.ttl.gz": ("Turtle", "What is held, and the findings with the claims for and against each."),
    CONTEXT_FILE: ("JSON-LD context", "The short names that the files in JSON-LD have."),
    VALIDATION_FILE: ("Turtle", "The report of the checks that the release has passed."),
}
_COUNTED: Final[Mapping[str, str]] = {
    "facts": "Statements of claims",
    "reported": "Statements that are reported",
    "view": "Triples that are held",
    "only_reported": "Triples that are only reported",
    "inferred": "Triples that follow",
    "quads": "Quads in all",
}
_KILOBYTE: Final = 1000
_MEGABYTE: Final = 1_000_000
_RESULT: Final = str(SH.ValidationResult)


@dataclass(frozen=True, slots=True)
class ReleaseFiles:
    """A release by its hash, with its manifest and the files with all of its data by their names."""

    release: str
    manifest: Mapping[str, object]
    files: Mapping[str, bytes]


def page_of_citation(material: Material, release: str) -> SitePage:
    """How to cite the release, in words and as BibTeX."""
    about = material.about
    who = capital(about.publisher or "the authors")
    version = about.version or release[:12]
    words = f"{who}: {about.title}, version {version}, release {release}."
    entry = (
        f"@misc{{{about.name}-{release[:12]},",
        f"  author = {{{{{who}}}}},",
        f"  title = {{{about.title}}},",
        f"  version = {{{version}}},",
        f"  note = {{Release {release}}},",
        f"  howpublished = {{{material.namespaces.root}}}",
        "}",
    )
    sections: tuple[Section, ...] = (
        ProseSection("The release", ((words,),), "words", is_quoted=True),
        ProseSection("As BibTeX", tuple((line,) for line in entry), "bibtex", is_code=True),
        ProseSection(
            "A single statement",
            (
                ("Each thing, claim, source and disagreement has an identifier at the foot of its page: cite that.",),
                ("A claim names its source and passage: whoever relies on it cites the source too.",),
                ("The hash names the very data: the same hash is the same data.",),
            ),
            "statements",
        ),
    )
    return SitePage(CITATION_PAGE, "How to cite", sections=sections)


def page_of_licences(material: Material) -> SitePage:
    """Under which licences the data, the pages and what they carry are."""
    about = material.about
    data: Text = (SiteLink(licence_name(about.licence), url=about.licence),) if about.licence else ("none is stated",)
    rows = (
        TableRow((("The data of this graph",), data, (capital(about.publisher or "its authors"),))),
        TableRow((("The pages’ style and scripts, and the program that wrote them",), ("MIT",), ("csto-kg",))),
        TableRow((("The terms of the core’s ontology",), ("CC BY 4.0",), ("csto-kg",))),
        TableRow((("The texts of the sources",), ("their authors’; they are not part of this",), ("their authors",))),
    )
    intro: Text = (
        "A claim says in words of its own what its passage says, and names the passage. No text of a source is here.",
    )
    sections = (TableSection("What is here", ("what", "licence", "whose"), rows, "licences", intro),)
    return SitePage(LICENCES_PAGE, "Licences", sections=sections)


def page_of_downloads(of: ReleaseFiles) -> SitePage:
    """The files with all data, with their sizes and what they hold."""
    digests = of.manifest.get("files")
    known = digests if isinstance(digests, dict) else {}
    rows = []
    for name, content in sorted(of.files.items()):
        form, holds = _HELD_IN.get(name, ("", ""))
        packed = ", packed with gzip" if name.endswith(".gz") else ""
        cells: tuple[Text, ...] = (
            (SiteLink(name, name),),
            (form,),
            (_size(len(content)) + packed,),
            (holds,),
        )
        rows.append(TableRow(cells))
    beside: Text = (
        "Each page has its own data beside it, by the same name: ",
        "Turtle (.ttl) and N-Triples (.nt) of what is held, and JSON-LD (.jsonld) with every graph by its name.",
    )
    heads = ("file", "format", "size", "what it holds")
    unpacked = [name.removesuffix(".gz") for name in sorted(of.files)]
    sums = tuple(FactRow(name, (FactValue((str(known[name]),)),)) for name in unpacked if name in known)
    sections: tuple[Section, ...] = (
        TableSection("All data", heads, tuple(rows), "files"),
        ProseSection("Data of one thing", (beside,), "beside"),
        FactSection("Digests (SHA-256) of the files when unpacked", sums, "digests"),
        FactSection("The release", tuple(_counts(of)), "release"),
    )
    lead: tuple[Text, ...] = (("All data of this graph, to be used without the site.",),)
    return SitePage(DOWNLOADS_PAGE, "Downloads", lead=lead, sections=sections)


def _size(number: int) -> str:
    return f"{number / _MEGABYTE:.1f} MB" if number >= _MEGABYTE else f"{max(1, round(number / _KILOBYTE))} KB"


def _counts(of: ReleaseFiles) -> Iterable[FactRow]:
    counts = of.manifest.get("counts")
    yield FactRow("Hash", (FactValue((of.release,)),))
    for name, number in (counts if isinstance(counts, dict) else {}).items():
        label = _COUNTED.get(str(name), capital(str(name).replace("_", " ")))
        yield FactRow(label, (FactValue((f"{number:,}",)),))


def page_of_validation(material: Material, of: ReleaseFiles) -> SitePage:
    """The report of the checks on the release; what they found, if it is anything, with what it is about."""
    report = of.files.get(VALIDATION_FILE, b"")
    values: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for quad in ox.parse(report, ox.RdfFormat.TURTLE):
        if not isinstance(quad.object, ox.NamedNode | ox.Literal):
            continue
        values.setdefault(str(quad.subject), {}).setdefault(quad.predicate.value, []).append(quad.object)
    results = [of_one for of_one in values.values() if any(v.value == _RESULT for v in of_one.get(_TYPE, []))]
    conforms = any(v.value == "true" for found in values.values() for v in found.get(str(SH.conforms), []))
    rows = tuple(sorted((_result(material, found) for found in results), key=str))
    said = "It conforms to every shape" if conforms else "It does not conform" if report else "No report was kept"
    lead: tuple[Text, ...] = ((f"{said}{f', with {len(rows)} notes' if rows and conforms else ''}.",),)
    sections: list[Section] = []
    if rows:
        sections.append(TableSection("What the checks found", ("message", "about", "shape"), rows, "results"))
    made = [
        FactRow(label, (FactValue((str(of.manifest[key]),)),))
        for key, label in (
            ("csto-kg", "Version of the program"),
            ("reasoner", "Reasoner"),
            ("inputs", "Digest of its files"),
        )
        if of.manifest.get(key)
    ]
    links: Text = ("The report as data: ", SiteLink(VALIDATION_FILE, VALIDATION_FILE), ".") if report else ()
    sections.append(ProseSection("What is checked", (*_CHECKED, *((links,) if links else ())), "checked"))
    sections.append(FactSection("How it was made", (*made, *_counts(of)), "made"))
    return SitePage(VALIDATION_PAGE, "Validation report", lead=lead, sections=tuple(sections))


_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_CHECKED: Final[tuple[Text, ...]] = (
    ("Each claim has a passage of its source, whose length and digest are checked where the texts are there.",),
    ("The claims and what is held of them conform to the shapes of the ontology (SHACL).",),
    ("The ontology is consistent, and so is what holds on each day, by a reasoner of OWL 2 DL.",),
)


def _result(material: Material, found: Mapping[str, list[ox.NamedNode | ox.Literal]]) -> TableRow:
    def one(prop: object) -> str:
        return next((value.value for value in found.get(str(prop), [])), "")

    focus, shape = one(SH.focusNode), one(SH.sourceShape)
    about: Text = (material.link(focus),) if focus else ()
    return TableRow(((one(SH.resultMessage),), about, (short(shape) if shape else "",)))
