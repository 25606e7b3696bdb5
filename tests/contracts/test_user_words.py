"""A name that users meet in several questions or commands means the same in each: parameters, columns and options.

What a column holds is read off the answers in `tests/golden/queries`. Columns that were published with two meanings stand in
a table of docs/glossary.md, with what they mean and where; any other name has one meaning.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

import click
import pytest
from rdflib import RDFS, URIRef

from csto_kg.cli import main
from csto_kg.rdf.files import read_turtle
from csto_kg.time.edtf import parse
from csto_kg.vocab import CSTO
from tests.support.paths import ONTOLOGY_FILES, ROOT
from tests.support.queries import QUERIES

ONTOLOGY = read_turtle(*ONTOLOGY_FILES)
GOLDENS = ROOT / "tests" / "golden" / "queries"
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ALL_OTHERS = "all others"
# What stands in a cell in place of a day.
NO_DAY = frozenset(("unknown", "open", "not stated", "stated, undated"))
IDENTIFIERS = re.compile(r"https?://\S+")
NUMBERS = re.compile(r"~?-?[0-9]+(\.[0-9]+)?")
# These give the values of whatever property stands beside them.
OF_ANY_KIND = frozenset(("value",))
# What may stand under one name: for a parameter of days, a column of days, and so on.
FITTING = {"entity": "identifiers", "day": "days", "text": "words"}


def kinds(values: Collection[str]) -> frozenset[str]:
    """What all cells of a column can be: identifiers, numbers, days or words. A cell may be a list with spaces."""
    parts = {part for value in values for part in value.split()}
    found = {
        name
        for name, pattern in (("identifiers", IDENTIFIERS), ("numbers", NUMBERS))
        if all(map(pattern.fullmatch, parts))
    }
    if all(value in NO_DAY or all(map(is_day, value.split())) for value in values):
        found.add("days")
    return frozenset(found if found and not NO_DAY.issuperset(values) else {*found, "words"})


@cache
def is_day(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def kinds_of_columns() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """The kinds of each column by its name and then by query; a column without any value is left out."""
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for path in sorted(GOLDENS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        for name in rows[0] if rows else ():
            if values := [row[name] for row in rows if row[name]]:
                found[name][path.stem] = kinds(values)
    return found


KINDS = kinds_of_columns()


def queries_with(column: str) -> list[str]:
    return [query.name for query in QUERIES.values() if column in query.columns]


def table() -> Mapping[str, Sequence[Sequence[str]]]:
    """The queries of each meaning of a column that has several, from the glossary; `all others` is written out."""
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", GLOSSARY, flags=re.MULTILINE)
    named: dict[str, list[list[str]]] = defaultdict(list)
    for name, where in rows:
        named[name].append(where.split(", "))
    return {
        name: [
            sorted(set(queries_with(name)) - {q for other in meanings for q in other}) if m == [ALL_OTHERS] else m
            for m in meanings
        ]
        for name, meanings in named.items()
    }


TABLE = table()


def wider(cls: URIRef) -> set[URIRef]:
    """A class and the classes above it."""
    return {c for c in ONTOLOGY.transitive_objects(cls, RDFS.subClassOf) if isinstance(c, URIRef)}


def commands(group: click.Group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """The commands with their names, those of groups too."""
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        yield f"{name}{word}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name}{word} ")


OPTIONS = [
    (command, parameter)
    for command, made in commands(main)
    for parameter in made.params
    if isinstance(parameter, click.Option)
]


def test_there_is_something_to_check() -> None:
    """Answers, the table and the options have been found."""
    assert 50 < len(QUERIES)
    assert 100 < len(KINDS)
    assert 10 < len(TABLE)
    assert 80 < len(OPTIONS)


@pytest.mark.parametrize("name", sorted(set(KINDS) - set(TABLE)))
def test_a_column_holds_one_kind_of_value(name: str) -> None:
    """A column has identifiers in each query that has it, or days, numbers or words; what differs is in the glossary."""
    assert frozenset.intersection(*KINDS[name].values()), f"{name}: {dict(KINDS[name])}; name it otherwise"


@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_meaning_of_a_column_is_in_the_glossary(name: str) -> None:
    """The meanings of a column in the table share its queries out among them, and each holds one kind of value."""
    meanings = TABLE[name]
    assert 2 <= len(meanings)
    assert Counter(queries_with(name)) == Counter(query for queries in meanings for query in queries)
    for queries in meanings:
        found = [KINDS[name][query] for query in queries if query in KINDS[name]]
        assert name in OF_ANY_KIND or not found or frozenset.intersection(*found)


@pytest.mark.parametrize("name", sorted({p.name for q in QUERIES.values() for p in q.parameters}))
def test_a_parameter_takes_one_kind_of_thing(name: str) -> None:
    """A parameter has one type in all queries, and its classes are one class and narrower ones of it."""
    found = [p for q in QUERIES.values() for p in q.parameters if p.name == name]
    assert 1 == len({p.type for p in found})
    classes = {None if p.cls is None else CSTO[p.cls] for p in found}
    if None not in classes:
        assert [c for c in classes if all(c in wider(other) for other in classes if other is not None)]


@pytest.mark.parametrize("name", sorted({p.name for q in QUERIES.values() for p in q.parameters} & set(KINDS)))
def test_a_parameter_and_a_column_of_one_name_hold_the_same(name: str) -> None:
    """What a column gives can be given back as the parameter of its name, in one of the meanings of the column."""
    (taken,) = {FITTING[p.type.value] for q in QUERIES.values() for p in q.parameters if p.name == name}
    assert [query for query, found in KINDS[name].items() if taken in found]
    if name not in TABLE:
        assert [] == [query for query, found in KINDS[name].items() if taken not in found]


@pytest.mark.parametrize("name", sorted({p.opts[-1] for _, p in OPTIONS}))
def test_an_option_takes_one_kind_of_value(name: str) -> None:
    """An option takes a text, a number, a file or nothing in every command that has it, and says what it is for."""
    found = [(command, p) for command, p in OPTIONS if p.opts[-1] == name]
    types = {"number" if p.type.name.startswith(("integer", "float")) else p.type.name for _, p in found}
    assert (1, 1) == (len(types), len({p.is_flag for _, p in found}))
    assert [] == [command for command, p in found if not p.help and not p.hidden]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["1994", "2002"], {"days", "numbers"}),
        (["1994-04-20", "[..2002]", "unknown"], {"days"}),
        (["1994-04-20 2002"], {"days"}),
        (["unknown"], {"days", "words"}),
        (["~20"], {"numbers"}),
        (["https://example.org/a https://example.org/b"], {"identifiers"}),
        (["https://example.org/a", "asserts"], {"words"}),
    ],
)
def test_what_a_cell_can_be(values: Sequence[str], found: set[str]) -> None:
    """The kinds of a column are those that fit each of its cells; what fits none is words."""
    assert found == kinds(values)


def test_a_word_of_the_glossary_has_one_meaning() -> None:
    """Each word stands once in the glossary, outside the table of names that mean two things."""
    words = [
        word
        for row in re.findall(r"^\| (?!word |column |---)([^|`]+|`[^|]+) \|[^|]*\|$", GLOSSARY, flags=re.MULTILINE)
        for word in row.split(", ")
    ]
    assert 60 < len(words)
    assert {} == {word: n for word, n in Counter(words).items() if n > 1}
