"""Import of outside tables: SQL files with headers that turn raw rows into a few typed columns, and one writer to RDF.

A table import is an `.sql` file of one SELECT. Lines that start with `--+` hold a header in YAML: what the data set is,
which files it needs, and what its traps are. DuckDB reads the raw files into tables by those names, with all columns as text
and `_row`, the number of the row in the file (the header is row 1, as in RFC 7111). The SELECT sees nothing else: no
files, no network.

What comes out is what the data set says and nothing that the project holds. It goes to one claim graph; its
entities keep the data set's own codes and are only linked to the register. Every raw row or cell that goes in comes out in
an episode or is left out for a reason, and the numbers are checked. What contradicts itself is reported row by row.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

import duckdb
import pyoxigraph as ox
import yaml
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SKOS, XSD

from csto_kg.errors import DataError, Fault, MachineError, UsageError, Where
from csto_kg.rdf.nquads import canonical
from csto_kg.time import bounds
from csto_kg.time.days import DateError, Days, Ending, Span, as_xsd
from csto_kg.time.edtf import Edtf, parse
from csto_kg.vocab import CLAIM, CSTO, DCTERMS, EDTF, G_PROVENANCE, ID, ORG, PROV, ROOT, SOURCE

TABLE = ROOT + "table/"


class Kind(StrEnum):
    """What the episodes of a data set are; each has its contract of columns."""

    MEMBERSHIP = "membership"
    PARTICIPATION = "participation"
    TENURE = "tenure"


class Unit(StrEnum):
    """What is counted in the raw data."""

    ROW = "row"
    CELL = "cell"  # of the columns that the header does not name


@dataclass(frozen=True, slots=True)
class InputFile:
    """A raw file that an import reads, the columns it must have (`text`, `number`), and what lines are that are no UTF-8."""

    name: str
    about: str
    columns: Mapping[str, str]
    encoding: str | None


@dataclass(frozen=True, slots=True)
class Matches:
    """Which codes of the data set mean an entity of the register.

    `state` is the register's property that holds the same codes (`cowCode`, `iso3166alpha3`). Codes in `near` (all, where
    `all_near`) stand for more than the register's state, and are linked by `skos:closeMatch` instead of `skos:exactMatch`.
    Organizations are linked only as the header lists them.
    """

    state: str
    near: frozenset[str]
    all_near: bool
    organizations: Mapping[str, str]
    near_organizations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableImport:
    """A table import as its header tells it. `counted` is the input whose rows or cells are counted; `text` is the SQL."""

    name: str
    path: str
    title: str
    about: str
    origin: str
    published: str
    kind: Kind
    unit: Unit
    counted: str
    files: Mapping[str, InputFile]
    matches: Matches
    roles: Mapping[str, str]
    columns: Mapping[str, str]
    notes: tuple[str, ...]
    text: str

    @property
    def graph(self) -> str:
        """The IRI of the claim graph."""
        return f"{CLAIM}table/{self.name}"

    @property
    def source(self) -> str:
        """The IRI of the data set as a source."""
        return f"{SOURCE}table/{self.name}"


@dataclass(frozen=True, slots=True)
class Violation:
    """Where the data set contradicts itself: the rule, the raw row (RFC 7111 fragment), and what stands there."""

    rule: str
    row: str
    message: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What went in and what came out, in units of the raw data (rows or cells).

    `given` = `written` + the sum of `left_out`. `episodes` are fewer than `written` where cells of many years make one, or
    rows that say the same are one.
    """

    unit: Unit
    given: int
    written: int
    episodes: int
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Imported:
    """An imported data set: its quads in no order, the counts, the violations by rule and row, and the links made."""

    name: str
    graph: str
    quads: tuple[ox.Quad, ...]
    counts: Counts
    violations: tuple[Violation, ...]
    links: int

    @property
    def by_rule(self) -> Mapping[str, int]:
        """How often each rule is violated."""
        return dict(sorted(Counter(v.rule for v in self.violations).items()))


def as_nquads(imported: Imported) -> bytes:
    """The canonical form of an imported data set: sorted N-Quads."""
    return canonical(imported.quads)


# ---------------------------------------------------------------------------------------------------------------
# Reading the headers
# ---------------------------------------------------------------------------------------------------------------

