"""From the rows of each data set to episodes: exactly what follows from the codes and dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rdflib.namespace import RDF, RDFS

from csto_kg.check.conformance import find_nonconformances
from csto_kg.time.days import Certainty, Days, holds_on
from csto_kg.vocab import CSTO, ID, ORG
from tests.support.shapes import READ
from tests.support.tables import (
    LEADERS_HEAD,
    TABLE,
    cow,
    ggo,
    igo_row,
    in_rdflib,
    party,
    register,
    run,
    span,
    times,
    values,
)

# --- COW ---------------------------------------------------------------------------------------------------------

RUNS = {
    "a member until the year before a 0 ends in the year of the 0": ("0110", (["1993"], ["1995"], [])),
    "one that runs in the last year of the data is not ended": ("0011", (["1994"], [], ["1994/1995"])),
    "of a member in one year alone the year is attested": ("0001", (["1995"], [], ["1995"])),
    "a member since the organization began starts in its first year": ("1100", (["1992"], ["1994"], [])),
    "missing years before a first year leave the start within them": ("0991", (["[1993..1995]"], [], ["1995"])),
    "missing years between a last year and a 0 leave the end within them": ("1990", (["1992"], ["[1993..1995]"], [])),
    "missing years up to the end of the data leave the end open": ("1199", (["1992"], [], ["1992/1993"])),
}


@pytest.mark.parametrize(("codes", "expected"), RUNS.values(), ids=RUNS.keys())
def test_cow_episode(codes: str, expected: tuple[list[str], list[str], list[str]], tmp_path: Path) -> None:
    """An episode's start, end and attestation are exactly what follows from the codes of the years."""
    rows = [igo_row(1992 + i, "-9.0" if c == "9" else f"{c}.0", since=1992) for i, c in enumerate(codes)]
    done = cow(tmp_path, *rows)
    assert expected == times(done, "membership/371/ORG/1")
    assert 1 == done.counts.episodes
    attested = [values(done, "membership/371/ORG/1", term) for term in (CSTO.firstAttested, CSTO.lastAttested)]
    assert attested == [[h.split("/")[side] for h in expected[2]] for side in (0, -1)]
    assert {"ReferenceShape"} >= {m.rule for m in find_nonconformances(in_rdflib(done), READ, frozenset(), str)}


def test_cow_missing_is_no_exit(tmp_path: Path) -> None:
    """Missing years between years of membership end nothing and attest nothing; nothing is certain or ruled out in them."""
    done = cow(
        tmp_path,
        *(igo_row(1992 + i, c, since=1992) for i, c in enumerate(("1.0", "1.0", "-9.0", "-9.0", "1.0", "1.0"))),
    )
    first, second = "membership/371/ORG/1", "membership/371/ORG/2"
    assert (["1992"], [], ["1992/1993"]) == times(done, first)
    assert ([], [], ["1996/1997"]) == times(done, second)
    answers = {
        y: {holds_on(span(done, n), date(y, 7, 1)) for n in (first, second)}
        for y in (1991, 1993, 1994, 1995, 1997, 1999)
    }
    assert {Certainty.NO} == answers[1991]
    assert {Certainty.POSSIBLE} == answers[1994] == answers[1995]
    assert [str(ID["end-status/derived"])] == values(done, first, CSTO.endStatus)
    assert [str(ID["end-status/unknown"])] == values(done, second, CSTO.endStatus)
    assert {Certainty.NO, Certainty.UNKNOWN} == answers[1999]


def test_cow_codes_are_roles(tmp_path: Path) -> None:
    """Observers and associates are apart from members, and a change of code ends one episode and starts the next."""
    done = cow(tmp_path, *(igo_row(1990 + i, "0.0", c) for i, c in enumerate(("3.0", "2.0", "1.0"))))
    roles = [values(done, f"membership/365/ORG/{n}", ORG.role)[0] for n in (1, 2, 3)]
    assert [str(ID["role/observer"]), f"{TABLE}cow-igo/role/associate", str(ID["role/member"])] == roles
    classes = [values(done, f"membership/365/ORG/{n}", RDF.type)[0] for n in (1, 2, 3)]
    assert [str(CSTO.ObserverStatus), str(CSTO.Membership), str(CSTO.Membership)] == classes
    assert (["1991"], ["1992"], []) == times(done, "membership/365/ORG/2")


def test_cow_states_come_and_go(tmp_path: Path) -> None:
    """An episode does not start before its state, and ends in the year of the state's last day."""
    years = ("1989", "1990", "1991", "1992", "1993")
    armenia, germany = ("", "", "-9.0", "1.0", "1.0"), ("1.0", "1.0", "", "", "")
    slovakia = ("1.0", "1.0", "1.0", "1.0", "")
    rows = [igo_row(int(y), armenia[i], "0.0", germany[i], slovakia[i], since=1980) for i, y in enumerate(years)]
    done = cow(tmp_path, *rows)
    assert (["[1991..1992]"], [], ["1992/1993"]) == times(done, "membership/371/ORG/1")
    assert (["[1980..1989]"], ["1990"], []) == times(done, "membership/265/ORG/1")
    assert (["[1980..1989]"], ["1993"], []) == times(done, "membership/315/ORG/1")


