"""Writes a release as a folder of files for any static host: pages, the data of each, dumps, and rules for redirects."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from csto_kg.ask.changes import Changes
from csto_kg.ask.graph import Graph
from csto_kg.errors import Fault, FindingsError, MachineError, UsageError
from csto_kg.ontology import context_of
from csto_kg.project import Release, refuse_package
from csto_kg.release.folder import release_quads
from csto_kg.site.addresses import RELEASE_PAGE
from csto_kg.site.changed import CHANGES_PAGE, page_of_changes
from csto_kg.site.finish import finished
from csto_kg.site.linked_data import data_files
from csto_kg.site.links import broken_links
from csto_kg.site.material import Material
from csto_kg.site.model import SiteLink, SitePage
from csto_kg.site.pages import (
    FileMaker,
    data_set_of,
    file_makers,
    material_of,
    page_makers,
    robots_file,
    site_header,
    sitemap_file,
    static_makers,
)
from csto_kg.site.redirects import redirect_rules
from csto_kg.site.render import renderer

__all__ = ["SITE_MARK", "Progress", "Published", "material_of", "pages_of", "publish", "site_files"]

Progress = Callable[[str, str], None]
"""Called with the name of a step and what it did."""

SITE_MARK: Final = ".csto-kg-site"
"""The file by which a folder is known to be a site, which may be written again."""
_FORMATS: Final = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples"}
_MOST_BROKEN: Final = 20
_UNFINISHED: Final = ".csto-kg-site.new"


@dataclass(frozen=True, slots=True)
class Published:
    """What was written: the number of pages and of all files, and their size in bytes."""

    pages: int
    files: int
    size: int


def publish(
    graph: Graph,
    output: Path,
    address: str = "",
    progress: Progress = lambda _step, _text: None,
    changes: Changes | None = None,
) -> Published:
    """Write the site of a release into a folder; the same release and address always give the same bytes.

    `address` is where the site will be on the Web, for the parts that need it (sitemap, redirects); every link is relative.
    With `changes` since an older release the site has a page of them. A site in the folder is replaced.

    Raises UsageError where the folder holds anything else, FindingsError where a link
    of the site leads nowhere, and MachineError where a file cannot be written.
    """
    _refuse_others(output)
    files = site_files(graph, address, progress, changes)
    broken = broken_links(files)
    if broken:
        raise FindingsError(
            *(
                Fault(problem, fix="report it: links between pages must lead somewhere")
                for problem in broken[:_MOST_BROKEN]
            )
        )
    progress("links", f"{sum(path.endswith('.html') for path in files)} pages, every link leads somewhere")
    try:
        _write(files, output)
    except OSError as error:
        fix = "make room, allow writing there, or shorten the identifier; a site that was there is as it was"
        raise MachineError(
            Fault(f"{error.filename or output} cannot be written: {error.strerror}", fix=fix)
        ) from None
    size = sum(map(len, files.values()))
    return Published(sum(path.endswith(".html") for path in files), len(files), size)


def _refuse_others(output: Path) -> None:
    refuse_package(output)
    if output.exists() and not output.is_dir():
        raise UsageError(Fault(f"{output} is a file", fix="name a folder"))
    others = [path for path in output.iterdir() if path.name != _UNFINISHED] if output.is_dir() else []
    if others and not (output / SITE_MARK).is_file():
        fix = "name another folder, or empty this one"
        raise UsageError(Fault(f"{output} holds files that are not those of a site", fix=fix))


def _write(files: dict[str, bytes], output: Path) -> None:
    """Write a site beside the one that is there, which goes once the new one is whole."""
    unfinished = output / _UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        for folder in sorted({(unfinished / path).parent for path in files}):
            folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            (unfinished / path).write_bytes(content)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    for old in output.iterdir():
        if old.is_dir() and not old.is_symlink() and old != unfinished:
            shutil.rmtree(old)
        elif old != unfinished:
            old.unlink()
    for new in sorted(unfinished.iterdir()):
        new.rename(output / new.name)
    unfinished.rmdir()


def site_files(
    graph: Graph,
    address: str = "",
    progress: Progress = lambda _step, _text: None,
    changes: Changes | None = None,
) -> dict[str, bytes]:
    """All files of the site of a release, by their paths."""
    # From the file: a store writes numbers in a form of its own.
    quads = tuple(release_quads(graph.folder))
    material = material_of(graph, quads)
    about = graph.project.configuration
    context = context_of(graph.project)
    makers = file_makers(material, graph, quads, context)
    made = _made(makers)
    jsonld = gzip.decompress(made[f"{Release(graph.folder).jsonld.name}.gz"])
    data = dict(data_files(quads, material.addresses, material.namespaces, jsonld, context))
    progress("data", f"{len(data)} files in {len(_FORMATS)} formats")
    data |= made
    render = renderer(site_header(about, graph.release, address))
    files = {}
    data_set = data_set_of(graph, data)
    for page in pages_of(material, graph, _kept(data), changes):
        files[page.path] = render(finished(material, _with_data(page, data), data_set))
    progress("pages", f"{len(files)} pages")
    paths = sorted(files)
    files |= data
    files |= _made(static_makers())
    files["404.html"] = _NOT_FOUND
    files["w3id.htaccess"] = redirect_rules(material, address).encode()
    files["robots.txt"] = robots_file(address)
    if address:
        files["sitemap.xml"] = sitemap_file(address, paths)
    files[SITE_MARK] = f"{graph.release}\n".encode()
    return dict(sorted(files.items()))


def pages_of(
    material: Material, graph: Graph, files: Mapping[str, FileMaker], changes: Changes | None = None
) -> Iterator[SitePage]:
    """Every page of a site; `files` are the others, for the pages about the release."""
    for path, make in page_makers(material, graph, files).items():
        page = make(material)
        if changes is not None and path == RELEASE_PAGE:
            page = replace(page, jumps=(*page.jumps, SiteLink("Changes", CHANGES_PAGE)))
        yield page
    if changes is not None:
        yield page_of_changes(material, changes)


def _with_data(page: SitePage, data: dict[str, bytes]) -> SitePage:
    stem = page.path.removesuffix(".html")
    found = tuple(
        SiteLink(name, f"{stem}.{suffix}") for suffix, name in _FORMATS.items() if f"{stem}.{suffix}" in data
    )
    return replace(page, data=found)


def _made(makers: Mapping[str, FileMaker]) -> dict[str, bytes]:
    return {path: make() for path, make in makers.items()}


def _kept(files: Mapping[str, bytes]) -> dict[str, FileMaker]:
    """What gives files that are made already."""
    return {path: partial(bytes, content) for path, content in files.items()}


_NOT_FOUND: Final = b"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Nothing here</title></head>
<body><main><h1>Nothing here</h1>
<p>No page has this address. The identifier may be misspelt, or not be in this release.</p></main></body>
</html>
"""
