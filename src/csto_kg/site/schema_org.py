"""What a page is about in the words of schema.org, for search engines: as data in the page, which nothing executes.

The class of a thing is the one that the ontology's alignments name (`skos:closeMatch`, `skos:broadMatch`); what has none
there has no such data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import pyoxigraph as ox
from rdflib.namespace import DCTERMS

from csto_kg.release.metadata import dataset_iri
from csto_kg.site.addresses import relative
from csto_kg.site.classes import schema_class
from csto_kg.site.material import Material
from csto_kg.site.model import SitePage
from csto_kg.site.search import site_names
from csto_kg.vocab import BIBO, CSTO, G_PROVENANCE, G_VIEW

__all__ = ["DataSet", "schema_org"]

Node: TypeAlias = Mapping[str, object]

_VIEW: Final = str(G_VIEW)
_PROVENANCE: Final = str(G_PROVENANCE)
# Dates that ISO 8601 has too; schema.org has no place for other dates in EDTF.
_DAY: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?").fullmatch
_MEDIA: Final = {"nq": "application/n-quads", "jsonld": "application/ld+json", "ttl": "text/turtle"}
_LINKS: Final[Mapping[str, tuple[str, str]]] = {
    "Event": (str(CSTO.location), "location"),
    "Organization": (str(CSTO.location), "location"),
    "Country": (str(CSTO.location), "containedInPlace"),
    "Place": (str(CSTO.location), "containedInPlace"),
}


@dataclass(frozen=True, slots=True)
class DataSet:
    """The release as a data set: its hash, the files with all of it, and the pages that are about it as a whole."""

    release: str
    files: tuple[str, ...]
    pages: frozenset[str]


def schema_org(material: Material, page: SitePage, whole: DataSet) -> str:
    """The data of a page as JSON-LD that can stand in HTML; empty where there are none."""
    node = _data_set(material, page, whole) if page.path in whole.pages else _about(material, page.iri)
    if not node:
        return ""
    text = json.dumps({"@context": "https://schema.org", **node}, ensure_ascii=False, separators=(",", ":"))
    # In a script nothing ends it but its end tag.
    return text.replace("<", "\\u003c")


def _data_set(material: Material, page: SitePage, whole: DataSet) -> Node:
    about = material.about
    files = [
        {"@type": "DataDownload", "contentUrl": relative(name, page.path), "encodingFormat": media}
        for name in whole.files
        if (media := _MEDIA.get(name.removesuffix(".gz").rpartition(".")[2], ""))
    ]
    return _without_empty(
        {
            "@type": "Dataset",
            "@id": str(dataset_iri(material.namespaces)),
            "name": about.title,
            "description": about.description,
            "identifier": whole.release,
            "version": about.version,
            "license": about.licence,
            "creator": {"@type": "Organization", "name": about.publisher} if about.publisher else "",
            "inLanguage": list(about.languages),
            "isAccessibleForFree": True,
            "distribution": files,
        }
    )


def _about(material: Material, iri: str) -> Node:
    if not iri:
        return {}
    if str(CSTO.Source) in material.contents.texts(iri, _TYPE, _PROVENANCE):
        return _source(material, iri)
    cls = schema_class(material, iri)
    if not cls:
        return {}
    name = material.name(iri)
    node: dict[str, object] = {
        "@type": cls,
        "@id": iri,
        "name": name,
        "alternateName": [other.text for other in site_names(material, iri) if other.text != name],
        "sameAs": [
            value.value
            for prop in sorted(material.naming)
            for value in material.contents.values(iri, prop, _VIEW)
            if isinstance(value, ox.NamedNode) and not material.addresses.of(value.value)
        ],
    }
    prop, key = _LINKS.get(cls, ("", ""))
    if prop:
        node[key] = [
            {"@type": "Place", "@id": place, "name": material.name(place)}
            for place in material.contents.texts(iri, prop, _VIEW)
        ]
    if cls == "Event":
        node["startDate"] = next(filter(_DAY, material.contents.texts(iri, str(CSTO.date), _VIEW)), "")
    return _without_empty(node)


def _source(material: Material, source: str) -> Node:
    def agents(prop: object, cls: str) -> list[Node]:
        found = material.contents.texts(source, str(prop), _PROVENANCE)
        return [{"@type": schema_class(material, of) or cls, "@id": of, "name": material.name(of)} for of in found]

    def one(prop: object) -> str:
        return material.contents.one(source, str(prop), _PROVENANCE)

    return _without_empty(
        {
            "@type": "CreativeWork",
            "@id": source,
            "name": one(DCTERMS.title),
            "alternateName": one(BIBO.shortTitle),
            "abstract": one(DCTERMS.abstract),
            "author": agents(CSTO.author, "Person"),
            "publisher": agents(CSTO.publisher, "Organization"),
            "datePublished": next(filter(_DAY, [one(CSTO.published)]), ""),
            "url": one(CSTO.url),
            "isPartOf": _parts(material.contents.texts(source, str(CSTO.partOfSource), _PROVENANCE)),
        }
    )


def _parts(sources: Iterable[str]) -> list[Node]:
    return [{"@type": "CreativeWork", "@id": source} for source in sources]


def _without_empty(node: Mapping[str, object]) -> Node:
    return {key: value for key, value in node.items() if value not in ("", [], None)}


_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
