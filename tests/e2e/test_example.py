"""The example in `examples/guam`: a second project, in two languages, by the same doors as the project of the CSTO."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

from csto_kg import Graph
from csto_kg.ask.names import Names
from csto_kg.ask.run import run_query
from csto_kg.ontology import Ontology
from csto_kg.project import CORE, core_identifiers, find_project
from csto_kg.queries.stored import queries_of
from csto_kg.rdf.files import read_turtle
from csto_kg.rdf.results import text_of
from csto_kg.release.store import open_store
from csto_kg.vocab import CSTO
from csto_kg.vocab import ROOT as CORE_NAMESPACE
from tests.conftest import goldens
from tests.support.cli import Run, call
from tests.support.guam import GUAM, NAMESPACE, TEXTS, guam_project
from tests.support.paths import GOLDEN, ROOT

pytestmark = pytest.mark.slow

Golden = Callable[[str, str], None]
# The questions whose answers are kept, by the names of their goldens.
ASKED = {
    "members-2004": ("members-as-of", "date=2004-01-01"),
    "observers-2019": ("members-as-of", "date=2019-03-01", "role=role/observer"),
    "parties-2010": ("parties-as-of", "date=2010-01-01"),
    "holders-2016": ("holders-as-of", "date=2016-06-01"),
    "conflicts": ("conflicts",),
    "plans": ("plans",),
    "statements": ("statements",),
    "corridors": ("corridors",),
    "corridors-ru": ("corridors", "language=ru", "state=Грузия"),
    "sources": ("sources",),
}


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare with a golden of the example."""
    return goldens(request, GOLDEN / "guam")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the example, to change."""
    root = tmp_path / "guam"
    shutil.copytree(GUAM, root, ignore=shutil.ignore_patterns("build"))
    return root


def rows(done_by: Run, *arguments: str) -> list[dict[str, object]]:
    """The rows of an answer."""
    done = done_by("query", *arguments, "--format", "json")
    assert 0 == done.returncode, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def languages_of(graph: rdflib.Graph, thing: rdflib.term.Node) -> set[str]:
    """The languages in which a thing has a label."""
    labels = graph.objects(thing, RDFS.label)
    return {label.language or "" for label in labels if isinstance(label, rdflib.Literal)}


# ---------------------------------------------------------------------------------------------------------------
# The project
# ---------------------------------------------------------------------------------------------------------------


def test_it_is_found_in_its_folder_and_the_outer_project_around_it() -> None:
    """In the folder of the example it is the project; in the folder above, the one of the CSTO is."""
    assert GUAM == find_project(GUAM / "data" / "claims", {}).root
    assert ROOT == find_project(GUAM.parent, {}).root


def test_it_conforms_and_covers_its_texts(ask_guam: Run) -> None:
    """The data and the release validate, and no part of the texts is left out."""
    for arguments in (("validate",), ("validate", "data"), ("format", "--check")):
        done = ask_guam(*arguments)
        assert 0 == done.returncode, (arguments, done.stdout, done.stderr)
    covered = ask_guam("coverage", "--sources", str(TEXTS))
    assert ["0 uncovered"] * 2 == re.findall(r"\d+ uncovered", covered.stdout)


def test_two_builds_are_the_same(guam: Path, tmp_path: Path) -> None:
    """A second build is the first one, byte for byte."""
    done = call("--build", str(tmp_path), "--sources", str(TEXTS), "build", cwd=GUAM)
    assert 0 == done.returncode, done.stderr
    for name in ("csto-kg.nq", "csto-kg.jsonld", "findings.ttl"):
        assert (guam / "current" / name).read_bytes() == (tmp_path / "current" / name).read_bytes()


def test_nothing_of_another_project_is_in_it(guam: Path) -> None:
    """Under the namespace of the core are its terms, its graphs, its schemes and its rules; all else is the example's own."""
    core = read_turtle(*CORE.modules, CORE.alignments)
    terms = {str(term) for term in core.subjects() if str(term).startswith(str(CSTO))}
    named: set[str] = set()
    texts: set[str] = set()
    for quad in open_store(guam_project(guam).release.store):
        named |= {t.value for t in (*quad, quad.graph_name) if isinstance(t, ox.NamedNode)}
        texts |= {quad.object.value} if isinstance(quad.object, ox.Literal) else set()
    of_core = {iri for iri in named if iri.startswith(CORE_NAMESPACE)}
    identifiers = {f"{CORE_NAMESPACE}id/{name}" for name in core_identifiers()}
    # The ontology itself with its version, the graphs, and nodes of the ontology without a name.
    more = re.compile(rf"{re.escape(CORE_NAMESPACE)}(ontology(/[\d.]+|/\.well-known/genid/\w+)?|graph/[a-z]+)")
    assert len(of_core) >= 200
    assert set() == {iri for iri in of_core - terms - identifiers if not more.fullmatch(iri)}
    # Nor does the text of a query name anything of another project.
    written = {iri for text in texts for iri in re.findall(rf"{re.escape(CORE_NAMESPACE)}(id/[\w/-]+)", text)}
    schemes = {f"id/{name.partition('/')[0]}/" for name in core_identifiers()}
    assert len(written) >= 5
    assert set() == written - {f"id/{name}" for name in core_identifiers()} - schemes
    assert {f"{NAMESPACE}id/guam", f"{NAMESPACE}claim/brief-01", f"{NAMESPACE}ontology#TransportCorridor"} <= named


