"""What a terminal cannot show is replaced, with a note; nothing else changes."""

from __future__ import annotations

import io

import pytest

from csto_kg.cli.encoding import replacing

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
