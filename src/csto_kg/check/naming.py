"""How reports name things and claims: the names of this project, and the names that things have while a claim is checked.

Gate 1 checks each claim by itself in one graph of all claims. There the things of a claim are called `<iri>?claim=<claim>`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import quote, unquote

import pyoxigraph as ox
from rdflib import Literal, URIRef
from rdflib.namespace import RDF
from rdflib.term import Identifier, Node

from csto_kg.rdf.terms import to_subject
from csto_kg.shacl.literals import Data
from csto_kg.shacl.naming import Naming
from csto_kg.shacl.report import Result
from csto_kg.vocab import CSTO, OA, PREFIXES, PROV, ROOT, short

__all__ = ["NAMING", "SHAPES", "called", "claim_behind", "name_within_claim", "original", "with_claim"]

SHAPES: Final = ROOT + "shapes#"
"""The namespace of the project's shapes, and of the terms by which they declare interval joins."""

NAMING: Final = Naming(PREFIXES, ROOT + "report/", short)
"""How reports of this project write IRIs."""

_MARK: Final = "?claim="
_CLAIMS: Final = ROOT + "claim/"
_RDF_TYPE: Final = ox.NamedNode(str(RDF.type))
_CLAIM: Final = ox.NamedNode(str(CSTO.Claim))
_HAS_SELECTOR: Final = ox.NamedNode(str(OA.hasSelector))
_QUOTED_FROM: Final = ox.NamedNode(str(PROV.wasQuotedFrom))


def called(node: Identifier) -> str:
    """A node as people write it: an identifier in its short form, anything else as in Turtle."""
    return NAMING.in_words(node)


def name_within_claim(thing: Node, claim: URIRef) -> URIRef:
    """The name of a thing while a claim about it is checked."""
    return URIRef(f"{thing}{_MARK}{quote(claim.removeprefix(_CLAIMS), safe='/-._~')}")


def original(node: Identifier) -> tuple[Identifier, URIRef | None]:
    """The thing and the claim behind a name made by `name_within_claim`; any other node is returned unchanged."""
    iri, mark, name = node.rpartition(_MARK)
    if not isinstance(node, URIRef) or not mark:
        return node, None
    claim = unquote(name)
    return URIRef(iri), URIRef(claim) if "://" in claim else URIRef(_CLAIMS + claim)


def with_claim(result: Result, data: Data) -> Result:
    """A result under the names of the data, with the claim that is at fault."""
    focus, claim = original(result.focus)
    value = None if result.value is None else original(result.value)[0]
    return replace(result, focus=focus, value=value, claim=claim or claim_behind(focus, data))


def claim_behind(focus: Identifier, data: Data) -> URIRef | None:
    """The claim that a node belongs to: the node itself, or the claim that quotes this passage or has this selector.

    The first by name where there are several; None where there is none.
    """
    if isinstance(focus, Literal):
        return None
    store, node, default = data.store, to_subject(focus), ox.DefaultGraph()
    if ox.Quad(node, _RDF_TYPE, _CLAIM) in store:
        return URIRef(focus)
    passages = [node, *(q.subject for q in store.quads_for_pattern(None, _HAS_SELECTOR, node, default))]
    claims = (q.subject for p in passages for q in store.quads_for_pattern(None, _QUOTED_FROM, p, default))
    return min((URIRef(c.value) for c in claims if isinstance(c, ox.NamedNode)), default=None)
