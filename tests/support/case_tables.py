"""The tables of cases in `tests/cases`, which people can read and correct."""

from __future__ import annotations

import csv
from pathlib import Path

CASES = Path(__file__).parents[1] / "cases"


def table(name: str) -> list[dict[str, str]]:
    """The rows of a tab-separated table; quotation marks have no special meaning."""
    with (CASES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


DATES = table("dates.tsv")
"""Texts that are read or refused as dates, with their bounds or the message."""
