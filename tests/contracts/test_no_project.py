"""The package knows no organization: what is said of one comes from the project that it runs on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from csto_kg.project import CORE, find_project
from csto_kg.queries.stored import queries_of
from csto_kg.time.days import MIDNIGHT
from tests.support.csto import pattern
from tests.support.paths import ROOT

# The CSTO in prose and in identifiers, its sources and their claims, what else its data alone names. The package's name, the
# prefix and the constant of the core's terms, and the classes of style sheets are none of these.
PROJECT = re.compile(
    r"\bthe CSTO\b|\bCSTO(?:'s|’s| Charter)|[=/:`]csto(?![\w:-])|[a-z]-csto-|\bcst(?:-\d)?\b|odkb|collective security|"
    r"minsk|ruehl|clipper|vif-|wikipedia|bordyuzha|membership/uzbekistan",
    re.IGNORECASE,
)
CODE = sorted((ROOT / "src").rglob("*.py"))
QUERIES = sorted((ROOT / "src").rglob("*.rq"))
# What every project gets: the ontology, shapes, schemes and queries of the core, and what `init` starts from.
GIVEN = sorted(
    path
    for folder in ("core", "template")
    for path in (ROOT / "src" / "csto_kg" / folder).rglob("*")
    if path.is_file()
)
# A day without a meaning, and those that stand for no bound.
DAYS = {"2000-01-01", "0001-01-01", "9999-12-31"}
# Two nouns that take the definite article alone are English, wherever they are written of.
ENGLISH = {"Kremlin", "Search", "Taliban"}


def named(path: Path) -> list[str]:
    """The lines that name something of the CSTO's, with their places."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return [f"{path.relative_to(ROOT)}:{n}: {line.strip()}" for n, line in lines if PROJECT.search(line)]


def test_no_line_of_the_package_names_a_thing_of_a_project() -> None:
    """Code, help and stored queries of the core name neither the CSTO nor its sources, claims and treaty."""
    assert len(CODE) >= 200
    assert len(QUERIES) >= 45
    assert [] == [line for path in (*CODE, *QUERIES) for line in named(path)]


def test_what_every_project_gets_names_no_thing_of_the_cstos() -> None:
    """Definitions, examples, comments, messages of shapes, and headers of queries name a made-up world or none."""
    assert {".ttl", ".yaml", ".rq", ".txt", ".md"} <= {path.suffix for path in GIVEN}
    found = []
    for path in GIVEN:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            said = re.sub(r"https?://\S+|\bcsto[:-][\w-]*|\S*csto_kg\S*", "", line)
            if pattern().search(said) or PROJECT.search(said):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert [] == found


def test_no_text_that_the_code_writes_names_a_thing_of_the_cstos() -> None:
    """Messages, helps and prompts have no state, body, treaty or person of the CSTO's."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in CODE
        for line, text in texts_of(path)
        for name in pattern().findall(text)
        if name not in ENGLISH
    ]
    assert [] == found


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module with their lines, without its docstrings other than those of commands, which are their help."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    is_help = path.parent.name == "cli"
    said = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr) and not is_help}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


@pytest.mark.parametrize("root", [ROOT / "tests" / "data" / "river", ROOT / "examples" / "guam"])
def test_no_day_of_the_cstos_is_asked_about_in_another_project(root: Path) -> None:
    """A stored query of the core has no day of its own where the project gives none, as it prints and as its file has it."""
    wanted = {path.stem: path.read_text(encoding="utf-8") for path in CORE.question_files}
    printed = {name: query.text for name, query in queries_of(find_project(root, {})).items() if name in wanted}
    for texts in (wanted, printed):
        assert len(texts) >= 45
        days = {name: set(re.findall(rf'"([0-9-]+){MIDNIGHT}"', text)) - DAYS for name, text in texts.items()}
        assert {} == {name: found for name, found in days.items() if found}


def test_the_cstos_own_days_are_given_by_its_project() -> None:
    """What this project prints asks about days of its history, which its own file names."""
    queries = queries_of(find_project(ROOT, {}))
    assert '"2012-06-27T00:00:00Z"^^xsd:dateTime' in queries["members-as-of"].text
    assert 6 == queries["treaty-status"].text.count('"1994-06-01T00:00:00Z"^^xsd:dateTime')


def test_the_search_finds_what_it_is_meant_to() -> None:
    """Names in prose and identifiers are found; the package's own name and the terms of its core are not."""
    texts = ("members of the CSTO", "organization=csto", "claim:minsk-015", "in-force/cst-1")
    assert [] == [text for text in texts if not PROJECT.search(text)]
    assert [] == [
        text for text in ("csto-kg build", "?s csto:date ?d", "CSTO.date", "csto-bar") if PROJECT.search(text)
    ]
