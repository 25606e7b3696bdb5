"""The share of a source that claims account for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, URIRef

from csto_kg.errors import Where
from csto_kg.read.coverage import cover
from csto_kg.read.records import ASSERTS, Claim, Dataset, Passage, SourceText

NOWHERE = Where("nowhere")


def dataset(length: int, claimed: list[tuple[int, int]], without: list[tuple[int, int]]) -> Dataset:
    source = SourceText("source:x", "x.txt", "", 0, None, NOWHERE)
    claims = tuple(
        Claim(URIRef(f"c{i}"), URIRef("x"), Passage("source:x", a, b, ""), ASSERTS, "", (), (), NOWHERE)
        for i, (a, b) in enumerate(claimed)
    )
    quiet = tuple((Passage("source:x", a, b, ""), "menu") for a, b in without)
    return Dataset(claims, (), (source,), quiet, Graph(), Graph(), 0, {})


def test_a_gap_is_what_nobody_accounts_for() -> None:
    """Two claims and a passage without claims leave one gap; a joining word between claims is not a gap."""
    text = "Alpha joined and Beta left. Gamma slept long. Menu text here."
    data = dataset(len(text), [(0, 12), (17, 26)], [(46, 61)])
    (covered,) = cover(data, {"source:x": text})
    assert [("Gamma slept long",)] == [(text[g.start : g.end],) for g in covered.gaps]
    assert covered.readable == sum(c.isalnum() for c in text)


def test_a_reprinted_text_is_its_own_source() -> None:
    """A part of a page that is another source counts for that source alone."""
    text = "Page head here now. Reprinted article text stands here."
    page = SourceText("source:page", "x.txt", "", 0, None, NOWHERE)
    inner = SourceText("source:inner", "x.txt", "", 20, len(text), NOWHERE)
    data = Dataset((), (), (page, inner), (), Graph(), Graph(), 0, {})
    of_page, of_inner = cover(data, {"source:page": text, "source:inner": text})
    assert "Page head here now" == text[of_page.gaps[0].start : of_page.gaps[0].end]
    assert sum(c.isalnum() for c in text) == of_page.readable + of_inner.readable


@given(
    st.text(alphabet="abc d.,é1", min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3),
)
def test_counts_in_are_counts_out(text: str, claimed: list[tuple[int, int]], without: list[tuple[int, int]]) -> None:
    """Claimed, set aside and uncovered characters add up to the readable ones, and no gap overlaps a passage."""

    def fit(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in parts]

    (covered,) = cover(dataset(len(text), fit(claimed), fit(without)), {"source:x": text})
    taken = {i for a, b in fit(claimed) + fit(without) for i in range(a, b)}
    left = [i for i, c in enumerate(text) if c.isalnum() and i not in taken]
    assert covered.readable - covered.claimed - covered.without_claims == len(left)
    in_gaps = {i for g in covered.gaps for i in range(g.start, g.end) if text[i].isalnum()}
    assert in_gaps <= set(left)


def test_no_dataset_is_too_small() -> None:
    """A source without anything readable has no gaps."""
    (covered,) = cover(dataset(0, [], []), {"source:x": " \n. "})
    assert (0, ()) == (covered.readable, covered.gaps)
