"""What can drift in a maintained project: its version, its licences, its changelog."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml
from rdflib import Literal, URIRef
from rdflib.namespace import OWL, RDF

from csto_kg.rdf.files import read_turtle
from tests.support.paths import ONTOLOGY_FILES

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_version_is_the_same_everywhere() -> None:
    """Package, citation file, changelog and ontology name one version."""
    version = PYPROJECT["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert [version, version] == [citation["version"], newest[1]]
    ontology = read_turtle(*ONTOLOGY_FILES)
    (header,) = ontology.subjects(RDF.type, OWL.Ontology)
    named = (ontology.value(header, OWL.versionInfo), ontology.value(header, OWL.versionIRI))
    assert (Literal(version), URIRef(f"{header}/{version}")) == named


def test_the_readme_names_the_extras_that_there_are() -> None:
    """Each extra of the package but that for development, and no other."""
    named = set(re.findall(r"csto-kg\[([a-z]+)\]", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named == PYPROJECT["project"]["optional-dependencies"].keys() - {"dev"}


def test_every_installed_package_has_its_licence_listed() -> None:
    """docs/licences.md lists the packages that requirements/run.txt installs, each once, and no other."""
    locked = re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements" / "run.txt").read_text(), re.MULTILINE)
    listed = re.findall(r"^\| ([a-z0-9-]+) \| \S", (ROOT / "docs" / "licences.md").read_text(), re.MULTILINE)
    assert 30 < len(locked)
    assert sorted(locked) == sorted(name for name in listed if name != "package")


def test_the_changelog_keeps_data_ontology_and_code_apart() -> None:
    """Each version of the changelog has the sections Data, Ontology and Code, and only these."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert versions
    allowed = ["Data", "Ontology", "Code"]
    assert [] == [s for v in versions for s in re.findall(r"^### (.+)$", v, re.MULTILINE) if s not in allowed]