# The typed columns of each kind and whether NULL may stand in them in an episode.
_TIMES = {"begins": True, "ends": True, "holds": True, "row": False, "units": False, "left_out": True}
_CONTRACTS: Mapping[Kind, Mapping[str, bool]] = {
    Kind.MEMBERSHIP: {
        "state": False,
        "state_name": True,
        "organization": False,
        "organization_name": True,
        "role": False,
    }
    | _TIMES,
    Kind.PARTICIPATION: {"state": False, "state_name": True, "instrument": False, "instrument_name": True} | _TIMES,
    Kind.TENURE: {"state": False, "state_name": True, "person": False, "person_name": True} | _TIMES,
}
_TYPES = {"units": "BIGINT"}  # every other column is VARCHAR
_KEYS = frozenset(("title", "about", "origin", "published", "kind", "counts", "files", "matches", "columns", "notes"))
_MATCHES = frozenset(("state", "state_near", "organization", "organization_near"))
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FILE_KEYS = frozenset(("about", "columns", "encoding"))


def read_imports(folder: Path) -> dict[str, TableImport]:
    """Read the table imports of a folder by name. Raises DataError with every fault of every header."""
    found: dict[str, TableImport] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        lines = [line[3:].removeprefix(" ") for line in text.splitlines() if line.startswith("--+")]
        try:
            header = yaml.load("\n".join(lines), Loader=yaml.BaseLoader) or {}
            found[path.stem] = _read_header(path, header, text)
        except (yaml.YAMLError, ValueError, TypeError, AttributeError, KeyError) as error:
            faults.append(Fault(f"header: {str(error).splitlines()[0]}", path.stem, Where(str(path))))
    if faults:
        raise DataError(*faults)
    return found


def _read_header(path: Path, header: Mapping[str, Any], text: str) -> TableImport:
    if strange := set(header) - _KEYS - {"roles"}:
        raise ValueError(f"unknown keys {sorted(strange)}")
    if missing := _KEYS - set(header):
        raise ValueError(f"lacks {sorted(missing)}")
    kind = Kind(header["kind"])
    if wrong := set(header["columns"]) ^ set(_CONTRACTS[kind]):
        raise ValueError(f"columns of a {kind} differ from its contract in {sorted(wrong)}")
    files = {name: _read_input(name, told) for name, told in header["files"].items()}
    counted = header["counts"]["of"]
    if counted not in files:
        raise ValueError(f"counts of '{counted}', which is no file of the header")
    parse(header["published"])
    return TableImport(
        path.stem,
        str(path),
        header["title"],
        header["about"],
        header["origin"],
        header["published"],
        kind,
        Unit(header["counts"]["unit"]),
        counted,
        files,
        _read_matches(header["matches"]),
        dict(header.get("roles") or {}),
        dict(header["columns"]),
        tuple(header["notes"]),
        text,
    )


def _read_input(name: str, told: Mapping[str, Any]) -> InputFile:
    if not _NAME.fullmatch(name):
        raise ValueError(f"file '{name}' is no name for a table: lower-case letters, digits and _")
    if strange := set(told) - _FILE_KEYS:
        raise ValueError(f"file {name} has unknown keys {sorted(strange)}")
    if wrong := {c: t for c, t in told["columns"].items() if t not in ("text", "number")}:
        raise ValueError(f"file {name}: columns are text or number, not {wrong}")
    encoding = told.get("encoding")
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise ValueError(f"file {name}: nobody knows the encoding {encoding}") from None
    return InputFile(name, told["about"], dict(told["columns"]), encoding)


def _read_matches(told: Mapping[str, Any]) -> Matches:
    if strange := set(told) - _MATCHES:
        raise ValueError(f"matches has unknown keys {sorted(strange)}")
    near = told.get("state_near") or []
    return Matches(
        told["state"],
        frozenset() if near == "all" else frozenset(near),
        near == "all",
        dict(told.get("organization") or {}),
        dict(told.get("organization_near") or {}),
    )


# ---------------------------------------------------------------------------------------------------------------
# Running
# ---------------------------------------------------------------------------------------------------------------


