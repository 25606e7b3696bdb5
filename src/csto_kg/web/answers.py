"""Answers jobs from the store in a worker: each job gets one complete reply, errors included."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import cached_property
from urllib.parse import urlsplit

import pyoxigraph as ox

from csto_kg.ask.answers import answer_of
from csto_kg.ask.days import with_days
from csto_kg.ask.emptiness import under_policy
from csto_kg.ask.evidence import with_claims
from csto_kg.ask.labels import Labels
from csto_kg.ask.limits import table_in_words
from csto_kg.ask.names import Names
from csto_kg.ask.notes import notes_on, notes_on_defaults, notes_on_nothing
from csto_kg.ask.relax import why_empty, without_rows
from csto_kg.ask.run import run_query, run_sparql
from csto_kg.ask.sentences import asked_of, sentences_of
from csto_kg.errors import UsageError
from csto_kg.queries.days import last_day
from csto_kg.queries.stored import renamed
from csto_kg.rdf.keywords import unkeyed
from csto_kg.rdf.media import GRAPHS, HTML, JSON, RESULTS
from csto_kg.rdf.mistakes import not_sparql, too_deep
from csto_kg.rdf.nquads import canonical_nquads
from csto_kg.rdf.results import Table, table_of, text_of
from csto_kg.release.reweigh import assumption_names, publication_days, reweighed_quads, weighing_of
from csto_kg.release.store import namespaces_of
from csto_kg.site.model import SitePage
from csto_kg.vocab import (
    G_FINDINGS,
    G_INFERRED,
    G_ONTOLOGY,
    G_PROVENANCE,
    G_VIEW,
    root_of,
    short,
)
from csto_kg.web.documents import Documented, document_reply
from csto_kg.web.formats import (
    RESULT_FORMATS,
    RESULT_OFFERS,
    STORED_OFFERS,
    BoundedBuffer,
    bounded,
    graph_as,
    negotiated,
    results_as,
    rows_as_json,
)
from csto_kg.web.forms import ASIDES, query_page, results_page
from csto_kg.web.jobs import Job, RefusedRequestError, Reply, Setup, Sparql, Stored, too_large
from csto_kg.web.live import LiveSite
from csto_kg.web.shown import live_renderer, security_policy, served_header
from csto_kg.web.views import once
from csto_kg.weigh import CURATED, Policy, read_policy, undated

log = logging.getLogger("csto_kg.web")

# The default graph of a request that names no graphs: what is held, but not the content of single claims.
DEFAULT_GRAPHS = tuple(ox.NamedNode(str(g)) for g in (G_VIEW, G_FINDINGS, G_PROVENANCE, G_INFERRED, G_ONTOLOGY))


_MANY_NAMES = 2_000  # names that are kept; whoever asks for more of them starts again


class Desk:
    """What a worker answers from: the open store, what it has looked up there, and where reweighed releases are kept.

    `kept` gives the N-Quads of a reweighed release by a key, or makes and keeps them. `site` has the pages.
    """

    def __init__(self, store: ox.Store, site: LiveSite, kept: Callable[[str, Callable[[], bytes]], bytes]) -> None:
        self.store = store
        self._kept = kept
        self._site = site
        self._looked_up = Names(store), Labels(store)

    @cached_property
    def site(self) -> LiveSite:
        """The pages of the release, which can be weighed again here."""
        return self._site.weighed_by(self.reweighed)

    def looked_up(self, store: ox.Store) -> tuple[Names, Labels]:
        """The names and labels of a store; those of the release itself are looked up once."""
        if store is not self.store:
            return Names(store), Labels(store)
        names, labels = self._looked_up
        if names.size + labels.size > _MANY_NAMES:
            self._looked_up = Names(store), Labels(store)
        return self._looked_up

    def reweighed(self, policy: Policy) -> ox.Store:
        """The store of the release under a policy; the release itself where that weighs no other way."""
        weighing = weighing_of(self.store, policy)
        if not weighing:
            return self.store
        store = ox.Store()
        lines = self._kept(weighing, lambda: canonical_nquads(reweighed_quads(list(self.store), policy)))
        # `bulk_load` is no faster in memory, and reserves 200 MB for files, which count against the bound of a worker.
        store.load(lines, format=ox.RdfFormat.N_QUADS)
        return store


def reply_to(job: Job, desk: Desk, setup: Setup) -> Reply:
    """The reply to a job. An error is a reply too; only MemoryError is raised."""
    store = desk.store
    try:
        if isinstance(job, Sparql):
            found = _sparql(store, setup, job)
        elif isinstance(job, Documented):
            found = document_reply(job, setup, lambda rule, known_by: _reweighed(desk, rule, known_by))
        elif isinstance(job, Stored):
            found = _stored(desk, setup, job)
        else:
            found = desk.site.reply(job)
        if len(found.body) > setup.max_bytes:
            raise too_large(setup.max_bytes)
    except RefusedRequestError as refusal:
        return refusal.reply()
    except MemoryError:
        raise
    except Exception as error:
        return _failure(error, job, setup).reply()
    return found


def _failure(error: Exception, job: Job, setup: Setup) -> RefusedRequestError:
    """The refusal for an error: its words where the client can do something, and none of this machine's places."""
    if isinstance(error, UsageError) and str(setup.store.parent) not in str(error):
        return RefusedRequestError(400, str(error), error.faults)
    log.error("a job failed: %s", type(job).__name__, exc_info=error)
    return RefusedRequestError(500, "the query failed; the log of the server says why")


