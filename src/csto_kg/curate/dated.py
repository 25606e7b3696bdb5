"""The dates that a quotation gives, as far as they can be read: days, months and years, in the languages of `_MONTHS`.

What narrows a date ("at the end of 2004", "в конце 2004 года") is not read, so that a date without a day comes with the words
around it, for the author to see what was left out. The same words show a day or month in a language that is not in `_MONTHS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from csto_kg.ask.reading.dates import When, WrittenDate, moments_in
from csto_kg.time.days import LAST_DAY, MONTHS

__all__ = ["QuotedDate", "dates_of"]

# How the names of the months begin, from January to December; an ending may follow.
_MONTHS: Final = {
    "de": "januar|jänner februar|feber märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "ru": "январ феврал март апрел ма[йяе] июн июл август сентябр октябр ноябр декабр",
    "uk": "січ лют берез квіт трав черв лип серп верес жовт листоп груд",
}
_AFTER: Final = r"(?=\s+[12]\d{3}(?!\d))"
_FOREIGN: Final = tuple(
    (re.compile(rf"(?:(?<!\w)([0-3]?\d)\.?\s+)?(?<!\w)(?:{stem})[^\W\d]*{_AFTER}", re.IGNORECASE), english)
    for stems in _MONTHS.values()
    for stem, english in zip(stems.split(), MONTHS, strict=True)
)
_AROUND: Final = r"(?:[^\s.;!?]+\s+){0,3}\S*"


@dataclass(frozen=True, slots=True)
class QuotedDate:
    """A date in EDTF, and the words around it where it is not a day; they are empty where it is one."""

    edtf: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.edtf} (in “{self.words}”)" if self.words else self.edtf


def dates_of(quotation: str) -> tuple[QuotedDate, ...]:
    """The dates of a quotation, each once, in order; ranges and what bounds a time on one side are left out."""
    text = _in_english(quotation)
    found = (m for m in moments_in(text, LAST_DAY) if m.when is When.AT and m.last < LAST_DAY)
    dates = {edtf: QuotedDate(edtf, words) for edtf, words in _with_words(quotation, text, found)}
    return tuple(dates.values())


def _in_english(quotation: str) -> str:
    """A quotation with English names of months, where a year follows them."""
    for form, english in _FOREIGN:
        quotation = form.sub(lambda m, name=english: f"{m[1]} {name}" if m[1] else name, quotation)  # type: ignore[misc]
    return quotation


def _with_words(quotation: str, text: str, moments: Iterator[WrittenDate]) -> Iterator[tuple[str, str]]:
    for moment in moments:
        edtf = _as_written(text[moment.start : moment.end], moment)
        around = re.search(rf"{_AROUND}{moment.first.year}\S*(?:\s+[^\W\d]+)?", quotation)
        yield edtf, " ".join(around[0].split()) if around and len(edtf) != len("2004-10-05") else ""


def _as_written(words: str, moment: WrittenDate) -> str:
    """A date as precise as its words: "the end of 2004" is read as its last day, and is a time in 2004 here."""
    if ".." in moment.text:  # a decade or a season: some day within it
        return f"[{moment.text}]"
    if not moment.is_day or len(re.findall(r"\d+", words)) > 1:
        return moment.text
    has_month = any(re.search(rf"\b{name[:3]}", words, re.IGNORECASE) for name in MONTHS)
    return moment.text[: len("2004-10" if has_month else "2004")]
