"""The graph over HTTP: a read-only SPARQL endpoint, stored queries, a page for each thing. Routes, never builds.

This is a package of its own, since here alone strangers ask, and ask what they like. Queries run in processes of their
own, since a query cannot be stopped from inside: one that takes too long, or too much memory, ends with its process and
another takes its place. An answer is whole before its status line is sent, so what looks complete is complete.

Where a request names no graphs, its default graph is the union of the view, the findings, the provenance, what was
inferred, and the ontology. What single claims say, and what they report others to have said, is never in it: those
are no facts. Every graph can be reached with `GRAPH`.

Each module imports from those above it only, and what stands above `requests` knows nothing of HTTP but its statuses:

- `jobs`: what goes to a worker and what comes back, refusals too
- `formats`: what answers are written as, and the choice by what a client accepts
- `pages`: the HTML
- `answers`: what a worker does with the store
- `pool`: the worker processes
- `requests`: what a request asks
- `service`: what the endpoint says of itself
- `site`: the routes, and `make_app`
- `server`: `serve`, the app on a port of this machine
"""

from csto_kg.web.server import serve
from csto_kg.web.site import make_app

__all__ = ["make_app", "serve"]
