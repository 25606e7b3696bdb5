"""Which keywords a SPARQL query has, by the engine's own parser.

A keyword cannot be misspelt; a string, comment, IRI, variable or prefix can. So the engine decides whether a word is a
keyword. A second parser could be deceived: to a tokenizer `<?b)SERVICE?s#>` may be an IRI where the engine reads a
comparison and then the keyword.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph as ox

__all__ = ["asks_others", "unkeyed"]


def unkeyed(
    text: str, word: str, instead: str, prefixes: Mapping[str, str], base: str | None = None
) -> SyntaxError | None:
    """None if a query is still a query with `instead` everywhere for `word`, a pattern; otherwise the error."""
    if not re.search(word, text, re.IGNORECASE):
        return None
    try:
        ox.Store().query(re.sub(word, instead, text, flags=re.IGNORECASE), base_iri=base, prefixes=dict(prefixes))
    except SyntaxError as error:
        return error
    except (OSError, RuntimeError):  # it was read, and failed on the empty store
        return None
    return None


def asks_others(text: str, prefixes: Mapping[str, str], base: str | None = None) -> bool:
    """Whether a query would ask other servers (SERVICE); one that is no query does not."""
    if unkeyed(text, "SERVICE", "sxrvice", prefixes, base) is None:
        return False
    return unkeyed(text, r"SERVICE(\s+SILENT\b)?", "GRAPH", prefixes, base) is None
