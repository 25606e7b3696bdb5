"""The classes of the ontology as a picture: each below the one that it is a kind of, with its properties and their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from rdflib.namespace import OWL, RDFS

from csto_kg.charts.columns import fitted
from csto_kg.site.addresses import ONTOLOGY_PAGE, href
from csto_kg.site.material import Material
from csto_kg.vocab import CSTO, G_ONTOLOGY

__all__ = ["class_diagram"]

_ONTOLOGY: Final = str(G_ONTOLOGY)
_LINE: Final = 26
_STEP: Final = 22
_BASE: Final = 17
"""Where the words of a line stand in it, from its top."""
_COLUMNS: Final = 92
_MOST: Final = 4
"""So many properties stand beside a class; the table has all."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A class in the picture: how deep it stands, the number of the line of the class above, and its properties in words."""

    cls: str
    depth: int
    above: int | None
    words: str


def class_diagram(material: Material, classes: Sequence[str]) -> str:
    """The picture of classes as SVG, with a link from each to its place on the page of the ontology."""
    lines = list(_lines(material, classes))
    attributes = {"class": "classes", "width": "100%", "height": str(_LINE * len(lines) + 4)}
    svg = Element("svg", attributes)
    for number, line in enumerate(lines):
        _add_line(svg, material, line, number)
    return tostring(svg, encoding="unicode")


def _add_line(svg: Element, material: Material, line: _Line, number: int) -> None:
    x, y = line.depth * _STEP, number * _LINE
    if line.above is not None:
        left, top = x - _STEP + 8, line.above * _LINE + _LINE - 3
        SubElement(svg, "path", {"class": "above", "d": f"M{left} {top}V{y + 13}H{x}"})
    link = SubElement(svg, "a", {"href": f"#{href(material.addresses.of(line.cls)).partition('#')[2]}"})
    name = SubElement(link, "text", {"x": str(x + 4), "y": str(y + _BASE)})
    name.text = material.labels.of(line.cls)
    if line.words:
        words = SubElement(svg, "text", {"class": "csto-wide", "x": "330", "y": str(y + _BASE)})
        words.text = fitted(line.words, _COLUMNS)


def _lines(material: Material, classes: Sequence[str]) -> Iterator[_Line]:
    """The classes in order: each after the class above it, those of one class by name."""
    own = set(classes)
    below: dict[str, list[str]] = {}
    roots = []
    for cls in classes:
        above = [c for c in material.contents.texts(cls, str(RDFS.subClassOf), _ONTOLOGY) if c in own and c != cls]
        if above:
            below.setdefault(above[0], []).append(cls)
        else:
            roots.append(cls)
    properties = _properties(material)
    number = 0

    def walk(cls: str, depth: int, above: int | None) -> Iterator[_Line]:
        nonlocal number
        here = number
        number += 1
        yield _Line(cls, depth, above, properties.get(cls, ""))
        for kind in below.get(cls, ()):
            yield from walk(kind, depth + 1, here)

    # Those that have kinds first: the rest are many and stand alone.
    for root in sorted(roots, key=lambda cls: cls not in below):
        yield from walk(root, 0, None)


def _properties(material: Material) -> Mapping[str, str]:
    """The properties of each class in words, with the class of their values."""
    found: dict[str, list[str]] = {}
    for prop in material.contents.of_class(str(OWL.ObjectProperty), _ONTOLOGY):
        if not material.addresses.of(prop).startswith(f"{ONTOLOGY_PAGE}#"):
            continue
        values = [material.class_name(cls) for cls in _named(material, prop, RDFS.range, CSTO.valueType)]
        for cls in _named(material, prop, RDFS.domain, CSTO.subjectType):
            found.setdefault(cls, []).append(
                f"{material.phrase(prop)}{' → ' + ' or '.join(values) if values else ''}"
            )
    return {
        cls: f"{'; '.join(sorted(listed)[:_MOST])}{' …' if len(listed) > _MOST else ''}"
        for cls, listed in found.items()
    }


def _named(material: Material, prop: str, *of: object) -> list[str]:
    found = {cls for which in of for cls in material.contents.texts(prop, str(which), _ONTOLOGY)}
    return sorted(cls for cls in found if "genid" not in cls and not cls.startswith("http://www.w3.org/2002/07/owl"))
