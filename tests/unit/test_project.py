"""Where a project is found, and that tests stay on this machine."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from csto_kg import project as module
from csto_kg.errors import CstoKgError, Fault, MachineError, UsageError, Where
from csto_kg.project import Project, Release, find_project


def checkout(folder: Path) -> Path:
    """A folder that counts as a project."""
    folder.mkdir(parents=True)
    (folder / "graph.yaml").touch()
    return folder


@pytest.fixture
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project that an installed package would carry."""
    folder = checkout(tmp_path / "site-packages" / "csto_kg" / "_project")
    monkeypatch.setattr(module, "_CARRIED", folder)
    return folder


@pytest.mark.parametrize(
    ("option", "variable", "cwd", "expected"),
    [
        ("option", "variable", "around/deep/er", "option"),
        (None, "variable", "around/deep/er", "variable"),
        (None, None, "around/deep/er", "around"),
        (None, None, "around", "around"),
        (None, "", "around", "around"),
        (None, None, "elsewhere", "carried"),
        (None, "variable", "elsewhere", "variable"),
    ],
)
def test_the_nearer_word_wins(
    option: str | None, variable: str | None, cwd: str, expected: str, tmp_path: Path, carried: Path
) -> None:
    """An option wins over the variable, that over the checkout around, and that over what the package carries."""
    folders = {name: checkout(tmp_path / name) for name in ("option", "variable", "around")} | {"carried": carried}
    (tmp_path / cwd).mkdir(parents=True, exist_ok=True)
    environment = {"HOME": str(tmp_path)}
    if variable is not None:
        environment["CSTO_KG_PROJECT"] = str(folders[variable]) if variable else ""
    found = find_project(tmp_path / cwd, environment, folders[option] if option else None)
    assert folders[expected].resolve() == found.root


@pytest.mark.parametrize(
    ("option", "variable", "expected"),
    [("b1", "b2", "b1"), (None, "b2", "b2"), (None, None, "around/build")],
)
def test_the_build_folder_is_chosen_alike(
    option: str | None, variable: str | None, expected: str, tmp_path: Path
) -> None:
    """The build goes where the option says, else the variable, else beside the checkout."""
    root = checkout(tmp_path / "around")
    environment = {"CSTO_KG_BUILD": str(tmp_path / variable)} if variable else {}
    found = find_project(root, environment, build=tmp_path / option if option else None)
    assert tmp_path / expected == found.build
    assert found.build / "current" == found.release.folder


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XDG_CACHE_HOME": "/cache", "HOME": "/home/x"}, "/cache/csto-kg"),
        ({"HOME": "/home/x"}, "/home/x/.cache/csto-kg"),
    ],
)
def test_the_carried_project_builds_in_the_cache(
    environment: dict[str, str], expected: str, tmp_path: Path, carried: Path
) -> None:
    """What a package carries may not be writable, so its build goes to the user's cache."""
    assert Path(expected) == find_project(tmp_path, environment).build


def test_the_carried_release_is_found(tmp_path: Path, carried: Path) -> None:
    """It is that of the package's own project, where no folder of builds is named; a project of one's own has none."""
    release = carried / "releases" / "0123456789abcdef"
    release.mkdir(parents=True)
    (checkout(tmp_path / "own") / "releases" / "some").mkdir(parents=True)
    assert Release(release) == find_project(tmp_path, {}).carried
    for project in (
        find_project(tmp_path, {}, build=tmp_path / "build"),
        find_project(tmp_path, {"CSTO_KG_BUILD": "build"}),
        find_project(tmp_path / "own", {}),
    ):
        assert project.carried is None


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    """A named folder without a graph.yaml is refused by its name, even where a checkout is around."""
    checkout(tmp_path / "around")
    for named, environment in ((tmp_path / "x", {}), (None, {"CSTO_KG_PROJECT": str(tmp_path / "x")})):
        with pytest.raises(UsageError) as caught:
            find_project(tmp_path / "around", environment, named)
        fix = "name a folder that has a graph.yaml, or leave --project out"
        assert f"{tmp_path / 'x'} is not a csto-kg project — {fix}" == str(caught.value)


