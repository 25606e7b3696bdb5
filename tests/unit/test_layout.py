"""The canonical form: what is written is read back the same, and the files of this repository are in it."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.ontology import Ontology
from csto_kg.read.layout import WIDTH, PlainValue, data_file_text
from tests.support.paths import ROOT

FILES = sorted(
    path.relative_to(ROOT) for folder in ("data", "tests/mini/data") for path in (ROOT / folder).rglob("*.yaml")
)

# Words that YAML 1.1 retypes, and texts that start with, contain or end in what is syntax elsewhere.
SPECIAL = [
    *("y", "Y", "n", "N", "yes", "No", "on", "Off", "off", "TRUE", "false", "null", "Null", "~", ""),
    *("1994-04-20", "010", "0x1F", "1e3", "1_000", "12:30", ".inf", ".nan", "=", "<<", "-1", "+1", "1.5"),
    *("a ", " a", "a\u00a0", "a:", "a: b", "a #b", "#a", "- a", "a?", "? a", "a, b", "[a]", "{a}", "a]", "@a", "`a`"),
    *("it's", '"a"', "a\\b", "a\nb", "a\tb", "a\r\nb", "\ufeffa", "%a", "&a", "*a", "!a", "|", ">", "---", "..."),
]

# What YAML can hold: every character but the halves of surrogate pairs, which are not characters.
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text(alphabet="aB0 :#'\"\\,-[]{}&*!|>%@`?~\n\t\r\x00\x07\x85\u2028\ufeff\ufffe\u00e9\U0001f600", max_size=12),
    st.sampled_from(SPECIAL),
)
KEYS = st.sampled_from(["id", "type", "date", "label", "says", "by"])
VALUES: st.SearchStrategy[PlainValue] = st.recursive(
    TEXTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3), st.dictionaries(KEYS, inner, min_size=1, max_size=4)
    ),
    max_leaves=8,
)
FILE_VALUES = st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), min_size=1, max_size=3)


def is_typed(key: str) -> bool:
    """Of the keys used here only dates are typed literals."""
    return key == "date"


def read(text: str) -> PlainValue:
    """What the text says, every scalar as text."""
    value: PlainValue = yaml.load(text, Loader=yaml.BaseLoader)
    return value


def head_of(text: str) -> str:
    """The comment at the head of a file."""
    return "".join(line + "\n" for line in text.splitlines() if line.startswith("#"))


def test_the_files_are_collected() -> None:
    """The list of data files is not empty by mistake."""
    assert len(FILES) >= 25
    assert len([path for path in FILES if path.parts[0] == "tests"]) == 6


@pytest.mark.parametrize("path", FILES, ids=str)
def test_every_data_file_is_in_canonical_form(path: object, ontology: Ontology) -> None:
    """A data file is written as the canonical form of what it says: run `csto-kg format` where this fails."""
    text = (ROOT / str(path)).read_text(encoding="utf-8")
    assert data_file_text(read(text), ontology.quoted_keys.__contains__, head_of(text)) == text


@given(TEXTS)
def test_a_label_comes_back(text: str) -> None:
    """Any text that is written as a label is read as the same text."""
    value: PlainValue = [{"id": "x", "label": {"en": text}}]
    assert value == read(data_file_text(value, is_typed))


@given(TEXTS)
def test_a_label_on_a_line_of_its_own_comes_back(text: str) -> None:
    """Any text that is too long for the line of its node is read as the same text."""
    value: PlainValue = {"id": "x", "says": [{"id": "y", "by": "z" * WIDTH, "label": text}]}
    assert value == read(data_file_text(value, is_typed))


@given(FILE_VALUES)
def test_whatever_is_written_comes_back(value: PlainValue) -> None:
    """Any nesting of lists, mappings and texts is read as it was written."""
    assert value == read(data_file_text(value, is_typed))


@given(FILE_VALUES)
def test_the_form_is_stable(value: PlainValue) -> None:
    """The canonical form of what the canonical form says is itself."""
    once = data_file_text(value, is_typed)
    assert once == data_file_text(read(once), is_typed)


@pytest.mark.parametrize("text", SPECIAL)
def test_special_texts_come_back(text: str) -> None:
    """What other readers would retype, cut off or take for a comment comes back from them as text."""
    written = data_file_text([{"id": "x", "label": {"en": text}}], is_typed)
    assert [{"id": "x", "label": {"en": text}}] == yaml.safe_load(written)


@given(TEXTS)
def test_no_reader_retypes(text: str) -> None:
    """A reader of YAML that guesses types takes nothing written here for anything but text or a whole number."""
    written = data_file_text([{"id": "x", "date": text, "label": text}], is_typed)
    guessed = yaml.safe_load(written)[0]
    assert text == guessed["date"]
    assert text == (guessed["label"] if isinstance(guessed["label"], str) else str(guessed["label"]))
    assert isinstance(guessed["label"], str | int)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ([{"type": "State", "id": "armenia"}], "- {id: armenia, type: State}\n"),
        ([{"id": "x", "date": "1999"}], '- {id: x, date: "1999"}\n'),
        ([{"id": "x", "by": ["a", "b"]}], "- {id: x, by: [a, b]}\n"),
        ([{"label": {"en": "No"}}], '- {label: {en: "No"}}\n'),
        ([{"label": {"en": "Nordic: a"}}], '- {label: {en: "Nordic: a"}}\n'),
        ([{"label": {"en": "St. John's"}}], '- {label: {en: "St. John\'s"}}\n'),
        ([{"label": {"ru": "Армения"}}], "- {label: {ru: Армения}}\n"),
        ([{"at": {"start": "0", "end": "12"}}], "- {at: {start: 0, end: 12}}\n"),
        ([{"m49": "051"}], '- {m49: "051"}\n'),
        ({"id": "x", "says": [{"id": "a"}]}, "id: x\nsays:\n- {id: a}\n"),
        ([{"id": "x", "note": "a\u2028b\x07"}], '- {id: x, note: "a\\u2028b\\u0007"}\n'),
        ([{"id": "x", "by": ["y" * 60, "z" * 60]}], "- id: x\n  by:\n  - " + "y" * 60 + "\n  - " + "z" * 60 + "\n"),
    ],
)
def test_the_form_is_as_documented(value: PlainValue, written: str) -> None:
    """A node stands on one line where it fits; `id` and `type` come first; what others would retype is quoted."""
    assert written == data_file_text(value, is_typed)


def test_comments_stay_at_the_head() -> None:
    """The comment of a file is kept before everything else."""
    assert "# Who.\n- {id: x}\n" == data_file_text([{"id": "x"}], is_typed, "# Who.\n")


def test_a_list_without_entries_is_written(ontology: Ontology) -> None:
    """An empty list is a document of its own: a file without any is refused where it is read."""
    assert "# None yet.\n[]\n" == data_file_text([], ontology.quoted_keys.__contains__, "# None yet.\n")
