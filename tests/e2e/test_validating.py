"""`csto-kg validate` on everything that it accepts, and on hostile input."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rdflib.namespace import XSD

from csto_kg.vocab import ID
from tests.support.cli import Run, call

CSTO = "https://w3id.org/csto-kg/ontology#"
GOOD = """@prefix csto: <https://w3id.org/csto-kg/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://example.org/x> a csto:State ; rdfs:label "Exland"@en .
"""
WRONG = GOOD.replace("csto:State", "csto:Staet")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a file that conforms and one that does not."""
    (tmp_path / "good.ttl").write_text(GOOD)
    (tmp_path / "wrong.ttl").write_text(WRONG.replace("/x>", "/y>"))
    return tmp_path


@pytest.mark.no_cover
def test_the_data_files_conform(ask: Run) -> None:
    """The project's own data pass both gates."""
    done = ask("validate")
    assert (0, "conforms\n") == (done.returncode, done.stderr)
    assert "violation" not in done.stdout


@pytest.mark.skipif("CSTO_KG_THOROUGH" not in os.environ, reason="takes pySHACL a minute: make thorough")
def test_the_reference_says_the_same(ask: Run) -> None:
    """pySHACL gives the report on the project's data, word for word, that the compiled shapes give."""
    fast, slow = (ask("validate", "--format", "turtle", "--engine", engine) for engine in ("fast", "pyshacl"))
    assert (0, 0) == (fast.returncode, slow.returncode)
    assert fast.stdout == slow.stdout


@pytest.mark.no_cover
@pytest.mark.parametrize("day", ["1994-05-01", "1999-06-01", "2012-06-27", "2022-03-01"])
def test_the_release_conforms_on_a_day(built: Path, ask: Run, day: str) -> None:
    """The release as of a day passes the shapes."""
    done = ask("validate", str(built / "current"), "--as-of", day)
    assert (0, "conforms\n") == (done.returncode, done.stderr)


@pytest.mark.no_cover
def test_the_release_is_consistent_on_every_day(built: Path, ask: Run) -> None:
    """HermiT finds nothing, without times and on each of more than thirty days of a change."""
    done = ask("validate", str(built / "current"), "--reason")
    assert 0 == done.returncode, done.stderr
    days = int(done.stderr.partition("each of the ")[2].split()[0])
    assert 30 <= days


def test_a_file_and_a_folder(files: Path) -> None:
    """A file that conforms passes; of a folder every file is checked, and a result names the file."""
    assert 0 == call("validate", str(files / "good.ttl")).returncode
    done = call("validate", str(files))
    assert 1 == done.returncode
    assert f"{files / 'wrong.ttl'}\n" in done.stdout
    assert "did you mean csto:State?" in done.stdout
    assert "good.ttl" not in done.stdout


def test_a_date_that_is_none_is_reported_in_words(files: Path) -> None:
    """For a text that is no value of its datatype the report has a result, and a library's own message is not shown."""
    bad = files / "date.ttl"
    bad.write_text(
        f"""<{ID}act/x> a <{CSTO}Accession> ; <{CSTO}earliest> "1994-02-31T00:00:00Z"^^<{XSD.dateTime}> .\n"""
    )
    done = call("validate", str(bad))
    assert (1, True) == (done.returncode, "an xsd:dateTime at midnight UTC" in done.stdout)
    assert ["csto-kg:", "does"] == sorted(line.split()[0] for line in done.stderr.splitlines())


def test_what_fails_is_chosen(files: Path) -> None:
    """Warnings make the exit code 1 where that is asked, and not otherwise."""
    days = " ; ".join(f'<{CSTO}{p}> "2020-01-01T00:00:00Z"^^<{XSD.dateTime}>' for p in ("earliest", "latest"))
    (files / "warned.ttl").write_text(f"<{ID}assessment/x> a <{CSTO}Assessment> ; {days} .\n")
    found = call("validate", str(files / "warned.ttl"), "--format", "json")
    severities = {r["severity"] for r in json.loads(found.stdout)["results"]}
    assert (0, {"warning"}) == (found.returncode, severities)
    assert 1 == call("validate", str(files / "warned.ttl"), "--fail-on", "warning").returncode


def test_reports_for_machines(files: Path) -> None:
    """SARIF and JUnit go to a file, and the exit code says whether there are results."""
    for form in ("sarif", "junit", "json", "turtle", "jsonld"):
        out = files / f"report.{form}"
        done = call("validate", str(files / "wrong.ttl"), "--format", form, "-o", str(out))
        assert (1, "") == (done.returncode, done.stdout)
        text = out.read_text(encoding="utf-8")
        assert "Staet" in text
        if form in ("sarif", "json", "jsonld"):
            assert json.loads(text)
        if form == "junit":
            assert "1" == ElementTree.fromstring(text.encode()).get("failures")


def test_faults_of_data_files_are_in_the_report(mini_folder: Path) -> None:
    """What keeps data files from being read is reported in the format that was asked for, with the place."""
    path = mini_folder / "data" / "claims" / "annals.yaml"
    path.write_text(path.read_text().replace("paraphrase: Two", "paraphrse: Two", 1))
    done = call("--project", str(mini_folder), "validate", "--format", "sarif")
    assert 2 == done.returncode
    (run,) = json.loads(done.stdout)["runs"]
    places = [f["locations"][0]["physicalLocation"] for f in run["results"] if "locations" in f]
    assert {"data/claims/annals.yaml"} == {p["artifactLocation"]["uri"] for p in places}
    assert "paraphrse" in done.stdout


