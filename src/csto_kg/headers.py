"""Headers in YAML at the head of files in another language, read to typed records with every fault at once.

A stored query (`#+`) and a table import (`--+`) start with lines that a mark distinguishes from comments. The text after
the mark is YAML, which `typed` reads. Each fault has its path in the header and its line in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import yaml

from csto_kg.errors import DataError, Fault, Where
from csto_kg.typed import Misfits, Problem, RecordReader, Tree, tree_of

__all__ = ["Header", "read_header"]

T = TypeVar("T")

# libyaml reads fifty headers in a tenth of the time; where it is missing the same is read by PyYAML itself.
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_READER: Final = RecordReader(allows_empty=True)


@dataclass(frozen=True, slots=True)
class Header(Generic[T]):
    """A header that was read: its record, and the place of each part of it in the file.

    `name` is what messages call the file's content; `numbers` are the lines of the header in the file, from 1.
    """

    record: T
    name: str
    file: str
    tree: Tree
    numbers: Sequence[int]

    def fault(self, message: str, *path: str | int, fix: str = "") -> Fault:
        """A fault at a path of the header."""
        return _fault(self.name, self.file, self.tree, self.numbers, Problem(path, message, fix))


def read_header(text: str, mark: str, record: type[T], name: str, file: str) -> Header[T]:
    """Read the header of a file's `text`, the lines that start with `mark`, as a `record`, a frozen dataclass.

    Raises DataError with every fault of the header: its path, its line, and for an unknown key what may have been meant.
    """
    marked = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.startswith(mark)]
    numbers = [n for n, _ in marked] or [1]
    try:
        node = yaml.compose(
            "\n".join(line.removeprefix(mark).removeprefix(" ") for _, line in marked), Loader=_LOADER
        )
    except yaml.YAMLError as error:
        at = getattr(error, "problem_mark", None)
        line = numbers[min(at.line, len(numbers) - 1)] if at is not None else numbers[0]
        message = f"header: is not YAML: {getattr(error, 'problem', None) or str(error).splitlines()[0]}"
        raise DataError(Fault(message, name, Where(file, line))) from None
    tree = tree_of(node)
    try:
        return Header(_READER.read(tree, record), name, file, tree, numbers)
    except Misfits as misfits:
        faults = [_fault(name, file, tree, numbers, problem) for problem in misfits.problems]
        raise DataError(*sorted(faults, key=lambda fault: fault.where.line if fault.where else 0)) from None


def _fault(name: str, file: str, tree: Tree, numbers: Sequence[int], problem: Problem) -> Fault:
    mark = tree.mark(problem.path)
    line = numbers[min(mark.line, len(numbers) - 1)] if mark is not None else numbers[0]
    place = f"{problem.place}: " if problem.path else ""
    return Fault(f"header: {place}{problem.message}", name, Where(file, line), problem.fix)
