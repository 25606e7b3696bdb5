"""Makes a graph of any size in the project's vocabulary, with planted faults. The same arguments give the same graph.

All facts in it are invented. Episodes of one membership, holders of one post and chairs of one body follow each other
without an overlap, as do the bodies' chairs through a long time, so a rule over pairs has many pairs to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

CSTO = "https://w3id.org/csto-kg/ontology#"
ORG = "http://www.w3.org/ns/org#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
TYPE = f"<{RDF}type>"

STATES, BODIES, POSTS, TREATIES = 200, 40, 300, 300
FIRST = date(1900, 1, 1)


@dataclass(frozen=True)
class Thing:
    """A thing: its identifier, its kind, and its properties with their values, all as in N-Triples."""

    name: str
    kind: str
    values: tuple[tuple[str, str], ...] = field(default=())

    def lines(self) -> Iterator[str]:
        yield f"{self.name} {TYPE} {csto(self.kind)} .\n"
        for prop, value in self.values:
            yield f"{self.name} {prop} {value} .\n"

    def without(self, prop: str) -> Thing:
        return replace(self, values=tuple(v for v in self.values if v[0] != prop))

    def also(self, prop: str, value: str) -> Thing:
        return replace(self, values=(*self.values, (prop, value)))

    def instead(self, prop: str, value: str) -> Thing:
        return self.without(prop).also(prop, value)


def csto(name: str) -> str:
    return f"<{CSTO}{name}>"


def org(name: str) -> str:
    return f"<{ORG}{name}>"


def rdf(name: str) -> str:
    return f"<{RDF}{name}>"


def thing(name: str) -> str:
    return f"<https://w3id.org/csto-kg/id/{name}>"


def day(number: int) -> str:
    return f'"{FIRST + timedelta(days=number)}T00:00:00Z"^^<{XSD}dateTime>'


def text(words: str) -> str:
    return f'"{words}"@en'


def concepts() -> Iterator[Thing]:
    for kind, names in (
        ("Role", ("member", "observer")),
        ("EndStatus", ("stated",)),
        ("FindingStatus", ("held",)),
        ("Measure", ("personnel",)),
        ("Unit", ("persons",)),
    ):
        segment = {"EndStatus": "end-status", "FindingStatus": "finding-status"}.get(kind, kind.lower())
        for name in names:
            yield Thing(thing(f"{segment}/{name}"), kind, ((LABEL, text(name)),))


def enduring() -> Iterator[Thing]:
    for n in range(STATES):
        code = "".join(chr(65 + n // 26**k % 26) for k in range(2))
        yield Thing(thing(f"state-{n}"), "State", ((LABEL, text(f"State {n}")), (csto("iso3166alpha2"), f'"{code}"')))
    for n in range(BODIES):
        yield Thing(thing(f"body-{n}"), "InternationalOrganization", ((LABEL, text(f"Body {n}")),))
    for n in range(POSTS):
        where = ((LABEL, text(f"Post {n}")), (org("postIn"), thing(f"body-{n % BODIES}")))
        yield Thing(thing(f"post/{n}"), "SingleHolderPost", where)
    for n in range(TREATIES):
        yield Thing(thing(f"treaty-{n}"), "Treaty", ((LABEL, text(f"Treaty {n}")),))


def bounds(begin: int, end: int) -> tuple[tuple[str, str], ...]:
    """Bounds of a situation that begins within the days after one day and has ended by another."""
    return (
        (csto("earliestBegin"), day(begin)),
        (csto("latestBegin"), day(begin + 3)),
        (csto("earliestEnd"), day(end - 3)),
        (csto("latestEnd"), day(end)),
        (csto("endStatus"), thing("end-status/stated")),
    )


def event(name: str, kind: str, by: str, of: str, at: int) -> Thing:
    when = ((csto("earliest"), day(at)), (csto("latest"), day(at + 3)))
    return Thing(thing(name), kind, ((csto("by"), by), (csto("of"), of), *when))


def memberships(number: int) -> Iterator[Thing]:
    """Episodes of members with the events that start and end them, and observers in bodies to which they do not belong."""
    for n in range(number):
        episode, pair = divmod(n, STATES * (BODIES - 1))
        body, state = divmod(pair, STATES)
        by, of = thing(f"state-{state}"), thing(f"body-{body}")
        begin = episode * 4000 + state
        name = f"{state}-{body}-{episode}"
        yield event(f"joining/{name}", "Accession", by, of, begin)
        yield event(f"withdrawal/{name}", "Withdrawal", by, of, begin + 3000)
        who = ((org("member"), by), (org("organization"), of), (org("role"), thing("role/member")))
        acts = ((csto("begunBy"), thing(f"joining/{name}")), (csto("endedBy"), thing(f"withdrawal/{name}")))
        yield Thing(thing(f"membership/{name}"), "Membership", (*who, *acts, *bounds(begin, begin + 3000)))
        if episode == 0 and body == 0:
            body_of = (org("organization"), thing(f"body-{BODIES - 1}"))
            watched = ((org("member"), by), body_of, (org("role"), thing("role/observer")))
            yield Thing(thing(f"observer/{state}"), "ObserverStatus", (*watched, *bounds(begin, begin + 3000)))


def tenures(number: int) -> Iterator[Thing]:
    """Persons who hold posts one after the other: all the holders of a post are in one group."""
    for n in range(number):
        turn, post = divmod(n, POSTS)
        person = thing(f"person/{n}")
        yield Thing(person, "Person", ((LABEL, text(f"Person {n}")),))
        who = ((org("member"), person), (csto("post"), thing(f"post/{post}")))
        yield Thing(thing(f"tenure/{n}"), "Tenure", (*who, *bounds(turn * 300, turn * 300 + 290)))


def chairs(number: int) -> Iterator[Thing]:
    """States that chair a body by turns of some days, so that a body has very many of them."""
    for n in range(number):
        turn, body = divmod(n, BODIES)
        who = ((org("member"), thing(f"state-{turn % STATES}")), (org("organization"), thing(f"body-{body}")))
        yield Thing(thing(f"chairmanship/{n}"), "Chairmanship", (*who, *bounds(turn * 30, turn * 30 + 29)))


def observations(number: int) -> Iterator[Thing]:
    for n in range(number):
        what = ((csto("measure"), thing("measure/personnel")), (csto("unit"), thing("unit/persons")))
        of = (csto("of"), thing(f"state-{n % STATES}"))
        number_of = (csto("value"), f'"{1000 + n}"^^<{XSD}decimal>')
        yield Thing(thing(f"observation/{n}"), "Observation", (*what, of, number_of))


def findings(number: int) -> Iterator[Thing]:
    for n in range(number):
        said = (
            (rdf("subject"), thing(f"observation/{n}")),
            (rdf("predicate"), csto("value")),
            (rdf("object"), f'"{1000 + n}"^^<{XSD}decimal>'),
        )
        claims = tuple((csto("supportedBy"), f"<https://w3id.org/csto-kg/claim/made-up-{n + k}>") for k in range(2))
        status = (csto("status"), thing("finding-status/held"))
        yield Thing(f"<https://w3id.org/csto-kg/finding/{n}>", "Finding", (*said, status, *claims))


# What can be wrong with a thing of a kind, by a property of it that every thing of the kind has.
Fault = Callable[[Thing], Thing]
FAULTS: tuple[tuple[str, str, Fault], ...] = (
    ("Accession", "nobody's", lambda t: t.without(csto("by"))),
    ("Accession", "of nothing", lambda t: t.without(csto("of"))),
    ("Accession", "of a word", lambda t: t.instead(csto("of"), '"body"')),
    ("Accession", "by a treaty", lambda t: t.instead(csto("by"), thing("treaty-1"))),
    ("Accession", "without a bound", lambda t: t.without(csto("latest"))),
    ("Accession", "bounds in no order", lambda t: t.instead(csto("latest"), day(-9))),
    ("Accession", "at noon", lambda t: t.instead(csto("earliest"), f'"1900-01-01T12:00:00Z"^^<{XSD}dateTime>')),
    ("Accession", "on no day", lambda t: t.instead(csto("earliest"), f'"1900-02-31T00:00:00Z"^^<{XSD}dateTime>')),
    # Both bounds, since a date and a dateTime cannot be compared: a fault by the standard, but not for pySHACL.
    (
        "Accession",
        "on a date",
        lambda t: t.instead(csto("earliest"), f'"1900-01-01"^^<{XSD}date>').instead(
            csto("latest"), f'"1900-01-02"^^<{XSD}date>'
        ),
    ),
    ("Withdrawal", "two bounds", lambda t: t.also(csto("earliest"), day(-5))),
    ("Withdrawal", "by a word", lambda t: t.also(csto("by"), '"state"')),
    ("Membership", "nobody's", lambda t: t.without(org("member"))),
    ("Membership", "two members", lambda t: t.also(org("member"), thing("state-1x"))),
    ("Membership", "in a state", lambda t: t.instead(org("organization"), thing("state-3"))),
    ("Membership", "without a role", lambda t: t.without(org("role"))),
    ("Membership", "a role that is none", lambda t: t.instead(org("role"), thing("unit/persons"))),
    ("Membership", "ended twice", lambda t: t.also(csto("endedBy"), thing("joining/0-0-0"))),
    ("Membership", "begun by a state", lambda t: t.instead(csto("begunBy"), thing("state-5"))),
    ("Membership", "without an end", lambda t: t.without(csto("latestEnd"))),
    ("Membership", "no status", lambda t: t.without(csto("endStatus"))),
    ("Membership", "end before begin", lambda t: t.instead(csto("latestEnd"), day(-90))),
    (
        "Membership",
        "an overlap",
        lambda t: t.instead(csto("earliestEnd"), day(40_000)).instead(csto("latestEnd"), day(40_000)),
    ),
    ("Tenure", "of a body", lambda t: t.instead(org("member"), thing("body-1"))),
    ("Tenure", "without a post", lambda t: t.without(csto("post"))),
    (
        "Tenure",
        "two at once",
        lambda t: t.instead(csto("earliestEnd"), day(40_000)).instead(csto("latestEnd"), day(40_000)),
    ),
    ("Chairmanship", "nobody's", lambda t: t.without(org("member"))),
    (
        "Chairmanship",
        "two at once",
        lambda t: t.instead(csto("earliestEnd"), day(40_000)).instead(csto("latestEnd"), day(40_000)),
    ),
    ("Person", "nameless", lambda t: t.without(LABEL)),
    ("Person", "named twice", lambda t: t.also(LABEL, text("Somebody else"))),
    ("Person", "named in no language", lambda t: t.also(LABEL, '"Somebody"')),
    ("Observation", "without a measure", lambda t: t.without(csto("measure"))),
    ("Observation", "a unit that is none", lambda t: t.instead(csto("unit"), thing("state-4"))),
    ("Observation", "of a number", lambda t: t.instead(csto("of"), f'"4"^^<{XSD}integer>')),
    ("Finding", "without claims", lambda t: t.without(csto("supportedBy"))),
    ("Finding", "a claim that is none", lambda t: t.also(csto("dissentedBy"), thing("state-7"))),
    ("Finding", "two objects", lambda t: t.also(rdf("object"), '"another"')),
)


def things(scale: float) -> Iterator[Thing]:
    """Every thing, without a fault; about a million triples at scale 1."""
    yield from concepts()
    yield from enduring()
    yield from memberships(int(22_000 * scale))
    yield from tenures(int(20_000 * scale))
    yield from chairs(int(20_000 * scale))
    yield from observations(int(15_000 * scale))
    yield from findings(int(14_500 * scale))


def graph(scale: float, faults: int, seed: int = 1) -> Iterator[str]:
    """The graph as N-Triples, line by line, with a number of faults of all kinds by turns."""
    random = Random(seed)
    sizes: dict[str, int] = {}
    for t in things(scale):
        sizes[t.kind] = sizes.get(t.kind, 0) + 1
    wanted: dict[tuple[str, int], Fault] = {}
    for n in range(faults):
        kind, _, planted = FAULTS[n % len(FAULTS)]
        free = (random.randrange(sizes[kind]) for _ in iter(int, 1))
        place = next(i for i in free if (kind, i) not in wanted)
        wanted[kind, place] = planted
    seen: dict[str, int] = {}
    for t in things(scale):
        place = seen[t.kind] = seen.get(t.kind, -1) + 1
        fault = wanted.get((t.kind, place))
        yield from (fault(t) if fault else t).lines()
