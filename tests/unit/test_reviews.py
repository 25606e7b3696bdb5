"""Which claims have changed since somebody reviewed them."""

from __future__ import annotations

from csto_kg.read.layout import PlainValue
from csto_kg.read.reviews import changed_since, claim_digest, last_reviewed

CLAIM: dict[str, PlainValue] = {"id": "claim:a-1", "paraphrase": "It began.", "says": [{"id": "x", "date": "1994"}]}


def test_the_layout_of_a_claim_does_not_matter() -> None:
    """The digest of a claim depends on what it says, not on the order of its keys."""
    assert claim_digest(CLAIM) == claim_digest(dict(reversed(CLAIM.items())))


def test_a_claim_that_changed_is_found() -> None:
    """A claim that was altered after its review is found; one that stands as it did, or was never reviewed, is not."""
    reviewed = last_reviewed([{"of": "claim:a-1", "sha256": claim_digest(CLAIM)}])
    assert [] == changed_since([CLAIM, {**CLAIM, "id": "claim:a-2"}], reviewed)
    assert ["claim:a-1"] == changed_since([{**CLAIM, "paraphrase": "It ended."}], reviewed)


def test_the_last_review_counts() -> None:
    """Of several reviews of a claim the last one in the files counts."""
    reviews: list[PlainValue] = [{"of": "claim:a-1", "sha256": digest} for digest in ("old", claim_digest(CLAIM))]
    assert [] == changed_since([CLAIM], last_reviewed(reviews))
    assert ["claim:a-1"] == changed_since([CLAIM], last_reviewed(reversed(reviews)))
