"""Logical constraints (SHACL, section 4.6): sh:not, sh:and, sh:or, sh:xone."""

from __future__ import annotations

from typing import Final

from rdflib.namespace import SH

from csto_kg.shacl.components.compilation import Compilation, Components, Parameters, on_each_value

__all__ = ["LOGICAL"]


def _not(compilation: Compilation, value: str, values: Parameters) -> str:
    return f"!({compilation.nonconformance(values[0], value)})"


def _and(compilation: Compilation, value: str, values: Parameters) -> str:
    return f"({' || '.join(compilation.nonconformance(v, value) for v in dict.fromkeys(values))})"


def _or(compilation: Compilation, value: str, values: Parameters) -> str:
    return f"({' && '.join(compilation.nonconformance(v, value) for v in dict.fromkeys(values))})"


def _xone(compilation: Compilation, value: str, values: Parameters) -> str:
    return f"({' + '.join(f'IF({compilation.nonconformance(v, value)}, 0, 1)' for v in values)}) != 1"


LOGICAL: Final[Components] = {
    SH.NotConstraintComponent: on_each_value(_not),
    SH.AndConstraintComponent: on_each_value(_and),
    SH.OrConstraintComponent: on_each_value(_or),
    SH.XoneConstraintComponent: on_each_value(_xone),
}
