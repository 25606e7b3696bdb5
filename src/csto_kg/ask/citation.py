"""What somebody else needs to get the same answer: release, query, parameters, days, policy, and the answer's digest.

A citation is one line of JSON. `csto-kg rerun` asks again and tells which of release, query and answer have changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from csto_kg.errors import Fault, UsageError
from csto_kg.read.texts import digest

FORM: Final = "csto-kg citation 1"

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


@dataclass(frozen=True, slots=True)
class Citation:
    """A question and its answer. Digests are SHA-256: `query_sha256` of the stored query's text, `answer_sha256` of the
    answer as it was written in `shape` (`width` columns wide, where it is a table).
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

    def __str__(self) -> str:
        return json.dumps({"form": FORM, **asdict(self)}, ensure_ascii=False, sort_keys=True)


def read_citation(text: str) -> Citation:
    """The citation in a text. Raises UsageError that says what it lacks."""
    start, end = text.find("{"), text.rfind("}")
    try:
        told = json.loads(text[start : end + 1])
    except json.JSONDecodeError:
        told = None
    if not isinstance(told, dict) or told.get("form") != FORM:
        raise UsageError(
            Fault("this is no citation", fix="give what `csto-kg query … --cite` wrote, or a file with it")
        )
    wrong = [f"lacks '{key}'" for key in _KEYS if key not in told]
    wrong += [f"has '{key}'" for key in told if key not in _KEYS and key != "form"]
    wrong += [
        f"has no {' or '.join(t.__name__ for t in types)} as '{key}'"
        for key, types in _KEYS.items()
        if _is_wrong(told, key, types)
    ]
    if wrong:
        raise UsageError(
            Fault(f"this citation {', '.join(wrong)}", fix="give it as `csto-kg query … --cite` wrote it")
        )
    return Citation(**{key: told[key] for key in _KEYS})


def _is_wrong(told: Mapping[str, object], key: str, types: tuple[type, ...]) -> bool:
    value = told.get(key)
    if key in told and not isinstance(value, types):
        return True
    lists = list(value.values()) if isinstance(value, dict) else []
    return not all(isinstance(given, list) and all(isinstance(v, str) for v in given) for given in lists)


def answer_digest(answer: str) -> str:
    """The digest of an answer as it was written."""
    return digest(answer.encode())
