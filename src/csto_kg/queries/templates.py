"""The templates of sentences in the headers of stored queries: a small part of Jinja2, in its sandbox.

A template has text, `{{ value }}`, `{{ value | filter(…) }}` and `{% if … %}`; there are no loops, no calls but those of
the filters below, and no attributes but those of `asked`. So it can neither run anything nor take long, and a program of a
page that knows the same few filters writes the same sentence.

A value is a text, or a list of texts; `rows` is a list of rows, which are texts by column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from csto_kg.advice import did_you_mean
from csto_kg.time.written import written, written_at, written_span, written_within

__all__ = [
    "ASKED",
    "CERTAINTY",
    "DURING",
    "ROWS",
    "TAKE_THE",
    "THROUGHOUT",
    "in_a_list",
    "number_word",
    "numbered",
    "parsed",
    "rendered",
    "tally",
    "template_faults",
]

ASKED: Final = "asked"
"""The name of the parameters' values in a template: `asked.organization`."""
THROUGHOUT: Final = "throughout"
"""What `during` says of a row that holds the whole time: in brackets it goes without saying."""
DURING: Final = "during"
"""The name of the part of a period for which a row holds; empty where the question is about a day."""
CERTAINTY: Final = "certainty"
"""The name of the column that says how certain a row is."""
ROWS: Final = "rows"
"""The name of all rows in a template of many."""

# A label that ends in a full stop or a question mark has its own; the sentence that it ends needs no other.
_DOUBLE_STOP: Final = re.compile(r"([.?!])\.(?=\s|$)")
# What a value that says nothing, such as all time, leaves before the next mark.
_LOOSE_SPACE: Final = re.compile(r" (?=[,.;:](?:\s|$))")
_NUMBERS: Final = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
)

# The words of names that take the definite article: their last one, or that before `of`, `for`, `on` or `in`.
TAKE_THE: Final = frozenset(
    re.findall(
        r"\w+",
        "Agreement Alliance Assembly Bank Center Centre Charter Commission Committee Community Concept Conference "
        "Convention Cooperation Council Declaration Force Forces Foundation Group Headquarters Institute Kingdom "
        "Memorandum Mission Nations Organisation Organization Pact Parliament Partnership Protocol Rules Secretariat "
        "Staff State Statute Strategy Treaty Union",
    )
)
"""The words at the end of names that take the definite article."""
_TAKE_THE_ALONE: Final = frozenset(("Kremlin", "Taliban"))
_PREPOSITIONS: Final = re.compile(r" (?:of|for|on|in) ")
_QUARTERS: Final = frozenset(("northern", "southern", "eastern", "western", "central"))
_SMALL: Final = frozenset(("of", "on", "the", "and", "for", "in", "to", "with", "between", "by"))
_DETERMINERS: Final = frozenset(("the", "a", "an", "its", "his", "her", "their", "any"))

# Between the values of a parameter, but not within a label such as `arms or money`.
_SEVERAL: Final = re.compile(r" (or|and) (?=[A-Z])")
_IN_BRACKETS: Final = re.compile(r"\([^)]*\)")
_NUMBER: Final = re.compile(r"(~?)(-?\d+)((?:\.\d+)?)")
_LONG: Final = 5
"""So many digits are put in groups."""
_UNDATED: Final = frozenset(("unknown", "not stated"))
_VERDICTS: Final = ("certain", "possible", "unknown", "not attested yet")

TemplateRow = Mapping[str, str | Sequence[str]]


