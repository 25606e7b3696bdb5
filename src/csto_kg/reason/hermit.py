"""Runs HermiT (OWL 2 DL, direct semantics), by way of owlready2 or from its command line. The only door to owlready2.

HermiT decides consistency and satisfiability. It returns only part of what follows; the rest comes from `rules`.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import tempfile
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import owlready2
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF

from csto_kg.errors import DataError, Fault, MachineError
from csto_kg.rdf.terms import Triple
from csto_kg.reason.handover import line
from csto_kg.reason.java import java_fault

REASONER = f"HermiT 1.3.8 via owlready2 {owlready2.VERSION}"

# Such a process lives half a second: optimizing its code and collecting its garbage in parallel costs more than it gains.
# A Java that does not know these options ignores them.
_JAVA_OPTIONS = ("-XX:+IgnoreUnrecognizedVMOptions", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx2000M")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What HermiT says: whether all can be true; which classes can have no instance; which types it returns."""

    is_consistent: bool
    unsatisfiable: tuple[URIRef, ...] = ()
    types: frozenset[Triple] = frozenset()


_FIX = "use only OWL 2 DL and its datatypes (not xsd:date)"


def run_hermit(lines: Iterable[str], java: str) -> Verdict:
    """Run HermiT on N-Triples lines, by way of owlready2, in a `World` of its own.

    Raises MachineError where Java cannot run it, DataError where HermiT does not take the ontology.
    """
    quadstore = owlready2.World()
    output = io.StringIO()
    # owlready2 reads the Java program from this module variable and takes no argument for it. It is set here, where the
    # process is started, and nowhere else; two runs at a time must use the same Java.
    owlready2.JAVA_EXE = java
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            source = quadstore.get_ontology("urn:csto-kg:given#")
            source.load(fileobj=io.BytesIO("\n".join([*lines, ""]).encode()))
            inferences = quadstore.get_ontology("urn:csto-kg:inferences#")
            with inferences:  # where owlready2 puts what it infers
                owlready2.sync_reasoner_hermit(quadstore, infer_property_values=False, debug=0)
            written = io.BytesIO()
            inferences.save(written, format="ntriples")
    except owlready2.OwlReadyInconsistentOntologyError as error:
        _remove_left_over(error.__traceback__)
        return Verdict(is_consistent=False)
    except owlready2.OwlReadyJavaError as error:
        _remove_left_over(error.__traceback__)
        raise _java_failed(str(error), java) from error
    except OSError as error:
        _remove_left_over(error.__traceback__)
        raise MachineError(java_fault(f"cannot run {java!r}: {error}")) from error
    except owlready2.OwlReadyOntologyParsingError as error:
        raise DataError(Fault(f"owlready2 cannot read what it is given: {error.__cause__ or error}")) from error
    finally:
        quadstore.close()
    return _verdict(written.getvalue())


def _verdict(written: bytes) -> Verdict:
    result = Graph().parse(data=written, format="nt")
    nothing = result.subjects(OWL.equivalentClass, OWL.Nothing)
    return Verdict(
        is_consistent=True,
        unsatisfiable=tuple(sorted(c for c in nothing if isinstance(c, URIRef))),
        types=frozenset((s, p, o) for s, p, o in result if p == RDF.type and o not in (OWL.Ontology, OWL.Thing)),
    )


def first_inconsistent(ontologies: Sequence[Sequence[str]], java: str) -> int | None:
    """The position of the first set of N-Triples lines that is inconsistent, or None where none is.

    Runs the HermiT that comes with owlready2, for consistency only and once for all sets. It takes them one after another
    and stops at the first that is inconsistent, so a set costs a tenth of what `run_hermit` costs.
    Raises MachineError and DataError as `run_hermit` does.
    """
    folder_of_hermit = Path(owlready2.__file__).parent / "hermit"
    classes = os.pathsep.join([str(folder_of_hermit), str(folder_of_hermit / "HermiT.jar")])
    command = [java, *_JAVA_OPTIONS, "-cp", classes, "org.semanticweb.HermiT.cli.CommandLine", "--consistency"]
    header = line((URIRef(""), RDF.type, OWL.Ontology)).split(" ", 1)[1]
    with tempfile.TemporaryDirectory() as folder:
        for i, lines in enumerate(ontologies):
            path = Path(folder) / f"{i}.nt"
            # Without the ontology's own name: one process takes no two ontologies of one name.
            path.write_text("".join(f"{each}\n" for each in lines if not each.endswith(header)), encoding="utf-8")
            command.append(path.as_uri())
        try:
            result = subprocess.run(
                command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
            )
        except OSError as error:
            raise MachineError(java_fault(f"cannot run {java!r}: {error}")) from error
    passed = result.stdout.count(" is satisfiable.")
    if result.returncode == 0 and passed == len(ontologies):
        return None
    if result.returncode == 1 and "Inconsistent ontology" in result.stderr:
        return passed
    raise _java_failed("\n" + (result.stderr or result.stdout), java)


def _remove_left_over(trace: TracebackType | None) -> None:
    """Remove the file that owlready2 hands to Java.

    Where the reasoner says no it is left behind; its name is known only inside owlready2's function.
    """
    for frame, _ in traceback.walk_tb(trace):
        name = getattr(frame.f_locals.get("tmp"), "name", None)
        if frame.f_code.co_name == "sync_reasoner_hermit" and isinstance(name, str):
            Path(name).unlink(missing_ok=True)


def _java_failed(output: str, java: str) -> DataError | MachineError:
    """The error for a run that failed: a HermiT that refuses what it reads, or a Java that does not work."""
    lines = [text.strip() for text in output.splitlines()[1:] if text.strip() and not text.strip().startswith("at ")]
    said = " ".join(lines)[:600]
    refused = re.search(r"org\.semanticweb\.(?:HermiT|owlapi)[\w.$]*Exception|IllegalArgumentException", output)
    if refused and "OutOfMemoryError" not in output:
        return DataError(
            Fault(
                f"HermiT refuses the ontology or the view: {said}",
                fix="use only OWL 2 DL and its datatypes (not xsd:date)",
            )
        )
    return MachineError(java_fault(f"{java!r} does not run HermiT: {said}"))
