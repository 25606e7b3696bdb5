"""What all tests share: closed sockets, the mini project, and the option that rewrites goldens."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_socket import socket_allow_hosts

from csto_kg.ontology import Ontology, read_ontology
from csto_kg.project import Project
from tests.support.mini import Mini, copy_mini, read_mini
from tests.support.paths import ALIGNMENTS, GOLDEN, ONTOLOGY_FILES, ROOT

# Many more examples for the tests that draw as many as there is time for: `make thorough`.
settings.register_profile("thorough", max_examples=2000)

LOOPBACK = ["127.0.0.1", "::1", "localhost"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Rewriting goldens is a person's command."""
    parser.addoption("--rewrite-goldens", action="store_true", help="write the goldens again; read the difference")


def pytest_configure(config: pytest.Config) -> None:
    """CI compares goldens and never writes them."""
    # Reweighed releases are kept in a cache of the tests' own, which the workers of a run share.
    if not hasattr(config, "workerinput"):
        cache = os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="csto-kg-tests-")
        config.add_cleanup(lambda: shutil.rmtree(cache, ignore_errors=True))
    if config.getoption("--rewrite-goldens") and os.environ.get("CI"):
        raise pytest.UsageError("--rewrite-goldens is not for CI: rewrite them by hand and read the difference")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Coverage, where it is measured, is measured in what is quick: measuring takes as long again as the test.

    The cases of a test beyond the first twenty run the lines that these have run. What has the mark `no_cover` in its file
    runs a long command on the real data; the lines of that command are measured on small data.
    """
    cases: Counter[str] = Counter()
    for item in items:
        test = item.nodeid.partition("[")[0]
        cases[test] += 1
        if item.get_closest_marker("slow") or cases[test] > 20:
            item.add_marker(pytest.mark.no_cover)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """No test reaches beyond this machine."""
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture
def mini(tmp_path: Path) -> Project:
    """A fresh copy of the mini project, to be changed at will."""
    return copy_mini(tmp_path)


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    """The ontology of this repository, to be read only."""
    return read_ontology(*ONTOLOGY_FILES, ALIGNMENTS)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, ontology: Ontology) -> Mini:
    """The mini project from its files to a store, to be read only."""
    return read_mini(tmp_path_factory.mktemp("whole"), ontology)


def goldens(request: pytest.FixtureRequest, folder: Path) -> Callable[[str, str], None]:
    """Compare a text with the golden of a name; `--rewrite-goldens` writes it instead and skips."""

    def compare(name: str, actual: str) -> None:
        path = folder / name
        if request.config.getoption("--rewrite-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, encoding="utf-8")
            pytest.skip(f"wrote {path.relative_to(ROOT)}")
        fix = f"'{request.node.nodeid}' --rewrite-goldens"
        assert path.is_file(), f"no golden {name}; run: python -m pytest {fix}"
        assert path.read_text(encoding="utf-8") == actual, f"if this is meant, run: python -m pytest {fix}"

    return compare


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare with a golden of the mini project."""
    return goldens(request, GOLDEN / "mini")


@pytest.fixture
def golden_answer(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare with the golden answer of a stored query on the real data."""
    return goldens(request, GOLDEN / "queries")


@pytest.fixture
def golden_chart(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare with a golden chart."""
    return goldens(request, GOLDEN / "charts")
