"""What is wrong, as programs read it: problem details for HTTP (RFC 9457), with every fault at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from csto_kg.ask.documents import ASIDES
from csto_kg.web.jobs import RefusedRequestError, Reply, as_json

__all__ = ["PROBLEM", "as_problem", "problem_of"]

PROBLEM: Final = "application/problem+json"
"""The media type of problem details."""


def problem_of(error: RefusedRequestError) -> Reply:
    """A refusal as problem details."""
    return as_problem(error.reply())


def as_problem(reply: Reply) -> Reply:
    """A reply of a worker, as problem details where it is a refusal."""
    if reply.status < 400:
        return reply
    error = json.loads(reply.body)["error"]
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(reply.status).phrase,
        "status": reply.status,
        "detail": error["message"],
        "faults": [_fault(fault) for fault in error["faults"]],
    }
    return Reply(as_json(problem), PROBLEM, reply.status, reply.headers)


def _fault(fault: Mapping[str, Any]) -> dict[str, str]:
    """A fault, with the parameter that it is about where its subject is a query with one, or one of the asides."""
    said = {name: fault[name] for name in ("message", "subject", "fix")}
    query, _, parameter = said["subject"].rpartition(" ")
    return {**said, "parameter": parameter} if query or parameter in ASIDES else said
