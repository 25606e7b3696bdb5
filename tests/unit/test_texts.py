"""Source texts: nothing is read that is not the text that was transcribed, and offsets count code points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.errors import DataError, Where
from csto_kg.ontology import Ontology
from csto_kg.project import Project
from csto_kg.read.files import read_dataset
from csto_kg.read.project import Stage, read_project
from csto_kg.read.records import Passage, SourceText
from csto_kg.read.texts import (
    ChangedTextsError,
    cut,
    digest,
    find,
    line_of,
    passage_faults,
    present_and_missing,
    read_texts,
)
from csto_kg.release.inputs import texts_digest
from csto_kg.vocab import CSTO
from tests.support.edits import edit
from tests.support.mini import Mini

WHERE = Where("data/sources.yaml", 3, 3)
TEXT = "Zeile 1\n😀 and 𝔘, e\u0301, ﬁ\r\nthird\n"


def source(content: bytes, name: str = "a.txt") -> SourceText:
    """A source whose file is to have this content."""
    return SourceText("source:a", name, digest(content), 0, None, WHERE)


def faults(passage: Passage, of: SourceText, text: str | None = TEXT) -> list[str]:
    """What is wrong with a passage."""
    return [str(fault) for fault in passage_faults(passage, "claim:a-1", Where("data/claims/a.yaml", 9, 3), of, text)]


def passage(start: int, end: int, text: str = TEXT) -> Passage:
    """A passage with the right digest."""
    return Passage("source:a", start, end, digest(text[start:end].encode()))


def test_an_unchanged_text_is_read(tmp_path: Path) -> None:
    """A text is read as it is in the file, line ends included."""
    (tmp_path / "a.txt").write_bytes(TEXT.encode())
    assert {"source:a": TEXT} == read_texts([source(TEXT.encode())], tmp_path)


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (lambda data: data[:-1], "the last byte is gone"),
        (lambda data: data.replace(b"and", b"amd"), "one letter differs"),
        (lambda data: data.replace(b"\r\n", b"\n"), "a line end differs"),
        (lambda data: b"\xef\xbb\xbf" + data, "a byte order mark is new"),
        (lambda data: data.replace("e\u0301".encode(), "é".encode()), "a letter is composed"),
        (lambda data: b"\xff" + data, "it is not UTF-8"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_changed_byte_is_refused(change: object, note: str, tmp_path: Path) -> None:
    """A text that differs in one byte is refused with its file, its entry's line and both digests."""
    assert callable(change)
    changed = change(TEXT.encode())
    (tmp_path / "a.txt").write_bytes(changed)
    with pytest.raises(ChangedTextsError) as caught:
        read_texts([source(TEXT.encode())], tmp_path)
    (fault,) = caught.value.faults
    assert WHERE == fault.where
    assert "source:a" == fault.subject
    for part in (str(tmp_path / "a.txt"), digest(changed), digest(TEXT.encode())):
        assert part in fault.message
    assert "restore the original text" in fault.fix
    assert {"source:a"} == set(caught.value.texts)


def test_every_bad_text_is_reported(tmp_path: Path) -> None:
    """A missing file and a changed one are both reported, and the good one is handed on."""
    (tmp_path / "changed.txt").write_bytes(b"x")
    (tmp_path / "good.txt").write_bytes(b"good")
    wanted = [source(b"y", "missing.txt"), source(b"y", "changed.txt"), source(b"good", "good.txt")]
    named = [replace(s, id=f"source:{s.file_name[:-4]}") for s in wanted]
    with pytest.raises(ChangedTextsError) as caught:
        read_texts(named, tmp_path)
    assert ["source:missing", "source:changed"] == [fault.subject for fault in caught.value.faults]
    assert "cannot be read: No such file or directory" in caught.value.faults[0].message
    assert {"source:changed": "x", "source:good": "good"} == caught.value.texts


def test_a_character_beyond_the_plane_is_one(tmp_path: Path) -> None:
    """An emoji or another astral character counts as one code point, a combining mark as one of its own."""
    (tmp_path / "a.txt").write_bytes(TEXT.encode())
    text = read_texts([source(TEXT.encode())], tmp_path)["source:a"]
    assert "😀" == cut(Passage("source:a", 8, 9, ""), text)
    assert "𝔘" == cut(Passage("source:a", 14, 15, ""), text)
    assert "e\u0301" == cut(Passage("source:a", 17, 19, ""), text)
    assert [] == faults(passage(8, 9), source(TEXT.encode()))


