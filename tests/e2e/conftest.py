"""Whole runs of the command line, on the real data and on the mini project."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from csto_kg.ask.graph import Graph
from csto_kg.project import Project
from csto_kg.site.publish import site_files
from csto_kg.vocab import ID
from tests.support.browser import chromium, served
from tests.support.cli import Row, Rows, Run, call, call_process
from tests.support.guam import GUAM, TEXTS
from tests.support.paths import ROOT, texts_of_sources


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the real data, made once for all workers of a run, to be read only.

    `CSTO_KG_TEST_BUILD` names a folder where one is kept from run to run; bench/stress.py uses that.
    """
    if kept := os.environ.get("CSTO_KG_TEST_BUILD"):
        return _built_in(Path(kept))
    own = tmp_path_factory.getbasetemp()
    # The folder of a worker lies in the folder of the run.
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return _built_in(shared / "build-of-the-real-data")


def _built_in(folder: Path) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "current").exists():
            texts = texts_of_sources()
            done = call_process("--build", str(folder), "build", *(["--sources", str(texts)] if texts else []))
            assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def ask(built: Path) -> Run:
    """`csto-kg` on the build of the real data."""
    return lambda *arguments, **more: call("--build", str(built), *arguments, **more)


@pytest.fixture
def rows(ask: Run) -> Rows:
    """The rows of a stored query: lists as lists, identifiers without their common prefix."""

    def asked(*arguments: str) -> list[Row]:
        done = ask("query", *arguments, "--format", "json")
        assert done.returncode == 0, done.stderr
        found: list[Row] = json.loads(done.stdout.replace(str(ID), ""))
        return found

    return asked


@pytest.fixture
def mini_folder(tmp_path: Path) -> Path:
    """A copy of the mini project, with the real ontology and queries."""
    folder = tmp_path / "mini"
    shutil.copytree(ROOT / "tests" / "mini", folder)
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    shutil.copytree(ROOT / "queries", folder / "queries")
    return folder


@pytest.fixture(scope="session")
def guam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build folder of the example of GUAM, to be read only."""
    folder = tmp_path_factory.mktemp("guam")
    done = call("--project", str(GUAM), "--build", str(folder), "--sources", str(TEXTS), "build")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def ask_guam(guam: Path) -> Run:
    """`csto-kg` on the example of GUAM, run in its folder."""
    return lambda *arguments, **more: call("--build", str(guam), *arguments, cwd=GUAM, **more)


@pytest.fixture(scope="session")
def site(built: Path) -> dict[str, bytes]:
    """The files of the site of the real data, by their paths, to be read only."""
    return site_files(Graph(Project(ROOT, built), in_memory=True))


@pytest.fixture(scope="module")
def address(site: dict[str, bytes]) -> Iterator[str]:
    """Where the site of the real data is served on this machine."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of one file; they are skipped where there is none."""
    with chromium() as browser:
        yield browser
