"""The kinds of fault that a curator can make in the data files: each a small function from an entry to its faulty text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeAlias, cast

from csto_kg.read.layout import PlainValue
from csto_kg.read.reviews import claim_digest
from csto_kg.time import bounds
from csto_kg.time.days import Days
from csto_kg.time.edtf import parse
from tests.mutation.data_files import DataFiles, Entry, Mutant, Node, Place, letters_changed, many, says, scalars


@dataclass(frozen=True, slots=True)
class Change:
    """The new texts of the pieces that a fault changes, and the names by which a check may report it."""

    texts: dict[Place, str]
    names: frozenset[str]


# The value that a key gets, or None where the key goes.
Given: TypeAlias = "PlainValue | Sequence[object] | Mapping[str, object] | None"
Fault: TypeAlias = Callable[[Entry, DataFiles, Random], "Change | None"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault: what is done, to which sorts of entries, and, where nobody can see it from the data, why not.

    Any change of a claim that somebody has reviewed shows. Only kinds with `of_review` are tried on such claims; all other
    kinds are tried as if nobody had reviewed the claims that they change.
    """

    name: str
    description: str
    sorts: tuple[str, ...]
    fault: Fault
    unseen: str = ""
    of_review: bool = False
    needs_texts: bool = False

    def mutants(self, data: DataFiles, places: int, seed: int) -> list[Mutant]:
        """The fault at up to so many places, each on things of its own, chosen by the seed.

        There are none where only the source texts show the fault and these are not available.
        """
        if self.needs_texts and data.project.texts is None:
            return []
        rng = Random(f"{seed} {self.name}")
        entries = data.of(*self.sorts)
        rng.shuffle(entries)
        return list(self._mutants(entries, data, places, rng))

    def _mutants(self, entries: Sequence[Entry], data: DataFiles, places: int, rng: Random) -> Iterator[Mutant]:
        taken: set[str | Place] = set()
        for entry in entries:
            if places == 0:
                return
            change = self.fault(entry, data, rng)
            if change is None or not taken.isdisjoint((*change.names, *change.texts)):
                continue
            if not self.of_review:
                change = unreviewed(change, data)
            taken |= {*change.names, *change.texts}
            places -= 1
            yield Mutant(self.name, entry.id, change.texts, change.names)


KINDS: dict[str, Kind] = {}


def kind(
    name: str, description: str, *sorts: str, unseen: str = "", of_review: bool = False, needs_texts: bool = False
) -> Callable[[Fault], Fault]:
    """Register a kind of fault."""

    def register(fault: Fault) -> Fault:
        assert name not in KINDS
        KINDS[name] = Kind(name, description, sorts, fault, unseen, of_review, needs_texts)
        return fault

    return register


EVERY = ("register", "claim", "silent", "conflict", "review", "source")
NAMED = ("register", "claim", "conflict", "review", "source")


# -- changing an entry ---------------------------------------------------------------------------------------------


def as_text(entry: Entry, text: str, *names: str) -> Change | None:
    """A new text in the place of an entry, unless it is the old one."""
    return None if text == entry.text else Change({entry.place: text}, frozenset((entry.id, *names)))


def as_value(entry: Entry, data: DataFiles, value: Node, *names: str) -> Change | None:
    """A new value in the place of an entry, unless it is the old one."""
    return None if value == entry.value else as_text(entry, data.written(value), *names)


def merged(node: Mapping[str, PlainValue], keys: Mapping[str, Given]) -> Node:
    """A node with other values of some keys."""
    return {k: cast(PlainValue, v) for k, v in {**node, **keys}.items() if v is not None}


def with_keys(entry: Entry, data: DataFiles, *names: str, **keys: Given) -> Change | None:
    """An entry with other values of some keys; None leaves the key out."""
    return as_value(entry, data, merged(entry.value, keys), *names)


def with_said(entry: Entry, data: DataFiles, number: int, *names: str, **keys: Given) -> Change | None:
    """A claim with other values of some keys of one of the things it says."""
    said = says(entry.value)
    listed: list[PlainValue] = [*said[:number], merged(said[number], keys), *said[number + 1 :]]
    return with_keys(entry, data, str(said[number]["id"]), *names, says=listed)


def with_passage(entry: Entry, data: DataFiles, **keys: Given) -> Change | None:
    """A claim or a passage without claims with other offsets or another digest."""
    if entry.sort == "silent":
        return with_keys(entry, data, **keys)
    return with_keys(entry, data, passage=merged(inner(entry, "passage"), keys))


def added(entry: Entry, data: DataFiles, value: Node, *names: str) -> Change:
    """Another entry after an entry."""
    return Change({entry.place: entry.text + data.written(value)}, frozenset((str(value["id"]), *names)))


def dropped(entry: Entry, *names: str) -> Change:
    """Nothing in the place of an entry."""
    return Change({entry.place: ""}, frozenset((entry.id, *names)))


# -- reading an entry ----------------------------------------------------------------------------------------------


def inner(entry: Entry, key: str) -> Node:
    """The mapping under a key, empty where there is none."""
    return mapping(entry.value.get(key))


