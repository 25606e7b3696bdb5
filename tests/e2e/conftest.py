"""Whole runs of the command line, on the real data and on the mini project."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.cli import Run, call
from tests.support.paths import ROOT, texts_of_sources


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the real data, in a folder of its own."""
    folder = tmp_path_factory.mktemp("build")
    texts = texts_of_sources()
    done = call("--build", str(folder), "build", *(["--sources", str(texts)] if texts else []))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def ask(built: Path) -> Run:
    """`csto-kg` on the build of the real data."""
    return lambda *arguments, **more: call("--build", str(built), *arguments, **more)


@pytest.fixture
def mini_folder(tmp_path: Path) -> Path:
    """A copy of the mini project, with the real ontology and queries."""
    folder = tmp_path / "mini"
    shutil.copytree(ROOT / "tests" / "mini", folder)
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    shutil.copytree(ROOT / "queries", folder / "queries")
    return folder
