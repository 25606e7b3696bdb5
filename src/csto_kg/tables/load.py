"""Reads raw files and runs the SELECT of a table import. The only module that knows DuckDB.

DuckDB reads the raw files into tables by the names of the header, with all columns as text and `_row`, the number of the
row in the file (the header is row 1, as in RFC 7111). The SELECT sees these tables and nothing else: no files, no network.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from csto_kg.errors import DataError, Fault, MachineError, UsageError, Where
from csto_kg.tables.headers import COLUMNS, ColumnType, InputFile, TableImport, Unit
from csto_kg.tables.rows import WHAT, WHO, EpisodeRow, Violation, row_order

__all__ = ["Loaded", "RawFile", "load_rows"]

_FORMAT: Final = "all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"', parallel = false"
_SQL_TYPES: Final = {"units": "BIGINT"}  # every other column is VARCHAR


@dataclass(frozen=True, slots=True)
class RawFile:
    """A raw file that was read: its table, its name, the SHA-256 of its bytes, and its rows without the header."""

    table: str
    file_name: str
    digest: str
    rows: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """The typed rows of a table import, in the order of the raw ones, without the rows that lack an entity.

    `given` is the number of raw rows or cells, `units` of those that came out of the SELECT, `left_out` of those that the
    SELECT leaves out, by reason. `violations` are the lines that are not UTF-8.
    """

    rows: tuple[EpisodeRow, ...]
    given: int
    units: int
    left_out: Mapping[str, int]
    origins: tuple[RawFile, ...]
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class _Readable:
    """A file that DuckDB can read, the SHA-256 of the raw bytes, and the lines that were not UTF-8."""

    path: Path
    digest: str
    violations: tuple[Violation, ...] = ()


def load_rows(table_import: TableImport, files: Mapping[str, Path]) -> Loaded:
    """Read the raw files, plain or gzipped, by the names of the header, and run the SELECT on them.

    Raises UsageError where a file is not named or does not exist, MachineError where one cannot be read, and DataError
    where a column is missing or of a wrong type, or the SELECT does not keep its contract.
    """
    _check_files(table_import, files)
    violations: list[Violation] = []
    origins: list[RawFile] = []
    with tempfile.TemporaryDirectory(prefix="csto-kg-") as scratch, duckdb.connect() as database:
        for table, file in table_import.files.items():
            readable = _readable(table, file, files[table], Path(scratch))
            violations += readable.violations
            rows = _create_table(database, table, file, files[table], readable.path)
            origins.append(RawFile(table, files[table].name, readable.digest, rows))
        # From here on the SQL sees the tables and nothing of the machine.
        database.execute("SET enable_external_access = false")
        given = _given(database, table_import)
        answered = _select(database, table_import)
    left_out: Counter[str] = Counter()
    for cells in answered:
        if cells["left_out"] is not None:
            left_out[cells["left_out"]] += cells["units"]
    who, what = WHO[table_import.type], WHAT[table_import.type]
    named = [_episode_row(c, table_import) for c in answered if c[who] is not None and c[what] is not None]
    return Loaded(
        rows=tuple(sorted(named, key=lambda row: (row_order(row.row), row.row))),
        given=given,
        units=sum(cells["units"] for cells in answered),
        left_out=left_out,
        origins=tuple(origins),
        violations=tuple(violations),
    )


def _check_files(table_import: TableImport, files: Mapping[str, Path]) -> None:
    name = table_import.name
    fix = "it needs " + "; ".join(f"{table}: {file.about}" for table, file in table_import.files.items())
    faults = [Fault(f"no file is given for '{t}'", name, fix=fix) for t in table_import.files if t not in files]
    faults += [Fault(f"has no file '{t}'", name, fix=fix) for t in files if t not in table_import.files]
    faults += [Fault("there is no such file", name, Where(str(p))) for p in files.values() if not p.is_file()]
    if faults:
        raise UsageError(*faults)


def _readable(table: str, file: InputFile, path: Path, scratch: Path) -> _Readable:
    """The raw file itself where DuckDB can read it, else a plain copy of it in UTF-8."""
    try:
        raw = path.read_bytes()
        data = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (OSError, EOFError) as error:
        raise MachineError(Fault(f"cannot be read: {error}", where=Where(str(path)))) from None
    digest = hashlib.sha256(raw).hexdigest()
    violations: tuple[Violation, ...] = ()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if file.encoding is None:
            line = data.count(b"\n", 0, error.start) + 1
            message = f"byte 0x{data[error.start]:02x} is not UTF-8"
            raise DataError(Fault(message, table, Where(str(path), line))) from None
        data, violations = _in_utf8(data, file.encoding)
    else:
        # DuckDB interprets the name of a file: its ending as compression, and * ? [ as patterns. Both can be wrong.
        if (raw is not data) == path.name.endswith(".gz") and not re.search(r"[*?\[]", str(path)):
            return _Readable(path, digest)
    copy = scratch / f"{table}.csv"
    copy.write_bytes(data)
    return _Readable(copy, digest, violations)


def _in_utf8(data: bytes, encoding: str) -> tuple[bytes, tuple[Violation, ...]]:
    """The data with each line that is not UTF-8 read in another encoding, and these lines."""
    lines, violations = [], []
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            line.decode("utf-8")
            lines.append(line)
        except UnicodeDecodeError as error:
            message = f"byte 0x{line[error.start]:02x} is not UTF-8; the line is read as {encoding}"
            violations.append(Violation("a line is not UTF-8", f"line={number - 1},{number}", message))
            lines.append(line.decode(encoding, errors="replace").encode())
    return b"\n".join(lines), tuple(violations)


def _create_table(
    database: duckdb.DuckDBPyConnection, table: str, file: InputFile, path: Path, readable: Path
) -> int:
    """Read a raw file to a table of text; its number of rows. Raises DataError for columns missing or not of their type."""
    literal = str(readable).replace("'", "''")
    where = Where(str(path))
    try:
        database.execute(
            f"CREATE TABLE {table} AS SELECT *, (row_number() OVER () + 1)::INTEGER AS _row"
            f" FROM read_csv('{literal}', {_FORMAT})"
        )
    except duckdb.Error as error:
        raise DataError(Fault(f"is not a table: {str(error).splitlines()[0]}", table, where)) from None
    there = _types(database, table)
    faults = [Fault(f"column '{c}' is missing", table, where) for c in file.columns if c not in there]
    for column in (c for c, t in file.columns.items() if t is ColumnType.NUMBER and c in there):
        wrong = database.execute(
            f'SELECT _row, "{column}" FROM {table} WHERE "{column}" IS NOT NULL'
            f' AND TRY_CAST("{column}" AS DOUBLE) IS NULL ORDER BY _row LIMIT 1'
        ).fetchall()
        faults += [
            Fault(f"column '{column}' holds '{value}', which is not a number", table, Where(str(path), row))
            for row, value in wrong
        ]
    if faults:
        raise DataError(*faults)
    return _number(database, f"SELECT count(*) FROM {table}")


def _types(database: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    return {str(row[0]): str(row[1]) for row in database.execute(f"DESCRIBE {table}").fetchall()}


def _number(database: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(database.execute(sql).fetchall()[0][0])


def _given(database: duckdb.DuckDBPyConnection, table_import: TableImport) -> int:
    """The rows of the counted input, or the cells of those of its columns that the header does not name."""
    rows = _number(database, f"SELECT count(*) FROM {table_import.counted}")
    if table_import.unit is Unit.ROW:
        return rows
    named = {*table_import.files[table_import.counted].columns, "_row"}
    return rows * len(_types(database, table_import.counted).keys() - named)


def _select(database: duckdb.DuckDBPyConnection, table_import: TableImport) -> list[Mapping[str, Any]]:
    """The typed rows. Raises DataError where the SQL does not run or its columns are not those of the contract."""
    where = Where(table_import.path)
    try:
        database.execute(f"CREATE TABLE _answer AS\n{table_import.text}")
    except duckdb.Error as error:
        raise DataError(Fault(f"does not run: {error}", table_import.name, where)) from None
    contract = COLUMNS[table_import.type]
    messages = [*_wrong_types(_types(database, "_answer"), table_import), *_empty(database, table_import)]
    if messages:
        raise DataError(*(Fault(message, table_import.name, where) for message in messages))
    rows = database.execute(f"SELECT {', '.join(contract)} FROM _answer").fetchall()
    return [dict(zip(contract, row, strict=True)) for row in rows]


def _wrong_types(types: Mapping[str, str], table_import: TableImport) -> list[str]:
    contract = COLUMNS[table_import.type]
    wanted = {column: _SQL_TYPES.get(column, "VARCHAR") for column in contract}
    return [
        *(f"column '{c}' is missing" for c in contract if c not in types),
        *(f"column '{c}' is {types[c]} and must be {t}" for c, t in wanted.items() if types.get(c, t) != t),
        *(f"column '{c}' is not of a {table_import.type}" for c in types if c not in contract),
    ]


def _empty(database: duckdb.DuckDBPyConnection, table_import: TableImport) -> list[str]:
    types = _types(database, "_answer")
    must_be_full = [c for c, may_be_null in COLUMNS[table_import.type].items() if not may_be_null and c in types]
    counts = {
        # Units of rows that are left out are counted too.
        c: _number(
            database, f"SELECT count(*) FROM _answer WHERE {c} IS NULL" + " AND left_out IS NULL" * (c != "units")
        )
        for c in (must_be_full if "left_out" in types else ())
    }
    return [f"column '{c}' is empty in {number} episodes" for c, number in counts.items() if number]


def _episode_row(cells: Mapping[str, Any], table_import: TableImport) -> EpisodeRow:
    who, what = WHO[table_import.type], WHAT[table_import.type]
    return EpisodeRow(
        who=cells[who],
        who_name=cells[f"{who}_name"],
        what=cells[what],
        what_name=cells[f"{what}_name"],
        role=cells.get("role"),
        start=cells["begins"],
        end=cells["ends"],
        holds=cells["holds"],
        row=cells["row"] or "",
        units=cells["units"],
        is_left_out=cells["left_out"] is not None,
    )
