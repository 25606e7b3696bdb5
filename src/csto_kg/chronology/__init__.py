"""Derives days from order: a simple temporal network whose shortest paths give the bounds and the reasons for them.

The room knows nothing of RDF, of claims or of any organization: it takes points as names and constraints with
reasons of any kind, and returns bounds with the constraints that give them.

* `constraints`: points, constraints with reasons, contradictions
* `network`: the bounds of all points with their reasons, and distances between points
* `cycles`: the contradiction with the fewest reasons
"""

from csto_kg.chronology.constraints import ORIGIN, Contradiction, TemporalConstraint
from csto_kg.chronology.cycles import fewest_reasons
from csto_kg.chronology.network import Solution, solve

__all__ = ["ORIGIN", "Contradiction", "Solution", "TemporalConstraint", "fewest_reasons", "solve"]
