"""The live site of the real release: each IRI gives its data, and no link is dead. All of them with CSTO_KG_THOROUGH=1."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urldefrag, urlsplit

import httpx
import pyoxigraph as ox
import pytest
import rdflib

from csto_kg.ontology import context_of
from csto_kg.project import Project
from csto_kg.queries.stored import queries_of
from csto_kg.release.folder import release_quads
from csto_kg.vocab import G_INFERRED, G_ONTOLOGY, G_REPORTED, GRAPH, ROOT
from csto_kg.web import make_app
from tests.support.paths import ROOT as PROJECT
from tests.support.web import serving

IS_THOROUGH: Final = os.environ.get("CSTO_KG_THOROUGH") == "1"
BROWSER: Final = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
OF_EACH_KIND: Final = 8
PAGES: Final = 25
LINKS: Final = 120


@dataclass(frozen=True)
class Live:
    """A running server of the real release, and the quads of the release."""

    client: httpx.Client
    quads: tuple[ox.Quad, ...]


@pytest.fixture(scope="module")
def live(built: Path) -> Iterator[Live]:
    project = Project(PROJECT, built)
    app = make_app(
        project.release.folder, queries_of(project), context_of(project), project.configuration, timeout=600.0
    )
    with serving(app) as client:
        yield Live(client, tuple(release_quads(project.release.folder)))


def by_subject(quads: Iterable[ox.Quad]) -> Mapping[str, set[ox.Quad]]:
    """The quads by their subject; those of a claim's own graph are its too."""
    found: dict[str, set[ox.Quad]] = defaultdict(set)
    for quad in quads:
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.graph_name, ox.NamedNode)
        found[quad.subject.value].add(quad)
        if not quad.graph_name.value.startswith(str(GRAPH)):
            found[quad.graph_name.value].add(quad)
    return found


def kind_of(iri: str) -> tuple[str, bool]:
    return iri.removeprefix(ROOT).partition("/")[0].partition("#")[0], "#" in iri


