"""The real outside tables: every row is accounted for, and two runs give the same."""

from __future__ import annotations

import csv
import gzip
import os
from pathlib import Path

import pytest
from rdflib.namespace import RDFS

from csto_kg.check.targets import CheckOptions, check_rdf
from csto_kg.ontology import ontology_of
from csto_kg.project import Project
from csto_kg.rdf.nquads import canonical_nquads
from csto_kg.rdf.results import text_of
from csto_kg.tables.run import ImportedTable, run_import
from csto_kg.vocab import CSTO
from tests.support.paths import ROOT
from tests.support.tables import IMPORTS, register, times, values

RAW = Path(os.environ.get("CSTO_KG_TABLES", ROOT.parent / "shared" / "data"))
REAL = {
    "cow-igo": {"igo": "cow-igo-v3/igo_year_format3.csv.gz", "states": "cow-igo-v3/states2016.csv"},
    "ggo-parties": {"parties": "ggo-treaties/parties.GGO.csv.gz"},
    "reign-leaders": {"leaders": "leaders/reign_leaderlist_3_21.csv.gz"},
}
needs_raw = pytest.mark.skipif(
    not RAW.is_dir(), reason=f"no raw tables in {RAW}: name their folder with CSTO_KG_TABLES"
)


@pytest.fixture(scope="module")
def real() -> dict[str, ImportedTable]:
    return {name: real_run(name) for name in REAL}


def real_run(name: str) -> ImportedTable:
    return run_import(IMPORTS[name], {table: RAW / file for table, file in REAL[name].items()}, register())


def real_rows(name: str, table: str) -> list[dict[str, str]]:
    path = RAW / REAL[name][table]
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@needs_raw
@pytest.mark.slow
def test_real_cow(real: dict[str, ImportedTable]) -> None:
    """Every one of the 539,802 positive cells is in an episode, and there are as many episodes as runs in the file."""
    counts = real["cow-igo"].counts
    assert (19_335 * 217, 539_802) == (counts.given, counts.written)
    rows = sorted(real_rows("cow-igo", "igo"), key=lambda r: (r["ioname"], float(r["year"])))
    states = list(rows[0])[3:-15]
    runs = 0
    before: dict[tuple[str, str], tuple[float, str]] = {}
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
def test_real_cow_no_exit_in_the_last_year(real: dict[str, ImportedTable]) -> None:
    """No membership attested in 2014 has an end, no end lies later, and Uzbekistan's in the CSTO is as the cells say."""
    done = real["cow-igo"]
    ends = {text_of(q.object) for q in done.quads if q.predicate.value == str(CSTO.ends)}
    assert "2014" == max(e.strip("[]")[-4:] for e in ends)
    last = {
        q.subject for q in done.quads if q.predicate.value == str(CSTO.holds) and text_of(q.object).endswith("2014")
    }
    assert 10_000 < len(last)
    assert set() == last & {q.subject for q in done.quads if q.predicate.value == str(CSTO.ends)}
    assert (["2002"], ["2012"], []) == times(done, "membership/704/CSTO/1")
    (place,) = values(done, "membership/704/CSTO/1", CSTO.row)
    with gzip.open(RAW / REAL["cow-igo"]["igo"], "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert "cell=4031,208-4040,208" == place.partition("#")[2]
    assert ["uzbekistan", "CSTO", "2002.0", "1.0"] == [rows[0][207], rows[4030][0], rows[4030][2], rows[4030][207]]
    assert ["CSTO", "2011.0", "1.0", "0.0"] == [rows[4039][0], rows[4039][2], rows[4039][207], rows[4040][207]]


@needs_raw
@pytest.mark.slow
def test_real_ggo(real: dict[str, ImportedTable]) -> None:
    """All 98,320 rows are accounted for, with the 6,443 that end before they begin and the 13,049 repeated pairs reported."""
    done = real["ggo-parties"]
    assert 98_320 == done.counts.given == done.counts.written + sum(done.counts.left_out.values())
    assert (6_443, 13_049) == (done.by_rule["ends before it starts"], done.by_rule["a pair is repeated"])
    pointers = sum(q.predicate.value == str(CSTO.row) for q in done.quads)
    assert (done.counts.written, 51_191) == (pointers, done.counts.episodes)


@needs_raw
@pytest.mark.slow
def test_real_reign(real: dict[str, ImportedTable]) -> None:
    """All 2,524 tenures are there, and the one line that is not UTF-8 is reported."""
    done = real["reign-leaders"]
    assert (2_524, 2_524, 2_524) == (done.counts.given, done.counts.written, done.counts.episodes)
    assert 1 == done.by_rule["a line is not UTF-8"]
    assert ["Katrín Jakobsdóttir"] == values(done, "person/CB-395-4", RDFS.label)


@needs_raw
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(REAL))
def test_real_tables_pass_the_checks(name: str, real: dict[str, ImportedTable], tmp_path: Path) -> None:
    """What is made of a table conforms, since it says that it is made of one; as a view it would not."""
    file = tmp_path / f"{name}.nq"
    file.write_bytes(canonical_nquads(real[name].quads))
    project = Project(ROOT, tmp_path / "build")
    assert () == check_rdf([file], project, ontology_of(project), CheckOptions()).report.results


@needs_raw
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(REAL))
def test_real_bounds_can_be_asked(name: str, real: dict[str, ImportedTable]) -> None:
    """Every episode has its four bounds and its status once, so that a question as of a day needs no OPTIONAL."""
    done = real[name]
    terms = (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd, CSTO.endStatus)
    for term in terms:
        subjects = [q.subject for q in done.quads if q.predicate.value == str(term)]
        assert (done.counts.episodes, done.counts.episodes) == (len(subjects), len(set(subjects)))


@needs_raw
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(REAL))
def test_real_runs_are_the_same(name: str, real: dict[str, ImportedTable]) -> None:
    """Two runs give the same bytes and the same report."""
    again = real_run(name)
    assert canonical_nquads(real[name].quads) == canonical_nquads(again.quads)
    assert (real[name].counts, real[name].violations) == (again.counts, again.violations)
