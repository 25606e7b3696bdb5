"""How a client wants to see the release, and the jobs that show it so: a page, the data of an IRI, or where an IRI leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

from csto_kg.errors import Fault, UsageError
from csto_kg.queries.days import last_day
from csto_kg.time.written import written

__all__ = ["AS_OF", "KNOWN_BY", "PLAIN", "POLICY", "IriData", "Look", "Page", "SiteView", "once", "view_of"]

AS_OF: Final = "as-of"
KNOWN_BY: Final = "known-by"
POLICY: Final = "policy"


@dataclass(frozen=True, slots=True)
class SiteView:
    """A release as of a day, as known by a day, and under a policy; each is empty where it is the usual one.

    Days are written in full.
    """

    as_of: str = ""
    known_by: str = ""
    policy: str = ""

    @property
    def is_reweighed(self) -> bool:
        """Whether the claims are weighed in another way than in the release."""
        return bool(self.known_by or self.policy)

    @property
    def day(self) -> date | None:
        """The day as of which the release is seen; None for the usual one."""
        return date.fromisoformat(self.as_of) if self.as_of else None

    @property
    def without_day(self) -> SiteView:
        """The same view as of the usual day."""
        return replace(self, as_of="")

    @property
    def query(self) -> str:
        """The view as the query of an address; empty for the usual one."""
        pairs = ((AS_OF, self.as_of), (KNOWN_BY, self.known_by), (POLICY, self.policy))
        return urlencode([(name, value) for name, value in pairs if value])

    @property
    def words(self) -> str:
        """The view in words; empty for the usual one."""
        parts = [f"as of {written(self.as_of)}"] if self.as_of else []
        parts += [f"as known by {written(self.known_by)}"] if self.known_by else []
        parts += [f"under the policy “{self.policy}”"] if self.policy else []
        words = ", ".join(parts)
        return words[:1].upper() + words[1:]


PLAIN: Final = SiteView()
"""The release as it is."""


def once(pairs: Iterable[tuple[str, str]], names: Iterable[str]) -> dict[str, str]:
    """The values of parameters that take one, where they are given. Raises UsageError for those that have several."""
    values: dict[str, set[str]] = {}
    known = set(names)
    for name, value in pairs:
        if name in known:
            values.setdefault(name, set()).add(value.strip())
    if faults := [
        Fault("is given several times, with different values", name, fix="give it once")
        for name, given in values.items()
        if len(given) > 1
    ]:
        raise UsageError(*faults)
    return {name: next(iter(given)) for name, given in values.items()}


def view_of(pairs: Iterable[tuple[str, str]]) -> SiteView:
    """The view that the parameters of an address ask for, whose other parameters do not matter here.

    Of a month or a year its last day counts. Raises UsageError for a day that cannot be read, and for two values of one.
    """
    given = once(pairs, (AS_OF, KNOWN_BY, POLICY))
    days = {name: last_day(given[name], name).isoformat() for name in (AS_OF, KNOWN_BY) if given.get(name)}
    if days.get(AS_OF, "") > _LAST_AS_OF:
        raise UsageError(Fault(f"'{days[AS_OF]}' is too far ahead", AS_OF, fix=f"name a day up to {_LAST_AS_OF}"))
    policy = given.get(POLICY, "")
    if len(policy) > _LONGEST_POLICY:
        raise UsageError(Fault(f"the text is longer than {_LONGEST_POLICY} characters", POLICY, fix="name less"))
    return SiteView(days.get(AS_OF, ""), days.get(KNOWN_BY, ""), "" if policy == "curated" else policy)


_LONGEST_POLICY: Final = 500
_LAST_AS_OF: Final = "9998-12-31"  # the day after it is a day of the calendar too


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site, or another of its files, by its path; `base` is the address of the server, for the sitemap."""

    path: str
    view: SiteView = PLAIN
    base: str = ""

    def asked(self) -> None:
        """Nothing that the pool keeps an answer for: what becomes of it is kept as it is sent."""


@dataclass(frozen=True, slots=True)
class IriData:
    """The data of an IRI, by its path below the namespace, in a media type.

    `base` is the address of the server for JSON-LD, whose context has an address of its own.
    """

    path: str
    media_type: str
    view: SiteView = PLAIN
    base: str = ""

    def asked(self) -> None:
        """Nothing that the pool keeps an answer for."""


@dataclass(frozen=True, slots=True)
class Look:
    """Where an IRI leads, by its path below the namespace: to a page or to data, by the media type that is accepted."""

    path: str
    media_type: str
    view: SiteView = PLAIN

    def asked(self) -> None:
        """Nothing that the pool keeps an answer for."""
