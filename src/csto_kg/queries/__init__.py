"""Stored queries: SPARQL files that ask one question each, with a header and parameters.

- `header`: what a header says, and its faults
- `stored`: the queries: their VALUES blocks, parameters bound as terms, lists put in order
- `whole`: the queries of a project, of which none has a fault
- `catalogue`: the queries as a page for people, as typed functions, and as RDF
- `schemas`: what a query takes, as JSON Schema
- `lookup`: a query by its name
- `blocks`: the VALUES blocks of a query, which hold the values of its parameters
- `adapting`: the queries of the core as a project asks them: its namespace, its defaults
- `days`: days as people give them
- `synonyms`: words of questions that mean the same, and short names of things
- `former`: warnings of former names, at the caller's own line
- `layout`: the canonical layout of a query
- `templates`: the templates of sentences in headers
- `trees`: these templates as lists, for a page in a browser
- `functions`: the typed functions; generated
"""

from csto_kg.queries.header import ParameterType
from csto_kg.queries.stored import Parameter, StoredQuery, Values, bind, read_queries

__all__ = ["Parameter", "ParameterType", "StoredQuery", "Values", "bind", "read_queries"]
