"""Policies: whose claims count, and which side of a conflict wins.

The curators' decisions are one policy of several. A reader may let the majority of sources, the most precise value or the
latest source win, leave sources out, or ask what could be known on an earlier day. All of them weigh the same claims again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from csto_kg.errors import Fault, UsageError
from csto_kg.time.days import Days


class Rule(StrEnum):
    """Which side of a conflict is held."""

    CURATED = "curated"
    """The one that the curators' decision prefers."""
    MAJORITY = "majority"
    """The one that more sources support; where the numbers are equal, the conflict is left open."""
    MOST_PRECISE = "most-precise"
    """The one whose value leaves the fewest days; of values that are not dates, none is more precise."""
    LATEST = "latest"
    """The one with the latest source, if the days of publication show which that is."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Whose claims count and which side wins. Sources go by their short identifiers, as in `annals-2021`.

    `only` counts these sources and no other (empty: all), `without` leaves sources out, `known_by` counts sources that
    can have been published by the end of that day. `assume` has the names of the assumptions on time that count, as in
    `one-chair`; None for all of them.
    """

    rule: Rule = Rule.CURATED
    only: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    known_by: date | None = None
    assume: frozenset[str] | None = None

    def __str__(self) -> str:
        """The policy as it is written after `--policy`, in one form for one meaning; without the day."""
        parts = [self.rule.value] if self.rule is not Rule.CURATED else []
        parts += [f"only:{s}" for s in sorted(self.only)] + [f"without:{s}" for s in sorted(self.without)]
        if self.assume is not None:
            parts += [f"assume:{name}" for name in sorted(self.assume) or [_NONE]]
        return ",".join(parts) or Rule.CURATED.value

    @property
    def is_default(self) -> bool:
        """Whether it leaves the release as it was built."""
        return self == CURATED

    def assumes(self, name: str) -> bool:
        """Whether an assumption on time counts."""
        return self.assume is None or name in self.assume

    def counts(self, source: str, published: Days | None) -> bool:
        """Whether the claims of a source count. An undated source counts from the first day it can have appeared."""
        if (self.only and source not in self.only) or source in self.without:
            return False
        return self.known_by is None or published is None or published.earliest <= self.known_by


CURATED = Policy()
# How a policy names the assumptions that count, and how it says that none does.
_ASSUME, _NONE = "assume", "none"
# What the faults of a policy are about.
_POLICY = "policy"


def read_policy(
    text: str | None, known_by: date | None, sources: Mapping[str, Days | None], assumptions: Collection[str] = ()
) -> Policy:
    """The policy in a text such as `majority`, `latest,without:annals-2021`, `assume:one-chair` or `assume:none`.

    `assumptions` are the names of the assumptions that there are. Raises UsageError for unknown words, sources and
    assumptions, and where no source is left.
    """
    rules: list[Rule] = []
    chosen: dict[str, set[str]] = {"only": set(), "without": set(), _ASSUME: set()}
    faults = []
    for part in (text or Rule.CURATED.value).split(","):
        word, colon, source = part.strip().partition(":")
        if not colon and word in set(Rule):
            rules.append(Rule(word))
        elif colon and word in chosen:
            name = re.sub("^(source|rule):|^rule/", "", source)
            known, what = ({*assumptions, _NONE}, "assumption") if word == _ASSUME else (set(sources), "source")
            if name not in known:
                fix = f"the {what}s are: {', '.join(sorted(known))}"
                faults.append(Fault(f"there is no {what} '{name}'", _POLICY, fix=fix))
            chosen[word].add(name)
        else:
            fix = f"write {', '.join(r.value for r in Rule)}, only:SOURCE, without:SOURCE or assume:RULE"
            faults.append(Fault(f"'{part}' is not a policy", _POLICY, fix=fix))
    if _NONE in chosen[_ASSUME] and len(chosen[_ASSUME]) > 1:
        faults.append(Fault("none and an assumption are both named", _POLICY, fix="keep none, or the assumptions"))
    if len(set(rules)) > 1:
        faults.append(
            Fault("one rule settles conflicts, and several are named", _POLICY, fix=f"keep one of {', '.join(rules)}")
        )
    if faults:
        raise UsageError(*faults)
    policy = Policy(
        rules[0] if rules else Rule.CURATED,
        frozenset(chosen["only"]),
        frozenset(chosen["without"]),
        known_by,
        frozenset(chosen[_ASSUME] - {_NONE}) if chosen[_ASSUME] else None,
    )
    if not any(policy.counts(source, published) for source, published in sources.items()):
        first = min((d.earliest for d in sources.values() if d), default=None)
        fix = f"the first source appeared on {first}" if known_by and first else "name a source that is not left out"
        as_known = f" as known by {known_by}" if known_by else ""
        raise UsageError(Fault(f"no source is left to answer from under the policy '{policy}'{as_known}", fix=fix))
    return policy


def undated(policy: Policy, sources: Mapping[str, Days | None]) -> tuple[str, ...]:
    """The sources that count under `known_by` though they may have appeared later."""
    day = policy.known_by
    if day is None:
        return ()
    return tuple(s for s, d in sorted(sources.items()) if d and policy.counts(s, d) and d.latest > day)
