"""Silences, refusals, lost notes, places and organizers on the real data: each stands where a reader looks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from tests.support.cli import Row, Rows
from tests.support.paths import ROOT


def one(found: list[Row], key: str, value: str) -> Row:
    """The one row that has a value."""
    (row,) = [row for row in found if row[key] == value]
    return row


def test_a_silence_is_no_response(rows: Rows) -> None:
    """NATO’s silence stands beside the open appeal as a silence, and no response of NATO’s is held."""
    assert ["silence/nato-csto-calls"] == one(rows("requests"), "request", "request/csto-open-appeal")["responses"]
    whose = {row["value"] for row in rows("entity-card", "thing=nato") if row["property"].endswith("#by")}
    assert "silence/nato-csto-calls" in whose
    assert "response/nato-csto-calls" not in whose


def test_a_request_met_with_silence_lacks_no_response(rows: Rows) -> None:
    """That no answer came is stated of the open appeal, so it is not among the requests without an answer."""
    lacking = {row["what"] for row in rows("gaps") if row["missing"] == "response"}
    assert "request/csto-open-appeal" not in lacking
    assert "request/armenia-csto-1" in lacking


@pytest.mark.parametrize(
    ("cited", "kind"),
    [
        ("statement/ref-vif-3", ["kind/note-without-text"]),
        ("statement/ref-wikipedia-csto-33", ["kind/permanent-dead-link"]),
        ("statement/ref-vif-5", []),
    ],
)
def test_what_can_no_longer_be_found(rows: Rows, cited: str, kind: list[str]) -> None:
    """A note whose text is lost is among the references and called so, as is a dead link."""
    assert kind == one(rows("references"), "cited", cited)["kind"]


def test_the_exercises_of_2014_stand_in_2014_alone(rows: Rows) -> None:
    """The war games of 2014 are an exercise of August 2014, and of no other year."""
    assert "2014-08" == one(rows("exercises"), "exercise", "exercise/csto-war-games-2014")["date"]
    years = {"from=2014-01-01 to=2015-01-01": True, "from=2015-01-01 to=2018-01-01": False}
    for period, is_held in years.items():
        found = {row["exercise"] for row in rows("exercises", *period.split())}
        assert is_held == ("exercise/csto-war-games-2014" in found), period
        assert is_held == any("2014" in exercise for exercise in found), period


def test_each_exercise_has_its_organizer(rows: Rows) -> None:
    """Each exercise says whose it was, not its series alone."""
    found = rows("exercises")
    assert [] == [row["exercise"] for row in found if not row["of"]]
    assert 15 <= len(found)
    assert ["csto", "force/crdf-car"] == one(found, "exercise", "exercise/frontier-2019")["of"]


@pytest.mark.parametrize(
    ("thing", "key", "other"),
    [
        ("refusal/lukashenko-csto-summit", "of", "meeting/crrf-approval-session"),
        ("refusal/lukashenko-csto-summit", "about", "absence/belarus-csto-summit"),
        ("condition/uzbekistan-crrf-agreement-unsigned-1", "of", "crrf-agreement"),
        ("signature/cst", "location", "place/tashkent"),
        ("proposal/putin-coordination", "isPartOf", "meeting/csto-summit-moscow-2022"),
    ],
)
def test_acts_stand_at_what_they_belong_to(rows: Rows, thing: str, key: str, other: str) -> None:
    """A refusal names its summit, a signing its place, a missing signature its agreement."""
    card = [
        (row["property"], row["value"]) for row in rows("entity-card", f"thing={thing}") if row["direction"] == "is"
    ]
    assert (key, other) in [(prop.rsplit("#")[-1].rsplit("/")[-1], value) for prop, value in card]


def judgements() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The nodes of claims on judgements and proposals that the register gives to the author of the claim’s own source."""
    sources = yaml.safe_load((ROOT / "data" / "sources.yaml").read_text(encoding="utf-8"))
    register = yaml.safe_load((ROOT / "data" / "entities" / "statements.yaml").read_text(encoding="utf-8"))
    authors = {source["id"]: source.get("author") for source in sources}
    own = {
        entry["id"]: entry["by"]
        for entry in register
        if entry["type"] in ("Assessment", "Proposal") and "by" in entry
    }
    for path in sorted((ROOT / "data" / "claims").glob("*.yaml")):
        file = yaml.safe_load(path.read_text(encoding="utf-8"))
        for claim in file["claims"]:
            says = claim["says"] if isinstance(claim["says"], list) else [claim["says"]]
            yield from ((claim["id"], node) for node in says if own.get(node["id"], "") == authors.get(file["id"]))


def test_judgements_of_a_source_have_one_form() -> None:
    """What the author of a source judges stands in `content`; a description alone is not the judgement."""
    found = list(judgements())
    assert 40 <= len(found)
    assert [] == [claim for claim, node in found if "description" in node and "content" not in node]
