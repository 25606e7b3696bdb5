"""The Python interface: open a build, ask, export, with the same verbs as the command line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import rdflib

from csto_kg import builds, queries
from csto_kg.errors import Fault, UsageError
from csto_kg.export import Part, export
from csto_kg.project import Project, find_project
from csto_kg.queries import StoredQuery, Table, read_queries
from csto_kg.release import from_oxigraph
from csto_kg.store import open_store
from csto_kg.vocab import G_INFERRED, G_VIEW, short

Cell = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query: the names of the columns, and the rows as plain text.

    Identifiers are short (`armenia`, `claim:minsk-015`), lists of claims are tuples, an unbound cell is None. `table`
    has the RDF terms.
    """

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    table: Table

    def __iter__(self) -> Iterator[Mapping[str, Cell]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class Graph:
    """A built graph, opened for reading."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.store = open_store(project.release / "store")
        self.manifest = builds.read_manifest(project) or {}
        self.queries: Mapping[str, StoredQuery] = read_queries((project.queries / "questions").glob("*.rq"))

    @classmethod
    def open(cls, project: str | Path | None = None, build: str | Path | None = None) -> Graph:
        """Open the build of a project: the one named, else the checkout around the working folder, else the installed one.

        Raises UsageError where nothing has been built yet.
        """
        root, folder = (None if p is None else Path(p) for p in (project, build))
        return cls(find_project(Path.cwd(), os.environ, root, folder))

    @property
    def release(self) -> str:
        """The hash that names the release, SHA-256 in hexadecimal."""
        return str(self.manifest["release"])

    def query(self, name: str, /, **values: str | date | Sequence[str]) -> Answer:
        """Ask a stored query with its parameters; a trailing underscore is dropped (`from_` for `from`).

        Raises UsageError for an unknown query or parameter, or a value that does not fit.
        """
        if name not in self.queries:
            near = queries.nearest(name, self.queries)
            mend = f"did you mean {' or '.join(near)}?" if near else "graph.queries has them"
            raise UsageError(Fault(f"there is no stored query '{name}'", mend=mend))
        query = self.queries[name]
        given = {k.removesuffix("_"): v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
        return _answer(queries.run(self.store, query, given), query.lists)

    def as_of(self, day: str | date, organization: str = "csto", role: str = "any") -> Answer:
        """Who belonged to an organization on a day: members-as-of for every role."""
        return self.query("members-as-of", organization=organization, date=day, role=role)

    def sparql(self, text: str) -> Answer:
        """Ask any SPARQL query. Raises UsageError where it is none."""
        return _answer(queries.ask(self.store, text), frozenset())

    def export(self, format: str = "turtle", graph: str = "findings") -> bytes:
        """A part of the release in a format, byte for byte what `csto-kg export` writes."""
        context = json.loads(self.project.context.read_text(encoding="utf-8"))["@context"]
        return export(builds.release_quads(self.project.release), Part(graph), format, context)

    def to_rdflib(self, inferred: bool = False) -> rdflib.Graph:
        """What is held as an rdflib graph, with what follows from it if wanted."""
        graph = rdflib.Graph()
        for name in (G_VIEW, *((G_INFERRED,) if inferred else ())):
            for quad in self.store.quads_for_pattern(None, None, None, ox.NamedNode(str(name))):
                graph.add(from_oxigraph(quad))
        return graph


def _answer(table: Table, lists: frozenset[str]) -> Answer:
    rows = tuple({c: _cell(v, c in lists) for c, v in zip(table.columns, row, strict=True)} for row in table.rows)
    return Answer(table.columns, rows, table)


def _cell(term: queries.Term | None, is_list: bool) -> Cell:
    if term is None:
        return None
    text = term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
    if is_list:
        return tuple(short(part) for part in text.split())
    return short(text) if isinstance(term, ox.NamedNode) else text