@given(st.text(min_size=2, max_size=60), st.data())
def test_a_passage_is_what_it_was(text: str, data: st.DataObject) -> None:
    """A passage with the digest of its own code points has no fault, and with that of any other text has one."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    right = passage(start, end, text)
    of = source(text.encode())
    assert [] == faults(right, of, text)
    other = text[:start] + ("a" if text[start] != "a" else "b") + text[start + 1 :]
    (fault,) = faults(right, of, other)
    assert f"a.txt:{other.count(chr(10), 0, start) + 1} has SHA-256 " in fault
    assert right.sha256 in fault


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (5, 5, "passage 5 to 5 is not a part of source:a, which is 0 to its end"),
        (6, 5, "passage 6 to 5 is not a part of source:a, which is 0 to its end"),
        (-1, 5, "passage -1 to 5 is not a part of source:a, which is 0 to its end"),
        (0, len(TEXT) + 1, f"passage 0 to {len(TEXT) + 1} lies outside a.txt ({len(TEXT)} code points)"),
    ],
)
def test_offsets_lie_within(start: int, end: int, message: str) -> None:
    """Offsets that mark no part of the text are refused with the place of the claim and how to count."""
    (fault,) = faults(passage(start, end), source(TEXT.encode()))
    assert f"data/claims/a.yaml:9:3: claim:a-1: {message} — count code points from 0; the end is exclusive" == fault


def test_the_last_code_point_is_within() -> None:
    """A passage may end with the file, and start with it."""
    assert [] == faults(passage(0, len(TEXT)), source(TEXT.encode()))


def test_a_reprint_has_its_own_extent() -> None:
    """A source that is a part of a file holds only passages of that part."""
    part = replace(source(TEXT.encode()), start=8, end=20)
    assert [] == faults(passage(8, 20), part)
    assert "which is 8 to 20" in faults(passage(7, 20), part)[0]
    assert "which is 8 to 20" in faults(passage(8, 21), part)[0]


def test_without_the_text_only_offsets_are_checked() -> None:
    """Without the text digests are not checked, but offsets out of order are refused."""
    wrong = replace(passage(0, 5), sha256="0" * 64)
    assert [] == faults(wrong, source(TEXT.encode()), None)
    assert 1 == len(faults(passage(5, 5), source(TEXT.encode()), None))


@pytest.mark.parametrize(("offset", "line"), [(0, 1), (7, 1), (8, 2), (25, 3), (len(TEXT), 4)])
def test_lines_count_from_one(offset: int, line: int) -> None:
    """The line of a code point is that of an editor."""
    assert line == line_of(TEXT, offset)


def test_a_changed_letter_hits_its_claims(mini: Project, ontology: Ontology, whole: Mini) -> None:
    """A letter changed in a source names the file's entry, and the claims on just the passages that it hits."""
    assert mini.texts is not None
    path = mini.texts / "annals.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("in 2000", "in 2001"), encoding="utf-8")
    with pytest.raises(ChangedTextsError) as caught:
        read_texts(whole.dataset.sources, mini.texts)
    assert "data/sources.yaml:2:3" == str(caught.value.faults[0].where)
    with pytest.raises(DataError) as hit:
        read_dataset(mini, ontology, caught.value.texts)
    assert ["claim:annals-5", "claim:annals-6"] == [fault.subject for fault in hit.value.faults]


def test_missing_texts_are_listed(tmp_path: Path) -> None:
    """Missing texts are listed by source; where none is there all are read, which reports the wrong folder."""
    sources = [source(b"a", "a.txt"), source(b"b", "b.txt")]
    assert (tuple(sources), ()) == present_and_missing(sources, tmp_path)
    (tmp_path / "b.txt").write_bytes(b"b")
    assert ((sources[1],), (sources[0],)) == present_and_missing(sources, tmp_path)


def test_a_project_is_read_with_the_texts_that_are_there(mini: Project) -> None:
    """A missing text is a warning with its source, the others are checked; a changed one is refused as before."""
    assert mini.texts is not None
    (mini.texts / "notes.txt").unlink()
    stages: list[Stage] = []
    read_project(mini, stages.append)
    (warning,) = (w for stage in stages for w in stage.warnings)
    assert "source:notes: notes.txt is not in" in str(warning)
    assert "1 texts, 9 passages: every digest right; 1 text is missing, 3 passages not checked" in stages[1].summary
    (mini.texts / "annals.txt").write_bytes(b"x")
    with pytest.raises(DataError, match="is not the text that was transcribed"):
        read_project(mini)
    (mini.texts / "annals.txt").unlink()
    with pytest.raises(DataError, match=r"annals\.txt cannot be read"):
        read_project(mini)


@pytest.mark.parametrize(
    ("key", "value"), [("url", "https://example.org/14"), ("archive", "https://example.org/a?u=b")]
)
def test_a_source_says_where_its_text_is(key: str, value: str, mini: Project, ontology: Ontology) -> None:
    """`url` and `archive` of a source take web addresses, and nothing else."""
    edit(mini, "sources.yaml", '  published: "2005-06-01"', f'  published: "2005-06-01"\n  {key}: "{value}"')
    provenance = read_dataset(mini, ontology).provenance
    assert [value] == [str(o) for o in provenance.objects(None, CSTO[key])]
    edit(mini, "sources.yaml", value, "example")
    with pytest.raises(DataError, match="'example' is not a web address"):
        read_dataset(mini, ontology)


@pytest.mark.parametrize("quote", ["one\ntwo", "one\r\ntwo", "one\rtwo"])
@pytest.mark.parametrize("text", ["so one\ntwo it", "so one\r\ntwo it"])
def test_a_quotation_is_found_whatever_its_line_ends(quote: str, text: str) -> None:
    """The passage and its digest are those of the text."""
    found = find(quote, text, source(text.encode()))
    assert ("one" + text[6:-6] + "two", digest(cut(found, text).encode())) == (cut(found, text), found.sha256)


@pytest.mark.parametrize(("original", "changed"), [(b"a\nb\n", b"a\r\nb\r\n"), (b"a\r\nb\r\n", b"a\nb\n")])
def test_changed_line_ends_are_named(original: bytes, changed: bytes, tmp_path: Path) -> None:
    """A text that a checkout gave other line ends is not taken for one with other words."""
    (tmp_path / "a.txt").write_bytes(changed)
    with pytest.raises(ChangedTextsError, match=r"has other line ends .*: a.txt -text"):
        read_texts([source(original)], tmp_path)


def test_a_link_to_nothing_is_a_text_that_is_not_there(tmp_path: Path) -> None:
    """It changes no digest of the texts, and stops no build."""
    (tmp_path / "a.txt").write_text("a")
    project = Project(tmp_path, tmp_path, tmp_path)
    before = texts_digest(project)
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere")
    assert before == texts_digest(project)