def mapping(value: PlainValue | None) -> Node:
    """A mapping, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def passage(entry: Entry) -> Node:
    """The passage of a claim, or a passage without claims."""
    return entry.value if entry.sort == "silent" else inner(entry, "passage")


def offsets(entry: Entry) -> tuple[int, int]:
    """Where a passage starts and ends."""
    at = mapping(passage(entry)["at"])
    return int(str(at["start"])), int(str(at["end"]))


def stated(entry: Entry, *keys: str) -> list[tuple[int, str, str]]:
    """The single values of some keys among the things a claim says: which thing, the key, the value."""
    return [(i, k, v) for i, s in enumerate(says(entry.value)) for k in keys if isinstance(v := s.get(k), str)]


def thing(entry: Entry, number: int) -> str:
    """The identifier of one of the things that a claim speaks of."""
    return str(says(entry.value)[number]["id"])


def denies(entry: Entry) -> bool:
    """Whether a claim says what is not so."""
    return entry.value.get("stance") == "stance/denies"


def days(text: str) -> Days:
    """The days that a date can mean."""
    return bounds.days_of(parse(text))


def year_shifted(text: str, years: int) -> str:
    """A date with each of its years shifted."""
    return re.sub(r"(?<!\d)\d{4}", lambda m: f"{int(m[0]) + years:04d}", text)


def next_day(text: str) -> str:
    """The day after a day of the first four weeks of a month; empty for any other date."""
    return f"{text[:8]}{int(text[8:]) + 1:02d}" if re.fullmatch(r"\d{4}-\d\d-(0\d|1\d|2[0-7])", text) else ""


def other_name(name: str, taken: Callable[[str], object]) -> str:
    """A name like another that nothing has."""
    return next(n for i in range(7, 999) if not taken(n := f"{name}-{i}"))


def is_held(name: str, data: DataFiles) -> bool:
    """Whether a thing is sure to be in the view: one that endures, or one that a claim asserts and none disputes."""
    happens = data.is_a(name, "Event", "Situation", "Observation")
    return (not happens or name in data.asserted) and name not in data.decided


def episodes(event: str, data: DataFiles) -> list[str]:
    """The situations that an event starts or ends."""
    return [e.id for e, key in data.references.get(event, []) if key in ("begunBy", "endedBy")]


def is_reviewed(entry: Entry, data: DataFiles) -> bool:
    """Whether a claim was reviewed as it stands, so that a change of it shows."""
    reviews = data.reviews.get(entry.id, [])
    return bool(reviews) and reviews[-1].value["sha256"] == claim_digest(entry.value)


def unreviewed(change: Change, data: DataFiles) -> Change:
    """A change that also takes out the reviews of the claims that it changes."""
    claims = [data.at[place].id for place in change.texts if data.at[place].sort == "claim"]
    reviews = {r.place: "" for claim in claims for r in data.reviews.get(claim, [])}
    return Change(reviews | change.texts, change.names)


def named_by(entry: Entry, data: DataFiles) -> list[Entry]:
    """The entries that name an entry; the reviews of a claim do not count."""
    return [x for x, _ in data.references.get(entry.id, []) if x.sort != "review"]


def is_too_late(entry: Entry, date: str, data: DataFiles) -> bool:
    """Whether a claim with a date would speak of what comes after its source."""
    name = f"source:{Path(entry.place.file).stem}"
    return any(
        days(date).earliest > days(str(s.value["published"])).latest for s in data.of("source") if s.id == name
    )


def altered(digest: str, at: int) -> str:
    """A digest with another digit."""
    return digest[:at] + ("0" if digest[at] != "0" else "1") + digest[at + 1 :]


# ---------------------------------------------------------------------------------------------------------------
# The form of the files
# ---------------------------------------------------------------------------------------------------------------


@kind("bracket left open", "leave out a closing bracket or brace", *EVERY)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    ends = [m.start() for m in re.finditer(r"[}\]]\n", e.text)]
    return as_text(e, e.text[: (at := rng.choice(ends))] + e.text[at + 1 :]) if ends else None


@kind("tab", "indent a line with a tab", *EVERY)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return as_text(e, re.sub(r"\n  (?=[a-z])", "\n\t", e.text, count=1))


@kind("swallowed text", "write ' #' into a text that is not quoted", "claim", "conflict")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return as_text(
        e, re.sub(r"((?:paraphrase|reason|inference): [A-Za-z]+ [\w ]+) (?=\w+[. ])", r"\1 # ", e.text, count=1)
    )


@kind("comment within the data", "set a comment between two entries", *EVERY)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return None if e.place.piece < 2 else as_text(e, "# to be looked at again\n" + e.text)


@kind("broken encoding", "write a byte that is no UTF-8", *EVERY)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    at = e.text.find(": ") + 2
    return as_text(e, e.text[:at] + "\udcff" + e.text[at:])


@kind("control character", "leave a control character in a text", "claim", "conflict")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return as_text(e, re.sub(r"((?:paraphrase|reason): \"?\w+)", "\\1\x07", e.text, count=1))


@kind("second document", "start a second YAML document", "register", "conflict", "review")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return as_text(e, "---\n" + e.text) if e.place.piece > 1 else None


@kind("letter of another alphabet", "write a Cyrillic letter in a Latin word", *NAMED)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    values = [m.span() for m in re.finditer(r"(?<=: )[^{\[\n]+", e.text)]
    letters = [a + m.start() for a, b in values for m in re.finditer(r"(?<=[A-Za-z])[aceo](?=[a-z])", e.text[a:b])]
    if not letters:
        return None
    at = rng.choice(letters)
    return as_text(e, e.text[:at] + dict(zip("aceo", "асео", strict=True))[e.text[at]] + e.text[at + 1 :])


@kind("date without quotes", "leave the quotation marks of a date out", "claim", "source", "review")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return as_text(e, re.sub(r'((?:date|begins|holds|readOn|published): )"([\d-]+)"', r"\1\2", e.text, count=1))


# ---------------------------------------------------------------------------------------------------------------
# Keys, classes, identifiers
# ---------------------------------------------------------------------------------------------------------------


@kind("key misspelt", "exchange, double or leave out a letter of a key", *EVERY)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    key = rng.choice([k for k in e.value if len(k) > 2] or ["id"])
    wrong = letters_changed(key, rng)
    return as_value(e, d, {wrong if k == key else k: v for k, v in e.value.items()})


@kind("key of a statement misspelt", "misspell a key within what a claim says", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    i, key = rng.choice([(i, k) for i, s in enumerate(says(e.value)) for k in s if len(k) > 2])
    return with_said(e, d, i, **{key: None, letters_changed(key, rng): says(e.value)[i][key]})


@kind(
    "key in the wrong place",
    "write a key of claims in the register, or one of the register in a claim",
    "register",
    "claim",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    if e.sort == "register":
        return with_keys(e, d, **{rng.choice(["holds", "begins", "value"]): "2012"})
    return with_said(e, d, 0, **{rng.choice(["begunBy", "endedBy", "inScheme"]): "entry-into-force/cst-1"})


@kind("key of RDF", "write a prefixed name or a JSON-LD keyword for a key", *NAMED)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return with_keys(e, d, **{rng.choice(["csto:by", "@type", "rdfs:label", "@context"]): "csto"})


@kind("key twice", "write a key twice in one entry", *EVERY)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    lines = re.findall(r"^  [a-zA-Z0-9]+: .+\n", e.text, re.MULTILINE)
    return as_text(e, e.text + rng.choice(lines)) if lines else None


@kind("class misspelt", "misspell the class of an entry or within a claim", "register", "claim", "source")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    if e.sort != "claim":
        return with_keys(e, d, type=letters_changed(many(e.value["type"])[0], rng))
    typed = stated(e, "type")
    return with_said(e, d, typed[0][0], type=letters_changed(typed[0][2], rng)) if typed else None


@kind("class of another segment", "give an entry a class whose identifiers look otherwise", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    other = rng.choice(["Person", "Withdrawal", "State", "Topic", "Membership"])
    segment = e.id.partition("/")[0] if "/" in e.id else ""
    return with_keys(e, d, type=other) if d.ontology.classes[other].segment != segment else None


# What only an agent can be.
_AGENTS = frozenset(("by", "member", "party", "participant", "addressee", "contributor", "author", "publisher"))


@kind(
    "retyped",
    "make a state or organization that acts a treaty, or a treaty with parties or articles a state",
    "register",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    if "/" in e.id:
        return None
    # What a claim reports somebody to have said is not in the view.
    asserted = {
        k
        for k in _AGENTS
        for (t, key), values in d.values.items()
        if key == k
        for _, v in values
        if v == e.id and is_held(t, d)
    }
    keys = {key for x, key in d.references.get(e.id, []) if x.sort != "claim" and is_held(x.id, d)} | asserted
    if d.is_a(e.id, "Polity", "Organization") and keys & _AGENTS:
        return with_keys(e, d, type=rng.choice(["Treaty", "Instrument"]))
    return with_keys(e, d, type="State") if d.is_a(e.id, "Instrument") and "instrument" in keys else None


@kind(
    "reference misspelt",
    "misspell the identifier of a thing that is named",
    "register",
    "claim",
    "conflict",
    "review",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    named = [t for _, t in scalars(e.value) if t != e.id and (t in d.register or t in d.claims)]
    if not named:
        return None
    word = rng.choice(named)
    wrong = letters_changed(word, rng)
    text = re.sub(rf"(?<=[ \[{{]){re.escape(word)}(?=[,\]}}\n])", wrong, e.text, count=1)
    return None if wrong in d.register or wrong in d.claims else as_text(e, text, wrong)


@kind("identifier misspelt", "misspell the identifier that an entry gives itself", "register", "claim", "source")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    is_named = e.sort == "source" or bool(named_by(e, d))
    wrong = letters_changed(e.id, rng)
    return with_keys(e, d, wrong, id=wrong) if is_named and wrong not in d.claims else None


@kind("identifier of another form", "write an identifier with a capital, a blank or an underscore", *NAMED)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    head, dash, tail = e.id.partition("-")
    wrong = rng.choice([f"{head} {tail}", f"{head}_{tail}", f"{head}-{tail.title()}"]) if dash else e.id.title()
    return with_keys(e, d, wrong, id=wrong)


@kind("entry twice", "write an entry a second time", *NAMED)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return added(e, d, e.value)


@kind("entry dropped", "leave out an entry that others name", "register", "source", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return dropped(e) if named_by(e, d) else None


@kind("orphan", "declare a thing that nothing refers to", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    if "/" not in e.id or not d.is_a(e.id, "Topic", "Place", "Person", "Organ", "Plan", "Kind", "Measure", "Unit"):
        return None
    name = other_name(e.id, d.register.__contains__)
    return added(e, d, {"id": name, "type": e.value["type"], "label": {"en": f"made-up {name}"}})


@kind("event without a claim", "declare an event or situation that no claim speaks of", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    if not d.is_a(e.id, "Event", "Situation", "Observation"):
        return None
    name = other_name(e.id, d.register.__contains__)
    return added(e, d, {k: v for k, v in e.value.items() if k not in ("begunBy", "endedBy")} | {"id": name})


# ---------------------------------------------------------------------------------------------------------------
# Values
# ---------------------------------------------------------------------------------------------------------------

_NEEDED = {
    "claim": ("id", "passage", "paraphrase", "says"),
    "silent": ("at", "sha256", "reason"),
    "conflict": ("id", "label", "about", "conflictType", "decision"),
    "review": ("id", "of", "reader", "readOn", "verdict", "sha256"),
    "source": ("id", "type", "title", "fileName", "sha256", "published"),
    "register": ("id", "type"),
}


@kind("part left out", "leave out what every entry of its sort must have", *EVERY)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return with_keys(e, d, **{rng.choice(_NEEDED[e.sort]): None})


# What the register says of a thing, because nothing else does.
_IDENTITY = {
    "Membership": ("member", "organization", "role"),
    "ObserverStatus": ("member", "organization", "role"),
    "TreatyParticipation": ("party", "instrument"),
    "Tenure": ("member", "post"),
    "Chairmanship": ("member", "organization"),
    "Provision": ("instrument", "number"),
    "Joining": ("by", "of"),
    "Departure": ("by", "of"),
    "Observation": ("measure", "of"),
    "InForce": ("of",),
    **dict.fromkeys(
        ("State", "Treaty", "Organization", "Person", "Place", "Topic", "Post", "Kind", "Organ"), ("label",)
    ),
}


@kind("identity left out", "leave out of the register who, of what, in which post, or the label", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    keys = [k for cls, needed in _IDENTITY.items() if d.is_a(e.id, cls) for k in needed if k in e.value]
    keys = [k for k in keys if not d.values_of(e.id, k)]
    return with_keys(e, d, **{rng.choice(keys): None}) if keys and is_held(e.id, d) else None


@kind("identity twice", "give a membership, tenure or provision two members, posts or instruments", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    is_one = d.is_a(e.id, "Membership", "ObserverStatus", "Tenure", "TreatyParticipation", "Provision")
    keys = (
        [k for k in ("member", "party", "instrument", "post") if k in e.value] if is_one and is_held(e.id, d) else []
    )
    if not keys:
        return None
    key = rng.choice(keys)
    others = sorted(n for n in d.register if d.is_a(n, *d.types(str(e.value[key]))) and n != e.value[key])
    return with_keys(e, d, **{key: [str(e.value[key]), rng.choice(others)]}) if others else None


_WRONG = {
    **dict.fromkeys(("by", "member", "organization", "addressee", "postIn", "kind"), "cst"),
    **dict.fromkeys(("party", "participant"), "csto-charter"),
    **dict.fromkeys(("post", "inSeries", "task"), "csto"),
    **dict.fromkeys(("instrument", "begunBy", "endedBy", "goal"), "armenia"),
    "role": "stance/asserts",
    "measure": "unit/persons",
    "unit": "role/member",
}


@kind(
    "thing of the wrong kind",
    "name a treaty where somebody acts, a state where a treaty is expected, a term of another scheme",
    "register",
    "claim",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    if e.sort == "register":
        keys = [k for k, wrong in _WRONG.items() if e.value.get(k, wrong) != wrong]
        return with_keys(e, d, **{(k := rng.choice(keys)): _WRONG[k]}) if keys and is_held(e.id, d) else None
    found = [(i, k) for i, k, v in stated(e, *_WRONG) if v != _WRONG[k] and is_held(thing(e, i), d) and not denies(e)]
    if not found:
        return None
    number, key = rng.choice(found)
    return with_said(e, d, number, **{key: _WRONG[key]})


@kind(
    "term of another scheme",
    "give a claim, conflict, decision or review a term that is none of its scheme",
    "claim",
    "conflict",
    "review",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    if e.sort != "conflict":
        return with_keys(e, d, **({"stance": "role/member"} if e.sort == "claim" else {"verdict": "outcome/open"}))
    decision = inner(e, "decision")
    if "prefers" not in decision and rng.random() < 0.5:
        return with_keys(e, d, str(decision["id"]), decision=decision | {"outcome": "verdict/stands"})
    return with_keys(e, d, conflictType="outcome/open")


@kind(
    "property of another class",
    "say of a thing what is not for its class: a treaty's addressee, the number of a state",
    "claim",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i in range(len(says(e.value))):
        if d.is_a(thing(e, i), "Endurant"):
            return with_said(
                e, d, i, **rng.choice([{"addressee": "armenia"}, {"value": "7"}, {"approximate": "true"}])
            )
        if d.is_a(thing(e, i), "Event"):
            return with_said(e, d, i, **rng.choice([{"namesThreat": "topic/terrorism"}, {"unit": "unit/persons"}]))
    return None


@kind(
    "time on the wrong thing", "write `date` on a situation, or `begins` or `holds` on an event or a state", "claim"
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    i = rng.randrange(len(says(e.value)))
    key = "date" if d.is_a(thing(e, i), "Situation") else rng.choice(["begins", "ends", "holds"])
    return with_said(e, d, i, **{key: "2010"})


@kind("value twice", "give one thing two dates, begins or numbers in one claim", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    found = stated(e, "date", "begins", "value", "minValue", "unit", "approximate")
    if not found:
        return None
    i, key, value = rng.choice(found)
    others = {"unit": "unit/percent" if value != "unit/percent" else "unit/persons", "approximate": "false"}
    other = others.get(key) or (year_shifted(value, -1) if key in ("date", "begins") else f"{value}1")
    return with_said(e, d, i, **{key: [value, other]})


@kind("empty value", "leave a value empty", *NAMED)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    keys = [k for k, v in e.value.items() if isinstance(v, str) and k != "id"]
    return with_keys(e, d, **{rng.choice(keys): ""}) if keys else None


@kind("empty list", "leave a list empty", "register", "claim", "conflict")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    if e.sort == "claim":
        return with_keys(e, d, says=[])
    keys = [k for k in e.value if k in ("about", "between", "by", "of", "type", "member")]
    return with_keys(e, d, **{rng.choice(keys): []}) if keys else None


@kind("same value twice", "write a value twice in one list", "register", "claim", "conflict")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    keys = [k for k in e.value if k in ("about", "between", "by", "of", "member", "begunBy")]
    if keys:
        key = rng.choice(keys)
        return with_keys(e, d, **{key: [*many(e.value[key]), many(e.value[key])[0]]})
    found = [(i, k) for k in ("by", "participant", "about") for i, s in enumerate(says(e.value)) if k in s]
    if not found:
        return None
    i, key = rng.choice(found)
    listed = many(says(e.value)[i][key])
    return with_said(e, d, i, **{key: [*listed, listed[0]]})


@kind("value of another form", "write a mapping where one text is expected", "claim", "conflict", "source")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    key = {"claim": "paraphrase", "conflict": "id", "source": "fileName"}[e.sort]
    return with_keys(e, d, **{key: {"en": str(e.value[key])}})


@kind(
    "text without a language",
    "write a label, title or description without its language",
    "register",
    "claim",
    "source",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for key in ("label", "title", "note"):
        if inner(e, key):
            return with_keys(e, d, **{key: "without a language"})
    found = [i for i, s in enumerate(says(e.value)) if mapping(s.get("description"))]
    return with_said(e, d, found[0], description="without a language") if found else None


@kind("language that is none", "write a language tag that is none", "register", "source")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    key = next((k for k in ("label", "title") if inner(e, k)), "")
    return with_keys(e, d, **{key: {"english": "made up"}}) if key else None


_SHOWN = ("Agent", "Post", "Instrument", "Place", "ExerciseSeries", "Topic", "Plan", "Concept")


@kind("two labels in one language", "give a thing a second label in a language", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    label = inner(e, "label")
    is_shown = d.is_a(e.id, *_SHOWN) and "en" in label
    return with_keys(e, d, label={"en": [*many(label["en"]), "another name"]}) if is_shown else None


@kind("namesake", "give a thing the label of another of its class", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    others = [
        x for x in d.register.values() if x.value["type"] == e.value["type"] and x.id != e.id and "label" in x.value
    ]
    return with_keys(e, d, label=rng.choice(others).value["label"]) if others and d.is_a(e.id, *_SHOWN) else None


_CODES = ("iso2", "iso3", "m49", "cow")


@kind("code of another state", "copy a code or an identity link from another entry", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    keys = [k for k in (*_CODES, "exactMatch") if k in e.value]
    if not keys:
        return None
    key = rng.choice(keys)
    return with_keys(
        e, d, **{key: rng.choice([x for x in d.register.values() if key in x.value and x.id != e.id]).value[key]}
    )


@kind(
    "code of another form",
    "write a code in small letters, without its first digit, or with a zero too many",
    "register",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    keys = [k for k in _CODES if k in e.value]
    if not keys:
        return None
    key = rng.choice(keys)
    code = str(e.value[key])
    return with_keys(e, d, **{key: code.lower() if code.isalpha() else code[1:] if key == "m49" else "0" + code})


@kind("link that is none", "write a short name where a web address is expected", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return (
        with_keys(e, d, exactMatch=str(e.value["exactMatch"]).rpartition("/")[2]) if "exactMatch" in e.value else None
    )


# ---------------------------------------------------------------------------------------------------------------
# Dates and numbers
# ---------------------------------------------------------------------------------------------------------------

_DATED = ("date", "begins", "ends", "holds")


@kind("date that is none", "write the 30th of February or the 13th month", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    found = [(i, k, v) for i, k, v in stated(e, *_DATED) if re.search(r"\d{4}-\d\d", v)]
    if not found:
        return None
    i, key, value = rng.choice(found)
    return with_said(
        e, d, i, **{key: re.sub(r"(\d{4})-\d\d(-\d\d)?", rng.choice([r"\1-02-30", r"\1-13"]), value, count=1)}
    )


@kind("date in words", "write a date as people say it", "claim", "source", "review")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    said = rng.choice(["spring 2012", "20 April 1994", "20.04.1994", "about 2010", "the 1990s"])
    if e.sort != "claim":
        return with_keys(e, d, **{"published" if e.sort == "source" else "readOn": said})
    found = stated(e, *_DATED)
    if not found:
        return None
    number, key, _ = rng.choice(found)
    return with_said(e, d, number, **{key: said})


@kind("extent turned round", "write the end of an extent before its start", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, key, value in stated(e, *_DATED):
        begin, slash, end = value.partition("/")
        if slash and begin[:1].isdigit() and end[:1].isdigit() and days(begin).latest < days(end).earliest:
            return with_said(e, d, i, **{key: f"{end}/{begin}"})
    return None


@kind("date after the source", "write a year that is later than the source", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    source = next(s for s in d.of("source") if e.place.file == f"claims/{s.id.removeprefix('source:')}.yaml")
    last = days(str(source.value["published"])).latest.year
    found = stated(e, "date", "begins", "holds")
    if not found or last == 9999 or denies(e):
        return None
    i, key, value = rng.choice(found)
    return with_said(e, d, i, **{key: year_shifted(value, 100)})


def _is_open_to_doubt(e: Entry, number: int, d: DataFiles) -> bool:
    """Whether what a claim asserts of a thing is settled by no decision, so that a contradiction needs one."""
    name = thing(e, number)
    return name not in d.decided and not denies(e) and d.is_a(name, "Event", "Situation", "Observation")


@kind("claims that contradict", "shift the date or number of a claim where another says the same", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, key, value in stated(e, "date", "begins", "value"):
        others = [v for claim, v in d.values_of(thing(e, i), key) if claim is not e]
        if not others or not _is_open_to_doubt(e, i, d):
            continue
        if key == "value":
            return with_said(e, d, i, value=f"{int(float(value)) + 11}")
        shifted = year_shifted(value, -7)
        if not any(days(shifted).overlaps(days(v)) for v in others):
            return with_said(e, d, i, **{key: shifted})
    return None


@kind("claim against claim", "write a second claim with another date than the first", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, _key, value in stated(e, "date"):
        shifted = year_shifted(value, -30)
        if d.is_a(thing(e, i), "Event") and _is_open_to_doubt(e, i, d) and not days(shifted).overlaps(days(value)):
            said: PlainValue = [{"id": thing(e, i), "date": shifted}]
            return added(e, d, {**e.value, "id": other_name(e.id, d.claims.__contains__), "says": said}, thing(e, i))
    return None


@kind("asserted and denied", "turn a claim into a denial where another asserts the same", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, key, value in stated(e, "by", "of", "about", "participant"):
        others = [c for c, v in d.values_of(thing(e, i), key) if c is not e and v == value]
        if others and "stance" not in e.value and _is_open_to_doubt(e, i, d):
            return with_keys(e, d, thing(e, i), stance="stance/denies")
    return None


@kind("classes that clash", "give a thing a class that excludes the one it has", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i in range(len(says(e.value))):
        name = thing(e, i)
        if d.is_a(name, "Withdrawal", "Suspension") and _is_open_to_doubt(e, i, d):
            return with_said(e, d, i, type="Suspension" if d.is_a(name, "Withdrawal") else "Withdrawal")
        if d.is_a(name, "Polity", "Organization", "Person", "Instrument") and not denies(e):
            return with_said(e, d, i, type="State" if d.is_a(name, "Instrument") else "Treaty")
    return None


@kind("ended before it began", "date the event that ends an episode before the one that starts it", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, _key, _value in stated(e, "date"):
        ended = [x for x, key in d.references.get(thing(e, i), []) if key == "endedBy"]
        begun = [v for x in ended for b in many(x.value.get("begunBy", [])) for _, v in d.values_of(b, "date")]
        if begun and _is_open_to_doubt(e, i, d):
            return with_said(e, d, i, *(x.id for x in ended), date=f"{min(days(v).earliest.year for v in begun) - 5}")
    return None


@kind("attested before it began", "let a source attest an episode years before it began", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, _key, _value in stated(e, "holds"):
        name = thing(e, i)
        begun = [v for b in many(d.register[name].value.get("begunBy", [])) for _, v in d.values_of(b, "date")]
        begun += [v for _, v in d.values_of(name, "begins")]
        if begun and _is_open_to_doubt(e, i, d):
            return with_said(e, d, i, holds=f"{min(days(v).earliest.year for v in begun) - 9}")
    return None


@kind(
    "acts out of order", "date an answer before what it answers to, or an event before the one it came after", "claim"
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, _key, value in stated(e, "date"):
        name = thing(e, i)
        if len(d.values_of(name, "date")) != 1 or not d.is_a(name, "Event") or not _is_open_to_doubt(e, i, d):
            continue
        before = [v for key in ("after", "respondsTo") for _, v in d.values_of(name, key)]
        before += many(d.register[name].value.get("respondsTo", []))
        years = [
            days(v).earliest.year
            for b in before
            if d.is_a(b, "Event") and is_held(b, d)
            for _, v in d.values_of(b, "date")
        ]
        if years:
            return with_said(e, d, i, *before, date=year_shifted(value, min(years) - 3 - days(value).latest.year))
    return None


_NUMBERS = ("value", "minValue", "maxValue")


@kind("number in words", "write a number with words, a comma or an apostrophe", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    found = stated(e, *_NUMBERS)
    if not found:
        return None
    i, key, value = rng.choice(found)
    return with_said(
        e, d, i, **{key: rng.choice([f"about {value}", f"{value} men", f"{value},5", "twenty", f"1'{value}"])}
    )


@kind("bounds of a number exchanged", "write a greatest number below the least", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, _key, value in stated(e, "minValue"):
        return with_said(e, d, i, maxValue=f"{int(float(value)) - 1}")
    for i, _key, value in stated(e, "maxValue"):
        return with_said(e, d, i, minValue=f"{int(float(value)) + 1}")
    return None


_SUMMED = ("active-military", "reserve-military", "paramilitary", "military-total")


@kind("slip of the pen in a sum", "alter a figure of a row that has its total, wherever it is stated", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    figures = [(i, _row(thing(e, i), d)) for i, _key, _value in stated(e, "value")]
    rows = [row for _, row in figures if row is not None]
    chosen = [i for i, row in figures if row is not None and rows.count(row) >= len(_SUMMED)]
    if not chosen:
        return None
    figure = thing(e, rng.choice(chosen))
    more = rng.choice([1, 10, 900])
    changes = [
        with_said(claim, d, i, value=f"{int(value) + more}")
        for claim in dict.fromkeys(claim for claim, _ in d.values_of(figure, "value"))
        for i, _key, value in stated(claim, "value")
        if thing(claim, i) == figure
    ]
    row = [thing(e, i) for i, of in figures if of == _row(figure, d)]
    texts = {place: text for change in changes if change is not None for place, text in change.texts.items()}
    return Change(texts, frozenset(row))


def _row(figure: str, d: DataFiles) -> str | None:
    """Of what a figure is that is a part of a total, or a total."""
    value = d.register[figure].value
    return str(value["of"]) if str(value.get("measure")).removeprefix("measure/") in _SUMMED else None


@kind(
    "relative date that is none", "write in words how far from an event a date lies, or leave the event out", "claim"
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    wrong: list[dict[str, PlainValue | None]] = [{"reckoned": "a week"}, {"reckonedFrom": None}, {"reckoned": None}]
    return next((with_said(e, d, i, **rng.choice(wrong)) for i, _key, _value in stated(e, "reckoned")), None)


@kind("relative dates in a circle", "date an event by another that is dated by it", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, _key, value in stated(e, "reckonedFrom"):
        dates = d.values_of(value, "date")
        if len(dates) == 1 and dates[0][0] is not e and not d.values_of(thing(e, i), "date"):
            sole = dates[0][0]
            number = next(n for n, _k, _v in stated(sole, "date") if thing(sole, n) == value)
            return with_said(sole, d, number, thing(e, i), date=None, reckonedFrom=thing(e, i), reckoned="P7D")
    return None


# ---------------------------------------------------------------------------------------------------------------
# Passages
# ---------------------------------------------------------------------------------------------------------------


@kind("digest altered", "alter a digit of the digest of a passage", "claim", "silent", needs_texts=True)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return with_passage(e, d, sha256=altered(str(passage(e)["sha256"]), rng.randrange(64)))


@kind(
    "digest of a source altered",
    "alter a digit of the digest of a source's file, or its name",
    "source",
    needs_texts=True,
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    wrong = [{"sha256": altered(str(e.value["sha256"]), rng.randrange(64))}, {"fileName": f"0{e.value['fileName']}"}]
    return with_keys(e, d, **rng.choice(wrong))


@kind(
    "digest cut short",
    "leave out a digit of a digest, or write it in capitals",
    "claim",
    "silent",
    "source",
    "review",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    sha = str((passage(e) if e.sort in ("claim", "silent") else e.value)["sha256"])
    wrong = rng.choice([sha[1:], sha.upper(), f"{sha}0"])
    return with_passage(e, d, sha256=wrong) if e.sort in ("claim", "silent") else with_keys(e, d, sha256=wrong)


@kind("passage shifted", "shift the start or the end of a passage by one", "claim", "silent", needs_texts=True)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    start, end = offsets(e)
    moved = rng.choice([(start + 1, end), (start, end - 1), (start, end + 1), (abs(start - 1), end)])
    return with_passage(e, d, at={"start": str(moved[0]), "end": str(moved[1])}) if moved[0] < moved[1] else None


@kind("passage turned round", "exchange the start and the end of a passage", "claim", "silent")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    start, end = offsets(e)
    return with_passage(e, d, at={"start": str(end), "end": str(start)})


@kind("passage outside the text", "let a passage end after the text", "claim", "silent", needs_texts=True)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return with_passage(e, d, at={"start": str(offsets(e)[0]), "end": "9000000"})


@kind("offset that is none", "write an offset that is no whole number, or leave it out", "claim", "silent")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    start, end = map(str, offsets(e))
    return with_passage(
        e, d, at=rng.choice([{"start": f"{start}.5", "end": end}, {"start": "-1", "end": end}, {"end": end}])
    )


@kind("claim of another source", "move a claim into the file of another source", "claim", needs_texts=True)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    other = rng.choice([c for c in d.of("claim") if c.place.file != e.place.file])
    return Change({e.place: "", other.place: other.text + e.text}, frozenset((e.id,)))


def _points(e: Entry) -> list[str]:
    """The places in the text that a passage covers, by the names under which `coverage` reports gaps."""
    source = e.place.file.removeprefix("claims/").removesuffix(".yaml")
    return [f"source:{source}@{n}" for n in range(*offsets(e))]


def _covers_alone(e: Entry, d: DataFiles, length: int) -> bool:
    """Whether nothing else accounts for any of the stretch of some length that a passage covers."""
    start, end = offsets(e)
    others = [offsets(x) for x in d.of("claim", "silent") if x.place.file == e.place.file and x.place != e.place]
    return end - start >= length and not any(s < end and start < t for s, t in others)


@kind(
    "stretch without a claim",
    "leave out the only claim on a stretch of a source, where other claims say the same",
    "claim",
    needs_texts=True,
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    values = [d.values_of(thing(e, i), k) for i, k, _v in stated(e, *{k for s in says(e.value) for k in s} - {"id"})]
    is_stated_elsewhere = bool(values) and all(any(c is not e for c, _ in claims) for claims in values)
    return dropped(e, *_points(e)) if is_stated_elsewhere and not named_by(e, d) and _covers_alone(e, d, 25) else None


@kind("stretch no longer silent", "leave out a passage without claims", "silent", needs_texts=True)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return Change({e.place: ""}, frozenset(_points(e))) if _covers_alone(e, d, 9) else None


@kind("silent and claimed", "set a passage aside as silent on which a claim stands", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    silent = [s for s in d.of("silent") if s.place.file == e.place.file]
    if not silent:
        return None
    value: Node = {**passage(e), "reason": "It is set aside by mistake."}
    return Change({silent[-1].place: silent[-1].text + d.written(value)}, frozenset((e.id,)))


# ---------------------------------------------------------------------------------------------------------------
# Claims
# ---------------------------------------------------------------------------------------------------------------


@kind("only claim dropped", "leave out the only claim on an event", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    if named_by(e, d):
        return None  # a decision names it: that is another kind
    for i in range(len(says(e.value))):
        name = thing(e, i)
        spoken = [x for x, _ in d.references.get(name, []) if x.sort == "claim" and x is not e]
        # What begins or ends an episode speaks of it, too.
        is_alone = not episodes(name, d) and not {"begunBy", "endedBy"} & d.register[name].value.keys()
        if d.is_a(name, "Event", "Observation", "Situation") and not spoken and is_alone:
            return dropped(e, name)
    return None


@kind("claim twice", "say of a passage again what another claim says of it, under another name", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    is_plain = "content" not in {k for s in says(e.value) for k in s}
    return added(e, d, {**e.value, "id": other_name(e.id, d.claims.__contains__)}) if is_plain else None


@kind("stance misspelt", "misspell the stance of a claim", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return with_keys(e, d, stance="stance/" + letters_changed(rng.choice(["asserts", "denies"]), rng))


@kind("inference without its stance", "leave out the stance or the inference of an implied claim", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    if "inference" not in e.value:
        return with_keys(e, d, stance="stance/implies") if "stance" not in e.value else None
    return with_keys(e, d, **{rng.choice(["stance", "inference"]): None})


@kind("claim that says nothing", "leave out everything that a claim says of a thing", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return with_keys(e, d, says=[{"id": s["id"]} for s in says(e.value)])


@kind(
    "reported content misnamed",
    "call the graph of reported content after another claim, or leave out what was said",
    "claim",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, said in enumerate(says(e.value)):
        if content := mapping(said.get("content")):
            empty: Node = {k: v for k, v in content.items() if k != "says"}
            return with_said(e, d, i, content=rng.choice([empty, {**content, "id": "claim:other-1/content"}]))
    return None


@kind("content of what nobody said", "give content to what is no statement", "claim")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    found = [i for i in range(len(says(e.value))) if d.is_a(thing(e, i), "Endurant", "Situation", "Exercise")]
    content: PlainValue = {"id": f"{e.id}/content-9", "says": [{"id": "csto", "about": "cst"}]}
    return with_said(e, d, found[0], content=content) if found else None


# ---------------------------------------------------------------------------------------------------------------
# The register
# ---------------------------------------------------------------------------------------------------------------


@kind("start and end exchanged", "exchange the events that start and end an episode", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    begun, ended = many(e.value.get("begunBy", [])), many(e.value.get("endedBy", []))
    is_dated = begun and ended and all(d.values_of(x, "date") for x in (*begun, *ended))
    return with_keys(e, d, *begun, *ended, begunBy=e.value.get("endedBy"), endedBy=begun[0]) if is_dated else None


@kind("member and organization exchanged", "exchange who is in what", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for one, other in (("member", "organization"), ("party", "instrument"), ("member", "post")):
        if one in e.value and other in e.value and is_held(e.id, d):
            return with_keys(e, d, **{one: e.value[other], other: e.value[one]})
    return None


@kind("treaty for organization", "make a state a member of a treaty, or a party to an organization", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    if d.is_a(e.id, "Membership") and is_held(e.id, d):
        return with_keys(e, d, organization="cst")
    return with_keys(e, d, instrument="csto") if d.is_a(e.id, "TreatyParticipation") and is_held(e.id, d) else None


def _holds_for_certain(e: Entry, d: DataFiles) -> bool:
    """Whether a membership certainly holds over some time: begun by dated events, and attested or ended years later."""
    begun = many(e.value.get("begunBy", []))
    starts = [v for b in begun for _, v in d.values_of(b, "date")]
    later = [v for _, v in d.values_of(e.id, "holds")] + [
        v for x in many(e.value.get("endedBy", [])) for _, v in d.values_of(x, "date")
    ]
    is_dated = bool(begun) and all(d.values_of(b, "date") for b in begun) and d.is_a(e.id, "Membership")
    last = max((days(v).latest for v in starts), default=None)
    return is_dated and last is not None and any(last < days(v).earliest for v in later) and is_held(e.id, d)


@kind("episode twice", "declare an episode a second time, under another number", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    name = other_name(e.id.rpartition("-")[0], d.register.__contains__)
    return added(e, d, {**e.value, "id": name}, e.id) if _holds_for_certain(e, d) and "endedBy" in e.value else None


@kind("observer and member", "declare a member an observer of the same organization over the same time", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    name = other_name("observer/" + e.id.partition("/")[2], d.register.__contains__)
    keys: Node = {"id": name, "type": "ObserverStatus", "role": "role/observer"}
    return added(e, d, {**e.value, **keys}, e.id) if _holds_for_certain(e, d) and "endedBy" in e.value else None


@kind("circle", "make a whole a part of its part, or let a body answer to one that answers to it", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for key in ("partOf", "unitOf", "accountableTo"):
        for whole in many(e.value.get(key, [])) + [v for _, v in d.values_of(e.id, key)]:
            other = d.register.get(whole)
            if other is not None and is_held(whole, d) and is_held(e.id, d) and key not in other.value:
                return with_keys(other, d, e.id, **{key: e.id})
    return None


@kind("departure that ends nothing", "leave out that a departure ends an episode", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    ended = [x for x in many(e.value.get("endedBy", [])) if d.is_a(x, "Departure")]
    return with_keys(e, d, ended[0], endedBy=None) if ended else None


@kind("episode begun by what is no event", "let a state or an organization begin an episode", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return with_keys(e, d, begunBy="csto") if "begunBy" in e.value and is_held(e.id, d) else None


@kind("begin of what does not go on", "write `begunBy` on an event or a state", "register")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    is_meant = not d.is_a(e.id, "Situation") and is_held(e.id, d)
    return with_keys(e, d, begunBy="entry-into-force/cst-1") if is_meant else None


# ---------------------------------------------------------------------------------------------------------------
# Conflicts and decisions
# ---------------------------------------------------------------------------------------------------------------


def _is_found(e: Entry) -> bool:
    """Whether a conflict is one that the build finds."""
    return "property" in e.value


@kind("conflict dropped", "leave out the decision on a conflict that the build finds", "conflict")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return dropped(e, *many(e.value["about"])) if _is_found(e) else None


@kind("decision that decides nothing", "let a decision be on a property on which the claims agree", "conflict")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    agreed = sorted(x for x, key in d.values if key == "date" and d.is_a(x, "Event") and x not in d.decided)
    if _is_found(e):
        return with_keys(e, d, about=rng.choice(agreed))
    name = other_name(e.id, lambda n: any(x.id == n for x in d.of("conflict")))
    decision: Node = {"id": name.replace("conflict/", "decision/"), "outcome": "outcome/open", "reason": "Made up."}
    value: Node = {"id": name, "label": {"en": "When was it?"}, "about": rng.choice(agreed), "property": "date"}
    return added(e, d, {**value, "conflictType": "conflict-type/value", "decision": decision})


@kind("decision for no side", "let a decision prefer a claim that takes no side", "conflict")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    decision = inner(e, "decision")
    strangers = [c for c in d.claims if c not in many(e.value.get("between", [])) and c not in str(decision)]
    prefers = decision | {"prefers": rng.choice(strangers)}
    return with_keys(e, d, str(decision["id"]), decision=prefers) if "prefers" in decision else None


@kind(
    "outcome without its side", "leave out the preferred claim, or prefer one and leave the question open", "conflict"
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    decision = inner(e, "decision")
    if "prefers" in decision:
        left: Node = {k: v for k, v in decision.items() if k != "prefers"}
        return with_keys(e, d, decision=rng.choice([left, decision | {"outcome": "outcome/open"}]))
    return (
        with_keys(e, d, decision=decision | {"prefers": many(e.value["between"])[0]})
        if "between" in e.value
        else None
    )


@kind("both of what cannot be both", "let both sides stand of a single value", "conflict")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    both: Node = {k: v for k, v in inner(e, "decision").items() if k != "prefers"} | {"outcome": "outcome/both"}
    return with_keys(e, d, *many(e.value["about"]), decision=both) if _is_found(e) else None


@kind("conflict of one side", "leave one claim in a conflict", "conflict")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return with_keys(e, d, between=many(e.value["between"])[0]) if "between" in e.value else None


@kind("conflict of no kind", "leave out what disagrees, or give a conflict both claims and a property", "conflict")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    wrong: list[dict[str, PlainValue | None]] = [{"between": None, "property": None}]
    wrong += [] if _is_found(e) else [{"property": "date"}]
    return with_keys(e, d, **rng.choice(wrong))


@kind("conflict without claims as sides", "name events as the sides of a conflict", "conflict")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    decision: Node = {k: v for k, v in inner(e, "decision").items() if k != "prefers"} | {"outcome": "outcome/open"}
    sides: list[PlainValue] = ["entry-into-force/cst-1", "adoption/cst"]
    return with_keys(e, d, between=sides, decision=decision) if "between" in e.value else None


@kind("decision without its reason", "leave out why a conflict was decided so", "conflict")
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return with_keys(e, d, decision={k: v for k, v in inner(e, "decision").items() if k != "reason"})


# ---------------------------------------------------------------------------------------------------------------
# What a second reader sees
# ---------------------------------------------------------------------------------------------------------------


@kind(
    "claim changed after it was read",
    "alter the paraphrase of a claim that a second reader has read",
    "claim",
    of_review=True,
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return with_keys(e, d, paraphrase=f"{e.value['paraphrase']} And more.") if is_reviewed(e, d) else None


@kind("date changed after it was read", "shift by a day the date in a claim that was read", "claim", of_review=True)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    found = [(i, next_day(v)) for i, _key, v in stated(e, "date") if next_day(v)]
    return with_said(e, d, (at := rng.choice(found))[0], date=at[1]) if found and is_reviewed(e, d) else None


@kind("review of no claim", "record a review of a claim that is not there", "review", of_review=True)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return with_keys(e, d, of="claim:nobody-1")


@kind("review altered", "alter a digit of the digest of a claim that was read", "review", of_review=True)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    claim = d.claims.get(str(e.value["of"]))
    is_last = d.reviews[str(e.value["of"])][-1] is e
    wrong = altered(str(e.value["sha256"]), rng.randrange(64))
    return (
        with_keys(e, d, claim.id, sha256=wrong) if claim is not None and is_last and is_reviewed(claim, d) else None
    )


# ---------------------------------------------------------------------------------------------------------------
# What nobody can see
# ---------------------------------------------------------------------------------------------------------------


@kind(
    "paraphrase that says something else",
    "alter the paraphrase of a claim that nobody has read yet",
    "claim",
    unseen="The words of the source are not in the data, and no program understands a sentence; a second reader does.",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return with_keys(e, d, paraphrase="It says something else.")


@kind(
    "date that fits",
    "shift by a day the only date of an event, in a claim that nobody has read yet",
    "claim",
    unseen="One day is as good as the next where nothing else dates the event; only the passage does.",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, _key, value in stated(e, "date"):
        is_sole = (
            len(d.values_of(thing(e, i), "date")) == 1 and not episodes(thing(e, i), d) and _is_open_to_doubt(e, i, d)
        )
        if next_day(value) and is_sole and not is_too_late(e, next_day(value), d):
            return with_said(e, d, i, date=next_day(value))
    return None


@kind(
    "passages exchanged",
    "exchange the passages, with their digests, of two claims of one source that nobody has read yet",
    "claim",
    unseen="Both passages are there and their digests are right; that one does not carry its claim, only a reader sees.",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    others = [c for c in d.of("claim") if c.place.file == e.place.file and passage(c) != passage(e)]
    if not others:
        return None
    other = rng.choice(others)
    mine, theirs = with_keys(e, d, passage=passage(other)), with_keys(other, d, passage=passage(e))
    return None if mine is None or theirs is None else Change(mine.texts | theirs.texts, mine.names | theirs.names)


@kind(
    "actor exchanged",
    "name another state as the actor of an act, in a claim that nobody has read yet",
    "claim",
    unseen="Any state could have done it; where the register or another claim says who did, the two stand side by side.",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, _key, value in stated(e, "by"):
        if d.is_a(value, "State") and "by" not in d.register[thing(e, i)].value:
            return with_said(
                e, d, i, by=rng.choice(sorted(n for n in d.register if d.is_a(n, "State") and n != value))
            )
    return None


@kind(
    "report taken for an assertion",
    "let a claim assert what it reports somebody to have said, where nobody has read it yet",
    "claim",
    unseen="Whether a source says it or only reports it stands in the passage alone.",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    for i, said in enumerate(says(e.value)):
        content = mapping(said.get("content"))
        is_late = any(is_too_late(e, v, d) for x in says(content) for k, v in scalars(x) if k in _DATED)
        if content and not is_late:
            kept: list[PlainValue] = [
                {**{k: v for k, v in said.items() if k != "content"}, "type": d.types(thing(e, i))[0]}
            ]
            others: list[PlainValue] = [s for n, s in enumerate(says(e.value)) if n != i]
            return with_keys(e, d, says=[*kept, *others, *says(content)])
    return None


@kind(
    "terminology conflict dropped",
    "leave out a conflict that a curator recorded and in which no side is preferred",
    "conflict",
    unseen="No program finds a terminology conflict; that is why curators record them.",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    return None if _is_found(e) or "prefers" in inner(e, "decision") else dropped(e)


@kind(
    "coarser class",
    "give a state the class of polities, a treaty that of instruments",
    "register",
    unseen="What is true of the narrower class is true of the wider one: the data say less, and nothing false.",
)
def _(e: Entry, d: DataFiles, rng: Random) -> Change | None:
    wider = {
        "State": "Polity",
        "Treaty": "Instrument",
        "InternationalOrganization": "Organization",
        "SingleHolderPost": "Post",
    }
    is_needed = any(key == "instrument" for _, key in d.references.get(e.id, []))
    cls = str(e.value["type"])
    return with_keys(e, d, type=wider[cls]) if cls in wider and not is_needed else None
