"""The prose and the names of the project keep to plain English: the words of docs/words.tsv stay out of them.

Prose is what people read: comments, docstrings, messages, Markdown, the texts of the ontology and of the shapes, the
headers of queries, the labels, notes and reasons of the data. Code in backquotes is no prose, and neither are published
names (IRIs, keys, columns).
"""

from __future__ import annotations

import ast
import csv
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LIST = ROOT / "docs" / "words.tsv"
WORDS = tuple(csv.DictReader(LIST.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
OF_PROSE = [w["word"] for w in WORDS if w["where"] in ("prose", "both")]
OF_NAMES = {w["word"] for w in WORDS if w["where"] in ("names", "both")}
PROSE = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, OF_PROSE)) + r")(?![\w-])", re.IGNORECASE)
# Published names that keep a word of the list: people catch this class by its name.
PUBLISHED = {"UsageError"}
# Names of published things that prose must be able to quote, and code.
QUOTED = re.compile(r"`[^`]*`|\"[^\"\s]*\"|'[^'\s]*'")
# Plain English, though the list has its last two words.
THERE_ARE_NO = re.compile(r"\bthere\s+are\s+no\b", re.IGNORECASE)
# A value of the columns `holder` and `known` is the first word of the list; headers give it without quotation marks.
VALUES = rf"(?:^#\+\s+)?\b(?:holder|known): {OF_PROSE[0]}\b"
# The code of a template, which names columns; on one line, or as far as it stands on this one.
OF_TEMPLATES = re.compile(r"\{[{%].*?(?:[%}]\}|$)|^#\+(?:(?!\{[{%]).)*?[%}]\}")
# What others wrote, and names of things: the title of a work, a quotation, an IRI or the name of an entry.
OF_OTHERS = re.compile(r"“[^”]*”|(?<!\S)\w[\w-]*[/:]\S+")
# What RDF calls a node without an identifier.
OF_RDF = re.compile(r"(?<![a-z])blank_nodes?(?![a-z])")


def files(*patterns: str) -> list[Path]:
    by_pattern = {pattern: list(ROOT.glob(pattern)) for pattern in patterns}
    assert [] == [pattern for pattern, found in by_pattern.items() if not found]
    return sorted(
        p
        for found in by_pattern.values()
        for p in found
        if not {".venv", "build", "dist", "_project"} & set(p.relative_to(ROOT).parts)
    )


PYTHON = files("src/**/*.py", "tests/**/*.py", "bench/*.py", "tools/*.py")
MARKDOWN = files(
    *("*.md", "docs/**/*.md", "data/*.md", "queries/*.md", "examples/**/*.md", "src/csto_kg/template/*.md")
)
TURTLE = files("ontology/**/*.ttl", "examples/*/ontology/**/*.ttl", "src/csto_kg/core/ontology/**/*.ttl")
# Read line by line as they are: they have little besides commands and comments.
OTHERS = files(
    *("Makefile", ".ci/*", "pyproject.toml", ".pre-commit-*.yaml", "docs/examples/*", "requirements/*.in"),
    *("src/csto_kg/template/workflow.yml", "src/csto_kg/template/texts/*.txt"),
    *("data/tables/*.sql", "tests/cases/*.tsv"),
)
QUERIES = files(
    *("queries/questions/*.rq", "examples/*/queries/questions/*.rq"),
    *(f"src/csto_kg/{part}/queries/questions/*.rq" for part in ("core", "template")),
)
DATA = files(
    *(
        f"{root}data/{part}"
        for root in ("", "tests/mini/", "examples/*/", "src/csto_kg/template/")
        for part in ("entities/*.yaml", "decisions/*.yaml", "sources.yaml")
    )
)
ABOUT = files("graph.yaml", "tests/mini/graph.yaml", "examples/*/graph.yaml", "CITATION.cff")


def bad_words(text: str) -> list[str]:
    # A phrase may be broken over two lines, also of comments.
    plain = re.sub(r"\s+(?:#+\s+)?|(?<!\w)[_*]+|[_*]+(?!\w)", " ", THERE_ARE_NO.sub(" ", QUOTED.sub(" ", text)))
    return [m[0] for m in PROSE.finditer(plain)]


def prose_of_python(text: str) -> Iterator[tuple[int, str]]:
    """The comments, and the strings with two words or more, with their lines."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"\w\W+\w", node.value):
            yield node.lineno, node.value


def names_of_python(text: str) -> Iterator[tuple[int, str]]:
    """The names that a module defines: functions, classes, parameters, variables, attributes."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr
        elif isinstance(node, ast.alias) and node.asname:
            yield 0, node.asname
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs) and node.name:
            yield node.lineno, node.name


