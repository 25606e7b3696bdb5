"""What is wrong with a text that an engine does not read as SPARQL, in words for people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from csto_kg.advice import did_you_mean
from csto_kg.errors import Fault
from csto_kg.rdf.tokens import UPDATES, QueryForm, Token, tokens
from csto_kg.vocab import PREFIXES

__all__ = ["not_sparql", "too_deep", "undeclared_prefixes", "with_declarations"]

_FORMS: Final = "a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE"
_CLOSE: Final = {"{": "}", "(": ")", "[": "]"}
# The words of SPARQL 1.1, and those of its functions.
_KEYWORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "BASE PREFIX SELECT DISTINCT REDUCED AS CONSTRUCT WHERE DESCRIBE ASK FROM NAMED GROUP BY HAVING ORDER ASC DESC LIMIT "
        "OFFSET VALUES UNDEF OPTIONAL GRAPH SERVICE SILENT BIND UNION MINUS FILTER EXISTS NOT IN COUNT SUM MIN MAX AVG "
        "SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT "
        "STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES "
        "SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI "
        "ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE TRUE FALSE ADJUST TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE",
    )
)
_DEEPEST: Final = 500
_MOST_OPERATORS: Final = 2000
_OPERATORS: Final = frozenset("&|!/+*")
# How the engine says that a prefix has no declaration, among much else that it would have taken there.
_NO_PREFIX: Final = "Prefix not found"


def too_deep(text: str) -> Fault | None:
    """The fault of a query so nested, or with so many operators in a row, that the engine would end with the process."""
    if sum(map(text.count, _CLOSE)) < _DEEPEST and sum(map(text.count, _OPERATORS)) < _MOST_OPERATORS:
        return None  # as nearly every query, which need not be read for it
    depth = operators = 0
    for token in tokens(text):
        if token.kind == "mark":
            depth += (token.text in _CLOSE) - (token.text in _CLOSE.values())
            operators += token.text in _OPERATORS
        if depth >= _DEEPEST or operators >= _MOST_OPERATORS:
            line = text.count("\n", 0, token.start) + 1
            message = f"line {line}: the query is nested too deep, or has too many operators"
            return Fault(message, fix=f"nest at most {_DEEPEST} brackets, and list values in VALUES or IN")
    return None


def not_sparql(text: str, error: SyntaxError) -> Fault:
    """The fault of a text that the engine refused with `error`: what is wrong, where, and what was likely meant."""
    fault = next(_mistakes(text, str(error)), None)
    if fault is None:
        line, column = _place_of(error)
        fault = Fault(
            f"line {line}, character {column}: up to here the query cannot be read",
            fix="see that each triple has a subject, a property and an object, and that a full stop parts two triples",
        )
    return Fault(f"is not SPARQL: {fault.message}", fault.subject, fault.where, fault.fix)


def _mistakes(text: str, error: str) -> Iterator[Fault]:
    """The mistakes that are known by their looks, the surest first."""
    found = tokens(text)
    if not found:
        yield Fault("the query is empty", fix=_FORMS)
        return
    yield from _of_prefixes(text, error)
    yield from _of_forms(text, found)
    yield from _of_quotes(text, found)
    yield from _of_words(text, found)
    yield from _of_brackets(text, found)
    if "variable that is unbound" in error:
        fix = "name it after GROUP BY, or put it in a function such as SAMPLE(…) or COUNT(…)"
        yield Fault("a variable is selected that is neither grouped by nor counted", fix=fix)


def _of_prefixes(text: str, error: str) -> Iterator[Fault]:
    missing = list(undeclared_prefixes(text)) if _NO_PREFIX in error else []
    missing = [prefix for prefix in missing if prefix not in PREFIXES]
    if not missing:
        return
    names = " and ".join(f"'{prefix}:'" for prefix in missing)
    are = f"prefixes {names} are" if len(missing) > 1 else f"prefix {names} is"
    near = did_you_mean(" ".join(missing), PREFIXES, "", 0.6)
    known = f"known without a declaration are {', '.join(PREFIXES)}"
    yield Fault(f"the {are} not declared", fix=f"{near + ' ' if near else ''}{known}")


def _of_forms(text: str, found: Sequence[Token]) -> Iterator[Fault]:
    first = next((t for t in found if t.word and not t.word.startswith("?")), found[0])
    if first.word in UPDATES:
        yield Fault(f"{first.word} changes data, and a release is never changed", fix=_FORMS)
    elif first.word not in {*QueryForm.__members__, "PREFIX", "BASE"}:
        near = did_you_mean(first.word, QueryForm.__members__)
        yield Fault(f"{_at(text, first.start)}: a query does not start with '{first.text}'", fix=near or _FORMS)


def _of_words(text: str, found: Sequence[Token]) -> Iterator[Fault]:
    """Words that are neither keywords nor names: a misspelt keyword, a variable without its question mark."""
    for token, before in zip(found, (None, *found), strict=False):
        is_tag = before is not None and before.text == "@"
        if not token.word or token.word[0] == "?" or ":" in token.text or is_tag or token.text[0].isdigit():
            continue
        if token.word in _KEYWORDS or token.text == "a":
            continue
        near = did_you_mean(token.word, _KEYWORDS)
        fix = near or f"a variable starts with a question mark: ?{token.text}"
        yield Fault(f"{_at(text, token.start)}: '{token.text}' is not a word of SPARQL", fix=fix)


def _of_quotes(text: str, found: Sequence[Token]) -> Iterator[Fault]:
    for token in found:
        if token.kind == "mark" and token.text in "'\"":
            yield Fault(f"{_at(text, token.start)}: this text has no end", fix=f"close it with {token.text}")


def _of_brackets(text: str, found: Sequence[Token]) -> Iterator[Fault]:
    """Brackets that are not closed, or closed without having been opened."""
    opened: list[Token] = []
    for token in found:
        if token.kind != "mark":
            continue
        if token.text in _CLOSE:
            opened.append(token)
        elif token.text in _CLOSE.values():
            if not opened or _CLOSE[opened[-1].text] != token.text:
                fix = f"'{opened[-1].text}' of {_at(text, opened[-1].start)} is still open" if opened else "remove it"
                yield Fault(f"{_at(text, token.start)}: '{token.text}' closes nothing", fix=fix)
                return
            opened.pop()
    if opened:
        last = opened[-1]
        yield Fault(
            f"{_at(text, last.start)}: '{last.text}' is not closed", fix=f"write {_CLOSE[last.text]} where it ends"
        )


def _at(text: str, offset: int) -> str:
    """A place in a text as line and character, both from 1."""
    before = text[:offset]
    return f"line {before.count(chr(10)) + 1}, character {offset - before.rfind(chr(10))}"


def _place_of(error: SyntaxError) -> tuple[int, int]:
    found = re.search(r"(\d+):(\d+)", str(error))
    return (int(found[1]), int(found[2])) if found else (1, 1)


def undeclared_prefixes(text: str) -> Iterator[str]:
    """The prefixes that a query uses and does not declare, each once, in their order."""
    found = [t for t in tokens(text) if t.kind == "word"]
    declared = {name.text.removesuffix(":") for before, name in pairwise(found) if before.word == "PREFIX"}
    seen = declared | {"_"}  # blank nodes look like names with a prefix
    for token in found:
        prefix, colon, _ = token.text.partition(":")
        if colon and token.text[0] not in "?$" and prefix not in seen:
            seen.add(prefix)
            yield prefix


def with_declarations(text: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """A query with declarations of the project's prefixes that it uses and does not declare, for another engine."""
    missing = [prefix for prefix in undeclared_prefixes(text) if prefix in prefixes]
    return "".join(f"PREFIX {prefix}: <{prefixes[prefix]}> " for prefix in missing) + text
