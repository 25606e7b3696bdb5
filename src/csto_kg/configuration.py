"""The configuration of a project: `graph.yaml` at its root, which also marks the folder as a project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cattrs
import yaml

from csto_kg.advice import did_you_mean
from csto_kg.errors import DataError, Fault, Where

__all__ = ["Configuration", "read_configuration"]


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


_KEYS = tuple(Configuration.__dataclass_fields__)


def _text(value: object, _: type) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text")
    return value


_CONVERTER = cattrs.Converter(forbid_extra_keys=True)
_CONVERTER.register_structure_hook(str, _text)


def read_configuration(path: Path) -> Configuration:
    """Read `graph.yaml`. Raises DataError with every fault of the file, each with its line."""
    try:
        text = path.read_text(encoding="utf-8")
        # Every scalar is a text, so that a title such as 1992 or No is read as it is written.
        root = yaml.compose(text, Loader=yaml.BaseLoader)
        content = yaml.load(text, Loader=yaml.BaseLoader)
    except OSError as error:
        raise DataError(Fault(f"cannot be read: {error.strerror}", where=Where(str(path)))) from None
    except UnicodeDecodeError:
        raise DataError(Fault("is not UTF-8", where=Where(str(path)))) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(str(path), mark.line + 1, mark.column + 1) if mark else Where(str(path))
        raise DataError(Fault(f"is not YAML: {getattr(error, 'problem', None) or error}", where=where)) from None
    if not isinstance(root, yaml.MappingNode):
        raise DataError(Fault("must hold keys with values", where=Where(str(path)), fix=f"write {', '.join(_KEYS)}"))
    places = {
        key.value: Where(str(path), key.start_mark.line + 1, key.start_mark.column + 1) for key, _ in root.value
    }
    try:
        return _CONVERTER.structure(content, Configuration)
    except cattrs.ClassValidationError as error:
        raise DataError(*_faults(error, places, Where(str(path)))) from None


def _faults(error: cattrs.ClassValidationError, places: dict[str, Where], file: Where) -> list[Fault]:
    """Every reason why the content does not fit, in the order of the file; what is missing comes last."""
    faults = []
    with_notes, others = error.group_exceptions()
    for reason, note in with_notes:
        if isinstance(reason, KeyError):
            faults.append(Fault(f"key '{note.name}' is missing", where=file, fix=f"add {note.name}: …"))
        else:
            faults.append(Fault(str(reason), note.name, places[note.name], f"write {note.name}: …"))
    for other in others:
        unknown: Any = getattr(other, "extra_fields", ())
        for key in unknown:
            fix = did_you_mean(key, _KEYS, f"the keys are {', '.join(_KEYS)}")
            faults.append(Fault(f"key '{key}' is unknown", where=places[key], fix=fix))
    return sorted(faults, key=lambda fault: (fault.where == file, fault.where.line if fault.where else 0))
