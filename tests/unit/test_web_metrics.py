"""What operators see: lines of JSON, and kinds of paths that are few."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest

from csto_kg.web.metrics import Seen, access_line, access_log, kind_of

SEEN = Seen("203.0.113.1", "GET", '/query/"\n', 200, 12, 0.00344)


def test_a_request_is_a_line_of_json() -> None:
    """A path cannot forge a line, and what was asked for is not in it."""
    line = access_line(SEEN, datetime(2024, 2, 29, 12, 0, 0, 1500, tzinfo=UTC))
    assert "\n" not in line
    assert {
        "time": "2024-02-29T12:00:00.001+00:00",
        "client": "203.0.113.1",
        "method": "GET",
        "path": '/query/"\n',
        "status": 200,
        "bytes": 12,
        "ms": 3.4,
    } == json.loads(line)


def test_the_log_outlives_its_reader() -> None:
    """A stream that has been closed is no reason to stop."""
    out = io.StringIO()
    write = access_log(out)
    write(SEEN)
    assert 200 == json.loads(out.getvalue())["status"]
    out.close()
    write(SEEN)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"),
        ("/sparql", "sparql"),
        ("/sparql/", "sparql"),
        ("/query/members-as-of", "query"),
        ("/id/armenia", "thing"),
        ("/anything", "page"),
        ("/metrics", "metrics"),
    ],
)
def test_kinds_of_paths_are_few(path: str, kind: str) -> None:
    """Whatever clients ask for, there are few kinds."""
    assert kind == kind_of(path)