# ---------------------------------------------------------------------------------------------------------------
# Answers
# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ASKED)
def test_an_answer_is_that_of_its_golden(name: str, ask_guam: Run, golden: Golden) -> None:
    """A question of the core, or one of the example's own, has the rows that are kept."""
    done = ask_guam("query", *ASKED[name], "--format", "csv")
    assert 0 == done.returncode, done.stderr
    assert 2 <= len(list(csv.reader(io.StringIO(done.stdout))))
    golden(f"{name}.csv", done.stdout)


@pytest.mark.parametrize("name", ["corridors", "sources"])
def test_its_own_queries_have_the_same_rows_in_rdflib(name: str, guam: Path) -> None:
    """A query of the example gives equal rows in equal order on pyoxigraph and on rdflib."""
    project = guam_project(guam)
    query = queries_of(project)[name]
    table = run_query(Names(open_store(project.release.store)), query, {})
    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(project.release.nquads, format="nquads")
    answers = dataset.query(query.text).bindings
    parted = [[" ".join(sorted(str(row[rdflib.Variable(c)]).split(" "))) for c in table.columns] for row in answers]
    expected = [[" ".join(sorted(text_of(cell).split(" "))) for cell in row] for row in table.rows]
    assert 2 <= len(expected)
    assert expected == parted


def test_a_query_of_the_core_is_replaced(ask_guam: Run) -> None:
    """`sources` is the example's own here, with the language of each text, and other queries of the core are there too."""
    assert ["en", "ru"] == [row["language"] for row in rows(ask_guam, "sources")]
    listed = ask_guam("queries").stdout
    assert all(name in listed for name in ("corridors", "members-as-of", "treaty-status"))


def test_what_is_decided_and_what_is_left_open(ask_guam: Run) -> None:
    """The texts disagree on four points, of which one is left open: the answer covers both of its sides."""
    outcomes = [str(row["outcome"]).rpartition("/")[2] for row in rows(ask_guam, "conflicts")]
    assert ["open", "preferred", "preferred", "preferred"] == sorted(outcomes)
    (efendiev,) = (r for r in rows(ask_guam, "holders-as-of", "date=2016-06-01") if "efendiev" in str(r["person"]))
    assert ("possible", "[2016-01-01..2017-12-31]") == (efendiev["certainty"], efendiev["begins"])


# ---------------------------------------------------------------------------------------------------------------
# Two languages
# ---------------------------------------------------------------------------------------------------------------


def test_enduring_things_have_names_in_each_language(guam: Path) -> None:
    """Whatever endures has a label in each language of `graph.yaml`."""
    project = guam_project(guam)
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(project.release.nquads, format="nquads")
    own = {s for s in dataset.subjects(RDF.type, CSTO.Endurant) if str(s).startswith(NAMESPACE)}
    assert len(own) >= 20
    assert ("en", "ru") == project.configuration.languages
    assert [] == [s for s in own if {"en", "ru"} - languages_of(dataset, s)]


