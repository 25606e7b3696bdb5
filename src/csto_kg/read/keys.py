"""Which keys each mapping of the data files may have, and which it must have."""

from __future__ import annotations

from dataclasses import dataclass

from csto_kg.advice import did_you_mean
from csto_kg.ontology import Ontology


@dataclass(frozen=True, slots=True)
class MappingType:
    """A kind of mapping, and its keys.

    `name` is how messages call it. Besides `keys`, a mapping may have the keys that the ontology allows in the part
    of the data that `written_in` names; `excluded` are not among them.
    """

    name: str
    keys: frozenset[str]
    required: frozenset[str]
    written_in: str = ""
    excluded: frozenset[str] = frozenset()

    def allows(self, key: str, ontology: Ontology) -> bool:
        """Whether the mapping may have this key."""
        if key in self.keys:
            return True
        known = ontology.keys.get(key) if self.written_in else None
        return known is not None and known.allowed_in(self.written_in) and key not in self.excluded

    def advice_on(self, key: str, ontology: Ontology) -> str:
        """What to do about a key that the mapping may not have."""
        if key.startswith("@"):
            return "JSON-LD keywords are not written here; the context is ontology/context.jsonld"
        if ":" in key:
            return "write the short key of the data dictionary, not a prefixed name"
        # The offsets of a passage have keys of their own, which people write for `begins` and `ends`.
        if (known := ontology.keys.get(key)) is not None and key not in OFFSETS.keys:
            written_in = known.written_in or {"register", "claims"}
            return "the build computes it" if written_in == {"build"} else f"write it in {_and(written_in)}"
        allowed = [k for k in {*ontology.keys, *self.keys} if self.allows(k, ontology)]
        return did_you_mean(key, allowed, "csto-kg terms CLASS lists the keys of its things")


def _and(places: frozenset[str] | set[str]) -> str:
    return " and ".join(sorted(places))


def _mapping(name: str, required: str, optional: str = "", written_in: str = "") -> MappingType:
    keys = frozenset(required.split())
    return MappingType(name, keys | frozenset(optional.split()), keys, written_in)


SOURCE_ENTRY = MappingType(
    "a source",
    frozenset(("id", "type", "at")),
    frozenset(("id", "type", "title", "fileName", "sha256", "published")),
    "sources",
)
REGISTER_ENTRY = _mapping("an entry of the register", "id type", written_in="register")
CLAIMS_FILE = _mapping("a file of claims", "id claims", "silent")
WITHOUT_CLAIMS = _mapping("a passage without claims", "at sha256 reason")
CLAIM_ENTRY = _mapping("a claim", "id passage paraphrase says", "stance inference")
PASSAGE_ENTRY = _mapping("a passage", "at sha256")
OFFSETS = _mapping("the offsets of a passage", "start end")
STATEMENT = MappingType(
    "a statement of a claim",
    frozenset(("id", "type")),
    frozenset(("id",)),
    "claims",
    # These describe the claim or its passage, not what the claim says.
    CLAIM_ENTRY.keys | WITHOUT_CLAIMS.keys | OFFSETS.keys - {"id"},
)
REPORTED_CONTENT = _mapping("reported content", "id says")
CONFLICT_ENTRY = _mapping("a conflict", "id label about conflictType decision", "property between")
DECISION_ENTRY = _mapping("a decision", "id outcome reason", "prefers onClaims")
DECIDED_CLAIM = _mapping("a claim of a decision", "id sha256")
REVIEW_ENTRY = MappingType(
    "a review",
    frozenset(("id", "of")),
    frozenset(("id", "of", "reader", "readOn", "verdict", "sha256")),
    "reviews",
)
