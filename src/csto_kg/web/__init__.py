"""The graph over HTTP: a read-only SPARQL endpoint, the stored queries, and a page for each thing. Nothing is built here.

Clients may send any query. A query cannot be stopped from inside, so queries run in worker processes: one that takes
too long, or too much memory, is ended with its process, and another process takes its place. An answer is complete before
its status line is sent.

Where a request names no graphs, its default graph is the union of the view, the findings, the provenance, what was
inferred, and the ontology. What single claims say or report is never in it, since claims are not facts. Every graph can be
reached with `GRAPH`.

Each module imports only from those listed before it; those before `requests` know nothing of HTTP but its statuses:

- `views`: how a client wants to see the release, and the jobs for pages and data
- `jobs`: the jobs for workers and their replies, refusals too
- `formats`: the formats of answers, and the choice among them by what a client accepts
- `documents`: answers of stored queries for the API
- `linked_data`: the data of an IRI
- `memento`: pages as of a day, for programs
- `shown`: pages of the site as a server shows them
- `forms`: the pages that only a server has
- `live`: pages and data, made by a worker
- `answers`: what a worker does with the store
- `pool`: the worker processes
- `requests`: what a request asks
- `respond`: replies as HTTP gives them: kept, packed, in parts
- `resources`: what an address gives that is no query
- `service`: the SPARQL service description
- `metadata`: the description of the data set, with the addresses of the server
- `problems`: what is wrong, for programs
- `openapi`: what the API is
- `api`: the API for programs
- `site`: the routes, and `make_app`
- `server`: `serve`, the app on a port of this machine
"""

from csto_kg.web.server import serve
from csto_kg.web.site import make_app

__all__ = ["make_app", "serve"]
