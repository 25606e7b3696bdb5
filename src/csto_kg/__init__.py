"""Temporal knowledge graphs of organizations: claims, findings, and what held on a day.

>>> from csto_kg import Graph
>>> graph = Graph.open()                                      # doctest: +SKIP
>>> graph.query("members-as-of", date="2003-06-30").rows      # doctest: +SKIP
"""

from csto_kg.ask.answers import Answer
from csto_kg.ask.graph import Graph
from csto_kg.errors import CstoKgError, DataError, FindingsError, UsageError

__all__ = ["Answer", "CstoKgError", "DataError", "FindingsError", "Graph", "UsageError"]
