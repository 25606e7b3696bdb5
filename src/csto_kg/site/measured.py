"""What an observation counts, in a sentence: of what, how many, and by which measure."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from csto_kg.site.material import Material, sentence
from csto_kg.site.model import Text, TextPart
from csto_kg.time.written import written_at
from csto_kg.vocab import CSTO, G_VIEW

__all__ = ["measured"]

_VIEW: Final = str(G_VIEW)
_VALUES: Final = ((CSTO.value, ""), (CSTO.minValue, "at least "), (CSTO.maxValue, "at most "))


def measured(material: Material, observation: str) -> tuple[Text, ...]:
    """The number that an observation gives, and when it was; nothing for what is no observation, or gives none."""

    def one(prop: object) -> str:
        return material.contents.one(observation, str(prop), _VIEW)

    numbers = [f"{words}{_number(one(prop))}" for prop, words in _VALUES if one(prop)]
    if not numbers or not one(CSTO.measure):
        return ()
    about = "about " if one(CSTO.approximate) == "true" else ""
    unit = f" {material.name(one(CSTO.unit))}" if one(CSTO.unit) else ""
    of: list[TextPart] = [
        piece
        for thing in material.contents.texts(observation, str(CSTO.of), _VIEW)
        for piece in (", ", material.link(thing))
    ][1:]
    pieces = (
        *of,
        *((": ",) if of else ()),
        f"{about}{' and '.join(numbers)}{unit}, ",
        material.link(one(CSTO.measure)),
    )
    when = one(CSTO.dateText)
    return (sentence(*pieces), *((sentence(written_at(when)),) if when not in ("", "unknown") else ()))


def _number(text: str) -> str:
    """A number as people write it: `44,800`."""
    try:
        return f"{Decimal(text):,f}"
    except InvalidOperation:
        return text
