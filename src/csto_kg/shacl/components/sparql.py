"""SPARQL-based constraints (SHACL, section 5): the query of a rule, ready to be joined with its focus nodes."""

from __future__ import annotations

from functools import lru_cache

import pyoxigraph as ox

from csto_kg.rdf.tokens import has_open_property, iris, tokens
from csto_kg.shacl.errors import UnsupportedError
from csto_kg.shacl.literals import Data
from csto_kg.shacl.prebinding import why_not_joined
from csto_kg.shacl.shapes import Shape, SparqlConstraint

__all__ = ["query_of"]


def query_of(data: Data, shape: Shape, rule: SparqlConstraint) -> str:
    """The query of a rule with its path in place of $PATH. Raises UnsupportedError if it cannot be joined."""
    text = rule.select
    for token in reversed(tokens(text)):
        if token.word == "?PATH":
            if shape.path is None:
                raise UnsupportedError("$PATH stands in a node shape")
            path = shape.path.sparql if shape.path.is_property else f"({shape.path.sparql})"
            text = text[: token.start] + path + text[token.end :]
    if reason := _why_not(text):
        raise UnsupportedError(reason)
    if data.marked_in and (iris(text) & data.marked_in or has_open_property(text)):
        raise UnsupportedError("its query compares literals that Oxigraph would not keep as they are written")
    return text


@lru_cache(maxsize=256)
def _why_not(query: str) -> str:
    """The reason why a query cannot be joined with focus nodes, whatever the data; empty if it can."""
    if reason := why_not_joined(query):
        return f"its query cannot be asked for all nodes at once: {reason}"
    try:
        ox.Store().query(query)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        return f"its query is not valid SPARQL: {' '.join(str(error).split())}"
    return ""