def run_import(table_import: TableImport, files: Mapping[str, Path], register: Graph | None) -> Imported:
    """Import a data set from its raw files, plain or gzipped, by the names of the header.

    `register` holds the entities to which codes are linked; without it none are. Raises UsageError where a file is not
    named or not there, DataError where a column is missing or of a wrong type, or rows were lost.
    """
    _check_files(table_import, files)
    with tempfile.TemporaryDirectory(prefix="csto-kg-") as scratch, duckdb.connect() as database:
        violations: list[Violation] = []
        origins = []
        for name, told in table_import.files.items():
            readable, digest, strange = _readable(told, files[name], Path(scratch))
            violations += strange
            rows = _load(database, told, files[name], readable)
            origins.append(_Origin(name, files[name].name, digest, rows))
        # From here on the SQL sees the tables and nothing of the machine.
        database.execute("SET enable_external_access = false")
        given = _given(database, table_import)
        answered = _answer(database, table_import)
    claims, left_out, units = _claims(answered, table_import)
    violations += _repeated(claims, table_import)
    violations += _names(claims, table_import)
    episodes, contradictory = _episodes(claims, table_import.kind)
    for violation, units_left in contradictory:
        violations.append(violation)
        if units_left:
            left_out[violation.rule] += units_left
    violations += _overlaps(episodes)
    written = sum(e.units for e in episodes)
    if not given == units == written + sum(left_out.values()):
        told_out = f"{given} {table_import.unit}s went in, {units} came out of the SQL, {written} of them in episodes"
        raise DataError(Fault(f"rows were lost or doubled: {told_out}", table_import.name, Where(table_import.path)))
    quads, links = _quads(table_import, episodes, register)
    quads.extend(_provenance(table_import, origins))
    counts = Counts(table_import.unit, given, written, len(episodes), dict(sorted(left_out.items())))
    ordered = sorted(violations, key=lambda v: (v.rule, _natural(v.row), v.message))
    return Imported(table_import.name, table_import.graph, tuple(quads), counts, tuple(ordered), links)


@dataclass(frozen=True, slots=True)
class _Origin:
    """A raw file that was read: its table, its name, the SHA-256 of its bytes, and its rows without the header."""

    name: str
    file_name: str
    digest: str
    rows: int


def _check_files(table_import: TableImport, files: Mapping[str, Path]) -> None:
    needs = "; ".join(f"{f.name}: {f.about}" for f in table_import.files.values())
    faults = [
        Fault(f"no file is given for '{n}'", table_import.name, fix=f"it needs {needs}")
        for n in table_import.files
        if n not in files
    ]
    faults += [
        Fault(f"has no file '{n}'", table_import.name, fix=f"it needs {needs}")
        for n in files
        if n not in table_import.files
    ]
    faults += [
        Fault("there is no such file", table_import.name, Where(str(p))) for p in files.values() if not p.is_file()
    ]
    if faults:
        raise UsageError(*faults)


def _readable(told: InputFile, path: Path, scratch: Path) -> tuple[Path, str, list[Violation]]:
    """A file that DuckDB can read, the SHA-256 of the raw bytes, and the lines that were no UTF-8."""
    try:
        raw = path.read_bytes()
        data = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (OSError, EOFError) as error:
        raise MachineError(Fault(f"cannot be read: {error}", where=Where(str(path)))) from None
    digest = hashlib.sha256(raw).hexdigest()
    strange: list[Violation] = []
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if told.encoding is None:
            raise DataError(
                Fault(f"byte 0x{data[error.start]:02x} is not UTF-8", told.name, Where(str(path), line))
            ) from None
        lines = data.split(b"\n")
        for number, text in enumerate(lines, 1):
            try:
                text.decode("utf-8")
            except UnicodeDecodeError as wrong:
                message = f"byte 0x{text[wrong.start]:02x} is not UTF-8; the line is read as {told.encoding}"
                strange.append(Violation("a line is not UTF-8", f"line={number - 1},{number}", message))
                lines[number - 1] = text.decode(told.encoding, errors="replace").encode()
        data = b"\n".join(lines)
    else:
        # DuckDB tells compression by the name of the file, which may say something else, and takes some for patterns.
        if (raw is not data) == path.name.endswith(".gz") and not re.search(r"[*?\[]", str(path)):
            return path, digest, strange
    copy = scratch / f"{told.name}.csv"
    copy.write_bytes(data)
    return copy, digest, strange


