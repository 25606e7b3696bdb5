"""The source texts: read whole, checked against their digests, and cut into passages.

The texts belong to their authors and are not part of the project. Everything but showing passages works without them.
Offsets count Unicode code points of the file decoded as UTF-8, line ends as they are, from 0, end exclusive (RFC 5147).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from csto_kg.errors import DataError, Fault, UsageError, Where
from csto_kg.read.records import Passage, SourceText

NEEDED: Final = "the source texts are needed: a release has the places of passages, not their words"
"""The message of what works on the texts themselves, where their folder is not named."""
# How many occurrences of a quotation a message lists.
_SHOWN = 20
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_HOW_TO_COUNT = "count code points from 0; the end is exclusive"


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def read_texts(sources: Iterable[SourceText], folder: Path) -> dict[str, str]:
    """The text of each source's file, by source identifier; every file's digest is checked.

    Raises DataError that names every file that is missing or changed, with both digests.
    """
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for source in sources:
        path, name = folder / source.file_name, source.id.removeprefix("source:")
        try:
            data = path.read_bytes()
        except OSError as error:
            faults.append(Fault(f"text {path} cannot be read: {error.strerror}", source.id, source.where))
            continue
        if digest(data) != source.sha256:
            message = (
                f"{path} is not the text that was transcribed: its SHA-256 is {digest(data)}, not {source.sha256}"
            )
            fix = f"restore the original text, or see what changed: csto-kg source update {name} {path}"
            if source.sha256 in _with_other_line_ends(data):
                message = f"{path} has other line ends than the text that was transcribed, and the same words"
                fix = f"restore them; for git write in .gitattributes: {source.file_name} -text"
            faults.append(Fault(message, source.id, source.where, fix))
        # A changed text is passed on too, so that the caller can find the passages that the change affects.
        texts[source.id] = data.decode("utf-8", errors="replace")
    if faults:
        raise ChangedTextsError(texts, *faults)
    return texts


def _with_other_line_ends(data: bytes) -> tuple[str, str]:
    """The digests of a text with the line ends of Unix and of Windows."""
    lines = data.replace(b"\r\n", b"\n")
    return digest(lines), digest(lines.replace(b"\n", b"\r\n"))


def present_and_missing(
    sources: Iterable[SourceText], folder: Path
) -> tuple[tuple[SourceText, ...], tuple[SourceText, ...]]:
    """The sources whose texts are in a folder, and the others; where no text is there at all, all count as present.

    A folder without any of the texts is the wrong one, which reading them then reports.
    """
    every = tuple(sources)
    there = tuple(source for source in every if (folder / source.file_name).exists())
    return (there, tuple(source for source in every if source not in there)) if there else (every, ())


def missing_fault(source: SourceText, folder: Path) -> Fault:
    """That a text is not in the folder, as a warning says it."""
    message = f"{source.file_name} is not in {folder}: nothing of this source is checked or shown"
    return Fault(message, source.id, source.where, "get it: `url` or `archive` in data/sources.yaml may say where")


class ChangedTextsError(DataError):
    """Some texts are missing or changed; `texts` holds those that could be read."""

    def __init__(self, texts: Mapping[str, str], *faults: Fault) -> None:
        super().__init__(*faults)
        self.texts = texts


def cut(passage: Passage, text: str) -> str:
    """The words of a passage. `text` is the whole file's."""
    return text[passage.start : passage.end]


def find(quote: str, text: str, source: SourceText, nth: int = 0) -> Passage:
    """The passage of a source with the words of a quotation. `nth` (from 1) chooses one of several occurrences.

    Raises UsageError where the quotation is empty or does not occur, and where it occurs several times and none is
    chosen.
    """
    if not quote.strip():
        raise UsageError(Fault("the quotation is empty", source.id, fix="copy the passage from the text"))
    end = len(text) if source.end is None else source.end
    # A terminal or an editor may have changed the line ends of what was copied; the passage has those of the text.
    words = "(?:\r\n|\r|\n)".join(map(re.escape, _LINE_END.split(quote)))
    found = [m for m in re.finditer(words, text) if source.start <= m.start() and m.end() <= end]
    starts = [match.start() for match in found]
    if not starts:
        fix = "copy it from the text itself, with its own quotation marks, dashes and spaces"
        raise UsageError(Fault(f"these words do not occur in {source.file_name}", source.id, fix=fix))
    if nth > len(starts) == 1:
        message = f"these words occur once, on line {line_of(text, starts[0])}"
        raise UsageError(Fault(message, source.id, fix="leave --nth out"))
    if nth > len(starts) or (len(starts) > 1 and nth < 1):
        shown = enumerate(starts[:_SHOWN], start=1)
        lines = ", ".join(f"{i} on line {line_of(text, s)}" for i, s in shown) + (", …" * (len(starts) > _SHOWN))
        raise UsageError(
            Fault(f"these words occur {len(starts)} times", source.id, fix=f"choose with --nth: {lines}")
        )
    chosen = found[max(nth, 1) - 1]
    return Passage(source.id, chosen.start(), chosen.end(), digest(chosen[0].encode()))


def line_of(text: str, offset: int) -> int:
    """The line of a code point, from 1."""
    return text.count("\n", 0, offset) + 1


def passage_faults(
    passage: Passage, subject: str, where: Where, source: SourceText, text: str | None
) -> Iterable[Fault]:
    """What is wrong with a passage: offsets out of order or outside its source, or a digest of another text.

    `text` is the text of the source's file; without it the digest is not checked.
    """
    if not source.start <= passage.start < passage.end or (source.end is not None and passage.end > source.end):
        extent = f"{source.start} to {source.end}" if source.end is not None else f"{source.start} to its end"
        message = f"passage {passage.start} to {passage.end} is not a part of {source.id}, which is {extent}"
        yield Fault(message, subject, where, _HOW_TO_COUNT)
    elif text is not None and passage.end > len(text):
        message = (
            f"passage {passage.start} to {passage.end} lies outside {source.file_name} ({len(text)} code points)"
        )
        yield Fault(message, subject, where, _HOW_TO_COUNT)
    elif text is not None:
        found = digest(cut(passage, text).encode())
        if found != passage.sha256:
            line = line_of(text, passage.start)
            yield Fault(
                f"the passage at {source.file_name}:{line} has SHA-256 {found}, not {passage.sha256}",
                subject,
                where,
                "correct the offsets, or read the passage again and correct claim and digest",
            )
