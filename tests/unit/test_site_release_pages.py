"""The pages about a release as a whole, what search engines read in pages, and where errors are reported."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib.namespace import RDFS

from csto_kg.ask.changes import Changes, changes_between
from csto_kg.ask.graph import Graph
from csto_kg.configuration import Configuration, configuration_problems
from csto_kg.project import Project, Release
from csto_kg.release.folder import release_quads
from csto_kg.site.links import broken_links
from csto_kg.site.model import SitePage
from csto_kg.site.publish import material_of, site_files
from csto_kg.site.release_pages import ReleaseFiles, page_of_validation
from csto_kg.site.render import SiteHeader, report_link
from csto_kg.vocab import ROOT
from tests.support.mini import Mini, copy_mini
from tests.support.site import parsed, released

HEADER = SiteHeader("river", "The rivers", "0123456789abcdef", "")
PAGE = SitePage("id/a b.html", "A & B")


@pytest.fixture(scope="module")
def graph(whole: Mini, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return released(copy_mini(tmp_path_factory.mktemp("pages")), whole.quads)


@pytest.fixture(scope="module")
def files(graph: Graph) -> dict[str, bytes]:
    return site_files(graph)


def structured(files: dict[str, bytes], path: str) -> dict[str, Any]:
    """What a page says in the words of schema.org."""
    (text,) = parsed(files[path]).structured
    return dict(json.loads(text))


def test_the_release_has_its_pages(files: dict[str, bytes], graph: Graph) -> None:
    """How to cite, licences, downloads and the report of the checks are pages, which the page about the release leads to."""
    about = parsed(files["about.html"])
    for path in ("cite.html", "licences.html", "downloads.html", "validation.html"):
        assert path in about.links
    assert graph.release in parsed(files["cite.html"]).text
    assert {"csto-kg.nq.gz", "csto-kg.jsonld.gz", "context.jsonld"} <= set(parsed(files["downloads.html"]).links)
    assert "changes.html" not in files


def test_a_report_shows_what_the_checks_found(graph: Graph, files: dict[str, bytes]) -> None:
    """The page of the report says whether the release conforms, and has each result with what it is about."""
    text = """@prefix sh: <http://www.w3.org/ns/shacl#> .
        <x:report> a sh:ValidationReport ; sh:conforms true ; sh:result <x:one> .
        <x:one> a sh:ValidationResult ; sh:resultMessage "is long" ; sh:focusNode <x:thing> ; sh:sourceShape <x:s> ."""
    material = material_of(graph, tuple(release_quads(graph.folder)))
    page = page_of_validation(material, ReleaseFiles("abc", {}, {"validation.ttl": text.encode()}))
    assert (("It conforms to every shape, with 1 notes.",),) == page.lead
    assert "is long" in str(page.sections[0])


def changed(graph: Graph, whole: Mini, folder: Path) -> Changes:
    """The changes since a release in which a thing had another name."""
    thing, label = ox.NamedNode(f"{ROOT}id/eastland"), ox.NamedNode(str(RDFS.label))

    def older(quad: ox.Quad) -> ox.Quad:
        is_it = quad.subject == thing and quad.predicate == label
        return ox.Quad(thing, label, ox.Literal("Oldland", language="en"), quad.graph_name) if is_it else quad

    before = released(copy_mini(folder), map(older, whole.quads))
    return changes_between(
        graph.project, str(Release(before.folder).nquads), str(Release(graph.folder).nquads), claims=False
    )


def test_changes_since_an_older_release_have_a_page(graph: Graph, whole: Mini, tmp_path: Path) -> None:
    """With an older release the site has a page of what changed, by thing, with the values before and now."""
    files = site_files(graph, changes=changed(graph, whole, tmp_path))
    page = parsed(files["changes.html"])
    assert "Oldland" in page.text
    assert "id/eastland.html" in page.links
    assert "changes.html" in parsed(files["about.html"]).links
    assert () == broken_links(files)


def test_pages_say_what_they_are_about_to_search_engines(files: dict[str, bytes], graph: Graph) -> None:
    """The first page is about the data set, a state about a country, a source about a work, by the same IRIs as the data."""
    whole = structured(files, "index.html")
    assert ("Dataset", graph.release) == (whole["@type"], whole["identifier"])
    assert "csto-kg.nq.gz" in {file["contentUrl"] for file in whole["distribution"]}
    state = structured(files, "id/eastland.html")
    assert ("Country", f"{ROOT}id/eastland", "Eastland") == (state["@type"], state["@id"], state["name"])
    source = next(path for path in files if path.startswith("source/") and path.endswith(".html"))
    assert "CreativeWork" == structured(files, source)["@type"]


def test_each_page_has_a_preview(files: dict[str, bytes]) -> None:
    """A page that is shared has its title and the name of the site."""
    page = files["id/eastland.html"].decode()
    assert '<meta property="og:title" content="Eastland">' in page
    assert '<meta property="og:site_name"' in page
    assert "og:url" not in page


def test_each_page_says_how_errors_are_reported(files: dict[str, bytes]) -> None:
    """Where the project names no address, each page leads to the words on what a report must say and who gets it."""
    assert b'href="about.html#errors">report an error' in files["index.html"]
    assert "names no address" in parsed(files["about.html"]).text


@pytest.mark.parametrize(
    ("report", "link"),
    [
        ("", ""),
        (
            "mailto:a@b.example",
            "mailto:a@b.example?subject=river%3A%20A%20%26%20B%20%28id%2Fa%20b.html%2C%20release%200123456789ab%29",
        ),
        ("https://b.example/new", "https://b.example/new"),
        (
            "https://b.example/new?title={page}",
            "https://b.example/new?title=A%20%26%20B%20%28id%2Fa%20b.html%2C%20release%200123456789ab%29",
        ),
    ],
)
def test_errors_are_reported_where_the_project_says(report: str, link: str) -> None:
    """A report names the page and the release; a project that names no address has no link."""
    assert link == report_link(replace(HEADER, report=report), PAGE)


def test_each_page_has_the_link_for_errors(graph: Graph, whole: Mini, tmp_path: Path) -> None:
    """Where `graph.yaml` has an address for reports, each page of the site leads to it."""
    project = copy_mini(tmp_path)
    path = project.root / "graph.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}report: mailto:errors@mini.example\n", encoding="utf-8")
    found = site_files(released(Project(project.root, project.build), whole.quads))
    pages = [content for path, content in found.items() if path.endswith(".html") and path != "404.html"]
    assert len(pages) > 30
    assert [] == [page for page in pages if b'href="mailto:errors@mini.example?subject=' not in page]


def test_the_key_is_checked() -> None:
    """An address for reports is one of mail or of the Web."""

    def problems(report: str) -> list[str]:
        given = {"name": "n", "title": "t", "description": "d", "organization": "o", "report": report}
        given |= {"namespace": "https://example.org/n/", "prefix": "n"}
        return [problem.message for problem in configuration_problems(given)]

    assert Configuration("n", "t", "d", "o", "https://example.org/n/", "n").report == ""
    assert [] == problems("mailto:a@b.example")
    assert [] == problems("https://b.example/new?title={page}")
    assert ["'a@b.example' is not where errors can be reported"] == problems("a@b.example")
