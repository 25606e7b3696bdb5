"""`make bench-validation`: the compiled shapes against pySHACL on a million triples with 500 faults planted in them.

Each engine runs in a process of its own, which reports how long reading and checking took, its peak memory, and its
results. On the core shapes (those of the view without SPARQL-based constraints) all must find the same: the compiled engine,
pySHACL as it comes, and pySHACL as this project uses it, with the targets of node shapes given to their property shapes,
which makes it about three times as fast. On all shapes, with the rules over pairs, the compiled ones are timed alone;
`--reference` gives pySHACL its time on these too.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import made_up
import pyoxigraph as ox
from pyshacl import Validator
from pyshacl.graph_abstraction import DataGraph
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS, SH

from csto_kg.check.gates import check_graph
from csto_kg.ontology import read_ontology
from csto_kg.project import CORE, Project
from csto_kg.rdf.files import read_turtle
from csto_kg.shacl import pyshacl
from csto_kg.shacl.literals import from_quads
from csto_kg.shacl.validate import Engine
from csto_kg.vocab import short

ROOT = Path(__file__).parent.parent
SHAPES, ONTOLOGY = CORE.view_shapes, Project(ROOT, ROOT / "build").ontology
DEADLINE = 240


def listed(found: object) -> list[list[str]]:
    """What an engine found, as its process wrote it."""
    assert isinstance(found, list)
    return found


def shapes_of(which: str) -> Graph:
    """The shapes of the view: all, or the core ones, without SPARQL-based constraints."""
    shapes = read_turtle(SHAPES)
    if which == "core":
        for constraint in list(shapes.objects(None, SH.sparql)):
            shapes.remove((constraint, None, None))
            shapes.remove((None, SH.sparql, constraint))
    return shapes


def measured(engine: str, which: str, data: Path) -> dict[str, object]:
    """Read and check in this process: seconds of each, the most memory in MB, and what was found."""
    shapes, ontology = shapes_of(which), read_ontology(*ONTOLOGY)
    start = time.perf_counter()
    if engine == Engine.FAST:
        held = from_quads(ox.parse(path=str(data)))
        read = time.perf_counter()
        report = check_graph(held, shapes, ontology, None)
        checked = time.perf_counter()
        assert not report.notes, report.notes
        found = {(str(r.focus), "" if is_long(r.path) else r.path, str(r.component)) for r in report.results}
    else:
        graph = Graph()
        graph.parse(data, format="nt")
        # pySHACL would stop at the first text that is no value of its datatype and that it has to compare.
        for s, p, o in [(s, p, o) for s, p, o in graph if isinstance(o, Literal) and o.ill_typed]:
            graph.remove((s, p, o))
            graph.add((s, p, pyshacl.renamed_if_ill_typed(o)))
        read = time.perf_counter()
        for cls, above in ontology.graph.subject_objects(RDFS.subClassOf):
            if isinstance(cls, URIRef) and isinstance(above, URIRef):
                graph.add((cls, RDFS.subClassOf, above))
        results = pyshacl.run_pyshacl(graph, shapes) if engine == "helped" else as_it_comes(graph, shapes)
        checked = time.perf_counter()
        found = set()
        for r in results.subjects(SH.sourceConstraintComponent):
            parts = (results.value(r, p) for p in (SH.focusNode, SH.resultPath, SH.sourceConstraintComponent))
            focus, path, component = parts
            found.add((str(focus), short_path(path), str(component)))
    return {
        "read": read - start,
        "check": checked - read,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "found": sorted(found),
    }


def as_it_comes(data: Graph, shapes: Graph) -> Graph:
    """The report of pySHACL on shapes as they are written."""
    options = {"inplace": True, "advanced": False, "inference": "none"}
    _, report, _ = Validator(DataGraph.from_rdflib(data), shacl_graph=shapes, options=options).run()  # type: ignore[no-untyped-call]
    assert isinstance(report, Graph)
    return report


def short_path(path: object) -> str:
    """A path of one property as the project's reports write it, and nothing for a path of several steps."""
    return short(str(path)) if isinstance(path, URIRef) else ""


def is_long(path: str | None) -> bool:
    """Whether a path, as the project's reports write it, is not exactly one property."""
    return path is None or not path.strip("<>").replace(":", "").isalnum()


def in_child(engine: str, which: str, data: Path, deadline: float | None = None) -> dict[str, object] | None:
    """What `measured` gives in a process of its own; None where it does not end in time."""
    command = [sys.executable, __file__, "--measure", engine, which, str(data)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=deadline)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        sys.exit(f"{engine} on the {which} shapes: {done.stderr[-2000:]}")
    found: dict[str, object] = json.loads(done.stdout)
    return found


