"""What a terminal cannot show is replaced, with a note; nothing else changes."""

from __future__ import annotations

import io
import shlex
import subprocess

import pytest

from csto_kg.cli.encoding import replacing
from csto_kg.project import Project
from tests.support.cli import CLI, call
from tests.support.folders import contents

TEXT = "№ 14 “Ташкент” – 1992… ü \udcff"


def written(encoding: str, text: str) -> tuple[str, str]:
    """A text as it comes out in an encoding, and what is said of it."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True) for _ in range(2))
    with replacing(out, err):
        out.write(text)
    return tuple(stream.buffer.getvalue().decode(encoding) for stream in (out, err))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("ascii", '? 14 "???????" - 1992... ? ?'),
        ("latin-1", '? 14 "???????" - 1992... ü ?'),
        ("koi8-r", '? 14 "Ташкент" - 1992... ? ?'),
        ("utf-8", "№ 14 “Ташкент” – 1992… ü ?"),
    ],
)
def test_what_cannot_be_shown_is_replaced(encoding: str, expected: str) -> None:
    """Typographic marks become plain ones, other characters question marks, and a note gives a way to avoid the loss."""
    out, err = written(encoding, TEXT)
    assert expected == out
    assert "PYTHONIOENCODING=utf-8" in err


@pytest.mark.parametrize(("encoding", "text"), [("utf-8", TEXT[:-1]), ("ascii", "plain"), ("ascii", "“plain” …")])
def test_nothing_is_said_where_nothing_is_lost(encoding: str, text: str) -> None:
    """Where every character is shown, or a plain one stands for it, nothing is said."""
    assert "" == written(encoding, text)[1]


def test_an_argument_that_is_not_utf_8_is_refused(mini: Project) -> None:
    """Bytes that are not text would make a data file unreadable: every such argument is refused, and nothing is written."""
    before = contents(mini.root)
    for words in (
        ("entity", "new", "State", "\udcff", "--write"),
        ("event", "new", "Joining", "--label", "a\udcffb", "--write"),
        ("source", "add", "texts/annals.txt", "--id", "third", "--published", "2007", "--title", "\udcff"),
    ):
        done = call("--project", str(mini.root), *words)
        assert 2 == done.returncode
        assert "is not text — write it in UTF-8" in done.stderr
    assert before == contents(mini.root)


def test_a_closed_output_is_said(mini: Project) -> None:
    """Without a standard output nothing can be answered: a message says so."""
    command = f"{shlex.join([*CLI, '--project', str(mini.root), 'queries'])} >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (2, "") == (done.returncode, done.stdout)
    assert "csto-kg: there is no standard output — give it one" in done.stderr