# The keywords whose presence matters, and the same words misspelt, at equal length.
_MISSPELT = {"SERVICE": "sxrvice", "FROM": "fxom"}


def _unkeyed(job: Sparql, word: str, instead: str, prefixes: dict[str, str]) -> SyntaxError | None:
    """None if the query is still a query with `instead` everywhere for `word`, otherwise the error (`rdf.keywords`)."""
    return unkeyed(job.text, word, instead, prefixes, job.base)


def _refuse_service(job: Sparql, prefixes: dict[str, str]) -> None:
    """Raise RefusedError if a query would ask other servers: the engine would, from inside this machine's network."""
    error = _unkeyed(job, "SERVICE", _MISSPELT["SERVICE"], prefixes)
    if error is None:
        return
    if _unkeyed(job, r"SERVICE(\s+SILENT\b)?", "GRAPH", prefixes) is None:
        raise RefusedRequestError(403, "SERVICE is refused: this endpoint asks no other servers")
    raise _not_sparql(job, error)


def _not_sparql(job: Sparql, error: SyntaxError) -> RefusedRequestError:
    fault = not_sparql(job.text, error)
    return RefusedRequestError(400, str(fault), (fault,))


def _sparql(store: ox.Store, setup: Setup, job: Sparql) -> Reply:
    prefixes = namespaces_of(store).prefixes
    _refuse_service(job, prefixes)
    if (fault := too_deep(job.text)) is not None:
        raise RefusedRequestError(400, str(fault), (fault,))
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None
    named: list[ox.NamedNode | ox.BlankNode] | None
    if job.dataset is not None:
        # SPARQL 1.1 Protocol, 2.1.4: the request's data set is all there is, and overrides the query's own.
        default, named = [*_nodes(job.dataset[0])], [*_nodes(job.dataset[1])]
    elif _unkeyed(job, "FROM", _MISSPELT["FROM"], prefixes) is None:
        default, named = list(DEFAULT_GRAPHS), None
    else:
        default, named = None, None
    try:
        results = store.query(
            job.text, base_iri=job.base, prefixes=prefixes, default_graph=default, named_graphs=named
        )
    except SyntaxError as error:
        raise _not_sparql(job, error) from None
    if isinstance(results, ox.QueryTriples):
        media_type = negotiated(job.accept, GRAPHS)
        return Reply(graph_as(bounded(results, setup.max_bytes), GRAPHS[media_type], setup.context), media_type)
    media_type = negotiated(job.accept, RESULT_OFFERS)
    out = BoundedBuffer(setup.max_bytes)
    if media_type == HTML:
        # Read back, so that the bound covers the content of the page too.
        results.serialize(out, format=ox.QueryResultsFormat.JSON)
        table = table_of(ox.parse_query_results(out.getvalue(), format=ox.QueryResultsFormat.JSON))
        return _as_page(results_page(job.text, table_in_words(table), urlsplit(job.base).path.lstrip("/")), setup)
    results.serialize(out, format=RESULT_FORMATS[RESULTS[media_type]])
    return Reply(out.getvalue(), media_type)


