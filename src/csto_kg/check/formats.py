"""What validation found, told to people and to the programs that run checks: text, RDF, JSON, JUnit XML, SARIF.

Every form holds every result; none adds or leaves out. Places are those of the data files where these are known.
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

from csto_kg.ask.evidence import Quoted
from csto_kg.check.naming import called
from csto_kg.errors import Fault, Where
from csto_kg.rdf import serialize as export
from csto_kg.release.quads import named_quad
from csto_kg.shacl.report import Report, Result, Severity
from csto_kg.vocab import G_VIEW, short


class Form(StrEnum):
    """The forms of a report."""

    TEXT = "text"
    TURTLE = "turtle"
    JSONLD = "jsonld"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"


@dataclass(frozen=True, slots=True)
class Told:
    """A report, and what helps to find what it speaks of.

    `where` tells where claims and entries stand in files, `passages` what the sources say where their texts are at hand,
    `faults` are what kept the data from being checked further: files that cannot be read, conflicts without a decision.
    `notes` tell what was not checked as asked, `version` is that of the program.
    """

    report: Report
    where: Mapping[URIRef, Where] = field(default_factory=lambda: MappingProxyType({}))
    passages: Mapping[str, Quoted] = field(default_factory=lambda: MappingProxyType({}))
    context: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
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


def told(about: Told, form: Form) -> str:
    """The report in a form."""
    if form is Form.TURTLE:
        return about.report.as_turtle()
    if form is Form.JSONLD:
        triples = (named_quad((s, p, o, G_VIEW)).triple for s, p, o in about.report.graph)
        return export.write(triples, "jsonld", about.context).decode()
    if form is Form.JSON:
        results = [_plain(about, r) for r in about.report.results]
        faults = [_fault(f) for f in about.faults]
        return _json({"conforms": about.conforms, "results": results, "faults": faults, "notes": list(about.notes)})
    if form is Form.JUNIT:
        return _junit(about)
    return _json(_sarif(about)) if form is Form.SARIF else _text(about)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _plain(about: Told, result: Result) -> dict[str, object]:
    place = about.place(result)
    passage = about.passages.get(str(result.claim)) if result.claim is not None else None
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
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


# ---------------------------------------------------------------------------------------------------------------
# For people
# ---------------------------------------------------------------------------------------------------------------


def _text(about: Told) -> str:
    """Results grouped by file, then by claim, with the passage at fault; gravest first within each."""
    by_file: dict[str, dict[str, list[Result]]] = {}
    for result in about.report.results:
        place = about.place(result)
        subject = called(result.claim or result.focus)
        by_file.setdefault(place.file if place else "", {}).setdefault(subject, []).append(result)
    lines: list[str] = []
    for file in sorted(by_file):
        if file:
            lines.append(file)
        for subject, results in sorted(by_file[file].items(), key=lambda item: (_line(about, item[1]), item[0])):
            at = _line(about, results[0:1])
            lines.append(f"  {f'{at}: ' if at else ''}{subject}")
            claim = results[0].claim
            if claim is not None and (passage := about.passages.get(str(claim))):
                lines.append(f"      “{' '.join(passage.text.split())}”")
            for result in results:
                on = "" if called(result.focus) == subject else f"{called(result.focus)}: "
                lines.append(f"    {result.severity.value}: {on}{result.message}")
    lines += [str(fault) for fault in about.faults]
    lines += [f"note: {note}" for note in about.notes]
    return "".join(f"{line}\n" for line in lines)


def _line(about: Told, results: Sequence[Result]) -> int:
    return min((place.line for r in results if (place := about.place(r))), default=0)


# ---------------------------------------------------------------------------------------------------------------
# For programs
# ---------------------------------------------------------------------------------------------------------------


def _junit(about: Told) -> str:
    """One test for each shape that found something, and one that passes where none did; only violations fail."""
    by_shape: dict[str, list[Result]] = {}
    for result in about.report.results:
        by_shape.setdefault(str(result.shape), []).append(result)
    suite = ElementTree.Element("testsuite", name="csto-kg validate")
    failed = 0
    for fault in about.faults:
        failed += 1
        case = ElementTree.SubElement(
            suite, "testcase", classname="data", name=_clean(fault.subject or fault.message)
        )
        ElementTree.SubElement(case, "failure", message=_clean(fault.message), type="fault").text = _clean(str(fault))
    for shape, results in sorted(by_shape.items()) or [("all shapes", [])] * (not about.faults):
        case = ElementTree.SubElement(suite, "testcase", classname="shapes", name=short(shape))
        grave = [r for r in results if r.severity is Severity.VIOLATION]
        if grave:
            failed += 1
            failure = ElementTree.SubElement(case, "failure", message=f"{len(grave)} violations", type="violation")
            failure.text = _clean("\n".join(_one_line(about, r) for r in grave))
        if rest := [r for r in results if r.severity is not Severity.VIOLATION]:
            ElementTree.SubElement(case, "system-out").text = _clean("\n".join(_one_line(about, r) for r in rest))
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failed))
    suite.set("errors", "0")
    ElementTree.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suite, encoding="unicode") + "\n"


def _one_line(about: Told, result: Result) -> str:
    place = about.place(result)
    is_apart = result.claim is not None and result.claim != result.focus
    subject = called(result.focus) + (f" in {short(str(result.claim))}" if is_apart else "")
    return f"{f'{place}: ' if place else ''}{result.severity.value}: {subject}: {result.message}"


# What XML 1.0 cannot hold, as no reference either.
_NOT_XML: Final = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


_LEVELS: Final = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def _sarif(about: Told) -> dict[str, object]:
    """The Static Analysis Results Interchange Format, version 2.1.0 (OASIS, 2020)."""
    shapes = sorted({str(r.shape) for r in about.report.results})
    messages = {str(r.shape): r.message for r in reversed(about.report.results)}
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "csto-kg",
                        "version": about.version or "0",
                        "rules": [
                            {"id": short(shape), "shortDescription": {"text": messages[shape]}} for shape in shapes
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    *(_sarif_result(about, r, shapes.index(str(r.shape))) for r in about.report.results),
                    *(_sarif_fault(f) for f in about.faults),
                ],
            }
        ],
    }


def _sarif_result(about: Told, result: Result, rule: int) -> dict[str, object]:
    logical = [{"fullyQualifiedName": str(result.claim or result.focus)}]
    return {
        "ruleId": called(result.shape),
        "ruleIndex": rule,
        "level": _LEVELS[result.severity],
        "message": {"text": f"{called(result.focus)}: {result.message}"},
        "locations": [{"logicalLocations": logical} | _physical(about.place(result))],
        # What stays the same when lines move, so that a finding is known again.
        "partialFingerprints": {"result/v1": str(about.report.iri_of(result)).rpartition("/")[2]},
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
