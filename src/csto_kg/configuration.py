"""The configuration of a project: `graph.yaml` at its root, which also marks the folder as a project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from csto_kg.errors import DataError, Fault, Where
from csto_kg.typed import Misfits, Problem, RecordReader, Tree, tree_of

__all__ = ["Configuration", "place_of", "read_configuration"]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a project sets for itself, by the keys of `graph.yaml`."""

    name: str
    """The short name of the graph, on each of its web pages."""
    title: str
    """What the graph is, in a few words: the title of its home page."""
    description: str
    """What the graph holds, in a sentence or two."""
    organization: str
    """The identifier of the organization that is asked about unless another is named."""


_READER = RecordReader()


def read_configuration(path: Path) -> Configuration:
    """Read `graph.yaml`. Raises DataError with every fault of the file, each with its place."""
    tree = _read(path)
    try:
        return _READER.read(tree, Configuration)
    except Misfits as misfits:
        raise DataError(*sorted((_fault(str(path), tree, p) for p in misfits.problems), key=_line)) from None


def place_of(path: Path, key: str) -> Where:
    """Where a key of `graph.yaml` stands. Raises DataError where the file cannot be read."""
    mark = _read(path).marks.get((key,))
    return Where(str(path), mark.line + 1, mark.column + 1) if mark else Where(str(path))


def _read(path: Path) -> Tree:
    file = str(path)
    try:
        return tree_of(yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))
    except OSError as error:
        raise DataError(Fault(f"cannot be read: {error.strerror}", where=Where(file))) from None
    except RecursionError:
        raise DataError(Fault("is nested too deeply", where=Where(file), fix="write each key with a text")) from None
    except UnicodeDecodeError:
        raise DataError(Fault("is not UTF-8", where=Where(file))) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(file, mark.line + 1, mark.column + 1) if mark else Where(file)
        raise DataError(Fault(f"is not YAML: {getattr(error, 'problem', None) or error}", where=where)) from None


def _fault(file: str, tree: Tree, problem: Problem) -> Fault:
    # What is missing has no line of its own.
    mark = tree.marks.get(problem.path)
    where = Where(file, mark.line + 1, mark.column + 1) if mark is not None and problem.path else Where(file)
    return Fault(problem.message, problem.place, where, problem.fix)


def _line(fault: Fault) -> tuple[bool, int]:
    return fault.where is None or not fault.where.line, fault.where.line if fault.where else 0
