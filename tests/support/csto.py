"""The names of the CSTO's project: of its states, bodies, treaties, persons, places and sources, from its data."""

from __future__ import annotations

import re
from functools import cache

import yaml

from tests.support.paths import ROOT

# What these are called is nobody else's. Topics, plans and roles have names of common words.
_FILES = ("forces", "instruments", "organizations", "organs", "persons", "places", "polities", "exercises")
# The United Nations keep the codes of M49, and CSTO is what the code calls the terms of the core; the rest are common words.
_COMMON = frozenset(
    {"UN", "CSTO", "World", "USA", "Council", "Charter", "Cobalt", "Parliament", "West", "Government"}
)


@cache
def names() -> frozenset[str]:
    """The names of things of the register that begin with a capital letter, and of its sources."""
    found: set[str] = set()
    for name in _FILES:
        for entry in yaml.safe_load((ROOT / "data" / "entities" / f"{name}.yaml").read_text(encoding="utf-8")):
            for key in ("label", "altLabel"):
                given = entry.get(key, {}).get("en", [])
                found |= {given} if isinstance(given, str) else set(given)
    return frozenset(n for n in found if n[:1].isupper() and len(n) > 2) - _COMMON


@cache
def pattern() -> re.Pattern[str]:
    """Whatever names one of these things, in prose."""
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, names()), key=len, reverse=True))})\b")
