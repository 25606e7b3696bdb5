"""Pages as of a day by the Memento protocol (RFC 7089): the page without a day is the original, and leads to that of a day.

The day is the one that a page speaks of, as in `?as-of=`, and not that of a copy of the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date
from email.utils import parsedate_to_datetime
from typing import Final

from csto_kg.site.addresses import relative

__all__ = ["LINK_FORMAT", "TIMEMAP", "day_accepted", "http_day", "memento_links", "timemap_of"]

TIMEMAP: Final = "timemap/"
"""What stands before the path of a page in the address of the list of its days."""
LINK_FORMAT: Final = "application/link-format"
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def http_day(day: date) -> str:
    """The start of a day as HTTP writes it."""
    return f"{_DAYS[day.weekday()]}, {day.day:02} {_MONTHS[day.month - 1]} {day.year:04} 00:00:00 GMT"


def day_accepted(value: str | None) -> date | None:
    """The day of an `Accept-Datetime` header; None where there is none, or none that can be read."""
    try:
        return parsedate_to_datetime(value).astimezone(UTC).date() if value else None
    except (ValueError, OverflowError):
        return None


def memento_links(path: str, query: str, *, is_dated: bool) -> list[str]:
    """The links of the page at a path: to its original, which leads to any day by `Accept-Datetime`, and to its days.

    `query` is what the original is asked with besides a day.
    """
    name, of = path.rpartition("/")[2], f"?{query}" if query else ""
    listed = relative(f"{TIMEMAP}{path}", path)
    rels = "original timegate" if is_dated else "timegate"
    return [f'<{name}{of}>; rel="{rels}"', f'<{listed}>; rel="timemap"; type="{LINK_FORMAT}"']


def timemap_of(address: str, path: str, days: Iterable[date]) -> bytes:
    """The list of the days of a page on which something changed; `address` is that of the server, and ends in `/`."""
    page = f"{address}{path}"
    lines = [f'<{page}>; rel="original timegate"', f'<{address}{TIMEMAP}{path}>; rel="self"; type="{LINK_FORMAT}"']
    lines += [f'<{page}?as-of={day}>; rel="memento"; datetime="{http_day(day)}"' for day in days]
    return (",\n".join(lines) + "\n").encode()
