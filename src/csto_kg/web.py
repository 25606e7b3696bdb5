"""The graph over HTTP: a read-only SPARQL endpoint, stored queries, a page for each thing. Routes, never builds.

Queries run in processes of their own, since a query cannot be stopped from inside: one that takes too long, or too
much memory, ends with its process and another takes its place. An answer is whole before its status line is sent, so
what looks complete is complete.

Where a request names no graphs, its default graph is the union of the view, the findings, the provenance, what was
inferred, and the ontology. What single claims say, and what they report others to have said, is never in it: those
are no facts. Every graph can be reached with `GRAPH`.
"""

from __future__ import annotations

import contextlib
import html
import io
import json
import math
import multiprocessing
import re
import resource
import signal
import socket
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qsl, quote, urlencode

import anyio
import anyio.to_thread
import pyoxigraph as ox
import uvicorn
from rdflib.namespace import RDF, RDFS
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from csto_kg.errors import CstoKgError, Fault, MachineError, UsageError
from csto_kg.export import Part, export
from csto_kg.negotiate import GRAPHS, HTML, JSON, RESULTS, SUFFIXES, choose, content_type
from csto_kg.queries import StoredQuery, Table, Term, nearest, run, table_of
from csto_kg.store import open_store
from csto_kg.vocab import G_FINDINGS, G_INFERRED, G_ONTOLOGY, G_PROVENANCE, G_REGISTER, G_VIEW, ROOT, short

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# What a query may take. A whole export of the graph is some megabytes.
MAX_BYTES = 64 * 2**20
MAX_MEMORY = 2 * 2**30
# A query longer than this is no query; more requests than this waiting for a worker would wait in vain.
MAX_QUERY = 2**20
MAX_WAITING = 100
# A new worker imports this package and opens the store: well under a second, more on a busy machine.
START_SECONDS = 60.0

DEFAULT_GRAPHS = tuple(ox.NamedNode(str(g)) for g in (G_VIEW, G_FINDINGS, G_PROVENANCE, G_INFERRED, G_ONTOLOGY))
# Where what is said of a thing stands. The ontology and what follows are the same for every thing of a class.
DESCRIBED_IN = tuple(ox.NamedNode(str(g)) for g in (G_VIEW, G_FINDINGS, G_PROVENANCE))
# The first parts of the paths below the namespace that have pages here.
KINDS = ("id", "claim", "source", "finding")

_RESULT_FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_STORED_OFFERS = (JSON, *(t for t in RESULTS if t != JSON), HTML)


# ---------------------------------------------------------------------------------------------------------------
# What goes to a worker and comes back
# ---------------------------------------------------------------------------------------------------------------


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
    """A stored query with the values of its parameters."""

    name: str
    values: Mapping[str, Sequence[str]]
    accept: str | None


@dataclass(frozen=True, slots=True)
class Describe:
    """What is said of a thing."""

    iri: str
    accept: str | None


Job: TypeAlias = Sparql | Stored | Describe


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, or the reason why there is none."""

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
        faults = [{"message": f.message, "subject": f.subject, "mend": f.mend} for f in self.faults]
        error = {"status": self.status, "message": self.message, "faults": faults}
        return Answer(_json({"error": error}), JSON, self.status, self.headers)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


# ---------------------------------------------------------------------------------------------------------------
# In the worker
# ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a worker needs: the store's folder, the stored queries, the JSON-LD context, and its limits.

    `timeout` in seconds, `max_bytes` of an answer, `max_memory` in bytes.
    """

    store: Path
    queries: Mapping[str, StoredQuery]
    context: Mapping[str, object]
    timeout: float
    max_bytes: int
    max_memory: int


def _work(connection: Connection, setup: Setup) -> None:
    """Answer jobs until the other end is closed. The first message tells that the store is open, or why it is not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the server decides
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    memory = setup.max_memory if hard == resource.RLIM_INFINITY else min(hard, setup.max_memory)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    try:
        store = open_store(setup.store)
    except CstoKgError as error:
        connection.send(str(error))
        return
    connection.send(None)
    while True:
        try:
            job: Job = connection.recv()
        except EOFError:
            return
        # Should the server be killed, nobody else ends a query that runs on: this signal does.
        signal.alarm(math.ceil(setup.timeout) + 10)
        answer = _answer(store, setup, job)
        signal.alarm(0)
        try:
            connection.send(answer)
        except BrokenPipeError:
            return


def _answer(store: ox.Store, setup: Setup, job: Job) -> Answer:
    try:
        if isinstance(job, Sparql):
            answer = _sparql(store, setup, job)
        elif isinstance(job, Stored):
            answer = _stored(store, setup, job)
        else:
            answer = _describe(store, setup, job)
        if len(answer.body) > setup.max_bytes:
            raise _too_large(setup.max_bytes)
    except RefusedError as refusal:
        return refusal.answer()
    except CstoKgError as error:
        status = 400 if isinstance(error, UsageError) else 500
        return RefusedError(status, str(error), error.faults).answer()
    except MemoryError:
        return _too_much(setup).answer()
    except (OSError, RuntimeError, ValueError) as error:
        return RefusedError(500, f"the query failed: {error}").answer()
    return answer


def _too_large(max_bytes: int) -> RefusedError:
    return RefusedError(413, f"the answer is larger than {max_bytes} bytes; none of it was sent: add a LIMIT")


def _too_much(setup: Setup) -> RefusedError:
    told = f"the query was ended: it needed more memory than the {setup.max_memory // 2**20} MiB it may have"
    return RefusedError(503, told)


class _Bounded(io.BytesIO):
    """A buffer that refuses to grow beyond a size."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__()
        self.max_bytes = max_bytes

    def write(self, part: ReadableBuffer, /) -> int:
        if self.tell() + memoryview(part).nbytes > self.max_bytes:
            raise _too_large(self.max_bytes)
        return super().write(part)


