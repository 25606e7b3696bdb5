"""The live site of a graph without a server: the replies to its jobs, as a worker gives them."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from csto_kg.ask.graph import Graph
from csto_kg.ontology import context_of
from csto_kg.rdf.media import HTML
from csto_kg.web.jobs import Setup
from csto_kg.web.live import LiveSite
from csto_kg.web.views import IriData, Look


def live_site(graph: Graph) -> LiveSite:
    """The live site of a graph, under no other policy."""
    setup = Setup(
        graph.folder / "store",
        graph.queries,
        context_of(graph.project),
        10.0,
        10**8,
        graph.project.configuration,
    )
    return LiveSite(graph.store, setup)


def wrong_iris(site: LiveSite, quads: Iterable[ox.Quad], root: str) -> list[str]:
    """The IRIs below a root that lead to no page, or whose data are not the quads that have them as subject."""
    found: dict[str, set[ox.Quad]] = {}
    for quad in quads:
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.graph_name, ox.NamedNode)
        for iri in (quad.subject.value, quad.graph_name.value):
            if iri.startswith(root) and iri != root:
                found.setdefault(iri, set()).add(quad)
    wrong = []
    for iri, expected in found.items():
        path = iri.removeprefix(root)
        led = site.reply(Look(path, HTML))
        data = site.reply(IriData(path, "application/n-quads"))
        given = set(ox.parse(data.body, ox.RdfFormat.N_QUADS))
        # A document has the data of its fragments too, and an ontology all that is said of terms.
        is_right = given == expected or ("#" not in iri.removeprefix(root) and given >= expected)
        if led.status != 303 or not is_right:
            wrong.append(iri)
    assert len(found) > 100
    return wrong
