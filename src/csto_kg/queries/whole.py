"""The stored queries of a project, each of which can be asked: headers and SPARQL without a fault."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from csto_kg.errors import DataError, Fault, Where
from csto_kg.project import Project
from csto_kg.queries.stored import StoredQuery, queries_of
from csto_kg.rdf.mistakes import not_sparql

__all__ = ["whole_queries"]


def whole_queries(project: Project) -> dict[str, StoredQuery]:
    """The stored queries of a project by name, as `queries_of` has them.

    Raises DataError with every fault of every header, or else of the SPARQL of every query, with the file.
    """
    queries = queries_of(project)
    files = {path.stem: path for path in project.question_files}
    faults = [fault for name, query in queries.items() for fault in _faults(query, project.shown(files[name]))]
    if faults:
        raise DataError(*faults)
    return queries


def _faults(query: StoredQuery, file: str) -> Iterator[Fault]:
    try:
        ox.Store().query(query.text)
    except SyntaxError as error:
        fault = not_sparql(query.text, error)
        yield Fault(fault.message, query.name, Where(file), fault.fix)
