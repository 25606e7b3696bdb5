"""Whatever the README shows runs as it stands: its console examples, its commands, its Python."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli import CLI, Run, call
from tests.support.paths import ROOT
from tests.support.servers import free_port, oxigraph, running

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = tuple(
    line
    for block in re.findall(r"^```sh\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
    if line.startswith("csto-kg ")
)
# They need a login or a second release, go on for ever or start a project: other tests run these.
ELSEWHERE = ("csto-kg serve ", "csto-kg mcp ", "csto-kg diff", "csto-kg init ", "csto-kg validate cow.nq")


def test_readme_shows_real_output(built: Path) -> None:
    """Each console example of the README prints what stands there, at 80 columns."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"```console\n\$ csto-kg ([^\n]*)\n(.*?)```", text, flags=re.DOTALL)
    assert 2 <= len(examples)
    for command, output in examples:
        done = call("--build", str(built), *command.split(), "--format", "table")
        assert output == done.stdout
        # A command that is to be pasted is not broken.
        assert 80 >= max(len(line) for line in output.splitlines() if not line.startswith("  csto-kg "))


@pytest.fixture(scope="module")
def endpoint(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address for queries of an Oxigraph server that holds the release."""
    with oxigraph(tmp_path_factory.mktemp("server"), built) as address:
        yield address


def test_there_are_commands() -> None:
    """The README has commands on questions, on servers and on checks."""
    assert 20 < len(COMMANDS)
    assert {"query", "validate", "load"} <= {line.split()[1] for line in COMMANDS}


@pytest.mark.parametrize("line", [c for c in COMMANDS if not c.startswith(ELSEWHERE)])
def test_a_command_of_the_readme_runs(line: str, built: Path, endpoint: str, ask: Run, tmp_path: Path) -> None:
    """It ends with code 0, with the names of made-up files and servers replaced by real ones."""
    texts = ROOT.parent / "shared" / "sources"
    if "FOLDER" in line and not texts.is_dir():
        pytest.skip("the source texts are not here")
    (tmp_path / "more").mkdir()
    for name in ("mine.ttl", "more/other.ttl"):
        (tmp_path / name).write_text("<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> 'a'@en ; a <urn:b> .")
    shapes = "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:targetClass <urn:b> ."
    (tmp_path / "yours.ttl").write_text(shapes)
    names = {
        "FOLDER": str(texts),
        "http://127.0.0.1:7878/query": endpoint,
        "http://127.0.0.1:7878/update": endpoint.removesuffix("query") + "update",
        "build/current": str(built / "current"),
        **{name: str(tmp_path / name) for name in ("mine.ttl", "more/", "yours.ttl", "results.sarif", "site")},
    }
    _, *words = shlex.split(line, comments=True)
    redirect = next((i for i, word in enumerate(words) if word in (">", "2>")), len(words))
    arguments = [names.get(word, word) for word in words[:redirect]]
    done = ask(*arguments)
    # Made-up data use no term of the ontology, which is a finding.
    assert (1 if "sarif" in line else 0) == done.returncode, done.stderr
    assert done.stdout or done.stderr


def test_the_server_of_the_readme_runs(built: Path, tmp_path: Path) -> None:
    """`csto-kg serve` answers on the port that is given."""
    port = free_port()
    (line,) = (c for c in COMMANDS if c.startswith("csto-kg serve "))
    words = shlex.split(line.replace("8000", str(port)), comments=True)[1:]
    with running(
        [*CLI, "--project", str(ROOT), "--build", str(built), *words], tmp_path, f"http://127.0.0.1:{port}/"
    ):
        pass


def test_the_python_of_the_readme_runs(built: Path) -> None:
    """It prints a row for each member, and raises nothing."""
    (code,) = re.findall(r"^```python\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    environment = {**os.environ, "CSTO_KG_BUILD": str(built), "CSTO_KG_PROJECT": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert (0, "") == (done.returncode, done.stderr)
    assert "Uzbekistan" not in done.stdout
    assert "Armenia certain" in done.stdout
