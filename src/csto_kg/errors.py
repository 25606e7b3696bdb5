"""The errors, by who can fix them. An error states facts; only `cli` prints it.

An error has one fault for each thing that is wrong, with its place and how to fix it: all of them at once.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file: line and column count from 1; 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: what (`message`), with which identifier (`subject`), where, and what to do (`fix`)."""

    message: str
    subject: str = ""
    where: Where | None = None
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        subject = f"{self.subject}: " if self.subject else ""
        return place + subject + self.message + (f" — {self.fix}" if self.fix else "")


class CstoKgError(Exception):
    """The base of all errors. `faults` has every reason, in the order of the files."""

    def __init__(self, *faults: Fault | str) -> None:
        self.faults: tuple[Fault, ...] = tuple(f if isinstance(f, Fault) else Fault(f) for f in faults)
        super().__init__("\n".join(str(f) for f in self.faults))


class DataError(CstoKgError):
    """The data files have faults, which their author can fix."""


class FindingsError(CstoKgError):
    """The data can be read and fail the checks (conflicts without a decision, violated shapes), or what should agree differs.

    Named after what checks find, not after the findings of the weighing.
    """


class UsageError(CstoKgError):
    """The caller asked for something that does not exist or is not valid."""


class MachineError(CstoKgError):
    """The machine lacks something: Java, a writable folder, a reachable endpoint."""
