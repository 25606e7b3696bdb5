"""Outside tables: typed columns, episodes, counts, and the traps of each data set."""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef

from csto_kg.check.conformance import misuses
from csto_kg.errors import DataError, UsageError
from csto_kg.tables import load as tables
from csto_kg.time.days import Certainty, Days, Ending, Span, from_xsd, holds_on
from csto_kg.vocab import CSTO, ID
from csto_kg.weigh import view
from tests.support.graphs import graph_in, ntriples

ROOT = Path(__file__).parents[2]
IMPORTS = tables.read_imports(ROOT / "data" / "tables")
ONTOLOGY = graph_in(ROOT / "ontology" / "csto.ttl")
RAW = Path(os.environ.get("CSTO_KG_TABLES", ROOT.parent / "shared" / "data"))
REAL = {
    "cow-igo": {"igo": "cow-igo-v3/igo_year_format3.csv.gz", "states": "cow-igo-v3/states2016.csv"},
    "ggo-parties": {"parties": "ggo-treaties/parties.GGO.csv.gz"},
    "reign-leaders": {"leaders": "leaders/reign_leaderlist_3_21.csv.gz"},
}
needs_raw = pytest.mark.skipif(
    not RAW.is_dir(), reason=f"no raw tables in {RAW}: name their folder with CSTO_KG_TABLES"
)

STATES = """ccode,stateabb,statenme,styear,stmonth,stday,endyear,endmonth,endday,version,state
371,ARM,Armenia,1991,12,21,2016,12,31,2016,armenia
365,RUS,Russia,1816,1,1,2016,12,31,2016,russia
265,GDR,German Democratic Republic,1954,3,25,1990,10,2,2016,egermany
315,CZE,Czechoslovakia,1945,5,10,1992,12,31,2016,czechoslovakia
"""
IGO_HEAD = (
    "ioname,orgname,year,armenia,russia,egermany,czechoslovakia,sdate,deaddate,dead,integrated,replaced,longorgname,ionum,"
    "igocode,version,accuracyofpre1965membershipdates,sourcesandnotes,imputed,political,social,economic\n"
)
PARTIES_HEAD = (
    "stateID,treatyID,Title,Begin,End,Signature,StateSignature,StateRatification,Force,StateForce,Term,StateEnd,"
    "Coder,Comments\n"
)
LEADERS_HEAD = (
    "stateabb,ccode,leadid,leader,sdate,smonth,syear,emonth,eyear,birthyear,gender,militarycareer,l_month,l_year,,,"
    "codedby,notes\n"
)


def igo_row(year: int, *codes: str, name: str = "ORG", since: int = 1990, dead: str = "") -> str:
    cells = ",".join(codes + ("0.0",) * (4 - len(codes)))
    is_dead = "1.0" if dead == f"{year}.0" else "0.0"
    return (
        f"{name},{name},{year}.0,{cells},{since}.0,{dead},{is_dead},0.0,0.0,{name} long,1.0,,3.0,,,0.0,1.0,0.0,0.0\n"
    )


def party(state: str, force: str, end: str, treaty: str = "T_1", begin: str = "2020-05-05") -> str:
    return f'{state},{treaty},"A treaty, of sorts",{begin},,,,,,{force},,{end},,\n'


def run(name: str, texts: Mapping[str, str | bytes], folder: Path, register: Graph | None = None) -> tables.Imported:
    files = {}
    for table, text in texts.items():
        files[table] = folder / f"{table}.csv"
        files[table].write_bytes(text if isinstance(text, bytes) else text.encode())
    return tables.run_import(IMPORTS[name], files, register)


def cow(folder: Path, *rows: str, register: Graph | None = None) -> tables.Imported:
    return run("cow-igo", {"igo": IGO_HEAD + "".join(rows), "states": STATES}, folder, register)


def ggo(folder: Path, *rows: str) -> tables.Imported:
    return run("ggo-parties", {"parties": PARTIES_HEAD + "".join(rows)}, folder)


