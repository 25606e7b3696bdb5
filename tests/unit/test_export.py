"""Exports read back to the same quads, and come out the same byte for byte in every process."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from csto_kg.errors import UsageError
from csto_kg.rdf.nquads import canonical_nquads
from csto_kg.rdf.serialize import FORMATS, Part, export, quads_of_part
from csto_kg.vocab import CLAIM, G_CHRONOLOGY, G_FINDINGS, G_PROVENANCE, G_REGISTER, G_REPORTED, G_VIEW, PREFIXES
from tests.support.mini import Mini
from tests.support.paths import ROOT

CONTEXT = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))["@context"]
ONE_GRAPH = [name for name, format_ in FORMATS.items() if not format_.holds_graphs]
OF_OXIGRAPH = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
OF_RDFLIB = {"turtle": "turtle", "trig": "trig", "ntriples": "nt", "nquads": "nquads", "rdfxml": "xml"}
ALLOWED = [
    (part, name)
    for part in Part
    for name in FORMATS
    if not (part in (Part.CLAIMS, Part.ALL, Part.REPORTED) and name in ONE_GRAPH)
]
REFUSED = [(part, name) for part in (Part.CLAIMS, Part.ALL) for name in ONE_GRAPH]


def one_graph(quads: Iterator[ox.Quad] | list[ox.Quad]) -> bytes:
    """The canonical form of the union of all graphs."""
    return canonical_nquads(ox.Quad(q.subject, q.predicate, q.object) for q in quads)


def test_the_pairs_are_collected() -> None:
    """Every part meets every format, either to be written or to be refused."""
    assert len(Part) * len(FORMATS) == len(ALLOWED) + len(REFUSED) + len(ONE_GRAPH)
    assert len(ALLOWED) >= 24
    assert set(OF_OXIGRAPH) == set(FORMATS)


@pytest.mark.parametrize(("part", "name"), ALLOWED)
def test_a_format_reads_back(part: Part, name: str, whole: Mini) -> None:
    """What is written is read back as the same quads; in a format for one graph, as the union of the part's graphs."""
    chosen = quads_of_part(whole.quads, part)
    assert chosen or part is Part.INFERRED
    back = list(ox.parse(export(whole.quads, part, name, CONTEXT), OF_OXIGRAPH[name]))
    if FORMATS[name].holds_graphs:
        assert canonical_nquads(chosen) == canonical_nquads(back)
    else:
        assert one_graph(chosen) == one_graph(back)


@pytest.mark.parametrize(("part", "name"), [(Part.FINDINGS, name) for name in OF_RDFLIB] + [(Part.ALL, "trig")])
def test_rdflib_reads_the_same(part: Part, name: str, whole: Mini) -> None:
    """Another library reads as many triples or quads from an export as were written."""
    chosen = quads_of_part(whole.quads, part)
    text = export(whole.quads, part, name, CONTEXT)
    if FORMATS[name].holds_graphs:
        assert len(chosen) == len(list(rdflib.Dataset().parse(data=text, format=OF_RDFLIB[name]).quads()))
    else:
        assert len({q.triple for q in chosen}) == len(rdflib.Graph().parse(data=text, format=OF_RDFLIB[name]))


@pytest.mark.parametrize(("part", "name"), REFUSED)
def test_claims_are_never_merged(part: Part, name: str, whole: Mini) -> None:
    """A format for one graph refuses claims, since it would turn what sources say into facts, and says what to choose."""
    with pytest.raises(UsageError) as caught:
        export(whole.quads, part, name, CONTEXT)
    (fault,) = caught.value.faults
    assert f"{name} holds one graph, and merging the graphs of claims would turn them into facts" == fault.message
    assert "choose trig, nquads, jsonld, or --graph findings" == fault.fix


@pytest.mark.parametrize("name", ONE_GRAPH)
def test_what_is_only_reported_keeps_its_graph(name: str, whole: Mini) -> None:
    """A format for one graph refuses what is only reported, which outside its graph would look like a fact."""
    with pytest.raises(
        UsageError, match="outside its own graph what is only reported would look like a fact — choose"
    ):
        export(whole.quads, Part.REPORTED, name, CONTEXT)


def test_an_unknown_format_is_refused(whole: Mini) -> None:
    """An unknown format is refused, and the message lists the known ones."""
    with pytest.raises(UsageError, match="there is no format 'ttl' — choose one of turtle, trig, ntriples, "):
        export(whole.quads, Part.ALL, "ttl", CONTEXT)


