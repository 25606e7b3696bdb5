"""Makes typed records from data files. All values that do not fit are reported at once, with place and path.

A record has only the keys that a command needs; other keys are ignored. The keys of the files are the attributes of
the records in camel case.
"""

from __future__ import annotations

from typing import Final, TypeVar

from csto_kg.curate.documents import Document
from csto_kg.errors import DataError, Fault, Where
from csto_kg.typed import Misfits, Problem, RecordReader, Tree, tree_of

__all__ = ["records"]

T = TypeVar("T")


def _key(attribute: str) -> str:
    first, *rest = attribute.split("_")
    return first + "".join(map(str.title, rest))


_READER: Final = RecordReader(is_open=True, key_of=_key)


def records(record: type[T], *documents: Document) -> list[T]:
    """Each document as a record of one type. Raises DataError with every fault of every document."""
    found: list[T] = []
    faults: list[Fault] = []
    for document in documents:
        tree = tree_of(document.root)
        try:
            found.append(_READER.read(tree, record))
        except Misfits as misfits:
            faults += [_fault(document.name, tree, problem) for problem in misfits.problems]
    if faults:
        raise DataError(*faults)
    return found


def _fault(name: str, tree: Tree, problem: Problem) -> Fault:
    mark = tree.mark(problem.path)
    where = Where(name, mark.line + 1, mark.column + 1) if mark is not None else Where(name)
    return Fault(problem.message, problem.place, where, problem.fix)
