"""Answers to stored queries as documents, a page of rows at a time: what a worker does for the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from csto_kg.ask.answering import answered
from csto_kg.ask.documents import ASIDES, Opened, PlainObject, RowRange, answer_document, faults_in, rows_asked
from csto_kg.ask.labels import Labels
from csto_kg.ask.names import Names
from csto_kg.errors import UsageError
from csto_kg.queries.stored import StoredQuery, renamed
from csto_kg.rdf.media import JSON
from csto_kg.release.reweigh import assumption_names
from csto_kg.web.jobs import Reply, Setup, Stored, as_json
from csto_kg.web.views import once
from csto_kg.weigh import Policy

__all__ = ["DOCUMENT", "Documented", "Reweigh", "document_reply"]

Reweigh: TypeAlias = Callable[[str, str], tuple[ox.Store, Policy, str]]
"""The store under a policy and as known by a day, both as people write them, with that policy and a note on it."""


DOCUMENT: Final = f"{JSON}; profile=document"
"""What a job accepts whose answer is a document, so that it is no other job's."""


@dataclass(frozen=True, slots=True)
class Documented(Stored):
    """A stored query whose answer is given as a document, of the release with this hash."""

    release: str = ""


def document_reply(job: Documented, setup: Setup, reweigh: Reweigh) -> Reply:
    """The reply to a job, with a link to the next page. Raises UsageError with everything that is wrong with its values."""
    query = setup.queries[job.name]
    values, former = renamed(query, job.values)
    own = {p.name for p in query.parameters}
    asides = [name for name in ASIDES if name not in own]
    aside = dict.fromkeys(asides, "") | once(
        ((name, text) for name, texts in values.items() for text in texts), asides
    )
    given = {name: texts for name, texts in values.items() if name not in aside}

    def page() -> RowRange:
        return rows_asked(aside.get("limit"), aside.get("offset"))

    def weighed() -> tuple[ox.Store, Policy, str]:
        return reweigh(aside.get("policy", ""), aside.get("known-by", ""))

    if faults := faults_in(page, weighed):
        plain = reweigh("", "")
        raise UsageError(*faults, *faults_in(lambda: _answered(plain[0], plain[1], query, given)))
    store, policy, note = weighed()
    names, labels = Names(store), Labels(store)
    answer = answered(names, labels, policy, query, given, evidence=True)
    opened = Opened(names, labels, policy, assumption_names(store), job.release, setup.about.title)
    found = answer_document(opened, query, answer, page(), [*former, *([note] if note else [])])
    links = _links(job, found)
    headers = {"Link": f'<{links["next"]}>; rel="next"'} if links["next"] else {}
    return Reply(as_json({**found, "links": links}), JSON, headers=headers)


def _answered(store: ox.Store, policy: Policy, query: StoredQuery, given: Mapping[str, Sequence[str]]) -> object:
    return answered(Names(store), Labels(store), policy, query, given, evidence=False)


def _links(job: Documented, found: PlainObject) -> dict[str, str | None]:
    """The addresses of the next page and the one before, relative to this one's; None where there is none."""
    limit, offset, after = found["limit"], found["offset"], found["next_offset"]

    def at(start: int) -> str:
        kept = [(k, v) for k, many in job.values.items() if k not in ("limit", "offset") for v in many]
        return f"{quote(job.name)}?{urlencode([*kept, ('limit', limit), ('offset', start)])}"

    return {
        "next": None if after is None else at(after),
        "prev": at(max(0, offset - limit)) if offset else None,
    }
