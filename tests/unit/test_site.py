"""The site of the mini project: its pages, their links, their data, and the redirects that lead to them."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.namespace import RDFS

from csto_kg.ask.graph import Graph
from csto_kg.errors import MachineError, UsageError
from csto_kg.release.folder import release_quads
from csto_kg.site.addresses import page_name, page_of, relative
from csto_kg.site.linked_data import CONTEXT_FILE
from csto_kg.site.links import broken_links
from csto_kg.site.material import Material
from csto_kg.site.measured import measured
from csto_kg.site.model import DatedRow, DisputeNote, SiteLink
from csto_kg.site.publish import SITE_MARK, material_of, publish, site_files
from csto_kg.site.redirects import redirected, redirects_of
from csto_kg.site.things import each_conflict_once
from csto_kg.vocab import G_INFERRED, G_REPORTED, ROOT
from tests.support.mini import Mini, copy_mini
from tests.support.site import parsed, released

HOSTILE = "<script>alert(1)</script> \"quoted\" & 'so'"


@dataclass(frozen=True, slots=True)
class MiniSite:
    """The site of the mini project, made once."""

    files: dict[str, bytes]
    material: Material
    quads: tuple[ox.Quad, ...]

    def page(self, path: str) -> str:
        """The words of a page."""
        return parsed(self.files[path]).text


@pytest.fixture(scope="module")
def site(whole: Mini, tmp_path_factory: pytest.TempPathFactory) -> MiniSite:
    graph = released(copy_mini(tmp_path_factory.mktemp("site")), whole.quads)
    quads = tuple(release_quads(graph.folder))
    return MiniSite(site_files(graph), material_of(graph, quads), quads)


def pages(site: MiniSite) -> list[str]:
    found = [path for path in site.files if path.endswith(".html")]
    assert len(found) > 30
    return found


def test_the_same_release_gives_the_same_bytes(site: MiniSite, whole: Mini, tmp_path: Path) -> None:
    """Two releases of the same quads, in whatever order these come, give the same files."""
    again = released(copy_mini(tmp_path), reversed(list(whole.quads)))
    assert site.files == site_files(again)


def test_a_packed_release_gives_the_same_site(site: MiniSite, whole: Mini, tmp_path: Path) -> None:
    """What an installed package carries, N-Quads that are packed and a manifest, is published as the build is."""
    built = released(copy_mini(tmp_path), whole.quads)
    carried = tmp_path / "carried"
    carried.mkdir()
    shutil.copy(built.folder / "manifest.json", carried)
    (carried / "csto-kg.nq.gz").write_bytes(gzip.compress((built.folder / "csto-kg.nq").read_bytes()))
    assert site.files == site_files(Graph(built.project, folder=carried, in_memory=True))


def test_every_link_leads_somewhere(site: MiniSite) -> None:
    """No link within the site is dead, and no page has an id twice."""
    assert () == broken_links(site.files)


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (b'<a href="b.html">b</a>', "the link 'b.html' leads to no file"),
        (b'<a class="x" href="../c.html">c</a>', "the link '../c.html' leads to no file"),
        (b'<a href="#there">c</a><p id="here">', "the link '#there' leads to no place on a.html"),
        (b'<p id="x"></p><p id="x"></p>', "the id 'x' stands twice"),
        (b'<script type="module" src="x.js?ru"></script>', "the link 'x.js?ru' leads to no file"),
    ],
)
def test_a_broken_link_is_found(page: bytes, problem: str) -> None:
    """A link to no file or no place is reported with its page; so is an id that stands twice."""
    assert (f"a.html: {problem}",) == broken_links({"a.html": page})


def test_links_that_lead_somewhere_are_no_problem() -> None:
    """Links to a place on the same page, to another page, to data and to the Web are fine."""
    page = b'<p id="a&amp;b"><a href="#a%26b">x</a><a href="d/e.html#f">y</a><a href="d/e.ttl">z</a><a href="https://x.y/">w</a>'
    assert () == broken_links({"a.html": page, "d/e.html": b'<p id="f"><a href="../a.html">', "d/e.ttl": b""})


def test_each_page_is_well_formed(site: MiniSite) -> None:
    """Each page has a title, a language and one h1, closes its tags in order, and has no script or style within it."""
    for path in pages(site):
        found = parsed(site.files[path])
        assert ([], [], ["en"]) == (found.problems, found.open, found.languages), path
        assert (1, 1) == (found.tags.count("h1"), found.titles), path
        assert not {"style", "iframe", "img", "form"} & set(found.tags), path
        assert found.tags.count("script") == len(found.scripts) + len(found.structured), path
        assert "style" not in found.attributes, path
        assert not {name for name in found.attributes if name.startswith("on")}, path


def test_every_iri_leads_to_a_place(site: MiniSite) -> None:
    """Each IRI of the release in its namespaces leads to a page that is there, and to an element on it."""
    ids = {path: set(parsed(site.files[path]).ids) for path in pages(site)}
    own = sorted(iri for iri in site.material.contents.iris if iri.startswith(ROOT))
    assert len(own) > 400
    missing = []
    for iri in own:
        page, _, anchor = site.material.addresses.of(iri).partition("#")
        if page not in ids or (anchor and anchor not in ids[page]):
            missing.append((iri, page, anchor))
    assert [] == missing


def test_pages_use_names_and_dates_as_people_write_them(site: MiniSite) -> None:
    """No page has a bound that stands for no bound, nor a date in EDTF as a fact; things are linked by their names."""
    for path in {*pages(site)} - {"ontology.html"}:  # which explains these bounds
        text = parsed(site.files[path]).text
        assert "9999-12-31" not in text, path
        assert "0001-01-01" not in text, path
    assert "Eastland" in site.page("id/eastland.html")
    assert "from" in site.page("id/eastland.html")


def test_a_conflict_says_who_says_what(site: MiniSite) -> None:
    """The page of a conflict has its question as its title, its sides with their claims, and the reason of its decision."""
    conflict = site.material.conflicts[0]
    page = site.page(page_of(site.material.addresses.of(conflict)))
    assert site.material.name(conflict) in page
    assert "The sides" in page
    claims = site.material.contents.texts(conflict, f"{ROOT}ontology#between", f"{ROOT}graph/findings")
    assert len(claims) >= 2
    assert all(site.material.paraphrase(claim) in page for claim in claims)


def test_a_claim_says_where_and_what(site: MiniSite) -> None:
    """The page of a claim has its paraphrase, its source and passage, and what it says."""
    claim = next(c for c in sorted(site.material.contents.said) if "/content" not in c)
    page = site.page(page_of(site.material.addresses.of(claim)))
    assert site.material.paraphrase(claim) in page
    assert "characters" in page
    assert "What it says" in page


def test_hostile_labels_are_escaped(whole: Mini, tmp_path: Path) -> None:
    """A label with markup in it stands on pages as text, wherever it is shown."""
    thing = f"{ROOT}id/eastland"
    label = ox.NamedNode(str(RDFS.label))

    def changed(quad: ox.Quad) -> ox.Quad:
        is_it = quad.subject == ox.NamedNode(thing) and quad.predicate == label
        value = ox.Literal(HOSTILE, language="en") if is_it else quad.object
        return ox.Quad(quad.subject, quad.predicate, value, quad.graph_name)

    files = site_files(released(copy_mini(tmp_path), map(changed, whole.quads)))
    assert all(b"<script>" not in content for path, content in files.items() if path.endswith(".html"))
    assert HOSTILE in parsed(files["id/eastland.html"]).text
    assert () == broken_links(files)


def test_data_files_hold_the_quads_of_their_page(site: MiniSite) -> None:
    """N-Triples and Turtle of a thing have what is held of it and its findings; JSON-LD has every graph with its name."""
    page = "id/eastland.html"
    own = [q for q in site.quads if page_of(site.material.addresses.of(value_of(q.subject))) == page]
    apart = {str(G_INFERRED), str(G_REPORTED)}
    named = [(value_of(q.graph_name), q.triple) for q in own]
    held = {triple for graph, triple in named if graph.startswith(f"{ROOT}graph/") and graph not in apart}
    assert len(held) >= 5
    for suffix, of_file in (("nt", ox.RdfFormat.N_TRIPLES), ("ttl", ox.RdfFormat.TURTLE)):
        assert held == {q.triple for q in ox.parse(site.files[f"id/eastland.{suffix}"], of_file)}
    assert {*own} == {*as_quads(site, "id/eastland.jsonld")}


def test_json_ld_of_a_claim_has_what_it_says(site: MiniSite) -> None:
    """The data of a claim in JSON-LD have its content as a graph of its own; the formats of one graph leave it out."""
    claim = next(c for c in sorted(site.material.contents.said) if "/content" not in c)
    stem = page_of(site.material.addresses.of(claim)).removesuffix(".html")
    content = {q for q in as_quads(site, f"{stem}.jsonld") if q.graph_name == ox.NamedNode(claim)}
    assert content == {q for q in site.quads if q.graph_name == ox.NamedNode(claim)}
    assert not {q.triple for q in content} & {
        q.triple for q in ox.parse(site.files[f"{stem}.nt"], ox.RdfFormat.N_TRIPLES)
    }


def value_of(node: object) -> str:
    """The IRI of a node; the data have no other nodes."""
    assert isinstance(node, ox.NamedNode)
    return node.value


def as_quads(site: MiniSite, path: str) -> list[ox.Quad]:
    """The quads of a file in JSON-LD, with the context that it names put in its place."""
    document = json.loads(site.files[path])
    address, base = document["@context"]
    assert relative(CONTEXT_FILE, path) == address
    context = json.loads(site.files[CONTEXT_FILE])["@context"]
    document["@context"] = [context, base]
    return list(ox.parse(json.dumps(document), ox.RdfFormat.JSON_LD))


def test_all_data_stand_in_the_files(site: MiniSite) -> None:
    """The files in JSON-LD have every quad of the release, each once."""
    paths = [path for path in site.files if path.endswith(".jsonld") and path != CONTEXT_FILE]
    found = [quad for path in paths for quad in as_quads(site, path)]
    assert sorted(map(str, found)) == sorted(map(str, site.quads))


def test_redirects_agree_with_the_pages(site: MiniSite) -> None:
    """The rules for w3id.org lead each IRI that has no fragment to the page and the place that links lead to."""
    rules = redirects_of(site.material)
    root = site.material.namespaces.root
    own = [i for i in site.material.contents.iris if i.startswith(root) and "#" not in i and len(i) > len(root)]
    wrong = [(i, redirected(i[len(root) :], rules)) for i in own]
    assert [] == [(i, to) for i, to in wrong if to.replace("%20", " ") != site.material.addresses.of(i)]
    assert len(rules) < 40


def test_a_site_replaces_a_site_and_nothing_else(whole: Mini, tmp_path: Path) -> None:
    """`publish` writes again over a site, and refuses a folder with other files and a file."""
    graph = released(copy_mini(tmp_path), whole.quads)
    output = tmp_path / "site"
    first = publish(graph, output)
    (output / "left-over.html").write_text("old", encoding="utf-8")
    second = publish(graph, output, "https://graph.example/x")
    assert (first.pages, first.files + 1) == (second.pages, second.files)
    assert not (output / "left-over.html").exists()
    assert "https://graph.example/x/id/eastland.html" in (output / "sitemap.xml").read_text(encoding="utf-8")
    (output / SITE_MARK).unlink()
    with pytest.raises(UsageError, match="holds files that are not those of a site"):
        publish(graph, output)
    with pytest.raises(UsageError, match="is a file"):
        publish(graph, output / "index.html")


@pytest.mark.parametrize(
    ("kind", "name", "path"),
    [
        ("id", "eastland", "id/eastland.html"),
        ("id", "membership/x-1", "id/membership/x-1.html"),
        ("id", "a:b?c", "id/a_3a_b_3f_c.html"),
        ("id", "../x", "id/_2e__2e_/x.html"),
    ],
)
def test_names_become_paths(kind: str, name: str, path: str) -> None:
    """The path of a page has nothing that leads out of its folder or that a file system refuses."""
    assert path == page_name(kind, name)


def test_links_are_relative() -> None:
    """A link leads from a page to another by the way between them, and on the page itself by its anchor alone."""
    assert "../../a/b.html#c=1,2" == relative("a/b.html#c=1,2", "x/y/z.html")
    assert "#c" == relative("a/b.html#c", "a/b.html")
    assert "../a/b%20c.html" == relative("a/b c.html", "a/b.html")


def test_a_conflict_that_many_rows_share_is_marked_once() -> None:
    """Of dated rows with the same conflict the first has it."""
    note = DisputeNote(SiteLink("Who?", "id/conflict/who.html"), "left open", is_sharp=True)
    other = DisputeNote(SiteLink("When?", "id/conflict/when.html"), "decided", is_sharp=True)
    rows = [DatedRow("1999", ("a",), disputes=(note,)), DatedRow("2000", ("b",), disputes=(note, other))]
    assert [(note,), (other,)] == [row.disputes for row in each_conflict_once(rows)]


def test_a_source_says_how_much_of_it_is_claimed(site: MiniSite) -> None:
    """The page of a source counts the characters that were read, and those in a passage with a claim."""
    page = next(path for path in pages(site) if path.startswith("source/"))
    assert re.search(r"[\d,]+ of the [\d,]+ characters that were read of it are in a passage", site.page(page))


def test_an_observation_says_its_number(site: MiniSite) -> None:
    """The page of an observation starts with what was counted; a number has its thousands apart."""
    material = site.material
    observations = material.contents.of_class(f"{ROOT}ontology#Observation", f"{ROOT}graph/view")
    assert observations
    found = {o: measured(material, o) for o in observations}
    assert any(found.values())
    assert () == measured(material, f"{ROOT}id/eastland")


def test_a_site_stays_until_the_next_is_whole(whole: Mini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot be written, the site that was there is as it was; a site is written again all the same."""
    graph, folder = released(copy_mini(tmp_path), whole.quads), tmp_path / "site"
    publish(graph, folder)
    before = {path.relative_to(folder) for path in folder.rglob("*")}

    def full(path: Path, _: bytes) -> int:
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(MachineError, match="a site that was there is as it was"):
            publish(graph, folder)
    assert before == {path.relative_to(folder) for path in folder.rglob("*")}
    publish(graph, folder)
    assert before == {path.relative_to(folder) for path in folder.rglob("*")}
