"""Each empty answer of random parameter sets is explained, and what the explanation says is so.

What it says is asked again here from the text of the stored query, without the modules that explain.
"""

from __future__ import annotations

import os
import random
import re
import statistics
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.ask.labels import Labels
from csto_kg.ask.names import Names
from csto_kg.ask.relax import EmptyReason, Relaxation, why_empty
from csto_kg.ask.run import run_query
from csto_kg.queries.stored import FROM, TO, Parameter, ParameterType, StoredQuery
from csto_kg.release.store import open_store
from csto_kg.vocab import short
from tests.support.queries import QUERIES

SEED = 15
SETS = int(os.environ.get("CSTO_KG_EMPTY_SETS", "200"))
ASKED = sorted(name for name, query in QUERIES.items() if query.parameters)
# In what is drawn for a parameter, so many of a hundred are left out, and so many more are `any` where that is allowed.
LEFT_OUT, OPEN = 35, 10
# What a claim reports lies below it (claim/x/content) and is no claim.
CLAIM = ox.NamedNode("https://w3id.org/csto-kg/ontology#Claim")
XSD_DAY = "^^<http://www.w3.org/2001/XMLSchema#dateTime>"


@pytest.fixture(scope="module")
def names(built: Path) -> Names:
    """The build of the real data in memory, and the names of its things."""
    store = ox.Store()
    store.bulk_extend(open_store(built / "current" / "store").quads_for_pattern(None, None, None, None))
    return Names(store)


@cache
def things(names: Names, cls: str | None) -> list[str]:
    """The identifiers of all things that a parameter of a class may be."""
    if cls is None or cls in ("Claim", "Source", "Conflict"):
        wanted = {"Claim": "claim/", "Source": "source/", "Conflict": "id/conflict/"}.get(cls or "", "id/")
        graphs = [q for g in ("register", "provenance", "findings") for q in typed(names, g)]
        found = {
            q.subject.value
            for q in graphs
            if isinstance(q.subject, ox.NamedNode) and (cls != "Claim" or q.object == CLAIM)
        }
        return sorted(
            short(iri) for iri in found if iri.startswith(f"https://w3id.org/csto-kg/{wanted}") and "#" not in iri
        )
    return [short(iri) for iri in names.members(cls)]


def typed(names: Names, graph: str) -> Iterator[ox.Quad]:
    node = ox.NamedNode(f"https://w3id.org/csto-kg/graph/{graph}")
    a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    return iter(names.store.quads_for_pattern(None, a, None, node))


def drawn(rng: random.Random, parameter: Parameter, names: Names) -> str | None:
    """A random value of a parameter, or None where it is left out."""
    number = rng.randrange(100)
    if number < LEFT_OUT:
        return None
    if number < LEFT_OUT + OPEN and parameter.allows_any:
        return "any"
    if parameter.type is ParameterType.DAY:
        day = date(1985, 1, 1) + timedelta(rng.randrange(45 * 365))
        return rng.choice([day.isoformat(), f"{day:%Y-%m}", f"{day:%Y}", day.isoformat()])
    if parameter.type is ParameterType.TEXT and parameter.values:
        return rng.choice(parameter.values)
    if parameter.type is ParameterType.TEXT:
        return rng.choice(["no", "yes", "no", "treaty", "qqq", "latestEnd", "militarizaton"])
    return rng.choice(things(names, parameter.cls))


def draw(rng: random.Random, names: Names) -> tuple[str, dict[str, str]]:
    """A random stored query with random values for some of its parameters."""
    query = QUERIES[rng.choice(ASKED)]
    values = {p.name: value for p in query.parameters if (value := drawn(rng, p, names)) is not None}
    if {FROM, TO} <= values.keys() and values[FROM] > values[TO]:
        values[FROM], values[TO] = values[TO], values[FROM]
    return query.name, values


# --- Asking again ------------------------------------------------------------------------------------------------


