"""SHACL validation with two engines that give the same report. This room knows nothing of any project.

- `validate`: checks data against shapes and gives a report; the place to start
- `report`: results, severities, and the report as a graph and as Turtle
- `naming`: how a project writes IRIs in reports and messages
- `shapes`, `reader`, `paths`, `lists`: the shapes of a graph as values
- `literals`: a store that keeps literals as they are written
- `plan`, `components`, `patterns`, `prebinding`, `classes`: shapes compiled to set queries
- `engine`, `overlaps`: the queries run, and interval joins
- `pyshacl`: the reference engine
- `errors`: shapes that are not supported, or broken

Its modules are imported by name: pySHACL takes long to load, and whoever only reads shapes does not need it.
"""
