"""Reads `queries/synonyms.yaml`: words of questions that mean the same, and short names of things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from csto_kg.errors import DataError, Fault, Where
from csto_kg.typed import Misfits, Problem, RecordReader, Tree, tree_of

__all__ = ["Synonyms", "read_synonyms"]

# libyaml reads ten times as fast; where it is missing the same is read by PyYAML itself.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_READER = RecordReader()


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Words of questions that mean the same, and short names of things.

    In each list of `words` the first stands for the others; a phrase may have several words. `turning` are those of the first
    words without which a question would ask for the opposite. `names` maps what people call a thing besides its labels to
    its identifier.
    """

    words: tuple[tuple[str, ...], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    turning: tuple[str, ...] = ()


def read_synonyms(*paths: Path) -> Synonyms:
    """Read the synonyms of several files as one; a file that is not there has none. Raises DataError with each fault."""
    found = [_read(path) for path in paths if path.is_file()]
    names = {name: thing for each in found for name, thing in each.names.items()}
    turning = tuple(dict.fromkeys(word for each in found for word in each.turning))
    return Synonyms(tuple(words for each in found for words in each.words), names, turning)


def _read(path: Path) -> Synonyms:
    try:
        tree = tree_of(yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER))
        synonyms = _READER.read(tree, Synonyms)
    except UnicodeDecodeError:
        raise DataError(Fault("is not UTF-8", where=Where(str(path)), fix="save it as UTF-8")) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(str(path), mark.line + 1) if mark else Where(str(path))
        raise DataError(Fault(f"is not YAML: {getattr(error, 'problem', None) or error}", where=where)) from None
    except Misfits as misfits:
        raise DataError(*(_fault(path, tree, problem) for problem in misfits.problems)) from None
    if problems := list(_repeated(synonyms)):
        raise DataError(*(_fault(path, tree, problem) for problem in problems))
    return synonyms


def _repeated(synonyms: Synonyms) -> Iterator[Problem]:
    """A word in two lists would stand for two meanings."""
    seen: dict[str, int] = {}
    for number, words in enumerate(synonyms.words):
        for index, word in enumerate(words):
            if word in seen:
                message = f"'{word}' stands in the list of '{synonyms.words[seen[word]][0]}' too"
                yield Problem(("words", number, index), message, "leave it in one of the two")
            seen.setdefault(word, number)


def _fault(path: Path, tree: Tree, problem: Problem) -> Fault:
    mark = tree.mark(problem.path)
    where = Where(str(path), mark.line + 1) if mark is not None else Where(str(path))
    return Fault(problem.message, problem.place, where, problem.fix)
