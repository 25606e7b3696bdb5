"""String-based constraints (SHACL, section 4.4): sh:minLength, sh:maxLength, sh:pattern, sh:languageIn, sh:uniqueLang."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import SH

from csto_kg.shacl.components.cardinality import repeated_property
from csto_kg.shacl.components.compilation import (
    Compilation,
    Component,
    Components,
    Parameters,
    negated,
    on_each_value,
)
from csto_kg.shacl.errors import UnsupportedError
from csto_kg.shacl.paths import PropertyPath
from csto_kg.shacl.patterns import ViolationPattern, step
from csto_kg.shacl.shapes import Constraint

__all__ = ["STRING_BASED"]

# Regular expressions that mean the same in Python (the reference engine) and in Rust (Oxigraph).
_ESCAPED: Final = r"\\[dDwWsSnrtbB\\.\-\[\](){}|*+?^$/#@!\"'=:;,_~%&]"
_SHARED_SYNTAX: Final = re.compile(
    rf"""(?: [^\\\[\](){{}}|*+?^$.]            # a character that means itself
           | {_ESCAPED}
           | \[ \^? (?: [^\\\[\]&~-] | {_ESCAPED.replace("bB", "")} | &(?!&) | ~(?!~) | -(?!-) )+ \]
           | \( (?: \?: )? (?![*+?]) | [)|^$.]  # (?! and (?<= are for one of them only
           | (?: [*+?] | \{{[0-9]+(?:,[0-9]*)?\}} ) (?![*+]) )*""",
    re.VERBOSE,
)


def _length(sign: str) -> Component:
    def condition(_compilation: Compilation, value: str, values: Parameters) -> str:
        return negated(f"STRLEN(STR({value})) {sign} {values[0]}")

    return on_each_value(condition)


def _pattern(_compilation: Compilation, value: str, values: Parameters) -> str:
    pattern, flags = str(values[0]), str(values[1]) if len(values) > 1 else ""
    if not set(flags) <= set("imsxq"):
        raise UnsupportedError(f"its sh:flags are {flags}")
    if "q" not in flags:
        if not _SHARED_SYNTAX.fullmatch(pattern):
            raise UnsupportedError(f"regular expression libraries read its sh:pattern {pattern} in different ways")
        try:
            re.compile(pattern)
        except re.error as error:
            raise UnsupportedError(f"its sh:pattern {pattern} is broken: {error}") from None
    arguments = ", ".join(str(ox.Literal(text)) for text in (pattern, flags))
    return negated(f"REGEX(STR({value}), {arguments})")


def _language_in(_compilation: Compilation, value: str, values: Parameters) -> str:
    ranges = [str(ox.Literal(str(v))) for v in values]
    return negated(" || ".join(f"LANGMATCHES(LANG({value}), {r})" for r in ranges) or "false")


def _unique_lang(
    compilation: Compilation, constraint: Constraint, this: str, path: PropertyPath | None
) -> Iterator[ViolationPattern]:
    assert path is not None, "sh:uniqueLang on a node shape"
    value, other = compilation.variable(), compilation.variable()
    condition = f'LANG({value}) = LANG({other}) && LANG({value}) != "" && !sameTerm({value}, {other})'
    yield ViolationPattern(
        constraint.component,
        f"{step(this, path, value)} {step(this, path, other)}",
        f"COALESCE({condition}, false)",
        group=f"LANG({value})",
        path=path,
        only_if=repeated_property(path),
    )


STRING_BASED: Final[Components] = {
    SH.MinLengthConstraintComponent: _length(">="),
    SH.MaxLengthConstraintComponent: _length("<="),
    SH.PatternConstraintComponent: on_each_value(_pattern),
    SH.LanguageInConstraintComponent: on_each_value(_language_in),
    SH.UniqueLangConstraintComponent: _unique_lang,
}
