"""Why something could not be done, by whose fault it is. An error states facts; only `cli` gives it a voice.

Every error carries findings: one line for each fault, all of them at once, each with where it is and how to fix it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file that a person can open: line and column count from 1; 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: what (`message`), on which identifier (`subject`), where, and what to do (`fix`)."""

    message: str
    subject: str = ""
    where: Where | None = None
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        subject = f"{self.subject}: " if self.subject else ""
        return place + subject + self.message + (f" — {self.fix}" if self.fix else "")


class CstoKgError(Exception):
    """Something could not be done. `faults` holds every reason, in the order of the files."""

    def __init__(self, *faults: Fault | str) -> None:
        self.faults: tuple[Fault, ...] = tuple(f if isinstance(f, Fault) else Fault(f) for f in faults)
        super().__init__("\n".join(str(f) for f in self.faults))


class DataError(CstoKgError):
    """The data files are not as they must be: the curator can fix it."""


class FindingsError(CstoKgError):
    """The data can be read but does not pass: conflicts without a decision, violated shapes, an inconsistency."""


class UsageError(CstoKgError):
    """The caller asked for something that does not exist or does not fit."""


class MachineError(CstoKgError):
    """The machine lacks something: Java, a writable folder, a reachable endpoint."""