def rows_of(parameter: Parameter, value: str, names: Names) -> str:
    """The rows of one value of a parameter, by the rules of the headers and nothing else."""
    if value == "any" and parameter.allows_any:
        return "UNDEF"
    if parameter.type is ParameterType.TEXT:
        return f'"{value}"'
    if parameter.type is ParameterType.ENTITY:
        return " ".join(str(names.entity(parameter, part)) for part in value.split(","))
    first, last = stretch(value)
    if parameter.name not in (FROM, TO):
        return " ".join(day_row(first + timedelta(n)) for n in range((last - first).days + 1))
    if parameter.name == TO:
        return day_row(last if first == last else min(last, date(9999, 12, 30)) + timedelta(1))
    return day_row(first)


def stretch(value: str) -> tuple[date, date]:
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return (date(*parts),) * 2
    year, month = parts[0], parts[1] if len(parts) == 2 else None
    first = date(year, month or 1, 1)
    following = date(year + (month in (None, 12)), 1 if month in (None, 12) else (month or 0) + 1, 1)
    return first, following - timedelta(1)


def day_row(day: date) -> str:
    return f'"{day.isoformat()}T00:00:00Z"{XSD_DAY}'


def count(query: StoredQuery, values: Mapping[str, str], names: Names) -> int:
    """The number of rows of a stored query for values of its parameters, each asked for alone."""
    text = query.text
    for parameter in query.parameters:
        if parameter.name in values:
            rows = rows_of(parameter, values[parameter.name], names)
            block = rf"(VALUES \?{parameter.name} \{{)[^{{}}]*(\}})"
            text, replaced = re.subn(block, rf"\g<1> {rows} \g<2>", text)
            assert replaced
    found = names.store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    return len(list(found))


def holds(query: StoredQuery, values: Mapping[str, str], relaxation: Relaxation, names: Names) -> Iterator[str]:
    """What is not as a relaxation says."""
    if not relaxation.values:
        yield "no values"
    for other in relaxation.values:
        if not count(query, {**values, **other}, names):
            yield f"no rows with {other}"
    if "date" in values and list(relaxation.parameters) == ["date"]:
        first, last = stretch(values["date"])
        for other in relaxation.values:
            near = date.fromisoformat(other["date"])
            step = timedelta(1 if near < first else -1)
            if near != (first if step.days > 0 else last) - step and count(
                query, {**values, "date": (near + step).isoformat()}, names
            ):
                yield f"{near} is not the nearest"


def unmet_holds(
    query: StoredQuery, values: Mapping[str, str], reason: EmptyReason, rng: random.Random, names: Names
) -> Iterator[str]:
    """Other values of the parameters that are said to be free, with which there are rows all the same."""
    free = [p for p in query.parameters if p.name in reason.open]
    for _ in range(6):
        other = {p.name: value for p in free if (value := drawn(rng, p, names)) is not None}
        if "unattested" in other:
            other["unattested"] = "yes"
        if FROM in reason.open:
            other |= {FROM: "0001-01-01", TO: "9999-12-31"}
        if count(query, {**values, **other}, names):
            yield f"rows with {other}"


def test_every_empty_answer_is_explained(names: Names) -> None:
    """Each empty answer has a sentence on what leaves nothing, and each value that is offered gives rows."""
    rng, labels = random.Random(SEED), Labels(names.store)
    wrong, times, empties, relaxed = [], [], 0, 0
    queries = set()
    for number in range(SETS):
        name, values = draw(rng, names)
        query = QUERIES[name]
        if run_query(names, query, values).rows:
            continue
        empties += 1
        queries.add(name)
        start = time.process_time()
        reason = why_empty(names, labels, query, values)
        times.append((time.process_time() - start, name))
        assert all(re.fullmatch(r"[A-Z].*\.", sentence) for sentence in reason.sentences), reason.sentences
        relaxed += bool(reason.relaxations)
        faults = [fault for r in reason.relaxations for fault in holds(query, values, r, names)]
        faults += unmet_holds(query, values, reason, rng, names)
        wrong += [(number, name, values, fault, reason.sentences) for fault in faults]
    median, (longest, slowest) = statistics.median(spent for spent, _ in times), max(times)
    print(f"{SETS} sets, {empties} empty answers of {len(queries)} queries, {relaxed} with rows to offer")
    print(f"seconds of processor time: median {median:.3f}, longest {longest:.2f} ({slowest})")
    assert [] == wrong
    assert empties >= SETS // 4
    assert len(queries) >= min(20, SETS // 10)
    assert relaxed >= 0.9 * empties
