"""Finding on the site of the mini project: the index of the search, and the rows that facets are made from."""

from __future__ import annotations

import json
from typing import Any

import pytest

from csto_kg.ask.graph import Graph
from csto_kg.release.folder import release_quads
from csto_kg.site.addresses import ASK_PAGE
from csto_kg.site.classes import actors_in, classes_above, is_a, schema_class
from csto_kg.site.material import Material
from csto_kg.site.publish import material_of, site_files
from csto_kg.site.search import INDEX_FILE
from csto_kg.vocab import CSTO, ROOT
from tests.support.mini import Mini, copy_mini
from tests.support.site import parsed, released


@pytest.fixture(scope="module")
def graph(whole: Mini, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return released(copy_mini(tmp_path_factory.mktemp("find")), whole.quads)


@pytest.fixture(scope="module")
def files(graph: Graph) -> dict[str, bytes]:
    return site_files(graph)


@pytest.fixture(scope="module")
def material(graph: Graph) -> Material:
    return material_of(graph, tuple(release_quads(graph.folder)))


def entries(files: dict[str, bytes]) -> list[list[Any]]:
    found = json.loads(files[INDEX_FILE])["entries"]
    assert len(found) > 60
    return list(found)


def test_each_entry_of_the_index_leads_to_a_place(files: dict[str, bytes]) -> None:
    """Each entry of the search has a page that is there, an element on it where it has an anchor, and a kind."""
    ids = {path: set(parsed(content).ids) for path, content in files.items() if path.endswith(".html")}
    kinds = json.loads(files[INDEX_FILE])["kinds"]
    for name, place, kind, *_ in entries(files):
        page, _, anchor = place.partition("#")
        assert page in ids, name
        assert not anchor or anchor in ids[page], name
        assert kinds[kind], name


def test_the_index_has_names_questions_and_forms(files: dict[str, bytes], material: Material) -> None:
    """Things, conflicts, sources, stored queries with the ways in which people ask them, and terms can be searched for."""
    names = {name for name, *_ in entries(files)}
    assert "Eastland" in names
    assert {material.name(conflict) for conflict in material.conflicts} <= names
    others = [other for _, _, _, *rest in entries(files) for other in (rest[0] if rest else [])]
    assert "composition of organization on date" in others
    assert not [other for other in others if "{" in str(other)]


def test_the_index_is_in_order_and_small(files: dict[str, bytes]) -> None:
    """The index has a line an entry, so that two releases can be compared; it is smaller than a picture."""
    assert files[INDEX_FILE].count(b"\n") == len(entries(files)) + 3
    assert len(files[INDEX_FILE]) < 100_000


def test_the_page_of_names_is_whole_without_scripts(files: dict[str, bytes]) -> None:
    """The list of all names stands on the page; the box of the search is hidden until its script shows it."""
    page = files["a-z.html"].decode()
    assert "Eastland" in parsed(files["a-z.html"]).text
    assert '<div hidden><label for="search">' in page
    assert "The search needs scripts" in page


def test_disagreements_have_what_facets_need(files: dict[str, bytes], material: Material) -> None:
    """Each row of the list of disagreements has its type, the things it is on and its sources, as links."""
    page = files["disagreements.html"].decode()
    rows = page.count('data-head="on"')
    assert rows == len(material.conflicts) == page.count('data-head="sources"')
    assert page.count('data-head="sources"><a ') == rows
    assert '<div class="tool facets" data-facets hidden>' in page


def test_scripts_come_from_the_site_alone(files: dict[str, bytes]) -> None:
    """A page that has scripts allows those of its own site and no other; each of them is there."""
    for path, content in files.items():
        if path.endswith(".html") and (scripts := parsed(content).scripts):
            policy = content.partition(b"script-src ")[2].partition(b";")[0].split()
            # The engine of the page that asks is WebAssembly.
            assert [b"'self'", *([b"'wasm-unsafe-eval'"] if path == ASK_PAGE else [])] == policy, path
            assert b"connect-src 'self';" in content, path
            up = path.count("/") * "../"
            places = [src.partition("?")[0] for src in scripts]
            assert not [src for src in places if not src.startswith(up) or src.removeprefix(up) not in files], path


def test_classes_and_actors(material: Material) -> None:
    """A state is an agent; an event is on those who act in it; schema.org's class is the nearest one by the alignments."""
    state = f"{ROOT}id/eastland"
    assert is_a(material, state, CSTO.Agent)
    assert not is_a(material, state, CSTO.Instrument)
    assert str(CSTO.Agent) in classes_above(material, str(CSTO.State))
    assert [state] == actors_in(material, state)
    assert "Country" == schema_class(material, state)
