"""What `csto-kg import` writes passes the checks as made from tables, and a fault in it is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.namespace import RDFS

from csto_kg.check.profiles import Profile
from csto_kg.check.targets import CheckOptions, check_rdf
from csto_kg.rdf.nquads import canonical_nquads
from csto_kg.tables.run import ImportedTable
from csto_kg.vocab import CSTO, DCTERMS, TABLE_PROFILE
from tests.support.mini import Mini
from tests.support.tables import LEADERS_HEAD, cow, ggo, igo_row, party, register, run, values

LEADER = "{state},{code},{who},{name},1,1,2001,2,2003,,,,,,,,,\n"


def leaders(folder: Path, *rows: tuple[str, str]) -> ImportedTable:
    """Leaders of Armenia, each a code and a name."""
    lines = (LEADER.format(state="ARM", code="371", who=who, name=name) for who, name in rows)
    return run("reign-leaders", {"leaders": LEADERS_HEAD + "".join(lines)}, folder)


MADE: dict[str, Callable[[Path], ImportedTable]] = {
    "cow-igo": lambda folder: cow(
        folder, *(igo_row(year, "1.0", "3.0", "2.0", name="CSTO") for year in (1992, 1993))
    ),
    "ggo-parties": lambda folder: ggo(
        folder, party("ARM", "1994-02-15", ""), party("RUS", "1995-02-15", "2001-01-01")
    ),
    "reign-leaders": lambda folder: leaders(folder, ("a-1", "A"), ("b-1", "B")),
}


def shapes_of(quads: Sequence[ox.Quad], whole: Mini, folder: Path, profile: Profile | None = None) -> set[str]:
    """The shapes whose results a file of these quads gets."""
    file = folder / "table.nq"
    file.write_bytes(canonical_nquads(quads))
    report = check_rdf([file], whole.project, whole.ontology, CheckOptions(profile=profile)).report
    return {r.shape.partition("#")[2].partition("-")[0] for r in report.results}


@pytest.mark.parametrize("name", sorted(MADE))
def test_an_import_conforms(name: str, whole: Mini, tmp_path: Path) -> None:
    """An imported table says that it is one, and has no fault."""
    done = MADE[name](tmp_path)
    assert done.counts.episodes >= 2
    assert 1 == sum(q.object == ox.NamedNode(str(TABLE_PROFILE)) for q in done.quads)
    assert set() == shapes_of(done.quads, whole, tmp_path)


def test_an_episode_of_one_day_and_one_that_the_next_bounds_conform(whole: Mini, tmp_path: Path) -> None:
    """A row that ends on the day it starts, and missing years between two runs, give bounds that fit what is written."""
    day = ggo(tmp_path, party("ARM", "1994-02-15", "1994-02-15"))
    codes = ("1.0", "-9.0", "1.0")
    years = cow(tmp_path, *(igo_row(1992 + i, c, since=1992) for i, c in enumerate(codes)))
    assert (1, 2) == (day.counts.episodes, years.counts.episodes)
    assert set() == shapes_of(day.quads, whole, tmp_path) | shapes_of(years.quads, whole, tmp_path)


def test_a_profile_can_be_chosen(whole: Mini, tmp_path: Path) -> None:
    """As a view an import has faults; as tables it has none, even if it does not say that it is one."""
    quads = MADE["cow-igo"](tmp_path).quads
    assert {"BoundsShape", "MembershipShape"} <= shapes_of(quads, whole, tmp_path, Profile.VIEW)
    unsaid = [q for q in quads if q.predicate != ox.NamedNode(str(DCTERMS.conformsTo))]
    assert {"BoundsShape", "MembershipShape"} <= shapes_of(unsaid, whole, tmp_path)
    assert set() == shapes_of(unsaid, whole, tmp_path, Profile.TABLES)


def test_a_link_to_nothing_is_found(whole: Mini, tmp_path: Path) -> None:
    """A link to an identifier that the project does not declare is a fault of the import."""
    linked = cow(tmp_path, igo_row(1992, "1.0", name="CSTO"), register=register())
    assert {"ReferenceShape"} == shapes_of(linked.quads, whole, tmp_path)


def test_namesakes_have_their_codes_in_their_labels(whole: Mini, tmp_path: Path) -> None:
    """Two codes with one name are distinguished by their labels; a name of one code stays as it is."""
    done = leaders(tmp_path, ("a-1", "A"), ("a-2", "A"), ("b-1", "B"))
    found = [values(done, f"person/{code}", RDFS.label) for code in ("a-1", "a-2", "b-1")]
    assert [["A (a-1)"], ["A (a-2)"], ["B"]] == found
    assert set() == shapes_of(done.quads, whole, tmp_path)


def without(predicate: str) -> Callable[[ox.Quad], list[ox.Quad]]:
    """A fault: everything that a property says is gone."""
    return lambda quad: [] if quad.predicate.value == predicate else [quad]


def with_value(predicate: str, value: ox.NamedNode | ox.Literal) -> Callable[[ox.Quad], list[ox.Quad]]:
    """A fault: all that a property says is one and the same."""
    return lambda q: [ox.Quad(q.subject, q.predicate, value, q.graph_name)] if q.predicate.value == predicate else [q]


def with_property(predicate: str, other: str) -> Callable[[ox.Quad], list[ox.Quad]]:
    """A fault: another property says what one says."""
    return lambda q: (
        [ox.Quad(q.subject, ox.NamedNode(other), q.object, q.graph_name)] if q.predicate.value == predicate else [q]
    )


DAY = ox.Literal("0001-01-01T00:00:00Z", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime"))
EDTF = ox.NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")


@pytest.mark.parametrize(
    ("fault", "shape"),
    [
        (without(str(CSTO.row)), "TableRowShape"),
        (with_value(str(CSTO.row), ox.NamedNode("https://example.org/file.csv")), "TableRowShape"),
        (without(str(DCTERMS.identifier)), "TableCodeShape"),
        (without(str(CSTO.sha256)), "TableSourceShape"),
        (without(str(CSTO.fileName)), "TableSourceShape"),
        (without(str(CSTO.rowCount)), "TableSourceShape"),
        (without(str(CSTO.endStatus)), "BoundsShape"),
        (with_value(str(CSTO.endStatus), ox.NamedNode("https://w3id.org/csto-kg/id/role/member")), "BoundsShape"),
        (
            with_value(str(CSTO.endStatus), ox.NamedNode("https://w3id.org/csto-kg/id/end-status/staded")),
            "BoundsShape",
        ),
        (with_value(str(CSTO.latestEnd), DAY), "BoundsShape"),
        (with_value(str(RDFS.label), ox.Literal("one", language="en")), "NamesakeShape"),
        (without(str(RDFS.label)), "LabelShape"),
        (with_property(str(CSTO.begins), str(CSTO.beginns)), "UndeclaredTermShape"),
    ],
)
def test_a_fault_in_an_import_is_found(
    fault: Callable[[ox.Quad], list[ox.Quad]], shape: str, whole: Mini, tmp_path: Path
) -> None:
    """What is lost or falsified in an imported file is found, by the shapes of tables and by those of the view."""
    quads = [found for quad in MADE["ggo-parties"](tmp_path).quads for found in fault(quad)]
    assert shape in shapes_of(quads, whole, tmp_path)


def test_an_episode_without_a_time_is_found(whole: Mini, tmp_path: Path) -> None:
    """An episode to which the table gives neither start nor end nor a time at which it held says nothing."""
    times = {str(p) for p in (CSTO.begins, CSTO.ends, CSTO.holds)}
    quads = [q for q in MADE["ggo-parties"](tmp_path).quads if q.predicate.value not in times]
    assert "TableTimeShape" in shapes_of(quads, whole, tmp_path)


def test_what_is_not_of_a_table_needs_no_row(whole: Mini, tmp_path: Path) -> None:
    """A membership of a view that is checked together with a table is not asked for its row."""
    view = [q for q in whole.quads if str(q.graph_name).endswith("graph/view>")]
    alone = shapes_of(view, whole, tmp_path)
    together = shapes_of([*view, *MADE["cow-igo"](tmp_path).quads], whole, tmp_path)
    assert set() == {shape for shape in together - alone if shape.startswith("Table")}
