"""Headers of table imports: the data set, the files it needs, and how its codes are linked to the register.

A table import is an `.sql` file of one SELECT. Lines that start with `--+` hold its header in YAML. Faults come all at once,
each with its path in the header and its line in the file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from csto_kg.errors import DataError, Fault, Where
from csto_kg.headers import Header, read_header
from csto_kg.time.days import DateError
from csto_kg.time.edtf import parse
from csto_kg.vocab import CORE_NAMESPACES, Namespaces

__all__ = [
    "COLUMNS",
    "ColumnType",
    "EpisodeType",
    "InputFile",
    "Matches",
    "TableImport",
    "Unit",
    "read_imports",
]

MARK: Final = "--+"


class EpisodeType(StrEnum):
    """What the episodes of a data set are; each type has its contract of columns."""

    MEMBERSHIP = "membership"
    PARTICIPATION = "participation"
    TENURE = "tenure"


class Unit(StrEnum):
    """What is counted in the raw data."""

    ROW = "row"
    CELL = "cell"  # of the columns that the header does not name


class ColumnType(StrEnum):
    """What a column of a raw file holds."""

    TEXT = "text"
    NUMBER = "number"


_TIMES: Final = {"begins": True, "ends": True, "holds": True, "row": False, "units": False, "left_out": True}
_STATE: Final = {"state": False, "state_name": True}
COLUMNS: Final[Mapping[EpisodeType, Mapping[str, bool]]] = {
    EpisodeType.MEMBERSHIP: {**_STATE, "organization": False, "organization_name": True, "role": False, **_TIMES},
    EpisodeType.PARTICIPATION: {**_STATE, "instrument": False, "instrument_name": True, **_TIMES},
    EpisodeType.TENURE: {**_STATE, "person": False, "person_name": True, **_TIMES},
}
"""The columns that the SELECT of each type must give, and whether an episode may have NULL in them."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A raw file that an import reads, and the columns it must have.

    `encoding` is that of the lines that are not UTF-8; without it there must be none.
    """

    about: str
    columns: Mapping[str, ColumnType]
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Matches:
    """Which codes of the data set mean an entity of the register.

    `state` is the register's property that holds the same codes (`cowCode`, `iso3166alpha3`). Codes in `near` (all, where
    `all_near`) mean more than the register's state, and are linked by `skos:closeMatch` instead of `skos:exactMatch`.
    Organizations are linked only as the header lists them.
    """

    state: str
    near: frozenset[str]
    all_near: bool
    organizations: Mapping[str, str]
    near_organizations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableImport:
    """A table import. `counted` names the input whose rows or cells are counted; `text` is the SQL with its header."""

    name: str
    path: str
    title: str
    about: str
    origin: str
    published: str
    type: EpisodeType
    unit: Unit
    counted: str
    files: Mapping[str, InputFile]
    matches: Matches
    roles: Mapping[str, str]
    columns: Mapping[str, str]
    notes: tuple[str, ...]
    text: str
    namespaces: Namespaces = CORE_NAMESPACES

    @property
    def graph(self) -> str:
        """The IRI of the claim graph."""
        return f"{self.namespaces.root}claim/table/{self.name}"

    @property
    def source(self) -> str:
        """The IRI of the data set as a source."""
        return f"{self.namespaces.root}source/table/{self.name}"


# The keys of the header as they are written.


@dataclass(frozen=True, slots=True)
class _Counts:
    unit: Unit
    of: str


@dataclass(frozen=True, slots=True)
class _Matches:
    state: str
    state_near: tuple[str, ...] | str = ()
    organization: Mapping[str, str] = field(default_factory=dict)
    organization_near: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _TableHeader:
    title: str
    about: str
    origin: str
    published: str
    kind: EpisodeType
    counts: _Counts
    files: Mapping[str, InputFile]
    matches: _Matches
    columns: Mapping[str, str]
    notes: tuple[str, ...]
    roles: Mapping[str, str] = field(default_factory=dict)


_ALL: Final = "all"
_TABLE_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


def read_imports(folder: Path, namespaces: Namespaces = CORE_NAMESPACES) -> dict[str, TableImport]:
    """Read the table imports of a folder by name; what they make is in `namespaces`.

    Raises DataError with every fault of every header.
    """
    found: dict[str, TableImport] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.sql")):
        try:
            found[path.stem] = _read(path, path.read_bytes().decode("utf-8"), namespaces)
        except DataError as error:
            faults += error.faults
        except UnicodeDecodeError as error:
            faults.append(Fault(f"is not UTF-8: {error.reason} at byte {error.start}", path.stem, Where(str(path))))
    if faults:
        raise DataError(*faults)
    return found


def _read(path: Path, text: str, namespaces: Namespaces) -> TableImport:
    header = read_header(text, MARK, _TableHeader, path.stem, str(path))
    if faults := list(_faults(header)):
        raise DataError(*faults)
    h = header.record
    near = h.matches.state_near
    return TableImport(
        name=path.stem,
        path=str(path),
        title=h.title,
        about=h.about,
        origin=h.origin,
        published=h.published,
        type=h.kind,
        unit=h.counts.unit,
        counted=h.counts.of,
        files=h.files,
        matches=Matches(
            state=h.matches.state,
            near=frozenset() if isinstance(near, str) else frozenset(near),
            all_near=near == _ALL,
            organizations=h.matches.organization,
            near_organizations=h.matches.organization_near,
        ),
        roles=h.roles,
        columns=h.columns,
        notes=h.notes,
        text=text,
        namespaces=namespaces,
    )


def _faults(header: Header[_TableHeader]) -> Iterator[Fault]:
    """What does not fit together in a header whose keys and values are of the right kinds."""
    h = header.record
    try:
        parse(h.published)
    except DateError as error:
        yield header.fault(str(error), "published")
    contract = COLUMNS[h.kind]
    for column in contract:
        if column not in h.columns:
            yield header.fault(f"column '{column}' of a {h.kind} is missing", "columns")
    for column in h.columns:
        if column not in contract:
            yield header.fault(f"a {h.kind} has no such column", "columns", column)
    if h.counts.of not in h.files:
        yield header.fault(f"'{h.counts.of}' is not a file of the header", "counts", "of")
    if isinstance(h.matches.state_near, str) and h.matches.state_near != _ALL:
        yield header.fault(f"must be a list of codes or '{_ALL}'", "matches", "state_near")
    for name, file in h.files.items():
        yield from _file_faults(header, name, file)


def _file_faults(header: Header[_TableHeader], name: str, file: InputFile) -> Iterator[Fault]:
    if not _TABLE_NAME.fullmatch(name):
        yield header.fault("is not a name for a table: lower-case letters, digits and _", "files", name)
    if file.encoding is not None and not _is_encoding(file.encoding):
        yield header.fault(f"there is no encoding '{file.encoding}'", "files", name, "encoding")


def _is_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True
