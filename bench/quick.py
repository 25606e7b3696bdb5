"""`make bench-quick`: the whole build, and each stored query here and through plain rdflib, in one run, as ratios."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import rdflib

from csto_kg.ask.run import run_query
from csto_kg.project import find_project
from csto_kg.queries.stored import queries_of
from csto_kg.release.store import open_store

ROOT = Path(__file__).parent.parent
CLI = Path(sys.executable).parent / "csto-kg"


def timed(work: Callable[[], object], times: int) -> float:
    """The median time of some work, in seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def run(*arguments: str, build: str) -> float:
    start = time.perf_counter()
    subprocess.run([CLI, "--build", build, *arguments], check=True, cwd=ROOT, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as build:
        whole = run("build", build=build)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        again = statistics.median(run("build", build=build) for _ in range(3))
        asked = statistics.median(run("query", "members-as-of", build=build) for _ in range(5))
        print(f"whole build             {whole:8.2f} s   (at most 25)   largest process {peak:.0f} MB (at most 1000)")
        print(f"build, nothing changed  {again:8.2f} s   (at most 2)")
        in_words = statistics.median(
            run("ask", "who were the members of the CSTO on 1 June 2010", build=build) for _ in range(5)
        )
        print(f"one question, whole process {asked:4.2f} s")
        print(f"one question in words       {in_words:4.2f} s   {in_words / asked:.2f} times that (at most 2)\n")
        project = find_project(ROOT, os.environ, build=Path(build))
        store = open_store(project.release.store)
        known = queries_of(project)
        dataset = rdflib.Dataset()
        dataset.parse(project.release.nquads, format="nquads")
        print(f"{len(store)} quads; medians in milliseconds")
        print(f"{'query':22} {'rows':>5} {'store':>8} {'rdflib':>9} {'ratio':>7}")
        ratios = []
        for name, query in known.items():
            rows = len(run_query(store, query).rows)
            here = timed(lambda q=query: run_query(store, q), 21)  # type: ignore[misc]
            there = timed(lambda q=query: list(dataset.query(q.text)), 3)  # type: ignore[misc]
            ratios.append(there / here)
            print(f"{name:22} {rows:5} {here * 1e3:8.1f} {there * 1e3:9.1f} {there / here:7.0f}")
        print(f"\nmedian ratio {statistics.median(ratios):.0f}, least {min(ratios):.1f}")


if __name__ == "__main__":
    main()
