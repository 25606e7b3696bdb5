"""The Python interface: open a build, ask, export, with the same verbs as the command line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib

from csto_kg.advice import nearest
from csto_kg.ask.evidence import AGAINST, FOR, with_claims
from csto_kg.errors import Fault, UsageError
from csto_kg.ontology import context_of
from csto_kg.project import Project, Release, find_project
from csto_kg.queries import stored as queries
from csto_kg.queries.functions import Questions
from csto_kg.queries.stored import Names, StoredQuery, queries_of
from csto_kg.rdf import frames
from csto_kg.rdf.results import Table
from csto_kg.rdf.serialize import Part, export
from csto_kg.rdf.terms import Term, to_triple
from csto_kg.release import folder as builds
from csto_kg.release.reweigh import open_world, read_sources
from csto_kg.release.store import open_store
from csto_kg.time.days import Days
from csto_kg.vocab import G_INFERRED, G_VIEW, short
from csto_kg.weigh.policy import CURATED, Policy, read_policy, undated

Cell = str | tuple[str, ...] | None
Value = str | date | Sequence[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query: the names of the columns, and the rows as plain text.

    Identifiers are short (`armenia`, `claim:minsk-015`), lists of claims are tuples, an unbound cell is None. `table`
    has the RDF terms, `lists` names the columns that hold lists.
    """

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    table: Table
    lists: frozenset[str]

    def __iter__(self) -> Iterator[Mapping[str, Cell]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self) -> Any:
        """The answer as a pandas.DataFrame: numbers as numbers, lists as lists. Raises MachineError without pandas."""
        return frames.to_pandas(self.table, self.lists)

    def to_polars(self) -> Any:
        """The answer as a polars.DataFrame: numbers as numbers, lists as lists. Raises MachineError without polars."""
        return frames.to_polars(self.table, self.lists)

    def to_rdf(self) -> rdflib.Graph:
        """The answer as RDF: a result set in the W3C's vocabulary for query results, whose rows are in order."""
        return frames.to_rdf(self.table)


class Graph:
    """A built graph, opened for reading, under one policy and as known by one day.

    `open` takes it into memory, for many questions; a process that asks one is quicker on disk.
    """

    def __init__(
        self, project: Project, policy: Policy = CURATED, folder: Path | None = None, *, in_memory: bool = False
    ) -> None:
        self.project = project
        self.policy = policy
        self.folder = folder or project.release.folder
        self.in_memory = in_memory
        self.store = open_world(self.folder, policy, in_memory=in_memory)
        self.manifest = builds.manifest_in(self.folder) or {}
        self.names = Names(self.store)
        self.queries: Mapping[str, StoredQuery] = queries_of(project)
        self._others: dict[Policy, Graph] = {policy: self}

    @classmethod
    def open(cls, project: str | Path | None = None, build: str | Path | None = None) -> Graph:
        """Open the build of a project: the one named, else the checkout around the working folder, else the installed one.

        Raises UsageError where nothing has been built yet.
        """
        root, folder = (None if p is None else Path(p) for p in (project, build))
        return cls(find_project(Path.cwd(), os.environ, root, folder), in_memory=True)

    @property
    def ask(self) -> Questions[Answer]:
        """The stored queries as typed functions: `graph.ask.members_as_of(date="2012-06-28")`."""
        return Questions(self.query)

    @property
    def release(self) -> str:
        """The hash that names the release, SHA-256 in hexadecimal."""
        return str(self.manifest["release"])

    def sources(self) -> Mapping[str, Days | None]:
        """The days on which each source can have been published; None where nothing tells."""
        return read_sources(open_store(Release(self.folder).store))

    def under(self, policy: str | None = None, known_by: str | date | None = None) -> Graph:
        """The same release under a policy (`majority`, `only:ruehl-2022`, …), or as known by a day.

        Raises UsageError for a policy or a day that is none, and where no source is left.
        """
        day = queries.day(known_by) if isinstance(known_by, str) else known_by
        chosen = read_policy(policy, day, self.sources()) if policy or day else CURATED
        if chosen not in self._others:
            self._others[chosen] = Graph(self.project, chosen, self.folder, in_memory=self.in_memory)
        return self._others[chosen]

    def possibly_later(self) -> tuple[str, ...]:
        """The sources that count as known though they may have been published after the day that was asked for."""
        return undated(self.policy, self.sources()) if self.policy.known_by else ()

    def stored(self, name: str) -> StoredQuery:
        """A stored query by name. Raises UsageError with what was meant perhaps."""
        if name in self.queries:
            return self.queries[name]
        near = nearest(name, self.queries, 0.5)
        fix = f"did you mean {' or '.join(near)}?" if near else "csto-kg queries lists them"
        raise UsageError(Fault(f"there is no stored query '{name}'", fix=fix))

    def query(
        self,
        name: str,
        /,
        *,
        policy: str | None = None,
        known_by: str | date | None = None,
        evidence: bool = False,
        **values: Value,
    ) -> Answer:
        """Ask a stored query with its parameters; a trailing underscore is dropped (`from_` for `from`).

        `policy` and `known_by` as in `under`; with `evidence` every row has the columns `claims` and `dissents`. Raises
        UsageError for an unknown query or parameter, or a value that does not fit.
        """
        graph = self.under(policy, known_by) if policy or known_by else self
        query = graph.stored(name)
        given = {k.removesuffix("_"): v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
        table = queries.run(graph.names, query, given)
        if evidence:
            table = with_claims(graph.store, table, query.evidence)
        return _answer(table, query.lists | {FOR, AGAINST})

    def as_of(self, day: str | date, organization: str | None = None, role: str = "any") -> Answer:
        """Who belonged to an organization on a day, in any role; without one, to that of the project's `graph.yaml`."""
        organization = organization or self.project.configuration.organization
        return self.query("members-as-of", organization=organization, date=day, role=role)

    def sparql(self, text: str, evidence: bool = False) -> Answer:
        """Ask any SPARQL query, if wanted with the claims on everything in a row. Raises UsageError where it is none."""
        table = queries.ask(self.store, text)
        return _answer(with_claims(self.store, table, None) if evidence else table, frozenset((FOR, AGAINST)))

    def export(self, format: str = "turtle", graph: str = "findings") -> bytes:
        """A part of the release in a format, byte for byte what `csto-kg export` writes."""
        context = context_of(self.project)
        return export(builds.release_quads(self.folder), Part(graph), format, context)

    def to_rdflib(self, inferred: bool = False) -> rdflib.Graph:
        """What is held as an rdflib graph, with what follows from it if wanted."""
        graph = rdflib.Graph()
        for name in (G_VIEW, *((G_INFERRED,) if inferred else ())):
            for quad in self.store.quads_for_pattern(None, None, None, ox.NamedNode(str(name))):
                graph.add(to_triple(quad))
        return graph


def _answer(table: Table, lists: frozenset[str]) -> Answer:
    rows = tuple({c: _cell(v, c in lists) for c, v in zip(table.columns, row, strict=True)} for row in table.rows)
    return Answer(table.columns, rows, table, lists & set(table.columns))


def _cell(term: Term | None, is_list: bool) -> Cell:
    if term is None:
        return None
    text = term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
    if is_list:
        return tuple(short(part) for part in text.split())
    return short(text) if isinstance(term, ox.NamedNode) else text