def _load(database: duckdb.DuckDBPyConnection, told: InputFile, path: Path, readable: Path) -> int:
    """Read a raw file to a table of text; its number of rows. Raises DataError for columns missing or not of their type."""
    literal = str(readable).replace("'", "''")
    form = "all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"', parallel = false"
    try:
        database.execute(
            f"CREATE TABLE {told.name} AS SELECT *, (row_number() OVER () + 1)::INTEGER AS _row"
            f" FROM read_csv('{literal}', {form})"
        )
    except duckdb.Error as error:
        raise DataError(Fault(f"is no table: {str(error).splitlines()[0]}", told.name, Where(str(path)))) from None
    there = {str(row[0]) for row in database.execute(f"DESCRIBE {told.name}").fetchall()}
    faults = [Fault(f"column '{c}' is missing", told.name, Where(str(path))) for c in told.columns if c not in there]
    for column in (c for c, t in told.columns.items() if t == "number" and c in there):
        wrong = database.execute(
            f'SELECT _row, "{column}" FROM {told.name} WHERE "{column}" IS NOT NULL'
            f' AND TRY_CAST("{column}" AS DOUBLE) IS NULL ORDER BY _row LIMIT 1'
        ).fetchall()
        faults += [
            Fault(f"column '{column}' holds '{v}', which is no number", told.name, Where(str(path), r))
            for r, v in wrong
        ]
    if faults:
        raise DataError(*faults)
    return _number(database, f"SELECT count(*) FROM {told.name}")


def _number(database: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(database.execute(sql).fetchall()[0][0])


def _given(database: duckdb.DuckDBPyConnection, table_import: TableImport) -> int:
    """The rows of the counted input, or the cells of those of its columns that the header does not name."""
    rows = _number(database, f"SELECT count(*) FROM {table_import.counted}")
    if table_import.unit is Unit.ROW:
        return rows
    columns = [str(row[0]) for row in database.execute(f"DESCRIBE {table_import.counted}").fetchall()]
    named = set(table_import.files[table_import.counted].columns) | {"_row"}
    return rows * len([c for c in columns if c not in named])


_Answer: TypeAlias = dict[str, Any]


def _answer(database: duckdb.DuckDBPyConnection, table_import: TableImport) -> list[_Answer]:
    """The typed rows. Raises DataError where the SQL does not run or its columns are not those of the contract."""
    where = Where(table_import.path)
    try:
        database.execute(f"CREATE TABLE _answer AS\n{table_import.text}")
    except duckdb.Error as error:
        raise DataError(Fault(f"does not run: {error}", table_import.name, where)) from None
    told = {str(row[0]): str(row[1]) for row in database.execute("DESCRIBE _answer").fetchall()}
    contract = _CONTRACTS[table_import.kind]
    faults = [Fault(f"column '{c}' is missing", table_import.name, where) for c in contract if c not in told]
    for column in contract:
        wanted = _TYPES.get(column, "VARCHAR")
        if column in told and told[column] != wanted:
            faults.append(
                Fault(f"column '{column}' is {told[column]} and must be {wanted}", table_import.name, where)
            )
    faults += [
        Fault(f"column '{c}' is not of a {table_import.kind}", table_import.name, where)
        for c in told
        if c not in contract
    ]
    for column in (c for c, may_be_null in contract.items() if not may_be_null and c in told and "left_out" in told):
        sql = f"SELECT count(*) FROM _answer WHERE {column} IS NULL AND left_out IS NULL"
        if empty := _number(database, sql):
            faults.append(Fault(f"column '{column}' is empty in {empty} episodes", table_import.name, where))
    if faults:
        raise DataError(*faults)
    names = list(contract)
    rows = database.execute(f"SELECT {', '.join(names)} FROM _answer").fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]


# ---------------------------------------------------------------------------------------------------------------
# From typed rows to episodes
# ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Claim:
    """A typed row: who, in or of what, since when. Of a tenure the person is who, and the state of the post is what."""

    who: str
    who_name: str | None
    what: str
    what_name: str | None
    role: str | None
    begins: str | None
    ends: str | None
    holds: str | None
    row: str
    units: int
    is_left_out: bool

    @property
    def pair(self) -> str:
        """Who and what, for messages."""
        return f"{self.who} in {self.what}"


