"""Checks that need all the files together: undeclared identifiers, repeated claims, dates after the source, orphans."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from rdflib import URIRef

from csto_kg.advice import did_you_mean, nearest
from csto_kg.errors import Fault, Where
from csto_kg.ontology import Ontology
from csto_kg.read.cursor import Reference
from csto_kg.read.entries import ClaimNode, JsonNode, first_text
from csto_kg.time.bounds import days_of
from csto_kg.time.days import DateError, Days
from csto_kg.time.edtf import parse
from csto_kg.vocab import CSTO, term_name


def undeclared_identifiers(references: Iterable[Reference], declared: Mapping[str, Where]) -> Iterator[Fault]:
    """References to identifiers that no file declares."""
    for identifier, subject, where in references:
        if identifier and identifier not in declared:
            # `preferred` is outcome/preferred without its first segment.
            near = [name for name in declared if name.endswith(f"/{identifier}")][:3] or nearest(identifier, declared)
            is_claim = identifier.startswith("claim:")
            otherwise = "remove what names it, if the claim is gone" if is_claim else "declare it in data/entities"
            fix = f"did you mean {' or '.join(near)}? otherwise {otherwise}" if near else otherwise
            yield Fault(f"'{identifier}' is not declared", subject, where, fix)


def repeated(claims: Iterable[ClaimNode]) -> Iterator[Fault]:
    """Claims that say the same as another claim about the same passage."""
    first: dict[str, str] = {}
    for claim in claims:
        name, node = str(claim.node["id"]), claim.node
        content = json.dumps([claim.source, node["passage"], node["stance"], node["says"]], sort_keys=True)
        other = first.setdefault(content.replace(f'"{name}/', '"/'), name)
        if other != name:
            yield Fault(f"says the same about the same passage as {other}", name, claim.where, "keep one of the two")


def after_publication(sources: Iterable[JsonNode], claims: Iterable[ClaimNode]) -> Iterator[Fault]:
    """Dates that a source asserts although they come after its own; an announcement is reported, not asserted."""
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
                known = f"{claim.source} was published by {appeared.latest}"
                message = f"'{key}' is {text}, but {known} and cannot assert what came later"
                fix = "correct the date, or write what is planned in the `content` of an Announcement"
                yield Fault(message, str(claim.node["id"]), claim.where, fix)


def orphans(
    register: Iterable[JsonNode], references: Iterable[Reference], declared: Mapping[str, Where], ontology: Ontology
) -> Iterator[Fault]:
    """Entries of the register to which nothing refers and that no claim is about."""
    # An occurrent needs a claim of its own, which weighing looks for.
    apart = {
        name
        for name, cls in ontology.classes.items()
        if ontology.is_occurrent(cls.iri) or any(ontology.is_a(cls.iri, c) for c in ontology.needs_no_claim)
    }
    referred = {r.identifier for r in references if r.identifier != r.subject}
    for node in register:
        name, types = str(node["id"]), node.get("type", [])
        classes = {t for t in types if isinstance(t, str)} & ontology.classes.keys()
        is_linked = not ontology.identity_links.isdisjoint(node)
        if classes and not classes & apart and not is_linked and name not in referred and name in declared:
            fix = "write a claim about it, or remove it from the register"
            yield Fault("nothing refers to it and no claim is about it", name, declared[name], fix)


def unknown_organization(
    name: str, where: Where, register: Mapping[str, Iterable[URIRef]], ontology: Ontology
) -> Iterator[Fault]:
    """The organization of `graph.yaml`, where the register has no organization of that name.

    `register` has the classes of each entry by its identifier.
    """

    def is_organization(classes: Iterable[URIRef]) -> bool:
        return any(ontology.is_a(cls, CSTO.Organization) for cls in classes)

    if name not in register:
        known = [entry for entry, classes in register.items() if is_organization(classes)]
        fix = did_you_mean(name, known, "name an organization that data/entities declares", 0.5)
        yield Fault(f"'{name}' is not declared in the register", "organization", where, fix)
    elif not is_organization(register[name]):
        own = ", ".join(sorted(term_name(cls) or str(cls) for cls in register[name]))
        message = f"'{name}' is not an organization but of the class {own}"
        yield Fault(message, "organization", where, "name an organization that data/entities declares")


def _days(text: str) -> Days | None:
    try:
        return days_of(parse(text)) if text else None
    except DateError:
        return None  # reported where it is written
