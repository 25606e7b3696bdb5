"""Checks of data and of what is built from it: what SHACL sees, what it does not see, and how a report is written.

- `facts`: the facts of a graph as rules read them, and what supports a view
- `references`: the rule on identifiers that nothing declares
- `values`: rules on domains, ranges, literals, classes and single values
- `derived`: the rule on bounds, durations and texts that the build computes
- `in_time`: the rule on dates and orders that contradict each other
- `support`: rules on how a view agrees with register, claims and findings
- `reported`: the rule on what may stand in the graph of what is only reported
- `conformance`: the table of the rules, and all that they find in a graph
- `naming`: how things and claims are named in a report
- `undeclared`: classes and properties that the ontology does not declare
- `own_shapes`: the shapes of a gate, with what a project adds to those of the core
- `shape_mistakes`: what is wrong with shapes that somebody wrote, before an engine reads them
- `gates`: both gates on any graph: each claim by itself, then the view
- `dataset`: both gates on the data set of a build
- `parts`: RDF by what it is for: register, claims, provenance, findings, view, what is only reported
- `profiles`: which checks hold for what is made from tables
- `files`: RDF files that anybody gives, read within limits
- `endpoint`: all triples of a SPARQL endpoint
- `axioms`: axioms among the data of others, which the reasoner does not take
- `targets`: what can be checked: data files, a release, RDF files, an endpoint
- `formats`: reports as text, RDF, JSON, JUnit XML and SARIF

Import from the modules: `targets` loads pySHACL and owlready2, which a query does not need.
"""
