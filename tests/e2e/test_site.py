"""The site of the real data, and that of a project under another namespace."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from csto_kg.ask.graph import Graph
from csto_kg.project import Project
from csto_kg.release.folder import release_quads
from csto_kg.site.links import broken_links
from csto_kg.site.publish import material_of, site_files
from tests.support.cli import call
from tests.support.guam import guam_project
from tests.support.live import live_site, wrong_iris
from tests.support.paths import ROOT
from tests.support.river import NAMESPACE, copy_river
from tests.support.site import parsed

pytestmark = pytest.mark.slow

LARGEST = 60_000_000


def text(site: dict[str, bytes], path: str) -> str:
    return parsed(site[path]).text


def test_the_site_is_whole(site: dict[str, bytes]) -> None:
    """Every thing, claim, conflict and source has a page; no link is dead, and all is less than 60 MB."""
    kinds = {
        kind: sum(p.startswith(f"{kind}/") and p.endswith(".html") for p in site)
        for kind in ("id", "claim", "source")
    }
    assert kinds["claim"] >= 1032
    assert kinds["source"] == 7
    assert kinds["id"] >= 1300
    assert sum(p.startswith("id/conflict/") and p.endswith(".html") for p in site) >= 250
    assert () == broken_links(site)
    assert sum(map(len, site.values())) < LARGEST


def test_every_iri_of_the_release_leads_to_a_place(site: dict[str, bytes], built: Path) -> None:
    """Each IRI in the namespace of the project leads to a page, and to an element on it where it has an anchor."""
    graph = Graph(Project(ROOT, built), in_memory=True)
    material = material_of(graph, tuple(release_quads(graph.folder)))
    ids = {
        path: set(re.findall(rb'\sid="([^"]*)"', content)) for path, content in site.items() if path.endswith(".html")
    }
    own = [iri for iri in material.contents.iris if iri.startswith(material.namespaces.root)]
    assert len(own) > 11_000
    missing = []
    for iri in own:
        page, _, anchor = material.addresses.of(iri).partition("#")
        if page not in ids or (anchor and anchor.encode() not in ids[page]):
            missing.append(iri)
    assert [] == missing


def test_things_are_linked_by_their_names(site: dict[str, bytes]) -> None:
    """No link within the site has an identifier for its words, but on the page of the ontology."""
    links = [
        (path, words)
        for path, content in site.items()
        if path.endswith(".html") and path != "ontology.html"
        for words in re.findall(r'<a [^>]*href="[^":]*"[^>]*>([^<]*)</a>', content.decode())
    ]
    assert len(links) > 50_000
    assert [] == [link for link in links if re.fullmatch(r"[a-z-]+:\S+|https?:\S+|[a-z-]+/[a-z0-9/-]+", link[1])]


def test_the_first_page_answers_for_its_day(site: dict[str, bytes]) -> None:
    """The first page counts members and parties in words, and each day of change has a page that does so too."""
    assert "six: Armenia, Belarus, Kazakhstan, Kyrgyzstan, Russia, Tajikistan" in text(site, "index.html")
    assert "seven: Armenia, Belarus, Kazakhstan, Kyrgyzstan, Russia, Tajikistan, Uzbekistan" in text(
        site, "day/2006-06-23.html"
    )
    assert sum(path.startswith("day/") for path in site) >= 8


def test_the_example_has_a_site_of_its_own(guam: Path) -> None:
    """The example is published with a map of its states, the days of its organization and no dead link."""
    files = site_files(Graph(guam_project(guam), in_memory=True))
    assert () == broken_links(files)
    assert b'class="map"' in files["index.html"]
    assert b"<title>Moldova</title>" in files["index.html"]
    assert "Members of GUAM: Uzbekistan – not, then certain." in text(files, "compare.html")
    assert {"AZE", "GEO", "MDA", "UKR", "UZB"} <= {agent[2] for agent in json.loads(files["days.json"])["agents"]}


def test_pages_say_what_is_held(site: dict[str, bytes]) -> None:
    """A state's page has its membership in a sentence with *until*; that of the treaty its parties; a conflict its answer."""
    assert "A member of the CSTO from 23 June 2006 until 28 June 2012." in text(site, "id/uzbekistan.html")
    treaty = text(site, "id/cst.html")
    assert "In force since 20 April 1994" in treaty
    assert "Former parties: Azerbaijan, Georgia, Uzbekistan." in treaty
    _, _, provisions = site["id/cst.html"].decode().partition('<section id="provisions">')
    assert provisions.count("id/provision/") >= 3
    assert "44,800 persons" in text(site, "id/observation/armenia-active-military-2018.html")
    conflict = text(site, "id/conflict/cst-entry-into-force.html")
    assert "Held: 20 April 1994, say" in conflict
    assert "When did the Collective Security Treaty enter into force?" in conflict
    assert "20 December 1994, says Ivanova 2021." in conflict


