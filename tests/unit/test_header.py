"""Headers of stored queries: what they say, and every fault with its path and its line."""

from __future__ import annotations

import pytest

from csto_kg.errors import DataError
from csto_kg.queries.header import ParameterHeader, ParameterType, QueryHeader, read_query_header

GOOD = """#+ question: Which?
#+ row: one
#+ parameters:
#+   x: {type: entity, class: State, any: "true", about: the state}
#+ columns:
#+   x: the state
#+   ys: the others
#+ lists: [ys]
SELECT ?x ?ys WHERE { VALUES ?x { UNDEF } ?x ?p ?ys }
"""


def read(text: str, *blocks: str) -> QueryHeader:
    return read_query_header(text, dict.fromkeys(blocks, "UNDEF"), "mine", "mine.rq")


def faults(text: str, *blocks: str) -> list[str]:
    with pytest.raises(DataError) as caught:
        read(text, *blocks)
    return [str(fault) for fault in caught.value.faults]


def test_a_header_is_read() -> None:
    """A header gives question, row, parameters, columns and lists; what it leaves out is empty."""
    parameter = ParameterHeader(ParameterType.ENTITY, "the state", "State", any=True)
    columns = {"x": "the state", "ys": "the others"}
    assert QueryHeader("Which?", "one", columns, {"x": parameter}, ("ys",)) == read(GOOD, "x")


COLUMNS = "#+ columns:\n#+   x: the state\n#+   ys: the others\n"
FAULTS = {
    "no question": ("#+ question: Which?\n", "", "1: mine: header: question: is missing"),
    "no row": ("#+ row: one\n", "", "1: mine: header: row: is missing"),
    "no columns": (COLUMNS, "#+ columns: {ys: a}\n#+ column: {}\n", "6: mine: header: column: is an unknown key"),
    "an unknown key of a parameter": (
        "class: State,",
        "kind: S,",
        "4: mine: header: parameters.x.kind: is an unknown",
    ),
    "a parameter without a meaning": (", about: the state", "", "4: mine: header: parameters.x.about: is missing"),
    "a parameter without a type": ("type: entity, ", "", "4: mine: header: parameters.x.type: is missing"),
    "no such type": ("type: entity", "type: thing", "4: mine: header: parameters.x.type: must be one of entity, day"),
    "no truth value": ('"true"', "yes", '4: mine: header: parameters.x.any: must be "true" or "false"'),
    "no such block": (
        "#+   x: {type",
        "#+   z: {type",
        "4: mine: header: parameters.z: has no block: VALUES ?z { … }",
    ),
    "an alias that is a parameter": (
        "class: State",
        "aliases: [w, x]",
        "4: mine: header: parameters.x.aliases[1]: 'x' is already the name or an alias of a parameter",
    ),
    "an alias that is given twice": (
        "class: State",
        "aliases: [w, w]",
        "4: mine: header: parameters.x.aliases[1]: 'w' is already the name or an alias of a parameter",
    ),
    "a list of no column": ("lists: [ys]", "lists: [yz]", "8: mine: header: lists[0]: 'yz' is not a column"),
    "an example of no column": ("lists: [ys]", "example: {z: a}", "8: mine: header: example.z: 'z' is not a column"),
    "a title of no column": ("lists: [ys]", "titles: {z: a}", "8: mine: header: titles.z: 'z' is not a column"),
    "evidence of no column": ("lists: [ys]", "evidence: [z]", "8: mine: header: evidence[0]: 'z' is not a column"),
    "a slot of no parameter": (
        "lists: [ys]",
        "phrasings: ['who is {y}']",
        "8: mine: header: phrasings[0]: 'y' is not a parameter",
    ),
    "a brace without its partner": (
        "lists: [ys]",
        "phrasings: ['who is {x']",
        "8: mine: header: phrasings[0]: has a brace without its partner",
    ),
    "a text for a list": ("lists: [ys]", "lists: ys", "8: mine: header: lists: must be a list"),
    "a mapping for a text": ("row: one", "row: {a: b}", "2: mine: header: row: must be a text"),
    "a list for a mapping": (COLUMNS, "#+ columns: [x, ys]\n", "5: mine: header: columns: must be a mapping"),
    "parameters as a list": ("#+   x: {type", "#+ - {type", "3: mine: header: parameters: must be a mapping"),
    "a key that is repeated": ("#+ row: one", "#+ row: one\n#+ row: two", "3: mine: header: row: is written twice"),
    "no YAML": ("#+ row: one", "#+ row: [one", "3: mine: header: is not YAML"),
    "no mapping": (GOOD, "#+ - a\n", "1: mine: header: must be a mapping"),
    "an anchor within itself": ("row: one", "row: &a [*a]", "2: mine: header: row: is nested too deeply"),
}


@pytest.mark.parametrize(("old", "new", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_has_its_path_and_its_line(old: str, new: str, message: str) -> None:
    """A fault of a header names the file, the line in it, the query and the path in the header."""
    assert old in GOOD
    assert any(f.startswith(f"mine.rq:{message}") for f in faults(GOOD.replace(old, new), "x"))


def test_every_fault_of_a_header_is_reported() -> None:
    """Faults come all at once and in the order of the lines, each with the line in the file."""
    text = "SELECT # no header yet\n#+ question: [a]\n\n#+ rows: one\n#+ lists: [{}]\n#+ columns: {a: b}\n"
    expected = [
        "mine.rq:2: mine: header: question: must be a text",
        "mine.rq:2: mine: header: row: is missing — add row: …",
        "mine.rq:4: mine: header: rows: is an unknown key — did you mean row?",
        "mine.rq:5: mine: header: lists[0]: must be a text",
    ]
    assert expected == faults(text)


def test_a_query_without_a_header_lacks_its_keys() -> None:
    """A file without a header lacks the keys that every header must have."""
    assert ["question", "row", "columns"] == [f.split(": ")[3] for f in faults("SELECT * { }")]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{{ x }} of {{ asked.x }}.", "the column 'asked' hides the parameters here"),
        ("{{ z }}.", "names 'z', which is not a column"),
    ],
)
def test_a_template_that_cannot_be_filled_is_a_fault(row: str, message: str) -> None:
    """What a template names must be there: a column named like the parameters hides these, and is reported at once."""
    sentences = f'#+ sentences: {{row: "{row}", none: "No {{{{ asked.x }}}}."}}\n'
    text = GOOD.replace("#+   ys: the others\n", "#+   ys: the others\n#+   asked: who was asked\n")
    (fault,) = faults(text.replace("#+ lists", f"{sentences}#+ lists"), "x")
    assert f"header: sentences.row: {message}" in fault
