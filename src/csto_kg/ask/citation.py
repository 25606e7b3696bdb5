"""Citations: all that somebody else needs to get the same answer (release, query, parameters, policy, digest of the answer).

A citation is one line of JSON. Its digest is of the data alone: the columns and rows, as SPARQL 1.1 Query Results JSON
without layout, so that neither the width of a terminal nor the format changes it. Citations in the first form, whose
digest covers the text as it was laid out, are still read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from csto_kg.ask.labels import ENGLISH
from csto_kg.errors import Fault, UsageError
from csto_kg.rdf.results import Table, as_sparql_json
from csto_kg.read.texts import digest

__all__ = ["FIRST_FORM", "FORM", "Citation", "answer_digest", "read_citation", "text_digest"]

FIRST_FORM: Final = "csto-kg citation 1"
FORM: Final = "csto-kg citation 2"

_KEYS: Final[Mapping[str, tuple[type, ...]]] = {
    "release": (str,),
    "query": (str,),
    "query_sha256": (str,),
    "parameters": (dict,),
    "known_by": (str, type(None)),
    "policy": (str,),
    "evidence": (bool,),
    "shape": (str,),
    "width": (int,),
    "answer_sha256": (str,),
}
_OPTIONAL: Final[Mapping[str, tuple[type, ...]]] = {"ids": (bool,), "curies": (bool,), "language": (str,)}
"""Keys that citations from before there were these options lack: false there, and English."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A question and its answer.

    Digests are SHA-256 in hexadecimal: `query_sha256` of the stored query's text, `answer_sha256` of the answer's data
    (`answer_digest`; in the first form of the text that was written, `text_digest`). `shape` is the format of the answer,
    `width` how many columns wide a table was, 0 for other formats, `ids` and `curies` whether it had identifiers, or short
    ones, `language` that of its names: `csto-kg rerun` writes it so again.
    """

    release: str
    query: str
    query_sha256: str
    parameters: Mapping[str, Sequence[str]]
    known_by: str | None
    policy: str
    evidence: bool
    shape: str
    width: int
    answer_sha256: str
    form: str = FORM
    ids: bool = False
    curies: bool = False
    language: str = ENGLISH

    def __str__(self) -> str:
        # In ASCII, so that no terminal can spoil it.
        return json.dumps(asdict(self), sort_keys=True)


def read_citation(text: str) -> Citation:
    """The citation in a text. Raises UsageError with everything that is wrong with it."""
    start, end = text.find("{"), text.rfind("}")
    try:
        read = json.loads(text[start : end + 1])
    except (json.JSONDecodeError, RecursionError):
        read = None
    if not isinstance(read, dict) or read.get("form") not in (FIRST_FORM, FORM):
        fix = "give what `csto-kg query … --cite` wrote, or a file with it"
        raise UsageError(Fault("this is not a citation", fix=fix))
    wrong = [f"lacks '{key}'" for key in _KEYS if key not in read]
    types = {**_KEYS, **_OPTIONAL}
    wrong += [f"has an unknown key '{key}'" for key in read if key not in types and key != "form"]
    wrong += [f"has a wrong value of '{key}'" for key, of in types.items() if _is_wrong(read, key, of)]
    if wrong:
        fix = "give it as `csto-kg query … --cite` wrote it"
        raise UsageError(Fault(f"this citation {', '.join(wrong)}", fix=fix))
    return Citation(**{key: read[key] for key in (*_KEYS, "form", *_OPTIONAL) if key in read})


def _is_wrong(read: Mapping[str, Any], key: str, types: tuple[type, ...]) -> bool:
    value = read.get(key)
    if key in read and (not isinstance(value, types) or (isinstance(value, bool) and bool not in types)):
        return True
    lists = list(value.values()) if isinstance(value, dict) else []
    return not all(isinstance(given, list) and all(isinstance(v, str) for v in given) for given in lists)


def answer_digest(table: Table) -> str:
    """The digest of an answer's columns and rows. It does not depend on the format."""
    return digest(as_sparql_json(table, indent=None).encode())


def text_digest(text: str) -> str:
    """The digest of an answer as it was laid out, which citations in the first form have."""
    return digest(text.encode())
