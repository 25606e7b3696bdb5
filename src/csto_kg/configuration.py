"""The configuration of a project: `graph.yaml` at its root, which also marks the folder as a project."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from csto_kg.errors import DataError, Fault, Where
from csto_kg.typed import Misfits, Problem, RecordReader, Tree, tree_of
from csto_kg.vocab import CORE_PREFIX, ID, PREFIXES, ROOT

__all__ = ["Configuration", "configuration_problems", "place_of", "read_configuration"]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a project sets for itself, by the keys of `graph.yaml`."""

    name: str
    """The short name of the graph, on each of its web pages."""
    title: str
    """What the graph is, in a few words: the title of its home page."""
    description: str
    """What the graph holds, in a sentence or two."""
    organization: str
    """The identifier of the organization that is asked about unless another is named."""
    namespace: str
    """The IRI under which everything of the project's own is: it ends in `/` or `#`."""
    prefix: str
    """The prefix of the project's own terms, as in queries: `guam` for `guam:TransportCorridor`."""
    languages: tuple[str, ...] = ("en",)
    """The languages of labels, the first one first (BCP 47)."""
    licence: str = ""
    """The IRI of the licence of the data; empty where none is stated."""
    publisher: str = ""
    """Who publishes the graph; empty where nobody is named."""
    version: str = ""
    """The version of the data; empty where none is stated."""
    report: str = ""
    """Where readers report errors: `mailto:` and an address, or a page, with `{page}` in its address for the wrong one."""
    projects: tuple[str, ...] = ()
    """Folders of the project whose projects are apart from it, such as `examples`."""
    texts: str = ""
    """The folder of the source texts, where they are kept in the project; empty where they are not."""


_READER = RecordReader()


def read_configuration(path: Path) -> Configuration:
    """Read `graph.yaml`. Raises DataError with every fault of the file, each with its place."""
    tree = _read(path)
    found = _checked(tree)
    if not isinstance(found, Configuration):
        raise DataError(*sorted((_fault(str(path), tree, p) for p in found), key=_line))
    return found


def configuration_problems(values: Mapping[str, object]) -> tuple[Problem, ...]:
    """What is wrong with the values of a `graph.yaml` that is not written yet: every problem, with its key."""
    found = _checked(Tree(values, {}, []))
    return () if isinstance(found, Configuration) else tuple(found)


def _checked(tree: Tree) -> Configuration | list[Problem]:
    problems = list(_wrong(tree.value)) if isinstance(tree.value, dict) else []
    try:
        found = _READER.read(tree, Configuration)
    except Misfits as misfits:
        return problems + misfits.problems
    return problems or found


