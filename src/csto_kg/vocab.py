"""Namespaces, prefixes, and the names of the graphs of a release. The terms are in `ontology`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rdflib import Namespace, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS, XSD


class _Terms(Namespace):
    """A namespace that keeps its terms, since rdflib checks the characters of every new IRI."""

    def __getattr__(self, name: str) -> URIRef:
        term = super().__getattr__(name)
        setattr(self, name, term)
        return term


ROOT = "https://w3id.org/csto-kg/"
"""The namespace of the core: its terms, the names of graphs, and the concepts of the base schemes. It never changes."""
CSTO = _Terms(ROOT + "ontology#")
ID = Namespace(ROOT + "id/")
"""The identifiers of the base schemes and of the core's rules; those of a project are in `Namespaces`."""
GRAPH = Namespace(ROOT + "graph/")

BIBO = _Terms("http://purl.org/ontology/bibo/")
DCAT = _Terms("http://www.w3.org/ns/dcat#")
DCTERMS = _Terms("http://purl.org/dc/terms/")
EDTF = _Terms("http://id.loc.gov/datatypes/edtf/")
FOAF = _Terms("http://xmlns.com/foaf/0.1/")
OA = _Terms("http://www.w3.org/ns/oa#")
ORG = _Terms("http://www.w3.org/ns/org#")
PROV = _Terms("http://www.w3.org/ns/prov#")
QB = _Terms("http://purl.org/linked-data/cube#")
VOID = _Terms("http://rdfs.org/ns/void#")

# Prefixes whose namespaces are those of the core or of others, whatever the project.
_FIXED: dict[str, str] = {
    "bibo": str(BIBO),
    "csto": str(CSTO),
    "dcterms": str(DCTERMS),
    "edtf": str(EDTF),
    "foaf": str(FOAF),
    "graph": str(GRAPH),
    "oa": str(OA),
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "qb": str(QB),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "sh": str(SH),
    "skos": str(SKOS),
    "vann": "http://purl.org/vocab/vann/",
    "xsd": str(XSD),
}
OWN_KINDS = ("bound", "claim", "finding", "id", "query", "source")
"""The prefixes of a project's own things, which are the first segments of their IRIs too."""
CORE_PREFIX = "core"
"""The prefix of the base schemes where a project has a namespace of its own."""


@dataclass(frozen=True, slots=True)
class Namespaces:
    """The namespaces of a project: every IRI of its own things and terms is under `root`.

    `prefix` is that of its own terms. `of_core` are the identifiers that the core declares (`role/member`): they are the
    core's in every project. A process that has made the namespaces of a project can show its identifiers in short form.
    """

    root: str = ROOT
    prefix: str = "csto"
    of_core: frozenset[str] = frozenset()

    def __reduce__(self) -> tuple[type[Namespaces], tuple[str, str, frozenset[str]]]:
        """Made again where it is unpickled, so that a worker process knows it."""
        return Namespaces, (self.root, self.prefix, self.of_core)

    def __post_init__(self) -> None:
        _ROOTS.setdefault(self.root, str(self.terms))
        _PREFIXES.setdefault(self.prefix, str(self.terms))

    @property
    def is_core(self) -> bool:
        """Whether the project's namespace is the core's."""
        return self.root == ROOT

    @property
    def ontology(self) -> URIRef:
        """The ontology of the project's own terms."""
        return URIRef(str(self.terms).rstrip("#"))

    @property
    def terms(self) -> Namespace:
        """The namespace of the project's own terms: the project's itself where that ends in `#`."""
        return Namespace(self.root if "#" in self.root else f"{self.root}ontology#")

    @property
    def fragment(self) -> str:
        """What separates a part of a thing from the thing, as in `source/annals#char=1,5`: a fragment has no fragment."""
        return "/" if "#" in self.root else "#"

    def of(self, kind: str, name: str) -> URIRef:
        """The IRI of one of the project's own things, by its kind (`claim`, `finding`, …) and name."""
        return URIRef(f"{self.root}{kind}/{name}")

    def id(self, name: str) -> URIRef:
        """The IRI of an identifier: the core's where the core declares it, else the project's."""
        return ID[name] if name in self.of_core else self.of("id", name)

    def expanded(self, name: str) -> str:
        """The IRI for an identifier, a prefixed name, or an IRI as people write it."""
        if name.startswith(("http://", "https://")):
            return name
        prefix, colon, rest = name.partition(":")
        if colon and prefix in self.prefixes and prefix != "id":
            return self.prefixes[prefix] + rest
        return str(self.id(rest if colon and prefix == "id" else name))

    @property
    def base(self) -> str:
        """What identifiers are relative to while JSON-LD is read: no reference is relative to a fragment."""
        return f"{self.root.replace('#', '/')}id/"

    def settled(self, iri: str) -> str:
        """The IRI of an identifier that was read relative to `base`; any other IRI is returned unchanged."""
        return str(self.id(iri[len(self.base) :])) if iri.startswith(self.base) else iri

    @property
    def prefixes(self) -> dict[str, str]:
        """All prefixes with their namespaces, in the order of their names."""
        own = {kind: f"{self.root}{kind}/" for kind in OWN_KINDS}
        terms = {} if self.is_core else {CORE_PREFIX: str(ID), self.prefix: str(self.terms)}
        return dict(sorted({**_FIXED, **own, **terms}.items()))


