"""What changed between two releases, thing by thing. Every quad that is gone or new is part of exactly one change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph as ox
from rdflib.namespace import RDF, RDFS

from csto_kg.errors import Fault, UsageError
from csto_kg.project import Project
from csto_kg.rdf.results import text_of
from csto_kg.rdf.terms import Term
from csto_kg.release.folder import readable_releases, release_quads
from csto_kg.vocab import G_FINDINGS, G_METADATA, G_VIEW, short, within

__all__ = ["Change", "Changes", "ThingChanges", "changes_between"]

Quads: TypeAlias = frozenset[ox.Quad]

_HELD: Final = frozenset((str(G_VIEW), str(G_FINDINGS)))
_LABEL: Final = ox.NamedNode(str(RDFS.label))
_STATED_BY: Final = tuple(map(str, (RDF.subject, RDF.predicate, RDF.object)))


@dataclass(frozen=True, slots=True)
class FindingKey:
    """The statement of a finding: subject, property and value by their short names."""

    subject: str
    property: str
    value: str

    def __str__(self) -> str:
        return f"{self.property} = {self.value}"


@dataclass(frozen=True, slots=True)
class Change:
    """The values of one property that are gone, and those that are new, all by their short names.

    `on` is the finding that has the property, or the graph of the claim that says it; empty for a property of the thing.
    """

    on: str
    property: str
    gone: tuple[str, ...]
    new: tuple[str, ...]

    def size(self) -> int:
        """The number of quads in it."""
        return len(self.gone) + len(self.new)


@dataclass(frozen=True, slots=True)
class ThingChanges:
    """The changes to one thing, by its short name."""

    thing: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Changes:
    """The quads that only the old or only the new release has, and how many both have.

    `old` and `new` are the names of the releases, `findings` the findings among the changes, by IRI.
    """

    old: str
    new: str
    gone: Quads
    come: Quads
    same: int
    findings: Mapping[str, FindingKey]

    def __bool__(self) -> bool:
        return bool(self.gone or self.come)

    @cached_property
    def things(self) -> tuple[ThingChanges, ...]:
        """The changes by thing, in the order of their names; together they hold each quad once."""
        grouped: dict[str, dict[tuple[str, str], tuple[list[str], list[str]]]] = {}
        for at, quads in enumerate((self.gone, self.come)):
            for quad in quads:
                thing, on, prop, value = _place(quad, self.findings)
                pair = grouped.setdefault(thing, {}).setdefault((on, prop), ([], []))
                pair[at].append(value)
        things = tuple(
            ThingChanges(thing, tuple(Change(*key, *map(_sorted, values)) for key, values in sorted(of.items())))
            for thing, of in sorted(grouped.items())
        )
        counted = sum(change.size() for thing in things for change in thing.changes)
        assert counted == len(self.gone) + len(self.come), "a change was lost"
        return things

    def as_lines(self) -> list[str]:
        """Every quad that is gone (`- …`) or new (`+ …`) in N-Quads, in order."""
        return [f"- {q} ." for q in sorted(map(str, self.gone))] + [f"+ {q} ." for q in sorted(map(str, self.come))]


def changes_between(project: Project, old: str | None, new: str | None, *, claims: bool = False) -> Changes:
    """The changes between two releases, each the start of the hash of a kept release, or a .nq file.

    Without names these are the current release and the one before it. Only what is held is compared; with `claims`,
    everything. Raises UsageError where a name fits no release or several, and where there is only one release.
    """
    kept = readable_releases(project)
    if not kept and (old is None or new is None):
        raise UsageError(Fault("nothing has been built to compare", fix="run: csto-kg build"))
    if old is None and len(kept) < 2:
        raise UsageError(Fault("there is only one release", fix="build again after a change, or name two"))
    first = kept[1] if old is None else _release(kept, old)
    second = kept[0] if new is None else _release(kept, new)
    before, after = (
        frozenset(q for q in _quads(p) if (_is_data(q) if claims else _is_held(q))) for p in (first, second)
    )
    gone, come = before - after, after - before
    findings = _findings({text_of(q.subject) for q in gone | come}, before | after)
    return Changes(first.name, second.name, gone, come, len(before & after), findings)


def _release(kept: Sequence[Path], name: str) -> Path:
    if Path(name).is_file():
        return Path(name)
    found = [p for p in kept if p.name.startswith(name)]
    if len(found) != 1:
        fix = f"there are: {', '.join(p.name for p in kept) or 'none'}; or name a .nq file"
        raise UsageError(Fault(f"{len(found)} kept releases start with '{name}'", fix=fix))
    return found[0]


def _quads(place: Path) -> list[ox.Quad]:
    if not place.is_file():
        return release_quads(place)
    try:
        return list(ox.parse(path=str(place), format=ox.RdfFormat.N_QUADS))
    except (OSError, SyntaxError, ValueError) as error:
        raise UsageError(Fault(f"{place} cannot be read as N-Quads: {error}")) from None


def _is_data(quad: ox.Quad) -> bool:
    return quad.graph_name != ox.NamedNode(str(G_METADATA))


def _is_held(quad: ox.Quad) -> bool:
    """Whether a quad says what is held; the label of a finding only repeats the finding."""
    if not isinstance(quad.graph_name, ox.NamedNode) or quad.graph_name.value not in _HELD:
        return False
    return quad.predicate != _LABEL or within(text_of(quad.subject), "finding") is None


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(values))


def _plain(term: Term) -> str:
    return short(term.value) if isinstance(term, ox.NamedNode) else text_of(term)


def _place(quad: ox.Quad, findings: Mapping[str, FindingKey]) -> tuple[str, str, str, str]:
    """The place of a quad in the changes: the thing, the subject of the property, the property, and its value."""
    subject, prop, value = _plain(quad.subject), _plain(quad.predicate), _plain(quad.object)
    graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
    finding = findings.get(text_of(quad.subject))
    if finding is not None:
        return finding.subject, f"finding {finding}", prop, value
    if "/claim/" in graph:
        return subject, f"{short(graph)} says", prop, value
    return subject, "", prop, value


def _findings(changed: set[str], quads: Iterable[ox.Quad]) -> dict[str, FindingKey]:
    """The findings among the subjects that have changed, by IRI."""
    parts: dict[str, dict[str, str]] = {}
    for quad in quads:
        iri, prop = text_of(quad.subject), quad.predicate.value
        if within(iri, "finding") and prop in _STATED_BY and iri in changed:
            parts.setdefault(iri, {})[prop] = _plain(quad.object)
    return {iri: FindingKey(*(stated.get(p, "") for p in _STATED_BY)) for iri, stated in parts.items()}
