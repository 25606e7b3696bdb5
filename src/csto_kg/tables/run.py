"""Imports an outside table from its raw files to RDF: load, make episodes, account for every row, write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph

from csto_kg.tables.episodes import Counts, account, make_episodes
from csto_kg.tables.headers import TableImport
from csto_kg.tables.load import load_rows
from csto_kg.tables.rows import Violation, row_order
from csto_kg.tables.write import claim_graph, provenance

__all__ = ["ImportedTable", "run_import"]


@dataclass(frozen=True, slots=True)
class ImportedTable:
    """An imported data set: its quads in no order, the counts, the violations by rule and row, and the links made."""

    name: str
    graph: str
    quads: tuple[ox.Quad, ...]
    counts: Counts
    violations: tuple[Violation, ...]
    links: int

    @property
    def by_rule(self) -> Mapping[str, int]:
        """How often each rule is violated."""
        return dict(sorted(Counter(v.rule for v in self.violations).items()))


def run_import(table_import: TableImport, files: Mapping[str, Path], register: Graph | None) -> ImportedTable:
    """Import a data set from its raw files, plain or gzipped, by the names of the header.

    `register` holds the entities to which codes are linked; without it none are. Raises UsageError where a file is not
    named or does not exist, DataError where a column is missing or of a wrong type, or rows were lost.
    """
    loaded = load_rows(table_import, files)
    made = make_episodes(loaded.rows, table_import.type)
    counts = account(table_import, loaded.given, loaded.units, loaded.left_out, made)
    quads, links = claim_graph(table_import, made.episodes, register)
    violations = sorted((*loaded.violations, *made.violations), key=lambda v: (v.rule, row_order(v.row), v.message))
    return ImportedTable(
        name=table_import.name,
        graph=table_import.graph,
        quads=(*quads, *provenance(table_import, loaded.origins)),
        counts=counts,
        violations=tuple(violations),
        links=links,
    )
