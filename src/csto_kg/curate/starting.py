"""Starts a project: the files of `csto-kg init`, from the template that the package carries.

The template is a small project with made-up texts. Its names of the organization stand as `$name`, `$label` and
`$organization`. A passage is the quotation itself; its place and digest are found here, as those of a text are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

import yaml

from csto_kg.configuration import configuration_problems
from csto_kg.curate.register import slug_of
from csto_kg.errors import Fault, MachineError, UsageError
from csto_kg.ontology import read_ontology
from csto_kg.project import CORE, TEMPLATE, Project, refuse_inner, refuse_package
from csto_kg.read.cursor import LONGEST_IDENTIFIER
from csto_kg.read.layout import PlainValue, data_file_text
from csto_kg.read.reviews import claim_digest
from csto_kg.read.texts import digest
from csto_kg.vocab import CORE_PREFIX, PREFIXES, ROOT

__all__ = ["NewProject", "project_files", "write_project"]

# The files that a template gives with the names put in, and where they go; without the example the first three.
_PLAIN: Final = {
    "README.md": "README.md",
    "gitignore": ".gitignore",
    "workflow.yml": ".github/workflows/graph.yml",
    "queries/core.yaml": "queries/core.yaml",
    "queries/questions/departures.rq": "queries/questions/departures.rq",
    "texts/chronicle.txt": "texts/chronicle.txt",
    "texts/gazette.txt": "texts/gazette.txt",
}
_BARE: Final = {"README-bare.md": "README.md", **{name: _PLAIN[name] for name in ("gitignore", "workflow.yml")}}
_DATA: Final = (
    "data/claims/chronicle.yaml",
    "data/claims/gazette.yaml",
    "data/decisions/conflicts.yaml",
    "data/entities/register.yaml",
    "data/sources.yaml",
)
_INSTALLED: Final = ("site-packages", "dist-packages")
_STATES: Final = ("eastshore", "northshore", "southshore")
_TEXTS: Final = "texts"
_MARK: Final = "graph.yaml"
_ABOUT: Final = "# What this graph is about. This file makes the folder a project of csto-kg.\n"
_SOURCES: Final = "# The texts that claims are made from: csto-kg source add FILE adds one.\n"
_REGISTER: Final = "# What the claims speak of.\n"
_DEFAULT_NAME: Final = "Lake Council"
_IDENTIFIER: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_FIX_OF_IDENTIFIER: Final = "give one in lower-case letters, digits and hyphens with --organization-id"
_PREFIX: Final = re.compile(r"[a-z][a-z0-9-]*")
_ARTICLE: Final = re.compile(r"^[Tt]he\s+")


@dataclass(frozen=True, slots=True)
class NewProject:
    """What is given of a project to be started; what is empty is made from the rest.

    `is_bare` leaves the made-up example out: the project then has its organization and no text.
    """

    folder: Path
    namespace: str
    title: str
    description: str = ""
    name: str = ""
    prefix: str = ""
    languages: tuple[str, ...] = ()
    organization: str = ""
    organization_name: str = ""
    licence: str = ""
    publisher: str = ""
    is_bare: bool = False

    @property
    def configuration(self) -> dict[str, PlainValue]:
        """The content of `graph.yaml`."""
        further = {"licence": self.licence, "publisher": self.publisher}
        return {
            "name": self.name or self.folder.name or "graph",
            "title": self.title,
            "description": self.description or self.title,
            "organization": self.organization or slug_of(self.organization_label),
            "namespace": self.namespace,
            "prefix": self.prefix or self._own_prefix(),
            "languages": list(dict.fromkeys(("en", *self.languages))),
            **{key: value for key, value in further.items() if value},
            "texts": _TEXTS,
        }

    @property
    def organization_label(self) -> str:
        """What the organization is called."""
        return self.organization_name or ("" if self.is_bare else _DEFAULT_NAME)

    def _own_prefix(self) -> str:
        """A prefix by the end of the namespace, else by the name of the folder, that stands for nothing else."""
        texts = (self.namespace.rstrip("/#").rpartition("/")[2], self.folder.name)
        taken = {CORE_PREFIX, *PREFIXES}
        return next((p for p in map(slug_of, texts) if _PREFIX.fullmatch(p) and p not in taken), "own")


def project_files(new: NewProject) -> dict[str, str]:
    """The text of each file of a new project by its path in it, `graph.yaml` last.

    Raises UsageError with everything that is wrong about what was given, each fault with its option.
    """
    about = new.configuration
    if faults := list(_faults(new, about)):
        raise UsageError(*faults)
    names = {
        "organization": str(about["organization"]),
        "label": new.organization_label,
        "name": _ARTICLE.sub("", new.organization_label),
        **{key: str(about[key]) for key in ("title", "description", "namespace")},
    }
    is_typed = read_ontology(*CORE.modules, CORE.alignments).quoted_keys.__contains__
    files = {to: _filled(_template(name), names) for name, to in (_BARE if new.is_bare else _PLAIN).items()}
    if new.is_bare:
        files["data/sources.yaml"] = data_file_text([], is_typed, _SOURCES)
        files["data/entities/organizations.yaml"] = data_file_text([_organization(names)], is_typed, _REGISTER)
    else:
        texts = {to.removeprefix("texts/"): text for to, text in files.items() if to.startswith("texts/")}
        values = {name: _with_digests(_data_value(name, names), texts) for name in _DATA}
        digests = _claim_digests(values.values())
        for name, value in values.items():
            files[name] = data_file_text(_made_on(value, digests), is_typed, _head(name))
    return {**dict(sorted(files.items())), _MARK: data_file_text(about, lambda _: False, _ABOUT)}


def write_project(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a new project: all of them, or none.

    Raises UsageError where the folder cannot be one of a project, and MachineError where it cannot be written.
    """
    _refuse(folder)
    made: list[Path] = []
    try:
        _make(folder / _TEXTS, made)
        for name, text in files.items():
            path = folder / name
            _make(path.parent, made)
            made.append(path)
            path.write_text(text, encoding="utf-8", newline="\n")
    except BaseException as error:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        if isinstance(error, OSError):
            at = error.filename or folder
            fix = "choose a folder that can be written"
            raise MachineError(Fault(f"{at} cannot be written: {error.strerror or error}", fix=fix)) from None
        raise


