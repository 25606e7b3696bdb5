"""The paths of a project and of a release. No other module names their folders and files."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from csto_kg.configuration import Configuration, place_of, read_configuration
from csto_kg.errors import DataError, Fault, MachineError, UsageError, Where
from csto_kg.vocab import Namespaces

# The file that makes a folder a project. The installed package carries a project beside its code.
_MARK = "graph.yaml"
# The modules of the core's ontology; docs/decisions/0014-ontology-in-modules.md says which term stands in which.
_MODULES = ("core", "claims", "derived", "chronology", "dictionary")
PACKAGE = Path(__file__).parent
_CARRIED = PACKAGE / "_project"
TEMPLATE = PACKAGE / "template"
"""What `csto-kg init` starts a project from."""
_RELEASES = "releases"


@dataclass(frozen=True, slots=True)
class Core:
    """What comes with the package for every project, which none copies: ontology, shapes, stored queries, base schemes."""

    folder: Path

    def has(self, path: Path) -> bool:
        """Whether a file is the core's."""
        return path.is_relative_to(self.folder)

    @property
    def modules(self) -> tuple[Path, ...]:
        """The modules of the ontology, in Turtle: each uses terms of those before it."""
        return tuple(self.folder / "ontology" / f"{name}.ttl" for name in _MODULES)

    @property
    def alignments(self) -> Path:
        """The relations of the core's terms to those of other vocabularies."""
        return self.folder / "ontology" / "alignments.ttl"

    @property
    def claim_shapes(self) -> Path:
        """The shapes of gate 1, which checks each claim by itself."""
        return self.folder / "ontology" / "shapes" / "claims.ttl"

    @property
    def view_shapes(self) -> Path:
        """The shapes of gate 2, which checks the view."""
        return self.folder / "ontology" / "shapes" / "view.ttl"

    @property
    def table_shapes(self) -> Path:
        """The shapes of the profile of outside tables, which hold for them beside those of gate 2."""
        return self.folder / "ontology" / "shapes" / "tables.ttl"

    @property
    def question_files(self) -> tuple[Path, ...]:
        """The files of the stored queries, in the order of their names."""
        return tuple(sorted((self.folder / "queries" / "questions").glob("*.rq")))

    @property
    def synonyms(self) -> Path:
        """The words of questions that mean the same."""
        return self.folder / "queries" / "synonyms.yaml"

    @property
    def schemes(self) -> Path:
        """The concepts of the base schemes: roles, stances, statuses, outcomes, units, types of conflicts, verdicts."""
        return self.folder / "schemes.yaml"


CORE = Core(PACKAGE / "core")
"""The core of this package."""

_SCHEME_CONCEPT = re.compile(r"^- \{?id: ([a-z-]+/[a-z0-9-]+)", re.MULTILINE)
_RULE = re.compile(r"^rule:([a-z0-9-]+) a ", re.MULTILINE)


@cache
def core_identifiers() -> frozenset[str]:
    """The identifiers that the core declares: the concepts of its schemes, and its rules on time."""
    concepts = _SCHEME_CONCEPT.findall(CORE.schemes.read_text(encoding="utf-8"))
    rules = (f"rule/{name}" for path in CORE.modules for name in _RULE.findall(path.read_text(encoding="utf-8")))
    return frozenset((*concepts, *rules))


@dataclass(frozen=True, slots=True)
class Release:
    """A release: the folder that a build has written, and every file in it. `folder` may be a link."""

    folder: Path

    @property
    def nquads(self) -> Path:
        """All quads in canonical form: the hash of this file, without the line that states it, names the release."""
        return self.folder / "csto-kg.nq"

    @property
    def packed(self) -> Path:
        """The same file packed with gzip: all that a release has beside its manifest where a wheel carries it."""
        return self.folder / "csto-kg.nq.gz"

    @property
    def jsonld(self) -> Path:
        """All quads as JSON-LD."""
        return self.folder / "csto-kg.jsonld"

    @property
    def findings(self) -> Path:
        """The view and the findings as Turtle."""
        return self.folder / "findings.ttl"

    @property
    def validation(self) -> Path:
        """Where a build writes its validation report, in Turtle."""
        return self.folder / "validation.ttl"

    @property
    def manifest(self) -> Path:
        """What the release was built from and what it holds, as JSON."""
        return self.folder / "manifest.json"

    @property
    def store(self) -> Path:
        """The folder of the store that queries run on."""
        return self.folder / "store"


