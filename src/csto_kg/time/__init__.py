"""Dates as ranges of possible days, and what follows from them. Pure: no files, no clock, no locale.

* `days`: ranges of possible days, the bounds of a situation, whether it held on a day, and how long it lasted.
* `edtf`: reads dates in the Extended Date/Time Format.
* `digits`: the days that the digits of a date can mean, and how far "about" widens them.
* `mistakes`: common ways of writing a date that are not EDTF, and what to write instead.
* `relative`: reads dates that are given from the date of another event.
* `periods`: days, months, years and ranges, as people ask for them.
* `written`: dates as people write them.
* `bounds`: the bounds of a situation, from the dates of its start and end and from attestations.
* `allen`: how two things relate in time, as Allen's relations; the reference for the query `relations`.
"""

from csto_kg.time.days import FIRST_DAY, LAST_DAY, Certainty, DateError, Days, Ending, Span, holds_on
from csto_kg.time.edtf import Edtf, parse
from csto_kg.time.relative import RelativeDate, parse_relative

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "Certainty",
    "DateError",
    "Days",
    "Edtf",
    "Ending",
    "RelativeDate",
    "Span",
    "holds_on",
    "parse",
    "parse_relative",
]
