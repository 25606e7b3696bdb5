"""Small edits of the data files of the mini project."""

from __future__ import annotations

from csto_kg.ontology import Ontology
from csto_kg.project import Project
from csto_kg.read.files import read_dataset
from csto_kg.read.records import Dataset

NOTES, ANNALS, REGISTER = "claims/notes.yaml", "claims/annals.yaml", "entities/register.yaml"
DECISIONS, SOURCES = "decisions/league.yaml", "sources.yaml"


def unescaped(text: str) -> bytes:
    r"""The bytes of a cell of a table: `\n` and `\t` as everywhere, `\x..` a byte."""
    plain = text.replace("\\n", "\n").replace("\\t", "\t").encode()
    return plain.replace(b"\\xff", b"\xff").replace(b"\\x07", b"\x07")


def edit(project: Project, file: str, old: str, new: str) -> None:
    """Replace the first occurrence of a text in a data file; `*` stands for the whole file."""
    path = project.data / file
    before = path.read_bytes()
    assert old == "*" or unescaped(old) in before
    path.write_bytes(unescaped(new) if old == "*" else before.replace(unescaped(old), unescaped(new), 1))


def read_with(project: Project, ontology: Ontology, *edits: tuple[str, str, str]) -> Dataset:
    """The dataset of a mini project after some edits."""
    for file, old, new in edits:
        edit(project, file, old, new)
    return read_dataset(project, ontology)
