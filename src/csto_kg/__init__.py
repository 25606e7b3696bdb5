"""A temporal knowledge graph of the Collective Security Treaty Organization.

>>> from csto_kg import Graph
>>> graph = Graph.open()                                      # doctest: +SKIP
>>> graph.query("members-as-of", date="2012-06-28").rows      # doctest: +SKIP
"""

from csto_kg.errors import CstoKgError, DataError, FindingsError, UsageError
from csto_kg.graph import Answer, Graph

__all__ = ["Answer", "CstoKgError", "DataError", "FindingsError", "Graph", "UsageError"]
