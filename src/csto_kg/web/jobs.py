"""What goes to a worker and what comes back: plain values, since they cross from one process to another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from csto_kg.configuration import Configuration
from csto_kg.errors import Fault
from csto_kg.queries.stored import StoredQuery
from csto_kg.rdf.media import JSON

# What a query may take, in bytes. A whole export of the graph is some megabytes.
MAX_BYTES = 64 * 2**20
MAX_MEMORY = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a worker needs: the store's folder, the stored queries, the JSON-LD context, what the pages say, its limits.

    `timeout` in seconds, `max_bytes` of an answer, `max_memory` in bytes.
    """

    store: Path
    queries: Mapping[str, StoredQuery]
    context: Mapping[str, object]
    timeout: float
    max_bytes: int
    max_memory: int
    about: Configuration


@dataclass(frozen=True, slots=True)
class Sparql:
    """A query in its own words; `base` is the IRI that its relative IRIs are relative to.

    `dataset` holds the default and the named graphs that the request names, None where it names none.
    """

    text: str
    base: str
    dataset: tuple[tuple[str, ...], tuple[str, ...]] | None
    accept: str | None


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored query, by its name, with the values of its parameters as people write them."""

    name: str
    values: Mapping[str, Sequence[str]]
    accept: str | None


@dataclass(frozen=True, slots=True)
class Describe:
    """What is said of a thing, by its full IRI."""

    iri: str
    accept: str | None


# Each has in `accept` what the client accepts: the value of its `Accept` header, None where there is none.
Job: TypeAlias = Sparql | Stored | Describe


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, or the reason why there is none.

    `media_type` is without parameters, `status` is that of HTTP, and `headers` come on top of those of every answer.
    """

    body: bytes
    media_type: str
    status: int = 200
    headers: Mapping[str, str] | None = None


class RefusedError(Exception):
    """A request that is not answered: the HTTP status, what is wrong, and each fault where there are several."""

    def __init__(
        self, status: int, message: str, faults: Iterable[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.faults = tuple(faults)
        self.headers = headers

    def answer(self) -> Answer:
        """The one form in which every error is told."""
        faults = [{"message": f.message, "subject": f.subject, "fix": f.fix} for f in self.faults]
        error = {"status": self.status, "message": self.message, "faults": faults}
        return Answer(as_json({"error": error}), JSON, self.status, self.headers)


def as_json(value: object) -> bytes:
    """A value of plain types as JSON for people and programs: in UTF-8, indented, with a newline at its end."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def too_large(max_bytes: int) -> RefusedError:
    """The refusal of an answer beyond `max_bytes`."""
    return RefusedError(413, f"the answer is larger than {max_bytes} bytes; none of it was sent: add a LIMIT")


def too_much(setup: Setup) -> RefusedError:
    """The refusal of a query that needed more memory than the setup gives it."""
    told = f"the query was ended: it needed more memory than the {setup.max_memory // 2**20} MiB it may have"
    return RefusedError(503, told)
