"""Where each IRI of a release leads on the site: to a page of its own, or to a place on the page that it belongs to.

Decisions fold into their conflict, reviews and the content of a claim into the claim, findings and bounds into their thing,
passages into their source, parameters into their query, terms into the page of the ontology.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final
from urllib.parse import quote

from rdflib.namespace import RDF

from csto_kg.site.contents import Contents
from csto_kg.vocab import CSTO, G_CHRONOLOGY, G_FINDINGS, G_PROVENANCE, GRAPH, ROOT, Namespaces

__all__ = [
    "ASK_PAGE",
    "ONTOLOGY_PAGE",
    "QUERIES_PAGE",
    "RELEASE_PAGE",
    "Addresses",
    "href",
    "page_name",
    "page_of",
    "relative",
]

ASK_PAGE: Final = "ask.html"
ONTOLOGY_PAGE: Final = "ontology.html"
QUERIES_PAGE: Final = "queries.html"
RELEASE_PAGE: Final = "about.html"
_CONTENT: Final = "/content"
_SELECTOR: Final = "/selector"
_UNSAFE: Final = re.compile(r"[^\w./~-]")
_SAFE: Final = "/:@!$&'()*+,;=-._~"


class Addresses:
    """The places of IRIs, as paths from the root of the site with an anchor where there is one."""

    def __init__(self, contents: Contents, namespaces: Namespaces) -> None:
        self._contents = contents
        self._namespaces = namespaces
        self._decisions = self._owners(str(CSTO.decision))
        self._known: dict[str, str] = {}

    def of(self, iri: str) -> str:
        """Where an IRI leads; the empty text for what is not in the namespaces of the release."""
        if iri not in self._known:
            self._known[iri] = self._look_up(iri)
        return self._known[iri]

    def anchor(self, iri: str) -> str:
        """The anchor of an IRI on the page that it leads to."""
        return self.of(iri).partition("#")[2]

    def _owners(self, predicate: str) -> Mapping[str, str]:
        graph = str(G_FINDINGS)
        return {
            value: subject
            for subject in self._contents.subjects(graph)
            for value in self._contents.texts(subject, predicate, graph)
        }

    def _look_up(self, iri: str) -> str:
        for root in sorted({self._namespaces.root, ROOT}, key=len, reverse=True):
            if iri.startswith(root):
                return self._within(iri, iri[len(root) :].lstrip("#"))
        if iri == str(self._namespaces.ontology) or iri == ROOT.rstrip("/"):
            return ONTOLOGY_PAGE
        return ""

    def _within(self, iri: str, name: str) -> str:
        kind, _, rest = name.partition("/")
        if iri.startswith(str(GRAPH)):
            return f"{RELEASE_PAGE}#graph-{rest}"
        owned = {"id": self._thing, "claim": self._claim, "source": self._source, "finding": self._finding}
        if kind in owned and rest:
            return owned[kind](iri, rest)
        if kind == "bound":
            return self._bound(iri, rest)
        if kind == "query":
            return f"{QUERIES_PAGE}#{rest}"
        if kind.partition("#")[0] == "ontology":
            return f"{ONTOLOGY_PAGE}#{name.partition('#')[2]}" if "#" in name else ONTOLOGY_PAGE
        if "/" not in name and name:
            return f"{ONTOLOGY_PAGE}#{name}"  # a term of a namespace that ends in `#`
        return RELEASE_PAGE

    def _thing(self, iri: str, rest: str) -> str:
        if iri in self._decisions:
            return f"{self.of(self._decisions[iri])}#decision"
        if rest.startswith("review/"):
            of = self._contents.one(iri, str(CSTO.of), str(G_PROVENANCE))
            if of:
                return f"{self.of(of)}#{rest}"
        return page_name("id", rest)

    def _claim(self, iri: str, rest: str) -> str:
        if self._contents.one(iri, str(RDF.type), str(G_PROVENANCE)) == str(CSTO.ReportedContent):
            return f"{page_name('claim', rest.removesuffix(_CONTENT))}#content"
        return page_name("claim", rest)

    def _source(self, _iri: str, rest: str) -> str:
        name, mark, place = rest.partition("#") if "#" in rest else rest.partition("/")
        page = page_name("source", name)
        return f"{page}#{place.removesuffix(_SELECTOR)}" if mark else page

    def _finding(self, iri: str, rest: str) -> str:
        graph = str(G_FINDINGS)
        owner = self._contents.one(iri, _SUBJECT, graph) or self._contents.one(iri, str(CSTO.periodOf), graph)
        return self._beside(owner, rest, "") if owner else RELEASE_PAGE

    def _bound(self, iri: str, rest: str) -> str:
        graph = str(G_CHRONOLOGY)
        owner = self._contents.one(iri, str(CSTO.boundOf), graph)
        owner = owner or self._contents.one(iri, str(CSTO.distanceFrom), graph)
        return self._beside(owner, rest, "bound/") if owner else RELEASE_PAGE

    def _beside(self, owner: str, rest: str, prefix: str) -> str:
        page = self.of(owner)
        name = owner.rpartition("id/")[2] if "/id/" in owner else owner.rpartition("/")[2]
        return f"{page}#{prefix}{rest.removeprefix(f'{name}/')}"


_SUBJECT: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject"


def page_name(kind: str, name: str) -> str:
    """The path of the page of a thing. Characters that some file systems refuse are written by their number."""
    parts = [_UNSAFE.sub(lambda found: f"_{ord(found[0]):x}_", part) for part in name.split("/")]
    # A part of dots alone would lead out of the folder.
    return f"{kind}/{'/'.join(part if part.strip('.') else part.replace('.', '_2e_') or '_' for part in parts)}.html"


def page_of(place: str) -> str:
    """The page of a place, without its anchor."""
    return place.partition("#")[0]


@cache
def href(place: str) -> str:
    """A place as it stands in a link from the root of the site."""
    path, mark, anchor = place.partition("#")
    return quote(path, safe=_SAFE) + (f"#{quote(anchor, safe=_SAFE)}" if mark else "")


def relative(place: str, page: str) -> str:
    """A place as it stands in a link on a page: relative, so that the site works under any address and from files."""
    written = href(place)
    if place.startswith(f"{page}#"):
        return written[written.index("#") :]
    return "../" * page.count("/") + written