@dataclass(frozen=True, slots=True)
class Project:
    """A project: ontology, data and queries under `root`, what is built from them under `build`.

    `texts` is the folder of the source texts, or None where they are not available. `carried` is the release that comes with
    the project of an installed package, where no folder of builds was named.
    """

    root: Path
    build: Path
    texts: Path | None = None
    carried: Release | None = None

    @property
    def configuration(self) -> Configuration:
        """What `graph.yaml` sets. Raises DataError with every fault of the file."""
        return read_configuration(self.root / _MARK)

    @property
    def configured_in(self) -> Path:
        """The file that makes the folder a project."""
        return self.root / _MARK

    @property
    def namespaces(self) -> Namespaces:
        """The namespaces of the project's own things and terms. Raises DataError as `configuration` does."""
        about = self.configuration
        return Namespaces(about.namespace, about.prefix, core_identifiers())

    def configured_at(self, key: str) -> Where:
        """Where `graph.yaml` sets a key, for messages."""
        return place_of(self.root / _MARK, key)

    @property
    def ontology(self) -> tuple[Path, ...]:
        """The modules of the ontology, in Turtle: each uses terms of those before it, and all are read as one.

        Those of the core come first. Files that a project adds, such as one with its own rules on time, come last.
        """
        own = self.own_ontology
        return (*CORE.modules, *sorted({*own.glob("*.ttl")} - {own / CORE.alignments.name}))

    @property
    def own_ontology(self) -> Path:
        """The folder of what the project adds to the ontology and the shapes of the core."""
        return self.root / "ontology"

    @property
    def alignments(self) -> tuple[Path, ...]:
        """The relations of the terms to those of other vocabularies: the core's, and the project's where it has any."""
        return CORE.alignments, *_there(self.own_ontology / CORE.alignments.name)

    @property
    def context(self) -> Path:
        """The JSON-LD context."""
        return self.own_ontology / "context.jsonld"

    @property
    def claim_shapes(self) -> tuple[Path, ...]:
        """The shapes of gate 1, which checks each claim by itself: the core's, and the project's where it has any."""
        return CORE.claim_shapes, *_there(self.own_ontology / "shapes" / CORE.claim_shapes.name)

    @property
    def view_shapes(self) -> tuple[Path, ...]:
        """The shapes of gate 2, which checks the view: the core's, and the project's where it has any."""
        return CORE.view_shapes, *_there(self.own_ontology / "shapes" / CORE.view_shapes.name)

    @property
    def data(self) -> Path:
        """The folder of everything that people write."""
        return self.root / "data"

    @property
    def data_guide(self) -> Path:
        """How the data files are written; its dictionary of keys and classes is generated."""
        return self.data / "README.md"

    @property
    def sources(self) -> Path:
        """The list of the source texts."""
        return self.data / "sources.yaml"

    @property
    def entities(self) -> Path:
        """The folder of the register."""
        return self.data / "entities"

    @property
    def claims(self) -> Path:
        """The folder of the claims."""
        return self.data / "claims"

    @property
    def decisions(self) -> Path:
        """The folder of conflicts and decisions."""
        return self.data / "decisions"

    @property
    def reviews(self) -> Path:
        """The folder of the reviews of claims."""
        return self.data / "reviews"

    @property
    def tables(self) -> Path:
        """The folder of SQL files for outside tables."""
        return self.data / "tables"

    @property
    def queries(self) -> Path:
        """The folder of the stored queries and their index."""
        return self.root / "queries"

    @property
    def holds_core(self) -> bool:
        """Whether the project is the checkout of this package, whose core is written in it."""
        return CORE.folder == self.root / "src" / "csto_kg" / "core"

    @property
    def laid_out_question_files(self) -> tuple[Path, ...]:
        """The files of the stored queries that this project may write: its own, and the core's in a checkout of it."""
        return self.question_files if self.holds_core else self.own_question_files

    @property
    def own_question_files(self) -> tuple[Path, ...]:
        """The files of the project's own stored queries, in the order of their names."""
        return tuple(sorted((self.queries / "questions").glob("*.rq")))

    @property
    def question_files(self) -> tuple[Path, ...]:
        """The files of the stored queries, the core's and the project's, in the order of their names."""
        own = {path.stem: path for path in self.own_question_files}
        return tuple(path for _, path in sorted(({path.stem: path for path in CORE.question_files} | own).items()))

    @property
    def core_queries(self) -> Path:
        """What the project asks the stored queries of the core, unless other values are given; it need not be there."""
        return self.queries / "core.yaml"

    @property
    def synonyms(self) -> tuple[Path, ...]:
        """The words of questions that mean the same, the core's and the project's, and its short names of things."""
        return CORE.synonyms, *_there(self.queries / "synonyms.yaml")

    @property
    def query_index(self) -> Path:
        """The generated index of the stored queries."""
        return self.queries / "README.md"

    @property
    def functions(self) -> Path:
        """The typed functions that are written from the stored queries; a checkout has them."""
        return self.root / "src" / "csto_kg" / "queries" / "functions.py"

    @property
    def releases(self) -> Path:
        """The folder of the releases that are kept, each under the first 16 characters of its hash."""
        return self.build / _RELEASES

    @property
    def release(self) -> Release:
        """The current release: its folder is a link that is switched once a build is complete."""
        return Release(self.build / "current")

    def require_writable(self) -> None:
        """Raise UsageError where no project is around to write in, MachineError where its folder cannot be written."""
        if self.root.is_relative_to(PACKAGE):
            message = "there is no project here, and the one in the installed package is not written"
            raise UsageError(Fault(message, fix="run it in the folder of a project, or start one: csto-kg init"))
        if not os.access(self.root, os.W_OK):
            raise MachineError(Fault(f"the folder {self.root} cannot be written", fix="change its permissions"))

    def shown(self, path: Path) -> str:
        """A path for messages: relative to the root where it is inside."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


def find_project(
    cwd: Path,
    environment: Mapping[str, str],
    root: Path | None = None,
    build: Path | None = None,
    texts: Path | None = None,
) -> Project:
    """The project to work on: the named one, else the one around `cwd`, else the one in the package.

    Options win over `CSTO_KG_PROJECT`, `CSTO_KG_BUILD` and `CSTO_KG_SOURCES`, and these over the texts that `graph.yaml`
    says are in the project. Raises UsageError where a named folder does not exist.
    """
    named = root or _from(environment, "CSTO_KG_PROJECT")
    if named is not None and not (named / _MARK).is_file():
        raise UsageError(
            Fault(
                f"{named} is not a csto-kg project", fix=f"name a folder that has a {_MARK}, or leave --project out"
            )
        )
    around = next((p for p in (cwd, *cwd.parents) if (p / _MARK).is_file()), None)
    chosen = (named or around or _CARRIED).resolve()
    if not (chosen / _MARK).is_file():
        raise UsageError(
            Fault(
                "no project found here",
                fix="run it in a project, name one with --project, or start one: csto-kg init",
            )
        )
    of_package = chosen == _CARRIED.resolve()
    if not of_package:  # the package may be installed in the folder of a project
        refuse_inner(chosen)
        _refuse_projects_among_files(chosen)
    home = Path(environment.get("XDG_CACHE_HOME") or Path(environment.get("HOME", str(cwd))) / ".cache")
    # The package may be in a read-only folder: the build of its project goes to the cache of the user.
    default_build = home / "csto-kg" if of_package else chosen / "build"
    folder = texts or _from(environment, "CSTO_KG_SOURCES") or _texts_in(chosen)
    if folder is not None and not folder.is_dir():
        raise UsageError(Fault(f"no folder {folder}", fix="name the folder of the source texts with --sources"))
    named_build = build or _from(environment, "CSTO_KG_BUILD")
    releases = (chosen / _RELEASES).glob("*") if of_package and not named_build else ()
    carried = next(map(Release, releases), None)
    return Project(chosen, (named_build or default_build).absolute(), folder, carried)


def _texts_in(root: Path) -> Path | None:
    """The folder of the texts that a project keeps; None where it keeps none, or where its `graph.yaml` has a fault."""
    try:
        name = read_configuration(root / _MARK).texts
    except DataError:  # whoever needs the configuration says what is wrong
        return None
    return root / name if name and (root / name).is_dir() else None


def refuse_inner(root: Path) -> None:
    """Raise UsageError for a project inside another that does not say so: each would take the other's files for its own."""
    outer = next((p for p in root.parents if (p / _MARK).is_file()), None)
    if outer is None:
        return
    within = read_configuration(outer / _MARK).projects
    if not any(root.is_relative_to(outer / folder) for folder in within):
        is_there = (root / _MARK).is_file()
        move = "move it out" if is_there else "choose a folder outside of it"
        fix = f"{move}, or list its folder under `projects` in {outer / _MARK}"
        raise UsageError(
            Fault(f"{root} {'is' if is_there else 'would be'} a project inside the project {outer}", fix=fix)
        )


def _refuse_projects_among_files(root: Path) -> None:
    """Raise UsageError for a project that was put among the files of another, whose commands would take them for its own."""
    found = (mark for folder in ("data", "ontology", "queries") for mark in sorted((root / folder).rglob(_MARK)))
    for mark in found:
        refuse_inner(mark.parent)


def refuse_package(path: Path, what: str = "file") -> None:
    """Raise UsageError for a file of the installed package, which nothing writes: the next upgrade would undo it."""
    if path.absolute().is_relative_to(PACKAGE) or path.resolve().is_relative_to(PACKAGE.resolve()):
        message = f"{path} is in the installed package, which is not written"
        raise UsageError(Fault(message, fix=f"name another {what}"))


def _there(path: Path) -> tuple[Path, ...]:
    return (path,) if path.is_file() else ()


def _from(environment: Mapping[str, str], name: str) -> Path | None:
    return Path(environment[name]) if environment.get(name) else None
