"""Value range constraints (SHACL, section 4.3): sh:minInclusive, sh:maxInclusive, sh:minExclusive, sh:maxExclusive."""

from __future__ import annotations

from typing import Final

from rdflib.namespace import SH

from csto_kg.rdf.terms import to_oxigraph
from csto_kg.shacl.components.compilation import (
    Compilation,
    Component,
    Components,
    Parameters,
    negated,
    on_each_value,
)
from csto_kg.shacl.errors import UnsupportedError

__all__ = ["VALUE_RANGE"]


def _compared(sign: str) -> Component:
    def condition(compilation: Compilation, value: str, values: Parameters) -> str:
        limit = to_oxigraph(values[0])
        if compilation.data.ask(
            f"ASK {{ BIND({limit} AS ?limit) FILTER({compilation.is_beyond_oxigraph('?limit')}) }}"
        ):
            raise UnsupportedError(f"Oxigraph cannot compare its limit {values[0]}")
        return negated(f"{compilation.comparable(value)} {sign} {limit}")

    return on_each_value(condition)


VALUE_RANGE: Final[Components] = {
    SH.MinInclusiveConstraintComponent: _compared(">="),
    SH.MaxInclusiveConstraintComponent: _compared("<="),
    SH.MinExclusiveConstraintComponent: _compared(">"),
    SH.MaxExclusiveConstraintComponent: _compared("<"),
}
