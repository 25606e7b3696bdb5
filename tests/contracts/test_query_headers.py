"""What the headers of stored queries say of their parameters is of the ontology."""

from __future__ import annotations

from csto_kg.ontology import ontology_of
from csto_kg.queries.stored import ParameterType, queries_of
from tests.support.paths import PROJECT

PARAMETERS = [(f"{query.name} {p.name}", p) for query in queries_of(PROJECT).values() for p in query.parameters]


def test_classes_and_kinds_of_parameters_are_classes() -> None:
    """A parameter that takes things names classes of the ontology, and one that takes days or texts names none."""
    classes = ontology_of(PROJECT).classes
    named = {name: [*(p.kinds), *([p.cls] if p.cls else [])] for name, p in PARAMETERS}
    assert {} == {name: unknown for name, of in named.items() if (unknown := sorted(set(of) - set(classes)))}
    assert [] == [name for name, p in PARAMETERS if p.type is not ParameterType.ENTITY and named[name]]
    assert 40 <= sum(bool(p.kinds) for _, p in PARAMETERS)
