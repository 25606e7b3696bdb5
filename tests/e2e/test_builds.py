"""A build is atomic, deterministic and quick where nothing has changed."""

from __future__ import annotations

import hashlib
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from csto_kg import DataError, Graph
from csto_kg.rdf.nquads import release_hash
from csto_kg.read.project import Stage
from csto_kg.release.build import STAGES as STAGES_OF_A_BUILD
from tests.support.cli import call, call_process
from tests.support.paths import ROOT


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.glob("*.*"))}


def release_in(output: str) -> str:
    """The release that the output of a build names."""
    named = re.search(r"release (\w+)", output)
    assert named, output
    return named[1]


def test_two_builds_are_byte_identical(mini_folder: Path, tmp_path: Path) -> None:
    """Builds with different hash seeds, and from files copied in another order, give the same bytes."""
    seen = []
    for seed in ("0", "1", "4242"):
        build = tmp_path / seed
        options = ("--project", str(mini_folder), "--build", str(build))
        done = call_process(*options, "build", env={"PYTHONHASHSEED": seed})
        assert 0 == done.returncode, done.stderr
        seen.append(digests(build / "current"))
    assert seen[0] == seen[1] == seen[2]
    assert {"csto-kg.nq", "csto-kg.jsonld", "findings.ttl", "manifest.json", "validation.ttl"} == set(seen[0])


def test_an_unchanged_build_says_so(mini_folder: Path) -> None:
    """A second build of unchanged inputs does nothing and says so; a changed comment builds the same release."""
    project = ("--project", str(mini_folder))
    first = call(*project, "build").stdout
    assert "nothing has changed" in call(*project, "build").stdout
    path = mini_folder / "data" / "entities" / "register.yaml"
    path.write_text("# Another comment.\n" + path.read_text())
    again = call(*project, "build").stdout
    assert "nothing has changed" not in again
    assert release_in(first) == release_in(again)


# A build that says on its output when each stage has ended, and with --wait goes on after the first when its input says so.
STAGES = """
import os, sys
from pathlib import Path
from csto_kg.project import Project
from csto_kg.release.build import build

def progress(stage):
    print(stage.name, flush=True)
    if "--wait" in sys.argv and stage.name == "ontology":
        sys.stdin.readline()

root = Path(sys.argv[1])
build(Project(root, root / "build"), os.environ, progress)
"""


@contextmanager
def building(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A build in a process of its own, which writes the name of each stage when it has ended."""
    command = [sys.executable, "-c", STAGES, str(folder), *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def stage_ends(process: subprocess.Popen[str], name: str) -> None:
    """Wait until a stage of a build has ended."""
    assert process.stdout is not None
    assert f"{name}\n" in iter(process.stdout.readline, "")


@pytest.mark.slow
def test_a_killed_build_leaves_the_release_usable(mini_folder: Path) -> None:
    """kill -9 at any moment of a build leaves a release that answers, either the earlier or the new one whole."""
    project = ("--project", str(mini_folder))
    assert 0 == call(*project, "build").returncode
    current = mini_folder / "build" / "current"
    chance = random.Random(20261122)
    register = mini_folder / "data" / "entities" / "register.yaml"
    known = {(current / "csto-kg.nq").read_bytes()}
    killed = 0
    # The later moments are the ones when files are written.
    for attempt, stage in enumerate(("ontology", "claims", "weigh", "reason", *["gate 2"] * 4, *["store"] * 4)):
        register.write_text(register.read_text().replace("The League", f"The League {attempt}", 1))
        with building(mini_folder) as process:
            stage_ends(process, stage)
            time.sleep(0.2 * chance.random())  # any moment after the stage will do
            process.send_signal(signal.SIGKILL)
            process.wait()
        killed += process.returncode == -signal.SIGKILL
        found = call(*project, "query", "members-as-of", "organization=league", "date=1999-01-01", "--format", "csv")
        assert 0 == found.returncode, found.stderr
        assert 4 == len(found.stdout.splitlines())
        manifest = (current / "manifest.json").read_text()
        named = re.search(r'"release": "(\w+)"', manifest)
        assert named
        assert named[1] == release_hash((current / "csto-kg.nq").read_bytes())
        known.add((current / "csto-kg.nq").read_bytes())
    assert 3 <= killed
    assert 0 == call(*project, "build").returncode
    assert [] == [p.name for p in (mini_folder / "build").iterdir() if p.name.startswith(".building")]


def test_python_builds_and_opens(mini_folder: Path, tmp_path: Path) -> None:
    """`Graph.build` builds as the command does, and opens what it has built; the second time there is nothing to build."""
    stages: list[Stage] = []
    graph = Graph.build(mini_folder, tmp_path / "build", texts=mini_folder / "texts", progress=stages.append)
    assert STAGES_OF_A_BUILD == tuple(stage.name for stage in stages)
    assert 3 == len(graph.query("members-as-of", organization="league", date="1999-01-01").rows)
    again = Graph.build(mini_folder, tmp_path / "build", progress=stages.append)
    assert (graph.release, len(STAGES_OF_A_BUILD)) == (again.release, len(stages))
    assert graph.release == Graph.open(mini_folder, tmp_path / "build").release
    register = mini_folder / "data" / "entities" / "register.yaml"
    register.write_text(register.read_text() + "- nothing\n")
    with pytest.raises(DataError, match=r"register\.yaml"):
        Graph.build(mini_folder, tmp_path / "build")


def test_two_builds_at_once_do_not_mix(mini_folder: Path) -> None:
    """While one build runs another in the same folder is refused, and the first one ends whole."""
    project = ("--project", str(mini_folder))
    with building(mini_folder, "--wait") as first:
        stage_ends(first, "ontology")
        second = call(*project, "build")
        assert (2, True) == (second.returncode, "another build is running" in second.stderr)
        first.communicate("go on\n")
    assert 0 == first.returncode
    assert "nothing has changed" in call(*project, "build").stdout


def test_a_killed_build_holds_no_lock(mini_folder: Path) -> None:
    """A build that is killed while it holds the lock of the folder does not keep the next one out."""
    with building(mini_folder, "--wait") as first:
        stage_ends(first, "ontology")
        first.kill()
        first.wait()
    assert 0 == call("--project", str(mini_folder), "build").returncode


@pytest.mark.no_cover
def test_exports_read_back_as_the_same_graph(built: Path, tmp_path: Path) -> None:
    """What is exported whole and read back has the release's own hash."""
    named = re.search(r'"release": "(\w+)"', (built / "current" / "manifest.json").read_text())
    assert named
    code = (
        "import sys, pyoxigraph as ox; from csto_kg.rdf.nquads import canonical_nquads, release_hash;"
        "print(release_hash(canonical_nquads(ox.parse(path=sys.argv[1]))))"
    )
    for form, suffix in (("nquads", "nq"), ("trig", "trig"), ("jsonld", "jsonld")):
        path = tmp_path / f"all.{suffix}"
        done = call("--build", str(built), "export", "--format", form, "--graph", "all", "-o", str(path))
        assert 0 == done.returncode
        back = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
        assert named[1] == back.stdout.strip()
