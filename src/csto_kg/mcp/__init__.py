"""The graph for assistants, by the Model Context Protocol: what it answers can be quoted, and says what it does not know.

- `limited`: SPARQL of anybody, in a process of its own that is ended when it takes too long
- `things`: things, claims and sources as values of plain types
- `tools`: what assistants can call: each stored query, questions in words, cards, evidence, SPARQL
- `resources`: what they can read by its IRI
- `server`: the server, on standard input and output or on a port of this machine

Nothing is imported here, so that the command can say that the protocol's library is not installed.
"""
