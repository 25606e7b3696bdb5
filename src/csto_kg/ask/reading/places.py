"""Says whether a question names a thing as a place: "held in Armenia", "on the soil of Armenia"."""

from __future__ import annotations

import re
from typing import Final

from csto_kg.ask.reading.mentions import Mention
from csto_kg.ask.reading.understanding import Understood

__all__ = ["is_place"]

_BEFORE: Final = re.compile(
    r"\b(?:in|at|within|inside|across|(?:on|in)\s+(?:the\s+)?(?:soil|territory|ground|land)\s+of)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(r"(?:['’]s?|i|n|an)?\s+(?:soil|territory|ground)\b", re.IGNORECASE)
_ON: Final = re.compile(r"\bon\s+(?:the\s+)?$", re.IGNORECASE)


def is_place(known: Understood, mention: Mention) -> bool:
    """Whether the words around a name say that it is a place."""
    if not mention.words:
        return False
    before = known.text[: known.words[min(mention.words)].start]
    after = known.text[known.words[max(mention.words)].end :]
    return _BEFORE.search(before) is not None or (_ON.search(before) is not None and _AFTER.match(after) is not None)