# The roots of the projects that this process has met, with the namespaces of their terms. It only ever grows, and nothing
# but the short form of IRIs in messages and answers depends on it.
_ROOTS: dict[str, str] = {}
_PREFIXES: dict[str, str] = {}
CORE_NAMESPACES = Namespaces()
"""The namespaces of the core, and of a project whose namespace is the core's."""
# Of a project whose namespace is the core's, as that of the tests; the code takes those of the project that it runs on.
CLAIM, SOURCE, FINDING, BOUND, QUERY = (
    Namespace(f"{ROOT}{kind}/") for kind in ("claim", "source", "finding", "bound", "query")
)
PREFIXES = CORE_NAMESPACES.prefixes
"""The prefixes of the core."""

TABLE_PROFILE = URIRef(f"{ROOT}shapes#TableProfile")
"""What a graph that is made from an outside table conforms to: other checks hold for it than for the view."""

# The graphs of a release, besides one for each claim.
G_PROVENANCE = GRAPH.provenance
G_REGISTER = GRAPH.register
G_FINDINGS = GRAPH.findings
G_VIEW = GRAPH.view
G_REPORTED = GRAPH.reported
G_INFERRED = GRAPH.inferred
G_CHRONOLOGY = GRAPH.chronology
G_ONTOLOGY = GRAPH.ontology
G_QUERIES = GRAPH.queries
G_METADATA = GRAPH.metadata
"""The description of the data set, which the hash of a release leaves out, since it holds that hash."""


def within(iri: str, kind: str) -> str | None:
    """The name of a thing of a kind (`id`, `claim`, `source`, …) by its IRI, in any project's namespace; None for others."""
    for root in _ROOTS:
        if iri.startswith(start := f"{root}{kind}/"):
            return str(iri)[len(start) :]
    return None


def term_name(iri: str) -> str | None:
    """The local name of a term of the core's ontology or of a project's own; None for terms of others."""
    names = (str(iri)[len(terms) :] for terms in _ROOTS.values() if iri.startswith(terms))
    return next((name for name in names if "/" not in name), None)


def root_of(iri: str) -> str | None:
    """The namespace of the core or of a project that an IRI is under; None for those of others."""
    return max((root for root in _ROOTS if iri.startswith(root)), key=len, default=None)


def beside(iri: str, kind: str, name: str) -> URIRef:
    """The IRI of what is worked out of a thing, in the namespace of that thing: its findings, its bounds."""
    return URIRef(f"{root_of(iri) or ROOT}{kind}/{name}")


def short(iri: str) -> str:
    """An IRI as people write it: an identifier (`armenia`) under `id/`, else a CURIE (`claim:x`), else the IRI itself."""
    return _short(iri, len(_ROOTS))


@lru_cache(maxsize=32768)  # of the answers of a release most identifiers come again
def _short(iri: str, _known: int) -> str:
    """As `short` says, while so many namespaces are known: with one more an IRI can have a shorter name."""
    if (name := within(iri, "id")) is not None:
        return name
    for kind in OWN_KINDS:
        if (name := within(iri, kind)) is not None:
            return f"{kind}:{name}"
    for prefix, namespace in (*_FIXED.items(), *_PREFIXES.items()):
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


_NEXT_WORD = re.compile(r"\B[A-Z]")


def spaced(name: str) -> str:
    """The words of a name that has them without spaces: `begun by` for `begunBy`, `Military formation` for a class."""
    return _NEXT_WORD.sub(lambda found: f" {found[0].lower()}", name)
