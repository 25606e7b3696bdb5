"""Which bodies each state was in on a day: a row for each, with a word for each body."""

from __future__ import annotations

from datetime import date
from typing import Final

from csto_kg.site.dating import verdict_on
from csto_kg.site.days import CELL_WORDS, DaysData
from csto_kg.site.model import MatrixCell, MatrixSection, Text
from csto_kg.time.written import written

__all__ = ["matrix_section"]

_ONLY: Final[Text] = (
    "Only what the sources say: a dash means that none of them puts the state in that body, not that it was never in it. "
    "Where the end is unknown, it was in the body before, and no source says whether it still was.",
)


def matrix_section(data: DaysData, day: date) -> MatrixSection | None:
    """The bodies of each state as of a day; None where no state was in two bodies."""
    if len(data.bodies) < 2:
        return None
    material = data.material
    rows = tuple(
        (
            material.link(agent),
            tuple(_cell(data, day, agent, body, f"{row} {column}") for column, body in enumerate(data.bodies)),
        )
        for row, agent in enumerate(data.agents)
    )
    heads = tuple(material.link(body, material.short_name(body)) for body in data.bodies)
    return MatrixSection(f"In which bodies on {written(day.isoformat())}", heads, rows, "bodies", _ONLY)


def _cell(data: DaysData, day: date, agent: str, body: str, place: str) -> MatrixCell:
    hue, verdict = data.best(day, agent, (body,))
    if verdict:
        return MatrixCell(hue, verdict, CELL_WORDS[verdict].format(hue), place)
    return MatrixCell("", "", _absent(data, day, agent, body), place)


def _absent(data: DaysData, day: date, agent: str, body: str) -> str:
    """Why somebody is not in a body on a day: not yet, no longer, between two times; a dash where no source has it there."""
    verdicts = {verdict_on(s.span, day) for s in data.standings if (s.agent, s.body) == (agent, body)}
    if not verdicts:
        return "–"
    return next(iter(verdicts)) if len(verdicts) == 1 else "not then"
