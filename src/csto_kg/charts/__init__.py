"""Pictures of when things held: what is certain, what is only possible, and how order tightened the bounds.

Pure: values in, text or SVG out; no files, no clock, no environment, and nothing of RDF.

* `rows`: bars for situations and marks for events, cut into segments of one grade.
* `axis`: the window of days that a chart shows, its ticks, and what of a segment lies in the window.
* `words`: the dates of a row in words, and the keys of the legend.
* `columns`: texts measured in columns of a terminal, cut and folded.
* `text`: a chart for a terminal.
* `svg`: a chart for a page.
* `lanes`: the pictures in the rows of a table of lanes.
* `shapes`: the elements of which the SVG is made.
"""

from csto_kg.charts.axis import Tick, Window, ticks_of, window_of
from csto_kg.charts.lanes import LaneMark, Track, axis_strip, lane_strip, lane_textures
from csto_kg.charts.rows import Bar, ChartRow, Grade, Mark, Segment, segments_before, segments_of
from csto_kg.charts.svg import CHART_STYLE, chart_svg
from csto_kg.charts.text import chart_text
from csto_kg.charts.words import date_lines

__all__ = [
    "CHART_STYLE",
    "Bar",
    "ChartRow",
    "Grade",
    "LaneMark",
    "Mark",
    "Segment",
    "Tick",
    "Track",
    "Window",
    "axis_strip",
    "chart_svg",
    "chart_text",
    "date_lines",
    "lane_strip",
    "lane_textures",
    "segments_before",
    "segments_of",
    "ticks_of",
    "window_of",
]
