"""Raw files are read as the header says, and SQL that breaks its contract is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from csto_kg.errors import DataError, UsageError
from csto_kg.tables.headers import read_imports
from csto_kg.tables.run import run_import
from tests.support.tables import HEADER, IMPORTS, LEADERS_HEAD, PARTIES_HEAD, party, run


def test_plain_and_gzipped_are_the_same(tmp_path: Path) -> None:
    """A raw file gives the same claim graph plain and gzipped, whatever its name."""
    text = (PARTIES_HEAD + party("ARM", "1994-02-15", "")).encode()
    names = {"a.csv": text, "b.csv.gz": gzip.compress(text), "c[1].csv": gzip.compress(text), "it's.gz": text}
    graphs = []
    for name, data in names.items():
        (tmp_path / name).write_bytes(data)
        done = run_import(IMPORTS["ggo-parties"], {"parties": tmp_path / name}, None)
        graphs.append({str(q) for q in done.quads if q.graph_name.value == done.graph})  # type: ignore[union-attr]
    assert graphs[:1] * 4 == graphs


def test_refuses_files_that_do_not_fit(tmp_path: Path) -> None:
    """Missing and strange files, columns and values are refused with their names, all at once."""
    rows = "ARM,371,A1,A,9,4,2008,,,,,,,,,,,\nARM,371,A1,A,9,4,long ago,,,,,,,,,,,\n"
    with pytest.raises(UsageError, match="no file is given for 'states'"):
        run_import(IMPORTS["cow-igo"], {"igo": tmp_path / "x.csv"}, None)
    with pytest.raises(UsageError, match="there is no such file"):
        run_import(IMPORTS["reign-leaders"], {"leaders": tmp_path / "x.csv"}, None)
    with pytest.raises(
        DataError, match=r"parties\.csv: parties: column 'StateForce' is missing\n.*column 'StateEnd' is missing"
    ):
        run("ggo-parties", {"parties": "stateID,treatyID,Title,Begin\nARM,T,A,2000\n"}, tmp_path)
    with pytest.raises(
        DataError, match=r"leaders\.csv:3: leaders: column 'syear' holds 'long ago', which is not a number"
    ):
        run("reign-leaders", {"leaders": LEADERS_HEAD + rows}, tmp_path)
    with pytest.raises(DataError, match=r"parties\.csv:2: parties: byte 0xfc is not UTF-8"):
        run("ggo-parties", {"parties": PARTIES_HEAD.encode() + b"W\xfcrttemberg,T,A,2000,,,,,,,,,,\n"}, tmp_path)


BODY = (
    "SELECT a AS state, NULL::VARCHAR AS state_name, 'T' AS instrument, 'T' AS instrument_name, '2000' AS begins,"
    " NULL::VARCHAR AS ends,"
    " NULL::VARCHAR AS holds, 'row=' || _row AS row, 1::BIGINT AS units, NULL::VARCHAR AS left_out FROM parties"
)
BROKEN = {
    "a column is missing": (BODY.replace("'2000' AS begins,", ""), "column 'begins' is missing"),
    "a column is of a wrong type": (
        BODY.replace("1::BIGINT", "1.5"),
        "column 'units' is DECIMAL.* and must be BIGINT",
    ),
    "there is a column too many": (
        BODY.replace(" FROM", ", 1 AS more FROM"),
        "column 'more' is not of a participation",
    ),
    "a column is empty": (
        BODY.replace("a AS state", "NULL::VARCHAR AS state"),
        "column 'state' is empty in 2 episodes",
    ),
    "it is no SQL": ("SELEKT", "does not run"),
    "it reads other files": ("SELECT * FROM read_csv('/etc/passwd')", "does not run"),
    "rows are lost": (BODY + " LIMIT 1", "rows were lost or doubled: 2 rows went in, 1 came out"),
}


@pytest.mark.parametrize(("body", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_refuses_sql_that_breaks_its_contract(body: str, message: str, tmp_path: Path) -> None:
    """SQL that does not give the columns of its kind, reads what it was not given, or loses rows, is refused by name."""
    (tmp_path / "mine.sql").write_text(HEADER + body)
    (tmp_path / "parties.csv").write_text("a\nARM\nBLR\n")
    mine = read_imports(tmp_path)["mine"]
    with pytest.raises(DataError, match=rf"mine\.sql: (mine: )?.*{message}"):
        run_import(mine, {"parties": tmp_path / "parties.csv"}, None)