def test_cow_organization_ends(tmp_path: Path) -> None:
    """An episode that reaches its organization's last year ends when the data set says that the organization ended."""
    rows = [igo_row(y, "1.0", name="DEAD", since=1993, dead="1994.0") for y in (1993, 1994)]
    rows += [igo_row(y, "1.0", name="LATE", since=1993, dead="1997.0") for y in (1993, 1994)]
    rows.append(igo_row(1999, "0.0"))
    done = cow(tmp_path, *rows)
    assert (["1993"], ["1994"], []) == times(done, "membership/371/DEAD/1")
    assert (["1993"], ["[1995..1997]"], []) == times(done, "membership/371/LATE/1")


def test_cow_missing_rows(tmp_path: Path) -> None:
    """A year for which an organization has no row is missing, and episodes point to the cells they are made of."""
    done = cow(
        tmp_path, igo_row(1992, "1.0", since=1992), igo_row(1993, "1.0", since=1992), igo_row(1996, "1.0", since=1992)
    )
    assert (["1992"], [], ["1992/1993"]) == times(done, "membership/371/ORG/1")
    assert ["https://w3id.org/csto-kg/source/table/cow-igo#cell=2,4-3,4"] == values(
        done, "membership/371/ORG/1", CSTO.row
    )
    assert ["https://w3id.org/csto-kg/source/table/cow-igo#cell=4,4-4,4"] == values(
        done, "membership/371/ORG/2", CSTO.row
    )


def test_cow_counts(tmp_path: Path) -> None:
    """Each cell of a state comes out in an episode or under one reason."""
    rows = (
        igo_row(1992, "1.0", "0.0", "", "-9.0"),
        igo_row(1993, "-9.0", "7.0", "-9.0", ""),
        igo_row(1993, "1.0", "1.0"),
    )
    counts = cow(tmp_path, *rows).counts
    expected = {
        "a code that the data set does not explain": 1,
        "code -9 of a state not in the system then": 1,
        "code -9: missing": 2,
        "code 0: no member": 1,
        "empty or code -1: no state then": 2,
        "the row repeats an organization and year": 4,
    }
    assert (12, 1, expected) == (counts.given, counts.written, counts.left_out)


# --- GGO ---------------------------------------------------------------------------------------------------------

PARTIES = {
    "days are taken as they stand": ("1994-02-15", "1999-06-04", (["1994-02-15"], ["1999-06-04"], [])),
    "partial dates stay partial": ("2001-03-01", "2009-08", (["2001-03-01"], ["2009-08"], [])),
    "doubted dates stay doubted": ("1975-01-01", "1980-05-06?", (["1975-01-01"], ["1980-05-06?"], [])),
    "the end 9999-12-31 is not a date": ("1994-02-15", "9999-12-31", (["1994-02-15"], [], ["1994-02-15/2020-05-05"])),
    "an end that is not stated is unknown": ("1994-02-15", "", (["1994-02-15"], [], [])),
    "a start after the data closes is not attested": ("2038-03-13", "9999-12-31", (["2038-03-13"], [], [])),
}


@pytest.mark.parametrize(("force", "end", "expected"), PARTIES.values(), ids=PARTIES.keys())
def test_ggo_dates(force: str, end: str, expected: tuple[list[str], list[str], list[str]], tmp_path: Path) -> None:
    """A participation has the data set's dates as EDTF, and sentinels are never dates."""
    assert expected == times(ggo(tmp_path, party("ARM", force, end)), "participation/ARM/T_1/1")


def test_ggo_open_end_is_unknown_after_the_data(tmp_path: Path) -> None:
    """A participation that had not ended is certain until the data closes and unknown after."""
    found = span(ggo(tmp_path, party("ARM", "1994-02-15", "9999-12-31")), "participation/ARM/T_1/1")
    assert (Certainty.CERTAIN, Certainty.UNKNOWN) == (
        holds_on(found, date(2020, 5, 5)),
        holds_on(found, date(2020, 5, 6)),
    )


LEFT_OUT = {
    "no entry into force for the party is stated": ("", ""),
    "an end is stated and no entry into force for the party": ("", "1999-01-01"),
    "not in force for the party (9999-12-31)": ("9999-12-31", "9999-12-31"),
    "ends before it starts": ("1993-01-01", "1992-12-31"),
    "a date cannot be read": ("1993-01-01", "2020-99-99"),
}


@pytest.mark.parametrize(("reason", "dates"), LEFT_OUT.items(), ids=LEFT_OUT.keys())
def test_ggo_left_out(reason: str, dates: tuple[str, str], tmp_path: Path) -> None:
    """A row that states no participation, or contradicts itself, is left out for a reason and counted."""
    counts = ggo(tmp_path, party("ARM", *dates), party("BLR", "1994-01-01", "")).counts
    assert (2, 1, {reason: 1}) == (counts.given, counts.written, counts.left_out)


