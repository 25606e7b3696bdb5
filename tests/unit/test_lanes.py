"""The pictures in the rows of a table of lanes."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import fromstring

from csto_kg.charts import Bar, LaneMark, Mark, Track, Window, axis_strip, lane_strip, lane_textures
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Days, Ending, Span

WINDOW = Window(date(1990, 1, 1), date(2020, 1, 1))
BOUNDED = Bar(
    "A", Span(Days(date(1994, 4, 20), date(1994, 4, 20)), Days(date(1999, 1, 1), date(1999, 12, 31)), Ending.STATED)
)
FADING = Bar("B", Span(Days(FIRST_DAY, date(1992, 12, 31)), Days(date(1993, 1, 1), LAST_DAY), Ending.UNKNOWN))


def classes(text: str) -> list[str]:
    """The classes of the elements of a picture, in order."""
    return [element.get("class", "") for element in fromstring(text).iter()]


def test_certain_days_are_solid_and_possible_ones_hatched() -> None:
    """A bar has a part for each grade, in the colour of its track."""
    picture = lane_strip([Track("party", (BOUNDED,))], WINDOW)
    assert {"csto-hue-party", "csto-bar csto-certain", "csto-bar csto-possible"} <= set(classes(picture))
    assert "url(#party-possible)" in picture
    assert 'id="party-possible"' in lane_textures(["party"])


def test_what_is_not_attested_later_fades_soon() -> None:
    """An end that no source gives is drawn over a small part of the axis, with a mask that fades it."""
    picture = fromstring(lane_strip([Track("member", (FADING,))], WINDOW))
    faded = [e for e in picture.iter() if e.get("mask") == "url(#member-later)"]
    assert faded
    assert all(float(str(e.get("width")).rstrip("%")) <= 6 for e in faded)


def test_a_conflict_is_a_link_and_an_act_is_none() -> None:
    """The diamond of a conflict leads to its page and has its question as its name; the ring of an act leads nowhere."""
    marks = [LaneMark(date(1994, 4, 20), "When?", "c.html"), LaneMark(date(1992, 5, 15), "signed")]
    picture = fromstring(lane_strip([Track("party", (BOUNDED,))], WINDOW, marks))
    (link,) = picture.iter("a")
    assert ("c.html", "When?") == (link.get("href"), link.get("aria-label"))
    assert ["csto-act"] == [e.get("class") for e in picture.iter("circle")]


def test_tracks_stand_below_each_other() -> None:
    """A strip with two tracks is higher than one with one; one without any has room for a mark."""
    heights = [float(str(fromstring(lane_strip(t, WINDOW)).get("height"))) for t in ([], [Track("party", ())] * 2)]
    assert 0 < heights[0] < heights[1]


def test_the_axis_has_ticks_in_words_and_the_day() -> None:
    """The axis has fewer ticks on narrow pages, months in words, and a line on the chosen day, if that is shown."""
    axis = axis_strip(Window(date(1994, 3, 1), date(1994, 12, 31)), day=date(1994, 5, 1))
    assert "July 1994" in axis
    assert "csto-day" in classes(axis)
    assert "csto-day" not in classes(axis_strip(WINDOW, day=date(1980, 1, 1)))
    assert 5 > classes(axis_strip(WINDOW)).count("csto-tick") / 2


def test_labels_cannot_break_a_picture() -> None:
    """A label with markup in it is text."""
    picture = lane_strip([Track("party", (Mark("<script>", Days(date(1999, 1, 1), date(1999, 1, 1))),))], WINDOW)
    assert "<script" not in picture
    assert "&lt;script&gt;" in picture
