"""`csto-kg init`: what it writes, and that it writes nothing where something is wrong."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from csto_kg.configuration import read_configuration
from csto_kg.curate.starting import NewProject, project_files, write_project
from csto_kg.errors import MachineError
from csto_kg.ontology import read_ontology
from csto_kg.project import CORE, PACKAGE, Project, find_project
from csto_kg.read.files import read_dataset
from csto_kg.read.texts import read_texts
from tests.support.cli import CLI, call
from tests.support.folders import contents
from tests.support.river import copy_river

GIVEN = {"--namespace": "https://example.org/lake/", "--title": "The Lake Council"}


def words(given: Mapping[str, str]) -> list[str]:
    """Options with their values, as they are written on the command line."""
    return [word for pair in given.items() for word in pair]


def test_it_writes_a_project_and_says_what_comes_next(tmp_path: Path) -> None:
    """Each file is named on standard error; the commands to go on with are on standard output."""
    done = call("init", "lake", *words(GIVEN), cwd=tmp_path)
    assert 0 == done.returncode, done.stderr
    written = [line.removeprefix("wrote lake/") for line in done.stderr.splitlines()]
    assert sorted(written) == sorted(contents(tmp_path / "lake"))
    assert {"graph.yaml", ".gitignore", ".github/workflows/graph.yml", "README.md"} <= set(written)
    assert done.stdout.startswith("started a project in lake\nTry next:\n  cd lake\n  csto-kg build\n")
    found = find_project(tmp_path / "lake", {})
    assert tmp_path / "lake" / "texts" == found.texts
    assert "lake-council" == found.configuration.organization


def test_a_folder_that_is_there_may_have_a_repository(tmp_path: Path) -> None:
    """An empty folder is taken, and one where git was started; nothing is said of changing into it."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").touch()
    done = call("init", ".", *words(GIVEN), cwd=tmp_path)
    assert (0, False) == (done.returncode, "cd " in done.stdout), done.stderr
    assert (tmp_path / "graph.yaml").is_file()


def test_what_is_given_stands_in_the_project(tmp_path: Path) -> None:
    """Every option is a value of graph.yaml or a name in the data, whatever characters it has."""
    odd = "The „Ring“: a $name, [x] {y} # №1 - 'q' \\"
    options = {
        "--namespace": "http://example.org/own#",
        "--title": odd,
        "--description": "1992",
        "--name": "No",
        "--prefix": "ring",
        "--organization-name": odd,
        "--organization-id": "ring",
        "--licence": "https://creativecommons.org/licenses/by/4.0/",
        "--publisher": odd,
    }
    done = call("init", "x/y", *words(options), "--language", "uk", "--language", "fr", cwd=tmp_path)
    assert 0 == done.returncode, done.stderr
    about = read_configuration(tmp_path / "x" / "y" / "graph.yaml")
    assert (odd, "1992", "No", "ring", ("en", "uk", "fr"), odd) == (
        *(about.title, about.description, about.name, about.prefix, about.languages),
        about.publisher,
    )
    assert "http://example.org/own#" == about.namespace
    register = yaml.safe_load((tmp_path / "x" / "y" / "data" / "entities" / "register.yaml").read_text("utf-8"))
    (label,) = [entry["label"]["en"] for entry in register if entry["id"] == "ring"]
    assert odd == label
    assert faultless(find_project(tmp_path / "x" / "y", {}))


@pytest.mark.parametrize("is_bare", [False, True], ids=["example", "bare"])
def test_it_has_no_fault_and_is_in_canonical_form(is_bare: bool, tmp_path: Path) -> None:
    """Passages are checked against the texts that are there, and `csto-kg format` changes no file."""
    new = NewProject(
        tmp_path / "lake", GIVEN["--namespace"], "A title", organization_name="The Ring", is_bare=is_bare
    )
    files = project_files(new)
    write_project(new.folder, files)
    # An organization of which no text speaks yet is a fault, which the first claim takes away.
    assert is_bare or faultless(find_project(new.folder, {}))
    assert 0 == call("format", cwd=new.folder).returncode
    assert files == {name: text for name, text in contents(new.folder).items() if name in files}
    more = {"ontology/context.jsonld", "queries/README.md"}
    assert more == set(contents(new.folder)) - {*files, "texts/"}


def faultless(project: Project) -> bool:
    """Whether the data can be read, with every passage checked. Raises DataError where they cannot."""
    ontology = read_ontology(*CORE.modules, CORE.alignments)
    assert project.texts is not None
    read_dataset(project, ontology, read_texts(read_dataset(project, ontology).sources, project.texts))
    return True


