"""The jobs for worker processes and their replies. Both are plain values, since they are pickled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final, TypeAlias

from csto_kg.configuration import Configuration
from csto_kg.errors import Fault
from csto_kg.queries.stored import StoredQuery
from csto_kg.web.views import IriData, Look, Page

PROBLEM: Final = "application/problem+json"
"""The media type of errors."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker needs: the store, queries, JSON-LD context, names for the pages, limits.

    `timeout` in seconds, `max_bytes` of an answer.
    """

    store: Path
    queries: Mapping[str, StoredQuery]
    context: Mapping[str, object]
    timeout: float
    max_bytes: int
    about: Configuration


@dataclass(frozen=True, slots=True)
class Sparql:
    """A SPARQL query; `base` is the IRI against which its relative IRIs are resolved.

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

    def asked(self) -> object:
        """What is asked, the same for jobs that have the same answer."""
        return self.name, tuple((name, *values) for name, values in sorted(self.values.items())), self.accept


# A query has in `accept` what the client accepts: the value of its `Accept` header, None where there is none.
Job: TypeAlias = Sparql | Stored | Page | IriData | Look


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer to a job, or the reason why there is none.

    `media_type` is without parameters, `status` is that of HTTP, and `headers` come on top of those of every answer.
    """

    body: bytes
    media_type: str
    status: int = 200
    headers: Mapping[str, str] | None = None


class RefusedRequestError(Exception):
    """A request that is refused: the HTTP status, what is wrong, and each fault where there are several."""

    def __init__(
        self, status: int, message: str, faults: Iterable[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.faults = tuple(faults)
        self.headers = headers

    def reply(self) -> Reply:
        """The error as a program gets it (RFC 9457); every error has this form."""
        # `mend` is the former name of `fix`, and `error` the former place of what now stands at the top.
        faults = [{"message": f.message, "subject": f.subject, "fix": f.fix, "mend": f.fix} for f in self.faults]
        problem = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.message,
            "faults": faults,
            "error": {"status": self.status, "message": self.message, "faults": faults},
        }
        headers = dict(self.headers or {})
        if self.status in (429, 503):
            headers.setdefault("Retry-After", "30")
        return Reply(as_json(problem), PROBLEM, self.status, headers)


def refusal_of(reply: Reply) -> RefusedRequestError:
    """The refusal that a reply with an error is, as a worker sends it."""
    problem = json.loads(reply.body)
    faults = [Fault(of["message"], of["subject"], fix=of["fix"]) for of in problem["faults"]]
    return RefusedRequestError(reply.status, problem["detail"], faults, reply.headers)


def as_json(value: object) -> bytes:
    """A value of plain types as JSON for people and programs: in UTF-8, indented, with a newline at its end."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def too_large(max_bytes: int) -> RefusedRequestError:
    """The refusal of an answer beyond `max_bytes`."""
    return RefusedRequestError(413, f"the answer is larger than {max_bytes} bytes; none of it was sent: add a LIMIT")


def too_much(memory: int) -> RefusedRequestError:
    """The refusal of a query that needed more than so many bytes of memory."""
    return RefusedRequestError(
        503, f"the query was ended: it needed more memory than the {memory // 2**20} MiB it may have"
    )
