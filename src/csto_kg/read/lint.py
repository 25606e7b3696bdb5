"""Checks that need all the files together: undeclared identifiers, repeated claims, dates after the source, orphans."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from csto_kg.advice import nearest
from csto_kg.errors import Fault, Where
from csto_kg.ontology import Ontology
from csto_kg.read.cursor import Reference
from csto_kg.read.entries import ClaimNode, Node, first_text
from csto_kg.time.bounds import days_of
from csto_kg.time.edtf import DateError, Days, parse
from csto_kg.vocab import CSTO

# Events, situations and observations need a claim of their own, which weighing looks for.
_HAPPENING = (CSTO.Event, CSTO.Situation, CSTO.Observation)
# What the build, curators, reviewers and queries choose from is whole whether or not each term is chosen.
_LISTS = (CSTO.ConflictType, CSTO.EndStatus, CSTO.FindingStatus, CSTO.Outcome, CSTO.Role, CSTO.Stance, CSTO.Verdict)
# By these the rows of outside tables are linked to an entry.
_LINKS = frozenset(("exactMatch", "iso2", "iso3", "m49", "cow"))


def undeclared(references: Iterable[Reference], declared: Mapping[str, Where]) -> Iterator[Fault]:
    """References to identifiers that no file declares."""
    for identifier, subject, where in references:
        if identifier and identifier not in declared:
            near = nearest(identifier, declared)
            fix = f"did you mean {' or '.join(near)}? otherwise declare it in data/entities" if near else ""
            yield Fault(f"'{identifier}' is not declared", subject, where, fix or "declare it in data/entities")


def repeated(claims: Iterable[ClaimNode]) -> Iterator[Fault]:
    """Claims that say the same as another claim about the same passage."""
    first: dict[str, str] = {}
    for claim in claims:
        name, node = str(claim.node["id"]), claim.node
        content = json.dumps([claim.source, node["passage"], node["stance"], node["says"]], sort_keys=True)
        other = first.setdefault(content.replace(f'"{name}/', '"/'), name)
        if other != name:
            yield Fault(f"says the same about the same passage as {other}", name, claim.where, "keep one of the two")


def after_publication(sources: Iterable[Node], claims: Iterable[ClaimNode]) -> Iterator[Fault]:
    """Dates that a source asserts although they come after its own: what it announces is reported, not asserted."""
    published = {str(s["id"]): _days(first_text(s.get("published"))) for s in sources}
    for claim in claims:
        appeared, says = published.get(claim.source), claim.node["says"]
        if appeared is None or claim.node["stance"] == "stance/denies" or not isinstance(says, list):
            continue
        for key, text in [
            (k, first_text(s.get(k))) for s in says if isinstance(s, dict) for k in ("date", "begins", "holds")
        ]:
            days = _days(text)
            if days is not None and days.earliest > appeared.latest:
                message = f"'{key}' is {text}, and {claim.source} appeared on {appeared.latest} at the latest"
                fix = "correct the date, or write what is planned in the `content` of an Announcement"
                yield Fault(message, str(claim.node["id"]), claim.where, fix)


def orphans(
    register: Iterable[Node], references: Iterable[Reference], declared: Mapping[str, Where], ontology: Ontology
) -> Iterator[Fault]:
    """Entries of the register to which nothing refers and that no claim is about."""
    referred = {r.identifier for r in references if r.identifier != r.subject}
    for node in register:
        name, types = str(node["id"]), node.get("type", [])
        known = [ontology.classes[t].iri for t in types if isinstance(t, str) and t in ontology.classes]
        is_apart = any(ontology.is_a(t, cls) for t in known for cls in (*_HAPPENING, *_LISTS))
        if known and not is_apart and name not in referred and not _LINKS & node.keys() and name in declared:
            fix = "write a claim about it, or remove it from the register"
            yield Fault("nothing refers to it and no claim is about it", name, declared[name], fix)


def _days(text: str) -> Days | None:
    try:
        return days_of(parse(text)) if text else None
    except DateError:
        return None  # reported where it is written
