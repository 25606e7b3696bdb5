"""What the checks say of mutants: which check reports each fault first, and whether it names the thing itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar

import yaml
from rdflib import Graph

from csto_kg.check.dataset import check_claims, check_view
from csto_kg.errors import CstoKgError, Fault
from csto_kg.order import contradiction_fault, derived_triples, ordered_view
from csto_kg.rdf.files import read_turtle
from csto_kg.rdf.terms import GraphQuad
from csto_kg.read import reviews
from csto_kg.read.coverage import cover
from csto_kg.read.files import read_dataset, read_source_list
from csto_kg.read.records import Dataset
from csto_kg.read.texts import ChangedTextsError, read_texts
from csto_kg.reason.consistency import check_and_infer
from csto_kg.release.quads import WorkedOut, quads_of
from csto_kg.shacl.report import Report
from csto_kg.vocab import short
from csto_kg.weigh import weigh
from tests.mutation.data_files import Copy, Mutant, Place

CHECKS = ("reader", "digest", "gate 1", "weighing", "order", "gate 2", "coverage", "review", "reasoner")
"""The checks of the data files, in the order in which they are asked; `digest` and `coverage` need the source texts."""

_BY_THE_TEXT = ("has SHA-256", "lies outside")


@dataclass(frozen=True, slots=True)
class Message:
    """What one check says: the words, and the file and line if it names them."""

    check: str
    words: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which check caught a mutant, and whether what it said names the thing or its place."""

    check: str
    is_named: bool


class Tried(Protocol):
    """What is tried: a fault that checks report by name, or by the piece of a file where it is."""

    @property
    def names(self) -> frozenset[str]:
        """The names by which a check may report it."""
        ...


@dataclass(frozen=True)
class Judge:
    """The checks of the data files, on a copy of a project. `java` is the program for HermiT."""

    copy: Copy
    java: str
    texts: Mapping[str, str] | None = field(repr=False)

    @classmethod
    def of(cls, copy: Copy, java: str) -> Judge:
        """A judge of a copy, with the texts of the sources where they are available."""
        project, ontology = copy.project, copy.files.ontology
        texts = None if project.texts is None else read_texts(read_source_list(project, ontology), project.texts)
        return cls(copy, java, texts)

    @cached_property
    def before(self) -> frozenset[Message]:
        """What the checks say of the data as they are: warnings, and claims that have changed since they were read."""
        self.copy.write(())
        return frozenset(m for messages in self._stages() for m in messages)

    def say(self, mutants: Sequence[Mutant]) -> tuple[list[Message], Mapping[Place, range]]:
        """What the first check that says anything new says of the data with these faults, and where these stand."""
        before = self.before
        lines = self.copy.write(mutants)
        for messages in self._stages():
            if new := [m for m in messages if m not in before]:
                return new, lines
        return [], lines

    @cached_property
    def graph(self) -> frozenset[GraphQuad] | None:
        """What the data as they stand in the files give as a graph; None where they cannot be read or weighed."""
        self.copy.write(())
        return self._graph()

    def is_same(self, mutant: Mutant) -> bool:
        """Whether a mutant gives the same graph as the data do, and so is no fault."""
        before = self.graph
        self.copy.write([mutant])
        return self._graph() == before

    def _graph(self) -> frozenset[GraphQuad] | None:
        ontology = self.copy.files.ontology
        try:
            dataset = read_dataset(self.copy.project, ontology)
            weighed = weigh(dataset, ontology)
        except CstoKgError:
            return None
        view = ordered_view(dataset, weighed, ontology).view.graph
        return frozenset(quads_of(dataset, weighed, view, (), Graph()))

    def _stages(self) -> Iterator[list[Message]]:
        """What each check says; one that refuses the data is the last."""
        project, ontology = self.copy.project, self.copy.files.ontology
        try:
            dataset = read_dataset(project, ontology, self._read_texts())
        except CstoKgError as error:
            yield self._of_reading(error)
            return
        first = check_claims(dataset, ontology, read_turtle(*project.claim_shapes))
        yield of_report("gate 1", first)
        if not first.conforms:
            return
        try:
            weighed = weigh(dataset, ontology)
        except CstoKgError as error:
            yield of_faults("weighing", error.faults)
            return
        try:
            found = ordered_view(dataset, weighed, ontology)
        except CstoKgError as error:
            yield of_faults("order", error.faults)
            return
        view, contradictions = found.view, found.ordered.contradictions
        if contradictions:
            rules = found.ordered.rules
            yield of_faults("order", (contradiction_fault(c, rules, dataset.where) for c in contradictions))
            return
        worked_out = WorkedOut(derived_triples(found), found.reported.graph)
        quads = list(quads_of(dataset, weighed, view.graph, (), Graph(), (), worked_out))
        second = check_view(view, dataset, quads, ontology, read_turtle(*project.view_shapes))
        yield of_report("gate 2", second)
        if not second.conforms:
            return
        yield self._of_coverage(dataset)
        yield self._of_reviews()
        try:
            check_and_infer(ontology.graph, view.graph, self.java)
        except CstoKgError as error:
            yield of_faults("reasoner", error.faults)

    def _read_texts(self) -> Mapping[str, str] | None:
        # The texts do not change; they are read again only where the list of the sources does.
        files, project = self.copy.files, self.copy.project
        listed = "".join(files.pieces["sources.yaml"])
        if self.texts is None or (project.data / "sources.yaml").read_bytes() == listed.encode():
            return self.texts
        assert project.texts is not None
        return read_texts(read_source_list(project, files.ontology), project.texts)

    def _of_reading(self, error: CstoKgError) -> list[Message]:
        """The faults of reading; those that only the source texts show count as the digests'."""
        if isinstance(error, ChangedTextsError):
            return of_faults("digest", error.faults)
        by_text = [f for f in error.faults if any(words in f.message for words in _BY_THE_TEXT)]
        return of_faults("reader", [f for f in error.faults if f not in by_text]) + of_faults("digest", by_text)

    def _of_coverage(self, dataset: Dataset) -> list[Message]:
        gaps = [g for c in cover(dataset, self.texts) for g in c.gaps] if self.texts is not None else []
        return [Message("coverage", f"{g.source}@{g.start}") for g in gaps]

    def _of_reviews(self) -> list[Message]:
        data = self.copy.project.data
        read = reviews.last_reviewed(
            entry for path in sorted(data.glob("reviews/*.yaml")) for entry in _load(path.read_text())
        )
        claims = [claim for path in sorted(data.glob("claims/*.yaml")) for claim in _load(path.read_text())["claims"]]
        return [Message("review", name) for name in reviews.changed_since(claims, read)]