def _refuse(folder: Path) -> None:
    """Raise UsageError for a folder in which no project can be started. One that is not there yet, or is empty, can be it."""
    refuse_package(folder, "folder")
    if installed := next((p for p in (folder, *folder.parents) if p.name in _INSTALLED), None):
        message = f"{folder} is among the installed packages in {installed}, which an installer may replace"
        raise UsageError(Fault(message, fix="choose a folder of your own"))
    if Project(folder, folder).configured_in.is_file():
        raise UsageError(Fault(f"{folder} is a project already", fix="choose another folder"))
    refuse_inner(folder)
    if folder.is_dir() and any(path.name != ".git" for path in folder.iterdir()):
        raise UsageError(Fault(f"{folder} is not empty", fix="choose another folder, or one that is not there yet"))
    if folder.exists() and not folder.is_dir():
        raise UsageError(Fault(f"{folder} is a file", fix="choose another name for the folder"))


def _make(folder: Path, made: list[Path]) -> None:
    """Make a folder with those above it, and note each that was not there."""
    for path in reversed((folder, *folder.parents)):
        if not path.is_dir():
            path.mkdir()
            made.append(path)


def _faults(new: NewProject, about: Mapping[str, PlainValue]) -> Iterator[Fault]:
    if not new.organization_label:
        fix = "name it with --organization-name"
        yield Fault("a project without the example needs the name of its organization", fix=fix)
    elif (
        not _IDENTIFIER.fullmatch(str(about["organization"])) or len(str(about["organization"])) > LONGEST_IDENTIFIER
    ):
        what = (
            f"'{new.organization}' is not an identifier" if new.organization else "no identifier can be made from it"
        )
        yield Fault(what, "--organization-id" if new.organization else "--organization-name", fix=_FIX_OF_IDENTIFIER)
    elif not new.is_bare and about["organization"] in _STATES:
        yield Fault(f"'{about['organization']}' is a state of the example", fix="give another with --organization-id")
    is_core = new.namespace in (ROOT, ROOT.rstrip("/"))
    if is_core:
        yield Fault(f"{ROOT} is the namespace of the core", "--namespace", fix="choose one that is yours")
    for problem in configuration_problems(about):
        if problem.path != ("organization",) and not (is_core and problem.path == ("namespace",)):
            yield Fault(problem.message, _option(problem.path[0]), fix=problem.fix)


