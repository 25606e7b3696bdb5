"""HermiT: what it refuses, and that a run leaves nothing behind."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from rdflib import Graph

from csto_kg.errors import DataError, MachineError
from csto_kg.reason.consistency import check_and_infer
from csto_kg.reason.hermit import run_hermit
from tests.support.reasoning import (
    ONTOLOGY,
    TOY,
    graph,
    java,
    program,
    union,
)


def test_java_that_fails_is_no_inconsistency(tmp_path: Path) -> None:
    """A Java that does not work is the machine's fault, never a finding about the data."""
    broken = program(tmp_path / "java", "echo 'Error: could not create the Java Virtual Machine' >&2; exit 1")
    with pytest.raises(MachineError, match="could not create the Java Virtual Machine"):
        check_and_infer(ONTOLOGY, Graph(), broken)


def test_ontology_that_hermit_refuses() -> None:
    """A datatype that nobody defines is the ontology's fault, and HermiT's words are passed on."""
    bad = graph("<p> a owl:DatatypeProperty ; rdfs:range <mine> . <mine> a rdfs:Datatype .")
    with pytest.raises(DataError, match=r"HermiT refuses the ontology or the view.*/id/mine"):
        check_and_infer(bad, Graph(), java())


@pytest.mark.slow
def test_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A run leaves neither a file nor a word on the terminal, whatever HermiT answers."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    axioms = graph(TOY + "<A> owl:disjointWith <B> .")
    good, bad = graph("<x> a <A> ."), graph("<x> a <A> , <B> .")
    answers = [
        run_hermit(union(axioms, view).serialize(format="nt").splitlines(), java()).is_consistent
        for view in (good, bad)
    ]
    assert [True, False] == answers
    assert [] == [p.name for p in tmp_path.iterdir() if not p.name.startswith("hsperf")]
    assert ("", "") == tuple(capfd.readouterr())
