"""Checks of data and of what is built from it: what SHACL sees, what it does not see, and how a report is written.

facts        the facts of a graph as rules read them; what supports a view
references   the rule on identifiers that nothing declares
values       rules on domains, ranges, literals, classes and single values
derived      the rule on bounds, durations and texts that the build works out
support      rules on what register, claims and findings say of a view
conformance  the table of the rules, and all that they find in a graph
dataset      the two gates of a build, on the data
parts        RDF taken apart by what it is for
files        RDF files that anybody gives, read within bounds
endpoint     all triples of a SPARQL endpoint
targets      what can be checked: data files, a release, RDF files, an endpoint
formats      reports as text, RDF, JSON, JUnit XML and SARIF

Import from the modules: `targets` brings in pySHACL and owlready2, which a query does not need.
"""
