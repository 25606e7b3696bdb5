"""Starts the decisions that a build asks for, and confirms those that are there: on which claims each was made.

A decision is about a point where claims disagree, or about claims that cannot all be true in time. Its skeleton names the
claims with their digests, so that it is known later whether they are still those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import RDF

from csto_kg.advice import did_you_mean
from csto_kg.curate.documents import load_documents, save
from csto_kg.curate.placing import file_in, id_in, placed, unused
from csto_kg.errors import DataError, Fault, UsageError
from csto_kg.ontology import Ontology
from csto_kg.order import ordered_view, things_in
from csto_kg.project import Project
from csto_kg.read.cursor import LONGEST_IDENTIFIER
from csto_kg.read.layout import PlainValue
from csto_kg.read.project import read_project
from csto_kg.read.records import Claim, Dataset
from csto_kg.read.unfinished import is_unfinished
from csto_kg.vocab import short
from csto_kg.weigh import Disagreements, StaleDecision, WeighedConflict, disagreements, stale_decisions, weigh
from csto_kg.weigh.resolve import Resolution

__all__ = [
    "Decision",
    "Disagreement",
    "DisagreementSide",
    "Overview",
    "confirm",
    "find_disagreements",
    "left_to_write",
    "overview",
    "start_decision",
    "write_decision",
]

OUTCOMES: Final = ("preferred", "open", "both")
TO_QUESTION: Final = "TODO: which question do the sides answer differently?"
TO_REASON: Final = "TODO: why."


@dataclass(frozen=True, slots=True)
class DisagreementSide:
    """One side: the value, empty where the claims differ on more than a value, and each claim with its paraphrase."""

    value: str
    claims: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Claims that disagree: about which things, on which key of the data, and the sides.

    `type` is the type of conflict that it is, as far as can be seen. `key` is empty for what cannot all be true in
    time. `conflict` is the record that there is of it, empty where it waits for a decision; `stale` says what is different
    since that decision was made, and `is_confirmed` whether it names the claims that it was made on.
    """

    about: tuple[str, ...]
    key: str
    type: str
    sides: tuple[DisagreementSide, ...]
    conflict: str = ""
    stale: str = ""
    is_confirmed: bool = False

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims of all sides, each once."""
        return tuple(dict.fromkeys(claim for side in self.sides for claim, _ in side.claims))


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits for a decision, the decisions whose claims changed, and how many name no claims that they were made on.

    `begun` are the entries that were laid out and are unfinished; what they are about still waits.
    """

    waiting: tuple[Disagreement, ...]
    stale: tuple[Disagreement, ...]
    unconfirmed: int
    digests: Mapping[str, str]
    decided: tuple[Disagreement, ...] = ()
    begun: tuple[dict[str, PlainValue], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a curator decides: the outcome, the claims that it prefers, the reason, and the question of the conflict.

    What is empty is left to be written: a build refuses it until then.
    """

    outcome: str = ""
    prefers: tuple[str, ...] = ()
    reason: str = ""
    label: str = ""


def overview(project: Project) -> Overview:
    """What waits for a decision, and which decisions are stale. Raises DataError with every fault of the files."""
    begun = tuple(_begun(project))
    ontology, dataset = read_project(project, left_out=frozenset(map(id_in, begun)))
    found = disagreements(dataset, ontology)
    claims = {claim.iri: claim for claim in dataset.claims}
    digests = {iri: claim.content_sha256 for iri, claim in claims.items()}
    stale = {s.conflict.curated.iri: s for s in stale_decisions(found.conflicts, digests)}
    names = {key.iri: key.name for key in ontology.keys.values()}
    waiting = tuple(_undecided(r, claims, names) for r in found.undecided)
    if not waiting:
        waiting = tuple(_in_time(dataset, ontology, claims))
    decided = tuple(_decided(c, found, claims, names, stale.get(c.curated.iri)) for c in found.conflicts)
    return Overview(
        waiting,
        tuple(d for d in decided if d.stale),
        sum(not d.is_confirmed for d in decided),
        {short(iri): sha for iri, sha in digests.items()},
        decided,
        begun,
    )


def _begun(project: Project) -> Iterator[dict[str, PlainValue]]:
    """The unfinished entries; none where the files cannot be read, of which reading the project has every fault."""
    with suppress(DataError):
        for _, entries in _files(project):
            yield from (
                entry for entry in entries if isinstance(entry, dict) and id_in(entry) and is_unfinished(entry)
            )


def find_disagreements(found: Overview, name: str) -> tuple[Disagreement, ...]:
    """What a thing, a conflict or a decision names: what waits for a decision, else the conflicts that have one.

    Raises UsageError where there is no such thing in any disagreement, with the names that resemble it.
    """
    names = {name, f"conflict/{name}", f"conflict/{name.removeprefix('decision/')}"}
    conflicts = tuple(d for d in found.decided if d.conflict in names)
    begun = [entry for entry in found.begun if id_in(entry) in names]
    chosen = conflicts or tuple(d for d in found.waiting if name in d.about or any(_is_on(e, d) for e in begun))
    chosen = chosen or tuple(d for d in found.decided if name in d.about)
    if not chosen:
        waiting = sorted({thing for d in found.waiting for thing in d.about})
        known = [*waiting, *(d.conflict for d in found.decided), *(thing for d in found.decided for thing in d.about)]
        otherwise = (
            f"what waits: {', '.join(waiting)}"
            if waiting
            else "nothing waits for a decision; csto-kg conflicts lists what was decided"
        )
        message = "is not a conflict, and not a thing that claims disagree about"
        raise UsageError(Fault(message, name, fix=did_you_mean(name, known, otherwise, cutoff=0.6)))
    return chosen


def start_decision(project: Project, found: Overview, on: Disagreement, decision: Decision) -> dict[str, PlainValue]:
    """The entry for `data/decisions` on claims that disagree: a new one, or the one that is begun, with what is decided.

    Raises UsageError for an outcome that does not fit.
    """
    begun = next((entry for entry in found.begun if _is_on(entry, on)), {})
    decision = _completed(decision, begun)
    _refuse(on, decision)
    things = "-".join(thing.replace("/", "-") for thing in on.about[:2])
    taken = {id_in(entry) for _, entries in _files(project) for entry in entries}
    longest = LONGEST_IDENTIFIER - 10  # leaves room for the number of one that is taken
    new = unused(f"conflict/{things}-{on.key or 'order'}"[:longest].rstrip("-."), taken)
    name = (id_in(begun) or new).removeprefix("conflict/")
    about: PlainValue = on.about[0] if len(on.about) == 1 else list(on.about)
    entry: dict[str, PlainValue] = {
        "id": f"conflict/{name}",
        "label": {"en": decision.label or TO_QUESTION},
        "about": about,
        **({"property": on.key} if on.key else {}),
        "conflictType": begun.get("conflictType", on.type),
        **({} if on.key else {"between": list(on.claims)}),
    }
    preferred: PlainValue = decision.prefers[0] if len(decision.prefers) == 1 else list(decision.prefers)
    entry["decision"] = {
        "id": f"decision/{name}",
        "outcome": f"outcome/{decision.outcome}" if decision.outcome else "TODO",
        **({"prefers": preferred} if decision.prefers else {}),
        "reason": decision.reason or TO_REASON,
        "onClaims": _on_claims(on, found.digests),
    }
    return entry


def write_decision(project: Project, entry: dict[str, PlainValue], file: str | None = None) -> list[Path]:
    """Put a decision into its file (the one named, the only one, or `conflicts.yaml`), and return the files written.

    One that is begun is replaced where it stands.
    """
    files = dict(_files(project))
    for path, entries in files.items():
        if id_in(entry) in map(id_in, entries):
            return save(project, {path: [entry if id_in(e) == id_in(entry) else e for e in entries]})
    path = file_in(project.decisions, file or (next(iter(files)).stem if len(files) == 1 else "conflicts"))
    return save(project, {path: placed(files.get(path, ()), entry)})


def left_to_write(entry: Mapping[str, PlainValue]) -> tuple[str, ...]:
    """What of the entry of a decision is still to be written: its label, outcome or reason."""
    decision = entry["decision"]
    assert isinstance(decision, dict)
    values = {"label": entry["label"], "outcome": decision["outcome"], "reason": decision["reason"]}
    return tuple(key for key, value in values.items() if is_unfinished(value))


def confirm(project: Project, found: Overview, names: Sequence[str] = ()) -> tuple[list[Path], int]:
    """Write into decisions the claims that there are now, with their digests; return the files written and their number.

    Without names these are the decisions that name no claims yet. The stale ones are named, since they are to be read first.
    """
    wanted = {d.conflict: d for name in names for d in find_disagreements(found, name) if d.conflict}
    if not names:
        wanted = {d.conflict: d for d in found.decided if not d.is_confirmed}
    elif not wanted:
        raise UsageError(Fault("there is no decision yet", names[0], fix=f"write it: csto-kg decide {names[0]}"))
    values: dict[Path, PlainValue] = {}
    for path, entries in _files(project):
        new = [_confirmed(entry, wanted.get(id_in(entry)), found.digests) for entry in entries]
        if new != list(entries):
            values[path] = new
    return (save(project, values) if values else []), len(wanted)


def _confirmed(entry: PlainValue, on: Disagreement | None, digests: Mapping[str, str]) -> PlainValue:
    if on is None or not isinstance(entry, dict) or not isinstance(entry["decision"], dict):
        return entry
    return {**entry, "decision": {**entry["decision"], "onClaims": _on_claims(on, digests)}}


def _is_on(entry: Mapping[str, PlainValue], on: Disagreement) -> bool:
    """Whether an entry is about what claims disagree on."""
    return (frozenset(_texts(entry.get("about"))), entry.get("property", "")) == (frozenset(on.about), on.key)


def _completed(decision: Decision, begun: Mapping[str, PlainValue]) -> Decision:
    """What is decided, with what an entry that is begun has already."""
    label, inner = begun.get("label"), begun.get("decision")
    written = inner if isinstance(inner, dict) else {}

    def known(value: PlainValue | None) -> str:
        return "" if value is None or is_unfinished(value) else str(value)

    return Decision(
        decision.outcome or known(written.get("outcome")).removeprefix("outcome/"),
        decision.prefers or tuple(_texts(written.get("prefers"))),
        decision.reason or known(written.get("reason")),
        decision.label or (known(label.get("en")) if isinstance(label, dict) else ""),
    )


def _texts(value: PlainValue | None) -> list[str]:
    """One value or several as texts."""
    return (
        [str(v) for v in value if not is_unfinished(v)] if isinstance(value, list) else [str(value)] if value else []
    )


def _on_claims(on: Disagreement, digests: Mapping[str, str]) -> PlainValue:
    return [{"id": claim, "sha256": digests[claim]} for claim in sorted(on.claims)]


def _files(project: Project) -> Iterator[tuple[Path, list[PlainValue]]]:
    for document in load_documents(project, sorted(project.decisions.glob("*.yaml"))):
        assert isinstance(document.value, list)
        yield document.path, document.value


def _refuse(on: Disagreement, decision: Decision) -> None:
    faults = []
    if decision.outcome and decision.outcome not in OUTCOMES:
        faults.append(Fault(f"there is no outcome '{decision.outcome}'", fix=f"choose one of: {', '.join(OUTCOMES)}"))
    if decision.prefers and decision.outcome != "preferred":
        faults.append(Fault("only the outcome preferred prefers claims", fix="add --outcome preferred"))
    if decision.outcome == "preferred" and not decision.prefers:
        faults.append(Fault("the outcome preferred prefers a claim", fix="name it with --prefers"))
    if decision.outcome == "both" and on.key:
        faults.append(
            Fault("both cannot stand where the build finds the conflict", fix="prefer a side or leave it open")
        )
    for claim in decision.prefers:
        if claim not in on.claims:
            faults.append(Fault("takes no side", claim, fix=did_you_mean(claim, on.claims, ", ".join(on.claims))))
    if decision.label and not decision.label.endswith("?"):
        faults.append(Fault("the label of a conflict is a question", fix='write --label "When did …?"'))
    if faults:
        raise UsageError(*faults)


# --------------------------------------------------------------------------------------------------------------------
# Sides


def _undecided(r: Resolution, claims: Mapping[URIRef, Claim], names: Mapping[URIRef, str]) -> Disagreement:
    subject, predicate = r.point
    return Disagreement((short(subject),), names.get(predicate, short(predicate)), _type_of(r), _sides(r, claims))


def _type_of(resolution: Resolution) -> str:
    """The type of a conflict as far as can be seen: somebody denies it, the words differ, or the values do."""
    if any(isinstance(side.value, Literal) and str(side.value).endswith("not so") for side in resolution.sides):
        return "conflict-type/denial"
    return "conflict-type/terminology" if resolution.point[1] == RDF.type else "conflict-type/value"


def _sides(resolution: Resolution, claims: Mapping[URIRef, Claim]) -> tuple[DisagreementSide, ...]:
    in_all = frozenset.intersection(*(side.claims for side in resolution.sides)) if resolution.sides else frozenset()
    return tuple(
        DisagreementSide(short(str(side.value)), _with_words(sorted(side.claims - in_all), claims))
        for side in resolution.sides
    )


def _with_words(names: Iterable[URIRef], claims: Mapping[URIRef, Claim]) -> tuple[tuple[str, str], ...]:
    return tuple((short(name), claims[name].paraphrase) for name in names)


def _decided(
    conflict: WeighedConflict,
    found: Disagreements,
    claims: Mapping[URIRef, Claim],
    names: Mapping[URIRef, str],
    stale: StaleDecision | None,
) -> Disagreement:
    curated = conflict.curated
    sides = tuple(side for r in found.sides.get(curated.iri, ()) for side in _sides(r, claims))
    on = "" if curated.property is None else names.get(curated.property, short(curated.property))
    return Disagreement(
        tuple(map(short, curated.about)),
        on,
        short(curated.kind),
        sides or (DisagreementSide("", _with_words(conflict.between, claims)),),
        short(curated.iri),
        stale.what if stale else "",
        bool(curated.on_claims),
    )


def _in_time(dataset: Dataset, ontology: Ontology, claims: Mapping[URIRef, Claim]) -> Iterator[Disagreement]:
    """What cannot all be true in time; known only where every other disagreement has a decision."""
    ordered = ordered_view(dataset, weigh(dataset, ontology), ontology).ordered
    for contradiction in ordered.contradictions:
        between = sorted({claim for step in contradiction.steps for claim in step.reason.claims})
        sides = (DisagreementSide("", _with_words(between, claims)),)
        yield Disagreement(tuple(map(short, things_in(contradiction))), "", "conflict-type/temporal", sides)
