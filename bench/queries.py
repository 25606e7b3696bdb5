"""`make bench-queries`: each stored query through the query layer, on the bare engine, and through rdflib, in one run.

The query layer resolves names, writes the parameters as terms, and puts lists in order; `said` is the answer with its
sentences, as Python and the command line give it. The bare engine gets the resulting text, and all its rows are read. Calls
of the three take turns, so that other load on the machine affects all. Options: --no-rdflib, --times=N.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import rdflib

from csto_kg.ask.graph import Graph
from csto_kg.ask.run import run_query
from csto_kg.project import Release
from csto_kg.queries.catalogue import defaults
from csto_kg.queries.stored import StoredQuery, Values, bind

ROOT = Path(__file__).parent.parent
TIMES = next((int(a.removeprefix("--times=")) for a in sys.argv if a.startswith("--times=")), 200)
RDFLIB_TIMES = 3


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def answer_of(dataset: rdflib.Dataset, text: str) -> list[object]:
    return list(dataset.query(text))


def main() -> None:
    """Print a table, and exit with 1 where a bound of the project is not kept."""
    graph = Graph.open(ROOT)
    dataset = rdflib.Dataset()
    if "--no-rdflib" not in sys.argv:
        dataset.parse(Release(graph.folder).nquads, format="nquads")
    print(f"release {graph.release[:16]}, {len(graph.store)} quads; milliseconds over {TIMES} calls each")
    print(
        f"{'query':24} {'rows':>5} {'layer':>7} {'bare':>7} {'ratio':>6} {'said':>6} {'p99':>7} {'rdflib':>9} {'times':>6}"
    )
    ratios, said_ratios, faster, slowest = [], [], [], []
    for name, query in sorted(graph.queries.items()):
        # Every parameter is given, as a user gives it, so that the whole of the layer's work is counted.
        values = {p.name: defaults(p) for p in query.parameters}
        text = bind(query, values, graph.names.entity)
        rows = len(run_query(graph.names, query, values).rows)

        def layer(q: StoredQuery = query, v: Values = values) -> object:
            return run_query(graph.names, q, v)

        def bare(t: str = text) -> object:
            return list(graph.store.query(t))  # type: ignore[arg-type]

        def said(n: str = name, v: Values = values) -> object:
            return graph.answer(n, v).sentences

        triples = [(seconds(layer), seconds(bare), seconds(said)) for _ in range(TIMES)]
        of_layer, of_bare, of_said = (sorted(column) for column in zip(*triples, strict=True))
        ratio = statistics.median(of_layer) / statistics.median(of_bare)
        p99 = of_layer[int(len(of_layer) * 0.99)]
        line = f"{name:24} {rows:5} {statistics.median(of_layer) * 1e3:7.2f} {statistics.median(of_bare) * 1e3:7.2f}"
        said_ratios.append(statistics.median(of_said) / statistics.median(of_bare))
        line += f" {ratio:6.2f} {said_ratios[-1]:6.2f} {p99 * 1e3:7.2f}"
        ratios.append(ratio)
        slowest.append(p99)
        if "--no-rdflib" not in sys.argv:
            plain = statistics.median(seconds(partial(answer_of, dataset, text)) for _ in range(RDFLIB_TIMES))
            faster.append(plain / statistics.median(of_layer))
            line += f" {plain * 1e3:9.1f} {faster[-1]:6.0f}"
        print(line, flush=True)
    print(
        f"\nlargest ratio to the bare engine {max(ratios):.2f} (at most 1.3), median {statistics.median(ratios):.2f}"
    )
    print(f"with sentences {max(said_ratios):.2f} (at most 1.6), median {statistics.median(said_ratios):.2f}")
    print(f"largest p99 {max(slowest) * 1e3:.1f} ms (at most 30)")
    kept = max(ratios) <= 1.3 and max(said_ratios) <= 1.6 and max(slowest) <= 0.030
    if faster:
        print(
            f"least times faster than rdflib {min(faster):.0f} (at least 20), median {statistics.median(faster):.0f}"
        )
        kept = kept and min(faster) >= 20
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
