"""What order tells about days: a simple temporal network whose shortest paths are bounds, and whose paths are reasons.

The room knows nothing of RDF, of claims or of the CSTO: points in time go in as names, constraints with reasons of any
kind, and bounds with the constraints that they rest on come out.

* `constraints`: points, constraints with reasons, contradictions
* `network`: the bounds of all points with their reasons, and distances between points
* `cycles`: the contradiction that rests on the fewest reasons
"""

from csto_kg.chronology.constraints import ORIGIN, Contradiction, TemporalConstraint
from csto_kg.chronology.cycles import fewest_reasons
from csto_kg.chronology.network import Solution, solve

__all__ = ["ORIGIN", "Contradiction", "Solution", "TemporalConstraint", "fewest_reasons", "solve"]