def told(imported: tables.Imported, node: str, term: URIRef) -> list[str]:
    iri = ox.NamedNode(f"{tables.TABLE}{imported.name}/{node}")
    found = [q.object.value for q in imported.quads if q.subject == iri and q.predicate.value == str(term)]
    return sorted(found)


def times(imported: tables.Imported, node: str) -> tuple[list[str], list[str], list[str]]:
    begins, ends, holds = (told(imported, node, term) for term in (CSTO.begins, CSTO.ends, CSTO.holds))
    return begins, ends, holds


def span(imported: tables.Imported, node: str) -> Span:
    first, last, early, late = (
        from_xsd(told(imported, node, term)[0])
        for term in (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd)
    )
    (status,) = told(imported, node, CSTO.endStatus)
    return Span(Days(first, last), Days(early, late), Ending(status.rsplit("/", 1)[1]))


def in_rdflib(imported: tables.Imported) -> Graph:
    quads = "\n".join(f"{q.triple} ." for q in imported.quads)
    return ntriples(quads)


# --- COW ---------------------------------------------------------------------------------------------------------

RUNS = {
    "a member until the year before a 0 ends in the year of the 0": ("0110", (["1993"], ["1995"], [])),
    "one that runs in the last year of the data is not ended": ("0011", (["1994"], [], ["1994/1995"])),
    "of a member in one year alone the year is attested": ("0001", (["1995"], [], ["1995"])),
    "a member since the organization began begins in its first year": ("1100", (["1992"], ["1994"], [])),
    "missing years before a first year leave the begin within them": ("0991", (["[1993..1995]"], [], ["1995"])),
    "missing years between a last year and a 0 leave the end within them": ("1990", (["1992"], ["[1993..1995]"], [])),
    "missing years up to the end of the data tell of no end": ("1199", (["1992"], [], ["1992/1993"])),
}


@pytest.mark.parametrize(("codes", "expected"), RUNS.values(), ids=RUNS.keys())
def test_cow_episode(codes: str, expected: tuple[list[str], list[str], list[str]], tmp_path: Path) -> None:
    """An episode's begin, end and attestation follow from the codes of the years, and no more than follows."""
    rows = [igo_row(1992 + i, "-9.0" if c == "9" else f"{c}.0", since=1992) for i, c in enumerate(codes)]
    done = cow(tmp_path, *rows)
    assert expected == times(done, "membership/371/ORG/1")
    assert 1 == done.counts.episodes
    attested = [told(done, "membership/371/ORG/1", term) for term in (CSTO.firstAttested, CSTO.lastAttested)]
    assert attested == [[h.split("/")[side] for h in expected[2]] for side in (0, -1)]
    assert {"ReferenceShape"} >= {m.rule for m in misuses(in_rdflib(done), ONTOLOGY, frozenset(), str)}


def test_cow_missing_is_no_exit(tmp_path: Path) -> None:
    """Missing years between members' years end nothing and attest nothing: in between nothing is certain or ruled out."""
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
    assert {Certainty.UNKNOWN, Certainty.POSSIBLE} == answers[1994] == answers[1995]
    assert {Certainty.NO, Certainty.UNKNOWN} == answers[1999]


def test_cow_codes_are_roles(tmp_path: Path) -> None:
    """Observers and associates are apart from members, and a change of code ends one episode and begins the next."""
    done = cow(tmp_path, *(igo_row(1990 + i, "0.0", c) for i, c in enumerate(("3.0", "2.0", "1.0"))))
    roles = [told(done, f"membership/365/ORG/{n}", URIRef("http://www.w3.org/ns/org#role"))[0] for n in (1, 2, 3)]
    assert [str(ID["role/observer"]), f"{tables.TABLE}cow-igo/role/associate", str(ID["role/member"])] == roles
    classes = [told(done, f"membership/365/ORG/{n}", URIRef(str(tables.RDF.type)))[0] for n in (1, 2, 3)]
    assert [str(CSTO.ObserverStatus), str(CSTO.Membership), str(CSTO.Membership)] == classes
    assert (["1991"], ["1992"], []) == times(done, "membership/365/ORG/2")