def number_word(number: int) -> str:
    """A number in words up to twelve, as sentences have it, then in digits."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def numbered(number: int, noun: str, nouns: str | None = None) -> str:
    """So many of something: `one claim`, `three claims`, `two bodies` with the plural given."""
    return f"{number_word(number)} {noun if number == 1 else nouns or noun + 's'}"


def in_a_list(items: Sequence[str], word: str = "and") -> str:
    """Names one after another: `A`, `A and B`, `A, B and C`; where one has a comma of its own, `A; B, of C; and D`."""
    if len(items) < 2:
        return "".join(items)
    if any(", " in _IN_BRACKETS.sub("", item) for item in items):
        return f"{'; '.join(items[:-1])}; {word} {items[-1]}"
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def tally(rows: Sequence[TemplateRow], column: str = "") -> str:
    """How many are certain, possible and so on, in words: `six certain, one possible`.

    With a column each thing in it counts once, by what is best known of it, and over a period with how many of them hold
    for a part of it alone.
    """
    best: dict[str, dict[str, bool]] = {verdict: {} for verdict in _VERDICTS}
    for number, row in enumerate(rows):
        verdict = str(row[CERTAINTY])
        for name in _parts(row[column]) if column else (str(number),):
            best.setdefault(verdict, {}).setdefault(name, True)
            best[verdict][name] &= bool(row.get(DURING, ""))
    said, met = [], set[str]()
    for verdict, found in best.items():
        new = [is_part for name, is_part in found.items() if name not in met]
        met.update(found)
        if new:
            part = f" ({number_word(sum(new))} for a part of that time)" if any(new) else ""
            said.append(f"{number_word(len(new))} {verdict}{part}")
    return ", ".join(said)


def _names(items: str | Sequence[str], most: int = 12, word: str = "and") -> str:
    """Names, each once, those after the `most` first only counted."""
    listed = list(dict.fromkeys(_parts(items)))
    listed = [item for item in listed if item]
    over = len(listed) - most
    return in_a_list([*listed[:most], f"{number_word(over)} more"] if over > 0 else listed, word)


def _parts(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _having(rows: Sequence[TemplateRow], column: str, *values: str) -> list[TemplateRow]:
    return [row for row in rows if any(part in values for part in _parts(row[column]))]


def _lacking(rows: Sequence[TemplateRow], column: str, *values: str) -> list[TemplateRow]:
    return [row for row in rows if not any(part in values for part in _parts(row[column]))]


def _column(rows: Sequence[TemplateRow], column: str) -> list[str]:
    found = [part for row in rows for part in _parts(row[column])]
    return list(dict.fromkeys(value for value in found if value))


def _dated(rows: Sequence[TemplateRow], column: str, date: str, end: str = "") -> list[str]:
    """What stands in a column, each with its time in brackets: a date, or a start and an end.

    Over a period, also with the part of it for which the row holds.
    """
    found = []
    for row in rows:
        times = [part for part in _parts(row[date]) if part and part not in _UNDATED]
        time = written_span(str(row[date]), str(row[end])) if end else in_a_list([written(part) for part in times])
        time = "; ".join(text for text in (time, str(row.get(DURING, ""))) if text)
        found += [f"{part} ({time})" if time else part for part in _parts(row[column]) if part]
    return list(dict.fromkeys(found))


def _unsaid(items: str | Sequence[str], text: str) -> list[str]:
    """The names that do not stand in a text, such as the label before them."""
    return [item for item in _parts(items) if item and item not in text]


def _stating(rows: Sequence[TemplateRow], column: str) -> list[TemplateRow]:
    """The rows in which a column is not empty."""
    return [row for row in rows if row[column]]


def _beside(rows: Sequence[TemplateRow], column: str, *others: str) -> list[str]:
    """What stands in a column, each with what others have, in brackets: `Armenia (44,800 persons, 2018)`.

    Columns that are named in one text, as in `value unit`, stand without a comma between them.
    """
    found = []
    for row in rows:
        groups = [" ".join(_in_brackets(row[c]) for c in other.split()).strip() for other in others]
        brackets = ", ".join(group for group in groups if group)
        found += [f"{part} ({brackets})" if brackets else part for part in _parts(row[column]) if part]
    return list(dict.fromkeys(found))


def _in_brackets(value: str | Sequence[str]) -> str:
    return in_a_list([written(_number(part)) for part in _parts(value) if part != THROUGHOUT])


def _number(text: str) -> str:
    """A number with its thousands, `~` before it in a word: `about 20,000`; any other text stays as it is.

    Those of four digits have none, for they may be years.
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text
    digits = found[2] if len(found[2].lstrip("-")) < _LONG else f"{int(found[2]):,}"
    return f"{'about ' if found[1] else ''}{digits}{found[3]}"