@dataclass(frozen=True, slots=True)
class _Episode:
    """An episode: the row that tells it, every raw row that tells the same, and its bounds."""

    claim: _Claim
    rows: tuple[str, ...]
    units: int
    span: Span


_WHO = {Kind.MEMBERSHIP: "state", Kind.PARTICIPATION: "state", Kind.TENURE: "person"}
_WHAT = {Kind.MEMBERSHIP: "organization", Kind.PARTICIPATION: "instrument", Kind.TENURE: "state"}


def _claims(answered: Iterable[_Answer], table_import: TableImport) -> tuple[list[_Claim], Counter[str], int]:
    """The typed rows in the order of the raw ones, the units that the SQL leaves out by reason, and all units."""
    who, what = _WHO[table_import.kind], _WHAT[table_import.kind]
    claims, left_out, units = [], Counter[str](), 0
    for a in answered:
        units += a["units"]
        if a["left_out"] is not None:
            left_out[a["left_out"]] += a["units"]
        if a[who] is None or a[what] is None:
            continue
        claims.append(
            _Claim(
                a[who],
                a[f"{who}_name"],
                a[what],
                a[f"{what}_name"],
                a.get("role"),
                a["begins"],
                a["ends"],
                a["holds"],
                a["row"] or "",
                a["units"],
                a["left_out"] is not None,
            )
        )
    claims.sort(key=lambda c: (_natural(c.row), c.row))
    return claims, left_out, units