def prose_of_yaml(text: str, without: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The comments and the values of a YAML file, with the line and the keys that lead there; not those of some keys."""
    for i, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            yield f"{i}", line
    yield from _values(yaml.compose(text, Loader=yaml.SafeLoader), (), without)


def _values(node: yaml.Node | None, keys: tuple[str, ...], without: frozenset[str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, yaml.ScalarNode):
        yield f"{node.start_mark.line + 1}: {'.'.join(keys)}", OF_OTHERS.sub(" ", node.value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _values(item, keys, without)
    elif isinstance(node, yaml.MappingNode):
        names = [value.value for key, value in node.value if key.value == "id"]
        for key, value in node.value:
            if key.value not in without:
                yield from _values(value, (*keys, *names, key.value), without)


def parts(name: str) -> set[str]:
    """The words of a name; the names of RDF's own things are left out."""
    return {part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", OF_RDF.sub("", name))}


def test_there_is_something_to_check() -> None:
    """The list and each kind of file have been found."""
    assert 20 < len(WORDS)
    kinds = ((PYTHON, 100), (MARKDOWN, 10), (TURTLE, 5), (QUERIES, 50), (DATA, 20), (ABOUT, 3))
    assert [] == [(len(found), least) for found, least in kinds if len(found) < least]


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_python_is_in_plain_words(path: Path) -> None:
    """Comments, docstrings, messages and names of a module use none of the words."""
    text = path.read_text(encoding="utf-8")
    prose = [f"{line}: {word}" for line, found in prose_of_python(text) for word in bad_words(found)]
    names = [
        f"{line}: {name}" for line, name in names_of_python(text) if parts(name) & OF_NAMES and name not in PUBLISHED
    ]
    assert ([], []) == (prose, names), f"docs/words.tsv says what to write instead in {path.relative_to(ROOT)}"


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda p: str(p.relative_to(ROOT)))
def test_pages_are_in_plain_words(path: Path) -> None:
    """A page of the documentation uses none of the words outside of its code."""
    text = re.sub(r"^```.*?^```", lambda m: "\n" * m[0].count("\n"), path.read_text(), flags=re.DOTALL | re.MULTILINE)
    assert [] == [f"{i}: {w}" for i, line in enumerate(text.splitlines(), 1) for w in bad_words(line)]


@pytest.mark.parametrize("path", TURTLE, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_ontology_is_in_plain_words(path: Path) -> None:
    """Labels, definitions, messages, reasons and comments of the ontology and its shapes use none of the words."""
    found = []
    for i, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if re.match(r"\s*(?:csto:\w+ )?csto:key ", line):
            continue  # published names
        texts = re.findall(r'"((?:[^"\\]|\\.)*)"', line) + [line.lstrip()[1:]] * line.lstrip().startswith("#")
        found += [f"{i}: {word}" for text in texts for word in bad_words(text)]
    assert [] == found


@pytest.mark.parametrize("path", QUERIES, ids=lambda p: p.stem)
def test_headers_of_queries_are_in_plain_words(path: Path) -> None:
    """Questions, descriptions and comments of a stored query use none of the words; its columns keep their names."""
    found = []
    for i, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.lstrip().startswith("#") and not line.startswith(("#+ example", "#+ blanks")):
            text = re.sub(rf"{VALUES}|^#\+\s+\w+:|\{{type: [^,]*,", " ", OF_TEMPLATES.sub(" ", line))
            found += [f"{i}: {word}" for word in bad_words(text)]
    assert [] == found


@pytest.mark.parametrize("path", DATA, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_data_are_in_plain_words(path: Path) -> None:
    """Labels, notes, reasons and comments of the register, the decisions and the sources use none of the words.

    The titles of works (`title`, and what a text quotes) are not the project's words and stay. Claims and reviews are not
    read: a paraphrase is reviewed against its passage, and a claim that changes, if only by a word, needs a new review.
    """
    found = prose_of_yaml(path.read_text(encoding="utf-8"), frozenset({"title"}))
    assert [] == [f"{where}: {word}" for where, text in found for word in bad_words(text)]


@pytest.mark.parametrize("path", ABOUT, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_a_project_says_of_itself_is_in_plain_words(path: Path) -> None:
    """Title, description and abstract of a project use none of the words."""
    found = prose_of_yaml(path.read_text(encoding="utf-8"), frozenset())
    assert [] == [f"{where}: {word}" for where, text in found for word in bad_words(text)]


def test_prose_of_data_is_what_the_project_wrote() -> None:
    """A word is found with its line and keys in a note; not in a title, a quotation or a name."""
    word = OF_PROSE[0]
    lines = (
        f"# As {word}.",
        f"- id: work/{word}",
        f"  title: {{en: As {word}}}",
        f"  label: {{en: page headed “As {word}”}}",
        f"  of: work/{word}",
        f"  decision: {{id: d/1, reason: 'It is not {word}, by work/{word}.'}}",
    )
    found = prose_of_yaml("\n".join(lines), frozenset({"title"}))
    wrong = [(where, bad) for where, text in found for bad in bad_words(text)]
    assert [("1", word), (f"6: work/{word}.decision.d/1.reason", word)] == wrong


@pytest.mark.parametrize("path", OTHERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_other_files_are_in_plain_words(path: Path) -> None:
    """Build files, examples for others, tables of cases and SQL use none of the words."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [] == [f"{i}: {word}" for i, line in enumerate(lines, start=1) for word in bad_words(line)]


@pytest.mark.parametrize("form", ["He {} it", "a\n    {}", "# a\n    # {}", "_{}_ it", "**{}**", "well {}"])
@pytest.mark.parametrize("word", OF_PROSE)
def test_a_listed_word_is_found(word: str, form: str) -> None:
    """However it is written: in capitals, over two lines of a text or of comments, with more than one space, marked up."""
    for text in (word, word.upper(), word.replace(" ", "  "), word.replace(" ", "\n    # ")):
        assert bad_words(form.format(text))
