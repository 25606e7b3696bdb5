"""Makes typed records from data files with cattrs. All values that do not fit are reported at once, with place and path.

A record has only the keys that a command needs; other keys are ignored. The keys of the files are the attributes of
the records in camel case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any, TypeAlias, TypeVar, get_args, get_origin

import cattrs
import yaml
from cattrs.gen import make_dict_structure_fn, override

from csto_kg.curate.documents import Document
from csto_kg.errors import DataError, Fault, Where
from csto_kg.read.yaml_nodes import where_of

Record = TypeVar("Record")

_Path: TypeAlias = tuple[str | int, ...]

_INTEGER = re.compile(r"0|[1-9][0-9]*")


class _MisfitError(ValueError):
    """A value that does not fit; the message says what is wrong with it."""


def records(record: type[Record], *documents: Document) -> list[Record]:
    """Each document as a record of one type. Raises DataError with every fault of every document."""
    found: list[Record] = []
    faults: list[Fault] = []
    for document in documents:
        try:
            found.append(_CONVERTER.structure(document.value, record))
        except (cattrs.BaseValidationError, _MisfitError) as error:
            faults += [_fault(document, path, cause) for path, cause in _causes(error, ())]
    if faults:
        raise DataError(*faults)
    return found


def _causes(error: Exception, path: _Path) -> Iterator[tuple[_Path, Exception]]:
    """What is wrong, each with its path in the document: keys and the indexes of lists."""
    if not isinstance(error, cattrs.BaseValidationError):
        yield path, error
        return
    for inner in error.exceptions:
        assert isinstance(inner, Exception)
        yield from _causes(inner, (*path, *_steps(inner)))


def _steps(error: Exception) -> Iterator[str | int]:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, cattrs.AttributeValidationNote):
            yield _key(note.name)
        elif isinstance(note, cattrs.IterableValidationNote):
            assert isinstance(note.index, int)
            yield note.index


def _fault(document: Document, path: _Path, cause: Exception) -> Fault:
    if isinstance(cause, KeyError):
        return Fault(f"the key '{path[-1]}' is missing", _shown(path[:-1]), _where(document, path[:-1]))
    return Fault(str(cause), _shown(path), _where(document, path))


def _where(document: Document, path: _Path) -> Where:
    node = document.root
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
    return where_of(node, document.name)


def _shown(path: _Path) -> str:
    """A path as most programming languages write it: `claims[3].passage.at`; entries count from 0."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _key(attribute: str) -> str:
    first, *rest = attribute.split("_")
    return first + "".join(map(str.title, rest))


def _text(value: object, _: type) -> str:
    if not isinstance(value, str):
        raise _MisfitError("one value is expected here")
    if not value.strip():
        raise _MisfitError("the value is empty")
    return value


def _number(value: object, _: type) -> int:
    if not isinstance(value, str) or not _INTEGER.fullmatch(value):
        raise _MisfitError(
            f"'{value}' is not a whole number" if isinstance(value, str) else "a whole number is expected here"
        )
    return int(value)


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(detailed_validation=True)

    def of_mapping(record: Any) -> Callable[[object, Any], object]:
        names = {f.name: override(rename=_key(f.name)) for f in fields(record)}
        structure = make_dict_structure_fn(record, converter, **names)  # type: ignore[arg-type]

        def checked(value: object, cls: Any) -> object:
            if not isinstance(value, dict):
                raise _MisfitError("'key: value' is expected here")
            return structure(value, cls)

        return checked

    def of_list(kind: Any) -> Callable[[object, Any], object]:
        (item, _) = get_args(kind)

        def checked(value: object, _: Any) -> object:
            if not isinstance(value, list):
                raise _MisfitError("a list is expected here")
            return tuple(converter.structure(value, list[item]))  # type: ignore[valid-type]

        return checked

    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(int, _number)
    converter.register_structure_hook_factory(is_dataclass, of_mapping)
    converter.register_structure_hook_factory(_is_tuple, of_list)
    return converter


_CONVERTER = _converter()