def test_names_in_russian_are_found_and_shown(ask_guam: Run) -> None:
    """A thing is found by its Russian name wherever a name is taken, and a query gives Russian names where it is asked to."""
    (uzbekistan,) = rows(ask_guam, "members-as-of", "organization=ГУАМ", "agent=узбекистан", "date=2004-01-01")
    assert (f"{NAMESPACE}id/uzbekistan", "certain") == (uzbekistan["state"], uzbekistan["certainty"])
    shown = rows(ask_guam, "corridors", "language=ru")
    assert ["Азербайджан", "Грузия", "Молдова", "Украина"] == [row["name"] for row in shown]
    assert {"транспортный коридор ГУАМ"} == {row["label"] for row in shown}
    found = ask_guam("search", "секретарь").stdout
    assert f"{NAMESPACE}id/post/guam-secretary-general" in found
    assert "Russian note on GUAM" in ask_guam("query", "corridors", "--format", "table").stdout


def test_answers_have_names_in_the_language_that_is_asked_for(ask_guam: Run, tmp_path: Path) -> None:
    """With `--language ru` sentences and tables name things in Russian, and a citation of the answer gives it again."""
    asked = ("query", "members-as-of", "date=2004-01-01", "agent=uzbekistan", "--format", "table")
    done = ask_guam(*asked, "--language", "ru", "--cite")
    assert 0 == done.returncode, done.stderr
    assert "Узбекистан" in done.stdout
    assert "Uzbekistan" not in done.stdout
    assert done.stdout != ask_guam(*asked).stdout
    citation = tmp_path / "citation.json"
    citation.write_text(done.stderr, encoding="utf-8")
    assert done.stdout == ask_guam("rerun", str(citation)).stdout
    assert "Алтай Эфендиев" in ask_guam("ask", "who is Altai Efendiev", "--language", "ru").stdout


def test_the_python_interface_takes_a_language(guam: Path) -> None:
    """A graph that is opened with a language names things in it, under another policy too."""
    graph = Graph.open(GUAM, guam, language="ru")
    for asked in (graph, graph.under("majority")):
        (sentence, *_) = asked.query("members-as-of", date="2004-01-01", agent="uzbekistan").sentences
        assert sentence.startswith("Yes, certain: Узбекистан was a member of ГУАМ")


def test_a_language_without_names_is_refused(ask_guam: Run) -> None:
    """A language that `graph.yaml` does not list is named, with those that it has."""
    done = ask_guam("query", "plans", "--language", "fr")
    assert (2, True) == (done.returncode, "the project has no names in 'fr' — give one of en, ru" in done.stderr)


@pytest.mark.parametrize(
    ("words", "reading"),
    [
        ("was Узбекистан a member of ГУАМ in 2003", "members-as-of organization=guam"),
        ("кто был членом ГУАМ в 2004", "members-as-of organization=guam"),
        ("who was генсек in 2010", "holders-as-of post=post/guam-secretary-general"),
        ("which corridors run through Грузия", "corridors state=georgia"),
        ("Алтай Эфендиев", "the card of person/altai-efendiev"),
    ],
)
def test_questions_are_read_with_russian_words(words: str, reading: str, ask_guam: Run) -> None:
    """Names in any language and words of the example's own synonyms stand in questions."""
    done = ask_guam("ask", words)
    assert 0 == done.returncode, done.stderr
    assert done.stdout.startswith(f"Read as: {reading}")


def test_passages_in_russian_are_shown(ask_guam: Run) -> None:
    """The evidence for a fact has its passage from either text."""
    shown = ask_guam("evidence", "signature/guam-charter", "--sources", str(TEXTS)).stdout
    assert "Первый устав подписан 6 июня 2001 года." in re.sub(r"\s+", " ", shown)
    assert "was signed in Yalta on 7 June 2001" in re.sub(r"\s+", " ", shown)


# ---------------------------------------------------------------------------------------------------------------
# Exports
# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["nquads", "trig", "jsonld"])
def test_an_export_of_all_reads_back(form: str, ask_guam: Run, guam: Path, tmp_path: Path) -> None:
    """What is exported has the quads of the release."""
    path = tmp_path / "export"
    done = ask_guam("export", "--graph", "all", "--format", form, "-o", str(path))
    assert 0 == done.returncode, done.stderr
    media = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD}[form]
    expected = set(ox.parse((guam / "current" / "csto-kg.nq").read_bytes(), format=ox.RdfFormat.N_QUADS))
    assert expected == set(ox.parse(path.read_bytes(), format=media))


