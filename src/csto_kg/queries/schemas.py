"""What a stored query takes, as JSON Schema (2020-12), from its header: types, values, forms of dates, defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from csto_kg.queries.adapting import is_open
from csto_kg.queries.catalogue import defaults
from csto_kg.queries.stored import ANY, FROM, TO, Parameter, ParameterType, StoredQuery

__all__ = ["DIALECT", "LAST_DAY_ATTESTED", "Schema", "input_schema", "is_required", "query_in_words", "value_schema"]

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema, as a value of plain types."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
LAST_DAY_ATTESTED: Final = "the last day for which the sources attest anything"
"""The default of a day that a question is asked as of."""

_PART: Final = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_PERIOD: Final = rf"^{_PART}(\.\.{_PART})?$"


def value_schema(parameter: Parameter) -> Schema:
    """What one value of a parameter can be, with what it means and what counts where it is not given."""
    schema: Schema = {"type": "string", "description": _about(parameter)}
    if parameter.type is ParameterType.DAY:
        schema["anyOf"] = [
            {"format": "date", "title": "a day"},
            {"pattern": _PERIOD, "title": "a month, a year, or from one of these to another"},
        ]
    elif parameter.values:
        schema["enum"] = [*parameter.values, *([ANY] if parameter.allows_any else [])]
    else:
        schema["minLength"] = 1
    return schema


def input_schema(query: StoredQuery, asides: Mapping[str, Schema]) -> Schema:
    """What a call of a query takes, as an object: each parameter with one value or several, and the `asides`.

    Asides are what every query takes besides its own parameters, whose names win over theirs.
    """
    return {
        "type": "object",
        "properties": {**asides, **{p.name: _one_or_several(p) for p in query.parameters}},
        "required": [p.name for p in query.parameters if is_required(p)],
        "additionalProperties": False,
    }


def is_required(parameter: Parameter) -> bool:
    """Whether a parameter must be given: nothing counts where it is not."""
    return is_open(parameter.default) and not _is_as_of(parameter)


def query_in_words(query: StoredQuery) -> str:
    """What a query answers, what a row is and what its columns hold, in words."""
    columns = (
        f"{name}: {about}" + (f" (none: {query.blanks[name]})" if name in query.blanks else "")
        for name, about in query.columns.items()
    )
    return f"{query.question} A row is {query.row}. Columns: {'; '.join(columns)}."


def _one_or_several(parameter: Parameter) -> Schema:
    schema = value_schema(parameter)
    # What is said of texts does not bear on lists, but for the values that there are.
    schema["type"] = ["string", "array"]
    schema["items"] = {"type": "string"}
    if values := schema.pop("enum", None):
        schema["items"] = {"enum": values}
        schema["anyOf"] = [{"enum": values}, {"type": "array"}]
    given = () if _is_as_of(parameter) else defaults(parameter)
    if given:
        schema["default"] = given[0] if len(given) == 1 else list(given)
    return schema


def _about(parameter: Parameter) -> str:
    said = [parameter.about]
    if parameter.type is ParameterType.ENTITY:
        said.append("as its identifier, its IRI or a name" + (f"; class {parameter.cls}" if parameter.cls else ""))
    if parameter.type is ParameterType.DAY:
        said.append("as YYYY-MM-DD; a month, a year, or from one of these to another with .. between")
    if parameter.allows_any and ANY not in parameter.about:
        said.append(f"'{ANY}' leaves it open")
    if _is_as_of(parameter):
        said.append(f"default: {LAST_DAY_ATTESTED}")
    elif given := defaults(parameter):
        said.append(f"default: {', '.join(given)}")
    elif is_required(parameter):
        said.append("must be given")
    return "; ".join(said)


def _is_as_of(parameter: Parameter) -> bool:
    """Whether it is the day that a question is asked as of, which has the last day attested for its default."""
    return parameter.type is ParameterType.DAY and parameter.name not in (FROM, TO)
