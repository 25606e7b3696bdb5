"""SHACL validation with two engines that give the same report. This room knows nothing of any project.

- `validate`: checks data against shapes and gives a report; the place to start
- `report`: results, severities, and the report as a graph and as Turtle
- `naming`: how a project writes IRIs in reports and messages
- `shapes`: shapes and their constraints as values
- `reader`: reads the shapes of a graph
- `paths`: reads and writes property paths
- `lists`: reads RDF lists
- `literals`: a store that keeps literals as they are written
- `plan`: which shapes are compiled to set queries, and how
- `components`: the families of constraint components, each with its patterns
- `patterns`: regular expressions that both engines read in the same way
- `prebinding`: whether a SPARQL-based constraint can be asked for all focus nodes at once
- `classes`: the classes of nodes, with their superclasses
- `engine`: runs the queries
- `overlaps`: finds overlapping intervals without comparing all pairs
- `pyshacl`: the reference engine
- `labels`: labels for shapes without a name that are the same in each run
- `unchecked`: what shapes ask for that neither engine does
- `errors`: shapes that are not supported, or broken

Its modules are imported by name: pySHACL takes long to load, and whoever only reads shapes does not need it.
"""