def test_other_shapes(files: Path) -> None:
    """Shapes of one's own take the place of the project's."""
    shapes = files / "shapes.ttl"
    shapes.write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix csto: <https://w3id.org/csto-kg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<urn:s> a sh:NodeShape ; sh:targetClass csto:State ; sh:property <urn:p> .
<urn:p> a sh:PropertyShape ; sh:path rdfs:label ; sh:maxLength 3 ; sh:message "Too long."@en .
"""
    )
    done = call("validate", str(files / "good.ttl"), "--shapes", str(shapes))
    assert 1 == done.returncode
    assert "Too long." in done.stdout


_ENTITIES = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 30))
BOMB = f"""<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY a0 "aaaaaaaaaa">{_ENTITIES}]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="https://example.org/">
<rdf:Description rdf:about="https://example.org/x"><x:p>&a29;</x:p></rdf:Description></rdf:RDF>
"""

BAD: Mapping[str, tuple[str | bytes, str]] = {
    "broken.ttl": ("<https://a.example/x> <https://a.example/p> .\n", ":1:"),
    "third-line.ttl": ("\n\n<https://a.example/x> a b .\n", ":3:"),
    "empty.ttl": ("", "holds no triple"),
    "blank.nt": ("\n# nothing\n", "holds no triple"),
    "latin.ttl": (b'<https://a.example/x> <https://a.example/p> "caf\xe9" .\n', "latin.ttl"),
    "bomb.rdf": (BOMB, "entities would grow to more than 1000000000000 bytes"),
    "huge.nt": (f'<https://a.example/x> <https://a.example/p> "{"x" * 2_000_000}" .\n', "2000000 characters"),
    "broken.jsonld": ('{"@id": "https://a.example/x",', "broken.jsonld"),
    "remote.jsonld": ('{"@context": "https://a.example/c", "@id": "https://a.example/x"}', "remote.jsonld"),
    "text.txt": ("hello", ":1:1: is not N-Triples"),
    "text.doc": ("hello", "no ending of an RDF format"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused(name: str, tmp_path: Path) -> None:
    """What cannot be read is reported with file and place, exit code 2, and no traceback."""
    content, part = BAD[name]
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = call("validate", str(path))
    assert (2, "") == (done.returncode, done.stdout)
    assert part in done.stderr
    assert "Traceback" not in done.stderr


def test_values_that_are_none_are_reported_in_words(tmp_path: Path) -> None:
    """Literals with a wrong text for their datatype are results, and the report has nothing else."""
    values = " , ".join(
        f'"{value}"^^<http://www.w3.org/2001/XMLSchema#{datatype}>'
        for value, datatype in {"many": "decimal", "abc": "hexBinary", "perhaps": "boolean"}.items()
    )
    (tmp_path / "values.ttl").write_text(f"{GOOD}\n<https://w3id.org/csto-kg/id/armenia> csto:cowCode {values} .")
    done = call("validate", str(tmp_path / "values.ttl"))
    assert 1 == done.returncode
    assert "Traceback" not in done.stderr + done.stdout
    assert len(done.stderr.splitlines()) < 4


BAD_SHAPES = {
    "broken.ttl": "<urn:s> a",
    "pattern.ttl": """@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:s> a sh:NodeShape ; sh:targetNode <urn:x> ; sh:pattern "(" .""",
    "sparql.ttl": """@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:s> a sh:NodeShape ; sh:targetClass <https://w3id.org/csto-kg/ontology#State> ; sh:sparql <urn:q> .
<urn:q> sh:select "SELECT nonsense" .""",
    "term.ttl": """@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:s> a sh:NodeShape ; sh:targetNode <urn:x> ; sh:minCuont 1 .""",
}


@pytest.mark.parametrize("name", BAD_SHAPES)
def test_bad_shapes_are_refused(name: str, files: Path) -> None:
    """Shapes that cannot be run end with exit code 2 and what to correct."""
    (files / name).write_text(BAD_SHAPES[name])
    done = call("validate", str(files / "good.ttl"), "--shapes", str(files / name), "--strict")
    assert (2, "") == (done.returncode, done.stdout)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("no-such.ttl",), "there is no file or folder"),
        (("--as-of", "yesterday"), "is not a date"),
        (("README.md", "--endpoint", "http://127.0.0.1:1/"), "one at a time"),
        (("--endpoint", "http://127.0.0.1:1/", "--timeout", "2", "--retry", "0"), "cannot be reached"),
    ],
)
def test_wrong_calls_are_refused(arguments: tuple[str, ...], part: str) -> None:
    """A wrong call is refused with what to do."""
    done = call("validate", *arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert part in done.stderr


def test_the_passage_is_shown(mini_folder: Path) -> None:
    """With the source texts available a result shows the passage of its claim."""
    shapes = mini_folder / "ontology" / "shapes" / "claims.ttl"
    more = """
@prefix csto: <https://w3id.org/csto-kg/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:s> a sh:NodeShape ; sh:targetClass csto:Claim ; sh:property <urn:p> .
<urn:p> a sh:PropertyShape ; sh:path csto:paraphrase ; sh:maxLength 3 ; sh:message "Too long."@en ; sh:severity sh:Warning .
"""
    shapes.write_text(more)
    done = call("--project", str(mini_folder), "validate", "--sources", str(mini_folder / "texts"))
    assert 0 == done.returncode, done.stderr
    assert "warning: Too long." in done.stdout
    assert "      “" in done.stdout
