"""Writes a validation report for people and for the programs that run checks: text, RDF, JSON, JUnit XML, SARIF.

Every format holds every result. Places are those of the data files where these are known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from xml.etree import ElementTree

from rdflib import URIRef

from csto_kg.check.conformance import CONTRADICTED
from csto_kg.check.naming import SHAPES, called
from csto_kg.errors import Fault, Where
from csto_kg.rdf import serialize as export
from csto_kg.rdf.terms import to_quad
from csto_kg.read.quoted import Quoted
from csto_kg.shacl.report import Report, Result, Severity
from csto_kg.vocab import G_VIEW, short

__all__ = ["ReportContext", "ReportFormat", "format_report"]


class ReportFormat(StrEnum):
    """The formats of a report."""

    TEXT = "text"
    TURTLE = "turtle"
    JSONLD = "jsonld"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"


@dataclass(frozen=True, slots=True)
class ReportContext:
    """A report, and where to find the things that it names.

    `where` has the places of claims and entries in files, `passages` the words of the sources where their texts are
    available. `jsonld` is the JSON-LD context (the object under `@context`). `faults` are the reasons why the
    check stopped early: files that cannot be read, conflicts without a decision. `notes` say what was not checked as asked,
    `version` is that of the program.
    """

    report: Report
    where: Mapping[URIRef, Where] = field(default_factory=lambda: MappingProxyType({}))
    passages: Mapping[str, Quoted] = field(default_factory=lambda: MappingProxyType({}))
    jsonld: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    faults: Sequence[Fault] = ()
    notes: Sequence[str] = ()
    version: str = ""

    @property
    def conforms(self) -> bool:
        """Whether there is neither a violation nor a fault."""
        return self.report.conforms and not self.faults

    def place(self, result: Result) -> Where | None:
        """Where the claim stands that a result is on, or else its focus."""
        of_claim = self.where.get(result.claim) if result.claim is not None else None
        return of_claim or self.where.get(URIRef(str(result.focus)))


_CONTRADICTION: Final = URIRef(f"{SHAPES}ContradictionInTimeShape")


def format_report(context: ReportContext, format_: ReportFormat) -> str:
    """The text of a report in a format."""
    if format_ is ReportFormat.TURTLE:
        return context.report.as_turtle()
    if format_ is ReportFormat.JSONLD:
        triples = (to_quad(triple, G_VIEW).triple for triple in context.report.graph)
        return export.write(triples, "jsonld", context.jsonld).decode()
    if format_ is ReportFormat.JSON:
        results = [_plain(context, r) for r in context.report.results]
        faults = [_fault(f) for f in context.faults]
        return _json(
            {"conforms": context.conforms, "results": results, "faults": faults, "notes": list(context.notes)}
        )
    if format_ is ReportFormat.JUNIT:
        return _junit(context)
    return _json(_sarif(context)) if format_ is ReportFormat.SARIF else _text(context)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _plain(context: ReportContext, result: Result) -> dict[str, object]:
    place = context.place(result)
    passage = context.passages.get(str(result.claim)) if result.claim is not None else None
    return {
        "focus": str(result.focus),
        "claim": None if result.claim is None else str(result.claim),
        "path": result.path,
        "value": None if result.value is None else str(result.value),
        "shape": str(result.shape),
        "component": str(result.component),
        "severity": result.severity.value,
        "message": result.message,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "passage": passage.text if passage else None,
    }


def _fault(fault: Fault) -> dict[str, object]:
    place = fault.where
    return {
        "subject": fault.subject,
        "message": fault.message,
        "fix": fault.fix,
        "mend": fault.fix,  # its former name
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


# ---------------------------------------------------------------------------------------------------------------
# For people
# ---------------------------------------------------------------------------------------------------------------


def _text(context: ReportContext) -> str:
    """Results grouped by file, then by claim, with the passage at fault; gravest first within each."""
    by_file: dict[str, dict[str, list[Result]]] = {}
    for result in context.report.results:
        place = context.place(result)
        subject = called(result.claim or result.focus)
        by_file.setdefault(place.file if place else "", {}).setdefault(subject, []).append(result)
    lines: list[str] = []
    for file in sorted(by_file):
        if file:
            lines.append(file)
        for subject, results in sorted(by_file[file].items(), key=lambda item: (_line(context, item[1]), item[0])):
            at = _line(context, results[0:1])
            lines.append(f"  {f'{at}: ' if at else ''}{subject}")
            claim = results[0].claim
            if claim is not None and (passage := context.passages.get(str(claim))):
                lines.append(f"      “{' '.join(passage.text.split())}”")
            for result in results:
                on = "" if called(result.focus) == subject else f"{called(result.focus)}: "
                first, *rest = _message_lines(result)
                lines += [f"    {result.severity.value}: {on}{first}", *(f"        {line}" for line in rest)]
    lines += [str(fault) for fault in context.faults]
    lines += [f"note: {note}" for note in context.notes]
    return "".join(f"{line}\n" for line in lines)


def _message_lines(result: Result) -> list[str]:
    """The message of a result; that of a contradiction in time with each of its steps on a line of its own."""
    if result.shape != _CONTRADICTION:
        return [result.message]
    # Each step ends with its rule and claims in brackets; within them a semicolon separates nothing.
    start, *steps = re.split(r"(?<=\)); ", result.message)
    head, mark, first = start.partition(f"{CONTRADICTED} ")
    if not mark:
        head, mark, first = start.partition(": ")
    return [f"{head}{mark}".rstrip(), *([first] if first else []), *steps]


def _line(context: ReportContext, results: Sequence[Result]) -> int:
    return min((place.line for r in results if (place := context.place(r))), default=0)


# ---------------------------------------------------------------------------------------------------------------
# For programs
# ---------------------------------------------------------------------------------------------------------------


def _junit(context: ReportContext) -> str:
    """One test for each shape that found something, and one that passes where none did; only violations fail."""
    by_shape: dict[str, list[Result]] = {}
    for result in context.report.results:
        by_shape.setdefault(str(result.shape), []).append(result)
    suite = ElementTree.Element("testsuite", name="csto-kg validate")
    failed = 0
    for fault in context.faults:
        failed += 1
        case = ElementTree.SubElement(
            suite, "testcase", classname="data", name=_clean(fault.subject or fault.message)
        )
        ElementTree.SubElement(case, "failure", message=_clean(fault.message), type="fault").text = _clean(str(fault))
    for shape, results in sorted(by_shape.items()) or [("all shapes", [])] * (not context.faults):
        case = ElementTree.SubElement(suite, "testcase", classname="shapes", name=short(shape))
        grave = [r for r in results if r.severity is Severity.VIOLATION]
        if grave:
            failed += 1
            failure = ElementTree.SubElement(case, "failure", message=f"{len(grave)} violations", type="violation")
            failure.text = _clean("\n".join(_one_line(context, r) for r in grave))
        if rest := [r for r in results if r.severity is not Severity.VIOLATION]:
            ElementTree.SubElement(case, "system-out").text = _clean("\n".join(_one_line(context, r) for r in rest))
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failed))
    suite.set("errors", "0")
    ElementTree.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suite, encoding="unicode") + "\n"


def _one_line(context: ReportContext, result: Result) -> str:
    place = context.place(result)
    is_apart = result.claim is not None and result.claim != result.focus
    subject = called(result.focus) + (f" in {short(str(result.claim))}" if is_apart else "")
    return f"{f'{place}: ' if place else ''}{result.severity.value}: {subject}: {result.message}"


# What XML 1.0 cannot hold, as no reference either.
_NOT_XML: Final = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


_LEVELS: Final = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def _sarif(context: ReportContext) -> dict[str, object]:
    """The Static Analysis Results Interchange Format, version 2.1.0 (OASIS, 2020)."""
    shapes = sorted({str(r.shape) for r in context.report.results})
    messages = {str(r.shape): r.message for r in reversed(context.report.results)}
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "csto-kg",
                        "version": context.version or "0",
                        "rules": [
                            {"id": short(shape), "shortDescription": {"text": messages[shape]}} for shape in shapes
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    *(_sarif_result(context, r, shapes.index(str(r.shape))) for r in context.report.results),
                    *(_sarif_fault(f) for f in context.faults),
                ],
            }
        ],
    }


def _sarif_result(context: ReportContext, result: Result, rule: int) -> dict[str, object]:
    logical = [{"fullyQualifiedName": str(result.claim or result.focus)}]
    return {
        "ruleId": called(result.shape),
        "ruleIndex": rule,
        "level": _LEVELS[result.severity],
        "message": {"text": f"{called(result.focus)}: {result.message}"},
        "locations": [{"logicalLocations": logical} | _physical(context.place(result))],
        # What stays the same when lines move, so that a result is recognised.
        "partialFingerprints": {"result/v1": str(context.report.iri_of(result)).rpartition("/")[2]},
    }


def _sarif_fault(fault: Fault) -> dict[str, object]:
    found: dict[str, object] = {
        "ruleId": "data",
        "level": "error",
        "message": {"text": str(Fault(fault.message, fault.subject, None, fault.fix))},
    }
    return found | ({"locations": [place]} if (place := _physical(fault.where)) else {})


def _physical(place: Where | None) -> dict[str, object]:
    if place is None:
        return {}
    region = {"region": {"startLine": place.line, "startColumn": max(place.column, 1)}} if place.line else {}
    return {"physicalLocation": {"artifactLocation": {"uri": place.file}, **region}}
