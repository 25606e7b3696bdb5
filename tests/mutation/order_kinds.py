"""The kinds of fault in the order of things: orders turned round, days moved beyond a chain, second holders of a post."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, XSD
from rdflib.term import Node

from csto_kg.order.moments import Moment, Which
from csto_kg.rdf.terms import GraphQuad
from csto_kg.read.layout import PlainValue
from csto_kg.time import bounds
from csto_kg.time.days import FIRST_DAY, LAST_DAY, Days, as_xsd, from_xsd
from csto_kg.time.edtf import parse
from csto_kg.vocab import CSTO, EDTF, ID, ORG, short
from tests.mutation import built_kinds
from tests.mutation.built import CHRONOLOGY, CLAIMS, FINDINGS, VIEW, Built
from tests.mutation.built_kinds import Edit, certainly_holds, one
from tests.mutation.data_files import DataFiles, Entry, many, says
from tests.mutation.data_files import Node as Value
from tests.mutation.kinds import Change, added, denies, is_held, kind, other_name, stated, thing, with_keys, with_said

_LATER = ("after", "respondsTo")  # the subject comes later


# -- data files ----------------------------------------------------------------------------------------------------


def _start(name: str, d: DataFiles) -> Moment | None:
    """The day of an event or the start of a situation, where the network has it."""
    moment = Moment(ID[name], Which.DAY if d.is_a(name, "Event") else Which.BEGIN)
    return moment if moment in d.strict and is_held(name, d) else None


def _without(name: str, moment: Moment | None, d: DataFiles, *, is_latest: bool) -> int | None:
    """The latest or earliest day of a moment, where it does not follow from that of the thing with this name."""
    if moment is None:
        return None
    steps = d.strict.why_latest(moment) if is_latest else d.strict.why_earliest(moment)
    if any(isinstance(m, Moment) and m.thing == ID[name] for s in steps for m in (s.point, s.other)):
        return None
    return d.strict.latest(moment) if is_latest else d.strict.earliest(moment)


def _earliest(name: str, without: str, d: DataFiles) -> int | None:
    """The earliest start of a thing, where it does not follow from that of another."""
    return _without(without, _start(name, d), d, is_latest=False)


def _latest(name: str, without: str, d: DataFiles) -> int | None:
    """The latest start of a thing, where it does not follow from that of another."""
    return _without(without, _start(name, d), d, is_latest=True)


@kind(
    "order turned round, without dates",
    "exchange what came after and what came before, where neither has a date",
    "claim",
    unseen="Without a date one order is as plausible as the other; each claim is reviewed.",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    orders = [
        (i, k, v) for i, s in enumerate(says(e.value)) for k in (*_LATER, "resultedIn") for v in many(s.get(k, []))
    ]
    for i, key, other in orders:
        name = thing(e, i)
        first, second = (name, other) if key == "resultedIn" else (other, name)
        of_first, of_second = _latest(first, second, d), _earliest(second, first, d)
        shows = of_first is not None and of_second is not None and of_first < of_second
        if denies(e) or not is_held(name, d) or not is_held(other, d):
            continue
        is_unknown = _start(first, d) is not None and not any(d.values_of(x, "date") for x in (first, second))
        if shows or not is_unknown:
            continue
        said = says(e.value)
        left: PlainValue = [v for v in many(said[i][key]) if v != other]
        rest = {k: left if k == key else v for k, v in said[i].items() if k != key or left}
        turned: Value = {"id": other, key: name}
        of_other = next((s for s in said if s["id"] == other), None)
        if of_other is not None and key in of_other:
            continue
        listed = [({**s, key: name} if s is of_other else rest if j == i else s) for j, s in enumerate(said)]
        listed = [s for s in listed if len(s) > 1] + ([turned] if of_other is None else [])
        return with_keys(e, d, name, other, says=listed)
    return None


@kind("order against the dates", "say of a dated event that it came after one that certainly came later", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, _key, _value in stated(e, "date"):
        name = thing(e, i)
        if denies(e) or name in d.decided or "after" in says(e.value)[i] or not d.is_a(name, "Event"):
            continue
        latest = _latest(name, name + "-none", d)
        events = [x for x in d.register if d.is_a(x, "Event") and x not in d.decided and not d.values_of(x, "date")]
        later = [x for x in events if latest is not None and (_earliest(x, name, d) or 0) > latest]
        if later:
            other = rng.choice(later)
            return with_said(e, d, i, other, after=other)
    return None


@kind(
    "day moved beyond a chain", "date an event years before or after what the order of undated things allows", "claim"
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, _key, _value in stated(e, "date"):
        name = thing(e, i)
        if len(d.values_of(name, "date")) != 1 or name in d.decided or denies(e) or not d.is_a(name, "Event"):
            continue
        for c in d.strict.constraints:
            if not isinstance(c.point, Moment) or not isinstance(c.other, Moment) or c.reason.deciding:
                continue
            # The constraint says: the day of `point` is at most `days` after that of `other`.
            is_later = c.other.thing == ID[name]
            middle, own = (c.point, c.other) if is_later else (c.other, c.point)
            if own != Moment(ID[name], Which.DAY) or middle.thing == own.thing or _is_dated(short(middle.thing), d):
                continue
            if name in _causes(short(middle.thing), d):
                continue  # the middle moves with it, where it is the last of several causes
            bound = _without(name, middle, d, is_latest=not is_later)
            if bound is not None:
                year = date.fromordinal(bound - c.days if is_later else bound + c.days).year
                return with_said(e, d, i, name, date=f"{year + (-3 if is_later else 3)}")
    return None


def _causes(name: str, d: DataFiles) -> list[str]:
    keys = ("begunBy", "endedBy")
    return [cause for key in keys if name in d.register for cause in many(d.register[name].value.get(key, []))]


def _is_dated(name: str, d: DataFiles) -> bool:
    return any(d.values_of(name, key) for key in ("date", "begins", "ends", "holds"))


@kind(
    "second holder of a post", "declare another in a post of one holder, attested while it is certainly held", "claim"
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, _key, value in stated(e, "holds"):
        name = thing(e, i)
        entry = d.register.get(name)
        post = "" if entry is None else str(entry.value.get("post", ""))
        if entry is None or not d.is_a(post, "SingleHolderPost") or not is_held(name, d) or denies(e):
            continue
        if len(value) != len("2012-01-01"):
            continue
        new = other_name(name.rpartition("-")[0], d.register.__contains__)
        people = [x.id for x in d.of("register") if d.is_a(x.id, "Person") and x.id != entry.value.get("member")]
        holder: Value = {**entry.value, "id": new, "member": rng.choice(people)}
        holder = {k: v for k, v in holder.items() if k not in ("begunBy", "endedBy", "note", "succeeds")}
        day = parse(value).first.earliest
        extent = f"{day - timedelta(days=3)}/{day + timedelta(days=3)}"
        claim: Value = {
            **e.value,
            "id": other_name(e.id, d.claims.__contains__),
            "says": [_holds(new, extent)],
        }
        both = {
            **e.value,
            "id": other_name(e.id + "-and", d.claims.__contains__),
            "says": [_holds(name, extent)],
        }
        texts = {
            entry.place: entry.text + d.written(holder),
            e.place: e.text + d.written(claim) + d.written(both),
        }
        return Change(texts, frozenset((new, name, str(claim["id"]), str(both["id"]))))
    return None


def _holds(name: str, extent: str) -> PlainValue:
    return {"id": name, "holds": extent}


@kind("thing that comes after itself", "say of a thing that it came after, answers or succeeds itself", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    keys = [k for k in (*_LATER, "succeeds") for s in says(e.value) if k in s]
    if denies(e) or not keys:
        return None
    key = rng.choice(keys)
    i = next(i for i, s in enumerate(says(e.value)) if key in s)
    name = thing(e, i)
    return with_said(e, d, i, name, **{key: name}) if is_held(name, d) else None


@kind("decision on no contradiction", "leave open in time what claims agree on", "conflict")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    events = sorted(
        {x for x, key in d.values if key == "date" and d.is_a(x, "Event") and is_held(x, d)} - {*d.decided}
    )
    name = other_name(e.id, lambda n: any(x.id == n for x in d.of("conflict")))
    decision: Value = {"id": name.replace("conflict/", "decision/"), "outcome": "outcome/open", "reason": "Made up."}
    on: Value = {"about": rng.sample(events, 2), "between": rng.sample(sorted(d.claims), 2)}
    value: Value = {"id": name, "label": {"en": "Which was first?"}, **on, "conflictType": "conflict-type/temporal"}
    return added(e, d, {**value, "decision": decision})


# -- built graphs --------------------------------------------------------------------------------------------------


def _days_of(b: Built, event: Node) -> Days | None:
    stated_date = one(b, event, CSTO.date)
    return None if stated_date is None else bounds.days_of(parse(str(stated_date)))


def _everywhere(b: Built, q: GraphQuad, new: tuple[Node, Node, Node]) -> tuple[list[GraphQuad], list[GraphQuad]]:
    """What to take out and put in so that view, finding and claims say something else in the place of a statement."""
    removed, added = [q], [(*new, q[3])]
    for claim in (x for x in b.of(CLAIMS) if x[:3] == q[:3]):
        removed.append(claim)
        added.append((*new, claim[3]))
    for finding in b.findings.get((q[0], q[1]), ()):
        if q[2] in b.values(FINDINGS, finding, RDF.object):
            for x in b.about(FINDINGS, finding):
                if x[1] in (RDF.subject, RDF.object):
                    removed.append(x)
                    added.append((x[0], x[1], new[0] if x[1] == RDF.subject else new[2], x[3]))
    return removed, added


def _named(*things: Node) -> frozenset[str]:
    return frozenset(short(str(t)) for t in things)


@built_kinds.kind(
    "RDF: order turned round",
    "exchange what came after and what came before, in view, finding and claims",
    VIEW,
    on=[CSTO.after, CSTO.respondsTo, CSTO.resultedIn],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    first, second = (q[0], q[2]) if q[1] == CSTO.resultedIn else (q[2], q[0])
    of_first, of_second = _days_of(b, first), _days_of(b, second)
    if of_first is None or of_second is None or of_first.latest >= of_second.earliest:
        return None
    removed, added = _everywhere(b, q, (q[2], q[1], q[0]))
    return Edit(tuple(removed), tuple(added), _named(q[0], q[2]))


@built_kinds.kind(
    "RDF: day moved beyond a chain",
    "date an event years before what comes before one that it came after, which has no bounds",
    VIEW,
    on=[CSTO.after, CSTO.respondsTo],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    own, middle = _days_of(b, q[0]), q[2]
    before = [o for p in (CSTO.after, CSTO.respondsTo) for o in b.values(VIEW, middle, p)]
    before += [s for s, p, _, g in b.pointing.get(middle, ()) if p == CSTO.resultedIn]
    dated = [(x, found) for x in before if (found := _days_of(b, x)) is not None and x != q[0]]
    if own is None or not dated or not b.is_a(middle, "Event") or one(b, middle, CSTO.date) is not None:
        return None
    first, found = dated[0]
    early = f"{found.earliest.year - 3}"
    when = bounds.days_of(parse(early))
    date_quad = next(x for x in b.about(VIEW, q[0]) if x[1] == CSTO.date)
    removed, added = _everywhere(b, date_quad, (q[0], CSTO.date, Literal(early, datatype=EDTF.EDTF)))
    new = {CSTO.earliest: _day(when.earliest), CSTO.latest: _day(when.latest), CSTO.dateText: Literal(early)}
    unknown = {CSTO.earliest: _day(FIRST_DAY), CSTO.latest: _day(LAST_DAY), CSTO.dateText: Literal("unknown")}
    for event, values in ((q[0], new), (middle, unknown)):
        for x in (x for x in b.about(VIEW, event) if x[1] in values):
            removed.append(x)
            added.append((x[0], x[1], values[URIRef(str(x[1]))], x[3]))
    # As others give their data: without bounds that follow.
    removed += b.of(CHRONOLOGY)
    return Edit(tuple(removed), tuple(added), _named(q[0], middle, first))


def _day(day: date) -> Literal:
    return Literal(as_xsd(day), datatype=XSD.dateTime)


@built_kinds.kind(
    "RDF: second holder on a day",
    "let another hold a post of one holder on some days within the time of its holder",
    VIEW,
    on=[ORG.member],
)
def _(q: GraphQuad, b: Built, rng: Random) -> Edit | None:
    post = one(b, q[0], CSTO.post)
    if post is None or not b.is_a(post, "SingleHolderPost") or not certainly_holds(b, q[0]):
        return None
    begin, end = (from_xsd(str(one(b, q[0], p))) for p in (CSTO.latestBegin, CSTO.earliestEnd))
    others = [x for x in b.all_of("Person") if x != q[2]]
    if end == LAST_DAY or (end - begin).days < 9:
        return None
    day = begin + (end - begin) / 2
    days_held = (FIRST_DAY, day, day + timedelta(days=4), LAST_DAY)
    props = (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd)
    new: dict[Node, Node] = {p: _day(x) for p, x in zip(props, days_held, strict=True)}
    new |= {ORG.member: rng.choice(others)}
    name = URIRef(f"{str(q[0]).rpartition('-')[0]}-77")
    kept = (RDF.type, CSTO.post, ORG.organization, CSTO.attestedBy, *new)
    added = [(name, p, new.get(p, o), g) for _, p, o, g in b.about(VIEW, q[0]) if p in kept]
    status = URIRef("https://w3id.org/csto-kg/id/end-status/unknown")
    return Edit((), (*added, (name, CSTO.endStatus, status, q[3])), _named(q[0], name))
