"""Finds the things of a release by what people call them: identifiers, labels, codes, further names.

The ontology marks the properties that name things with `csto:isNaming`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cached_property

import pyoxigraph as ox
from rdflib.namespace import RDFS

from csto_kg.advice import did_you_mean
from csto_kg.queries.stored import Parameter, ParameterType, is_hostile
from csto_kg.release.store import namespaces_of
from csto_kg.time.days import quoted
from csto_kg.vocab import CSTO, G_FINDINGS, G_ONTOLOGY, G_PROVENANCE, G_REGISTER, G_VIEW, Namespaces, short, term_name

__all__ = ["Names", "expand", "is_claim"]

# A name with a prefix; a label may hold a colon too, but then a space as a rule.
_PREFIXED = re.compile(r"(?!https?:)([A-Za-z][\w-]*):\S+")
_TRUE = ox.Literal(True)


class Names:
    """Looks up the things of a store by name.

    Results are cached for as long as the store is open, since a release never changes.
    """

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self._known: dict[tuple[str | None, str], ox.NamedNode] = {}
        self._members: dict[str, tuple[str, ...]] = {}

    @property
    def size(self) -> int:
        """How many names have been looked up."""
        return len(self._known)

    def entity(self, parameter: Parameter, value: str) -> ox.NamedNode:
        """The node that the value of a parameter names.

        It may be written as an IRI, an identifier, the last part of one where the class is known, a label or a code.
        Raises ValueError, with a message for people, where no thing or several things have the name.
        """
        key = (parameter.cls, value)
        if key not in self._known:
            self._known[key] = self._find(parameter, value)
        return self._known[key]

    def members(self, cls: str) -> tuple[str, ...]:
        """The IRIs of all things of a class, and of the classes below it, in order."""
        if cls not in self._members:
            parameter = Parameter("", ParameterType.ENTITY, "", cls, False, "")
            self._members[cls] = tuple(
                sorted(self.namespaces.expanded(name) for name in self._candidates(parameter, ""))
            )
        return self._members[cls]

    @cached_property
    def namespaces(self) -> Namespaces:
        """The namespaces of the project whose release it is."""
        return namespaces_of(self.store)

    def _candidates(self, parameter: Parameter, name: str) -> list[str]:
        """The identifiers of things of the parameter's class, and of the classes below it, that the name may mean."""
        is_of_source = parameter.cls in ("Claim", "Source") or name.startswith(("claim:", "source:"))
        graph = G_FINDINGS if name.startswith("conflict/") else G_PROVENANCE if is_of_source else G_REGISTER
        below = ""
        if parameter.cls:
            terms = " ".join(f"<{space}{parameter.cls}>" for space in sorted({str(CSTO), str(self.namespaces.terms)}))
            below = f"VALUES ?c {{ {terms} }} GRAPH <{G_ONTOLOGY}> {{ ?t <{RDFS.subClassOf}>* ?c }}"
        found = _select(self.store, f"SELECT DISTINCT ?x WHERE {{ GRAPH <{graph}> {{ ?x a ?t }} {below} }}")
        return [short(row[0].value) for row in found]

    @cached_property
    def _naming(self) -> str:
        """The properties by which things are called, as a path of SPARQL."""
        marked = self.store.quads_for_pattern(
            None, ox.NamedNode(str(CSTO.isNaming)), _TRUE, ox.NamedNode(str(G_ONTOLOGY))
        )
        return " | ".join(sorted(str(quad.subject) for quad in marked)) or f"<{RDFS.label}>"

    def _find(self, parameter: Parameter, value: str) -> ox.NamedNode:
        wanted = parameter.cls
        try:
            node = ox.NamedNode(self.namespaces.expanded(value))
        except ValueError:  # not an IRI, but it may be a label
            node = ox.NamedNode(f"{self.namespaces.root}id/")
        classes = _classes(self.store, node)
        if classes and (wanted is None or wanted in classes):
            return node
        called = self._called(value)
        meant = sorted(n for n in called if wanted is None or wanted in _classes(self.store, ox.NamedNode(n)))
        if len(meant) == 1:
            return ox.NamedNode(meant[0])
        if meant:
            raise ValueError(f"{quoted(value)} is ambiguous: {' or '.join(short(n) for n in meant)}")
        advice = _unknown_prefix(value, self.namespaces.prefixes) or did_you_mean(
            value, self._candidates(parameter, value), cutoff=0.5
        )
        advice = f": {advice}" if advice else ""
        if classes:
            raise ValueError(
                f"{quoted(value)} is not of class {parameter.cls} but {', '.join(sorted(classes))}{advice}"
            )
        raise ValueError(f"there is no {parameter.cls or 'entity'} {quoted(value)} in the graph{advice}")

    def _called(self, value: str) -> list[str]:
        """The things with this name: a label, a code, a further name, or the last part of an identifier."""
        if is_hostile(value):
            raise ValueError("a name must not hold backslashes or control characters")
        text = ox.Literal(value.lower())
        query = f"""SELECT DISTINCT ?x WHERE {{
          {{ GRAPH <{G_REGISTER}> {{
            {{ ?x {self._naming} ?name . FILTER(LCASE(STR(?name)) = {text}) }}
            UNION {{ ?x a ?class . FILTER(STRENDS(STR(?x), CONCAT("/", {text}))) }} }} }}
          UNION {{ GRAPH <{G_FINDINGS}> {{
            ?x a <{CSTO.Conflict}> ; <{RDFS.label}> ?name . FILTER(LCASE(STR(?name)) = {text}) }} }}
          UNION {{ GRAPH <{G_PROVENANCE}> {{ ?x a <{CSTO.Claim}> . FILTER(STRENDS(STR(?x), CONCAT("/", {text}))) }} }}
          UNION {{ GRAPH <{G_VIEW}> {{ ?x {self._naming} ?name . FILTER(LCASE(STR(?name)) = {text}) }} }} }}"""
        return [row[0].value for row in _select(self.store, query)]


def expand(name: str, store: ox.Store) -> str:
    """The IRI for an identifier, a prefixed name, or an IRI as people write it, by the namespaces of a release's store."""
    return namespaces_of(store).expanded(name)


def _unknown_prefix(name: str, known: Collection[str]) -> str:
    """The advice on a name with a prefix that nothing here has; empty for other names."""
    prefixed = _PREFIXED.fullmatch(name)
    if prefixed is None or prefixed[1] in known:
        return ""
    return f"the prefix '{prefixed[1]}:' is unknown; the prefixes are {', '.join(known)}"


def _classes(store: ox.Store, node: ox.NamedNode) -> set[str]:
    """The names of the classes of a thing that are of the core or of a project, with those above them."""
    declared = " UNION ".join(f"{{ GRAPH <{g}> {{ {node} a ?t }} }}" for g in (G_REGISTER, G_PROVENANCE, G_FINDINGS))
    query = f"""SELECT DISTINCT ?c WHERE {{ {declared}
      GRAPH <{G_ONTOLOGY}> {{ ?t <{RDFS.subClassOf}>* ?c }} }}"""
    return {term for row in _select(store, query) if (term := term_name(row[0].value))}


def is_claim(store: ox.Store, node: ox.NamedNode) -> bool:
    """Whether a store has a claim with this IRI."""
    return any(store.quads_for_pattern(node, None, None, ox.NamedNode(G_PROVENANCE)))


def _select(store: ox.Store, text: str) -> Iterator[ox.QuerySolution]:
    solutions = store.query(text)
    assert isinstance(solutions, ox.QuerySolutions)
    return iter(solutions)
