"""What is held, rejected or left open of a thing, as labelled facts with the claims for and against each value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS

from csto_kg.rdf.terms import Term
from csto_kg.site.contents import WeighedValue
from csto_kg.site.material import Material
from csto_kg.site.model import FactRow, FactValue, SiteLink, TableRow, TableSection, Text, TextPart
from csto_kg.time.written import written
from csto_kg.vocab import CSTO, G_CHRONOLOGY, G_FINDINGS, G_REGISTER, G_REPORTED, G_VIEW

__all__ = ["bounds_table", "fact_rows", "naming_rows", "periods_table", "reported_rows"]

_VIEW: Final = str(G_VIEW)
_TYPE: Final = str(RDF.type)
_LABEL: Final = str(RDFS.label)
_FIRST: Final = (
    _TYPE,
    *map(str, (DCTERMS.type, CSTO.date, CSTO.begins, CSTO.ends, CSTO.begunBy, CSTO.endedBy, CSTO.description)),
)
# Bounds and texts that stand in words elsewhere on the page.
_LEFT_OUT: Final = frozenset(
    map(
        str,
        (
            *(CSTO.earliest, CSTO.latest, CSTO.dateText, CSTO.beginText, CSTO.endText, CSTO.endStatus),
            *(CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd),
            *(CSTO.firstAttested, CSTO.lastAttested, CSTO.shortestDays, CSTO.longestDays),
        ),
    )
)
_LABELS: Final = {_TYPE: "Kind", _LABEL: "Name", str(SKOS.altLabel): "Also called"}
_STATUSES: Final = {"held": "", "rejected": "rejected", "open": "left open"}


def fact_rows(material: Material, thing: str) -> tuple[FactRow, ...]:
    """All facts of a thing but its names and codes: values that are held first, then those that are not."""
    values: dict[str, list[FactValue]] = {}
    weighed: set[tuple[str, str]] = set()
    for finding in sorted(material.contents.findings.get(thing, ()), key=lambda f: (f.status != "held", f.iri)):
        weighed.add((finding.property, str(finding.value)))
        values.setdefault(finding.property, []).append(_weighed_value(material, finding))
    naming = material.naming
    for prop, value in _declared(material, thing):
        if prop not in naming and prop not in _LEFT_OUT and (prop, str(value)) not in weighed:
            weighed.add((prop, str(value)))
            values.setdefault(prop, []).append(FactValue((_value(material, prop, value),)))
    order = sorted(values, key=lambda p: (_FIRST.index(p) if p in _FIRST else len(_FIRST), material.phrase(p), p))
    return tuple(FactRow(_label(material, prop), tuple(values[prop])) for prop in order)


def _declared(material: Material, thing: str) -> Iterator[tuple[str, Term]]:
    """What is held of a thing; of what is not held, what the register declares."""
    held = material.contents.of(thing, _VIEW)
    yield from held or material.contents.of(thing, str(G_REGISTER))


def _weighed_value(material: Material, finding: WeighedValue) -> FactValue:
    claims, against = material.value_claims(finding)
    return FactValue(
        (_value(material, finding.property, finding.value),),
        material.addresses.anchor(finding.iri),
        _STATUSES.get(finding.status, finding.status),
        claims,
        against,
        material.disputes(finding.conflicts),
    )


def _value(material: Material, prop: str, value: Term) -> TextPart:
    if prop == _TYPE and isinstance(value, ox.NamedNode):
        return material.link(value.value, material.class_name(value.value))
    return material.piece(value, prop)


def _label(material: Material, prop: str) -> str:
    if prop in _LABELS:
        return _LABELS[prop]
    phrase = material.phrase(prop)
    return phrase[:1].upper() + phrase[1:]


def naming_rows(material: Material, thing: str) -> tuple[FactRow, ...]:
    """The names of a thing in all languages, its codes, and the same thing elsewhere."""
    naming = material.naming
    graph = next((g for g in (_VIEW, str(G_REGISTER), str(G_REPORTED)) if material.contents.of(thing, g)), _VIEW)
    found: dict[str, list[TextPart]] = {}
    own = material.name(thing)
    weighed = {(finding.property, str(finding.value)) for finding in material.contents.findings.get(thing, ())}
    for prop, value in sorted(
        material.contents.of(thing, graph), key=lambda pair: (pair[0] != _LABEL, pair[0], str(pair[1]))
    ):
        if (
            prop in naming
            and (prop, str(value)) not in weighed
            and not (isinstance(value, ox.Literal) and value.value == own)
        ):
            found.setdefault(prop, []).append(_named(material, value))
    return tuple(
        FactRow(_label(material, prop), tuple(FactValue((piece,)) for piece in pieces))
        for prop, pieces in found.items()
    )


def _named(material: Material, value: Term) -> TextPart:
    if isinstance(value, ox.NamedNode) and not material.addresses.of(value.value):
        return SiteLink(
            value.value.removeprefix("http://").removeprefix("https://").removeprefix("www."), url=value.value
        )
    return material.piece(value)


def reported_rows(material: Material, thing: str) -> tuple[FactRow, ...]:
    """What is only reported of a thing, which no source asserts."""
    found: dict[str, list[FactValue]] = {}
    for prop, value in sorted(material.contents.of(thing, str(G_REPORTED)), key=str):
        if prop != _LABEL:
            found.setdefault(prop, []).append(FactValue((_value(material, prop, value),)))
    return tuple(FactRow(_label(material, prop), tuple(values)) for prop, values in found.items())


def periods_table(material: Material, thing: str) -> TableSection | None:
    """The periods of a situation within which the same claims are for and against it; None where there is none."""
    graph = str(G_FINDINGS)
    rows = []
    for prop, period in sorted(material.contents.pointing(thing, graph), key=lambda pair: pair[1]):
        if prop != str(CSTO.periodOf):
            continue
        first, until = (
            _without_sentinel(material.contents.one(period, str(p), graph))
            for p in (CSTO.periodFrom, CSTO.periodUntil)
        )
        claims, against = material.evidence(period)
        when = f"{f'from {first}' if first else ''} {f'until {until}' if until else ''}".strip() or "at any time"
        cells: tuple[Text, ...] = ((when,), _sources(claims), _sources(against))
        rows.append(TableRow(cells, material.addresses.anchor(period)))
    if not rows:
        return None
    heads = ("when", "claims for it", "claims against it")
    return TableSection("Which claims bear on which days", heads, tuple(rows), "periods", is_folded=True)


def _sources(notes: tuple[object, ...]) -> Text:
    links: list[TextPart] = []
    for note in notes:
        links += [", "] if links else []
        links.append(SiteLink(note.source, note.link.path))  # type: ignore[attr-defined]
    return tuple(links)


def _without_sentinel(text: str) -> str:
    return "" if text.startswith(("0001-01-01", "9999-12-31")) else written(text)


def bounds_table(material: Material, thing: str) -> TableSection | None:
    """The bounds of a thing that follow from the order of things, and how far it lies from others; None for none."""
    graph = str(G_CHRONOLOGY)
    found = {
        bound
        for prop, bound in material.contents.pointing(thing, graph)
        if prop in (str(CSTO.boundOf), str(CSTO.distanceFrom))
    }
    if not found:
        return None
    rows = []
    for bound in sorted(found):
        rule = material.contents.one(bound, str(CSTO.byRule), graph)
        claims = material.claim_notes(material.contents.texts(bound, str(CSTO.restsOn), graph))
        assumed = [material.link(a) for a in material.contents.texts(bound, str(CSTO.assumes), graph)]
        because: Text = (material.link(rule),) if rule else ()
        because += tuple(piece for link in assumed for piece in ("; presumed by ", link))
        rows.append(
            TableRow(
                ((_bound_in_words(material, bound),), because, _sources(claims)), material.addresses.anchor(bound)
            )
        )
    intro: Text = (
        "Bounds that are tighter than what the claims on its own date give, each with its rule and its claims.",
    )
    return TableSection(
        "Follows from the order of things",
        ("bound", "by the rule", "claims"),
        tuple(rows),
        "bounds",
        intro,
        is_folded=True,
    )


def _bound_in_words(material: Material, bound: str) -> str:
    graph = str(G_CHRONOLOGY)
    if label := material.contents.one(bound, _LABEL, graph):
        return label[:1].upper() + label[1:]
    days = material.contents.one(bound, str(CSTO.mostDays), graph)
    sides = [
        (material.contents.one(bound, str(side), graph), material.contents.one(bound, str(of), graph))
        for side, of in ((CSTO.fromSide, CSTO.distanceFrom), (CSTO.toSide, CSTO.distanceTo))
    ]
    words = [
        f"{'start of ' if side == _START else 'end of ' if side == 'end' else ''}{material.name(of)}"
        for side, of in sides
    ]
    return f"At most {days} days from {words[0]} to {words[1]}"


_START: Final = "begin"
