"""Pages for people: no scripts, nothing from elsewhere."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from rdflib.namespace import RDF, RDFS

from csto_kg.ask.evidence import AGAINST, FOR
from csto_kg.ask.limits import END_OPEN, in_words
from csto_kg.ask.why import Derivation, DerivedStep
from csto_kg.configuration import Configuration
from csto_kg.queries.catalogue import defaults
from csto_kg.queries.header import without_header
from csto_kg.queries.stored import StoredQuery
from csto_kg.rdf.results import Table, text_of
from csto_kg.rdf.terms import Term
from csto_kg.vocab import CSTO, ID, ROOT, root_of, short

KINDS: Final = ("id", "claim", "source", "finding", "bound", "dataset")
"""The first parts of the paths below the namespace that have pages."""

_END_STATUS: Final = ox.NamedNode(str(CSTO.endStatus))
_LANGUAGE = "en"  # of the pages themselves
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222 }
a { color: #14508c } h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
code, textarea { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #ddd }
h3 { font-size: 1rem; margin: 1.2rem 0 0 } h3 + p, ol { margin: .2rem 0 }
th { font-weight: 600 } .wide { overflow-x: auto } label { display: block; margin: .5rem 0 }
textarea { width: 100%; height: 14rem } .muted { color: #595959 }
"""