def test_cow_states_come_and_go(tmp_path: Path) -> None:
    """What was no state was no member: an episode begins not before its state, and ends in the year of its last day."""
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
    assert ["https://w3id.org/csto-kg/source/table/cow-igo#cell=2,4-3,4"] == told(
        done, "membership/371/ORG/1", CSTO.row
    )
    assert ["https://w3id.org/csto-kg/source/table/cow-igo#cell=4,4-4,4"] == told(
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


def register() -> Graph:
    graph = Graph()
    for code, name in (("371", "armenia"), ("365", "russia")):
        graph.add((ID[name], CSTO.cowCode, Literal(code)))
    for name in ("csto", "osce"):
        graph.add((ID[name], tables.RDF.type, CSTO.InternationalOrganization))
    return graph


def test_links_to_the_register(tmp_path: Path) -> None:
    """Only equal codes and listed organizations are linked; what merges two states in one code is near and not the same."""
    rows = [igo_row(1992, "1.0", "1.0", "0.0", "1.0", name=n) for n in ("CSTO", "OSCE", "NATO", "ORG")]
    done = cow(tmp_path, *rows, register=register())
    exact, close = tables.SKOS.exactMatch, tables.SKOS.closeMatch
    assert [str(ID.armenia)] == told(done, "state/371", exact)
    assert ([], [str(ID.russia)]) == (told(done, "state/365", exact), told(done, "state/365", close))
    assert [] == told(done, "state/315", exact) + told(done, "state/315", close)
    assert ([str(ID.csto)], [str(ID.osce)]) == (
        told(done, "organization/CSTO", exact),
        told(done, "organization/OSCE", close),
    )
    assert 4 == done.links


# --- GGO ---------------------------------------------------------------------------------------------------------

PARTIES = {
    "days are taken as they stand": ("1994-02-15", "1999-06-04", (["1994-02-15"], ["1999-06-04"], [])),
    "partial dates stay partial": ("2001-03-01", "2009-08", (["2001-03-01"], ["2009-08"], [])),
    "doubted dates stay doubted": ("1975-01-01", "1980-05-06?", (["1975-01-01"], ["1980-05-06?"], [])),
    "the end 9999-12-31 is no date": ("1994-02-15", "9999-12-31", (["1994-02-15"], [], ["1994-02-15/2020-05-05"])),
    "an end that is not told is not known": ("1994-02-15", "", (["1994-02-15"], [], [])),
    "a begin after the data closes is not attested": ("2038-03-13", "9999-12-31", (["2038-03-13"], [], [])),
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
    "no entry into force for the party is told": ("", ""),
    "an end is told and no entry into force for the party": ("", "1999-01-01"),
    "not in force for the party (9999-12-31)": ("9999-12-31", "9999-12-31"),
    "ends before it begins": ("1993-01-01", "1992-12-31"),
    "a date cannot be read": ("1993-01-01", "2020-99-99"),
}


@pytest.mark.parametrize(("reason", "dates"), LEFT_OUT.items(), ids=LEFT_OUT.keys())
def test_ggo_left_out(reason: str, dates: tuple[str, str], tmp_path: Path) -> None:
    """A row that tells of no participation, or contradicts itself, is left out for a reason and counted."""
    counts = ggo(tmp_path, party("ARM", *dates), party("BLR", "1994-01-01", "")).counts
    assert (2, 1, {reason: 1}) == (counts.given, counts.written, counts.left_out)


def test_ggo_partial_end_may_be_after_the_begin(tmp_path: Path) -> None:
    """A partial end within whose month or year the begin lies does not contradict it."""
    done = ggo(tmp_path, party("ARM", "2018-10-05", "2018-10"), party("BLR", "2018-10-05", "2018-09"))
    assert {"ends before it begins": 1} == done.by_rule
    assert 1 == done.counts.episodes


def test_ggo_repeated_pairs(tmp_path: Path) -> None:
    """Rows that say the same are one episode with a pointer to each; others of the pair stay apart; all are reported."""
    rows = [party("AFG", "1977-11-11", ""), party("AFG", "1977-11-11", ""), party("AFG", "2001-11-01", "9999-12-31")]
    done = ggo(tmp_path, *rows)
    source = "https://w3id.org/csto-kg/source/table/ggo-parties#row="
    assert [source + "2", source + "3"] == told(done, "participation/AFG/T_1/1", CSTO.row)
    assert ["2001-11-01"] == told(done, "participation/AFG/T_1/2", CSTO.begins)
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
    expected = {"a pair is repeated": 1, "ends on the day it begins": 1, "overlaps another episode of the pair": 1}
    assert (3, expected) == (done.counts.episodes, done.by_rule)
    assert Days(date(1990, 1, 2), date(1990, 1, 2)) == span(done, "participation/ARM/T_1/1").end


def test_codes_are_escaped(tmp_path: Path) -> None:
    """A code that is free text makes an IRI in which no two codes meet."""
    done = ggo(
        tmp_path, party("Baden-Württemberg", "1990-01-01", "", "D PTA_2006/O8"), party("a>b", "1990-01-01", "")
    )
    assert ["1990-01-01"] == told(done, "participation/Baden-W%C3%BCrttemberg/D%20PTA_2006%2FO8/1", CSTO.begins)
    assert ["1990-01-01"] == told(done, "participation/a%3Eb/T_1/1", CSTO.begins)


# --- REIGN -------------------------------------------------------------------------------------------------------


def test_reign_traps(tmp_path: Path) -> None:
    """A begin has a day, an end a month, a tenure without an end goes on, and two unnamed columns do no harm."""
    text = (
        LEADERS_HEAD
        + "ARM,371,A1,Sargsyan,9,4,2008,4,2018,1954,1,0,2,2008,,,,\nARM,371,A2,Pashinyan,8,5,2018,,,1975,1,0,,,,,,\n"
    )
    done = run("reign-leaders", {"leaders": text}, tmp_path, register())
    assert (["2008-04-09"], ["2018-04"], []) == times(done, "tenure/A1/371/1")
    assert (["2018-05-08"], [], ["2018-05-08/2018-05"]) == times(done, "tenure/A2/371/1")
    assert Days(date(2018, 4, 1), date(2018, 4, 30)) == span(done, "tenure/A1/371/1").end
    assert [f"{tables.TABLE}reign-leaders/post/371"] == told(done, "tenure/A1/371/1", CSTO.post)


def test_reign_mixed_encoding(tmp_path: Path) -> None:
    """A line that is not UTF-8 is read as the header says and reported; the others keep their accents."""
    rows = (
        "ICE,395,A1,Katrín Jakobsdóttir,30,11,2017,,,,,,,,,,,\n".encode()
        + b"ICE,395,A2,Thors,1,1,1950,1,1951,,,,,,,,,wait\x85\n"
    )
    done = run("reign-leaders", {"leaders": LEADERS_HEAD.encode() + rows}, tmp_path)
    assert ["Katrín Jakobsdóttir"] == told(done, "person/A1", URIRef(str(tables.RDFS.label)))
    assert [("a line is not UTF-8", "line=2,3")] == [(v.rule, v.row) for v in done.violations]


def test_reign_one_identifier_two_persons(tmp_path: Path) -> None:
    """Persons who share an identifier are two, and nobody has the other's tenure."""
    rows = "ICE,395,A1,Thors,1,1,1950,1,1951,,,,,,,,,\nICE,395,A1,Benediktsson,1,1,1952,1,1953,,,,,,,,,\n"
    done = run("reign-leaders", {"leaders": LEADERS_HEAD + rows}, tmp_path)
    assert ["1950-01-01"] == told(done, "tenure/A1-Thors/395/1", CSTO.begins)
    assert ["1952-01-01"] == told(done, "tenure/A1-Benediktsson/395/1", CSTO.begins)


# --- Any table ---------------------------------------------------------------------------------------------------


def test_there_are_imports() -> None:
    """Every table import has a header that can be read, and there are three at least."""
    assert {"cow-igo", "ggo-parties", "reign-leaders"} <= set(IMPORTS)


def test_provenance(tmp_path: Path) -> None:
    """The claim graph names its source, and the source its file, the SHA-256 of the raw bytes and the number of rows."""
    text = PARTIES_HEAD + party("ARM", "1994-02-15", "")
    raw = tmp_path / "parties.GGO.csv.gz"
    raw.write_bytes(gzip.compress(text.encode(), mtime=0))
    done = tables.run_import(IMPORTS["ggo-parties"], {"parties": raw}, None)
    source = ox.NamedNode("https://w3id.org/csto-kg/source/table/ggo-parties")
    about = {q.predicate.value.rsplit("#", 1)[-1]: q.object.value for q in done.quads if q.subject == source}
    expected = {"fileName": raw.name, "sha256": hashlib.sha256(raw.read_bytes()).hexdigest(), "rowCount": "1"}
    assert expected == {k: about[k] for k in expected}
    graph = ox.NamedNode(done.graph)
    assert source in {q.object for q in done.quads if q.subject == graph}
    assert {done.graph, str(tables.G_PROVENANCE)} == {
        q.graph_name.value for q in done.quads if isinstance(q.graph_name, ox.NamedNode)
    }


def test_plain_and_gzipped_are_the_same(tmp_path: Path) -> None:
    """A raw file gives the same claim graph plain and gzipped, whatever its name."""
    text = (PARTIES_HEAD + party("ARM", "1994-02-15", "")).encode()
    names = {"a.csv": text, "b.csv.gz": gzip.compress(text), "c[1].csv": gzip.compress(text), "it's.gz": text}
    graphs = []
    for name, data in names.items():
        (tmp_path / name).write_bytes(data)
        done = tables.run_import(IMPORTS["ggo-parties"], {"parties": tmp_path / name}, None)
        graphs.append({str(q) for q in done.quads if q.graph_name.value == done.graph})  # type: ignore[union-attr]
    assert graphs[:1] * 4 == graphs


def test_bounds_are_written_as_in_the_view() -> None:
    """An imported situation has the same statements on its time as one of the view."""
    writer = tables._Writer(IMPORTS["cow-igo"], "https://example.org/g")
    known = Days(date(1994, 4, 20), date(1994, 4, 20))
    spans = [
        Span(known, Days(date(1999, 1, 1), date(1999, 12, 31)), Ending.STATED),
        Span(known, Days(date(2014, 1, 2), date(9999, 12, 31)), Ending.UNKNOWN),
        Span(known, Days(date(9999, 12, 31), date(9999, 12, 31)), Ending.OPEN),
    ]
    for i, each in enumerate(spans):
        node = ox.NamedNode(f"https://example.org/{i}")
        writer.span(node, each)
        written = {(q.predicate.value, q.object.value) for q in writer.quads if q.subject == node}
        assert {(str(p), str(o)) for _, p, o in view._span(URIRef(node.value), each)} == written


def test_refuses_files_that_do_not_fit(tmp_path: Path) -> None:
    """Missing and strange files, columns and values are refused with their names, all at once."""
    rows = "ARM,371,A1,A,9,4,2008,,,,,,,,,,,\nARM,371,A1,A,9,4,long ago,,,,,,,,,,,\n"
    with pytest.raises(UsageError, match="no file is given for 'states'"):
        tables.run_import(IMPORTS["cow-igo"], {"igo": tmp_path / "x.csv"}, None)
    with pytest.raises(UsageError, match="there is no such file"):
        tables.run_import(IMPORTS["reign-leaders"], {"leaders": tmp_path / "x.csv"}, None)
    with pytest.raises(
        DataError, match=r"parties\.csv: parties: column 'StateForce' is missing\n.*column 'StateEnd' is missing"
    ):
        run("ggo-parties", {"parties": "stateID,treatyID,Title,Begin\nARM,T,A,2000\n"}, tmp_path)
    with pytest.raises(
        DataError, match=r"leaders\.csv:3: leaders: column 'syear' holds 'long ago', which is no number"
    ):
        run("reign-leaders", {"leaders": LEADERS_HEAD + rows}, tmp_path)
    with pytest.raises(DataError, match=r"parties\.csv:2: parties: byte 0xfc is not UTF-8"):
        run("ggo-parties", {"parties": PARTIES_HEAD.encode() + b"W\xfcrttemberg,T,A,2000,,,,,,,,,,\n"}, tmp_path)


HEADER = """--+ title: T
--+ about: A row.
--+ origin: here
--+ published: "2020"
--+ kind: participation
--+ counts: {unit: row, of: parties}
--+ files: {parties: {about: the file, columns: {a: text}}}
--+ matches: {state: iso3166alpha3}
--+ columns: {state: s, state_name: s, instrument: i, instrument_name: i, begins: b, ends: e, holds: h, row: r, units: u,
--+   left_out: l}
--+ notes: [one]
"""
BODY = (
    "SELECT a AS state, NULL::VARCHAR AS state_name, 'T' AS instrument, 'T' AS instrument_name, '2000' AS begins,"
    " NULL::VARCHAR AS ends,"
    " NULL::VARCHAR AS holds, 'row=' || _row AS row, 1::BIGINT AS units, NULL::VARCHAR AS left_out FROM parties"
)
BROKEN = {
    "a column is missing": (BODY.replace("'2000' AS begins,", ""), "column 'begins' is missing"),
    "a column is of a wrong type": (
        BODY.replace("1::BIGINT", "1.5"),
        "column 'units' is DECIMAL.* and must be BIGINT",
    ),
    "there is a column too many": (
        BODY.replace(" FROM", ", 1 AS more FROM"),
        "column 'more' is not of a participation",
    ),
    "a column is empty": (
        BODY.replace("a AS state", "NULL::VARCHAR AS state"),
        "column 'state' is empty in 2 episodes",
    ),
    "it is no SQL": ("SELEKT", "does not run"),
    "it reads other files": ("SELECT * FROM read_csv('/etc/passwd')", "does not run"),
    "rows are lost": (BODY + " LIMIT 1", "rows were lost or doubled: 2 rows went in, 1 came out"),
}


@pytest.mark.parametrize(("body", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_refuses_sql_that_breaks_its_contract(body: str, message: str, tmp_path: Path) -> None:
    """SQL that does not give the columns of its kind, reads what it was not given, or loses rows, is refused by name."""
    (tmp_path / "mine.sql").write_text(HEADER + body)
    (tmp_path / "parties.csv").write_text("a\nARM\nBLR\n")
    mine = tables.read_imports(tmp_path)["mine"]
    with pytest.raises(DataError, match=rf"mine\.sql: (mine: )?.*{message}"):
        tables.run_import(mine, {"parties": tmp_path / "parties.csv"}, None)


@pytest.mark.parametrize(
    ("line", "instead", "message"),
    [
        ("--+ title: T\n", "", "lacks"),
        ("--+ title: T\n", "--+ title: T\n--+ titel: T\n", "unknown keys"),
        ("state_name: s,", "", "differ from its contract"),
        ("of: parties", "of: agreements", "no file of the header"),
        ("{a: text}", "{a: date}", "columns are text or number"),
        ("kind: participation", "kind: partition", "not a valid Kind"),
        ('"2020"', '"lately"', "lately"),
    ],
)
def test_refuses_headers(line: str, instead: str, message: str, tmp_path: Path) -> None:
    """A header that lacks or misspells something is refused with the name of its file."""
    (tmp_path / "mine.sql").write_text(HEADER.replace(line, instead) + BODY)
    with pytest.raises(DataError, match=rf"mine\.sql: mine: header: .*{message}"):
        tables.read_imports(tmp_path)


# --- The real files ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real() -> dict[str, tables.Imported]:
    return {name: real_run(name) for name in REAL}


def real_run(name: str) -> tables.Imported:
    return tables.run_import(IMPORTS[name], {table: RAW / file for table, file in REAL[name].items()}, register())


def real_rows(name: str, table: str) -> list[dict[str, str]]:
    path = RAW / REAL[name][table]
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@needs_raw
@pytest.mark.slow
def test_real_cow(real: dict[str, tables.Imported]) -> None:
    """Every one of the 539,802 positive cells is in an episode, and there are as many episodes as runs in the file."""
    counts = real["cow-igo"].counts
    assert (19_335 * 217, 539_802) == (counts.given, counts.written)
    rows = sorted(real_rows("cow-igo", "igo"), key=lambda r: (r["ioname"], float(r["year"])))
    states = list(rows[0])[3:-15]
    runs, before = 0, {}
    for row in rows:
        year = float(row["year"])
        for state in states:
            if row[state] in ("1.0", "2.0", "3.0"):
                key = (row["ioname"], state)
                runs += before.get(key) != (year - 1, row[state])
                before[key] = (year, row[state])
    assert (217, runs) == (len(states), counts.episodes)
    assert {} == real["cow-igo"].by_rule


@needs_raw
@pytest.mark.slow
def test_real_cow_no_exit_in_the_last_year(real: dict[str, tables.Imported]) -> None:
    """No membership attested in 2014 has an end, no end lies later, and Uzbekistan's in the CSTO is as the cells say."""
    done = real["cow-igo"]
    ends = {q.object.value for q in done.quads if q.predicate.value == str(CSTO.ends)}
    assert "2014" == max(e.strip("[]")[-4:] for e in ends)
    last = {q.subject for q in done.quads if q.predicate.value == str(CSTO.holds) and q.object.value.endswith("2014")}
    assert 10_000 < len(last)
    assert set() == last & {q.subject for q in done.quads if q.predicate.value == str(CSTO.ends)}
    assert (["2002"], ["2012"], []) == times(done, "membership/704/CSTO/1")
    (place,) = told(done, "membership/704/CSTO/1", CSTO.row)
    with gzip.open(RAW / REAL["cow-igo"]["igo"], "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert "cell=4031,208-4040,208" == place.partition("#")[2]
    assert ["uzbekistan", "CSTO", "2002.0", "1.0"] == [rows[0][207], rows[4030][0], rows[4030][2], rows[4030][207]]
    assert ["CSTO", "2011.0", "1.0", "0.0"] == [rows[4039][0], rows[4039][2], rows[4039][207], rows[4040][207]]


@needs_raw
@pytest.mark.slow
def test_real_ggo(real: dict[str, tables.Imported]) -> None:
    """All 98,320 rows are accounted for, with the 6,443 that end before they begin and the 13,049 repeated pairs reported."""
    done = real["ggo-parties"]
    assert 98_320 == done.counts.given == done.counts.written + sum(done.counts.left_out.values())
    assert (6_443, 13_049) == (done.by_rule["ends before it begins"], done.by_rule["a pair is repeated"])
    pointers = sum(q.predicate.value == str(CSTO.row) for q in done.quads)
    assert (done.counts.written, 51_191) == (pointers, done.counts.episodes)


@needs_raw
@pytest.mark.slow
def test_real_reign(real: dict[str, tables.Imported]) -> None:
    """All 2,524 tenures are there, and the one line that is not UTF-8 is reported."""
    done = real["reign-leaders"]
    assert (2_524, 2_524, 2_524) == (done.counts.given, done.counts.written, done.counts.episodes)
    assert 1 == done.by_rule["a line is not UTF-8"]
    assert ["Katrín Jakobsdóttir"] == told(done, "person/CB-395-4", URIRef(str(tables.RDFS.label)))


@needs_raw
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(REAL))
def test_real_bounds_can_be_asked(name: str, real: dict[str, tables.Imported]) -> None:
    """Every episode has its four bounds and its status once, so that a question as of a day needs no OPTIONAL."""
    done = real[name]
    terms = (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd, CSTO.endStatus)
    for term in terms:
        subjects = [q.subject for q in done.quads if q.predicate.value == str(term)]
        assert (done.counts.episodes, done.counts.episodes) == (len(subjects), len(set(subjects)))


@needs_raw
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(REAL))
def test_real_runs_are_the_same(name: str, real: dict[str, tables.Imported]) -> None:
    """Two runs give the same bytes and the same report."""
    again = real_run(name)
    assert tables.as_nquads(real[name]) == tables.as_nquads(again)
    assert (real[name].counts, real[name].violations) == (again.counts, again.violations)
