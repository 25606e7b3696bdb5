"""The namespaces of a project beside those of the core: how names become IRIs, and IRIs names again."""

from __future__ import annotations

import pickle

import pytest

from csto_kg.project import core_identifiers
from csto_kg.queries.adapting import in_namespace
from csto_kg.vocab import CORE_NAMESPACES, CSTO, ID, Namespaces, beside, root_of, short, term_name, within

SLASH = Namespaces("https://example.org/lake/", "lake", core_identifiers())
HASH = Namespaces("https://example.org/pond#", "pond", core_identifiers())


@pytest.mark.parametrize(
    ("names", "written", "iri"),
    [
        (SLASH, "eastland", "https://example.org/lake/id/eastland"),
        (HASH, "eastland", "https://example.org/pond#id/eastland"),
        (CORE_NAMESPACES, "eastland", "https://w3id.org/csto-kg/id/eastland"),
        (SLASH, "id:eastland", "https://example.org/lake/id/eastland"),
        (SLASH, "claim:annals-1", "https://example.org/lake/claim/annals-1"),
        (SLASH, "role/member", "https://w3id.org/csto-kg/id/role/member"),
        (HASH, "rule/one-chair", "https://w3id.org/csto-kg/id/rule/one-chair"),
        (SLASH, "role/guest", "https://example.org/lake/id/role/guest"),
        (SLASH, "csto:State", "https://w3id.org/csto-kg/ontology#State"),
        (SLASH, "lake:Weir", "https://example.org/lake/ontology#Weir"),
        (HASH, "pond:Weir", "https://example.org/pond#Weir"),
    ],
)
def test_a_name_and_its_iri(names: Namespaces, written: str, iri: str) -> None:
    """What the core declares is the core's, the rest is the project's; the short form of the IRI is the name."""
    assert iri == names.expanded(written)
    assert written.removeprefix("id:") == short(iri)


def test_iris_are_recognized() -> None:
    """The kind of a thing, the name of a term and the namespace follow from an IRI; those of others have none of these."""
    assert ("annals-1", None) == (
        within(HASH.of("claim", "annals-1"), "claim"),
        within("https://example.com/id/x", "id"),
    )
    assert ("State", "Weir", None) == (
        term_name(CSTO.State),
        term_name(HASH.terms.Weir),
        term_name(HASH.id("eastland")),
    )
    assert (SLASH.root, None) == (root_of(SLASH.id("eastland")), root_of("https://example.com/"))
    assert SLASH.of("finding", "a/b") == beside(SLASH.of("claim", "annals-1"), "finding", "a/b")


def test_identifiers_read_relative_to_the_base_are_settled() -> None:
    """An identifier of JSON-LD becomes that of the project or of the core; other IRIs stay."""
    assert str(HASH.id("eastland")) == HASH.settled(f"{HASH.base}eastland")
    assert str(ID["role/member"]) == HASH.settled(f"{HASH.base}role/member")
    assert str(CSTO.State) == HASH.settled(str(CSTO.State))


def test_a_worker_knows_the_namespaces_that_it_is_sent() -> None:
    """Namespaces that were pickled are equal afterwards."""
    assert HASH == pickle.loads(pickle.dumps(HASH))


def test_a_query_of_the_core_is_put_into_a_namespace() -> None:
    """Things move to the project's namespace; terms, graphs, concepts and prefixes of schemes stay the core's."""
    text = "PREFIX id: <https://w3id.org/csto-kg/id/> <https://w3id.org/csto-kg/claim/x> <https://w3id.org/csto-kg/graph/view>"
    kept = " <https://w3id.org/csto-kg/id/role/member> PREFIX end-status: <https://w3id.org/csto-kg/id/end-status/>"
    moved = "PREFIX id: <https://example.org/lake/id/> <https://example.org/lake/claim/x> <https://w3id.org/csto-kg/graph/view>"
    assert moved + kept == in_namespace(text + kept, SLASH)
    assert text == in_namespace(text, CORE_NAMESPACES)
