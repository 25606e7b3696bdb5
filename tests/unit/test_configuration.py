"""The configuration of a project, and the messages for one that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csto_kg.configuration import Configuration, configuration_problems, read_configuration
from csto_kg.errors import DataError
from csto_kg.project import Project
from tests.support.paths import ROOT

SPACE = "namespace: https://example.org/n/\nprefix: n\n"
GOOD = "name: n\ntitle: A title\ndescription: Some text.\norganization: league\n" + SPACE
NEEDED = "name, title, description, organization, namespace, prefix"
KEYS = f"{NEEDED}, languages, licence, publisher, version, report, projects, texts"


def written(folder: Path, text: str) -> Path:
    """A configuration of this text."""
    path = folder / "graph.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("root", [ROOT, ROOT / "tests" / "mini"])
def test_the_projects_of_this_repository_are_configured(root: Path) -> None:
    """Both have every key."""
    assert Project(root, root / "build").configuration.organization


def test_keys_are_texts(tmp_path: Path) -> None:
    """Values are read as they are written, also where YAML would take them for a number or a truth value."""
    path = written(
        tmp_path,
        "{name: No, title: 1992, description: 2001-01-01, organization: csto, "
        "namespace: https://example.org/n#, prefix: n}",
    )
    assert Configuration("No", "1992", "2001-01-01", "csto", "https://example.org/n#", "n") == read_configuration(
        path
    )


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (GOOD + "titel: x\n", ["{}:7:1: titel: is an unknown key — did you mean title?"]),
        (GOOD + "zzz: x\n", [f"{{}}:7:1: zzz: is an unknown key — the keys are {KEYS}"]),
        (GOOD.replace("name: n\n", ""), ["{}: name: is missing — add name: …"]),
        (GOOD.replace("A title", "[a, b]"), ["{}:2:1: title: must be a text"]),
        (GOOD.replace(" league", ""), ["{}:4:1: organization: must not be empty"]),
        (
            "title: {}\nx: y\n",
            [
                "{}:1:1: title: must be a text",
                f"{{}}:2:1: x: is an unknown key — the keys are {KEYS}",
                "{}: name: is missing — add name: …",
                "{}: description: is missing — add description: …",
                "{}: organization: is missing — add organization: …",
                "{}: namespace: is missing — add namespace: …",
                "{}: prefix: is missing — add prefix: …",
            ],
        ),
        ("", [f"{{}}: {key}: is missing — add {key}: …" for key in NEEDED.split(", ")]),
        ("- a\n", ["{}: must be a mapping"]),
        (GOOD + "[a, b]: c\n", [f"{{}}:7:1: ?: is an unknown key — the keys are {KEYS}"]),
        (GOOD + "name: m\n", ["{}:7:1: name: is written twice"]),
        (
            GOOD.replace("/n/", "/n").replace("x: n", "x: Org") + "languages: [en, Ukrainian]\nlicence: CC BY\n",
            [
                "{}:5:1: namespace: 'https://example.org/n' does not end in / or # — write https://example.org/n/",
                "{}:6:1: prefix: 'Org' is not a prefix — write lower-case letters and digits, such as guam",
                "{}:7:17: languages[1]: 'Ukrainian' is not a language — write its code, such as en or uk",
                "{}:8:1: licence: 'CC BY' is not an IRI — write its address, such as "
                "https://creativecommons.org/licenses/by/4.0/",
            ],
        ),
        (
            GOOD.replace("https://example.org/n/", "urn:n#"),
            ["{}:5:1: namespace: 'urn:n#' is not an IRI of the Web — write one such as https://example.org/guam/"],
        ),
        (
            GOOD.replace("https://example.org/n/", "https://w3id.org/csto-kg/n/"),
            [
                "{}:5:1: namespace: 'https://w3id.org/csto-kg/n/' is within the namespace of the core, "
                "https://w3id.org/csto-kg/ — choose one that is yours"
            ],
        ),
        (
            GOOD.replace("prefix: n", "prefix: org"),
            ["{}:6:1: prefix: 'org:' stands for <http://www.w3.org/ns/org#> — choose another prefix"],
        ),
        *(
            (
                f"{GOOD}texts: {texts}\n",
                [f"{{}}:7:1: texts: '{texts}' is not in the project — name a folder in it, such as texts"],
            )
            for texts in ("/srv/texts", "../texts")
        ),
        ("a: [b\n", ["{}:2:1: is not YAML: expected ',' or ']', but got '<stream end>'"]),
    ],
)
def test_every_fault_is_reported_with_its_place(text: str, messages: list[str], tmp_path: Path) -> None:
    """Unknown, missing and wrong keys are reported all at once, with file, line and fix."""
    path = written(tmp_path, text)
    with pytest.raises(DataError) as caught:
        read_configuration(path)
    assert [message.replace("{}", str(path), 1) for message in messages] == [str(f) for f in caught.value.faults]


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    """A missing file, and one in another encoding, are faults for people."""
    with pytest.raises(DataError, match=r"graph.yaml: cannot be read: No such file or directory"):
        read_configuration(tmp_path / "graph.yaml")
    (tmp_path / "graph.yaml").write_bytes(b"name: \xff")
    with pytest.raises(DataError, match=r"graph.yaml: is not UTF-8"):
        read_configuration(tmp_path / "graph.yaml")


def test_a_project_has_a_language(tmp_path: Path) -> None:
    """An empty list of languages is a fault with its line."""
    with pytest.raises(DataError, match=r"graph.yaml:7:\d+: languages: names no language"):
        read_configuration(written(tmp_path, f"{GOOD}languages: []\n"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("languages: [en, de, en]", "languages[2]: 'en' is listed twice — keep one of the two"),
        (
            "projects: [..]",
            "projects[0]: '..' is not a folder in the project — name a folder in it, such as examples",
        ),
        ("projects: [.]", "projects[0]: '.' is not a folder in the project — name a folder in it, such as examples"),
        (
            "projects: [/x]",
            "projects[0]: '/x' is not a folder in the project — name a folder in it, such as examples",
        ),
        ('publisher: "a\\nb"', "publisher: has a line break or another control character — write it on one line"),
    ],
)
def test_values_that_make_no_sense_are_refused(line: str, message: str, tmp_path: Path) -> None:
    """A language twice, a folder around the project, and a text of one line that has two are named with their place."""
    with pytest.raises(DataError) as error:
        read_configuration(written(tmp_path, GOOD + line + "\n"))
    assert [message] == [str(fault).partition(": ")[2] for fault in error.value.faults]


@given(
    st.tuples(
        st.sampled_from(["", "http://", "https://", "HTTPS://", "ftp://", "urn:"]),
        st.sampled_from(
            ["example.org", "exämple.org", "w3id.org", "w3id.org/csto-kg", "www.w3.org", "schema.org", ""]
        ),
        st.text("a/#?%. é:", max_size=6),
    ).map("".join)
)
@example("https://w3id.org")
@example("http://www.w3.org")
def test_a_namespace_that_is_advised_is_accepted(namespace: str) -> None:
    """Whoever writes the namespace that a message proposes is not refused next."""
    base = {"name": "n", "title": "t", "description": "d", "organization": "league", "prefix": "n"}
    for problem in configuration_problems({**base, "namespace": namespace}):
        proposed = problem.fix.removeprefix("write one such as ").removeprefix("write ")
        if problem.fix.startswith("write ") and " " not in proposed:
            assert () == configuration_problems({**base, "namespace": proposed}), problem
