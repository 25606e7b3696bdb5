"""Adapts the stored queries of the core to a project: its namespace, and what it asks unless other values are given.

A query of the core runs as it stands on a graph whose namespace is the core's. For another project the IRIs of things are
those of that project; the concepts of the base schemes stay the core's everywhere. The core knows no thing to ask about: its
defaults are `…/default/<parameter>`, in whose place stand the project's organization and the defaults of `queries/core.yaml`,
and a day of no meaning, 2000-01-01, so that the text of a query runs as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

from csto_kg.advice import did_you_mean
from csto_kg.errors import DataError, Fault, Where
from csto_kg.project import CORE, Project
from csto_kg.typed import Misfits, RecordReader, tree_of
from csto_kg.vocab import CORE_NAMESPACES, OWN_KINDS, ROOT, Namespaces

__all__ = ["AS_THEY_STAND", "Adaptation", "CoreQuery", "adaptation_of", "in_namespace", "is_open"]

_OPEN: Final = f"<{ROOT}default/"
_OF_ORGANIZATION: Final = f"{_OPEN}organization>"
_OWN: Final = re.compile(rf"{re.escape(ROOT)}({'|'.join(OWN_KINDS)})/([\w.~/-]*)")
_READER: Final = RecordReader()
# libyaml reads ten times as fast; where it is missing the same is read by PyYAML itself.
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class CoreQuery:
    """What a project says of a query of the core: values by parameter, as people write them, and a part of a row."""

    defaults: Mapping[str, str] = field(default_factory=dict)
    example: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Adaptation:
    """How a project asks the queries of the core: its namespaces, its organization, and what it says of single queries."""

    namespaces: Namespaces = CORE_NAMESPACES
    organization: str = ""
    queries: Mapping[str, CoreQuery] = field(default_factory=dict)
    file: str = ""

    def of(self, name: str) -> CoreQuery:
        """What the project says of a query."""
        return self.queries.get(name, CoreQuery())

    def default(self, name: str, parameter: str, rows: str) -> str | None:
        """The value that the project asks for unless another is given; None where the core's own `rows` stand."""
        value = self.of(name).defaults.get(parameter)
        return self.organization if value is None and rows == _OF_ORGANIZATION and self.organization else value


AS_THEY_STAND: Final = Adaptation()
"""The queries of the core as their files have them."""


def is_open(rows: str) -> bool:
    """Whether the default of a parameter is left to the project, and the project has none."""
    return _OPEN in rows


def in_namespace(text: str, namespaces: Namespaces) -> str:
    """The text of a query of the core with the IRIs of things in the namespace of a project."""

    def own(found: re.Match[str]) -> str:
        kind, name = found.groups()
        # A prefix such as that of `end-status/` is the core's too.
        is_of_core = name in namespaces.of_core or (name and any(i.startswith(name) for i in namespaces.of_core))
        return found[0] if kind == "id" and is_of_core else f"{namespaces.root}{kind}/{name}"

    return text if namespaces.is_core else _OWN.sub(own, text)


def adaptation_of(project: Project) -> Adaptation:
    """How a project asks the queries of the core. Raises DataError with every fault of the files that say so."""
    path = project.core_queries
    queries = _read(path) if path.is_file() else {}
    return Adaptation(project.namespaces, project.configuration.organization, queries, project.shown(path))


def _read(path: Path) -> Mapping[str, CoreQuery]:
    try:
        tree = tree_of(yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER))
        found = _READER.read(tree, Mapping[str, CoreQuery])  # type: ignore[type-abstract]
    except UnicodeDecodeError:
        raise DataError(Fault("is not UTF-8", where=Where(str(path)), fix="save it as UTF-8")) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(str(path), mark.line + 1) if mark else Where(str(path))
        raise DataError(Fault(f"is not YAML: {getattr(error, 'problem', None) or error}", where=where)) from None
    except Misfits as misfits:
        places = ((p, tree.mark(p.path)) for p in misfits.problems)
        wheres = ((p, Where(str(path), mark.line + 1) if mark else Where(str(path))) for p, mark in places)
        raise DataError(*(Fault(p.message, p.place, where, p.fix) for p, where in wheres)) from None
    known = {file.stem for file in CORE.question_files}
    unknown = [name for name in found if name not in known]
    if unknown:
        marks = ((name, tree.mark((name,))) for name in unknown)
        raise DataError(
            *(
                Fault(
                    "the core has no such query",
                    name,
                    Where(str(path), mark.line + 1 if mark else 0),
                    did_you_mean(name, known),
                )
                for name, mark in marks
            )
        )
    return found
