"""Print the mutation score of the mini project and the real data. Exit code 1: a visible kind is below 100 %."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from csto_kg.ontology import read_ontology
from csto_kg.project import Project
from tests.mutation.score import HEAD, total
from tests.mutation.trial import NAMES, UNSEEN, Trial, mini_project, run
from tests.support.paths import ALIGNMENTS, ONTOLOGY_FILES, ROOT


def main() -> int:
    """Try the kinds, print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="only these kinds; all by default")
    parser.add_argument("--places", type=int, default=5, help="at how many places of each project a kind is tried")
    parser.add_argument("--seed", type=int, default=1, help="what chooses the places")
    parser.add_argument("--only", choices=("mini", "real"), help="only the mini project, or only the real data")
    parser.add_argument("--alone", action="store_true", help="try each mutant by itself: slow, and the same score")
    parser.add_argument("--sources", type=Path, help="folder of the source texts, for the digests of the real data")
    asked = parser.parse_args()
    if unknown := [kind for kind in asked.kinds if kind not in NAMES]:
        parser.error(f"there is no kind {', '.join(unknown)}")
    started = time.monotonic()
    ontology = read_ontology(*ONTOLOGY_FILES, ALIGNMENTS)
    with TemporaryDirectory() as folder:
        projects = {
            "mini": mini_project(Path(folder), ontology),
            "real": Project(ROOT, ROOT / "build", asked.sources),
        }
        trials = [
            Trial(name, project, ontology, Path(folder), asked.places, asked.seed, asked.alone)
            for name, project in projects.items()
            if asked.only in (None, name)
        ]
        print(HEAD, flush=True)
        scores = []
        for score in run(trials, asked.kinds or NAMES, os.cpu_count() or 1):
            scores.append(score)
            print(score.row, flush=True)
            if score.kind not in UNSEEN:
                print("".join(f"  not caught: {at}\n" for at in score.survivors), end="", flush=True)
    visible = total("sum of the visible kinds", [s for s in scores if s.kind not in UNSEEN])
    unseen = [s for s in scores if s.kind in UNSEEN]
    print(visible.row)
    for s in unseen:
        print(f"\nunseen: {s.kind} ({s.caught} of {s.applied} caught)\n  {UNSEEN[s.kind]}")
    never = [s.kind for s in scores if not s.applied]
    print("".join(f"\nnowhere to be put in: {kind}" for kind in never))
    kinds = len(scores) - len(unseen)
    print(f"{kinds} visible kinds, {len(unseen)} unseen; seed {asked.seed}; {time.monotonic() - started:.0f} s")
    return 0 if visible.caught == visible.applied and not never else 1


if __name__ == "__main__":
    sys.exit(main())
