"""Arguments that are empty, too long or of the wrong kind are refused in words, with exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli import Run, call


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("conflicts", ""), "csto-kg: the argument after conflicts is empty — write it, or leave it out"),
        (("conflicts", "", "--format", "table"), "the argument after conflicts is empty"),
        (("conflicts", "csto", "--format="), "--format: the value is empty — give one, or leave the option out"),
        (("query", "forces", "--known-by", ""), "--known-by: the value is empty"),
        (("query", "forces", "--policy", ""), "--policy: the value is empty"),
        (("sparql", "ASK {}", "--policy", ""), "--policy: the value is empty"),
        (("timeline", "csto", "--known-by", ""), "--known-by: the value is empty"),
        (("validate", "--as-of", ""), "--as-of: the value is empty"),
        (
            ("query", "forces", "--known-by", "2012-13-01"),
            "--known-by: '2012-13-01' is not a day of the calendar: look at its",
        ),
        (("query", "forces", "--policy", "only:foo"), "--policy: there is no source 'foo'"),
        (("query", "forces", "--assume", "foo"), "--assume: there is no assumption 'foo'"),
        (("explain", "foo:bar"), "the prefix 'foo:' is unknown; the prefixes are bibo, "),
        (("sparql", "SELECT * { ?s foo:bar ?o }"), "the prefix 'foo:' is not declared"),
        (("sparql", "-f", "none.rq"), "none.rq cannot be read: No such file or directory\n"),
        (("rerun", "none.json"), "none.json cannot be read: No such file or directory — give a citation"),
        (("diff", "x" * 5_000), "File name too long — give a shorter name"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_wrong_arguments_are_refused(ask: Run, arguments: tuple[str, ...], message: str) -> None:
    """Nothing is answered, and the message names what was given and what is accepted."""
    done = ask(*arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert message in done.stderr


def test_files_that_are_not_text_are_refused(ask: Run, tmp_path: Path) -> None:
    """A query in another encoding is refused in words."""
    file = tmp_path / "query.rq"
    file.write_bytes(b"ASK {} # \xff")
    assert (
        f"{file} cannot be read: it is not UTF-8, by the byte 9 — save it as UTF-8"
        in ask("sparql", "-f", str(file)).stderr
    )


def test_without_a_build_nothing_is_compared(tmp_path: Path) -> None:
    """Where nothing was built, `diff` says that, and not that there is one release."""
    assert "nothing has been built to compare — run: csto-kg build" in call("--build", str(tmp_path), "diff").stderr
