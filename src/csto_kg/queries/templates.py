"""The templates of sentences in the headers of stored queries: a small part of Jinja2, in its sandbox.

A template has text, `{{ value }}`, `{{ value | filter(…) }}` and `{% if … %}`; there are no loops, no calls but those of
the filters below, and no attributes but those of `asked`. So it can neither run anything nor take long, and a program of a
page that knows the same few filters writes the same sentence.

A value is a text, or a list of texts; `rows` is a list of rows, which are texts by column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from csto_kg.advice import did_you_mean
from csto_kg.time.written import written, written_at, written_span

__all__ = ["ASKED", "ROWS", "filled", "in_a_list", "number_word", "numbered", "template_faults"]

ASKED: Final = "asked"
"""The name of the parameters' values in a template: `asked.organization`."""
ROWS: Final = "rows"
"""The name of all rows in a template of many."""

_NUMBERS: Final = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
)

# The last words of names that take the definite article.
_TAKE_THE: Final = frozenset(
    re.findall(
        r"\w+",
        "Agreement Alliance Assembly Bank Center Centre Charter Commission Committee Community Concept Conference "
        "Convention Cooperation Council Declaration Force Forces Group Headquarters Memorandum Mission Nations "
        "Organisation Organization Pact Parliament Partnership Protocol Rules Secretariat Staff Statute Strategy Treaty "
        "Union",
    )
)
_DETERMINERS: Final = frozenset(("the", "a", "an", "its", "his", "her", "their", "any"))

TemplateRow = Mapping[str, str | Sequence[str]]


def number_word(number: int) -> str:
    """A number in words up to twelve, as sentences have it, then in digits."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def numbered(number: int, noun: str, nouns: str | None = None) -> str:
    """So many of something: `one claim`, `three claims`, `two bodies` with the plural given."""
    return f"{number_word(number)} {noun if number == 1 else nouns or noun + 's'}"


def in_a_list(items: Sequence[str]) -> str:
    """Names one after another: `A`, `A and B`, `A, B and C`."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def _names(items: str | Sequence[str], most: int = 12) -> str:
    """Names, each once, those after the `most` first only counted."""
    listed = list(dict.fromkeys([items] if isinstance(items, str) else items))
    listed = [item for item in listed if item]
    over = len(listed) - most
    return in_a_list([*listed[:most], f"{number_word(over)} more"] if over > 0 else listed)


def _having(rows: Sequence[TemplateRow], column: str, *values: str) -> list[TemplateRow]:
    return [row for row in rows if row[column] in values]


def _lacking(rows: Sequence[TemplateRow], column: str, *values: str) -> list[TemplateRow]:
    return [row for row in rows if row[column] not in values]


def _column(rows: Sequence[TemplateRow], column: str) -> list[str]:
    found: list[str] = []
    for row in rows:
        value = row[column]
        found += [value] if isinstance(value, str) else value
    return list(dict.fromkeys(value for value in found if value))


def _counted(items: Sequence[object], noun: str, nouns: str | None = None) -> str:
    return numbered(len(items), noun, nouns)


def _with_article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in set('aeiou') else 'a'} {noun}" if noun else ""


def _with_the(name: str) -> str:
    """A name with its definite article where it takes one: `the Collective Security Treaty`, but `Armenia`."""
    words = name.split()
    takes = len(words) > 1 and (name[0].islower() or " of " in name or words[-1] in _TAKE_THE or name.isupper())
    return f"the {name}" if takes and words[0].lower() not in _DETERMINERS else name


def _verdict(certainty: str) -> str:
    """How an answer starts by its certainty: `Certain`, `Possible`, `Unknown` …"""
    return certainty[:1].upper() + certainty[1:]


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]


_FILTERS: Final = {
    "a": _with_article,
    "at": written_at,
    "column": _column,
    "counted": _counted,
    "day": written,
    "having": _having,
    "lacking": _lacking,
    "names": _names,
    "start": _start,
    "the": _with_the,
    "until": written_span,
    "verdict": _verdict,
}

_NODES: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Filter, nodes.If),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Getattr, nodes.CondExpr),
)


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    made.filters = dict(_FILTERS)
    made.globals = {}
    made.tests = {}
    return made


_ENVIRONMENT: Final = _environment()


def template_faults(text: str, names: Collection[str], parameters: Collection[str]) -> Iterator[str]:
    """What is wrong with a template: `names` are the values that it may use, `parameters` those of `asked`."""
    try:
        tree = _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        yield f"is not a template: {error.message}"
        return
    for node in _all_nodes(tree):
        if not isinstance(node, _NODES):
            yield f"uses {type(node).__name__.lower()}, which templates of sentences do not have"
        elif isinstance(node, nodes.Name) and node.name != ASKED and node.name not in names:
            yield f"names '{node.name}', which is not a column{_hint(node.name, names)}"
        elif isinstance(node, nodes.Getattr):
            if not (isinstance(node.node, nodes.Name) and node.node.name == ASKED):
                yield f"takes a part '{node.attr}' of something that is not '{ASKED}'"
            elif node.attr not in parameters:
                yield f"names '{ASKED}.{node.attr}', which is not a parameter{_hint(node.attr, parameters)}"
        elif isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            yield f"uses the filter '{node.name}', which there is not{_hint(node.name, _FILTERS)}"


def _hint(name: str, known: Collection[str]) -> str:
    advice = did_you_mean(name, known)
    return f"; {advice}" if advice else ""


def _all_nodes(tree: nodes.Node) -> Iterator[nodes.Node]:
    for node in tree.iter_child_nodes():
        yield node
        yield from _all_nodes(node)


@lru_cache(maxsize=512)
def _compiled(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


def filled(text: str, values: Mapping[str, object]) -> str:
    """The sentence that a template makes of values, on one line. Raises ValueError where a value is missing."""
    try:
        return " ".join(_compiled(text).render(values).split())
    except TemplateError as error:
        raise ValueError(f"the template cannot be filled: {error}") from None
