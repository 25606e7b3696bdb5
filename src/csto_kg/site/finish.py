"""What every page has besides its contents, and the files that its scripts read: one place for files and for a server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from csto_kg.queries.stored import StoredQuery
from csto_kg.site.interface import interface_words, language_script, languages_of, words_file
from csto_kg.site.material import Material
from csto_kg.site.model import SitePage
from csto_kg.site.schema_org import DataSet, schema_org
from csto_kg.site.search import INDEX_FILE, search_index

__all__ = ["finding_files", "finished"]

_SCRIPTS_POLICY: Final = "script-src 'self'; connect-src 'self'"


def finding_files(
    material: Material, things: Sequence[str], queries: Iterable[StoredQuery]
) -> dict[str, Callable[[], bytes]]:
    """The index of the search, and the words of the pages in other languages, by their paths, each with what makes it."""
    words = {words_file(of): partial(interface_words, material, of) for of in languages_of(material.about.languages)}
    return {INDEX_FILE: lambda: search_index(material, things, queries), **words}


def finished(material: Material, page: SitePage, whole: DataSet) -> SitePage:
    """A page with what it is about for search engines, the script of its languages, and the policy that scripts need."""
    offered = language_script(languages_of(material.about.languages))
    scripts = (*page.scripts, offered) if offered else page.scripts
    policy = page.policy or (_SCRIPTS_POLICY if scripts else "")
    return replace(page, structured=schema_org(material, page, whole), scripts=scripts, policy=policy)
