"""Which claims have changed since somebody read them."""

from __future__ import annotations

from csto_kg.read.layout import Value
from csto_kg.read.reviews import changed_since, claim_digest, last_reviewed

CLAIM: dict[str, Value] = {"id": "claim:a-1", "paraphrase": "It began.", "says": [{"id": "x", "date": "1994"}]}


def test_the_layout_of_a_claim_does_not_matter() -> None:
    """The digest of a claim is that of what it says, in whatever order its keys stand."""
    assert claim_digest(CLAIM) == claim_digest(dict(reversed(CLAIM.items())))


def test_a_claim_that_changed_is_told() -> None:
    """A claim that was read and then altered is told; one that stands as it was read, or was never read, is not."""
    read = last_reviewed([{"of": "claim:a-1", "sha256": claim_digest(CLAIM)}])
    assert [] == changed_since([CLAIM, {**CLAIM, "id": "claim:a-2"}], read)
    assert ["claim:a-1"] == changed_since([{**CLAIM, "paraphrase": "It ended."}], read)


def test_the_last_reading_counts() -> None:
    """Of several readings of a claim the last in the files is the one that it must stand by."""
    readings: list[Value] = [{"of": "claim:a-1", "sha256": digest} for digest in ("old", claim_digest(CLAIM))]
    assert [] == changed_since([CLAIM], last_reviewed(readings))
    assert ["claim:a-1"] == changed_since([CLAIM], last_reviewed(reversed(readings)))
