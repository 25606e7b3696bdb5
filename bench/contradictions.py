"""Times the rule on contradictions in time on made-up data, in seconds of the processor: `python bench/contradictions.py`.

Three graphs of as many situations as asked: memberships with their events as others state them; posts whose holders have
an unknown end; chains of events, each after the one before, with a situation that each starts, and planted contradictions.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
from rdflib.namespace import RDFS

from csto_kg.check.facts import Context, facts_of
from csto_kg.check.in_time import contradictions_in_time
from csto_kg.check.values import classes_of
from csto_kg.ontology import ontology_of
from csto_kg.project import Project
from csto_kg.shacl.literals import from_quads

ROOT = Path(__file__).parent.parent
ID, CSTO, ORG = "https://w3id.org/csto-kg/id/", "https://w3id.org/csto-kg/ontology#", "http://www.w3.org/ns/org#"
DATE = '"^^<http://id.loc.gov/datatypes/edtf/EDTF>'
FIRST = date(1900, 1, 1)
LINKS = 20


def said(thing: str, **values: str) -> Iterator[str]:
    """Lines of N-Triples: a value that starts with a digit is a date, any other a thing."""
    for name, value in values.items():
        prop = {"a": "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"}.get(name, CSTO + name)
        prop = ORG + name if name in ("member", "organization") else prop
        written = f'"{value}{DATE}' if value[0].isdigit() else f"<{value if '#' in value else ID + value}>"
        yield f"<{ID}{thing}> <{prop}> {written} .\n"


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def memberships(number: int, faults: int) -> Iterator[str]:
    """Memberships in 40 bodies, each with the day of its establishment, and events that start and end them."""
    for body in range(40):
        yield from said(f"body-{body}", a=CSTO + "InternationalOrganization")
        yield from said(f"establishment/{body}", a=CSTO + "Establishment", of=f"body-{body}", date=day(0))
    for n in range(number):
        at = 10 + n % 30_000 if n >= faults else -400
        yield from said(f"joining/{n}", a=CSTO + "Accession", date=day(at))
        yield from said(f"withdrawal/{n}", a=CSTO + "Withdrawal", date=day(at + 300))
        links = {"organization": f"body-{n % 40}", "begunBy": f"joining/{n}", "endedBy": f"withdrawal/{n}"}
        yield from said(f"membership/{n}", a=CSTO + "Membership", member=f"state-{n % 200}", **links)


def holders(number: int, faults: int) -> Iterator[str]:
    """Holders of 100 posts, whose starts alone are known; some are attested in the time of the next but one."""
    for post in range(100):
        yield from said(f"post/{post}", a=CSTO + "SingleHolderPost")
    for n in range(number):
        turn = n // 100
        yield from said(f"tenure/{n}", a=CSTO + "Tenure", post=f"post/{n % 100}", begins=day(turn * 30))
        if n < faults:
            yield from said(f"tenure/{n}", holds=day(turn * 30 + 65))


def chains(number: int, faults: int) -> Iterator[str]:
    """Chains of events without days, except for the first and the last; the last of some comes first."""
    for n in range(number):
        chain, place = divmod(n, LINKS)
        after = {"after": f"request/{n - 1}"} if place else {"date": day(chain % 30_000)}
        if place == LINKS - 1:
            after["date"] = day(chain % 30_000 + (-1 if chain < faults else 1))
        yield from said(f"request/{n}", a=CSTO + "Request", **after)
        yield from said(f"condition/{n}", a=CSTO + "Condition", begunBy=f"request/{n}")


def main() -> None:
    """Print a line for each graph."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--situations", type=int, default=100_000)
    options.add_argument("--faults", type=int, default=50)
    given = options.parse_args()
    ontology = ontology_of(Project(ROOT, ROOT / "build"))
    domains, ranges = (classes_of(ontology.graph, link) for link in (RDFS.domain, RDFS.range))
    context = Context(ontology, domains, ranges, frozenset(), str)
    print(f"{'':14} {'triples':>9} {'facts s':>9} {'rule s':>9} {'found':>7} {'MB':>7}")
    for graph in (memberships, holders, chains):
        lines = "".join(graph(given.situations, given.faults)).encode()
        triples = list(from_quads(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)).triples())
        start = time.process_time()
        facts = facts_of(triples)
        read = time.process_time()
        found = sum(1 for _ in contradictions_in_time(facts, context))
        done = time.process_time()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{graph.__name__:14} {len(triples):9} {read - start:9.1f} {done - read:9.1f} {found:7} {memory:7.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
