"""Checks the pages of a site against each other: links and scripts lead to files, and every anchor to an element."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final
from urllib.parse import unquote

__all__ = ["broken_links"]

# What the template writes has double quotes around every attribute, and no `<` or `>` within one.
_ATTRIBUTE: Final = re.compile(rb'<[a-zA-Z][^>]*?\s(?:href|src|id)="[^"]*"[^>]*>')
_NAMED: Final = re.compile(rb'\s(href|src|id)="([^"]*)"')
_ELSEWHERE: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def broken_links(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """What is wrong with the links of the pages among files, one message each: dead links, and ids that a page has twice."""
    return tuple(_broken(files))


def _broken(files: Mapping[str, bytes]) -> Iterator[str]:
    anchors: dict[str, frozenset[str]] = {}
    links: dict[str, list[str]] = {}
    for path, content in files.items():
        if path.endswith(".html"):
            found = _attributes(content)
            ids = found["id"]
            anchors[path] = frozenset(ids)
            links[path] = found["href"]
            yield from (f"{path}: the id '{i}' stands twice" for i in sorted({i for i in ids if ids.count(i) > 1}))
    for path, found_links in links.items():
        for target in dict.fromkeys(found_links):
            if not _ELSEWHERE.match(target) and (problem := _problem(path, target, files, anchors)):
                yield f"{path}: {problem}"


def _attributes(content: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"href": [], "id": []}
    for tag in _ATTRIBUTE.finditer(content):
        for name, value in _NAMED.findall(tag[0]):
            found["id" if name == b"id" else "href"].append(unescape(value.decode()))
    return found


def _problem(path: str, target: str, files: Mapping[str, bytes], anchors: Mapping[str, frozenset[str]]) -> str:
    place, _, anchor = target.partition("#")
    # What follows is for the script there.
    place = place.partition("?")[0]
    to = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(place))) if place else path
    if to not in files:
        return f"the link '{target}' leads to no file"
    if anchor and to in anchors and unquote(anchor) not in anchors[to]:
        return f"the link '{target}' leads to no place on {to}"
    return ""
