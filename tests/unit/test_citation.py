"""A citation covers the data of an answer and not its layout; everything wrong with it is reported at once."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

from csto_kg.ask.citation import FIRST_FORM, FORM, Citation, answer_digest, read_citation, text_digest
from csto_kg.cli.layout import AnswerFormat, answer_text
from csto_kg.errors import UsageError
from csto_kg.rdf.results import Table

TABLE = Table(
    ("state", "label", "end"),
    (
        (ox.NamedNode("https://w3id.org/csto-kg/id/armenia"), ox.Literal("Armenia " * 12, language="en"), None),
        (ox.NamedNode("https://w3id.org/csto-kg/id/belarus"), ox.Literal("Belarus"), ox.Literal(7)),
    ),
)
CITATION = Citation(
    "r" * 64, "members-as-of", "q" * 64, {"date": ["2012-06-28"]}, None, "curated", True, "csv", 0, "a"
)


def test_the_layout_is_not_cited() -> None:
    """Two widths of a terminal give two texts of an answer, and one digest of its data."""
    wide, narrow = (answer_text(TABLE, AnswerFormat.TABLE, frozenset(), width) for width in (120, 80))
    assert text_digest(wide) != text_digest(narrow)
    assert answer_digest(TABLE) == answer_digest(Table(TABLE.columns, tuple(TABLE.rows)))


@pytest.mark.parametrize(
    "changed",
    [
        Table(TABLE.columns, TABLE.rows[::-1]),
        Table(TABLE.columns, TABLE.rows[:1]),
        Table(("state", "name", "end"), TABLE.rows),
        Table(TABLE.columns, (TABLE.rows[0], (*TABLE.rows[1][:2], ox.Literal("7")))),
        Table(TABLE.columns, (TABLE.rows[0], (*TABLE.rows[1][:2], None))),
    ],
)
def test_the_data_are_cited(changed: Table) -> None:
    """Another order or number of rows, another column, another type of a value is another answer."""
    assert answer_digest(TABLE) != answer_digest(changed)


def test_a_citation_reads_back() -> None:
    """A citation is read back from its text, with other text around it."""
    assert FORM == json.loads(str(CITATION))["form"]
    assert CITATION == read_citation(f"Cite as: {CITATION}\n")


def test_the_first_form_is_read() -> None:
    """A citation in the first form is read, and says which form it is in."""
    old = json.loads(str(CITATION)) | {"form": FIRST_FORM}
    assert FIRST_FORM == read_citation(json.dumps(old)).form


def test_every_fault_is_said() -> None:
    """Missing and unknown keys and wrong types of a citation are all reported at once."""
    wrong = json.loads(str(CITATION)) | {"width": True, "parameters": {"date": "2012"}, "more": 1}
    del wrong["policy"]
    with pytest.raises(UsageError) as caught:
        read_citation(json.dumps(wrong))
    (fault,) = caught.value.faults
    for part in ("lacks 'policy'", "unknown key 'more'", "wrong value of 'width'", "wrong value of 'parameters'"):
        assert part in fault.message


@pytest.mark.parametrize("text", ["", "{}", "[1]", "}{", '{"form": "csto-kg citation 3"}', '{"form": '])
def test_other_texts_are_refused(text: str) -> None:
    """Any other text is refused with what to give."""
    with pytest.raises(UsageError, match="not a citation"):
        read_citation(text)