def test_ggo_partial_end_may_be_after_the_start(tmp_path: Path) -> None:
    """A partial end does not contradict a start within its month or year."""
    done = ggo(tmp_path, party("ARM", "2018-10-05", "2018-10"), party("BLR", "2018-10-05", "2018-09"))
    assert {"ends before it starts": 1} == done.by_rule
    assert 1 == done.counts.episodes


def test_ggo_repeated_pairs(tmp_path: Path) -> None:
    """Rows that say the same are one episode with a pointer to each; others of the pair stay apart; all are reported."""
    rows = [party("AFG", "1977-11-11", ""), party("AFG", "1977-11-11", ""), party("AFG", "2001-11-01", "9999-12-31")]
    done = ggo(tmp_path, *rows)
    source = "https://w3id.org/csto-kg/source/table/ggo-parties#row="
    assert [source + "2", source + "3"] == values(done, "participation/AFG/T_1/1", CSTO.row)
    assert ["2001-11-01"] == values(done, "participation/AFG/T_1/2", CSTO.begins)
    assert (3, 2, {"a pair is repeated": 2}) == (done.counts.written, done.counts.episodes, done.by_rule)
    assert ["row=3", "row=4"] == [v.row for v in done.violations]


def test_ggo_reports_what_is_odd(tmp_path: Path) -> None:
    """Episodes of a day and overlapping episodes stay, and are reported with their rows."""
    rows = [
        party("ARM", "1990-01-01", "1990-01-01"),
        party("BLR", "1990-01-01", "2000-01-01"),
        party("BLR", "1995-01-01", "2005-01-01"),
    ]
    done = ggo(tmp_path, *rows)
    expected = {"a pair is repeated": 1, "ends on the day it starts": 1, "overlaps another episode of the pair": 1}
    assert (3, expected) == (done.counts.episodes, done.by_rule)
    assert Days(date(1990, 1, 2), date(1990, 1, 2)) == span(done, "participation/ARM/T_1/1").end
    assert ["1990-01-02"] == values(done, "participation/ARM/T_1/1", CSTO.ends)


def test_ggo_reports_an_episode_without_room(tmp_path: Path) -> None:
    """An episode that can come neither before nor after another is reported, though on no day both certainly hold."""
    rows = [party("BLR", "1999-01-01", "2001-06-01"), party("BLR", "2001", "2001-05-01")]
    done = ggo(tmp_path, *rows)
    rule = "fits neither before nor after another episode of the pair"
    assert {"a pair is repeated": 1, rule: 1} == done.by_rule
    assert ["row=3"] == [v.row for v in done.violations if v.rule == rule]
    room = [party("BLR", "1999-01-01", "2000-06-01"), party("BLR", "2001", "2001-05-01")]
    assert {"a pair is repeated": 1} == ggo(tmp_path, *room).by_rule


# --- REIGN -------------------------------------------------------------------------------------------------------


def test_reign_traps(tmp_path: Path) -> None:
    """A start has a day, an end a month, a tenure without an end goes on, and two unnamed columns do no harm."""
    text = (
        LEADERS_HEAD
        + "ARM,371,A1,Sargsyan,9,4,2008,4,2018,1954,1,0,2,2008,,,,\nARM,371,A2,Pashinyan,8,5,2018,,,1975,1,0,,,,,,\n"
    )
    done = run("reign-leaders", {"leaders": text}, tmp_path, register())
    assert (["2008-04-09"], ["2018-04"], []) == times(done, "tenure/A1/371/1")
    assert (["2018-05-08"], [], ["2018-05-08/2018-05"]) == times(done, "tenure/A2/371/1")
    assert Days(date(2018, 4, 1), date(2018, 4, 30)) == span(done, "tenure/A1/371/1").end
    assert [f"{TABLE}reign-leaders/post/371"] == values(done, "tenure/A1/371/1", CSTO.post)


def test_reign_mixed_encoding(tmp_path: Path) -> None:
    """A line that is not UTF-8 is read as the header says and reported; the others keep their accents."""
    rows = (
        "ICE,395,A1,Katrín Jakobsdóttir,30,11,2017,,,,,,,,,,,\n".encode()
        + b"ICE,395,A2,Thors,1,1,1950,1,1951,,,,,,,,,wait\x85\n"
    )
    done = run("reign-leaders", {"leaders": LEADERS_HEAD.encode() + rows}, tmp_path)
    assert ["Katrín Jakobsdóttir"] == values(done, "person/A1", RDFS.label)
    assert [("a line is not UTF-8", "line=2,3")] == [(v.rule, v.row) for v in done.violations]


def test_reign_one_identifier_two_persons(tmp_path: Path) -> None:
    """Persons who share an identifier are two, and nobody has the other's tenure."""
    rows = "ICE,395,A1,Thors,1,1,1950,1,1951,,,,,,,,,\nICE,395,A1,Benediktsson,1,1,1952,1,1953,,,,,,,,,\n"
    done = run("reign-leaders", {"leaders": LEADERS_HEAD + rows}, tmp_path)
    assert ["1950-01-01"] == values(done, "tenure/A1-Thors/395/1", CSTO.begins)
    assert ["1952-01-01"] == values(done, "tenure/A1-Benediktsson/395/1", CSTO.begins)
