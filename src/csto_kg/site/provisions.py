"""The provisions of a treaty or another instrument, with what each of them provides."""

from __future__ import annotations

import re
from typing import Final

from csto_kg.site.classes import is_a
from csto_kg.site.material import Material, capital
from csto_kg.site.model import TableRow, TableSection, Text, TextPart
from csto_kg.vocab import CSTO, G_VIEW

__all__ = ["provisions_of", "provisions_table"]

_VIEW: Final = str(G_VIEW)
_NUMBERS: Final = re.compile(r"\d+")


def provisions_of(material: Material, instrument: str) -> list[str]:
    """The provisions of an instrument, by their numbers."""
    pairs = material.contents.pointing(instrument, _VIEW)
    found = {s for prop, s in pairs if prop == str(CSTO.instrument) and is_a(material, s, CSTO.Provision)}
    return sorted(found, key=lambda provision: _order(material, provision))


def _order(material: Material, provision: str) -> tuple[list[int], str]:
    number = material.contents.one(provision, str(CSTO.number), _VIEW)
    return [int(part) for part in _NUMBERS.findall(number)], material.name(provision)


def provisions_table(material: Material, instrument: str) -> TableSection | None:
    """The provisions of an instrument as rows: what each provides as the sources say, and where they disagree on it."""
    rows = []
    for provision in provisions_of(material, instrument):
        says = material.contents.texts(provision, str(CSTO.provides), _VIEW)
        notes = material.disputes(material.conflicts_about.get(provision, ()), only_sharp=True)
        questions: list[TextPart] = [piece for note in notes for piece in (" · ", note.link)][1:]
        name: Text = (material.link(provision, capital(material.name(provision))),)
        rows.append(TableRow((name, (" ".join(says),), tuple(questions))))
    if not rows:
        return None
    heads = ("provision", "what it provides, as the sources say", "where they disagree")
    return TableSection("Provisions", heads, tuple(rows), "provisions")