_NAMESPACE: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[\w.~!$&'()*+,;=:@%/-]*)?[/#]", re.ASCII)
# A segment of dots would be resolved away, and a % stands before two hexadecimal digits.
_BAD_PART: Final = re.compile(r"/\.{1,2}[/#]|%(?![0-9A-Fa-f]{2})")
_OF_OTHERS: Final = ("www.w3.org/", "purl.org/dc/", "schema.org/", "xmlns.com/", "rdfs.org/")
_PREFIX: Final = re.compile(r"[a-z][a-z0-9-]*")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_REPORT: Final = re.compile(r"mailto:[^\s@?<>\"]+@[^\s@?<>\"]+|https?://(?:[^\s<>\"{}|\\^`]|\{page\})+")
# Texts that pages and messages show within a line; a description may have several.
_ON_ONE_LINE: Final = ("name", "title", "organization", "publisher", "version", "texts")
_BREAKS: Final = ("Cc", "Zl", "Zp")
_WEB: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def _wrong(given: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong with values that are texts; whether they are is for the reader of records."""
    namespace, prefix, licence = (given.get(key) for key in ("namespace", "prefix", "licence"))
    if isinstance(namespace, str) and (problem := _wrong_namespace(namespace)):
        yield Problem(("namespace",), *problem)
    if isinstance(prefix, str) and prefix:
        if not _PREFIX.fullmatch(prefix):
            yield Problem(
                ("prefix",), f"'{prefix}' is not a prefix", "write lower-case letters and digits, such as guam"
            )
        elif prefix in (CORE_PREFIX, *PREFIXES) and namespace != ROOT:
            yield Problem(
                ("prefix",), f"'{prefix}:' stands for <{PREFIXES.get(prefix, ID)}>", "choose another prefix"
            )
    if isinstance(licence, str) and licence and not _WEB.fullmatch(licence):
        fix = "write its address, such as https://creativecommons.org/licenses/by/4.0/"
        yield Problem(("licence",), f"'{licence}' is not an IRI", fix)
    report = given.get("report")
    if isinstance(report, str) and report and not _REPORT.fullmatch(report):
        fix = "write mailto: and an address of mail, or the address of a page such as https://example.org/new?title={page}"
        yield Problem(("report",), f"'{report}' is not where errors can be reported", fix)
    yield from _wrong_folders(given)
    yield from _wrong_languages(given.get("languages"))
    yield from _broken_lines(given)


def _wrong_folders(given: Mapping[str, object]) -> Iterator[Problem]:
    texts, projects = given.get("texts"), given.get("projects")
    if isinstance(texts, str) and _is_outside(texts):
        yield Problem(("texts",), f"'{texts}' is not in the project", "name a folder in it, such as texts")
    for index, folder in enumerate(projects if isinstance(projects, list) else ()):
        if isinstance(folder, str) and folder.strip() and (_is_outside(folder) or not Path(folder).parts):
            fix = "name a folder in it, such as examples"
            yield Problem(("projects", index), f"'{folder}' is not a folder in the project", fix)


def _broken_lines(given: Mapping[str, object]) -> Iterator[Problem]:
    for key in _ON_ONE_LINE:
        text = given.get(key)
        if isinstance(text, str) and any(unicodedata.category(c) in _BREAKS for c in text):
            yield Problem((key,), "has a line break or another control character", "write it on one line")


def _is_outside(folder: str) -> bool:
    return Path(folder).is_absolute() or ".." in Path(folder).parts


def _wrong_languages(given: object) -> Iterator[Problem]:
    languages = given if isinstance(given, list) else []
    if given == []:
        yield Problem(("languages",), "names no language", "write [en], or leave it out")
    for index, language in enumerate(languages):
        if isinstance(language, str) and language and not _LANGUAGE.fullmatch(language):
            yield Problem(("languages", index), f"'{language}' is not a language", "write its code, such as en or uk")
        elif isinstance(language, str) and language and language in languages[:index]:
            yield Problem(("languages", index), f"'{language}' is listed twice", "keep one of the two")


def _wrong_namespace(namespace: str) -> tuple[str, str] | None:
    if not namespace:
        return None  # reported as missing
    ended = namespace if namespace.endswith(("/", "#")) else f"{namespace}/"
    if wrong := _wrong_but_for_its_end(namespace, ended):
        return wrong  # an ending would not help
    return None if ended == namespace else (f"'{namespace}' does not end in / or #", f"write {ended}")


def _wrong_but_for_its_end(namespace: str, ended: str) -> tuple[str, str] | None:
    if not namespace.isascii():
        return f"'{namespace}' has characters outside ASCII", "write the host as xn--… and other parts with %XX"
    if not _NAMESPACE.fullmatch(ended) or _BAD_PART.search(ended):
        return f"'{namespace}' is not an IRI of the Web", "write one such as https://example.org/guam/"
    if ROOT.startswith(ended) and ended != ROOT:
        return f"the namespace of the core, {ROOT}, is within '{namespace}'", "choose one that is yours"
    if ended.partition("//")[2].startswith(_OF_OTHERS):
        return f"'{namespace}' is a namespace of others", "choose one that is yours"
    if ended.startswith(ROOT) and ended != ROOT:
        return f"'{namespace}' is within the namespace of the core, {ROOT}", "choose one that is yours"
    return None


def place_of(path: Path, key: str) -> Where:
    """Where a key of `graph.yaml` stands. Raises DataError where the file cannot be read."""
    mark = _read(path).marks.get((key,))
    return Where(str(path), mark.line + 1, mark.column + 1) if mark else Where(str(path))


def _read(path: Path) -> Tree:
    file = str(path)
    try:
        return tree_of(yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))
    except OSError as error:
        raise DataError(Fault(f"cannot be read: {error.strerror}", where=Where(file))) from None
    except RecursionError:
        raise DataError(Fault("is nested too deeply", where=Where(file), fix="write each key with a text")) from None
    except UnicodeDecodeError:
        raise DataError(Fault("is not UTF-8", where=Where(file))) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(file, mark.line + 1, mark.column + 1) if mark else Where(file)
        raise DataError(Fault(f"is not YAML: {getattr(error, 'problem', None) or error}", where=where)) from None


def _fault(file: str, tree: Tree, problem: Problem) -> Fault:
    # What is missing has no line of its own.
    mark = tree.marks.get(problem.path)
    where = Where(file, mark.line + 1, mark.column + 1) if mark is not None and problem.path else Where(file)
    return Fault(problem.message, problem.place, where, problem.fix)


def _line(fault: Fault) -> tuple[bool, int]:
    return fault.where is None or not fault.where.line, fault.where.line if fault.where else 0
