"""Constraint components: each writes the patterns of what violates a constraint. A module for each family of the standard.

- `compilation`: what a component uses, and the components of constraints on each value by itself
- `value_type`: sh:class, sh:datatype, sh:nodeKind
- `cardinality`: sh:minCount, sh:maxCount
- `value_range`: sh:minInclusive and its like
- `string_based`: lengths, patterns and languages
- `property_pair`: sh:equals, sh:disjoint, sh:lessThan
- `logical`: sh:and, sh:or, sh:not, sh:xone
- `shape_based`: sh:node, sh:property, qualified counts
- `other`: sh:closed, sh:hasValue, sh:in
- `sparql`: SPARQL-based constraints
"""

from __future__ import annotations

from typing import Final

from csto_kg.shacl.components.cardinality import CARDINALITY
from csto_kg.shacl.components.compilation import Compilation, Components
from csto_kg.shacl.components.logical import LOGICAL
from csto_kg.shacl.components.other import OTHER
from csto_kg.shacl.components.property_pair import PROPERTY_PAIR
from csto_kg.shacl.components.shape_based import SHAPE_BASED
from csto_kg.shacl.components.sparql import query_of
from csto_kg.shacl.components.string_based import STRING_BASED
from csto_kg.shacl.components.value_range import VALUE_RANGE
from csto_kg.shacl.components.value_type import VALUE_TYPE

__all__ = ["COMPONENTS", "Compilation", "query_of"]

COMPONENTS: Final[Components] = {
    **VALUE_TYPE,
    **CARDINALITY,
    **VALUE_RANGE,
    **STRING_BASED,
    **PROPERTY_PAIR,
    **LOGICAL,
    **SHAPE_BASED,
    **OTHER,
}
"""The components of SHACL Core by their IRIs."""