def test_no_project_at_all_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no project is around and none is carried, the message says what to do."""
    monkeypatch.setattr(module, "_CARRIED", tmp_path / "nowhere")
    fix = "run it in a project, name one with --project, or start one: csto-kg init"
    with pytest.raises(UsageError, match=rf"^no project found here — {fix}$"):
        find_project(tmp_path, {})


def test_texts_must_be_there(tmp_path: Path) -> None:
    """A missing folder of texts is refused; the option wins over the variable; without both there is no folder."""
    root = checkout(tmp_path / "around")
    (tmp_path / "texts").mkdir()
    (tmp_path / "others").mkdir()
    environment = {"CSTO_KG_SOURCES": str(tmp_path / "texts")}
    assert find_project(root, {}).texts is None
    assert tmp_path / "texts" == find_project(root, environment).texts
    assert tmp_path / "others" == find_project(root, environment, texts=tmp_path / "others").texts
    with pytest.raises(UsageError, match=r"no folder .*gone — name the folder of the source texts with --sources"):
        find_project(root, environment, texts=tmp_path / "gone")


def test_texts_may_be_in_the_project(tmp_path: Path) -> None:
    """The folder that graph.yaml names is taken where it is there and no other is named."""
    root = checkout(tmp_path / "around")
    about = (
        "{name: n, title: t, description: d, organization: o, namespace: https://example.org/n/, prefix: n, texts: t}"
    )
    (root / "graph.yaml").write_text(about, encoding="utf-8")
    (tmp_path / "others").mkdir()
    assert find_project(root, {}).texts is None
    (root / "t").mkdir()
    assert root / "t" == find_project(root, {}).texts
    assert tmp_path / "others" == find_project(root, {"CSTO_KG_SOURCES": str(tmp_path / "others")}).texts


def test_paths_are_shown_as_people_write_them(tmp_path: Path) -> None:
    """A path within the project is shown from its root, any other whole."""
    project = Project(tmp_path, tmp_path / "build")
    assert "data/sources.yaml" == project.shown(project.sources)
    assert "/etc/hosts" == project.shown(Path("/etc/hosts"))


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Fault("is wrong"), "is wrong"),
        (Fault("is wrong", "claim:x"), "claim:x: is wrong"),
        (Fault("is wrong", "claim:x", Where("a.yaml")), "a.yaml: claim:x: is wrong"),
        (Fault("is wrong", "", Where("a.yaml", 3)), "a.yaml:3: is wrong"),
        (Fault("is wrong", "claim:x", Where("a.yaml", 3, 7), "fix it"), "a.yaml:3:7: claim:x: is wrong — fix it"),
    ],
)
def test_a_fault_is_written_as_place_name_message_fix(fault: Fault, text: str) -> None:
    """A fault reads place, identifier, what is wrong, and what to do, each only where it is known."""
    assert text == str(fault)


def test_an_error_names_every_fault() -> None:
    """An error has all its faults, a line each."""
    error = CstoKgError("one", Fault("two", "x"))
    assert (Fault("one"), Fault("two", "x")) == error.faults
    assert "one\nx: two" == str(error)


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_tests_stay_on_this_machine() -> None:
    """A connection to another machine is refused, one to this machine is tried."""
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError):
        outside.connect(("192.0.2.1", 80))
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert server.getsockname() == client.getpeername()


def test_the_package_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What writes data refuses the project in the package and a folder that cannot be written, a build the package."""
    carried = Project(module.PACKAGE / "_project", tmp_path)
    with pytest.raises(
        UsageError, match="there is no project here, and the one in the installed package is not written"
    ):
        carried.require_writable()
    with pytest.raises(UsageError, match="is in the installed package, which is not written"):
        module.refuse_package(module.PACKAGE / "build")
    own = Project(checkout(tmp_path / "own"), tmp_path)
    own.require_writable()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(MachineError, match="own cannot be written"):
        own.require_writable()


@pytest.mark.parametrize("folder", ["data", "queries"])
def test_a_project_among_the_files_of_another_is_refused(folder: str, tmp_path: Path) -> None:
    """A copy that was put there by mistake stops the outer project too, whose commands would rewrite it."""
    outer = checkout(tmp_path / "outer")
    about = "{name: n, title: t, description: d, organization: o, namespace: https://example.org/n/, prefix: n}"
    (outer / "graph.yaml").write_text(about)
    checkout(outer / folder / "inner")
    with pytest.raises(UsageError, match="inner is a project inside the project"):
        find_project(outer, {})
