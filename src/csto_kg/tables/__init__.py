"""Outside tables: SQL files with headers that turn raw rows into a few typed columns, and one writer to RDF.

The result is one claim graph: what the data set says, not what the project holds. Every raw row or cell is in an episode or
is left out for a reason, and the totals are compared. Contradictions in the data set are reported row by row.

- `headers`: what a header says, and its faults
- `load`: raw files and the SELECT, by DuckDB
- `rows`: the typed rows, and violations
- `episodes`: from rows to episodes, and the account of the rows
- `write`: from episodes to RDF
- `run`: the whole way

Import from the modules: `load` brings in DuckDB, which most commands do not need.
"""
