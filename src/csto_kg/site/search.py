"""The index of the search: every name of what has a page, the questions of conflicts, and how people ask stored queries.

It is a file of its own, fetched at the first word that is searched for; the folding of words is the script's
(`static/folding.js`), by the rules of `csto_kg.ask.reading.words`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDFS, SKOS

from csto_kg.queries.stored import StoredQuery
from csto_kg.site.addresses import ONTOLOGY_PAGE, QUERIES_PAGE, href
from csto_kg.site.classes import is_actor
from csto_kg.site.material import Material
from csto_kg.vocab import BIBO, CSTO, G_ONTOLOGY, G_PROVENANCE, G_REGISTER, G_REPORTED, G_VIEW

__all__ = ["INDEX_FILE", "SiteName", "search_index", "site_names"]

INDEX_FILE: Final = "search.json"
_PARAMETER: Final = re.compile(r"[{}]")
_CONFLICT: Final = "disagreement"
_QUERY: Final = "stored query"
_SOURCE: Final = "source"
_TERM: Final = "term of the ontology"
_LANGUAGE: Final = "en"
_LABELS: Final = frozenset(map(str, (RDFS.label, SKOS.altLabel)))


@dataclass(frozen=True, slots=True, order=True)
class SiteName:
    """A name and its language; the language is empty where it is English, or none, as of a code."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What can be found: what it is called, where it is, what it is, and its other names."""

    name: str
    place: str
    kind: str
    others: tuple[SiteName, ...] = ()


def site_names(material: Material, thing: str, *, with_codes: bool = False) -> tuple[SiteName, ...]:
    """The names of a thing in all languages, each once, in order; and its codes, if they are wanted."""
    graph = next((g for g in (str(G_VIEW), str(G_REGISTER), str(G_REPORTED)) if material.contents.of(thing, g)), "")
    props = material.naming | _LABELS if with_codes else _LABELS
    return tuple(sorted({_name(v) for prop in props for v in _literals(material, thing, prop, graph)}))


def _literals(material: Material, thing: str, prop: str, graph: str) -> Iterator[ox.Literal]:
    for value in material.contents.values(thing, prop, graph):
        if isinstance(value, ox.Literal):
            yield value


def _name(value: ox.Literal) -> SiteName:
    return SiteName(value.value, "" if value.language in (None, _LANGUAGE) else str(value.language))


def search_index(material: Material, things: Sequence[str], queries: Iterable[StoredQuery]) -> bytes:
    """The index as JSON: the kinds, and for each entry its name, its place, the number of its kind, and its other names."""
    entries = [
        # Who acts, and treaties, before what they did.
        *sorted(_things(material, (t for t in things if is_actor(material, t))), key=_order),
        *sorted(_things(material, (t for t in things if not is_actor(material, t))), key=_order),
        *sorted(_conflicts(material), key=_order),
        *sorted(_sources(material), key=_order),
        *sorted(_queries(queries), key=_order),
        *sorted(_terms(material), key=_order),
    ]
    kinds = sorted({entry.kind for entry in entries})
    numbers = {kind: number for number, kind in enumerate(kinds)}
    lines = ",\n".join(_line(entry, numbers[entry.kind]) for entry in entries)
    return f'{{"kinds":{_json(kinds)},\n"entries":[\n{lines}\n]}}\n'.encode()


def _order(entry: _Entry) -> tuple[str, str]:
    return entry.name.casefold(), entry.place


def _line(entry: _Entry, kind: int) -> str:
    others = [[name.text, name.language] if name.language else name.text for name in entry.others]
    return _json([entry.name, href(entry.place), kind, *([others] if others else [])])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _things(material: Material, things: Iterable[str]) -> Iterator[_Entry]:
    for thing in things:
        name = material.name(thing)
        kind = ", ".join(material.class_name(cls) for cls in material.classes(thing))
        yield _Entry(
            name, material.addresses.of(thing), kind, _others(name, site_names(material, thing, with_codes=True))
        )


def _others(name: str, names: Iterable[SiteName]) -> tuple[SiteName, ...]:
    return tuple(other for other in names if other.text != name)


def _conflicts(material: Material) -> Iterator[_Entry]:
    for conflict in material.conflicts:
        yield _Entry(material.name(conflict), material.addresses.of(conflict), _CONFLICT)


def _sources(material: Material) -> Iterator[_Entry]:
    graph = str(G_PROVENANCE)
    for source in material.contents.of_class(str(CSTO.Source), graph):
        name = material.source_name(source)
        titles = {
            _name(v) for p in (DCTERMS.title, BIBO.shortTitle) for v in _literals(material, source, str(p), graph)
        }
        yield _Entry(name, material.addresses.of(source), _SOURCE, _others(name, sorted(titles)))


def _queries(queries: Iterable[StoredQuery]) -> Iterator[_Entry]:
    for query in queries:
        asked = (SiteName(_PARAMETER.sub("", phrasing)) for phrasing in query.phrasings)
        names = (SiteName(query.name), *sorted(asked))
        yield _Entry(query.question, f"{QUERIES_PAGE}#{query.name}", _QUERY, names)


def _terms(material: Material) -> Iterator[_Entry]:
    for term in material.contents.subjects(str(G_ONTOLOGY)):
        place = material.addresses.of(term)
        if place.startswith(f"{ONTOLOGY_PAGE}#"):
            yield _Entry(material.labels.of(term), place, _TERM)