def _natural(row: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", row))


def _repeated(claims: Iterable[_Claim], table_import: TableImport) -> Iterator[Violation]:
    """Rows on what another row has told: a pair of party and agreement, or else an episode with its begin."""
    is_pair = table_import.kind is Kind.PARTICIPATION
    first: dict[tuple[str | None, ...], str] = {}
    for claim in claims:
        key = (claim.who, claim.what) if is_pair else (claim.who, claim.what, claim.role, claim.begins, claim.holds)
        if key in first:
            rule = "a pair is repeated" if is_pair else "an episode is repeated"
            yield Violation(rule, claim.row, f"{claim.pair} stands in {first[key]} already")
        else:
            first[key] = claim.row


def _names(claims: Iterable[_Claim], table_import: TableImport) -> Iterator[Violation]:
    """Codes that go by several names."""
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for claim in claims:
        for noun, code, name in (
            (_WHO[table_import.kind], claim.who, claim.who_name),
            (_WHAT[table_import.kind], claim.what, claim.what_name),
        ):
            known = names[noun, code]
            if name is not None and name not in known:
                if known:
                    yield Violation(
                        "a code has several names", claim.row, f"{noun} {code} is '{min(known)}' and '{name}'"
                    )
                known.add(name)


def _episodes(claims: Sequence[_Claim], kind: Kind) -> tuple[list[_Episode], list[tuple[Violation, int]]]:
    """The episodes in the order of who, what and begin, and what cannot be or is odd, with the units left out for it."""
    same: dict[tuple[str | None, ...], list[_Claim]] = defaultdict(list)
    for c in claims:
        if not c.is_left_out:
            same[c.who, c.what, c.role, c.begins, c.ends, c.holds].append(c)
    reader = _Reader()
    found: list[_Episode] = []
    odd: list[tuple[Violation, int]] = []
    for told in same.values():
        claim = told[0]
        try:
            begin, end, attested = reader.days(claim.begins), reader.days(claim.ends), reader.values(claim.holds)
        except DateError as error:
            odd += [(Violation("a date cannot be read", c.row, f"{c.pair}: {error}"), c.units) for c in told]
            continue
        what = f"begins {claim.begins}, ends {claim.ends}, holds {claim.holds}"
        if end.latest < begin.earliest:
            odd += [(Violation("ends before it begins", c.row, f"{c.pair}: {what}"), c.units) for c in told]
            continue
        if any(bounds.contradicts(value, begin, end) for value in attested):
            odd += [
                (Violation("is attested when it did not hold", c.row, f"{c.pair}: {what}"), c.units) for c in told
            ]
            continue
        if begin == end and begin.width == 1:
            odd += [(Violation("ends on the day it begins", c.row, f"{c.pair}: {what}"), 0) for c in told]
        span = bounds.span(begin, end, attested, claim.ends is not None)
        found.append(_Episode(claim, tuple(c.row for c in told), sum(c.units for c in told), span))
    found.sort(key=_order)
    return (_bounded_by_neighbours(found) if kind is Kind.MEMBERSHIP else found), odd


def _order(episode: _Episode) -> tuple[str, str, date, date, tuple[int, ...], str]:
    c, s = episode.claim, episode.span
    return c.who, c.what, s.begin.latest, s.begin.earliest, _natural(c.row), c.role or ""


class _Reader:
    """EDTF values, each read once."""

    def __init__(self) -> None:
        self._read: dict[str, Edtf] = {}

    def value(self, text: str) -> Edtf:
        if text not in self._read:
            self._read[text] = parse(text)
        return self._read[text]

    def days(self, text: str | None) -> Days:
        return bounds.ANY_DAY if text is None else bounds.days_of(self.value(text))

    def values(self, text: str | None) -> list[Edtf]:
        return [] if text is None else [self.value(text)]


def _bounded_by_neighbours(episodes: Sequence[_Episode]) -> list[_Episode]:
    """Memberships with what follows from there being one at a time of a state in an organization.

    Where an episode has no end and a later one of the pair is attested (missing years lie between), the first is over by
    then; and a later one without a begin did not begin before the first was last attested. No end is thereby told.
    """
    found = list(episodes)
    for i in range(1, len(found)):
        a, b = found[i - 1], found[i]
        if (a.claim.who, a.claim.what) != (b.claim.who, b.claim.what) or a.span.end.earliest > b.span.begin.latest:
            continue
        if a.claim.ends is None and a.span.ending is Ending.UNKNOWN:
            end = Days(a.span.end.earliest, min(a.span.end.latest, b.span.begin.latest))
            found[i - 1] = replace(a, span=Span(a.span.begin, end, Ending.UNKNOWN))
        if b.claim.begins is None:
            begin = Days(max(b.span.begin.earliest, a.span.end.earliest), b.span.begin.latest)
            found[i] = replace(b, span=Span(begin, b.span.end, b.span.ending))
    return found


def _overlaps(episodes: Sequence[_Episode]) -> Iterator[Violation]:
    """Episodes of one pair that certainly hold on one day with an earlier one."""
    running: _Episode | None = None
    for e in episodes:
        if running is None or (running.claim.who, running.claim.what) != (e.claim.who, e.claim.what):
            running = e
            continue
        if e.span.begin.latest < min(running.span.end.earliest, e.span.end.earliest):
            yield Violation(
                "overlaps another episode of the pair", e.claim.row, f"{e.claim.pair}: also in {running.claim.row}"
            )
        if e.span.end.earliest > running.span.end.earliest:
            running = e


# ---------------------------------------------------------------------------------------------------------------
# From episodes to quads
# ---------------------------------------------------------------------------------------------------------------

_EDTF = ox.NamedNode(str(EDTF.EDTF))
_INTEGER = ox.NamedNode(str(XSD.integer))
_DATETIME = ox.NamedNode(str(XSD.dateTime))
_TYPE = ox.NamedNode(str(RDF.type))
_ROW = ox.NamedNode(str(CSTO.row))
# The classes of who and of what; where parties may be any body, no more than that is said.
_CLASSES = {
    Kind.MEMBERSHIP: (CSTO.State, CSTO.InternationalOrganization),
    Kind.PARTICIPATION: (CSTO.Agent, CSTO.Treaty),
    Kind.TENURE: (CSTO.Person, CSTO.State),
}
_LINKS = {
    Kind.MEMBERSHIP: (ORG.member, ORG.organization),
    Kind.PARTICIPATION: (CSTO.party, CSTO.instrument),
    Kind.TENURE: (ORG.member, CSTO.post),
}
_EPISODES = {Kind.MEMBERSHIP: CSTO.Membership, Kind.PARTICIPATION: CSTO.TreatyParticipation, Kind.TENURE: CSTO.Tenure}
OBSERVER = "observer"


class _Writer:
    """Quads of one graph, with the names of the entities of one data set."""

    def __init__(self, table_import: TableImport, graph: str) -> None:
        self._root = f"{TABLE}{table_import.name}/"
        self._graph = ox.NamedNode(graph)
        self.quads: list[ox.Quad] = []
        self._days: dict[date, ox.Literal] = {}

    def node(self, *parts: str) -> ox.NamedNode:
        """The node of a part of the data set. Codes are free text: each is escaped, and a slash parts them."""
        return ox.NamedNode(self._root + "/".join(quote(part, safe="") for part in parts))

    def add(
        self, subject: ox.NamedNode, predicate: URIRef | ox.NamedNode, value: ox.NamedNode | ox.Literal | URIRef
    ) -> None:
        p = predicate if isinstance(predicate, ox.NamedNode) else ox.NamedNode(str(predicate))
        o = ox.NamedNode(str(value)) if isinstance(value, URIRef) else value
        self.quads.append(ox.Quad(subject, p, o, self._graph))

    def entity(self, node: ox.NamedNode, cls: URIRef, code: str, name: str | None) -> None:
        self.add(node, _TYPE, cls)
        self.add(node, RDFS.label, ox.Literal(name or code, language="en"))
        self.add(node, DCTERMS.identifier, ox.Literal(code))

    def day(self, day: date) -> ox.Literal:
        if day not in self._days:
            self._days[day] = ox.Literal(as_xsd(day), datatype=_DATETIME)
        return self._days[day]

    def span(self, node: ox.NamedNode, span: Span) -> None:
        """The bounds, as the view has them."""
        self.add(node, CSTO.earliestBegin, self.day(span.begin.earliest))
        self.add(node, CSTO.latestBegin, self.day(span.begin.latest))
        self.add(node, CSTO.earliestEnd, self.day(span.end.earliest))
        self.add(node, CSTO.latestEnd, self.day(span.end.latest))
        for prop, number in zip((CSTO.shortestDays, CSTO.longestDays), span.duration, strict=True):
            self.add(node, prop, ox.Literal(str(number), datatype=_INTEGER))
        self.add(node, CSTO.endStatus, ID[f"end-status/{span.ending.value}"])
        self.add(node, CSTO.beginText, ox.Literal(bounds.shown(span.begin, "unknown")))
        absent = {Ending.OPEN: "open", Ending.UNKNOWN: "unknown", Ending.STATED: "told, undated"}[span.ending]
        is_told = span.ending is Ending.STATED
        self.add(node, CSTO.endText, ox.Literal(bounds.shown(span.end, absent) if is_told else absent))


def _quads(
    table_import: TableImport, episodes: Sequence[_Episode], register: Graph | None
) -> tuple[list[ox.Quad], int]:
    kind = table_import.kind
    writer = _Writer(table_import, table_import.graph)
    links = _entities(writer, table_import, episodes, register)
    source = f"{table_import.source}#"
    who_property, what_property = _LINKS[kind]
    ordinals: Counter[tuple[str, str]] = Counter()
    for episode in episodes:
        claim = episode.claim
        ordinals[claim.who, claim.what] += 1
        node = writer.node(kind.value, claim.who, claim.what, str(ordinals[claim.who, claim.what]))
        writer.add(node, _TYPE, CSTO.ObserverStatus if claim.role == OBSERVER else _EPISODES[kind])
        writer.add(node, who_property, writer.node(_WHO[kind], claim.who))
        writer.add(node, what_property, writer.node("post" if kind is Kind.TENURE else _WHAT[kind], claim.what))
        if claim.role is not None:
            named = table_import.roles.get(claim.role)
            writer.add(node, ORG.role, ID[named] if named else writer.node("role", claim.role))
        held = [] if claim.holds is None else [parse(claim.holds)]
        first, last = bounds.attested_range(held) or (None, None)
        dates = {CSTO.begins: claim.begins, CSTO.ends: claim.ends, CSTO.holds: claim.holds}
        for term, text in {**dates, CSTO.firstAttested: first, CSTO.lastAttested: last}.items():
            if text is not None:
                writer.add(node, term, ox.Literal(text, datatype=_EDTF))
        for row in episode.rows:
            writer.add(node, _ROW, ox.NamedNode(source + row))
        writer.span(node, episode.span)
    return writer.quads, links


def _entities(
    writer: _Writer, table_import: TableImport, episodes: Sequence[_Episode], register: Graph | None
) -> int:
    """Write states, organizations, instruments, persons, posts and roles, each once; return how many are linked."""
    kind, matches = table_import.kind, table_import.matches
    named: dict[tuple[str, str], tuple[tuple[int, ...], str | None]] = {}
    for e in episodes:  # of several names the one of the first row that has one
        at = (_natural(e.claim.row) or (0,))[:1]
        for noun, code, name in (
            (_WHO[kind], e.claim.who, e.claim.who_name),
            (_WHAT[kind], e.claim.what, e.claim.what_name),
        ):
            rank = (0 if name else 1, *at)
            if (noun, code) not in named or rank < named[noun, code][0]:
                named[noun, code] = (rank, name)
    classes = dict(zip((_WHO[kind], _WHAT[kind]), _CLASSES[kind], strict=True))
    states: Mapping[str, URIRef] = {} if register is None else _by_code(register, matches.state)
    links = 0
    for (noun, code), (_, name) in sorted(named.items()):
        node = writer.node(noun, code)
        writer.entity(node, classes[noun], code, name)
        link: URIRef | None = None
        is_near = False
        if noun == "state":
            link, is_near = states.get(code), matches.all_near or code in matches.near
        elif noun == "organization" and register is not None:
            is_near = code in matches.near_organizations
            listed = (matches.near_organizations if is_near else matches.organizations).get(code)
            link = ID[listed] if listed and (ID[listed], None, None) in register else None
        if link is not None:
            writer.add(node, SKOS.closeMatch if is_near else SKOS.exactMatch, link)
            links += 1
        if kind is Kind.TENURE and noun == "state":
            post = writer.node("post", code)
            writer.add(post, _TYPE, CSTO.Post)
            writer.add(post, RDFS.label, ox.Literal(f"leader of {name or code}", language="en"))
            writer.add(post, ORG.postIn, node)
    for role in sorted({e.claim.role for e in episodes if e.claim.role} - set(table_import.roles)):
        writer.entity(writer.node("role", role), CSTO.Role, role, role)
    return links


def _by_code(register: Graph, term: str) -> dict[str, URIRef]:
    """The register's entities by a code; a code that two have means neither."""
    found: dict[str, set[URIRef]] = defaultdict(set)
    for entity, code in register.subject_objects(CSTO[term]):
        if isinstance(entity, URIRef):
            found[str(code)].add(entity)
    return {code: next(iter(entities)) for code, entities in found.items() if len(entities) == 1}


def _provenance(table_import: TableImport, origins: Iterable[_Origin]) -> list[ox.Quad]:
    """What the claim graph rests on: the data set, its files with their digests, and how many rows they have."""
    writer = _Writer(table_import, str(G_PROVENANCE))
    graph, source = ox.NamedNode(table_import.graph), ox.NamedNode(table_import.source)
    writer.add(graph, _TYPE, PROV.Entity)
    writer.add(graph, DCTERMS.title, ox.Literal(table_import.title, language="en"))
    writer.add(graph, DCTERMS.description, ox.Literal(table_import.about, language="en"))
    for origin in origins:
        is_main = origin.name == table_import.counted
        node = source if is_main else ox.NamedNode(f"{table_import.source}/{origin.name}")
        title = table_import.title if is_main else f"{table_import.title}: {table_import.files[origin.name].about}"
        writer.add(graph, PROV.hadPrimarySource, node)
        writer.add(node, _TYPE, CSTO.Source)
        writer.add(node, DCTERMS.title, ox.Literal(title, language="en"))
        writer.add(node, DCTERMS.description, ox.Literal(table_import.origin, language="en"))
        writer.add(node, CSTO.published, ox.Literal(table_import.published, datatype=_EDTF))
        writer.add(node, CSTO.fileName, ox.Literal(origin.file_name))
        writer.add(node, CSTO.sha256, ox.Literal(origin.digest, datatype=ox.NamedNode(str(XSD.hexBinary))))
        writer.add(node, CSTO.rowCount, ox.Literal(str(origin.rows), datatype=ox.NamedNode(str(XSD.integer))))
    return writer.quads
