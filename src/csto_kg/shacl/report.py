"""Validation reports that are identical on every machine: results have a fixed order, and IRIs made from their content."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import PROV, RDF, RDFS, SH, XSD
from rdflib.term import Identifier, Node

from csto_kg.errors import Fault, Where
from csto_kg.shacl.naming import STANDARD_NAMING, Naming

__all__ = ["Report", "Result", "Severity", "merged_report", "report_of", "severity_of"]


class Severity(StrEnum):
    """How serious a result is, the most serious first. Only violations keep a graph from conforming."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


_TERM_OF: Final = {Severity.VIOLATION: SH.Violation, Severity.WARNING: SH.Warning, Severity.INFO: SH.Info}
_SEVERITY_OF: Final[Mapping[Node, Severity]] = {term: severity for severity, term in _TERM_OF.items()}
_RANK: Final = {severity: rank for rank, severity in enumerate(Severity)}

_Key: TypeAlias = tuple[int, str, str, str, str, str, str, str]


def severity_of(term: Node) -> Severity:
    """The severity that a term names; a violation for any term outside SHACL."""
    return _SEVERITY_OF.get(term, Severity.VIOLATION)


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result.

    `focus` is the node that was checked. `claim` is the claim with the result, if the data are claims that were checked one
    by one. `path` is the property, or the path in the syntax of SPARQL. `shape` is the property shape if there is one,
    else the node shape; `component` is the kind of constraint, as the standard names it. `message` is for people, and
    `messages` are all those of the shape, in every language (SHACL, 3.6.2.8); none where it has none of its own.
    """

    focus: Identifier
    path: str | None
    value: Identifier | None
    shape: Identifier
    component: URIRef
    severity: Severity
    message: str
    claim: URIRef | None = None
    messages: tuple[Literal, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a check: the most serious first, then by focus node, claim and shape. See `report_of`.

    `notes` say which shapes the compiled engine left to pySHACL, and why, and `unchecked` what no engine evaluated.
    `naming` says how the project writes IRIs.
    """

    results: tuple[Result, ...]
    notes: tuple[str, ...] = ()
    naming: Naming = STANDARD_NAMING
    unchecked: tuple[str, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether there is no violation. Warnings and infos are reported and do not count."""
        return not any(r.severity is Severity.VIOLATION for r in self.results)

    @property
    def counts(self) -> Mapping[Severity, int]:
        """The number of results of each severity, including zeros."""
        found = Counter(r.severity for r in self.results)
        return MappingProxyType({severity: found[severity] for severity in Severity})

    @property
    def graph(self) -> Graph:
        """The report in the SHACL vocabulary, without blank nodes.

        The claim of a result is its prov:wasDerivedFrom. There is a sh:resultPath if the path is one property. Notes are
        rdfs:comment. sh:conformanceDisallows (SHACL 1.2) says that only violations keep sh:conforms from being true.
        """
        graph = Graph()
        for triple in self._triples():
            graph.add(triple)
        return graph

    def as_turtle(self) -> str:
        """The same as Turtle, byte-identical in every run."""
        turtle = self.naming.turtle
        lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in sorted(self.naming.prefixes.items())]
        subject = None
        for s, p, o in self._triples():
            if s != subject:
                lines[-1] = lines[-1].removesuffix(" ;") + (" ." if subject is not None else "")
                lines += ["", f"<{s}>"]
                subject = s
            lines.append(f"  {'a' if p == RDF.type else turtle(p)} {turtle(o)} ;")
        lines[-1] = lines[-1].removesuffix(" ;") + " ."
        return "\n".join(lines) + "\n"

    def faults(self, where: Mapping[URIRef, Where] = MappingProxyType({})) -> tuple[Fault, ...]:
        """The violations as faults, for a FindingsError. `where` gives the places of claims and things in files."""
        return tuple(
            Fault(r.message, self._subject(r), where.get(r.claim or _iri(r.focus)) or where.get(_iri(r.focus)))
            for r in self.results
            if r.severity is Severity.VIOLATION
        )

    def iri_of(self, result: Result) -> URIRef:
        """The IRI of a result. It is made of everything the result says, so it is the same in every run."""
        return _named(self.naming, (str(part) for part in _key(result, self.naming)), "result/")

    def _subject(self, result: Result) -> str:
        is_apart = result.claim is not None and result.claim != result.focus
        claim = f" in {self.naming.short(result.claim)}" if is_apart and result.claim else ""
        return self.naming.in_words(result.focus) + claim

    def _triples(self) -> Iterator[tuple[URIRef, URIRef, Identifier]]:
        """The report node first, then the results in their order."""
        iris = [self.iri_of(r) for r in self.results]
        report = _named(self.naming, iris, "")
        conforms = "true" if self.conforms else "false"
        yield report, RDF.type, SH.ValidationReport
        yield report, SH.conforms, Literal(conforms, datatype=XSD.boolean, normalize=False)
        yield report, URIRef(f"{SH}conformanceDisallows"), SH.Violation
        for note in (*self.notes, *(f"Not checked: {what}" for what in self.unchecked)):
            yield report, RDFS.comment, Literal(note, lang="en")
        for iri in iris:
            yield report, SH.result, iri
        for iri, result in zip(iris, self.results, strict=True):
            yield from ((iri, p, o) for p, o in self._of_result(result))

    def _of_result(self, result: Result) -> Iterator[tuple[URIRef, Identifier]]:
        yield RDF.type, SH.ValidationResult
        yield SH.focusNode, result.focus
        if result.claim is not None:
            yield PROV.wasDerivedFrom, result.claim
        if result.path is not None and (prop := self.naming.property_of(result.path)) is not None:
            yield SH.resultPath, prop
        if result.value is not None:
            yield SH.value, result.value
        for message in result.messages or (Literal(result.message, lang="en"),):
            yield SH.resultMessage, message
        yield SH.resultSeverity, _TERM_OF[result.severity]
        yield SH.sourceConstraintComponent, result.component
        yield SH.sourceShape, result.shape


def report_of(
    results: Iterable[Result],
    notes: Iterable[str] = (),
    naming: Naming = STANDARD_NAMING,
    unchecked: Iterable[str] = (),
) -> Report:
    """The report of some results, each once and in their order; what was not checked as it is, one for each shape."""
    ordered = sorted(set(results), key=lambda result: _key(result, naming))
    return Report(tuple(ordered), tuple(notes), naming, tuple(unchecked))


def merged_report(reports: Iterable[Report], naming: Naming = STANDARD_NAMING) -> Report:
    """The results and notes of several reports as one report, each once."""
    every = list(reports)
    notes = dict.fromkeys(note for report in every for note in report.notes)
    unchecked = dict.fromkeys(what for report in every for what in report.unchecked)
    return report_of((r for report in every for r in report.results), notes, naming, unchecked)


def _key(result: Result, naming: Naming) -> _Key:
    value = "" if result.value is None else naming.turtle(result.value)
    place = (_RANK[result.severity], result.focus, result.claim or "", result.shape, result.path or "")
    return *place, value, result.component, result.message


def _named(naming: Naming, parts: Iterable[str], kind: str) -> URIRef:
    # Each part ends with a character that occurs in none of them: ("ab", "c") and ("a", "bc") differ.
    digest = hashlib.sha256("".join(f"{part}\x1f" for part in parts).encode()).hexdigest()
    return URIRef(f"{naming.reports}{kind}{digest[:32]}")


def _iri(focus: Identifier) -> URIRef:
    return URIRef(str(focus))