def test_turtle_has_the_prefixes_of_the_example(ask_guam: Run) -> None:
    """The findings in Turtle parse, with names in both languages and the example's own prefixes."""
    text = ask_guam("export", "--format", "turtle").stdout
    graph = rdflib.Graph().parse(data=text, format="turtle")
    assert f"@prefix guam: <{NAMESPACE}ontology#> ." in text
    corridor = rdflib.URIRef(f"{NAMESPACE}id/corridor/guam-transport-corridor")
    assert {"en", "ru"} == languages_of(graph, corridor)


# ---------------------------------------------------------------------------------------------------------------
# What a project adds
# ---------------------------------------------------------------------------------------------------------------


def test_its_own_shape_is_checked(copied: Path) -> None:
    """A corridor through one state alone is refused by the shape of the example, in its words."""
    for path in (copied / "data" / "claims").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        changed = text.replace("runsThrough: [azerbaijan, georgia, moldova, ukraine]", "runsThrough: georgia")
        changed = re.sub(r"runsThrough:\n(\s+- \w+\n)+", "runsThrough: georgia\n", changed)
        assert text != changed
        path.write_text(changed, encoding="utf-8")
    done = call("--sources", str(copied / "texts"), "build", cwd=copied)
    assert 1 == done.returncode
    assert "A corridor runs through two states or more" in done.stderr
    assert "corridor/guam-transport-corridor" in done.stderr


def test_a_role_of_its_own_is_asked_for(copied: Path) -> None:
    """A guest or an associate is a membership with a role that the project lists, as docs/modelling.md has it."""
    schemes, situations = (copied / "data" / "entities" / f"{name}.yaml" for name in ("schemes", "situations"))
    with schemes.open("a", encoding="utf-8") as file:
        file.write("- {id: role/associate, type: Role, label: {en: associate}}\n")
    text = situations.read_text(encoding="utf-8")
    latvia = re.compile(r"- id: observer/latvia-guam-1\n  type: ObserverStatus\n(.*?)role/observer", re.DOTALL)
    changed = latvia.sub(r"- id: membership/latvia-guam-1\n  type: Membership\n\1role/associate", text)
    assert text != changed
    situations.write_text(changed, encoding="utf-8")
    for path in (copied / "data" / "claims").glob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace("observer/latvia", "membership/latvia"), encoding="utf-8")
    done = call("--sources", str(copied / "texts"), "build", cwd=copied)
    assert 0 == done.returncode, done.stderr
    asked = call("query", "members-as-of", "role=role/associate", "date=2019-03-01", "--format", "json", cwd=copied)
    assert [f"{NAMESPACE}id/latvia"] == [row["state"] for row in json.loads(asked.stdout)]


def test_a_source_with_two_titles_is_listed_once(copied: Path) -> None:
    """The query of the core has one row for a text that has a title in each language, with the English title."""
    (copied / "queries" / "questions" / "sources.rq").unlink()
    path = copied / "data" / "sources.yaml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("title: {en: GUAM in brief}", "title: {en: GUAM in brief, ru: Обзор}")
    assert text != changed
    path.write_text(changed, encoding="utf-8")
    done = call("--sources", str(copied / "texts"), "build", cwd=copied)
    assert 0 == done.returncode, done.stderr
    asked = call("query", "sources", "--format", "json", cwd=copied)
    assert ["GUAM in brief", "ГУАМ: краткая справка"] == [row["title"] for row in json.loads(asked.stdout)]


def test_the_core_has_none_of_its_terms(ontology: Ontology) -> None:
    """The terms of the example are declared in its own ontology alone."""
    own = read_turtle(GUAM / "ontology" / "guam.ttl")
    terms = set(own.subjects(RDF.type, OWL.Class)) | set(own.subjects(RDF.type, OWL.ObjectProperty))
    assert 2 == len(terms)
    assert [] == [term for term in terms if (term, None, None) in ontology.graph]
