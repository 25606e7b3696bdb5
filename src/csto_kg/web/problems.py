"""What is wrong, as programs read it: problem details for HTTP (RFC 9457), with every fault at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

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
    faults = error["faults"] or [{"message": error["message"], "subject": "", "fix": ""}]
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(reply.status).phrase,
        "status": reply.status,
        "detail": error["message"],
        "errors": [_error(fault) for fault in faults],
    }
    return Reply(as_json(problem), PROBLEM, reply.status, reply.headers)


def _error(fault: Mapping[str, Any]) -> dict[str, str]:
    """A fault; the last word of its subject is the parameter that it is about."""
    said = {"detail": fault["message"], "fix": fault["fix"], "parameter": fault["subject"].rpartition(" ")[2]}
    return {name: text for name, text in said.items() if text}