def _negotiated(accept: str | None, offers: Iterable[str]) -> str:
    offered = tuple(offers)
    media_type = choose(accept, offered)
    if media_type is None:
        raise RefusedError(406, f"nothing that is accepted can be given; there are: {', '.join(offered)}")
    return media_type


# The keywords whose presence matters, and the same words misspelt, at equal length.
_MISSPELT = {"SERVICE": "sxrvice", "FROM": "fxom"}


def _unkeyed(job: Sparql, word: str, instead: str) -> SyntaxError | None:
    """None if the query is still a query with `instead` everywhere for `word`, otherwise the error.

    A keyword cannot be misspelt; a string, comment, IRI, variable or prefix can. So the engine's own parser tells
    whether a word is a keyword, and there is no second reading of SPARQL that a query could be made to slip through
    (to a tokenizer `<?b)SERVICE?s#>` may be an IRI where the engine reads a comparison and then the keyword).
    """
    if not re.search(word, job.text, re.IGNORECASE):
        return None
    try:
        ox.Store().query(re.sub(word, instead, job.text, flags=re.IGNORECASE), base_iri=job.base)
    except SyntaxError as error:
        return error
    except (OSError, RuntimeError):  # it was read, and failed on the empty store
        return None
    return None


def _refuse_service(job: Sparql) -> None:
    """Raise RefusedError if a query would ask other servers: the engine would, from inside this machine's network."""
    error = _unkeyed(job, "SERVICE", _MISSPELT["SERVICE"])
    if error is None:
        return
    if _unkeyed(job, r"SERVICE(\s+SILENT\b)?", "GRAPH") is None:
        raise RefusedError(403, "SERVICE is refused: this endpoint asks no other servers")
    raise RefusedError(400, f"is not SPARQL: {error}")


def _sparql(store: ox.Store, setup: Setup, job: Sparql) -> Answer:
    _refuse_service(job)
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None
    named: list[ox.NamedNode | ox.BlankNode] | None
    if job.dataset is not None:
        # SPARQL 1.1 Protocol, 2.1.4: the request's data set is all there is, and overrides the query's own.
        default, named = [*_nodes(job.dataset[0])], [*_nodes(job.dataset[1])]
    elif _unkeyed(job, "FROM", _MISSPELT["FROM"]) is None:
        default, named = list(DEFAULT_GRAPHS), None
    else:
        default, named = None, None
    try:
        results = store.query(job.text, base_iri=job.base, default_graph=default, named_graphs=named)
    except SyntaxError as error:
        raise RefusedError(400, f"is not SPARQL: {error}") from None
    if isinstance(results, ox.QueryTriples):
        media_type = _negotiated(job.accept, GRAPHS)
        return Answer(_graph(_bounded(results, setup.max_bytes), GRAPHS[media_type], setup.context), media_type)
    media_type = _negotiated(job.accept, (*RESULTS, HTML))
    out = _Bounded(setup.max_bytes)
    if media_type == HTML:
        # Read back, so that the bound holds for what the page is made of too.
        results.serialize(out, format=ox.QueryResultsFormat.JSON)
        table = table_of(ox.parse_query_results(out.getvalue(), format=ox.QueryResultsFormat.JSON))
        return Answer(_results_page(job.text, table), HTML)
    results.serialize(out, format=_RESULT_FORMATS[RESULTS[media_type]])
    return Answer(out.getvalue(), media_type)


def _nodes(iris: Iterable[str]) -> list[ox.NamedNode]:
    nodes = []
    for iri in iris:
        try:
            nodes.append(ox.NamedNode(iri))
        except ValueError:
            raise RefusedError(400, f"'{iri}' names no graph: it is no IRI") from None
    return nodes


