"""A project of one's own: a namespace, terms and a query of its own beside the core, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from csto_kg.project import CORE, PACKAGE, core_identifiers
from csto_kg.vocab import ROOT as CORE_NAMESPACE
from tests.support.cli import call
from tests.support.folders import contents
from tests.support.river import NAMESPACE, copy_river

IRI = re.compile(r"<([^<>\s]+)>")


@pytest.fixture(scope="module", params=[NAMESPACE, "http://river.example/#"], ids=["slash", "hash"])
def river(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The River Union, built, and its namespace."""
    root = copy_river(tmp_path_factory.mktemp("river"), request.param)
    done = call("--project", str(root), "--sources", str(root / "texts"), "build")
    assert 0 == done.returncode, done.stderr
    return root, request.param


def rows(root: Path, *arguments: str) -> list[dict[str, object]]:
    """The rows of a stored query."""
    done = call("--project", str(root), "query", *arguments, "--format", "json")
    assert 0 == done.returncode, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_nothing_is_in_the_namespace_of_the_core_but_what_the_core_declares(river: tuple[Path, str]) -> None:
    """The IRIs under the core's namespace are terms, names of graphs, shapes, and the concepts and rules that it declares."""
    root, namespace = river
    text = (root / "build" / "current" / "csto-kg.nq").read_text(encoding="utf-8")
    statements = [line for line in text.splitlines() if "/graph/queries>" not in line]
    assert len(statements) >= 3_000
    of_core = {iri for line in statements for iri in IRI.findall(line) if iri.startswith(CORE_NAMESPACE)}
    names = {iri.removeprefix(CORE_NAMESPACE) for iri in of_core}
    others = {n for n in names if not re.match(r"ontology(#|/|$)|graph/", n)}
    assert 40 <= len(others)
    assert set() == {n.removeprefix("id/") for n in others} - core_identifiers()
    assert {f"{namespace}id/oakland", f"{namespace}claim/gazette-1"} <= {
        i for li in statements for i in IRI.findall(li)
    }


def test_stored_queries_of_the_core_and_its_own_answer(river: tuple[Path, str]) -> None:
    """A question of the core and one of the project find things by their short names."""
    root, namespace = river
    asked = rows(root, "members-as-of", "organization=river-union", "date=1995-01-01", "role=member")
    assert [f"{namespace}id/oakland", f"{namespace}id/pineland"] == [row["state"] for row in asked]
    (oakland,) = rows(root, "members-as-of", "date=2005-01-01", "agent=oakland")
    assert "unknown" == oakland["certainty"]
    (lock,) = rows(root, "locks", "lock=mill")
    assert (f"{namespace}id/lock/mill", "2001-08-04") == (lock["lock"], lock["date"])


def test_what_it_writes_reads_back(river: tuple[Path, str]) -> None:
    """It validates, exports with its own prefixes, and a second build is the same byte for byte."""
    root, namespace = river
    assert 0 == call("--project", str(root), "validate").returncode
    turtle = call("--project", str(root), "export", "--format", "turtle").stdout
    assert f"@prefix id: <{namespace}id/> ." in turtle
    assert f"@prefix core: <{CORE_NAMESPACE}id/> ." in turtle
    before = (root / "build" / "current" / "csto-kg.nq").read_bytes()
    assert 0 == call("--project", str(root), "--sources", str(root / "texts"), "build", "--force").returncode
    assert before == (root / "build" / "current" / "csto-kg.nq").read_bytes()


# ---------------------------------------------------------------------------------------------------------------
# What is refused
# ---------------------------------------------------------------------------------------------------------------

LOCK = "river:Lock a owl:Class ;"
REFUSED = {
    "a term that is the core's": (
        "ontology/river.ttl",
        LOCK,
        "csto:State a owl:Class .\n" + LOCK,
        "csto:State: is declared by",
    ),
    "a term in the core's namespace": (
        "ontology/river.ttl",
        LOCK,
        "csto:Weir a owl:Class .\n" + LOCK,
        "river.ttl:9: csto:Weir: is in the namespace of the core, which does not have it — declare it as river:Weir",
    ),
    "a term of the core that there is not": (
        "ontology/river.ttl",
        LOCK,
        "river:Weir a owl:Class ; rdfs:subClassOf csto:Situatoin .\n" + LOCK,
        "ontology/river.ttl: csto:Situatoin: is not declared by the core, nor here — did you mean Situation?",
    ),
    "a class with the name of one of the core": (
        "ontology/river.ttl",
        LOCK,
        "river:State a owl:Class .\n" + LOCK,
        "river:State: has the name of csto:State, a class of the core",
    ),
    "a key that is the core's": (
        "ontology/river.ttl",
        'csto:key "opens"',
        'csto:key "by"',
        "river:opens: has the key 'by', which is that of csto:by in the core",
    ),
    "a concept that is the core's": (
        "data/entities/register.yaml",
        "- {id: pineland,",
        "- {id: role/member, type: Role, label: {en: member}}\n- {id: pineland,",
        "role/member: is declared by the core, for every project",
    ),
    "an unknown key": ("graph.yaml", "version:", "verzion:", "graph.yaml:11:1: verzion: is an unknown key"),
    "a namespace without an end": ("graph.yaml", "/river/\n", "/river\n", "does not end in / or #"),
}


def left(root: Path) -> dict[str, str]:
    """The files of a project, but the one by which builds keep others out of their folder."""
    return {name: text for name, text in contents(root).items() if name != "build/.lock"}


@pytest.mark.parametrize("case", REFUSED)
def test_a_clash_with_the_core_is_refused(case: str, tmp_path: Path) -> None:
    """What is the core's cannot be declared again, nor can graph.yaml say what nobody reads: exit 2, nothing written."""
    file, old, new, message = REFUSED[case]
    root = copy_river(tmp_path)
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), encoding="utf-8")
    before = left(root)
    done = call("--project", str(root), "build")
    assert 2 == done.returncode, done.stderr
    assert message in done.stderr
    assert before == left(root)


