"""What HermiT gets and what is left out, with the reasons."""

from __future__ import annotations

import pytest

from csto_kg.errors import DataError
from csto_kg.reason.consistency import check_and_infer
from tests.support.reasoning import (
    ONTOLOGY,
    graph,
    java,
)


@pytest.mark.slow
def test_left_out() -> None:
    """Whatever HermiT does not get is counted under its reason."""
    view = graph("""
    <a> a csto:Observation , csto:Nonsense ; csto:value 0.00000001 ; csto:minValue 1.50 ; csto:by "text" ;
      csto:nothing <b> ; csto:number <b> ; csto:about csto:date .
    csto:date csto:about <a> .
    """)
    reasoned = check_and_infer(ONTOLOGY, view, java())
    expected = {
        "about a term of the ontology": 1,
        "class csto:Nonsense that the ontology does not declare": 1,
        "decimal that owlready2 cannot hold": 1,
        "literal for an object property": 1,
        "no literal for a data property": 1,
        "property csto:nothing that the ontology does not declare": 1,
        "term of the ontology as a value": 1,
    }
    assert expected == {w: n for w, n in reasoned.left_out.items() if w != "annotation of the ontology"}
    assert len(ONTOLOGY) + len(view) == reasoned.passed_to_hermit + sum(reasoned.left_out.values())


def test_malformed_values() -> None:
    """Every literal that is not a value of its datatype is reported before HermiT runs."""
    view = graph('<a> csto:value "many"^^xsd:decimal ; csto:earliest "1999"^^xsd:dateTime .')
    with pytest.raises(DataError) as raised:
        check_and_infer(ONTOLOGY, view, "/no/java")
    expected = [
        "csto:earliest: '1999' is not a value of xsd:dateTime",
        "csto:value: 'many' is not a value of xsd:decimal",
    ]
    assert expected == [fault.message for fault in raised.value.faults]