def _counted(items: Sequence[object], noun: str, nouns: str | None = None) -> str:
    return numbered(len(items), noun, nouns)


def _with_article(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in set('aeiou') else 'a'} {noun}" if noun else ""


def _with_the(name: str) -> str:
    """A name with its definite article where it takes one: `the North Atlantic Treaty`, but `Armenia`.

    Several names, as a parameter with several values has them, take an article each.
    """
    parts = _SEVERAL.split(name)
    # `the Council of Defence and Foreign Affairs` is one name: of two, the other takes an article or is a name alone.
    if len(parts) > 1 and (parts[1] == "or" or " of " not in parts[0]):
        return " ".join(_with_the(part) if number % 2 == 0 else part for number, part in enumerate(parts))
    return f"the {name}" if _takes_the(name) else name


def _takes_the(name: str) -> bool:
    words = name.split()
    if len(words) < 2:
        return name in _TAKE_THE_ALONE
    head = _PREPOSITIONS.split(name)[0].split()
    if words[0].lower() in _DETERMINERS | _QUARTERS or any(word.endswith(("’s", "s’", "'s")) for word in head[:3]):
        return False
    if words[0][0].isupper() and (
        words[1][0].isdigit() or any(word.islower() and word not in _SMALL for word in words)
    ):
        return False  # such as `Article 4 of the Charter`, or `Armenia joins the North Atlantic Treaty`
    return name[0].islower() or " of " in name or head[-1] in TAKE_THE or words[-1] in TAKE_THE or name.isupper()


def _verdict(certainty: str) -> str:
    """How an answer starts by its certainty: `Certain`, `Possible`, `Unknown` …"""
    return certainty[:1].upper() + certainty[1:]


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]


def _each(write: Callable[[str], str]) -> Callable[[str | Sequence[str]], str | list[str]]:
    """A filter of one text, which takes each text of a list in turn."""
    return lambda value: write(value) if isinstance(value, str) else [write(part) for part in value]


_FILTERS: Final = {
    "a": _with_article,
    "at": _each(written_at),
    "beside": _beside,
    "column": _column,
    "counted": _counted,
    "dated": _dated,
    "day": _each(written),
    "having": _having,
    "lacking": _lacking,
    "names": _names,
    "number": _each(_number),
    "start": _start,
    "tally": tally,
    "stating": _stating,
    "the": _each(_with_the),
    "unsaid": _unsaid,
    "until": written_span,
    "verdict": _verdict,
    "within": written_within,
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
        tree = parsed(text)
    except TemplateSyntaxError as error:
        yield f"is not a template: {error.message}"
        return
    for node in _all_nodes(tree):
        if not isinstance(node, _NODES):
            yield f"uses {type(node).__name__.lower()}, which templates of sentences do not have"
        elif isinstance(node, nodes.Name) and node.name not in (ASKED, DURING, *names):
            yield f"names '{node.name}', which is not a column{_hint(node.name, names)}"
        elif isinstance(node, nodes.Getattr):
            if not (isinstance(node.node, nodes.Name) and node.node.name == ASKED):
                yield f"takes a part '{node.attr}' of something that is not '{ASKED}'"
            elif node.attr not in parameters:
                yield f"names '{ASKED}.{node.attr}', which is not a parameter{_hint(node.attr, parameters)}"
        elif isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            yield f"uses the filter '{node.name}', which there is not{_hint(node.name, _FILTERS)}"


def parsed(text: str) -> nodes.Template:
    """The nodes of a template, which a header's faults have been looked for in."""
    return _ENVIRONMENT.parse(text)


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


def rendered(text: str, values: Mapping[str, object]) -> str:
    """The sentence that a template makes of values, on one line; it ends in one full stop where its last value has its own.

    Raises ValueError where a value is missing.
    """
    try:
        said = " ".join(_compiled(text).render(values).split())
        return _DOUBLE_STOP.sub(r"\1", _LOOSE_SPACE.sub("", said))
    except TemplateError as error:
        raise ValueError(f"the template cannot be filled: {error}") from None
