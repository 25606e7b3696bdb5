"""Who was in which body on a day: what pages say of it, the file for their scripts, and what differs between days."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from csto_kg.release.folder import release_quads
from csto_kg.site.compare import COMPARE_PAGE, differences, page_of_comparison
from csto_kg.site.days import DAYS_FILE, HUES_IN_BODIES, NOTHING, SHOWN, DaysData, row_words
from csto_kg.site.home import HOME_PAGE, page_of_day
from csto_kg.site.matrix import matrix_section
from csto_kg.site.model import MatrixSection, Text
from csto_kg.site.publish import material_of, site_files
from csto_kg.site.region_map import map_section
from csto_kg.time.days import FIRST_DAY, LAST_DAY
from tests.support.mini import Mini, copy_mini
from tests.support.site import released


@pytest.fixture(scope="module")
def made(whole: Mini, tmp_path_factory: pytest.TempPathFactory) -> tuple[DaysData, dict[str, bytes]]:
    """The days of the mini project, and the files of its site."""
    graph = released(copy_mini(tmp_path_factory.mktemp("days")), whole.quads)
    return DaysData(material_of(graph, tuple(release_quads(graph.folder)))), site_files(graph)


@pytest.fixture
def data(made: tuple[DaysData, dict[str, bytes]]) -> DaysData:
    return made[0]


@pytest.fixture
def files(made: tuple[DaysData, dict[str, bytes]]) -> dict[str, bytes]:
    return made[1]


def spoken(text: Text) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in text)


def test_the_strongest_verdict_counts(data: DaysData) -> None:
    """Of several standings of one agent the most certain one is shown, and nothing that is not held at all."""
    assert data.rows
    for row in data.rows:
        for day in data.days:
            verdicts = data.verdicts(day, row.body, row.hue)
            assert set(verdicts.values()) <= set(SHOWN)
            for agent, verdict in verdicts.items():
                best = data.best(day, agent, (row.body,))
                assert SHOWN.index(best[1]) <= SHOWN.index(verdict)
    assert ("", "") == data.best(date(1, 2, 3), data.agents[0], ())


def test_days_of_change_are_those_on_which_something_differs(data: DaysData) -> None:
    """Between two days of change nobody comes or goes, and on some of them somebody does."""
    assert list(data.days) == sorted(set(data.days))
    assert not {FIRST_DAY, LAST_DAY} & set(data.days)
    changed = [differences(data, one, other) != ((NOTHING,),) for one, other in pairwise(data.days)]
    assert any(changed)


def test_the_file_for_scripts_has_what_the_pages_say(data: DaysData, files: dict[str, bytes]) -> None:
    """Agents and bodies lead to pages that there are, standings have their four bounds, and words are those of the pages."""
    read = json.loads(files[DAYS_FILE])
    assert [day.isoformat() for day in data.days] == read["days"]
    assert len(data.standings) == len(read["standings"])
    for standing in read["standings"]:
        agent, body, hue, *bounds, ending = standing
        assert read["agents"][agent][1] in files
        assert read["bodies"][body][1] in files
        assert hue in HUES_IN_BODIES
        assert 4 == len([date.fromisoformat(bound) for bound in bounds])
        assert ending in ("stated", "open", "unknown", "derived")
    assert [row_words(data, row) for row in data.rows] == [row[2] for row in read["rows"]]


def test_pages_with_scripts_say_so_in_their_policy(files: dict[str, bytes]) -> None:
    """The pages of days and the comparison load scripts of the site; the policy of all other pages allows none."""
    with_scripts = {
        path for path, content in files.items() if path.endswith(".html") and b"script-src 'self'" in content
    }
    assert {HOME_PAGE, COMPARE_PAGE} <= with_scripts
    assert b'src="home.js"' in files[HOME_PAGE]
    assert {"days.js", "home.js", "compare.js"} <= set(files)
    assert "id/eastland.html" not in with_scripts or b'src="' in files["id/eastland.html"]


def test_differences_are_said_in_both_directions(data: DaysData) -> None:
    """What differs between two days is said with both verdicts, and the other way round with these the other way round."""
    for one, other in pairwise(data.days):
        there, back = differences(data, one, other), differences(data, other, one)
        assert len(there) == len(back)
        for difference in map(spoken, there):
            assert difference == NOTHING or ", then " in difference
    assert ((NOTHING,),) == differences(data, data.days[0], data.days[0])


def test_the_matrix_has_a_cell_for_each_body(data: DaysData) -> None:
    """Each state has a word in each column, and where it is not in a body, why not."""
    assert data.material.day is not None
    section = matrix_section(data, data.material.day)
    if len(data.bodies) < 2:
        assert section is None
        return
    assert isinstance(section, MatrixSection)
    for _, cells in section.rows:
        assert len(data.bodies) == len(cells)
        assert all(cell.words for cell in cells)
        assert {"no longer", "not yet", "not then", "not attested yet", "–"} >= {
            c.words for c in cells if not c.verdict
        }


def test_states_without_codes_get_no_map(data: DaysData) -> None:
    """A project whose states have no codes has a first page without a map."""
    assert data.material.day is not None
    assert {} == data.codes
    assert map_section(data, data.material.day) is None
    page = page_of_day(data.material, data.material.day, data.days)
    assert "map" not in [section.kind for section in page.sections]


def test_a_project_with_one_day_is_not_compared(data: DaysData) -> None:
    """Where there is nothing to compare there is no page that compares."""
    alone = DaysData(data.material)
    alone.__dict__["days"] = data.days[:1]
    assert page_of_comparison(alone) is None
    assert page_of_comparison(data) is not None


def test_scripts_stand_beside_the_templates() -> None:
    """Each script that a page names is a file of the package, and small."""
    static = Path(__file__).parents[2] / "src" / "csto_kg" / "site" / "static"
    for name in ("days.js", "home.js", "compare.js"):
        assert 500 < (static / name).stat().st_size < 9_000
