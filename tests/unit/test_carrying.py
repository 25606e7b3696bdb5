"""A packed release is read as one that was built, and is carried only beside the files that it was made from."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from csto_kg.ask.graph import Graph
from csto_kg.check.targets import CheckOptions, check_release
from csto_kg.errors import CstoKgError, MachineError
from csto_kg.project import PACKAGE, Project, Release
from csto_kg.rdf.nquads import canonical_nquads, release_hash
from csto_kg.rdf.packed import release_lines
from csto_kg.rdf.results import Row
from csto_kg.read.project import no_progress
from csto_kg.release.build import build
from csto_kg.release.cache import Cache
from csto_kg.release.carrying import NAME, ReleaseMismatchError, carried_files, files_digest, packed
from csto_kg.release.folder import answering_release, readable_releases
from csto_kg.release.inputs import files_of_build, inputs_digest
from csto_kg.release.store import load_store, open_store
from tests.support.cli import call
from tests.support.mini import Mini


def write_manifest(folder: Path, **keys: object) -> None:
    """A manifest with these keys in the folder of a release."""
    folder.mkdir(parents=True, exist_ok=True)
    Release(folder).manifest.write_text(json.dumps(keys))


@pytest.fixture
def built(whole: Mini, tmp_path: Path) -> Release:
    """The file of a built release of the mini project, with its manifest."""
    release = Release(tmp_path / "built")
    lines = canonical_nquads(whole.quads)
    files = {NAME: hashlib.sha256(lines).hexdigest()}
    write_manifest(release.folder, release=release_hash(lines), made_from="these files", files=files)
    release.nquads.write_bytes(lines)
    return release


@pytest.fixture
def carried(built: Release, tmp_path: Path) -> Release:
    """The same release as a wheel carries it."""
    named, files = carried_files(built.folder, "these files")
    release = Release(tmp_path / "releases" / named[:16])
    release.folder.mkdir(parents=True)
    for name, content in files.items():
        (release.folder / name).write_bytes(content)
    return release


def test_a_packed_release_has_the_lines_of_the_built_one(built: Release, carried: Release) -> None:
    """The packed form is smaller, always the same, and unpacks to the same lines, of which there is one store."""
    assert [carried.packed.name, carried.manifest.name] == sorted(p.name for p in carried.folder.iterdir())
    assert 4 * carried.packed.stat().st_size < built.nquads.stat().st_size
    assert carried.packed.read_bytes() == packed(built.nquads.read_bytes())
    assert built.manifest.read_bytes() == carried.manifest.read_bytes()
    assert built.nquads.read_bytes() == release_lines(carried)
    store = open_store(carried.store)
    assert len(store) == built.nquads.read_bytes().count(b"\n")
    assert store is open_store(carried.store)
    assert store is load_store(carried.store)


def test_a_release_is_packed_again_from_its_packed_form(built: Release, carried: Release) -> None:
    """A source archive has the packed form, and the wheel that is made from the archive has the same."""
    assert carried_files(built.folder, "these files") == carried_files(carried.folder, "these files")


def members(graph: Graph) -> Sequence[Row]:
    """The members of the League on a day."""
    return graph.query("members-as-of", organization="league", date="1999-01-01").table.rows


def test_a_packed_release_answers_as_the_store(whole: Mini, carried: Release, tmp_path: Path) -> None:
    """Rows, exports, other policies and days by which something is known need nothing but the packed file."""
    graph = Graph(whole.project, folder=carried.folder, cache=Cache(tmp_path / "cache"))
    stored = Graph(whole.project, folder=carried.folder, cache=Cache(tmp_path / "cache"), in_memory=True)
    stored.store = whole.store
    rows = members(graph)
    assert 3 == len(rows)
    assert rows == members(stored)
    assert release_lines(carried) == graph.export("nquads", graph="all")
    assert graph.release == release_hash(release_lines(carried))
    known = graph.under("majority", known_by="2005-01-01")
    assert known.policy != graph.policy
    assert len(members(known)) <= 3
    assert [] != list((tmp_path / "cache").iterdir())
    assert {p.name for p in carried.folder.iterdir()} == {carried.packed.name, carried.manifest.name}


def test_a_packed_release_is_validated(whole: Mini, carried: Release) -> None:
    """A check reads it, and sees that its hash is the one in its manifest."""
    assert check_release(carried.folder, whole.project, whole.ontology, CheckOptions()).report.conforms
    write_manifest(carried.folder, release="0" * 64)
    with pytest.raises(CstoKgError, match="is not what was built"):
        check_release(carried.folder, whole.project, whole.ontology, CheckOptions())


PACKED = packed(b"<urn:a> <urn:b> <urn:c> .\n" * 99)


@pytest.mark.parametrize("content", [b"", b"no gzip", PACKED[:-20], PACKED[:20] + b"xxxx" + PACKED[24:]])
def test_a_damaged_packed_file(content: bytes, carried: Release) -> None:
    """What cannot be unpacked is reported with the file and what to do."""
    carried.packed.write_bytes(content)
    with pytest.raises(
        MachineError, match=r"csto-kg\.nq\.gz .*cannot be read.* pip install --force-reinstall csto-kg"
    ):
        open_store(carried.store)


def spoil_file(release: Release) -> None:
    """One line more than what the manifest names."""
    release.nquads.write_bytes(release.nquads.read_bytes() + b"\n")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda release: write_manifest(release.folder, made_from="other files"), "not made from these files"),
        (lambda release: write_manifest(release.folder), "not made from these files"),
        (spoil_file, "does not have the digest that its manifest names"),
        (lambda release: release.manifest.write_text("{"), "cannot be read"),
        (lambda release: release.nquads.unlink(), "cannot be read"),
    ],
)
def test_what_is_not_carried(spoil: Callable[[Release], object], message: str, built: Release) -> None:
    """A release of other files, or one that is not what it is named after, is refused with the reason."""
    spoil(built)
    with pytest.raises(ReleaseMismatchError, match=message):
        carried_files(built.folder, "these files")


def test_what_a_release_is_made_from(mini: Project) -> None:
    """The digest of the files changes with data, queries and ontology, and with nothing else."""
    before = files_of_build(mini)
    (mini.root / "README.md").write_text("Nothing is built from this.")
    (mini.root / "build").mkdir(exist_ok=True)
    (mini.root / "build" / "some.ttl").touch()
    assert before == files_of_build(mini)
    seen = {before}
    for path in (mini.configured_in, mini.sources, *mini.own_question_files[:1], *mini.ontology[-1:]):
        assert path.is_relative_to(mini.root)
        path.write_text(path.read_text() + "\n# A comment.\n")
        seen.add(files_of_build(mini))
    assert 5 == len(seen)


def test_an_installed_package_has_the_digest_of_its_checkout(mini: Project, tmp_path: Path) -> None:
    """It is the same where the package has the project inside."""
    package = tmp_path / "site-packages" / "csto_kg"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(mini.root, package / "_project")
    assert files_of_build(mini) == files_digest(package, package / "_project" / "graph.yaml")


def test_packing_needs_the_standard_library_alone() -> None:
    """The wheel may be built where nothing is installed but hatchling."""
    path = PACKAGE / "release" / "carrying.py"
    code = "import runpy, sys; runpy.run_path(sys.argv[1]); print(sorted(m for m in sys.modules if 'csto' in m))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code, str(path)], capture_output=True, text=True)
    assert ("[]\n", "") == (done.stdout, done.stderr)


def test_which_release_answers(mini: Project, carried: Release) -> None:
    """The carried one, unless one was built from the same files; where none is carried, the built one."""
    assert mini.release == answering_release(mini)
    with_it = replace(mini, carried=carried)
    assert carried == answering_release(with_it)
    write_manifest(mini.release.folder, made_from="files of an earlier version")
    assert carried == answering_release(with_it)
    write_manifest(mini.release.folder, made_from="these files")
    assert mini.release == answering_release(with_it)
    assert [carried.folder] == readable_releases(with_it)


def test_a_build_of_what_is_carried_does_nothing(mini: Project, carried: Release) -> None:
    """Where the carried release was made from the same inputs, no Java is looked for and nothing is written."""
    write_manifest(carried.folder, release="f" * 64, inputs=inputs_digest(mini))
    found = build(replace(mini, carried=carried, texts=None), {}, no_progress)
    assert (carried.folder, False) == (found.folder, found.is_new)
    assert not mini.build.exists()


@pytest.fixture
def of_package(whole: Mini, carried: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The mini project as the one that comes with the package, and the empty folder in which nobody has a project."""
    shutil.copytree(whole.project.root, tmp_path / "_project", ignore=shutil.ignore_patterns("build"))
    shutil.copytree(carried.folder.parent, tmp_path / "_project" / "releases")
    monkeypatch.setattr("csto_kg.project._CARRIED", tmp_path / "_project")
    (tmp_path / "empty").mkdir()
    return tmp_path / "_project"


def test_outside_any_project_it_is_said_once_whose_graph_answers(
    whole: Mini, carried: Release, of_package: Path
) -> None:
    """On standard error, with title and release; what a program reads is what a named project would give."""
    asked = ("query", "members-as-of", "organization=league", "date=1999-01-01", "--format", "json")
    empty = of_package.parent / "empty"
    done, named = call(*asked, cwd=empty), call("--project", str(of_package), *asked, cwd=empty)
    said = f"answers come from “{whole.project.configuration.title}”, which comes with csto-kg"
    assert f"csto-kg: no project here: {said} (release {carried.folder.name})\n" + named.stderr == done.stderr
    assert (0, named.stdout) == (done.returncode, done.stdout)
    assert 3 == len(json.loads(done.stdout))
    assert "no project here" not in call(*asked, cwd=empty, env={"CSTO_KG_PROJECT": str(of_package)}).stderr
    for silent in (("terms", "State"), ("query", "--help")):
        assert "" == call(*silent, cwd=empty).stderr
    assert "answers come from the graph that\n  comes with csto-kg" in call("--help", cwd=empty).stdout
