"""Headers of table imports, and every fault with its path and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from csto_kg.errors import DataError
from csto_kg.tables.headers import read_imports
from tests.support.tables import HEADER, IMPORTS


def test_there_are_imports() -> None:
    """Every table import has a header that can be read, and there are three at least."""
    assert {"cow-igo", "ggo-parties", "reign-leaders"} <= set(IMPORTS)


FAULTS = {
    "a key is missing": ("--+ title: T\n", "", r"1: mine: header: title: is missing"),
    "a key is unknown": (
        "title: T\n",
        "title: T\n--+ titel: T\n",
        r"2: mine: header: titel: .* — did you mean title",
    ),
    "a key of a file is unknown": (
        "columns: {a: text}",
        "columns: {a: text}, encodin: x",
        r"7: mine: .*encodin: is an",
    ),
    "a key of the matches is unknown": (
        "{state: iso",
        "{states: {}, state: iso",
        r"8: mine: header: matches.states: is",
    ),
    "a column is not described": ("state_name: s,", "", r"9: mine: header: columns: column 'state_name' of a"),
    "a column is not of the contract": ("state: s,", "state: s, role: r,", r"9: mine: header: columns.role: a part"),
    "what is counted is not a file": (
        "of: parties",
        "of: agreements",
        r"6: mine: header: counts.of: 'agreements' is",
    ),
    "a column of another type": (
        "{a: text}",
        "{a: date}",
        r"7: mine: header: files.parties.columns.a: must be one of",
    ),
    "no such kind": ("kind: participation", "kind: partition", r"5: mine: header: kind: must be one of membership"),
    "not a date": ('"2020"', '"lately"', r"4: mine: header: published: .*lately"),
    "no such encoding": ("{a: text}", "{a: text}, encoding: x1", r"7: mine: .*encoding: there is no encoding 'x1'"),
    "not a name of a table": (
        "{parties: {",
        "{Parties: {",
        r"7: mine: header: files.Parties: is not a name for a table",
    ),
    "near is a word": (
        "{state: iso3166alpha3",
        "{state: a, state_near: some",
        r"8: mine: .*state_near: must be a list",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_has_its_path_and_its_line(old: str, new: str, message: str, tmp_path: Path) -> None:
    """A header that lacks or misspells something is refused with the file, the line and the path of each fault."""
    assert old in HEADER
    (tmp_path / "mine.sql").write_text(HEADER.replace(old, new) + "SELECT 1")
    with pytest.raises(DataError, match=rf"mine\.sql:{message}"):
        read_imports(tmp_path)


def test_every_fault_is_reported(tmp_path: Path) -> None:
    """Faults of several headers come together, a file that is not UTF-8 among them."""
    (tmp_path / "a.sql").write_text(HEADER.replace("title: T", "titel: T"))
    (tmp_path / "b.sql").write_bytes(b"--+ title: \xff")
    with pytest.raises(DataError) as caught:
        read_imports(tmp_path)
    assert ["a", "a", "b"] == [fault.subject for fault in caught.value.faults]
