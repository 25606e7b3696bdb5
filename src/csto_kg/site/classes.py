"""The classes of things with those above them, as the ontology has them."""

from __future__ import annotations

from typing import Final

from rdflib.namespace import RDFS, SKOS

from csto_kg.site.material import Material
from csto_kg.vocab import CSTO, G_ONTOLOGY, G_VIEW

__all__ = ["actors_in", "classes_above", "is_a", "is_actor", "schema_class"]

_ONTOLOGY: Final = str(G_ONTOLOGY)
_SCHEMA: Final = "http://schema.org/"
_ACTORS: Final = (str(CSTO.Agent), str(CSTO.Instrument))


def classes_above(material: Material, cls: str) -> tuple[str, ...]:
    """A class and those above it, the nearest first."""
    found = [cls]
    for of in found:
        found += [c for c in material.contents.texts(of, str(RDFS.subClassOf), _ONTOLOGY) if c not in found]
    return tuple(found)


def is_a(material: Material, thing: str, *classes: object) -> bool:
    """Whether a thing is of one of the classes, or of one below."""
    wanted = set(map(str, classes))
    return any(wanted.intersection(classes_above(material, cls)) for cls in material.classes(thing))


def schema_class(material: Material, thing: str) -> str:
    """The class of schema.org that the ontology says comes nearest to what a thing is; empty where there is none."""
    for cls in material.classes(thing):
        for above in classes_above(material, cls):
            for match in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch):
                for name in material.contents.texts(above, str(match), _ONTOLOGY):
                    if name.startswith(_SCHEMA):
                        return name.removeprefix(_SCHEMA)
    return ""


def is_actor(material: Material, thing: str) -> bool:
    """Whether a thing is an agent or an instrument."""
    return is_a(material, thing, *_ACTORS)


def actors_in(material: Material, thing: str) -> list[str]:
    """The agents and instruments that a thing names as values of its properties, by name; a thing that is one itself."""
    if is_actor(material, thing):
        return [thing]
    graph = str(G_VIEW)
    values = {value.value for _, value in material.contents.of(thing, graph) if hasattr(value, "value")}
    found = {v for v in values if material.contents.of(v, graph) and is_actor(material, v)}
    return sorted(found, key=lambda iri: (material.name(iri), iri))
