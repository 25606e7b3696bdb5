"""Large numbers of hostile or meaningless strings: no crash, and only valid ones are accepted."""

from __future__ import annotations

import re
from calendar import monthrange
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest

from csto_kg.errors import UsageError
from csto_kg.queries.stored import Block, blocks
from csto_kg.time.days import DateError
from csto_kg.time.edtf import parse
from tests.support.case_tables import DATES
from tests.support.mini import Mini
from tests.support.queries import HOSTILE, QUERIES, bound

ROOT = Path(__file__).parents[2]
SEED = 19920515
DATE_STRINGS = 100_000
PARAMETER_VALUES = 10_000

# The grammar of EDTF (levels 0 and 1, and of level 2 what the module promises), written again from the standard.
_MARK = "[?~%]?"
_DATE = rf"{_MARK}[0-9X]{{4}}{_MARK}(-{_MARK}[0-9X]{{2}}{_MARK}(-{_MARK}[0-9X]{{2}}{_MARK})?)?"
_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d(:\d\d)?)?"
_SIDE = rf"({_DATE}|{_TIME}|\.\.|)"
_MEMBER = rf"({_DATE})?(\.\.({_DATE})?)?"
GRAMMAR = re.compile(rf"({_DATE}|{_TIME}|{_SIDE}/{_SIDE}|\[{_MEMBER}(,{_MEMBER})*\])", re.ASCII)


def is_possible(text: str) -> bool:
    """Whether a text has the grammar, and each full date in it exists."""
    if GRAMMAR.fullmatch(text) is None or text in ("/", "../", "/..", "../.."):
        return False
    for year, month, day in re.findall(r"(?<![0-9X])(\d{4})[?~%]?-[?~%]?(\d\d)[?~%]?-[?~%]?(\d\d)", text):
        if int(year) == 0 or not 1 <= int(month) <= 12 or not 1 <= int(day) <= monthrange(int(year), int(month))[1]:
            return False
    return "0000" not in re.findall(r"[0-9X]{4}", text)


def mutated(text: str, random: Random) -> str:
    """A text with a few characters put in, taken out, doubled or exchanged."""
    characters = list(text)
    for _ in range(random.randint(0, 3)):
        at = random.randrange(len(characters) + 1)
        match random.randrange(4):
            case 0:
                characters.insert(at, random.choice("0123456789X-/.,[]{}?~%T:Z+ \u0660\u2013é\n"))
            case 1 if characters:
                characters.pop(min(at, len(characters) - 1))
            case 2:
                characters[at:at] = characters[max(0, at - 3) : at]
            case _:
                random.shuffle(characters) if random.random() < 0.1 else characters.reverse() if at == 0 else None
    return "".join(characters)


@pytest.mark.slow
def test_a_hundred_thousand_dates_are_read_or_refused() -> None:
    """Mutated dates either are refused with a DateError or have the grammar, exist, and come back as written."""
    random = Random(SEED)
    known = [row["text"] for row in DATES]
    taken = 0
    for _ in range(DATE_STRINGS):
        text = mutated(random.choice(known), random)
        try:
            value = parse(text)
        except DateError:
            continue
        taken += 1
        assert is_possible(text), text
        assert text == value.text
        assert value.first.earliest <= value.last.latest, text
    assert 20_000 <= taken <= 80_000


def cut(text: str, found: tuple[Block, ...]) -> list[str]:
    """What stands around the blocks."""
    ends = [0, *(position for b in found for position in (b.start, b.end)), len(text)]
    return [" ".join(text[a:b].split()) for a, b in zip(ends[::2], ends[1::2], strict=True)]


@pytest.mark.slow
def test_ten_thousand_hostile_values_change_no_query(whole: Mini) -> None:
    """A hostile value is refused, or becomes the one term of its block and leaves the rest of the query as it was."""
    random = Random(SEED)
    parameters = [(q, p) for q in QUERIES.values() for p in q.parameters]
    assert 20 <= len(parameters)
    pieces = [
        *HOSTILE,
        *"\"'}{<>#?;.\\",
        "UNDEF",
        "} UNION {",
        "id:csto",
        "2012-06-28",
        "any",
        "> . ?s ?p ?o . <",
        "\u2028",
        "\x00",
        "\r\n",
        "https://w3id.org/csto-kg/id/eastland",
        "eastland",
        "'; DROP ALL; --",
        "SERVICE <http://127.0.0.1/> {",
        "\ud800",
        "\U0001f600",
    ]
    taken = refused = 0
    for _ in range(PARAMETER_VALUES):
        query, parameter = random.choice(parameters)
        value = "".join(random.choice(pieces)[: random.randint(1, 60)] for _ in range(random.randint(1, 3)))
        value = mutated(value, random) if random.random() < 0.5 else value
        try:
            text = bound(whole.store, query, {parameter.name: value})
        except UsageError:
            refused += 1
            continue
        taken += 1
        assert cut(query.text, blocks(query.text)) == cut(text, blocks(text)), value
        for block in blocks(text):
            if block.variable == parameter.name:
                solutions = ox.Store().query(f"SELECT * {{ VALUES ?x {{ {text[block.start : block.end]} }} }}")
                assert isinstance(solutions, ox.QuerySolutions)
                assert 1 == len(list(solutions)), value
    assert PARAMETER_VALUES == taken + refused
    assert taken >= 20
    assert refused >= PARAMETER_VALUES / 2
