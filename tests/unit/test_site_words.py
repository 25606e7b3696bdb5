"""The words of the pages in other languages: that none is missing, and that none is of a page that is no more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import csto_kg.site
from csto_kg.project import Project
from csto_kg.release.folder import release_quads
from csto_kg.site.days import VERDICT_WORDS
from csto_kg.site.interface import catalogue_of, language_script, languages_of, names_in_language, words_file
from csto_kg.site.publish import material_of, site_files
from csto_kg.vocab import G_ONTOLOGY
from tests.support.mini import Mini, copy_mini
from tests.support.site import VOID, parsed, released

SITE = Path(csto_kg.site.__file__).parent
RUSSIAN = catalogue_of("ru")
DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b")
NUMBER = re.compile(r"\d[\d,]*")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# Names of formats and of this project's command, which are the same everywhere.
SAME = {"Turtle", "JSON-LD", "N-Triples", "N-Quads", "–", "·", "(", ")", ":", ";", ",", "◆"}


class Words(HTMLParser):
    """The texts of a page that are the interface's, by where they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that is open."""
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("class") or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass over a tag that is closed at once."""

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Note a text of the interface."""
        tags = {tag for tag, _ in self.open}
        classes = {name for _, names in self.open for name in names.split()}
        # A head that is a link is the name of a thing.
        is_head = "h2" in tags or ("th" in tags and "thead" in tags and "a" not in tags)
        if "small" in tags:  # what happened on a day: the data
            return
        if is_head or {"tag", "legend", "tool", "hidden", "skip"} & classes or "nav" in tags:
            self.found.append(data)


def texts_of(content: bytes) -> Iterator[str]:
    words = Words()
    words.feed(content.decode())
    for text in words.found:
        if plain := NUMBER.sub("{n}", DAY.sub("{day}", " ".join(text.split()))):
            yield plain


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    copied = copy_mini(tmp_path_factory.mktemp("words"))
    path = copied.root / "graph.yaml"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^languages:.*\n", "", text)
    path.write_text(f"{text}languages: [en, ru]\n", encoding="utf-8")
    return Project(copied.root, copied.build)


def test_all_words_of_the_templates_are_in_the_catalogue() -> None:
    """No template has words, also in labels for screen readers, that the catalogue lacks."""
    missing = []
    templates = sorted(p for p in (SITE / "templates").glob("*.html") if p.name in ("page.html", "find.html"))
    assert len(templates) == 2
    for path in templates:
        html = JINJA.sub("\n", path.read_text(encoding="utf-8"))
        words = [line.strip() for text in re.findall(r">([^<]*)<", html) for line in text.split("\n")]
        words += [label for label in re.findall(r'aria-label="([^"]*)"', html) if label.strip()]
        words += re.findall(r'data-(?:found|failed|shown)="([^"]*)"', html)
        missing += [
            w for w in words if re.search("[A-Za-z]", w) and not {w.strip(" ,;("), f"{{n}} {w}"} & RUSSIAN.keys()
        ]
    assert [] == missing


def test_all_words_of_pages_are_in_the_catalogue(project: Project, whole: Mini) -> None:
    """The heads of sections and tables, tags, legends and links of the site have words in Russian, or are of the ontology."""
    graph = released(project, whole.quads)
    files = site_files(graph)
    material = material_of(graph, tuple(release_quads(graph.folder)))
    phrases = {
        words[:1].upper() + words[1:]
        for prop in material.contents.subjects(str(G_ONTOLOGY))
        for words in (material.phrase(prop), material.inverse(prop))
    }
    missing = {
        text
        for path, content in files.items()
        if path.endswith(".html") and path not in ("queries.html", "ontology.html", "404.html")
        for text in texts_of(content)
        if text not in RUSSIAN and text not in phrases and text not in SAME and len(text) > 1 and text != "{day}"
    }
    assert set() == missing


def test_no_word_of_the_catalogue_is_left_over() -> None:
    """Each English text of the catalogue stands in the code, the templates or the ontology."""
    sources = [
        p for folder in ("site", "core/ontology", "time", "charts") for p in (SITE.parent / folder).rglob("*.*")
    ]
    code = " ".join(p.read_text(encoding="utf-8") for p in sources if p.suffix in (".py", ".html", ".ttl", ".js"))
    code = " ".join(code.split()).lower()
    parts = {english: _parts(english) for english in RUSSIAN}
    # Made word by word from bounds in time.
    ways = ("member ", "party ", "observer ", "members ", "parties ", "observers ")
    made = (*ways, "since ", "attested ", *(f"– {words}, then" for words in VERDICT_WORDS.values()))
    left = [
        english
        for english, listed in parts.items()
        if not all(part.lower() in code for part in listed) and not english.lower().startswith(made)
    ]
    assert [] == left


def _parts(english: str) -> list[str]:
    """What a text has between days and numbers, and between sentences."""
    parts = (part.strip(" .:()/·–") for part in re.split(r"\{\w+\}|(?<=\.) ", english))
    return [part for part in parts if len(part) > 2]


def test_days_and_numbers_are_kept() -> None:
    """A text in Russian has the days and numbers of the English one."""
    assert len(RUSSIAN) > 200
    for english, other in RUSSIAN.items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", other)), english


def test_a_project_offers_its_languages(project: Project, whole: Mini) -> None:
    """Where a project names a language that has a catalogue, each page has the script that offers it."""
    assert ("ru",) == languages_of(("en", "ru", "tlh"))
    assert ("language.js?ru", "") == (language_script(("ru",)), language_script(()))
    files = site_files(released(project, whole.quads))
    body = json.loads(files[words_file("ru")])
    assert "Разногласия" == body["words"]["Disagreements"]
    pages = [content for path, content in files.items() if path.endswith(".html") and path != "404.html"]
    assert [] == [page for page in pages if b"language.js?ru" not in page]


def test_names_in_a_language_are_those_of_the_data(whole: Mini, tmp_path: Path) -> None:
    """The names of things in a language are looked up by their English names; a project without any has none."""
    graph = released(copy_mini(tmp_path), whole.quads)
    material = material_of(graph, tuple(release_quads(graph.folder)))
    names = names_in_language(material, "ru")
    assert all(re.search("[а-яА-Я]", name) for name in names.values())
    assert {} == names_in_language(material, "tlh")


def test_other_names_stand_below_the_title(whole: Mini, tmp_path: Path) -> None:
    """A thing with other names has them below its title, in their languages."""
    files = site_files(released(copy_mini(tmp_path), whole.quads))
    having = [path for path, content in files.items() if b'<p class="names">' in content]
    assert having
    assert "Also:" in parsed(files[having[0]]).text