def test_parts_hold_what_they_are_called_by(whole: Mini) -> None:
    """Findings are view and findings, claims are their graphs with provenance and nothing held; all is everything."""
    graphs = {part: {str(q.graph_name)[1:-1] for q in quads_of_part(whole.quads, part)} for part in Part}
    assert {str(G_VIEW), str(G_FINDINGS)} == graphs[Part.FINDINGS]
    expected = {str(G_PROVENANCE), str(CLAIM["annals-8/content"]), *(str(c.iri) for c in whole.dataset.claims)}
    assert expected == graphs[Part.CLAIMS]
    assert set() == graphs[Part.INFERRED]
    assert {str(G_CHRONOLOGY)} == graphs[Part.CHRONOLOGY]
    assert {str(G_REPORTED)} == graphs[Part.REPORTED]
    everything = set().union(*graphs.values())
    assert everything == graphs[Part.ALL]
    rest = graphs[Part.ALL].difference(*(graphs[part] for part in Part if part is not Part.ALL))
    assert {str(G_REGISTER)} == rest


@pytest.mark.parametrize(("part", "name"), ALLOWED)
def test_the_order_of_quads_does_not_matter(part: Part, name: str, whole: Mini) -> None:
    """The same quads in another order are written as the same bytes."""
    shuffled = list(whole.quads)
    random.Random(3).shuffle(shuffled)
    assert export(whole.quads, part, name, CONTEXT) == export(shuffled, part, name, CONTEXT)


@pytest.mark.parametrize("name", ["turtle", "trig"])
def test_prefixes_stand_in_order(name: str, whole: Mini) -> None:
    """The prefixes are at the head of the file, in order, each once, and a blank line after them."""
    lines = export(whole.quads, Part.FINDINGS, name, CONTEXT).decode().splitlines()
    head = lines[: lines.index("")]
    assert sorted(f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()) == head
    assert [] == [line for line in lines[len(head) :] if line.startswith("@prefix")]


SCRIPT = """
import hashlib, json, sys
import pyoxigraph as ox
from csto_kg.rdf.serialize import FORMATS, Part, export
quads = list(ox.parse(path=sys.argv[1], format=ox.RdfFormat.N_QUADS))
context = json.load(open(sys.argv[2], encoding="utf-8"))["@context"]
for part in Part:
    for name, form in FORMATS.items():
        if form.holds_graphs or part not in (Part.CLAIMS, Part.ALL, Part.REPORTED):
            print(part.value, name, hashlib.sha256(export(quads, part, name, context)).hexdigest())
"""


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(whole: Mini, tmp_path: Path) -> None:
    """Processes with different seeds of hashing write the same bytes in every format of every part."""
    release = tmp_path / "release.nq"
    release.write_bytes(canonical_nquads(whole.quads))
    command = [sys.executable, "-c", SCRIPT, str(release), str(ROOT / "ontology" / "context.jsonld")]
    runs = [
        subprocess.Popen(command, env={**os.environ, "PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, text=True)
        for seed in ("0", "1", "4242")
    ]
    printed = [run.communicate(timeout=600)[0] for run in runs]
    assert [0, 0, 0] == [run.returncode for run in runs]
    assert len(ALLOWED) == len(printed[0].splitlines())
    assert [printed[0]] * 3 == printed
    here = hashlib.sha256(export(whole.quads, Part.ALL, "jsonld", CONTEXT)).hexdigest()
    assert f"all jsonld {here}" in printed[0].splitlines()


def keys_of(value: object) -> Iterator[str]:
    """Every key of a JSON document but those of its context."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "@context":
                yield key
                yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def languages_of(value: object) -> Iterator[str]:
    """The keys of the language maps."""
    if isinstance(value, dict):
        for key, inner in value.items():
            is_map = isinstance(CONTEXT.get(key), dict) and CONTEXT[key].get("@container") == "@language"
            if is_map and isinstance(inner, dict):
                yield from inner
            elif key != "@context":
                yield from languages_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from languages_of(inner)


@pytest.mark.parametrize("part", Part)
def test_jsonld_is_written_in_the_words_of_the_context(part: Part, whole: Mini) -> None:
    """A key of the JSON-LD is a word or prefix of the context, a keyword or a language; never an absolute IRI."""
    document = json.loads(export(whole.quads, part, "jsonld", CONTEXT))
    known = {*CONTEXT, *languages_of(document), "@value", "@language", "@type", "@graph"}
    keys = set(keys_of(document))
    assert [] == sorted(key for key in keys if key not in known and key.partition(":")[0] not in CONTEXT)
    assert [] == sorted(key for key in keys if "//" in key)
    assert part is Part.INFERRED or {"id", "type"} <= keys


def test_jsonld_uses_the_words_of_the_data_files(whole: Mini) -> None:
    """A claim reads in JSON-LD as a person wrote it."""
    document = json.loads(export(whole.quads, Part.CLAIMS, "jsonld", CONTEXT))
    graphs = {graph["id"]: graph["says"] for graph in document["says"]}
    expected = [{"id": "entry-into-force/pact-1", "date": "1991-07-01"}]
    assert expected == graphs["claim:notes-1"]
