"""What is wrong with a text that an engine does not read as SPARQL, in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from csto_kg.advice import did_you_mean
from csto_kg.errors import Fault
from csto_kg.rdf.tokens import tokens
from csto_kg.vocab import PREFIXES

__all__ = ["not_sparql", "undeclared_prefixes"]

# How the engine says that a prefix has no declaration, among much else that it would have taken there.
_NO_PREFIX: Final = "Prefix not found"


def not_sparql(text: str, error: SyntaxError) -> Fault:
    """The fault of a text that the engine refused with `error`."""
    if not text.strip():
        return Fault(
            "is not SPARQL: the query is empty", fix="a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE"
        )
    missing = list(undeclared_prefixes(text)) if _NO_PREFIX in str(error) else []
    if not missing:
        return Fault(f"is not SPARQL: {error}")
    names = " and ".join(f"'{prefix}:'" for prefix in missing)
    message = f"is not SPARQL: the prefix {names} is not declared"
    if len(missing) > 1:
        message = f"is not SPARQL: the prefixes {names} are not declared"
    known = [f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in missing if prefix in PREFIXES]
    unknown = [prefix for prefix in missing if prefix not in PREFIXES]
    advice = [f"start the query with {' '.join(known)}"] if known else []
    if unknown:
        near = did_you_mean(" ".join(unknown), PREFIXES, "", 0.6)
        advice.append(f"{near + ' ' if near else ''}the prefixes of the graph are {', '.join(PREFIXES)}")
    return Fault(message, fix="; ".join(advice))


def undeclared_prefixes(text: str) -> Iterator[str]:
    """The prefixes that a query uses and does not declare, each once, in their order."""
    found = [t for t in tokens(text) if t.kind == "word"]
    declared = {name.text.removesuffix(":") for before, name in pairwise(found) if before.word == "PREFIX"}
    seen = declared | {"_"}  # blank nodes look like names with a prefix
    for token in found:
        prefix, colon, _ = token.text.partition(":")
        if colon and token.text[0] not in "?$" and prefix not in seen:
            seen.add(prefix)
            yield prefix