def _load(text: str) -> Any:
    """The entries of a data file, which the checks before have found well formed."""
    return yaml.load(text, Loader=yaml.CBaseLoader)


def of_faults(check: str, faults: Iterable[Fault]) -> list[Message]:
    """What a check says in faults."""
    return [
        Message(
            check,
            f"{f.subject} {f.message} {f.fix}",
            f.where.file if f.where else "",
            f.where.line if f.where else 0,
        )
        for f in faults
    ]


def of_report(check: str, report: Report) -> list[Message]:
    """What a check says in a report."""
    return [
        Message(check, " ".join(short(str(part)) for part in (r.focus, r.claim, r.value, r.message, r.path) if part))
        for r in report.results
    ]


# ---------------------------------------------------------------------------------------------------------------
# Many at once
# ---------------------------------------------------------------------------------------------------------------

M = TypeVar("M", bound=Tried)
Say = Callable[[Sequence[M]], tuple[list[Message], Mapping[Place, range]]]

_NAME = re.compile(r"[A-Za-z0-9][\w:/.@#=,-]*\w")
# The reader reports a fault of the layout where it stumbles, a few lines further down.
_FURTHER_DOWN = 3


def try_all(mutants: Sequence[M], say: Say[M], is_thorough: bool = True) -> dict[M, Verdict | None]:
    """The verdict on each mutant, None where no check reports it.

    All are tried together. Those that a message names are caught and taken out, and the rest is tried again. Where the
    messages name none, the rest is tried one by one; with `is_thorough` also without any message, since two faults
    can make up for one another. No two mutants may change the same thing.
    """
    verdicts: dict[M, Verdict | None] = {}
    left = list(mutants)
    while left:
        messages, lines = say(left)
        if not messages and not is_thorough:
            return verdicts | dict.fromkeys(left)
        by_name = _by_name(messages)
        caught = {m: t for m in left if (t := _first(m, messages, by_name, lines)) is not None}
        if not caught:
            return verdicts | try_alone(left, say)
        verdicts |= {m: Verdict(t.check, True) for m, t in caught.items()}
        left = [m for m in left if m not in caught]
    return verdicts


def try_alone(mutants: Iterable[M], say: Say[M]) -> dict[M, Verdict | None]:
    """The same, each mutant by itself: slow, and free of what one fault may do to another."""
    verdicts: dict[M, Verdict | None] = {}
    for mutant in mutants:
        messages, lines = say([mutant])
        first = _first(mutant, messages, _by_name(messages), lines)
        verdicts[mutant] = Verdict((first or messages[0]).check, first is not None) if messages else None
    return verdicts


def _by_name(messages: Iterable[Message]) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for message in messages:
        for name in _NAME.findall(message.words):
            found.setdefault(name, message)
    return found


def _first(
    mutant: M, messages: Iterable[Message], by_name: Mapping[str, Message], lines: Mapping[Place, range]
) -> Message | None:
    """The first thing said of the place where a mutant is, or else of its name."""
    places = {place: lines[place] for place in getattr(mutant, "texts", {}) if place in lines}
    for t in messages:
        if not t.line or not any(t.file == f"data/{p.file}" for p in places):
            continue
        hit = [p for p, at in lines.items() if t.file == f"data/{p.file}" and t.line in at]
        below = [
            p for p, at in places.items() if t.file == f"data/{p.file}" and 0 <= t.line - at.stop < _FURTHER_DOWN
        ]
        if places.keys() & set(hit or below):
            return t
    return next((by_name[name] for name in sorted(mutant.names) if name in by_name), None)
