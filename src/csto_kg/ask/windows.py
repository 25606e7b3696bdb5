"""Notes on ranges of days that no source gives: a claim infers them from its passage, such as from "a week later"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
from rdflib import URIRef
from rdflib.namespace import RDF, RDFS

from csto_kg.time.written import written
from csto_kg.vocab import CSTO, EDTF, G_FINDINGS, G_PROVENANCE, ID, short

__all__ = ["notes_on_windows"]

# A range with a first and a last day.
_WINDOW: Final = re.compile(r"\[[^,\[\]]+\.\.[^,\[\]]+\]")
_EDTF: Final = ox.NamedNode(str(EDTF.EDTF))
_IMPLIES: Final = ox.NamedNode(f"{ID}stance/implies")
_MOST: Final = 2


def notes_on_windows(parts: frozenset[str], store: ox.Store) -> tuple[str, ...]:
    """The notes on an answer whose ranges are inferred, as sentences without a full stop: what is inferred, and from what.

    `parts` are what stands between spaces in the cells of the answer.
    """
    windows = sorted(part for part in parts if part[0] == "[" and _WINDOW.fullmatch(part))
    found = dict.fromkeys(note for window in windows for note in _notes(window, parts, store))
    return tuple(found)[:_MOST]


def _notes(window: str, shown: frozenset[str], store: ox.Store) -> Iterator[str]:
    findings, value = ox.NamedNode(str(G_FINDINGS)), ox.Literal(window, datatype=_EDTF)
    for quad in store.quads_for_pattern(None, ox.NamedNode(str(RDF.object)), value, findings):
        assert isinstance(quad.subject, ox.NamedNode)
        claims = _values(store, quad.subject.value, CSTO.supportedBy, G_FINDINGS)
        for thing in _values(store, quad.subject.value, RDF.subject, G_FINDINGS):
            if thing in shown and claims and all(_is_inferred(store, claim) for claim in claims):
                claim = min(claims)
                why = " ".join(_values(store, claim, CSTO.inference, G_PROVENANCE)).removesuffix(".")
                name = min(_values(store, thing, RDFS.label, None), default=short(thing))
                yield f"{name}: {written(window)} stands in no source, it is inferred ({short(claim)}). {why}"


def _is_inferred(store: ox.Store, claim: str) -> bool:
    stance = ox.NamedNode(str(CSTO.stance))
    return any(True for _ in store.quads_for_pattern(ox.NamedNode(claim), stance, _IMPLIES, None))


def _values(store: ox.Store, subject: str, prop: URIRef, graph: URIRef | None) -> list[str]:
    """The values of a property, of texts those in English or in no language."""
    of = None if graph is None else ox.NamedNode(str(graph))
    quads = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(str(prop)), None, of)
    return [
        quad.object.value
        for quad in quads
        if isinstance(quad.object, ox.NamedNode)
        or (isinstance(quad.object, ox.Literal) and quad.object.language in (None, "en"))
    ]
