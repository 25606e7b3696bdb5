"""From episodes to RDF: one claim graph for a data set, and the provenance of that graph.

Entities keep the data set's own codes and are only linked to the register.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SKOS, XSD

from csto_kg.rdf.spans import span_properties
from csto_kg.tables.episodes import Episode
from csto_kg.tables.headers import EpisodeType, TableImport
from csto_kg.tables.load import RawFile
from csto_kg.tables.rows import WHAT, WHO, row_order
from csto_kg.time import bounds
from csto_kg.time.days import Span
from csto_kg.time.edtf import parse
from csto_kg.vocab import CSTO, DCTERMS, EDTF, G_PROVENANCE, ORG, PROV, TABLE_PROFILE

__all__ = ["claim_graph", "provenance"]

_EDTF: Final = ox.NamedNode(str(EDTF.EDTF))
_INTEGER: Final = ox.NamedNode(str(XSD.integer))
_DATETIME: Final = ox.NamedNode(str(XSD.dateTime))
_HEX: Final = ox.NamedNode(str(XSD.hexBinary))
_OBSERVER: Final = "observer"
# rdflib looks a term of its namespaces up each time that it is asked for one.
_TYPE: Final = RDF.type
_LABEL: Final = RDFS.label

# The classes of the first and the second entity. Parties that may be any body have only that general class.
_CLASSES: Final = {
    EpisodeType.MEMBERSHIP: (CSTO.State, CSTO.InternationalOrganization),
    EpisodeType.PARTICIPATION: (CSTO.Agent, CSTO.Treaty),
    EpisodeType.TENURE: (CSTO.Person, CSTO.State),
}
_LINKS: Final = {
    EpisodeType.MEMBERSHIP: (ORG.member, ORG.organization),
    EpisodeType.PARTICIPATION: (CSTO.party, CSTO.instrument),
    EpisodeType.TENURE: (ORG.member, CSTO.post),
}
_EPISODE_CLASSES: Final = {
    EpisodeType.MEMBERSHIP: CSTO.Membership,
    EpisodeType.PARTICIPATION: CSTO.TreatyParticipation,
    EpisodeType.TENURE: CSTO.Tenure,
}


class _Writer:
    """Quads of one graph, with the names of the entities of one data set."""

    def __init__(self, table_import: TableImport, graph: str) -> None:
        self._root = f"{table_import.namespaces.root}table/{table_import.name}/"
        self._graph = ox.NamedNode(graph)
        self.quads: list[ox.Quad] = []
        self._days: dict[date, ox.Literal] = {}
        self._terms: dict[URIRef, ox.NamedNode] = {}

    def node(self, *parts: str) -> ox.NamedNode:
        """The node of a part of the data set. Codes are free text: each is escaped, and a slash separates them."""
        return ox.NamedNode(self._root + "/".join(quote(part, safe="") for part in parts))

    def add(self, subject: ox.NamedNode, predicate: URIRef, value: ox.NamedNode | ox.Literal | URIRef) -> None:
        value = self._term(value) if isinstance(value, URIRef) else value
        self.quads.append(ox.Quad(subject, self._term(predicate), value, self._graph))

    def _term(self, term: URIRef) -> ox.NamedNode:
        if term not in self._terms:
            self._terms[term] = ox.NamedNode(str(term))
        return self._terms[term]

    def entity(self, node: ox.NamedNode, cls: URIRef, code: str, name: str) -> None:
        self.add(node, _TYPE, cls)
        self.add(node, _LABEL, ox.Literal(name, language="en"))
        self.add(node, DCTERMS.identifier, ox.Literal(code))

    def span(self, node: ox.NamedNode, span: Span) -> None:
        """The bounds, as the view has them."""
        for predicate, value in span_properties(span):
            self.add(node, predicate, value)


def claim_graph(
    table_import: TableImport, episodes: Sequence[Episode], register: Graph | None
) -> tuple[list[ox.Quad], int]:
    """The claim graph of a data set, and how many of its entities are linked to the register; without one none are."""
    type_ = table_import.type
    writer = _Writer(table_import, table_import.graph)
    links = _entities(writer, table_import, episodes, register)
    source = table_import.source + table_import.namespaces.fragment
    who_property, what_property = _LINKS[type_]
    ordinals: Counter[tuple[str, str]] = Counter()
    for episode in episodes:
        row = episode.row
        ordinals[row.who, row.what] += 1
        node = writer.node(type_.value, row.who, row.what, str(ordinals[row.who, row.what]))
        writer.add(node, _TYPE, CSTO.ObserverStatus if row.role == _OBSERVER else _EPISODE_CLASSES[type_])
        writer.add(node, who_property, writer.node(WHO[type_], row.who))
        writer.add(node, what_property, writer.node("post" if type_ is EpisodeType.TENURE else WHAT[type_], row.what))
        if row.role is not None:
            named = table_import.roles.get(row.role)
            writer.add(node, ORG.role, table_import.namespaces.id(named) if named else writer.node("role", row.role))
        held = [] if row.holds is None else [parse(row.holds)]
        first, last = bounds.attested_range(held) or (None, None)
        dates = {CSTO.begins: row.start, CSTO.ends: row.end, CSTO.holds: row.holds}
        for term, text in {**dates, CSTO.firstAttested: first, CSTO.lastAttested: last}.items():
            if text is not None:
                writer.add(node, term, ox.Literal(text, datatype=_EDTF))
        for place in episode.places:
            writer.add(node, CSTO.row, ox.NamedNode(source + place))
        writer.span(node, episode.span)
    return writer.quads, links


# ---------------------------------------------------------------------------------------------------------------
# Entities and their links
# ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Link:
    """The entity of the register with this code, or one that is close to it."""

    target: URIRef
    is_near: bool


def _entities(writer: _Writer, table_import: TableImport, episodes: Sequence[Episode], register: Graph | None) -> int:
    """Write states, organizations, instruments, persons, posts and roles, each once; return how many are linked."""
    type_ = table_import.type
    classes = dict(zip((WHO[type_], WHAT[type_]), _CLASSES[type_], strict=True))
    states: Mapping[str, URIRef] = {} if register is None else _by_code(register, table_import.matches.state)
    links = 0
    named = [(key, name or key[1]) for key, name in _named(episodes, type_)]
    namesakes = Counter((noun, name) for (noun, _), name in named)
    for (noun, code), called in named:
        node = writer.node(noun, code)
        # Two codes with one name are two entities until somebody knows better; the code distinguishes them.
        name = f"{called} ({code})" if namesakes[noun, called] > 1 else called
        writer.entity(node, classes[noun], code, name)
        link = None if register is None else _link(noun, code, table_import, states, register)
        if link is not None:
            writer.add(node, SKOS.closeMatch if link.is_near else SKOS.exactMatch, link.target)
            links += 1
        if type_ is EpisodeType.TENURE and noun == "state":
            post = writer.node("post", code)
            writer.add(post, _TYPE, CSTO.Post)
            writer.add(post, _LABEL, ox.Literal(f"leader of {name}", language="en"))
            writer.add(post, ORG.postIn, node)
    for role in sorted({e.row.role for e in episodes if e.row.role} - set(table_import.roles)):
        writer.entity(writer.node("role", role), CSTO.Role, role, role)
    return links


def _named(episodes: Iterable[Episode], type_: EpisodeType) -> Iterator[tuple[tuple[str, str], str | None]]:
    """The entities in order, by noun and code, with their names: of several the one in the first raw row that has one."""
    names: dict[tuple[str, str], tuple[tuple[int, ...], str | None]] = {}
    for e in episodes:
        at = (row_order(e.row.row) or (0,))[:1]
        for noun, code, name in ((WHO[type_], e.row.who, e.row.who_name), (WHAT[type_], e.row.what, e.row.what_name)):
            rank = (0 if name else 1, *at)
            if (noun, code) not in names or rank < names[noun, code][0]:
                names[noun, code] = (rank, name)
    return ((key, name) for key, (_, name) in sorted(names.items()))


def _link(
    noun: str, code: str, table_import: TableImport, states: Mapping[str, URIRef], register: Graph
) -> _Link | None:
    matches = table_import.matches
    if noun == "state" and code in states:
        return _Link(states[code], matches.all_near or code in matches.near)
    if noun == "organization":
        is_near = code in matches.near_organizations
        listed = (matches.near_organizations if is_near else matches.organizations).get(code)
        if listed and (entity := table_import.namespaces.id(listed), None, None) in register:
            return _Link(entity, is_near)
    return None


def _by_code(register: Graph, term: str) -> dict[str, URIRef]:
    """The register's entities by a code; a code of two entities is left out."""
    found: dict[str, set[URIRef]] = defaultdict(set)
    for entity, code in register.subject_objects(CSTO[term]):
        if isinstance(entity, URIRef):
            found[str(code)].add(entity)
    return {code: next(iter(entities)) for code, entities in found.items() if len(entities) == 1}


