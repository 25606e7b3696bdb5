"""A cursor at a node: what it reads, what it reports, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from csto_kg.ontology import Ontology
from csto_kg.read import keys
from csto_kg.read.cursor import LONGEST_IDENTIFIER, Cursor, Fields, Reader

CLAIM = """id: claim:a-1
passage: {at: {start: 1, end: 2}, sha256: x}
paraphrase: It began.
says: [a, b]
"""


@pytest.fixture
def reader(ontology: Ontology) -> Reader:
    return Reader(ontology)


def top(reader: Reader, folder: Path, text: str) -> Cursor:
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    cursor = reader.open(path, "a.yaml")
    assert cursor is not None
    return cursor


def claim(reader: Reader, folder: Path, text: str = CLAIM) -> Fields:
    return top(reader, folder, text).fields(keys.CLAIM_ENTRY)


def faults(reader: Reader) -> list[str]:
    return [str(fault) for fault in reader.faults]


def test_keys_are_read_by_name(reader: Reader, tmp_path: Path) -> None:
    """A text, a reference with a default and several values are read by the name of their key, without a fault."""
    fields = claim(reader, tmp_path)
    assert "It began." == fields.text("paraphrase")
    assert "stance/asserts" == fields.reference("stance", "stance/asserts")
    says = fields.get("says")
    assert says is not None
    assert ["a", "b"] == [item.text() for item in says.many()]
    assert "claim:a-1" == fields.identifier("claim:")
    assert "a.yaml:1:5" == str(reader.declared["claim:a-1"])
    assert [] == reader.faults
    assert [] == reader.references


def test_a_reference_is_noted_with_its_place(reader: Reader, tmp_path: Path) -> None:
    """What an entry refers to is noted with the entry and the place, to be looked up once all files are read."""
    fields = claim(reader, tmp_path, CLAIM + "stance: stance/denies\n")
    assert "stance/denies" == fields.reference("stance")
    ((identifier, subject, where),) = reader.references
    assert ("stance/denies", "claim:a-1", "a.yaml:5:9") == (identifier, subject, str(where))


def test_missing_and_unknown_keys_are_reported_at_once(reader: Reader, tmp_path: Path) -> None:
    """Each missing, unknown and repeated key is a fault; a missing key gives its default."""
    fields = claim(reader, tmp_path, "id: claim:a-1\nsays: a\nsays: b\npage: 3\n")
    assert "" == fields.text("paraphrase")
    assert 0 == len(fields.mapping("passage", keys.PASSAGE_ENTRY))
    assert [
        "a.yaml:3:1: claim:a-1: key 'says' is written twice — keep one, with a list of values if needed",
        "a.yaml:4:1: claim:a-1: a claim has no key 'page' — csto-kg terms CLASS lists the keys of its things",
        "a.yaml:1:1: claim:a-1: a claim must have the key 'paraphrase'",
        "a.yaml:1:1: claim:a-1: a claim must have the key 'passage'",
    ] == faults(reader)


def test_a_node_of_another_kind_is_reported_where_it_stands(reader: Reader, tmp_path: Path) -> None:
    """A list for a text, a text for a list and a list for a mapping are faults at the node; the value is empty."""
    fields = claim(reader, tmp_path, CLAIM.replace("It began.", "[It began.]"))
    assert "" == fields.text("paraphrase")
    assert [] == fields.items("paraphrase")[1:]
    assert [] == fields.items("id")
    assert 0 == len(top(reader, tmp_path, "[a]\n").fields(keys.CLAIM_ENTRY))
    assert [
        "a.yaml:3:13: claim:a-1: one value is expected here",
        "a.yaml:1:5: a list is expected here — start each entry with '- '",
        "a.yaml:1:1: a claim is expected here, as 'key: value'",
    ] == faults(reader)


def test_a_file_that_cannot_be_read_makes_the_reader_incomplete(reader: Reader, tmp_path: Path) -> None:
    """An unreadable file makes the reader incomplete, since the file may have declared any identifier."""
    assert reader.open(tmp_path / "none.yaml", "none.yaml") is None
    assert not reader.is_whole
    assert ["none.yaml: cannot be read: No such file or directory"] == faults(reader)


@pytest.mark.parametrize(("length", "refused"), [(LONGEST_IDENTIFIER, 0), (LONGEST_IDENTIFIER + 1, 1)])
def test_an_identifier_has_a_greatest_length(length: int, refused: int, reader: Reader, tmp_path: Path) -> None:
    """Files are called after identifiers: a longer one is refused when it is read."""
    name = "claim:" + "a" * (length - len("claim:"))
    claim(reader, tmp_path, CLAIM.replace("claim:a-1", name)).identifier("claim:")
    assert refused == sum(f"has {length} characters, more than" in fault for fault in faults(reader))
