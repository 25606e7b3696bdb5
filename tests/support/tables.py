"""Table imports in tests: raw files made of a few rows, and what comes out of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF

from csto_kg.rdf.results import text_of
from csto_kg.tables.headers import read_imports
from csto_kg.tables.run import ImportedTable, run_import
from csto_kg.time.days import Days, Ending, Span, from_xsd
from csto_kg.vocab import CSTO, ID
from csto_kg.vocab import ROOT as NAMESPACE
from tests.support.paths import ROOT

TABLE = NAMESPACE + "table/"
IMPORTS = read_imports(ROOT / "data" / "tables")

STATES = """ccode,stateabb,statenme,styear,stmonth,stday,endyear,endmonth,endday,version,state
371,ARM,Armenia,1991,12,21,2016,12,31,2016,armenia
365,RUS,Russia,1816,1,1,2016,12,31,2016,russia
265,GDR,German Democratic Republic,1954,3,25,1990,10,2,2016,egermany
315,CZE,Czechoslovakia,1945,5,10,1992,12,31,2016,czechoslovakia
"""
IGO_HEAD = (
    "ioname,orgname,year,armenia,russia,egermany,czechoslovakia,sdate,deaddate,dead,integrated,replaced,longorgname,ionum,"
    "igocode,version,accuracyofpre1965membershipdates,sourcesandnotes,imputed,political,social,economic\n"
)
PARTIES_HEAD = (
    "stateID,treatyID,Title,Begin,End,Signature,StateSignature,StateRatification,Force,StateForce,Term,StateEnd,"
    "Coder,Comments\n"
)
LEADERS_HEAD = (
    "stateabb,ccode,leadid,leader,sdate,smonth,syear,emonth,eyear,birthyear,gender,militarycareer,l_month,l_year,,,"
    "codedby,notes\n"
)


def igo_row(year: int, *codes: str, name: str = "ORG", since: int = 1990, dead: str = "") -> str:
    cells = ",".join(codes + ("0.0",) * (4 - len(codes)))
    is_dead = "1.0" if dead == f"{year}.0" else "0.0"
    return (
        f"{name},{name},{year}.0,{cells},{since}.0,{dead},{is_dead},0.0,0.0,{name} long,1.0,,3.0,,,0.0,1.0,0.0,0.0\n"
    )


def party(state: str, force: str, end: str, treaty: str = "T_1", begin: str = "2020-05-05") -> str:
    return f'{state},{treaty},"A treaty, of sorts",{begin},,,,,,{force},,{end},,\n'


def run(name: str, texts: Mapping[str, str | bytes], folder: Path, register: Graph | None = None) -> ImportedTable:
    files = {}
    for table, text in texts.items():
        files[table] = folder / f"{table}.csv"
        files[table].write_bytes(text if isinstance(text, bytes) else text.encode())
    return run_import(IMPORTS[name], files, register)


def cow(folder: Path, *rows: str, register: Graph | None = None) -> ImportedTable:
    return run("cow-igo", {"igo": IGO_HEAD + "".join(rows), "states": STATES}, folder, register)


def ggo(folder: Path, *rows: str) -> ImportedTable:
    return run("ggo-parties", {"parties": PARTIES_HEAD + "".join(rows)}, folder)


def values(imported: ImportedTable, node: str, term: URIRef) -> list[str]:
    iri = ox.NamedNode(f"{TABLE}{imported.name}/{node}")
    found = [text_of(q.object) for q in imported.quads if q.subject == iri and q.predicate.value == str(term)]
    return sorted(found)


def times(imported: ImportedTable, node: str) -> tuple[list[str], list[str], list[str]]:
    starts, ends, holds = (values(imported, node, term) for term in (CSTO.begins, CSTO.ends, CSTO.holds))
    return starts, ends, holds


def span(imported: ImportedTable, node: str) -> Span:
    first, last, early, late = (
        from_xsd(values(imported, node, term)[0])
        for term in (CSTO.earliestBegin, CSTO.latestBegin, CSTO.earliestEnd, CSTO.latestEnd)
    )
    (status,) = values(imported, node, CSTO.endStatus)
    return Span(Days(first, last), Days(early, late), Ending(status.rsplit("/", 1)[1]))


def in_rdflib(imported: ImportedTable) -> Graph:
    quads = "\n".join(f"{q.triple} ." for q in imported.quads)
    return Graph().parse(data=quads, format="nt")


def register() -> Graph:
    graph = Graph()
    for code, name in (("371", "armenia"), ("365", "russia")):
        graph.add((ID[name], CSTO.cowCode, Literal(code)))
    for name in ("csto", "osce"):
        graph.add((ID[name], RDF.type, CSTO.InternationalOrganization))
    return graph


HEADER = """--+ title: T
--+ about: A row.
--+ origin: here
--+ published: "2020"
--+ kind: participation
--+ counts: {unit: row, of: parties}
--+ files: {parties: {about: the file, columns: {a: text}}}
--+ matches: {state: iso3166alpha3}
--+ columns: {state: s, state_name: s, instrument: i, instrument_name: i, begins: b, ends: e, holds: h, row: r, units: u,
--+   left_out: l}
--+ notes: [one]
"""