def _nodes(iris: Iterable[str]) -> list[ox.NamedNode]:
    nodes = []
    for iri in iris:
        try:
            nodes.append(ox.NamedNode(iri))
        except ValueError:
            raise RefusedRequestError(400, f"'{iri}' is not the name of a graph: it is not an IRI") from None
    return nodes


def _stored(desk: Desk, setup: Setup, job: Stored) -> Reply:
    query = setup.queries[job.name]
    media_type = negotiated(job.accept, STORED_OFFERS)
    values, notes = renamed(query, job.values)
    asides = dict.fromkeys(ASIDES, "") | once(
        ((name, text) for name, texts in values.items() for text in texts), ASIDES
    )
    asked, policy, undated_note = _reweighed(desk, asides["policy"], asides["known-by"])
    given = {name: texts for name, texts in values.items() if name not in ASIDES}
    names, labels = desk.looked_up(asked)
    filled, added = with_days(query, given, lambda text: answer_of(run_sparql(asked, text)))
    table = run_query(names, query, filled)
    on_rows = notes_on_defaults(query, filled, added)
    said: tuple[str, ...] = ()
    if media_type == HTML:  # only pages have sentences, which can take as long as the query
        of = asked_of(query, filled, names, labels, bool(table.rows))
        said = under_policy(sentences_of(query, of, table, labels), policy)
        if not table.rows:
            said = without_rows(said, why_empty(names, labels, query, filled))
    elif not table.rows:
        on_rows += notes_on_nothing(names, labels, query, filled)
    if asides["evidence"]:
        table = with_claims(asked, table, query.evidence)
    on_rows += notes_on(table, asked, policy, assumption_names(asked))
    sentences = [*(f"The {former}." for former in notes), *(f"Note: {text}." for text in on_rows)]
    sentences += [undated_note] if undated_note else []
    if media_type == HTML:
        shown = table_in_words(table)
        note = " ".join(sentences)
        return _as_page(query_page(query, values, shown, _labels(shown, labels), said, note), setup)
    headers = _warnings(sentences)
    if media_type == JSON:
        return Reply(rows_as_json(query, table), JSON, headers=headers)
    return Reply(results_as(table, RESULT_FORMATS[RESULTS[media_type]]), media_type, headers=headers)


def _as_page(page: SitePage, setup: Setup) -> Reply:
    html = live_renderer(served_header(setup.store.parent, setup.about))(page)
    return Reply(html, HTML, headers={"Content-Security-Policy": security_policy(html)})


def _labels(table: Table, labels: Labels) -> dict[str, str]:
    """The labels of the things in a table, by IRI; claims are called by their identifiers alone."""
    parts = {part for row in table.rows for cell in row for part in text_of(cell).split() if root_of(part)}
    return {part: label for part in sorted(parts) if (label := labels.of(part)) != short(part)}


def _warnings(sentences: Iterable[str]) -> dict[str, str]:
    """Notes for programs, as a header `Warning` of code 299 (RFC 7234, section 5.5): formats have no place for notes."""
    quoted = (sentence.encode("ascii", "replace").decode().replace('"', "'") for sentence in sentences)
    given = ", ".join(f'299 csto-kg "{sentence}"' for sentence in quoted)
    return {"Warning": given} if given else {}


def _reweighed(desk: Desk, rule: str, known_by: str) -> tuple[ox.Store, Policy, str]:
    """The store to ask under a policy and as known by a day, that policy, and a note on undated sources."""
    store = desk.store
    if not rule and not known_by:
        return store, CURATED, ""
    sources = publication_days(store)
    policy = read_policy(
        rule or None, last_day(known_by, "known-by") if known_by else None, sources, assumption_names(store)
    )
    later = ", ".join(undated(policy, sources))
    note = f"Counted as known by {known_by}, though perhaps published later: {later}." if later else ""
    return desk.reweighed(policy), policy, note
