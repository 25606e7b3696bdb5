"""What the server keeps in memory is bounded."""

from __future__ import annotations

from csto_kg.web.kept import Answers, Kept


def test_reweighed_releases_are_bounded_in_number() -> None:
    """Those used longest ago make room."""
    kept = Kept(most=2)
    kept.keep("a", b"1")
    kept.keep("b", b"2")
    assert b"1" == kept.find("a")
    kept.keep("c", b"3")
    assert (b"1", None, b"3", 2) == (kept.find("a"), kept.find("b"), kept.find("c"), len(kept))


def test_answers_are_bounded_in_bytes() -> None:
    """Answers that are too large are not kept, and those used longest ago make room."""
    answers: Answers[str] = Answers(most_bytes=10, largest=6)
    answers.keep("large", "x", 7)
    answers.keep("a", "A", 5)
    answers.keep("a", "again", 5)
    answers.keep("b", "B", 5)
    assert ("A", None, 10) == (answers.find("a"), answers.find("large"), answers.bytes)
    answers.keep("c", "C", 3)
    assert ("A", None, "C") == (answers.find("a"), answers.find("b"), answers.find("c"))
    assert (8, 2) == (answers.bytes, len(answers))
