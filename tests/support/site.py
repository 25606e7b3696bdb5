"""The site of a release that a test makes from quads, and what a page has, read by the parser of the standard library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pyoxigraph as ox

from csto_kg.ask.graph import Graph
from csto_kg.ontology import context_of
from csto_kg.project import Project
from csto_kg.rdf.nquads import canonical_nquads, release_hash
from csto_kg.release.write import write_release

VOID = {"meta", "link", "br", "input", "rect", "line", "circle", "path", "stop"}


def released(project: Project, quads: Iterable[ox.Quad]) -> Graph:
    """The graph of a release that is written into the build folder of a project."""
    project.build.mkdir(exist_ok=True)
    lines = canonical_nquads(quads)
    manifest = {"release": release_hash(lines), "counts": {"claims": 1}}
    write_release(project, lines, manifest, {}, context_of(project), lambda _stage: None)
    return Graph(project, in_memory=True)


@dataclass
class PageParser(HTMLParser):
    """What stands on a page; `problems` are tags that are not closed in order."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    languages: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    structured: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    titles: int = 0

    def __post_init__(self) -> None:
        """Start the parser."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag with its attributes."""
        named = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.titles += tag == "title" and "svg" not in self.open
        self.attributes |= named.keys()
        self.ids += [named["id"]] if "id" in named else []
        self.links += [named["href"]] if tag == "a" and "href" in named else []
        self.scripts += [named["src"]] if tag == "script" and "src" in named else []
        self.languages += [named["lang"]] if tag == "html" and "lang" in named else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that is closed at once."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> within {self.open[-3:]}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Note the words between tags, and the data within a script."""
        if "script" not in self.open:
            self.words.append(data)
        else:
            self.structured.append(data)

    @property
    def text(self) -> str:
        """The words of the page, on one line."""
        return " ".join("".join(self.words).split())


def parsed(content: bytes) -> PageParser:
    """What stands on a page."""
    parser = PageParser()
    parser.feed(content.decode())
    parser.close()
    return parser
