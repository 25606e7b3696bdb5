"""Words that turn a question round: negations with their word, and words that a project names."""

from __future__ import annotations

import pytest

from csto_kg.ask.reading.phrasings import Phrasings
from csto_kg.ask.reading.turning import is_asked_back, is_yes_or_no
from csto_kg.ask.reading.words import words_of

WORDS = (("sign", "signed"), ("unclear", "not clear"), ("former", "ex"), ("cancel", "called off"))
KNOWN = Phrasings({}, WORDS, ("former", "cancel"))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("who signed it", []),
        ("who did not sign it", ["not sign"]),
        ("who didn't sign it", ["not sign"]),
        ("who has never yet signed it", ["not sign"]),
        ("who is no longer a member", ["no longer member"]),
        ("former members", ["former"]),
        ("ex members", ["former"]),
        ("what was called off", ["cancel"]),
        ("since when is it not clear", []),
        ("did it sign or not", []),
        ("Background No 14", []),
        ("who did not", ["not"]),
    ],
)
def test_a_negation_belongs_to_its_word(text: str, keys: list[str]) -> None:
    """A negation has the word that it stands before, unless it is part of a word of its own or closes the question."""
    assert keys == [turn.key for turn in KNOWN.turns([w.stem for w in words_of(text)])]


def test_names_turn_nothing() -> None:
    """A word that is part of a name is no turning word."""
    stems = [w.stem for w in words_of("former members")]
    assert () == KNOWN.turns(stems, frozenset((0,)))


@pytest.mark.parametrize(
    ("text", "asked_back", "yes_or_no"),
    [
        ("wasn't Georgia a member", True, True),
        ("Did it sign?", False, True),
        ("who didn't sign", False, False),
        ("doesn’t it", True, True),
    ],
)
def test_questions_of_yes_or_no(text: str, asked_back: bool, yes_or_no: bool) -> None:
    """A question that starts with a negated verb asks the same as without; one that starts with a verb has a yes or no."""
    assert (asked_back, yes_or_no) == (is_asked_back(text), is_yes_or_no(text))