def _bounded(triples: Iterable[ox.Triple], max_bytes: int) -> list[ox.Triple]:
    """The triples, each once, as long as they are small enough as text."""
    found: dict[ox.Triple, None] = {}
    size = 0
    for triple in triples:
        if triple not in found:
            size += len(str(triple))
            if size > max_bytes:
                raise _too_large(max_bytes)
            found[triple] = None
    return list(found)


def _graph(triples: Sequence[ox.Triple], format_name: str, context: Mapping[str, object]) -> bytes:
    """Triples as a graph without a name, in the byte-stable form of exports."""
    if format_name == "rdfxml":
        for t in triples:
            # An XML name must be cut off the end of the property; the writer would write what no parser reads.
            if not re.search(r"[A-Za-z_][\w.\-]*$", t.predicate.value):
                raise RefusedError(406, f"RDF/XML cannot write the property {t.predicate}: ask for another format")
    if format_name == "jsonld" and not all(_is_plain(t) for t in triples):
        out = ox.serialize(triples, format=ox.RdfFormat.JSON_LD)
        assert out is not None
        return out
    # `export` writes graphs of a release: it is told that this is one, and JSON-LD then forgets the name.
    view = ox.NamedNode(str(G_VIEW))
    written = export(
        [ox.Quad(t.subject, t.predicate, t.object, view) for t in triples], Part.FINDINGS, format_name, context
    )
    if format_name != "jsonld":
        return written
    document = json.loads(written)
    # The context has a name of its own for `@graph`.
    key = next(k for k in document if k != "@context")
    graphs = document[key]
    return _json({"@context": document["@context"], key: graphs[0][key] if graphs else []})


def _is_plain(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal)


def _stored(store: ox.Store, setup: Setup, job: Stored) -> Answer:
    query = setup.queries[job.name]
    media_type = _negotiated(job.accept, _STORED_OFFERS)
    table = run(store, query, job.values)
    if media_type == JSON:
        return Answer(_json(_rows(query, table)), JSON)
    if media_type == HTML:
        return Answer(_query_page(query, job.values, table), HTML)
    return Answer(_results(table, _RESULT_FORMATS[RESULTS[media_type]]), media_type)


def _rows(query: StoredQuery, table: Table) -> list[dict[str, object]]:
    """Rows as plain values: IRIs in full, lists as lists, None where a cell is unbound."""

    def cell(column: str, term: Term | None) -> object:
        if term is None:
            return None
        value = _text(term)
        return value.split() if column in query.lists else value

    return [{c: cell(c, v) for c, v in zip(table.columns, row, strict=True)} for row in table.rows]


def _results(table: Table, format_: ox.QueryResultsFormat) -> bytes:
    """A table as SPARQL results. The engine writes only what it has asked itself, or read: so it reads JSON."""
    bindings = [
        {c: _binding(v) for c, v in zip(table.columns, row, strict=True) if v is not None} for row in table.rows
    ]
    document = {"head": {"vars": list(table.columns)}, "results": {"bindings": bindings}}
    solutions = ox.parse_query_results(json.dumps(document).encode(), format=ox.QueryResultsFormat.JSON)
    out = solutions.serialize(format=format_)
    assert out is not None
    return out


def _binding(term: Term) -> dict[str, object]:
    if isinstance(term, ox.Literal):
        if term.language:
            return {"type": "literal", "value": term.value, "xml:lang": term.language}
        return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _binding(part) for name, part in parts.items()}}
    return {"type": "uri" if isinstance(term, ox.NamedNode) else "bnode", "value": term.value}


def _text(term: Term) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


def _describe(store: ox.Store, setup: Setup, job: Describe) -> Answer:
    try:
        node = ox.NamedNode(job.iri)
    except ValueError:
        raise RefusedError(404, f"nothing can have the identifier {job.iri}") from None
    outwards = [q.triple for g in DESCRIBED_IN for q in store.quads_for_pattern(node, None, None, g)]
    inwards = [q.triple for g in DESCRIBED_IN for q in store.quads_for_pattern(None, None, node, g)]
    if not outwards and not inwards:
        raise RefusedError(404, f"the graph holds nothing of {job.iri}")
    media_type = _negotiated(job.accept, (*GRAPHS, HTML))
    if media_type != HTML:
        triples = _bounded([*outwards, *inwards], setup.max_bytes)
        return Answer(_graph(triples, GRAPHS[media_type], setup.context), media_type)
    said = [q.triple for q in store.quads_for_pattern(None, None, None, node)]
    terms = {t.object for t in (*outwards, *said)} | {t.subject for t in (*inwards, *said)} | {node}
    labels = {t.value: label for t in terms if isinstance(t, ox.NamedNode) and (label := _label(store, t))}
    return Answer(_description_page(job.iri, outwards, inwards, said, labels), HTML)


