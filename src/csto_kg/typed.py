"""Typed records out of YAML, by cattrs: headers of queries and tables, `graph.yaml`, and the entries that commands edit.

Every scalar of the YAML is a text. A frozen dataclass says which keys there are and what they take. Missing, unknown and
repeated keys and values of the wrong kind are problems, each with its path in the document (`parameters.x.type`,
`lists[0]`), and all of them come at once; the caller knows the place of each path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, TypeAlias, TypeVar, get_args, get_origin

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

__all__ = ["KeyPath", "Misfits", "Problem", "RecordReader", "Tree", "tree_of"]

T = TypeVar("T")
KeyPath: TypeAlias = tuple[str | int, ...]
_Hook: TypeAlias = Callable[[Any, Any], Any]

# Deeper than anything that people write: an anchor that holds itself would have no end.
_DEEPEST: Final = 20
_INTEGER: Final = re.compile(r"0|[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a path of a document."""

    path: KeyPath
    message: str
    fix: str = ""

    @property
    def place(self) -> str:
        """The path as most programming languages write it: `claims[3].passage.at`; items count from 0."""
        return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path).removeprefix(".")


class Misfits(Exception):  # noqa: N818 - it carries problems, which its caller reports as faults
    """Content that does not fit a record: every problem, in the order of the record's fields."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.place}: {p.message}" for p in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Tree:
    """A YAML node as mappings, lists and texts; `marks` has the place of each path, `problems` the repeated keys."""

    value: object
    marks: Mapping[KeyPath, yaml.Mark]
    problems: list[Problem]

    def mark(self, path: KeyPath) -> yaml.Mark | None:
        """The place of a path, or of what it stands in; None for an empty document."""
        return next((self.marks[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.marks), None)


def tree_of(root: yaml.Node | None) -> Tree:
    """The content of a YAML document. A key marks its value, except that a list marks its items themselves."""
    marks: dict[KeyPath, yaml.Mark] = {}
    problems: list[Problem] = []
    if root is None:
        return Tree({}, marks, problems)
    marks[()] = root.start_mark
    return Tree(_plain(root, (), marks, problems), marks, problems)


def _plain(node: yaml.Node, path: KeyPath, marks: dict[KeyPath, yaml.Mark], problems: list[Problem]) -> object:
    if len(path) > _DEEPEST:
        problems.append(Problem(path[:1], "is nested too deeply"))
        return ""
    if isinstance(node, yaml.MappingNode):
        found: dict[str, object] = {}
        for key, value in node.value:
            inner = (*path, str(key.value) if isinstance(key, yaml.ScalarNode) else "?")
            if inner[-1] in found:
                problems.append(Problem(inner, "is written twice"))
            marks[inner] = key.start_mark
            found[str(inner[-1])] = _plain(value, inner, marks, problems)
        return found
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            marks[*path, index] = item.start_mark
            items.append(_plain(item, (*path, index), marks, problems))
        return items
    return node.value


class RecordReader:
    """Reads plain content as records.

    `is_open` leaves keys alone that a record does not have. `allows_empty` takes empty texts. `key_of` gives the key of a
    field: by default its name without a trailing underscore (`class_` is `class`).
    """

    def __init__(
        self,
        *,
        is_open: bool = False,
        allows_empty: bool = False,
        key_of: Callable[[str], str] = lambda name: name.rstrip("_"),
    ) -> None:
        self.key_of = key_of
        self.allows_empty = allows_empty
        self._converter = self._make(is_open)

    def read(self, tree: Tree, record: type[T]) -> T:
        """The content as a record. Raises Misfits with every problem, repeated keys too."""
        problems = list(tree.problems)
        try:
            found = self._converter.structure(tree.value, record)
        except (BaseValidationError, ValueError) as error:
            problems += self._problems(error, ())
        if problems:
            raise Misfits(problems)
        return found

    def _make(self, is_open: bool) -> Converter:
        converter = Converter(forbid_extra_keys=not is_open)
        converter.register_structure_hook(str, self._text)
        converter.register_structure_hook(int, _whole_number)
        converter.register_structure_hook(bool, _boolean)
        converter.register_structure_hook(StrEnum, _choice)  # which is a str, too
        converter.register_structure_hook_factory(is_dataclass, lambda cls: self._record_hook(cls, converter))
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

    def _text(self, value: object, _: object) -> str:
        if not isinstance(value, str):
            raise ValueError("must be a text")
        if not self.allows_empty and not value.strip():
            raise ValueError("must not be empty")
        return value

    def _record_hook(self, cls: type, converter: Converter) -> _Hook:
        renamed = {f.name: override(rename=self.key_of(f.name)) for f in fields(cls)}
        return _of_kind(make_dict_structure_fn(cls, converter, **renamed), dict, "a mapping")  # type: ignore[arg-type]

    def _problems(self, error: BaseException, path: KeyPath) -> Iterator[Problem]:
        """What cattrs found, each with its path."""
        if isinstance(error, ClassValidationError | IterableValidationError):
            within, rest = error.group_exceptions()
            for inner, note in within:
                step = self.key_of(note.name) if isinstance(note, AttributeValidationNote) else note.index
                yield from self._problems(inner, (*path, step))
            for other in rest:
                yield from self._problems(other, path)
        elif isinstance(error, ForbiddenExtraKeysError):
            known = [self.key_of(f.name) for f in fields(error.cl)]
            for key in sorted(error.extra_fields):
                yield Problem(
                    (*path, key), "is an unknown key", did_you_mean(key, known, f"the keys are {', '.join(known)}")
                )
        elif isinstance(error, KeyError):
            yield Problem(path, "is missing", f"add {path[-1]}: …")
        elif isinstance(error, ValueError):
            yield Problem(path, str(error))
        else:
            raise error


def _origin(annotation: object) -> object:
    return get_origin(annotation)


def _whole_number(value: object, _: object) -> int:
    if not isinstance(value, str) or not _INTEGER.fullmatch(value):
        raise ValueError("must be a whole number" + (f", not '{value}'" if isinstance(value, str) else ""))
    return int(value)


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
    """A hook that refuses what is not of a kind: cattrs would take a text for a list of its letters."""

    def structure(value: object, cls: object) -> object:
        if not isinstance(value, kind):
            raise ValueError(f"must be {word}")
        return hook(value, cls)

    return structure


def _is_text_or_list(annotation: object) -> bool:
    return isinstance(annotation, UnionType) and {str, NoneType} & {*get_args(annotation)} == {str}


def _text_or(annotation: object, converter: Converter) -> _Hook:
    (other,) = (arg for arg in get_args(annotation) if arg is not str)
    return lambda value, _: value if isinstance(value, str) else converter.structure(value, other)
