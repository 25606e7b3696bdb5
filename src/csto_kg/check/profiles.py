"""Profiles: which checks hold for which graphs. What is made from an outside table is checked as that.

A graph is of a table if the provenance says that it conforms to the profile of tables; `csto-kg import` writes that. Its
things are checked by the shapes of the view and by those of the profile, and what the project declares need not be declared
in the file again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from csto_kg.check.naming import SHAPES
from csto_kg.rdf.terms import to_quad
from csto_kg.shacl.report import Result
from csto_kg.vocab import DCTERMS, G_PROVENANCE, TABLE_PROFILE

__all__ = ["Profile", "TableThings", "classes_of_named", "table_things"]

_CONFORMS: Final = ox.NamedNode(str(DCTERMS.conformsTo))
_PROFILE: Final = ox.NamedNode(str(TABLE_PROFILE))
_OF_TABLES: Final = f"{SHAPES}Table"


class Profile(StrEnum):
    """What a file is checked as, whatever it says of itself: a project's view, or what is made from tables."""

    VIEW = "view"
    TABLES = "tables"


@dataclass(frozen=True, slots=True)
class TableThings:
    """The things that the graphs of tables describe, by IRI."""

    things: frozenset[str]

    def of(self, results: Iterable[Result], declared: Collection[str]) -> list[Result]:
        """The results that hold: those of the shapes of tables on things of tables alone, and none on what is `declared`
        in the project, which is checked there.
        """
        return [
            r
            for r in results
            if str(r.focus) not in declared
            and (not str(r.shape).startswith(_OF_TABLES) or str(r.focus) in self.things)
        ]


def table_things(quads: Sequence[ox.Quad], profile: Profile | None) -> TableThings:
    """The things of tables among quads: those of the graphs that say so, or all or none where a profile is given."""
    if profile is Profile.VIEW:
        return TableThings(frozenset())
    said = {q.subject for q in quads if q.predicate == _CONFORMS and q.object == _PROFILE}
    # The sources of a table stand in the provenance, beside those of texts.
    graphs = said | ({ox.NamedNode(str(G_PROVENANCE))} if said else set())
    return TableThings(frozenset(str(_name(q)) for q in quads if profile is Profile.TABLES or q.graph_name in graphs))


def classes_of_named(quads: Iterable[ox.Quad], register: Graph) -> list[ox.Quad]:
    """The classes of what quads name and do not describe, as far as the register has them."""
    held = list(quads)
    described = {q.subject for q in held}
    named = {q.object for q in held if isinstance(q.object, ox.NamedNode)} - described
    return [
        to_quad((URIRef(node.value), RDF.type, cls), G_PROVENANCE)
        for node in sorted(named, key=str)
        for cls in register.objects(URIRef(node.value), RDF.type)
    ]


def _name(quad: ox.Quad) -> str:
    assert isinstance(quad.subject, ox.NamedNode | ox.BlankNode), "RDF has no other subjects"
    return quad.subject.value