def _label(store: ox.Store, node: ox.NamedNode) -> str:
    """The label of a node, the English one if there is one, or an empty text."""
    found = {}
    for graph in (DEFAULT_GRAPHS[0], DEFAULT_GRAPHS[-1], ox.NamedNode(str(G_REGISTER))):
        for quad in store.quads_for_pattern(node, ox.NamedNode(str(RDFS.label)), None, graph):
            if isinstance(quad.object, ox.Literal):
                found[quad.object.language or ""] = quad.object.value
    return found.get("en") or next((found[language] for language in sorted(found)), "")


# ---------------------------------------------------------------------------------------------------------------
# Pages for people: no scripts, nothing from elsewhere
# ---------------------------------------------------------------------------------------------------------------

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222 }
a { color: #14508c } h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
code, textarea { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #ddd }
th { font-weight: 600 } td { overflow-wrap: anywhere } label { display: block; margin: .5rem 0 }
textarea { width: 100%; height: 14rem } .muted { color: #595959 }
"""


def _page(title: str, *parts: str) -> bytes:
    """A page; `title` is text, `parts` are HTML."""
    name = html.escape(title)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{name} · csto-kg</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n"
        '<nav><a href="/">csto-kg</a> · <a href="/query/">questions</a> · <a href="/sparql">SPARQL</a></nav>\n'
        f"<h1>{name}</h1>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    ).encode()


def _address(iri: str) -> str | None:
    """Where a link to an IRI leads: to a page here where there is one, else to the Web; None for other schemes."""
    if iri.startswith(ROOT) and iri[len(ROOT) :].partition("/")[0] in KINDS:
        path, hash_, fragment = iri[len(ROOT) :].partition("#")
        return "/" + quote(path, safe="/:@!$&'()*+,;=-._~") + (hash_ and "#" + quote(fragment, safe="=,"))
    return iri if re.match(r"https?://", iri) else None


def _link(iri: str, labels: Mapping[str, str]) -> str:
    name, label = html.escape(short(iri)), html.escape(labels.get(iri, ""))
    text = f'{label} <span class="muted">{name}</span>' if label else name
    address = _address(iri)
    return text if address is None else f'<a href="{html.escape(address)}">{text}</a>'


def _shown(term: Term | None, labels: Mapping[str, str]) -> str:
    if term is None:
        return '<span class="muted">–</span>'
    if isinstance(term, ox.NamedNode):
        return _link(term.value, labels)
    if isinstance(term, ox.Literal):
        language = f' <span class="muted">{html.escape(term.language)}</span>' if term.language else ""
        return html.escape(term.value) + language
    return html.escape(str(term))


def _table_of(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; `heads` are text, cells are HTML."""
    head = "".join(f'<th scope="col">{html.escape(h)}</th>' for h in heads)
    body = "\n".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _listed(pairs: Iterable[tuple[Term, Term]], heads: Sequence[str], labels: Mapping[str, str]) -> str:
    """Properties and the terms at their other end, the class of a thing first."""
    grouped: dict[str, list[Term]] = {}
    for predicate, other in pairs:
        grouped.setdefault(_text(predicate), []).append(other)
    order = sorted(grouped, key=lambda p: (p != str(RDF.type), p != str(RDFS.label), p))
    rows = [(_link(p, {}), "<br>".join(_shown(o, labels) for o in sorted(set(grouped[p]), key=str))) for p in order]
    return _table_of(heads, rows)


def _description_page(
    iri: str,
    outwards: Iterable[ox.Triple],
    inwards: Sequence[ox.Triple],
    said: Iterable[ox.Triple],
    labels: Mapping[str, str],
) -> bytes:
    address = (_address(iri) or "").partition("#")[0]
    formats = " · ".join(f'<a href="{html.escape(address)}.{s}">{s}</a>' for s in ("ttl", "jsonld", "nt", "rdf"))
    parts = [
        f'<p><code>{html.escape(iri)}</code></p><p class="muted">as data: {formats}</p>',
        _listed(((t.predicate, t.object) for t in outwards), ("property", "value"), labels),
    ]
    content = sorted(said, key=str)
    if content:
        rows = [[_shown(x, labels) for x in (t.subject, t.predicate, t.object)] for t in content]
        parts += [
            "<h2>What the claim says</h2><p>A source says so; it is no fact until it was weighed.</p>",
            _table_of(("of", "property", "value"), rows),
        ]
    if inwards:
        listed = _listed(((t.predicate, t.subject) for t in inwards), ("as", "of"), labels)
        parts += ["<h2>What points to it</h2>", listed]
    return _page(labels.get(iri) or short(iri), *parts)


def _query_page(query: StoredQuery, values: Mapping[str, Sequence[str]], table: Table) -> bytes:
    fields = "".join(
        f"<label>{html.escape(p.name)}: {html.escape(p.about)} "
        f'<input name="{html.escape(p.name)}" value="{html.escape(" ".join(values.get(p.name, ())[:1]))}" '
        f'placeholder="{html.escape(p.default)}"></label>'
        for p in query.parameters
    )
    asked = urlencode([(k, v) for k, listed in values.items() for v in listed])
    formats = " · ".join(
        f'<a href="{html.escape(f"/query/{quote(query.name)}.{s}" + (asked and "?" + asked))}">{s}</a>'
        for s in ("csv", "tsv", "json", "srj", "srx")
    )

    def cell(column: str, term: Term | None) -> str:
        if term is not None and column in query.lists:
            return "<br>".join(_link(part, {}) for part in _text(term).split())
        return _shown(term, {})

    rows = [[cell(c, v) for c, v in zip(table.columns, row, strict=True)] for row in table.rows]
    return _page(
        query.name,
        f"<p>{html.escape(query.question)}</p>",
        f'<form action="/query/{quote(query.name)}" method="get">{fields}<button>Ask</button></form>',
        f'<p>{len(rows)} rows, each {html.escape(query.row)}. <span class="muted">as data: {formats}</span></p>',
        _table_of(table.columns, rows),
        f"<details><summary>The query</summary><pre><code>{html.escape(query.text)}</code></pre></details>",
    )


def _results_page(text: str, table: Table) -> bytes:
    rows = [[_shown(term, {}) for term in row] for row in table.rows]
    return _page("Answer", _sparql_form(text), f"<p>{len(rows)} rows</p>", _table_of(table.columns, rows))


def _sparql_form(text: str) -> str:
    return (
        '<form action="/sparql" method="get"><label>Query '
        f'<textarea name="query" spellcheck="false">\n{html.escape(text)}</textarea></label>'
        "<button>Ask</button></form>"
    )


_EXAMPLE = """PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?membership ?member ?organization
WHERE { ?membership org:member ?member ; org:organization ?organization }
LIMIT 10"""


# ---------------------------------------------------------------------------------------------------------------
# The workers, seen from the server
# ---------------------------------------------------------------------------------------------------------------


class _LateError(Exception):
    """A worker has not answered in time."""


class _Worker:
    """A process that answers one job at a time. Used by one thread at a time."""

    def __init__(self, setup: Setup) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.connection, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_work, args=(theirs, setup), daemon=True)
        self.process.start()
        theirs.close()
        self.is_ready = False

    def wait(self) -> None:
        """Wait until the store is open. Raises MachineError where it cannot be opened, EOFError on its death."""
        if self.is_ready:
            return
        if not self.connection.poll(START_SECONDS):
            raise MachineError("a worker process did not start")
        fault = self.connection.recv()
        if fault is not None:
            raise MachineError(fault)
        self.is_ready = True

    def ask(self, job: Job, timeout: float) -> Answer:
        """The answer to a job. Raises _LateError after `timeout` seconds, EOFError or OSError if the process died."""
        self.wait()
        self.connection.send(job)
        if not self.connection.poll(timeout):
            raise _LateError
        answer = self.connection.recv()
        assert isinstance(answer, Answer)
        return answer

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class Pool:
    """The workers. Requests wait for one in the order in which they came, without holding up the event loop."""

    def __init__(self, setup: Setup, size: int) -> None:
        self.setup = setup
        self.size = size
        self._idle: deque[_Worker] = deque()
        self._busy: set[_Worker] = set()
        self._is_open = False
        self._limiter: anyio.CapacityLimiter | None = None
        self.fault: MachineError | None = None  # why the workers did not start, for whoever waits outside the loop

    async def __aenter__(self) -> Pool:
        self._limiter = anyio.CapacityLimiter(self.size)
        await anyio.to_thread.run_sync(self._start)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._is_open = False
        for worker in list(self._busy):
            worker.process.kill()  # the thread that waits for it sees its end, and cleans up
        while self._idle:
            self._idle.popleft().stop()

    def _start(self) -> None:
        self._is_open = True
        self._idle.extend(_Worker(self.setup) for _ in range(self.size))
        try:
            for worker in self._idle:
                worker.wait()
        except (EOFError, OSError, MachineError) as error:
            while self._idle:
                self._idle.popleft().stop()
            self.fault = MachineError(Fault(f"the workers could not start: {error}"))
            raise self.fault from error

    async def ask(self, job: Job) -> Answer:
        """The answer to a job, errors included. Raises RefusedError where too many wait, or a query took too much."""
        if self._limiter is None:
            raise RefusedError(503, "the server has not started")
        if self._limiter.statistics().tasks_waiting >= MAX_WAITING:
            raise RefusedError(503, "too many requests are waiting: try again later", headers={"Retry-After": "5"})
        return await anyio.to_thread.run_sync(self._ask, job, limiter=self._limiter)

    def _ask(self, job: Job) -> Answer:
        worker = self._idle.popleft() if self._is_open else None
        if worker is None:
            raise RefusedError(503, "the server is stopping")
        self._busy.add(worker)
        is_well = False
        try:
            answer = worker.ask(job, self.setup.timeout)
            is_well = True
            return answer
        except _LateError:
            raise RefusedError(
                503, f"the query was ended: it took longer than {self.setup.timeout:g} seconds"
            ) from None
        except (EOFError, OSError):
            raise (_too_much(self.setup) if self._is_open else RefusedError(503, "the server is stopping")) from None
        except MachineError as error:
            raise RefusedError(503, str(error), error.faults) from None
        finally:
            self._busy.discard(worker)
            if not is_well:
                worker.stop()
            if self._is_open:
                self._idle.append(worker if is_well else _Worker(self.setup))
            elif is_well:
                worker.stop()


# ---------------------------------------------------------------------------------------------------------------
# The routes
# ---------------------------------------------------------------------------------------------------------------

Pairs: TypeAlias = list[tuple[str, str]]


def _accept(request: Request) -> str | None:
    return ", ".join(request.headers.getlist("accept")) or None


def _response(answer: Answer) -> Response:
    headers = {"Content-Type": content_type(answer.media_type), **(answer.headers or {})}
    return Response(answer.body, answer.status, headers)


def _pairs(text: bytes, what: str) -> Pairs:
    """The names and values of a query string or form."""
    try:
        return parse_qsl(text.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError as error:
        raise RefusedError(400, f"the {what} cannot be read: {error}") from None


async def _body(request: Request) -> bytes:
    parts = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > MAX_QUERY:
                raise RefusedError(413, f"the request is longer than {MAX_QUERY} bytes")
            parts.append(part)
    except ClientDisconnect:
        raise RefusedError(400, "the request was broken off") from None
    return b"".join(parts)


def _suffixed(path: str, offers: Iterable[str], accept: str | None) -> tuple[str, str | None]:
    """A path without the ending that names a format, and what is accepted by it."""
    stem, _, suffix = path.rpartition(".")
    media_type = SUFFIXES.get(suffix)
    return (stem, media_type) if stem and media_type in set(offers) else (path, accept)


async def _sparql_job(request: Request) -> Sparql | None:
    """The query of a request by SPARQL 1.1 Protocol, 2.1; None for a request of the service description."""
    pairs = _pairs(request.scope["query_string"], "query string")
    if request.method == "POST":
        told = request.headers.get("content-type")
        if told is None:
            raise RefusedError(415, "the request does not tell its Content-Type")
        header = Message()
        header["Content-Type"] = told
        kind, charset = header.get_content_type(), header.get_content_charset() or "utf-8"
        if kind == "application/sparql-update":
            raise _read_only()
        if kind not in ("application/sparql-query", "application/x-www-form-urlencoded"):
            can = "application/sparql-query, application/x-www-form-urlencoded"
            raise RefusedError(415, f"{kind} is not taken; there are: {can}")
        if charset not in ("utf-8", "us-ascii"):
            raise RefusedError(415, f"{charset} is not taken: write UTF-8")
        body = await _body(request)
        if kind == "application/x-www-form-urlencoded":
            pairs += _pairs(body, "form")
        else:
            try:
                pairs.append(("query", body.decode("utf-8")))
            except UnicodeDecodeError:
                raise RefusedError(400, "the query is not in UTF-8") from None
    elif not pairs:
        return None
    if any(name == "update" for name, _ in pairs):
        raise _read_only()
    texts = [value for name, value in pairs if name == "query"]
    if len(texts) != 1:
        raise RefusedError(
            400, "the request has no query" if not texts else f"the request has {len(texts)} queries: one is due"
        )
    default = tuple(value for name, value in pairs if name == "default-graph-uri")
    named = tuple(value for name, value in pairs if name == "named-graph-uri")
    dataset = (default, named) if default or named else None
    return Sparql(texts[0], _endpoint(request), dataset, _accept(request))


def _endpoint(request: Request) -> str:
    """The endpoint's own address, made from the Host header, which may be anything."""
    address = str(request.url.replace(query=""))
    try:
        return ox.NamedNode(address).value
    except ValueError:
        raise RefusedError(400, f"'{address}' is no address") from None


def _read_only() -> RefusedError:
    return RefusedError(403, "this endpoint is read only: updates are refused")


_SD = "http://www.w3.org/ns/sparql-service-description#"
_DEFAULT_TOLD = (
    "Where a request names no graphs, the default graph is the union of graph/view, graph/findings, graph/provenance, "
    "graph/inferred and graph/ontology. What single claims say or report is never in it, since it is no fact; every "
    "graph, one for each claim too, can be reached with GRAPH. Read only; SERVICE is refused."
)


def _service_description(endpoint: str) -> list[ox.Triple]:
    service, dataset, default = (ox.NamedNode(endpoint + part) for part in ("#service", "#dataset", "#default"))
    node = ox.NamedNode
    formats = ("Turtle", "JSON-LD", "N-Triples", "RDF_XML")
    results = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
    graphs = (*DEFAULT_GRAPHS, node(str(G_REGISTER)))
    comment = node(str(RDFS.comment))
    type_ = node(str(RDF.type))
    return [
        ox.Triple(service, type_, node(_SD + "Service")),
        ox.Triple(service, node(_SD + "endpoint"), node(endpoint)),
        ox.Triple(service, node(_SD + "supportedLanguage"), node(_SD + "SPARQL11Query")),
        *(
            ox.Triple(service, node(_SD + "resultFormat"), node(f"http://www.w3.org/ns/formats/{f}"))
            for f in (*formats, *results)
        ),
        ox.Triple(service, node(_SD + "defaultDataset"), dataset),
        ox.Triple(dataset, type_, node(_SD + "Dataset")),
        ox.Triple(dataset, node(_SD + "defaultGraph"), default),
        ox.Triple(default, type_, node(_SD + "Graph")),
        ox.Triple(default, comment, ox.Literal(_DEFAULT_TOLD, language="en")),
        *(
            triple
            for graph in graphs
            for named in [node(f"{endpoint}#{graph.value.rpartition('/')[2]}")]
            for triple in (
                ox.Triple(dataset, node(_SD + "namedGraph"), named),
                ox.Triple(named, type_, node(_SD + "NamedGraph")),
                ox.Triple(named, node(_SD + "name"), graph),
            )
        ),
    ]


@dataclass(frozen=True, slots=True)
class Site:
    """The routes over one release."""

    release: str
    queries: Mapping[str, StoredQuery]
    context: Mapping[str, object]
    pool: Pool

    def routes(self) -> list[Route]:
        """Every route; Starlette answers HEAD where it answers GET."""
        return [
            Route("/", self.home),
            Route("/sparql", self.sparql, methods=["GET", "POST"]),
            Route("/query/", self.listing),
            Route("/query/{name}", self.query),
            *(Route(f"/{kind}/{{path:path}}", self.describe) for kind in KINDS),
        ]

    async def home(self, request: Request) -> Response:
        """What this is, and which release of it."""
        listed = "".join(
            f'<li><a href="/query/{quote(q.name)}">{html.escape(q.name)}</a>: {html.escape(q.question)}</li>'
            for q in self.queries.values()
        )
        page = _page(
            "A knowledge graph of the CSTO and its world",
            "<p>The Collective Security Treaty Organization over time: what sources claim, where they disagree, and "
            "what is held after weighing them, as of any day.</p>",
            f"<p>Release <code>{html.escape(self.release)}</code></p>",
            f"<h2>Questions</h2><ul>{listed}</ul>",
            '<h2>For programs</h2><p>SPARQL endpoint <a href="/sparql"><code>/sparql</code></a>; the questions as data '
            'under <a href="/query/"><code>/query/</code></a>; each thing by its identifier, in Turtle, JSON-LD, '
            "N-Triples or RDF/XML.</p>",
        )
        return _response(Answer(page, HTML))

    async def sparql(self, request: Request) -> Response:
        """SPARQL 1.1 Protocol, queries only; without a query, the service description."""
        job = await _sparql_job(request)
        if job is not None:
            return _response(await self.pool.ask(job))
        media_type = _negotiated(_accept(request), (*GRAPHS, HTML))
        if media_type == HTML:
            return _response(
                Answer(_page("SPARQL", f"<p>{html.escape(_DEFAULT_TOLD)}</p>", _sparql_form(_EXAMPLE)), HTML)
            )
        triples = _service_description(_endpoint(request))
        return _response(Answer(_graph(triples, GRAPHS[media_type], self.context), media_type))

    async def listing(self, request: Request) -> Response:
        """The stored queries with their parameters and columns."""
        if _negotiated(_accept(request), (JSON, HTML)) == HTML:
            rows = [
                (f'<a href="/query/{quote(q.name)}">{html.escape(q.name)}</a>', html.escape(q.question))
                for q in self.queries.values()
            ]
            return _response(Answer(_page("Questions", _table_of(("name", "question"), rows)), HTML))
        listed = [
            {
                "name": q.name,
                "question": q.question,
                "row": q.row,
                "parameters": [
                    {"name": p.name, "type": p.type.value, "about": p.about, "default": p.default}
                    for p in q.parameters
                ],
                "columns": dict(q.columns),
            }
            for q in self.queries.values()
        ]
        return _response(Answer(_json({"release": self.release, "queries": listed}), JSON))

    async def query(self, request: Request) -> Response:
        """A stored query; a parameter may be given several times, and a blank one (an empty field) is not given."""
        name, accept = _suffixed(request.path_params["name"], _STORED_OFFERS, _accept(request))
        if name not in self.queries:
            near = nearest(name, self.queries)
            mend = f"did you mean {' or '.join(near)}?" if near else "/query/ lists them"
            told = f"there is no stored query '{name}'"
            raise RefusedError(404, f"{told}: {mend}", (Fault(told, name, mend=mend),))
        values: dict[str, list[str]] = {}
        for key, value in _pairs(request.scope["query_string"], "query string"):
            if value:
                values.setdefault(key, []).append(value)
        return _response(await self.pool.ask(Stored(name, values, accept)))

    async def describe(self, request: Request) -> Response:
        """What is said of a thing, by its identifier."""
        path, accept = _suffixed(request.scope["path"].lstrip("/"), (*GRAPHS, HTML), _accept(request))
        return _response(await self.pool.ask(Describe(ROOT + path, accept)))


class _Headers:
    """Adds to every answer that any page may read it, and answers the question of browsers whether they may ask."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with(event: Event) -> None:
            if event["type"] == "http.response.start":
                MutableHeaders(scope=event).update(self.headers)
            await send(event)

        if scope["method"] == "OPTIONS":
            methods = "GET, HEAD, POST, OPTIONS" if scope["path"] == "/sparql" else "GET, HEAD, OPTIONS"
            allowed = {
                "Allow": methods,
                "Access-Control-Allow-Methods": methods,
                "Access-Control-Allow-Headers": "Accept, Content-Type",
                "Access-Control-Max-Age": "86400",
            }
            await Response(status_code=204, headers=allowed)(scope, receive, send_with)
            return
        await self.app(scope, receive, send_with)


def make_app(
    release_folder: Path,
    queries: Mapping[str, StoredQuery],
    context: Mapping[str, object],
    *,
    timeout: float = 30.0,
    workers: int = 1,
    max_bytes: int = MAX_BYTES,
    max_memory: int = MAX_MEMORY,
) -> Starlette:
    """The server of one release; its workers start and stop with the server.

    `context` is the JSON-LD context (the object under `@context`). `timeout` in seconds and `max_memory` in bytes bound
    each query, `max_bytes` each answer; `workers` queries run at once. A build that switches `current` to a new release
    changes nothing here: the server goes on with the one it was given. Raises UsageError where there is no release.
    """
    folder = release_folder.resolve()
    open_store(folder / "store")  # so that a fault is told before anything starts
    try:
        release = str(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["release"])
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(
            Fault(f"{folder} has no manifest that names its release", mend="run: csto-kg build")
        ) from None
    pool = Pool(Setup(folder / "store", dict(queries), dict(context), timeout, max_bytes, max_memory), workers)
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Csto-Kg-Release",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
        "Csto-Kg-Release": release,
        "Vary": "Accept",
        "X-Content-Type-Options": "nosniff",
    }

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with pool:
            yield

    async def refused(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            where = f": {request.url.path}" if error.status_code == 404 else ""
            error = RefusedError(error.status_code, error.detail + where, headers=error.headers)
        if not isinstance(error, RefusedError):  # a fault of ours: the log has it, the client learns no more
            error = RefusedError(500, "the server failed", headers=headers)
        return _response(error.answer())

    app = Starlette(
        routes=Site(release, dict(queries), dict(context), pool).routes(),
        middleware=[Middleware(_Headers, headers=headers)],
        exception_handlers={RefusedError: refused, HTTPException: refused, Exception: refused},
        lifespan=lifespan,
    )
    app.state.pool = pool
    return app


def serve(app: Starlette, port: int, host: str = "127.0.0.1", on_start: Callable[[str], None] | None = None) -> None:
    """Serve until SIGINT or SIGTERM. Port 0 takes a free one; `on_start` is told the address once it can be asked.

    Raises MachineError where the port cannot be had or the workers do not start.
    """
    listening = _listen(host, port)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="on", ws="none", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    with listening:
        if on_start is not None:
            shown = f"[{host}]" if ":" in host else host
            on_start(f"http://{shown}:{listening.getsockname()[1]}/")
        # uvicorn ends the whole program where the start fails; that is the command line's business.
        with contextlib.suppress(KeyboardInterrupt, SystemExit):
            server.run(sockets=[listening])
    if not server.started:
        raise app.state.pool.fault or MachineError("the server could not start")


def _listen(host: str, port: int) -> socket.socket:
    # Named as TCP, or asyncio leaves Nagle's algorithm on, and each answer waits 40 ms for the client.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        told = f"cannot listen on {host}, port {port}: {getattr(error, 'strerror', None) or error}"
        raise MachineError(Fault(told, mend="choose another with --port")) from error
    return listening
