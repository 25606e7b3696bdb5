"""The words of the pages in other languages: catalogues by the English words, in whose place a script puts them.

Pages are written once, in English. Doubled for a language they would be twice as large, and their sentences and data would
still be in English. So a page carries a script, and for a reader who chooses a language this looks up each text of the page
that is the interface's, and each name that has one in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import yaml
from rdflib.namespace import RDFS

from csto_kg.site.material import Material
from csto_kg.vocab import G_ONTOLOGY, G_REGISTER, G_VIEW

__all__ = [
    "LANGUAGE_SCRIPT",
    "catalogue_of",
    "interface_words",
    "language_script",
    "languages_of",
    "names_in_language",
    "words_file",
]

LANGUAGE_SCRIPT: Final = "language.js"
_FOLDER: Final = Path(__file__).parent / "words"
_ENGLISH: Final = "en"


def languages_of(project: Iterable[str]) -> tuple[str, ...]:
    """The languages of a project, besides English, in which the words of the pages are there."""
    return tuple(
        language for language in project if language != _ENGLISH and (_FOLDER / f"{language}.yaml").is_file()
    )


def language_script(languages: Iterable[str]) -> str:
    """The script that offers languages, as it stands in a page; empty where there is no other language than English."""
    named = ",".join(languages)
    return f"{LANGUAGE_SCRIPT}?{named}" if named else ""


def words_file(language: str) -> str:
    """The file with the words of a language."""
    return f"words.{language}.json"


def catalogue_of(language: str) -> Mapping[str, str]:
    """The words of the pages in a language, by the English ones."""
    text = (_FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    return {str(english): str(other) for english, other in yaml.safe_load(text).items()}


def names_in_language(material: Material, language: str) -> Mapping[str, str]:
    """What has a label in a language, by its English label, where no two things share that."""
    found: dict[str, set[str]] = {}
    for graph in (G_VIEW, G_REGISTER, G_ONTOLOGY):
        for iri in material.contents.subjects(str(graph)):
            values = material.contents.values(iri, str(RDFS.label), str(graph))
            labels = {v.value for v in values if isinstance(v, ox.Literal) and v.language == language}
            if labels:
                found.setdefault(material.labels.of(iri), set()).add(min(labels))
    return {english: min(names) for english, names in sorted(found.items()) if len(names) == 1}


def interface_words(material: Material, language: str) -> bytes:
    """The file of a language: the words of the pages, and the names of things."""
    body = {
        "words": dict(sorted(catalogue_of(language).items())),
        "names": dict(names_in_language(material, language)),
    }
    return (json.dumps(body, ensure_ascii=False, indent=0) + "\n").encode()
