"""Whole runs of the command line, on the real data and on the mini project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLI = [sys.executable, "-c", "from csto_kg.cli import run; run()"]
Run = Callable[..., subprocess.CompletedProcess[str]]


def texts_of_sources() -> Path | None:
    """The folder of the real source texts, or None where they are not at hand."""
    folder = Path(os.environ.get("CSTO_KG_SOURCES", ROOT.parent / "shared" / "sources"))
    return folder if folder.is_dir() else None


def call(*arguments: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `csto-kg` with arguments, without the variables that would choose another project."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("CSTO_KG_")} | {"COLUMNS": "80"} | (env or {})
    return subprocess.run([*CLI, *arguments], cwd=cwd, env=clean, capture_output=True, text=True, timeout=120)


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