def _option(key: str | int) -> str:
    return "--language" if key == "languages" else f"--{key}"


def _template(name: str) -> str:
    return (TEMPLATE / name).read_text(encoding="utf-8")


def _filled(text: str, names: Mapping[str, str]) -> str:
    return Template(text).substitute(names)


def _organization(names: Mapping[str, str]) -> PlainValue:
    return {"id": names["organization"], "type": "InternationalOrganization", "label": {"en": names["label"]}}


def _head(name: str) -> str:
    """The comment at the head of a data file of the template."""
    return "".join(line + "\n" for line in _template(name).splitlines() if line.startswith("#"))


def _data_value(name: str, names: Mapping[str, str]) -> PlainValue:
    """The value of a data file: names are put into its texts, so that no character of theirs can change its form."""
    return _with_names(yaml.load(_template(name), Loader=yaml.BaseLoader), names)


def _claim_digests(values: Iterable[PlainValue]) -> dict[str, str]:
    """The digest of each claim in files of claims, as it stands there."""
    files = (value for value in values if isinstance(value, dict))
    listed = (claims for value in files if isinstance(claims := value.get("claims"), list))
    return {str(claim["id"]): claim_digest(claim) for claims in listed for claim in claims if isinstance(claim, dict)}


def _made_on(value: PlainValue, digests: Mapping[str, str]) -> PlainValue:
    """Decisions with the digests of the claims that they were made on, so that it shows when these change."""
    if isinstance(value, list):
        return [_made_on(item, digests) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {key: _made_on(item, digests) if key in ("decision", "onClaims") else item for key, item in value.items()}
    return {**inner, "sha256": digests[str(value["id"])]} if value.keys() == {"id"} else inner


def _with_names(value: PlainValue, names: Mapping[str, str]) -> PlainValue:
    if isinstance(value, str):
        return _filled(value, names)
    if isinstance(value, list):
        return [_with_names(item, names) for item in value]
    return {key: _with_names(inner, names) for key, inner in value.items()}


def _with_digests(value: PlainValue, texts: Mapping[str, str]) -> PlainValue:
    """Sources with the digests of their texts, and claims with the places and digests of their passages."""
    if isinstance(value, list):
        return [
            {**entry, "sha256": digest(texts[str(entry["fileName"])].encode())}
            if isinstance(entry, dict) and "fileName" in entry
            else entry
            for entry in value
        ]
    if isinstance(value, dict) and isinstance(claims := value.get("claims"), list):
        text = texts[f"{str(value['id']).removeprefix('source:')}.txt"]
        return {**value, "claims": [_with_passage(claim, text) for claim in claims if isinstance(claim, dict)]}
    return value


def _with_passage(claim: dict[str, PlainValue], text: str) -> PlainValue:
    quote = str(claim["passage"])
    start = text.index(quote)
    at: PlainValue = {"start": str(start), "end": str(start + len(quote))}
    return {**claim, "passage": {"at": at, "sha256": digest(quote.encode())}}
