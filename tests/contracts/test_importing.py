"""Importing the package changes nothing for its user, and what it makes does not depend on how rdflib is set."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.mini import copy_mini

PROGRAM = """
import json, logging, pkgutil, sys, warnings
from importlib import import_module
from pathlib import Path

import rdflib

rdflib.NORMALIZE_LITERALS = sys.argv[1] == "True"


def state():
    loggers = {n: l for n, l in logging.root.manager.loggerDict.items() if n.split(".")[0] == "rdflib"}
    kept = {n: (l.level, l.propagate, l.disabled, list(map(repr, l.handlers)))
            for n, l in [("", logging.root), *loggers.items()] if isinstance(l, logging.Logger)}
    # PyLD imports requests where that is installed, which has filters for warnings of its own.
    others = ("requests.", "urllib3.")
    filters = [shown for shown in map(repr, warnings.filters) if not any(name in shown for name in others)]
    return {"flag": rdflib.NORMALIZE_LITERALS, "loggers": kept, "filters": filters}


before = state()
import csto_kg
modules = [m.name for m in pkgutil.walk_packages(csto_kg.__path__, "csto_kg.")]
for name in modules:
    import_module(name)
after = state()
after["loggers"] = {n: after["loggers"][n] for n in before["loggers"]}

from csto_kg.ontology import ontology_of
from csto_kg.project import Project
from csto_kg.rdf.nquads import canonical_nquads, release_hash
from csto_kg.order import derived_triples, ordered_view
from csto_kg.read.files import read_dataset
from csto_kg.reason.rules import infer
from csto_kg.release.quads import WorkedOut, named_quad, quads_of
from csto_kg.weigh import reach_triples, weigh

root = Path(sys.argv[2])
project = Project(root, root / "build")
ontology = ontology_of(project)
dataset = read_dataset(project, ontology)
weighed = weigh(dataset, ontology)
found = ordered_view(dataset, weighed, ontology)
view, weighed = found.view, found.ordered.weighed
inferred = infer(ontology.graph, view.graph)
reach = reach_triples({*dataset.register, *view.graph}, dataset.claims, weighed.conflicts, ontology)
quads = quads_of(dataset, weighed, view.graph, inferred, ontology.graph, (),
                 WorkedOut(derived_triples(found), found.reported.graph, reach))
form = canonical_nquads(map(named_quad, quads))
print(json.dumps({"before": before, "after": after, "modules": len(modules), "hash": release_hash(form),
                  "at the end": rdflib.NORMALIZE_LITERALS}))
"""


@pytest.mark.slow
def test_importing_changes_nothing_and_either_setting_gives_one_hash(tmp_path: Path) -> None:
    """rdflib's flag and loggers and the filters of warnings stay as they were; the release hash is the same."""
    root = copy_mini(tmp_path).root
    running = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, flag, root], stdout=subprocess.PIPE, text=True)
        for flag in ("True", "False")
    ]
    reports: list[Mapping[str, object]] = [json.loads(process.communicate(timeout=900)[0]) for process in running]
    for report, flag in zip(reports, (True, False), strict=True):
        assert report["before"] == report["after"]
        assert flag is report["at the end"]
        assert 60 <= int(str(report["modules"]))
    assert reports[0]["hash"] == reports[1]["hash"]