def _page(graph: str, title: str, *parts: str) -> bytes:
    """A page of the graph of this name; `title` is text, `parts` are HTML."""
    name, graph = html.escape(title), html.escape(graph)
    return (
        f'<!DOCTYPE html>\n<html lang="{_LANGUAGE}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{name} · {graph}</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n"
        f'<nav><a href="/">{graph}</a> · <a href="/query/">questions</a> · <a href="/sparql">SPARQL</a></nav>\n'
        f"<h1>{name}</h1>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    ).encode()


def _address(iri: str) -> str | None:
    """Where a link to an IRI leads: to a page here where there is one, else to the Web; None for other schemes."""
    root = root_of(iri)
    if root is not None and iri[len(root) :].partition("/")[0] in KINDS:
        path, hash_, fragment = iri[len(root) :].partition("#")
        return "/" + quote(path, safe="/:@!$&'()*+,;=-._~") + (hash_ and "#" + quote(fragment, safe="=,"))
    return iri if re.match(r"https?://", iri) else None


def _name(iri: str) -> str:
    """An IRI as people write it. A line may break where one of its parts begins, and never inside a word."""
    return "<wbr>".join(html.escape(part) for part in re.split(r"(?<=[/:#])(?=[^/:#])", short(iri)))


def _link(iri: str, labels: Mapping[str, str]) -> str:
    name, label = _name(iri), html.escape(labels.get(iri, ""))
    text = f'{label} <span class="muted">{name}</span>' if label else name
    address = _address(iri)
    return text if address is None else f'<a href="{html.escape(address)}">{text}</a>'


def _shown(term: Term | None, labels: Mapping[str, str]) -> str:
    if term is None:
        return '<span class="muted">–</span>'
    if isinstance(term, ox.NamedNode):
        return _link(term.value, labels)
    if isinstance(term, ox.Literal):
        value, language = html.escape(term.value), html.escape(term.language or "")
        # Only a language other than the page's own is worth a word.
        if language in ("", _LANGUAGE):
            return value
        return f'<span lang="{language}">{value}</span> <span class="muted">{language}</span>'
    return html.escape(str(term))


def _table_of(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; `heads` are text, cells are HTML."""
    head = "".join(f'<th scope="col">{html.escape(h)}</th>' for h in heads)
    body = "\n".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    # Words are not broken, so a table may be wider than the page: then it scrolls, and not the page.
    return f'<div class="wide">{table}</div>'


def _listed(
    pairs: Iterable[tuple[Term, Term]], heads: Sequence[str], labels: Mapping[str, str], is_open: bool = False
) -> str:
    """Properties and the terms at their other end, the class of a thing first."""
    grouped: dict[str, list[Term]] = {}
    for predicate, other in pairs:
        grouped.setdefault(text_of(predicate), []).append(_in_words(predicate, other, is_open))
    order = sorted(grouped, key=lambda p: (p != str(RDF.type), p != str(RDFS.label), p))
    rows = [(_link(p, {}), "<br>".join(_shown(o, labels) for o in sorted(set(grouped[p]), key=str))) for p in order]
    return _table_of(heads, rows)


def _in_words(predicate: Term, other: Term, is_open: bool) -> Term:
    """A bound in time as people read it; any other term as it is."""
    if not isinstance(other, ox.Literal):
        return other
    words = in_words(text_of(predicate), other.value, is_open=is_open)
    return other if words == other.value else ox.Literal(words)


def thing_page(
    graph: str,
    iri: str,
    outwards: Sequence[ox.Triple],
    inwards: Sequence[ox.Triple],
    said: Iterable[ox.Triple],
    labels: Mapping[str, str],
    derived: Sequence[Derivation] = (),
    reported: tuple[Sequence[ox.Triple], Sequence[ox.Triple]] = ((), ()),
) -> bytes:
    """The page of a thing.

    `outwards` are the triples whose subject it is, `inwards` those whose object it is, `said` the content of a claim
    (none for other things); `labels` are by IRI; `derived` are its bounds that follow from order. `reported` are the
    triples from and to it in the graph of what is only reported.
    """
    is_open = any(t.predicate == _END_STATUS and short(text_of(t.object)) == END_OPEN for t in outwards)
    address = (_address(iri) or "").partition("#")[0]
    formats = " · ".join(f'<a href="{html.escape(address)}.{s}">{s}</a>' for s in ("ttl", "jsonld", "nt", "rdf"))
    parts = [
        f'<p><code>{html.escape(iri)}</code></p><p class="muted">as data: {formats}</p>',
        *_held(outwards, labels, is_open),
        *_only_reported(*reported, labels),
    ]
    content = sorted(said, key=str)
    if content:
        rows = [[_shown(x, labels) for x in (t.subject, t.predicate, t.object)] for t in content]
        parts += [
            "<h2>What the claim says</h2><p>A source says so. It is not a fact until it has been weighed.</p>",
            _table_of(("of", "property", "value"), rows),
        ]
    if derived:
        parts += [
            "<h2>Follows from the order of things</h2><p>These bounds are tighter than the claims on its own date. "
            "Each is reached in steps, and each step has its rule and its claims.</p>",
            *(_derivation(derivation, root_of(iri) or ROOT, labels) for derivation in derived),
        ]
    if inwards:
        listed = _listed(((t.predicate, t.subject) for t in inwards), ("as", "of"), labels)
        parts += ["<h2>What points to it</h2>", listed]
    return _page(graph, labels.get(iri) or short(iri), *parts)


def _held(outwards: Sequence[ox.Triple], labels: Mapping[str, str], is_open: bool) -> Iterator[str]:
    if outwards:
        yield _listed(((t.predicate, t.object) for t in outwards), ("property", "value"), labels, is_open)


def _only_reported(
    outwards: Sequence[ox.Triple], inwards: Sequence[ox.Triple], labels: Mapping[str, str]
) -> Iterator[str]:
    """What is only reported of a thing, marked as that, and what speaks of it."""
    if outwards or inwards:
        yield (
            "<h2>Only reported</h2><p><strong>No source asserts this.</strong> It stands in reported speech alone, or points "
            "to what does.</p>"
        )
    if outwards:
        yield _listed(((t.predicate, t.object) for t in outwards), ("property", "value"), labels)
    if inwards:
        yield _listed(((t.predicate, t.subject) for t in inwards), ("as", "of"), labels)


def _called(name: str, labels: Mapping[str, str]) -> str:
    """The IRI of an identifier among those that have labels; else the core's."""
    return next((iri for iri in labels if short(iri) == name), str(ID) + name)


def _derivation(derivation: Derivation, root: str, labels: Mapping[str, str]) -> str:
    """A bound that follows from order: as a sentence, with the assumptions that it needs, and the steps to it."""
    needed = ", ".join(_link(_called(name, labels), labels) for name in derivation.assumptions)
    what = "assumptions" if len(derivation.assumptions) > 1 else "assumption"
    presumed = f"<p><strong>Presumed</strong>, by the {what} {needed}</p>" if needed else ""
    steps = "\n".join(f"<li>{_step(step, root)}</li>" for step in derivation.steps)
    return f"<h3>{html.escape(derivation.sentence)}</h3>{presumed}\n<ol>\n{steps}\n</ol>"


def _step(step: DerivedStep, root: str) -> str:
    claims = ", ".join(_link(f"{root}claim/{claim}", {}) for claim in step.claims)
    because = "; ".join(part for part in (html.escape(step.rule), claims) if part)
    return f'{html.escape(step.sentence)} <span class="muted">({because})</span>'


ASIDES: Final = {
    "policy": "how conflicts are settled and whose claims count: curated, majority, most-precise, latest, only:SOURCE, "
    "without:SOURCE, assume:none, assume:RULE",
    "known-by": "only sources that can have been published by this day, or by the end of this month or year",
    "evidence": "yes gives each row the claims for and against it",
}
"""What every stored query takes besides its parameters, with the text of the field for it."""


def query_page(
    graph: str,
    query: StoredQuery,
    values: Mapping[str, Sequence[str]],
    table: Table,
    labels: Mapping[str, str],
    sentences: Sequence[str] = (),
    note: str = "",
) -> bytes:
    """The page of a stored query: the values it was asked with in its form, and the answer in sentences and as a table.

    `labels` are those of the things in the table, by IRI; a `note` says what the rows do not show.
    """
    fields = "".join(
        f"<label>{html.escape(p.name)}: {html.escape(p.about)} "
        f'<input name="{html.escape(p.name)}" value="{html.escape(" ".join(values.get(p.name, ())[:1]))}" '
        f'placeholder="{html.escape(", ".join(defaults(p)))}"></label>'
        for p in query.parameters
    )
    fields += "".join(
        f'<label class="muted">{html.escape(name)}: {html.escape(about)} '
        f'<input name="{name}" value="{html.escape(" ".join(values.get(name, ())[:1]))}"></label>'
        for name, about in ASIDES.items()
    )
    asked = urlencode([(k, v) for k, listed in values.items() for v in listed])
    formats = " · ".join(
        f'<a href="{html.escape(f"/query/{quote(query.name)}.{s}" + (asked and "?" + asked))}">{s}</a>'
        for s in ("csv", "tsv", "json", "srj", "srx")
    )

    def cell(column: str, term: Term | None) -> str:
        if term is not None and (column in query.lists or column in (FOR, AGAINST)):
            return "<br>".join(_link(part, labels) for part in text_of(term).split())
        return _shown(term, labels)

    rows = [[cell(c, v) for c, v in zip(table.columns, row, strict=True)] for row in table.rows]
    return _page(
        graph,
        query.name,
        f"<p>{html.escape(query.question)}</p>",
        f'<form action="/query/{quote(query.name)}" method="get">{fields}<button>Ask</button></form>',
        *(f"<p>{html.escape(sentence)}</p>" for sentence in sentences),
        f"<p>{html.escape(note)}</p>" if note else "",
        f'<p>{len(rows)} rows, each {html.escape(query.row)}. <span class="muted">as data: {formats}</span></p>',
        _table_of(table.columns, rows),
        f"<details><summary>The query</summary><pre><code>{html.escape(without_header(query.text))}</code></pre></details>",
    )


def results_page(graph: str, text: str, table: Table) -> bytes:
    """The page of a SPARQL answer: the query (`text`) in its form, and the answer."""
    rows = [[_shown(term, {}) for term in row] for row in table.rows]
    return _page(graph, "Answer", _sparql_form(text), f"<p>{len(rows)} rows</p>", _table_of(table.columns, rows))


_EXAMPLE = """PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?membership ?member ?organization
WHERE { ?membership org:member ?member ; org:organization ?organization }
LIMIT 10"""


def endpoint_page(graph: str, note: str) -> bytes:
    """The page of the endpoint: a form for a query, and a note on the graphs that it searches."""
    return _page(graph, "SPARQL", f"<p>{html.escape(note)}</p>", _sparql_form(_EXAMPLE))


def _sparql_form(text: str) -> str:
    return (
        '<form action="/sparql" method="get"><label>Query '
        f'<textarea name="query" spellcheck="false">\n{html.escape(text)}</textarea></label>'
        "<button>Ask</button></form>"
    )


def home_page(about: Configuration, release: str, queries: Iterable[StoredQuery]) -> bytes:
    """The first page: what this is, which release of it (its hash), and what can be asked."""
    listed = "".join(
        f'<li><a href="/query/{quote(q.name)}">{html.escape(q.name)}</a>: {html.escape(q.question)}</li>'
        for q in queries
    )
    return _page(
        about.name,
        about.title,
        f"<p>{html.escape(about.description)}</p>",
        f"<p>Release <code>{html.escape(release)}</code></p>",
        f"<h2>Questions</h2><ul>{listed}</ul>",
        '<h2>For programs</h2><p>SPARQL endpoint <a href="/sparql"><code>/sparql</code></a>; the questions as data '
        'under <a href="/query/"><code>/query/</code></a>; each thing by its identifier, in Turtle, JSON-LD, '
        'N-Triples or RDF/XML; and <a href="/dataset">what the data set is</a>, in DCAT and VoID under '
        "<code>/.well-known/void</code>.</p>",
    )


def listing_page(graph: str, queries: Iterable[StoredQuery]) -> bytes:
    """The page that lists the stored queries."""
    rows = [(f'<a href="/query/{quote(q.name)}">{html.escape(q.name)}</a>', html.escape(q.question)) for q in queries]
    return _page(graph, "Questions", _table_of(("name", "question"), rows))
