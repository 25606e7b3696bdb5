"""The package knows no organization: what is said of one comes from the project that it runs on."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.paths import ROOT

# The CSTO in prose and in identifiers, its sources and their claims, what else its data alone names. The package's name, the
# prefix and the constant of the core's terms, and the classes of style sheets are none of these.
PROJECT = re.compile(
    r"\bthe CSTO\b|\bCSTO(?:'s|’s| Charter)|[=/:`]csto(?![\w:-])|[a-z]-csto-|\bcst(?:-\d)?\b|odkb|collective security|"
    r"minsk|ruehl|clipper|vif-|wikipedia|bordyuzha|membership/uzbekistan",
    re.IGNORECASE,
)
CODE = sorted((ROOT / "src").rglob("*.py"))
# Definitions of the ontology may have examples from anywhere; the queries of the core have none.
QUERIES = sorted((ROOT / "src").rglob("*.rq"))


def named(path: Path) -> list[str]:
    """The lines that name something of the CSTO's, with their places."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return [f"{path.relative_to(ROOT)}:{n}: {line.strip()}" for n, line in lines if PROJECT.search(line)]


def test_no_line_of_the_package_names_a_thing_of_a_project() -> None:
    """Code, help and stored queries of the core name neither the CSTO nor its sources, claims and treaty."""
    assert len(CODE) >= 200
    assert len(QUERIES) >= 45
    assert [] == [line for path in (*CODE, *QUERIES) for line in named(path)]


def test_the_search_finds_what_it_is_meant_to() -> None:
    """Names in prose and identifiers are found; the package's own name and the terms of its core are not."""
    texts = ("members of the CSTO", "organization=csto", "claim:minsk-015", "in-force/cst-1")
    assert [] == [text for text in texts if not PROJECT.search(text)]
    assert [] == [
        text for text in ("csto-kg build", "?s csto:date ?d", "CSTO.date", "csto-bar") if PROJECT.search(text)
    ]
