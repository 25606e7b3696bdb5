"""No registry's address and no sentence of a source stands in the repository."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXTS = Path(os.environ.get("CSTO_KG_SOURCES", ROOT.parent / "shared" / "sources"))
FILES = [
    ROOT / name
    for name in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
    if (ROOT / name).is_file()
]


def test_files_are_collected() -> None:
    """Git lists the files of the repository."""
    assert 200 <= len(FILES)


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    """A requirements file names packages and digests only."""
    locks = sorted((ROOT / "requirements").glob("*.txt"))
    assert 3 <= len(locks)
    assert [] == [p.name for p in locks if re.search(r"https?://|--index|--find-links|file:", p.read_text())]
    assert [] == [p.name for p in locks if "--hash=sha256:" not in p.read_text()]


def titles_in(path: Path) -> Iterator[str]:
    """The titles of works in a file of claims, in whatever language."""
    nodes = [yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            yield from node["title"].values() if isinstance(node.get("title"), dict) else ()
            nodes += node.values()
        elif isinstance(node, list):
            nodes += node


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the source texts are not available (CSTO_KG_SOURCES)")
def test_no_sentence_of_a_source_stands_here() -> None:
    """No run of 90 characters of a source text stands in a file of the repository."""
    length = 90
    words: set[str] = set()
    for path in sorted(TEXTS.glob("*_*.txt")):
        text = " ".join(path.read_text(encoding="utf-8").split())
        words |= {text[i : i + length] for i in range(len(text) - length)}
    assert 10_000 < len(words)
    # Wherever such a run begins, it holds a piece of half its length that begins at a multiple of that.
    half = length // 2
    pieces = {run[:half] for run in words} | {run[half:] for run in words}
    # The title of a source, or of a work that it cites, is its name.
    titles = [
        t["title"]["en"] for t in yaml.load((ROOT / "data" / "sources.yaml").read_text("utf-8"), yaml.CBaseLoader)
    ]
    register = yaml.load((ROOT / "data" / "entities" / "statements.yaml").read_text("utf-8"), yaml.CBaseLoader)
    titles += [text for n in register if n["id"].startswith("statement/ref-") for text in n["label"].values()]
    titles += [title for path in sorted((ROOT / "data" / "claims").glob("*.yaml")) for title in titles_in(path)]
    assert 40 <= len(titles)
    found = []
    for path in FILES:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        text = " ".join(" ".join(lines).split())
        for title in titles:
            text = text.replace(title, "")
        found += [
            (path.name, text[i : i + length])
            for piece in range(0, len(text), half)
            if text[piece : piece + half] in pieces
            for i in range(max(0, piece - half), piece + 1)
            if text[i : i + length] in words
        ][:1]
    assert [] == found
