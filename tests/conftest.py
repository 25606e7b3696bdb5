"""What all tests share: closed sockets, the mini project, and the option that rewrites goldens."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import pytest
from pytest_socket import socket_allow_hosts

from csto_kg.ontology import Ontology, read_ontology
from csto_kg.project import Project
from csto_kg.read.files import read_dataset
from csto_kg.read.records import Dataset
from csto_kg.read.texts import read_texts
from csto_kg.release.quads import named_quad, quads_of
from csto_kg.weigh import View, Weighed, make_view, weigh

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
LOOPBACK = ["127.0.0.1", "::1", "localhost"]
# The examples and the frozen imports are of no use to the data, and the most of what would be copied.
_NOT_COPIED = shutil.ignore_patterns("examples", "imports")


@dataclass(frozen=True, slots=True)
class Mini:
    """The mini project read, weighed and viewed once for the whole session; nothing of it may be changed."""

    project: Project
    ontology: Ontology = field(repr=False)
    texts: dict[str, str] = field(repr=False)
    dataset: Dataset = field(repr=False)
    weighed: Weighed = field(repr=False)
    view: View = field(repr=False)
    quads: Sequence[ox.Quad] = field(repr=False)
    store: ox.Store = field(repr=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Rewriting goldens is a person's command."""
    parser.addoption("--rewrite-goldens", action="store_true", help="write the goldens anew; read the difference")


def pytest_configure(config: pytest.Config) -> None:
    """CI compares goldens and never writes them."""
    # Reweighed releases are kept in a cache of the tests' own.
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="csto-kg-tests-")
    if config.getoption("--rewrite-goldens") and os.environ.get("CI"):
        raise pytest.UsageError("--rewrite-goldens is not for CI: rewrite them by hand and read the difference")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """No test reaches beyond this machine."""
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


def copy_mini(folder: Path) -> Project:
    """A copy of the mini project with the ontology and the stored queries of this repository."""
    root = folder / "mini"
    shutil.copytree(ROOT / "tests" / "mini", root)
    for name in ("ontology", "queries"):
        shutil.copytree(ROOT / name, root / name, ignore=_NOT_COPIED)
    return Project(root, root / "build", root / "texts")


@pytest.fixture
def mini(tmp_path: Path) -> Project:
    """A fresh copy of the mini project, to be changed at will."""
    return copy_mini(tmp_path)


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    """The ontology of this repository, to be read only."""
    return read_ontology(ROOT / "ontology" / "csto.ttl", ROOT / "ontology" / "alignments.ttl")


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, ontology: Ontology) -> Mini:
    """The mini project from its files to a store, to be read only."""
    project = copy_mini(tmp_path_factory.mktemp("whole"))
    assert project.texts is not None
    texts = read_texts(read_dataset(project, ontology).sources, project.texts)
    dataset = read_dataset(project, ontology, texts)
    weighed = weigh(dataset, ontology)
    view = make_view(dataset, weighed, ontology)
    quads = [named_quad(q) for q in quads_of(dataset, weighed, view.graph, (), ontology.graph)]
    store = ox.Store()
    store.bulk_extend(quads)
    return Mini(project, ontology, texts, dataset, weighed, view, quads, store)


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
