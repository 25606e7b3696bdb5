"""The page of what changed since an older release, thing by thing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from rdflib.namespace import RDF

from csto_kg.ask.changes import Change, Changes, ThingChanges
from csto_kg.site.addresses import page_of
from csto_kg.site.material import Material, capital
from csto_kg.site.model import SitePage, TableRow, TableSection, Text, TextPart
from csto_kg.vocab import CSTO, short

__all__ = ["CHANGES_PAGE", "page_of_changes"]

CHANGES_PAGE: Final = "changes.html"
_MOST: Final = 1500
_WHOLE: Final = short(str(RDF.subject))
_STATUS: Final = short(str(CSTO.status))


def page_of_changes(material: Material, changes: Changes) -> SitePage:
    """What is held now and was not, or no longer is, by the things whose properties changed."""
    rows = [row for of in changes.things for row in _rows(material, of)]
    counts = f"Quads: {len(changes.gone):,} gone, {len(changes.come):,} new, {changes.same:,} the same."
    lead: list[Text] = [(f"From release {changes.old} to {changes.new}: what is held, and the findings.",), (counts,)]
    if len(rows) > _MOST:
        lead.append((f"The first {_MOST:,} of {len(rows):,} changes; csto-kg diff shows all.",))
    if not rows:
        return SitePage(CHANGES_PAGE, "Changes", lead=(*lead, ("Nothing that is held has changed.",)))
    heads = ("thing", "what", "before", "now")
    section = TableSection("Changes by thing", heads, tuple(rows[:_MOST]), "changes")
    return SitePage(CHANGES_PAGE, "Changes", lead=tuple(lead), sections=(section,))


def _rows(material: Material, of: ThingChanges) -> Iterator[TableRow]:
    thing = _named(material, of.thing)
    for on, listed in groupby(of.changes, key=lambda change: change.on):
        changes = list(listed)
        whole = next((c for c in changes if c.property == _WHOLE and on), None)
        if whole is not None:
            # A finding that is new or gone as a whole is one row, by its status.
            status = next((c for c in changes if c.property == _STATUS), whole)
            words = _statement(material, on)
            gone, new = (_statuses(values) for values in (status.gone, status.new))
            yield TableRow(((thing,), words, (gone,), (new,)))
            continue
        for change in changes:
            yield TableRow(((thing,), _what(material, on, change), *_values(material, change)))


def _what(material: Material, on: str, change: Change) -> Text:
    phrase = material.phrase(material.namespaces.expanded(change.property))
    return (*_statement(material, on), ": ", phrase) if on else (phrase,)


def _statement(material: Material, on: str) -> Text:
    """A finding in words: its property and its value."""
    prop, equals, value = on.removeprefix("finding ").partition(" = ")
    if not equals:
        return (on,)
    return (f"{material.phrase(material.namespaces.expanded(prop))} ", _named(material, value))


def _statuses(values: tuple[str, ...]) -> str:
    return ", ".join(value.rpartition("/")[2] for value in values)


def _values(material: Material, change: Change) -> tuple[Text, Text]:
    before, now = (
        tuple(piece for value in values for piece in (", ", _named(material, value)))[1:]
        for values in (change.gone, change.new)
    )
    return before, now


def _named(material: Material, value: str) -> TextPart:
    """What a short name stands for, as a link where this release has it; any other value as it is."""
    if " " in value or '"' in value:
        return value
    try:
        iri = material.namespaces.expanded(value)
    except ValueError:
        return value
    if iri not in material.contents.iris:
        return value
    # What the other release alone has leads nowhere.
    return material.link(iri, capital(material.name(iri))) if page_of(material.addresses.of(iri)) else value
