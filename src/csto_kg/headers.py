"""Headers in YAML at the head of files in another language, read to typed records with every fault at once.

A stored query (`#+`) and a table import (`--+`) start with lines that a mark distinguishes from comments. The text after
the mark is YAML in which every scalar is a string. A frozen dataclass defines the keys and their types, and cattrs reads
them. Unknown, missing and repeated keys and values of a wrong kind are faults, each with its path in the header and
its line in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, Generic, TypeAlias, TypeVar, get_args, get_origin

import yaml
from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
    override,
)
from cattrs.cols import homogenous_tuple_structure_factory, mapping_structure_factory
from cattrs.gen import make_dict_structure_fn

from csto_kg.advice import did_you_mean
from csto_kg.errors import DataError, Fault, Where

__all__ = ["Header", "read_header"]

T = TypeVar("T")
KeyPath: TypeAlias = tuple[str | int, ...]

# libyaml reads fifty headers in a tenth of the time; where it is missing the same is read by PyYAML itself.
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# Deeper than any header: an anchor that holds itself would have no end.
_DEEPEST: Final = 20


@dataclass(frozen=True, slots=True)
class Header(Generic[T]):
    """A header that was read: its record, and the place of each part of it in the file.

    `name` is what messages call the file's content; `lines` maps the path of each key or item to its line in the file.
    """

    record: T
    name: str
    file: str
    lines: Mapping[KeyPath, int]

    def fault(self, message: str, *path: str | int, fix: str = "") -> Fault:
        """A fault at a path of the header."""
        return _fault(self.name, self.file, self.lines, path, message, fix)


def read_header(text: str, mark: str, record: type[T], name: str, file: str) -> Header[T]:
    """Read the header of a file's `text`, the lines that start with `mark`, as a `record`, a frozen dataclass.

    A field whose name ends in an underscore has its key without it (`class_` is `class`). Raises DataError with every
    fault of the header: its path, its line, and for an unknown key what may have been meant.
    """
    marked = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.startswith(mark)]
    numbers = [n for n, _ in marked] or [1]
    yaml_text = "\n".join(line.removeprefix(mark).removeprefix(" ") for _, line in marked)
    try:
        node = yaml.compose(yaml_text, Loader=_LOADER)
    except yaml.YAMLError as error:
        at = getattr(error, "problem_mark", None)
        line = numbers[min(at.line, len(numbers) - 1)] if at is not None else numbers[0]
        message = f"header: is not YAML: {getattr(error, 'problem', None) or str(error).splitlines()[0]}"
        raise DataError(Fault(message, name, Where(file, line))) from None
    lines: dict[KeyPath, int] = {(): numbers[0]}
    problems: list[tuple[KeyPath, str]] = []
    value = {} if node is None else _plain(node, (), numbers, lines, problems)
    try:
        read: T | None = _CONVERTER.structure(value, record)
    except (BaseValidationError, ValueError) as error:
        problems += _problems(error, ())
        read = None
    if problems or read is None:
        faults = [_fault(name, file, lines, path, message) for path, message in problems]
        raise DataError(*sorted(faults, key=_line))
    return Header(read, name, file, lines)


def _line(fault: Fault) -> int:
    return fault.where.line if fault.where else 0


def _fault(name: str, file: str, lines: Mapping[KeyPath, int], path: KeyPath, message: str, fix: str = "") -> Fault:
    nearest = next(lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in lines)
    place = "".join(f".{part}" if isinstance(part, str) else f"[{part}]" for part in path).removeprefix(".")
    return Fault(f"header: {f'{place}: ' if place else ''}{message}", name, Where(file, nearest), fix)


def _plain(
    node: yaml.Node,
    path: KeyPath,
    numbers: Sequence[int],
    lines: dict[KeyPath, int],
    problems: list[tuple[KeyPath, str]],
) -> object:
    """The value of a node as mappings, lists and strings; notes the line of each part, and keys that are repeated."""
    if len(path) > _DEEPEST:
        problems.append((path[:1], "is nested too deeply"))
        return ""
    if isinstance(node, yaml.MappingNode):
        found: dict[str, object] = {}
        for key, value in node.value:
            inner = (*path, str(key.value))
            if inner[-1] in found:
                problems.append((inner, "is written twice"))
            lines[inner] = numbers[key.start_mark.line]
            found[str(key.value)] = _plain(value, inner, numbers, lines, problems)
        return found
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            lines[*path, index] = numbers[item.start_mark.line]
            items.append(_plain(item, (*path, index), numbers, lines, problems))
        return items
    return node.value


# ---------------------------------------------------------------------------------------------------------------
# Strict structuring
# ---------------------------------------------------------------------------------------------------------------

_Hook: TypeAlias = Callable[[Any, Any], Any]


def _text(value: object, _: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text")
    return value


def _boolean(value: object, _: object) -> bool:
    if value not in ("true", "false"):
        raise ValueError('must be "true" or "false"')
    return value == "true"


def _choice(value: object, cls: type[StrEnum]) -> StrEnum:
    allowed = {member.value: member for member in cls}
    if not isinstance(value, str) or value not in allowed:
        given = f", not '{value}'" if isinstance(value, str) else ""
        raise ValueError(f"must be one of {', '.join(allowed)}{given}")
    return allowed[value]


def _of_kind(hook: _Hook, kind: type, word: str) -> _Hook:
    """A hook that refuses values of another kind: cattrs would read a text as a list of its letters."""

    def structure(value: object, cls: object) -> object:
        if not isinstance(value, kind):
            raise ValueError(f"must be {word}")
        return hook(value, cls)

    return structure


def _record_hook(cls: type, converter: Converter) -> _Hook:
    renamed = {f.name: override(rename=f.name.rstrip("_")) for f in fields(cls) if f.name.endswith("_")}
    return _of_kind(make_dict_structure_fn(cls, converter, **renamed), dict, "a mapping")  # type: ignore[arg-type]


def _origin(annotation: object) -> object:
    return get_origin(annotation)


def _is_text_or_list(annotation: object) -> bool:
    return isinstance(annotation, UnionType) and {str, NoneType} & {*get_args(annotation)} == {str}


def _text_or(annotation: object, converter: Converter) -> _Hook:
    (other,) = (arg for arg in get_args(annotation) if arg is not str)
    return lambda value, _: value if isinstance(value, str) else converter.structure(value, other)


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(bool, _boolean)
    converter.register_structure_hook(StrEnum, _choice)  # which is a str, too
    converter.register_structure_hook_factory(is_dataclass, lambda cls: _record_hook(cls, converter))
    converter.register_structure_hook_factory(
        lambda t: _origin(t) is Mapping,
        lambda t: _of_kind(mapping_structure_factory(t, converter), dict, "a mapping"),
    )
    converter.register_structure_hook_factory(
        lambda t: _origin(t) is tuple,
        lambda t: _of_kind(homogenous_tuple_structure_factory(t, converter), list, "a list"),
    )
    converter.register_structure_hook_factory(_is_text_or_list, lambda t: _text_or(t, converter))
    return converter


_CONVERTER: Final = _converter()


def _problems(error: BaseException, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """What cattrs found, each with its path."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        within, rest = error.group_exceptions()
        for inner, note in within:
            step = note.name.rstrip("_") if isinstance(note, AttributeValidationNote) else note.index
            yield from _problems(inner, (*path, step))
        for other in rest:
            yield from _problems(other, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [f.name.rstrip("_") for f in fields(error.cl)]
        for key in sorted(error.extra_fields):
            advice = did_you_mean(key, known, f"the keys are {', '.join(known)}")
            yield (*path, key), f"is an unknown key; {advice}"
    elif isinstance(error, KeyError):
        yield path, "is missing"
    elif isinstance(error, ValueError):
        yield path, str(error)
    else:
        raise error