@pytest.mark.parametrize("namespace", [NAMESPACE, "http://river.example/#"], ids=["slash", "hash"])
def test_a_project_under_another_namespace_has_a_site(namespace: str, tmp_path: Path) -> None:
    """The site of another project has pages for its own things and the concepts of the core, without a dead link."""
    root = copy_river(tmp_path, namespace)
    done = call("--project", str(root), "--sources", str(root / "texts"), "build")
    assert 0 == done.returncode, done.stderr
    done = call("--project", str(root), "publish", "-o", str(tmp_path / "site"))
    assert 0 == done.returncode, done.stderr
    assert "every link leads somewhere" in done.stderr
    older = root / "build" / "current" / "csto-kg.nq"
    done = call("--project", str(root), "publish", "-o", str(tmp_path / "site"), "--against", str(older))
    assert 0 == done.returncode, done.stderr
    assert "Nothing that is held has changed" in parsed((tmp_path / "site" / "changes.html").read_bytes()).text
    page = parsed((tmp_path / "site" / "id" / "oakland.html").read_bytes())
    assert "A member of the River Union" in page.text
    assert f"{namespace}id/oakland" in page.text
    assert (tmp_path / "site" / "id" / "role" / "member.html").is_file()
    graph = Graph(Project(root, root / "build"), in_memory=True)
    material = material_of(graph, tuple(release_quads(graph.folder)))
    own = [i for i in material.contents.iris if i.startswith(material.namespaces.root)]
    files = {p.relative_to(tmp_path / "site").as_posix(): p.read_bytes() for p in (tmp_path / "site").rglob("*.html")}
    ids = {path: set(parsed(content).ids) for path, content in files.items()}
    places = {iri: material.addresses.of(iri).partition("#") for iri in own}
    assert [] == [
        iri for iri, (page, _, anchor) in places.items() if page not in ids or (anchor and anchor not in ids[page])
    ]
    assert [] == wrong_iris(live_site(graph), release_quads(graph.folder), material.namespaces.root)


def test_a_claim_that_supports_what_is_held_is_on_the_held_side(site: dict[str, bytes]) -> None:
    """Of a conflict on whether something happened, the claims for it stand on one side and the denial on the other."""
    page = text(site, "id/conflict/belarus-crrf-signature.html")
    held, _, denied = page.partition("Not held rejected")
    assert "Belarus and Uzbekistan held back from the agreement" in held
    assert "did not put their names to the document" in denied


def test_conflicts_up_front_are_about_the_thing(site: dict[str, bytes]) -> None:
    """Conflicts about a thing, or about what names it, stand up front; what only reaches it stands further down."""
    front, _, rest = site["id/person/emomali-rahmon.html"].decode().partition("<section")
    assert "Are the joint statement and the joint declaration" in front
    assert "does Lukashenko say" not in front
    assert "does Lukashenko say" in rest
