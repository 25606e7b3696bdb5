"""Terms, files and results of RDF and SPARQL: the only converter of terms and the only writers.

* `terms`: between the terms of pyoxigraph and those of rdflib.
* `nquads`: the canonical form and the hash that names a release.
* `packed`: reads the canonical form of a release, which a wheel has packed.
* `files`: reads RDF files, with line and column of every fault.
* `serialize`: writes graphs, byte for byte the same each time; the table of formats.
* `media`: media types, and the choice of one by what a client accepts.
* `results`: the answer to a query as a table, and its formats.
* `frames`: the same table as a data frame or as RDF.
* `spans`: writes the bounds of situations and the days of events.
* `tokens`: the tokens and the form of a SPARQL query.
* `keywords`: whether a SPARQL query asks other servers, by the engine's own parser.
* `mistakes`: what is wrong with a query, in words.
* `endpoints`: a client of SPARQL servers.

Import names from these modules: the package imports none, since `serialize` and `endpoints` load large libraries.
"""
