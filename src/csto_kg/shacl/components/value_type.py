"""Value type constraints (SHACL, section 4.1): sh:class, sh:datatype, sh:nodeKind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rdflib import URIRef
from rdflib.namespace import RDFS, SH, XSD
from rdflib.term import Node

from csto_kg.shacl.components.compilation import Compilation, Components, Parameters, negated, on_each_value
from csto_kg.shacl.errors import UnsupportedError
from csto_kg.shacl.literals import MARK

__all__ = ["VALUE_TYPE"]

# Patterns of literals whose validity Oxigraph does not decide: numbers beyond its range, and datatypes that it does not know
# (XML Schema Datatypes 1.1).
_FORM: Final[Mapping[Node, str]] = {
    XSD.integer: r"^[+-]?[0-9]+$",
    XSD.decimal: r"^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)$",
    XSD.nonNegativeInteger: r"^([+]?[0-9]+|-0+)$",
    XSD.positiveInteger: r"^[+]?0*[1-9][0-9]*$",
    XSD.nonPositiveInteger: r"^(-[0-9]+|[+]?0+)$",
    XSD.negativeInteger: r"^-0*[1-9][0-9]*$",
    XSD.gMonthDay: r"^--02-29(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?$",
    XSD.hexBinary: r"^([0-9a-fA-F]{2})*$",
}
_SIGNED: Final = (("long", 63), ("int", 31), ("short", 15), ("byte", 7))
_UNSIGNED: Final = (("unsignedLong", 64), ("unsignedInt", 32), ("unsignedShort", 16), ("unsignedByte", 8))
_RANGE: Final[Mapping[Node, tuple[int, int]]] = {
    **{XSD[name]: (-(2**bits), 2**bits - 1) for name, bits in _SIGNED},
    **{XSD[name]: (0, 2**bits - 1) for name, bits in _UNSIGNED},
}
_KNOWN_TO_OXIGRAPH: Final = frozenset(
    (
        *(XSD.integer, XSD.decimal, XSD.float, XSD.double, XSD.boolean, XSD.dateTime, XSD.date, XSD.time),
        *(XSD.gYear, XSD.gYearMonth, XSD.gMonthDay, XSD.gMonth, XSD.gDay),
        *(XSD.duration, XSD.dayTimeDuration, XSD.yearMonthDuration),
    )
)
_NODE_KINDS: Final[Mapping[Node, str]] = {
    SH.IRI: "isIRI({0})",
    SH.BlankNode: "isBlank({0})",
    SH.Literal: "isLiteral({0})",
    SH.BlankNodeOrIRI: "!isLiteral({0})",
    SH.BlankNodeOrLiteral: "!isIRI({0})",
    SH.IRIOrLiteral: "!isBlank({0})",
}


def _class(compilation: Compilation, value: str, values: Parameters) -> str:
    names = ", ".join(f"<{c}>" for c in sorted(compilation.classes.with_subclasses(values[0])))
    kind = compilation.variable()
    return f"NOT EXISTS {{ {value} a {kind} FILTER({kind} IN ({names})) }}"


def _datatype(compilation: Compilation, value: str, values: Parameters) -> str:
    datatype = URIRef(str(values[0]))
    if datatype in (RDFS.Literal, RDFS.Datatype):
        raise UnsupportedError("its sh:datatype is not a datatype")
    is_marked = str(datatype) in compilation.data.marked
    names = f"<{datatype}>" + (f", <{MARK}{datatype}>" if is_marked else "")
    conditions = [f"DATATYPE({value}) IN ({names})"]
    if datatype in _KNOWN_TO_OXIGRAPH:
        form = f"DATATYPE(<{datatype}>({f'STR({value})' if is_marked else value})) = <{datatype}>"
        if datatype in _FORM:
            form = f'({form} || REGEX(STR({value}), "{_FORM[datatype]}"))'
        conditions.append(form)
    elif datatype in _FORM:
        conditions.append(f'REGEX(STR({value}), "{_FORM[datatype]}")')
    elif datatype in _RANGE:
        low, high = _RANGE[datatype]
        # As decimals: Oxigraph has no integers of more than 64 bits, and reads a minus as an operator.
        number, least, most = (f"<{XSD.decimal}>({text})" for text in (f"STR({value})", f'"{low}"', f'"{high}"'))
        conditions += [f'REGEX(STR({value}), "{_FORM[XSD.integer]}")', f"{number} >= {least}", f"{number} <= {most}"]
    return negated(" && ".join(conditions))


def _node_kind(_compilation: Compilation, value: str, values: Parameters) -> str:
    return f"!({_NODE_KINDS[values[0]].format(value)})"


VALUE_TYPE: Final[Components] = {
    SH.ClassConstraintComponent: on_each_value(_class),
    SH.DatatypeConstraintComponent: on_each_value(_datatype),
    SH.NodeKindConstraintComponent: on_each_value(_node_kind),
}