# ---------------------------------------------------------------------------------------------------------------
# Provenance
# ---------------------------------------------------------------------------------------------------------------


def provenance(table_import: TableImport, origins: Iterable[RawFile]) -> list[ox.Quad]:
    """The provenance of the claim graph: the data set, its files with their digests, and their numbers of rows."""
    writer = _Writer(table_import, str(G_PROVENANCE))
    graph, source = ox.NamedNode(table_import.graph), ox.NamedNode(table_import.source)
    writer.add(graph, _TYPE, PROV.Entity)
    writer.add(graph, DCTERMS.conformsTo, TABLE_PROFILE)
    writer.add(graph, _LABEL, ox.Literal(f"What is said in: {table_import.title}", language="en"))
    writer.add(graph, DCTERMS.title, ox.Literal(table_import.title, language="en"))
    writer.add(graph, DCTERMS.description, ox.Literal(table_import.about, language="en"))
    for origin in origins:
        is_main = origin.table == table_import.counted
        node = source if is_main else ox.NamedNode(f"{table_import.source}/{origin.table}")
        about = table_import.files[origin.table].about
        title = table_import.title if is_main else f"{table_import.title}: {about}"
        writer.add(graph, PROV.hadPrimarySource, node)
        writer.add(node, _TYPE, CSTO.Source)
        writer.add(node, DCTERMS.title, ox.Literal(title, language="en"))
        writer.add(node, _LABEL, ox.Literal(title, language="en"))
        writer.add(node, DCTERMS.description, ox.Literal(table_import.origin, language="en"))
        writer.add(node, CSTO.published, ox.Literal(table_import.published, datatype=_EDTF))
        writer.add(node, CSTO.fileName, ox.Literal(origin.file_name))
        writer.add(node, CSTO.sha256, ox.Literal(origin.digest, datatype=_HEX))
        writer.add(node, CSTO.rowCount, ox.Literal(str(origin.rows), datatype=_INTEGER))
    return writer.quads