def sampled(iris: Iterable[str]) -> list[str]:
    """Some of each kind, the same each time; all of them in the thorough run."""
    kinds: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for iri in sorted(iris):
        kinds[kind_of(iri)].append(iri)
    assert len(kinds) > 8
    if IS_THOROUGH:
        return [iri for listed in kinds.values() for iri in listed]
    return [iri for listed in kinds.values() for iri in listed[:: max(1, len(listed) // OF_EACH_KIND)]]


def address(iri: str) -> str:
    return "/" + quote(urldefrag(iri)[0].removeprefix(ROOT), safe="/:@!$&'()*+,;=-._~")


def data_of(live: Live, iri: str, media_type: str) -> httpx.Response:
    response = live.client.get(address(iri), headers={"Accept": media_type}, follow_redirects=True)
    assert (200, media_type) == (response.status_code, response.headers["content-type"].partition(";")[0]), iri
    return response


def test_every_iri_gives_the_quads_that_have_it_as_subject(live: Live) -> None:
    """Asked for by its IRI, a thing gives the quads that have it as subject, and a claim its graph too; nothing is lost.

    A fragment is not sent, so its document has the quads of all its fragments. There are no blank nodes, so the same
    quads are an isomorphic data set.
    """
    expected = by_subject(live.quads)
    documents: dict[str, set[ox.Quad]] = {}
    parts: dict[str, set[ox.Quad]] = defaultdict(set)
    for iri, quads in expected.items():
        parts[urldefrag(iri)[0]] |= quads
    own = sampled(iri for iri in expected if iri.startswith(ROOT))
    for iri in own:
        document = urldefrag(iri)[0]
        if document not in documents:
            response = data_of(live, document, "application/n-quads")
            documents[document] = set(ox.parse(response.content, ox.RdfFormat.N_QUADS))
        found = documents[document]
        if "#" in iri:
            assert expected[iri] <= found, iri
        elif document == f"{ROOT}ontology":
            assert parts[document] <= found
        elif kind_of(iri)[0] == "graph":
            assert expected[iri] <= found
            assert {q for q in live.quads if q.graph_name == ox.NamedNode(iri)} <= found
        else:
            assert parts[iri] == found, iri
    assert len(own) > 90


@pytest.mark.parametrize(
    ("media_type", "format_"), [("application/trig", "trig"), ("application/ld+json", "json-ld")]
)
def test_formats_of_graphs_hold_the_same(live: Live, media_type: str, format_: str) -> None:
    """TriG and JSON-LD, whose context has an address of its own, hold the same quads for rdflib."""
    expected = by_subject(live.quads)
    for iri in sampled(iri for iri in expected if iri.startswith(ROOT) and "#" not in iri)[
        :: 7 if IS_THOROUGH else 3
    ]:
        if kind_of(iri)[0] in ("graph", "ontology", "source") or iri == f"{ROOT}dataset":
            continue
        response = data_of(live, iri, media_type)
        data = rdflib.Dataset().parse(data=response.content, format=format_, publicID=str(response.url))
        plain = rdflib.Dataset().parse(data="".join(f"{q} .\n" for q in expected[iri]), format="nquads")
        assert {(s, p, str(o), str(g)) for s, p, o, g in data.quads()} == {
            (s, p, str(o), str(g)) for s, p, o, g in plain.quads()
        }, iri


def test_formats_of_one_graph_hold_no_claims(live: Live) -> None:
    """Turtle holds what is held, found and recorded, and neither what a claim says nor what follows or is only reported."""
    apart = {str(G_INFERRED), str(G_REPORTED)}
    expected = by_subject(live.quads)
    for iri in sampled(iri for iri in expected if iri.startswith(ROOT) and "#" not in iri):
        if kind_of(iri)[0] in ("graph", "ontology", "source") or iri == f"{ROOT}dataset":
            continue
        found = set(ox.parse(data_of(live, iri, "text/turtle").content, ox.RdfFormat.TURTLE))
        of_graphs = [q for q in expected[iri] if str(q.graph_name).strip("<>").startswith(str(GRAPH))]
        merged = {q.triple for q in of_graphs if str(q.graph_name).strip("<>") not in apart}
        triples = {q.triple for q in found}
        assert merged <= triples, iri
        assert triples - merged <= {q.triple for q in of_graphs}, iri


def test_terms_and_graphs_have_addresses(live: Live) -> None:
    """The ontology gives every statement on its terms, a graph all of its triples, a passage its own by its whole IRI."""
    for iri in (f"{ROOT}ontology", str(G_ONTOLOGY)):
        found = {q.triple for q in ox.parse(data_of(live, iri, "text/turtle").content, ox.RdfFormat.TURTLE)}
        in_graph = {q.triple for q in live.quads if q.graph_name == ox.NamedNode(str(G_ONTOLOGY))}
        assert in_graph <= found
    passages = sorted(iri for iri in by_subject(live.quads) if "#char=" in iri and "/selector" not in iri)
    passage = passages[len(passages) // 2]
    response = live.client.get(
        f"/{quote(passage.removeprefix(ROOT), safe='/=,')}",
        headers={"Accept": "application/n-quads"},
        follow_redirects=True,
    )
    assert by_subject(live.quads)[passage] == set(ox.parse(response.content, ox.RdfFormat.N_QUADS))


# ---------------------------------------------------------------------------------------------------------------
# Links
# ---------------------------------------------------------------------------------------------------------------


class _Links(HTMLParser):
    """The links and the ids of a page."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag links to, and its id."""
        named = {name: value or "" for name, value in attrs}
        self.ids |= {named["id"]} if "id" in named else set()
        self.links += [named[name] for name in ("href", "src", "action") if name in named and tag != "base"]


def pages_to_visit(live: Live) -> list[str]:
    """The pages of the site map, and those that only a server has; some of them where the run is not thorough."""
    listed = live.client.get("/sitemap.xml").text.split("<loc>")[1:]
    paths = [urlsplit(part.partition("</loc>")[0]).path for part in listed]
    assert len(paths) > 2000
    queries = [f"/query/{q['name']}" for q in live.client.get("/query/").json()["queries"]]
    own = ["/", "/sparql", "/query/", *queries[:: 1 if IS_THOROUGH else 30]]
    return own + (paths if IS_THOROUGH else [p for p in paths if p.count("/") == 1] + paths[:: len(paths) // PAGES])


def test_no_link_is_dead(live: Live) -> None:
    """Every link within the site leads to something, and every anchor to an element, also through redirects."""
    answers: dict[str, tuple[str, int, _Links | None]] = {}

    def look(path: str) -> tuple[str, int, _Links | None]:
        if path not in answers:
            response = live.client.get(path, headers=BROWSER, follow_redirects=True)
            is_page = response.headers["content-type"].startswith("text/html")
            end = urldefrag(str(response.url))[1]
            answers[path] = end, response.status_code, _Links(response.text) if is_page else None
        return answers[path]

    known = {urlsplit(p.partition("</loc>")[0]).path for p in live.client.get("/sitemap.xml").text.split("<loc>")[1:]}
    dead, checked = [], 0
    for number, path in enumerate(pages_to_visit(live)):
        _, status, page = look(path)
        assert (200, True) == (status, page is not None), path
        assert page is not None
        for link in list(dict.fromkeys(page.links))[: None if IS_THOROUGH else LINKS]:
            url = httpx.URL(str(live.client.base_url)).join(path).join(link)
            if url.host != live.client.base_url.host:
                continue
            checked += 1
            target, anchor = urldefrag(str(url.raw_path.decode()))[0], url.fragment
            is_left_out = target in known or (number > PAGES and "." in target)
            if not IS_THOROUGH and is_left_out and target not in answers:
                continue  # the thorough run visits it
            moved, status, there = look(target)
            wanted = unquote(anchor or moved)
            if status != 200 or (wanted and there is not None and wanted not in there.ids):
                dead.append(f"{path}: {link}")
    assert [] == dead[:20]
    assert checked > 1500


# ---------------------------------------------------------------------------------------------------------------
# HTTP
# ---------------------------------------------------------------------------------------------------------------


def test_what_a_client_has_is_not_sent_again(live: Live) -> None:
    """A page and data have a tag and a time; whoever has them gets 304, packed or not. A changed view has another tag."""
    for path in ("/id/armenia.html", "/claim/clipper-001.trig", "/site.css", "/sparql", "/dump/csto-kg.nq"):
        for packed in ("gzip", "identity"):
            first = live.client.get(path, headers={"Accept-Encoding": packed})
            tag, modified = first.headers["etag"], first.headers["last-modified"]
            for given in ({"If-None-Match": f'"x", W/{tag}'}, {"If-Modified-Since": modified}):
                again = live.client.get(path, headers={"Accept-Encoding": packed, **given})
                assert (304, b"") == (again.status_code, again.content), path
            assert (
                200
                == live.client.get(path, headers={"If-None-Match": '"x"', "If-Modified-Since": modified}).status_code
            )
    tags = {live.client.get(f"/id/armenia.html{of}").headers["etag"] for of in ("", "?as-of=1999")}
    assert 2 == len(tags)


def test_pages_are_packed_for_whoever_unpacks(live: Live) -> None:
    """A page is sent packed where the client accepts that, and is the same; what is packed already stays as it is."""
    plain = live.client.get("/id/armenia.html", headers={"Accept-Encoding": "identity"})
    packed = live.client.get("/id/armenia.html", headers={"Accept-Encoding": "br, gzip;q=0.8"})
    refused = live.client.get("/id/armenia.html", headers={"Accept-Encoding": "gzip;q=0"})
    assert ["gzip"] == [
        r.headers["content-encoding"] for r in (plain, packed, refused) if "content-encoding" in r.headers
    ]
    assert plain.content == packed.content == refused.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert "content-encoding" not in live.client.get("/csto-kg.nq.gz").headers


@pytest.mark.parametrize("path", ["/dump/csto-kg.nq", "/csto-kg.nq.gz", "/ontology.nq"])
def test_parts_of_dumps(live: Live, path: str) -> None:
    """A dump can be fetched in parts, which make the whole."""
    whole = live.client.get(path, headers={"Accept-Encoding": "identity"}).content
    for wanted, part in (("bytes=0-99", whole[:100]), ("bytes=100-", whole[100:]), ("bytes=-7", whole[-7:])):
        response = live.client.get(path, headers={"Range": wanted})
        assert (206, part) == (response.status_code, response.content)
    assert 416 == live.client.get(path, headers={"Range": f"bytes={len(whole)}-"}).status_code
    assert 200 == live.client.get(path, headers={"Range": "bytes=0-9", "If-Range": '"other"'}).status_code


def test_an_iri_leads_by_what_is_accepted(live: Live) -> None:
    """An IRI is answered with 303: to its page, with the place on it and the view, or to data; and names its other forms."""
    for path, accept, to in (
        ("/id/armenia", "text/html", "/id/armenia.html"),
        ("/id/armenia", "*/*", "/id/armenia.ttl"),
        ("/id/armenia", "application/ld+json", "/id/armenia.jsonld"),
        ("/claim/clipper-001", "*/*", "/claim/clipper-001.trig"),
        ("/id/armenia?as-of=1999&policy=majority", "text/html", "/id/armenia.html?as-of=1999-12-31&policy=majority"),
        ("/id/decision/csto-establishment", "text/html", "/id/conflict/csto-establishment.html#decision"),
        ("/graph/view", "text/html", "/about.html#graph-view"),
        ("/query/members-as-of", "text/turtle", "/query/members-as-of.ttl"),
    ):
        response = live.client.get(path, headers={"Accept": accept})
        there = live.client.base_url.join(path).join(response.headers["location"])
        shown = there.raw_path.decode() + (f"#{there.fragment}" if there.fragment else "")
        assert (303, to) == (response.status_code, shown)
        assert 'type="application/trig"' in response.headers["link"]
        assert 406 == live.client.get(path, headers={"Accept": "image/png"}).status_code


def test_dated_pages_are_mementos(live: Live) -> None:
    """A page as of a day says its day, its original and its list of days; the original leads to a day by its header."""
    dated = live.client.get("/id/uzbekistan.html", params={"as-of": "2010-06-01"})
    assert "Tue, 01 Jun 2010 00:00:00 GMT" == dated.headers["memento-datetime"]
    assert '<uzbekistan.html>; rel="original timegate"' in dated.headers["link"]
    plain = live.client.get("/id/uzbekistan.html")
    assert "memento-datetime" not in plain.headers
    assert '<uzbekistan.html>; rel="timegate"' in plain.headers["link"]
    assert "Accept-Datetime" in plain.headers["vary"]
    led = live.client.get("/id/uzbekistan.html", headers={"Accept-Datetime": "Tue, 01 Jun 2010 12:00:00 GMT"})
    assert (302, "uzbekistan.html?as-of=2010-06-01") == (led.status_code, led.headers["location"])
    days = live.client.get("/timemap/id/uzbekistan.html")
    assert "application/link-format" == days.headers["content-type"]
    assert f'<{live.client.base_url.join("/id/uzbekistan.html")}>; rel="original timegate"' in days.text
    assert days.text.count('rel="memento"; datetime="') > 5


def test_what_robots_and_browsers_ask_for(live: Live) -> None:
    """Robots have their file with the site map, browsers the icon at the address that they guess."""
    robots = live.client.get("/robots.txt").text
    assert f"Sitemap: {live.client.base_url.join('/sitemap.xml')}" in robots
    assert "Disallow: /*?\n" in robots
    assert "image/svg+xml" == live.client.get("/favicon.ico").headers["content-type"]
    assert "text/css; charset=utf-8" == live.client.get("/site.css").headers["content-type"]
