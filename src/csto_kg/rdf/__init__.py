"""Terms, serializations and results of RDF and SPARQL."""
