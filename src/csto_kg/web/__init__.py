"""The graph over HTTP: a read-only SPARQL endpoint, the stored queries, and a page for each thing. Nothing is built here.

Clients may send any query. A query cannot be stopped from inside, so queries run in worker processes: one that takes
too long, or too much memory, or whose client has gone, is ended with its process, and another takes its place. An answer is
complete before its status line is sent. docs/decisions/0024-operation.md says what clients may have, and why.

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
- `limits`: what clients may have, in number, bytes and seconds
- `queues`: who is next, fairly to clients
- `kept`: answers and reweighed releases that are kept in memory
- `releases`: opens a release whose files are what its manifest says
- `answers`: what a worker does with the store
- `processes`: what runs beside the server
- `workers`: these processes, as the server sees them
- `lanes`: what waits in each lane, and why a job is ended
- `pool`: jobs through the lanes to the workers
- `requests`: what a request asks
- `respond`: replies as HTTP gives them: kept, packed, in parts
- `resources`: what an address gives that is no query
- `service`: the SPARQL service description
- `metadata`: the description of the data set, with the addresses of the server
- `problems`: what is wrong, for programs
- `openapi`: what the API is
- `api`: the API for programs
- `site`: the routes, and `make_app`
- `metrics`: what operators see
- `connections`: how many there may be, and how slow
- `guard`: what stands before the routes
- `switch`: takes up a new release
- `server`: `serve`, the app on a port of this machine
"""

from csto_kg.web.limits import Limits
from csto_kg.web.metrics import access_log
from csto_kg.web.server import App, Operation, serve
from csto_kg.web.site import make_app

__all__ = ["App", "Limits", "Operation", "access_log", "make_app", "serve"]