def print_medians(name: str, runs: list[dict[str, object]]) -> tuple[float, float]:
    """Print a line of medians, and give the seconds of checking, and of reading and checking."""
    of = {key: statistics.median(float(str(run[key])) for run in runs) for key in ("read", "check", "memory")}
    number = len(listed(runs[0]["found"]))
    print(f"{name:24} {of['read']:9.2f} {of['check']:9.2f} {of['memory']:9.0f} {number:8}", flush=True)
    return of["check"], of["read"] + of["check"]


def is_clean() -> bool:
    """Whether a graph without planted faults gives no results, not even from the rules on the use of terms."""
    lines = "".join(made_up.graph(0.05, 0)).encode()
    report = check_graph(
        from_quads(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)), shapes_of("all"), read_ontology(*ONTOLOGY)
    )
    return not report.results


def main() -> None:
    """Print the table, and exit with 1 where a bound of the project is not kept."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--measure", nargs=3, metavar=("ENGINE", "SHAPES", "FILE"), help=argparse.SUPPRESS)
    options.add_argument("--scale", type=float, default=1.0, help="1 is a million triples")
    options.add_argument("--faults", type=int, default=500)
    options.add_argument("--times", type=int, default=1, help="runs of each; medians are printed")
    options.add_argument("--reference", action="store_true", help=f"give pySHACL {DEADLINE} s on all shapes too")
    given = options.parse_args()
    if given.measure:
        engine, which, file = given.measure
        print(json.dumps(measured(engine, which, Path(file))))
        return
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "made-up.nt"
        with data.open("w", encoding="utf-8") as out:
            out.writelines(made_up.graph(given.scale, given.faults))
        with data.open("rb") as lines:
            triples = sum(1 for _ in lines)
        print(f"{triples} triples, {given.faults} planted faults; seconds and MB")
        print(f"{'':24} {'read':>9} {'check':>9} {'memory':>9} {'results':>8}")
        fast = [in_child("fast", "core", data) for _ in range(given.times)]
        helped = [in_child("helped", "core", data) for _ in range(given.times)]
        plain = [in_child("pyshacl", "core", data) for _ in range(given.times)]
        runs, with_help, references = ([r for r in every if r is not None] for every in (fast, helped, plain))
        of_fast, of_helped = (
            print_medians("core shapes, compiled", runs),
            print_medians("core shapes, helped", with_help),
        )
        of_pyshacl = print_medians("core shapes, pySHACL", references)
        full = [run for run in (in_child("fast", "all", data) for _ in range(max(3, given.times))) if run is not None]
        of_full = print_medians("all shapes, compiled", full)
        if given.reference:
            reading = of_pyshacl[1] - of_pyshacl[0]
            ended = in_child("pyshacl", "all", data, reading + DEADLINE)
            print(f"all shapes, pySHACL: {'has ended' if ended else f'has not ended in {DEADLINE} s of checking'}")
        memory = max(float(str(run["memory"])) for run in (*runs, *full))
    every = (runs[0], references[0], with_help[0])
    apart = [{tuple(result) for result in listed(run["found"])} for run in every]
    is_equal = apart[0] == apart[1] == apart[2]
    for name, extra in (("compiled", apart[0] - apart[1]), ("pySHACL", apart[1] - apart[0])):
        for result in sorted(extra)[:10]:
            print(f"only {name}: {result}")
    ratio, with_reading = (slow / fast for slow, fast in zip(of_pyshacl, of_fast, strict=True))
    is_quiet = is_clean()
    print(f"\nnothing found where no faults are planted: {'yes' if is_quiet else 'no'}")
    print(f"the same (focus, path, component) from both: {'yes' if is_equal else 'no'}")
    print(
        f"compiled {ratio:.1f} times as fast as pySHACL (at least 15), {with_reading:.1f} times with reading the file;"
    )
    print(f"{of_helped[0] / of_fast[0]:.1f} times as fast as pySHACL with the project's help")
    print(
        f"all shapes in {of_full[0]:.1f} s (at most 10), {of_full[1]:.1f} s with reading; {memory:.0f} MB at most (1,500)"
    )
    sys.exit(0 if is_quiet and is_equal and ratio >= 15 and of_full[0] <= 10 and memory <= 1_500 else 1)


if __name__ == "__main__":
    main()