def test_a_shape_of_the_core_is_not_declared_again(tmp_path: Path) -> None:
    """A copy of the core's shapes is refused with the place of each; more may be said of a shape of the core."""
    root = copy_river(tmp_path)
    folder = root / "ontology" / "shapes"
    folder.mkdir()
    (folder / "view.ttl").write_text(CORE.view_shapes.read_text(encoding="utf-8"), encoding="utf-8")
    done = call("--project", str(root), "build")
    assert 2 == done.returncode
    text = (folder / "view.ttl").read_text(encoding="utf-8")
    line = text[: text.index("\nshapes:LabelShape a ")].count("\n") + 2
    assert f"view.ttl:{line}: shapes:LabelShape: is declared by the core — say only what you add" in done.stderr
    assert not (root / "build" / "current").exists()
    prefixes = "@prefix river: <https://example.org/river/ontology#> . @prefix sh: <http://www.w3.org/ns/shacl#> ."
    more = f"{prefixes}\n<{CORE_NAMESPACE}shapes#LabelShape> sh:targetClass river:Opening .\n"
    (folder / "view.ttl").write_text(more, encoding="utf-8")
    done = call("--project", str(root), "build")
    assert (1, True) == (done.returncode, "opening/mill" in done.stderr), done.stderr


def test_a_query_replaces_one_of_the_core_where_it_says_so(tmp_path: Path) -> None:
    """A name of the core is refused without `overrides`, and another name with it; where both fit, the own query is asked."""
    root = copy_river(tmp_path)
    own, folder = (
        (root / "queries" / "questions" / "locks.rq").read_text(encoding="utf-8"),
        root / "queries" / "questions",
    )
    query = folder / "chairs.rq"
    for header, message in (
        (
            "",
            "chairs.rq:1: chairs: header: is the name of a query of the core — write overrides: chairs in its header",
        ),
        ("#+ overrides: chair\n", "chairs.rq:1: chairs: header: overrides: is the name of a query of the core"),
    ):
        query.write_text(header + own, encoding="utf-8")
        before = left(root)
        for command in (("queries", "chairs"), ("format",)):
            done = call("--project", str(root), *command)
            assert (2, True) == (done.returncode, message in done.stderr), done.stderr
            assert before == left(root)
    query.write_text("#+ overrides: chairs\n" + own, encoding="utf-8")
    assert "Which locks did an organization open" in call("--project", str(root), "queries", "chairs").stdout
    query.rename(folder / "seats.rq")
    done = call("--project", str(root), "queries", "seats")
    assert (2, True) == (done.returncode, "call the file chairs.rq" in done.stderr)


def test_a_project_inside_a_project_is_refused(tmp_path: Path) -> None:
    """A project is not read from the folder of another, unless that one says that its folder is apart."""
    outer = copy_river(tmp_path)
    inner = copy_river(outer / "data")
    before = left(outer)
    for command in ("queries", "build", "format"):
        done = call("--project", str(inner), command)
        assert (2, True) == (done.returncode, f"{inner} is a project inside the project {outer}" in done.stderr)
        assert before == left(outer)
    with (outer / "graph.yaml").open("a", encoding="utf-8") as file:
        file.write("projects: [data]\n")
    assert 0 == call("--project", str(inner), "queries").returncode


def test_no_command_writes_into_the_package(tmp_path: Path) -> None:
    """An export to a file of the package is refused, with nothing written."""
    target = PACKAGE / "core" / "export.ttl"
    root = copy_river(tmp_path)
    done = call("--project", str(root), "build")
    assert 0 == done.returncode, done.stderr
    done = call("--project", str(root), "export", "--format", "turtle", "-o", str(target))
    assert 2 == done.returncode
    assert "is in the installed package, which is not written" in done.stderr
    assert not target.exists()


def test_format_writes_the_projects_files_alone(tmp_path: Path) -> None:
    """The queries of the core are not laid out from a project of others, wherever the package lies."""
    root = copy_river(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in CORE.folder.rglob("*")}
    done = call("--project", str(root), "format")
    assert 0 == done.returncode, done.stderr
    assert before == {path: path.stat().st_mtime_ns for path in CORE.folder.rglob("*")}


def test_defaults_are_the_projects(tmp_path: Path) -> None:
    """Where the project has no default, a value must be given; `queries/core.yaml` sets one, and its faults have a place."""
    root = copy_river(tmp_path)
    assert 0 == call("--project", str(root), "build").returncode
    done = call("--project", str(root), "query", "episodes")
    assert 2 == done.returncode
    fix = "give agent=…, or set its default in queries/core.yaml"
    assert (
        f"csto-kg: episodes: the project has no default for agent: the state, organization or person — {fix}\n"
        == done.stderr
    )
    settings = root / "queries" / "core.yaml"
    settings.write_text("episodes: {defaults: {agent: oakland}}\n", encoding="utf-8")
    assert [2] == [len(rows(root, "episodes"))]
    for text, message in (
        ("episode: {}\n", "core.yaml:1: episode: the core has no such query — did you mean episodes?"),
        ("episodes: {default: {}}\n", "core.yaml:1: episodes.default: is an unknown key — did you mean defaults?"),
        (
            "episodes: {defaults: {agnet: oakland}}\n",
            "core.yaml: episodes: 'agnet' is not a parameter — did you mean agent?",
        ),
    ):
        settings.write_text(text, encoding="utf-8")
        done = call("--project", str(root), "query", "episodes")
        assert (2, True) == (done.returncode, message in done.stderr), done.stderr