@pytest.mark.parametrize(
    ("namespace", "folder", "prefix"),
    [
        ("https://example.org/lake/", "x", "lake"),
        ("https://example.org/graphs/lake#", "x", "lake"),
        ("https://example.org/org/", "lake", "lake"),
        ("https://example.org/2024/", "id", "own"),
    ],
)
def test_a_prefix_is_made(namespace: str, folder: str, prefix: str, tmp_path: Path) -> None:
    """By the end of the namespace, else by the folder; never one that stands for something else."""
    assert prefix == NewProject(tmp_path / folder, namespace, "A title").configuration["prefix"]


# ---------------------------------------------------------------------------------------------------------------
# What is refused
# ---------------------------------------------------------------------------------------------------------------

WRONG: dict[str, tuple[dict[str, str], str]] = {
    "a namespace without an end": (
        {"--namespace": "https://example.org/lake"},
        "--namespace: 'https://example.org/lake' does not end in / or # — write https://example.org/lake/",
    ),
    "the namespace of the core": (
        {"--namespace": "https://w3id.org/csto-kg/"},
        "--namespace: https://w3id.org/csto-kg/ is the namespace of the core — choose one that is yours",
    ),
    "a namespace within that of the core": (
        {"--namespace": "https://w3id.org/csto-kg/ontology#"},
        "--namespace: 'https://w3id.org/csto-kg/ontology#' is within the namespace of the core",
    ),
    "a relative IRI": ({"--namespace": "lake/"}, "--namespace: 'lake/' is not an IRI of the Web — write one such as"),
    "an IRI of no host": ({"--namespace": "https:///"}, "--namespace: 'https:///' is not an IRI of the Web"),
    "an IRI with a space": ({"--namespace": "https://x.org/a b/"}, "is not an IRI of the Web"),
    "an IRI with a percent sign alone": ({"--namespace": "https://x.org/%zz/"}, "is not an IRI of the Web"),
    "an IRI with dots to resolve": ({"--namespace": "https://x.org/a/../b/"}, "is not an IRI of the Web"),
    "a host in another script": (
        {"--namespace": "https://münchen.example/"},
        "has characters outside ASCII — write the",
    ),
    "a namespace around the core": (
        {"--namespace": "https://w3id.org/"},
        "the namespace of the core, https://w3id.org/csto-kg/, is within 'https://w3id.org/'",
    ),
    "a namespace of others": (
        {"--namespace": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
        "is a namespace of others — choose one that is yours",
    ),
    "an empty namespace": ({"--namespace": ""}, "--namespace: the value is empty"),
    "an empty title": ({"--title": ""}, "--title: the value is empty"),
    "a prefix that stands for others": ({"--prefix": "org"}, "--prefix: 'org:' stands for"),
    "a prefix in capitals": ({"--prefix": "Lake"}, "--prefix: 'Lake' is not a prefix"),
    "a language by its name": ({"--language": "Ukrainian"}, "--language: 'Ukrainian' is not a language"),
    "a licence by its name": ({"--licence": "CC BY"}, "--licence: 'CC BY' is not an IRI"),
    "an organization without letters": (
        {"--organization-name": "第一"},
        "--organization-name: no identifier can be made from it — give one in lower-case letters",
    ),
    "an identifier in capitals": (
        {"--organization-id": "ECOWAS"},
        "--organization-id: 'ECOWAS' is not an identifier",
    ),
    "a state of the example": ({"--organization-name": "Eastshore"}, "'eastshore' is a state of the example"),
    "a text that is none": ({"--title": "\udcff"}, "is not text"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_value_is_refused(case: str, tmp_path: Path) -> None:
    """The message names the option; exit 2, and nothing is written."""
    options, message = WRONG[case]
    done = call("init", "lake", *words(GIVEN | options), cwd=tmp_path)
    assert (2, True) == (done.returncode, message in done.stderr), done.stderr
    assert "" == done.stdout
    assert {} == contents(tmp_path)


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Two wrong options are two faults."""
    options = {"--namespace": "https://example.org/lake", "--licence": "CC BY"}
    done = call("init", "lake", *words(GIVEN | options), cwd=tmp_path)
    assert 2 == done.returncode
    assert ["csto-kg: --namespace", "csto-kg: --licence", "csto-kg: 2 faults in all"] == [
        re.split(r": (?!-)", line)[0] if "--" in line else line for line in done.stderr.splitlines()
    ]


def test_a_bare_project_needs_an_organization(tmp_path: Path) -> None:
    """Without the example nothing names it."""
    done = call("init", "lake", *words(GIVEN), "--bare", cwd=tmp_path)
    assert (2, True) == (done.returncode, "name it with --organization-name" in done.stderr)
    assert {} == contents(tmp_path)


def in_a_project(folder: Path) -> Path:
    """A folder in a project."""
    return copy_river(folder) / "data" / "lake"


def not_empty(folder: Path) -> Path:
    """A folder with a file."""
    (folder / "lake").mkdir()
    (folder / "lake" / "notes.txt").write_text("notes")
    return folder / "lake"


def a_file(folder: Path) -> Path:
    """A file."""
    (folder / "lake").write_text("notes")
    return folder / "lake"


def below_a_file(folder: Path) -> Path:
    """A folder that cannot be made, whoever asks for it."""
    return a_file(folder) / "graph" / "lake"


def a_project(folder: Path) -> Path:
    """A project."""
    return copy_river(folder)


def the_package(folder: Path) -> Path:
    """A folder of the installed package."""
    return PACKAGE / "template" / "lake"


def a_link_to_the_package(folder: Path) -> Path:
    """A folder that leads into the installed package."""
    (folder / "link").symlink_to(PACKAGE)
    return folder / "link" / "lake"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (in_a_project, "lake would be a project inside the project"),
        (not_empty, "lake is not empty — choose another folder, or one that is not there yet"),
        (a_file, "lake is a file — choose another name for the folder"),
        (below_a_file, "lake cannot be written: File exists — choose a folder that can be written"),
        (a_project, "river is a project already — choose another folder"),
        (the_package, "lake is in the installed package, which is not written — name another folder"),
        (a_link_to_the_package, "lake is in the installed package, which is not written — name another folder"),
    ],
)
def test_a_wrong_folder_is_refused(target: Callable[[Path], Path], message: str, tmp_path: Path) -> None:
    """Exit 2, and every file is as it was, in the folder and in the package."""
    folder = target(tmp_path)
    before = contents(tmp_path), contents(PACKAGE / "template")
    done = call("init", str(folder), *words(GIVEN), cwd=tmp_path)
    assert (2, True) == (done.returncode, message in done.stderr), done.stderr
    assert before == (contents(tmp_path), contents(PACKAGE / "template"))
    assert not (PACKAGE / "lake").exists()


def test_a_folder_that_an_outer_project_names_is_taken(tmp_path: Path) -> None:
    """A project may have others in a folder that it lists."""
    outer = copy_river(tmp_path)
    with (outer / "graph.yaml").open("a", encoding="utf-8") as file:
        file.write("projects: [others]\n")
    assert 0 == call("init", "others/lake", *words(GIVEN), cwd=outer).returncode


@pytest.mark.parametrize("failing", ["data/claims/gazette.yaml", "graph.yaml"])
def test_what_was_written_is_taken_back(failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot be written, as on a full disk, none stays: no folder either that was not there before."""
    write = Path.write_text

    def fail(path: Path, *arguments: str, **more: str) -> int:
        if path.as_posix().endswith(failing):
            path.touch()
            raise OSError(28, "No space left on device", str(path))
        return write(path, *arguments, **more)

    monkeypatch.setattr(Path, "write_text", fail)
    (tmp_path / "there").mkdir()
    before = sorted(tmp_path.rglob("*"))
    files = project_files(NewProject(tmp_path / "lake", GIVEN["--namespace"], "A title"))
    for folder in (tmp_path / "new" / "lake", tmp_path / "there"):
        with pytest.raises(MachineError, match=rf"{failing} cannot be written: No space left on device"):
            write_project(folder, files)
        assert before == sorted(tmp_path.rglob("*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    """Exit 2 with the reason."""
    tmp_path.chmod(0o555)
    done = call("init", str(tmp_path / "lake"), *words(GIVEN))
    tmp_path.chmod(0o755)
    assert (2, True) == (done.returncode, "cannot be written: Permission denied" in done.stderr)
    assert {} == contents(tmp_path)


@pytest.mark.parametrize("option", ["--project", "--build", "--sources"])
def test_options_of_a_project_are_refused(option: str, tmp_path: Path) -> None:
    """There is no project yet whose folder could be named."""
    done = call(option, str(tmp_path), "init", "lake", *words(GIVEN), cwd=tmp_path)
    assert (2, True) == (done.returncode, f"{option}: there is no project yet" in done.stderr)
    assert {} == contents(tmp_path)


def test_what_is_written_is_in_canonical_form(tmp_path: Path) -> None:
    """Both kinds of project pass the check that their workflow runs, before anything is generated in them."""
    for folder, more in (("lake", []), ("bare", ["--bare", "--organization-name", "Lake Council"])):
        assert 0 == call("init", folder, *words(GIVEN), *more, cwd=tmp_path).returncode
        done = call("format", "--check", cwd=tmp_path / folder)
        assert (0, "") == (done.returncode, done.stderr)
    assert "csto-kg format --check" in (tmp_path / "lake" / ".github" / "workflows" / "graph.yml").read_text("utf-8")


def test_its_decision_can_go_stale(tmp_path: Path) -> None:
    """It records the claims that it was made on; `validate` warns when one has changed since, as a build does."""
    assert 0 == call("init", "lake", *words(GIVEN), cwd=tmp_path).returncode
    done = call("decide", cwd=tmp_path / "lake")
    assert (0, "(0 waiting for a decision, 0 with claims that changed)\n", "") == (
        *(done.returncode, done.stdout),
        done.stderr,
    )
    path = tmp_path / "lake" / "data" / "claims" / "gazette.yaml"
    path.write_text(path.read_text("utf-8").replace('date: "2003-06-30"', 'date: "2003-06-29"'), "utf-8")
    done = call("validate", cwd=tmp_path / "lake")
    stale = "conflicts.yaml:2:7: conflict/eastshore-departure: the claims are not those of the decision"
    assert f"csto-kg: warning: data/decisions/{stale}" in done.stderr
    assert (
        "(changed: claim:gazette-2) — read it again: csto-kg decide conflict/eastshore-departure; if it"
        in done.stderr
    )
    assert 0 == done.returncode


@pytest.mark.parametrize("name", ["site-packages", "dist-packages"])
def test_none_is_started_among_installed_packages(name: str, tmp_path: Path) -> None:
    """What an installer may replace is no place for work, in any environment."""
    folder = tmp_path / "lib" / name / "lake"
    done = call("init", str(folder), *words(GIVEN), cwd=tmp_path)
    message = f"{folder} is among the installed packages in {folder.parent}, which an installer may replace"
    assert (2, f"csto-kg: {message} — choose a folder of your own\n") == (done.returncode, done.stderr)
    assert [] == list(tmp_path.iterdir())


def test_a_project_without_the_example_builds_before_anything_is_in_it(tmp_path: Path) -> None:
    """Its organization is what graph.yaml refers to, and no entry that nothing refers to."""
    more = ("--bare", "--organization-name", "Lake Council")
    assert 0 == call("init", "bare", *words(GIVEN), *more, cwd=tmp_path).returncode
    assert (0, "conforms\n") == ((done := call("validate", cwd=tmp_path / "bare")).returncode, done.stderr)
    register = tmp_path / "bare" / "data" / "entities" / "organizations.yaml"
    register.write_text(register.read_text() + "- {id: eastshore, type: State, label: {en: Eastshore}}\n")
    done = call("validate", cwd=tmp_path / "bare")
    assert (2, 1) == (done.returncode, done.stderr.count("nothing refers to it"))
    assert "eastshore: nothing refers to it and no claim is about it" in done.stderr


@pytest.mark.parametrize(
    "option", ["--namespace", "--title", "--prefix", "--name", "--publisher", "--organization-id"]
)
def test_an_option_with_nothing_in_it_is_refused(option: str, tmp_path: Path) -> None:
    """As from a script whose variable is empty: it is not taken for one that was left out, and nothing is written."""
    done = call("init", "lake", *words({**GIVEN, option: ""}), cwd=tmp_path)
    said = f"csto-kg: {option}: the value is empty — give one, or leave the option out\n"
    assert (2, said) == (done.returncode, done.stderr)
    done = call("init", "", *words(GIVEN), cwd=tmp_path)
    assert (2, "csto-kg: the argument after init is empty — write it, or leave it out\n") == (
        *(done.returncode,),
        done.stderr,
    )
    assert [] == list(tmp_path.iterdir())


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    """In a folder that was deleted a command says so, and does not speak of its output."""
    started = shlex.join([CLI[0], "-P", *CLI[1:], "queries"])  # without the folder that is gone on its path
    command = f"mkdir gone; cd gone; rmdir ../gone; {started}"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    message = "the current folder is gone: No such file or directory — change into a folder that is there: cd"
    assert (2, f"csto-kg: {message}\n") == (done.returncode, done.stderr)
