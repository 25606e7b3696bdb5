"""What an address gives that is no query: a page, a file, the data of an IRI, or where an IRI leads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from csto_kg.errors import UsageError
from csto_kg.rdf.media import DATASETS, GRAPHS, SUFFIXES
from csto_kg.site.home import HOME_PAGE
from csto_kg.site.pages import FileMaker, robots_file
from csto_kg.web.formats import CLAIM_OFFERS, THING_OFFERS, negotiated
from csto_kg.web.jobs import Job, RefusedRequestError, Reply
from csto_kg.web.live import CONTEXT_PATH, SITEMAP_PATH, file_type
from csto_kg.web.memento import TIMEMAP, day_accepted, http_day, memento_links
from csto_kg.web.requests import accepted, base_of, pairs_of
from csto_kg.web.respond import KeptReplies, kept_reply, response_of
from csto_kg.web.views import IriData, Look, Page, SiteView, view_of

__all__ = ["Resources"]

_ICON: Final = "favicon.svg"
_ASKED_BY_BROWSERS: Final = "favicon.ico"
_ROBOTS: Final = "robots.txt"
# Each page as of each day would be read without an end.
_NOT_FOR_ROBOTS: Final = ("/*?", "/query/", "/sparql")
_DAY_PAGES: Final = "day/"
_JSON_LD: Final = "application/ld+json"
_GRAPH_TYPES: Final = frozenset((*GRAPHS, *DATASETS))


@dataclass(frozen=True, slots=True)
class Resources:
    """The pages and data of a release. `ask` has a job answered, `static` makes the files that every site has.

    `modified` is when the release was made, as HTTP writes it.
    """

    ask: Callable[[Job], Awaitable[Reply]]
    static: Mapping[str, FileMaker]
    modified: str
    kept: KeptReplies

    async def get(self, request: Request) -> Response:
        """What stands at the path of a request."""
        path = request.scope["path"].lstrip("/")
        suffix = path.rpartition(".")[2]
        if path in ("", _ROBOTS, _ASKED_BY_BROWSERS) or path in self.static:
            return await self._own(request, path)
        if path == SITEMAP_PATH or path.startswith(TIMEMAP):
            return await self._answer(request, Page(path, base=base_of(request)))
        if path.endswith(".html"):
            return await self.page(request, path)
        if SUFFIXES.get(suffix) in _GRAPH_TYPES and path != CONTEXT_PATH:
            return await self.data(request, path.removesuffix(f".{suffix}"), SUFFIXES[suffix])
        return await self.lead(request, path)

    async def _own(self, request: Request, path: str) -> Response:
        """The first page, or a file that needs no release."""
        if not path:
            return await self.page(request, HOME_PAGE)
        if path == _ROBOTS:
            return await self._give(request, Reply(robots_file(base_of(request), _NOT_FOR_ROBOTS), "text/plain"))
        name = _ICON if path == _ASKED_BY_BROWSERS else path
        known = self.kept.find(name)
        if known is None:
            content = await anyio.to_thread.run_sync(self.static[name])
            known = await kept_reply(Reply(content, file_type(name)))
            self.kept.keep(name, known)
        return response_of(request, known, self.modified)

    async def page(self, request: Request, path: str) -> Response:
        """A page, as of the day, as known by the day and under the policy that are asked for."""
        view = _view(request)
        wanted = day_accepted(request.headers.get("accept-datetime"))
        is_of_day = path.startswith(_DAY_PAGES)
        if is_of_day and view.as_of:
            return RedirectResponse(f"../?{view.query}", 302)
        if wanted is not None and not view.as_of and not is_of_day:
            there = request.scope["path"].rpartition("/")[2] or "."
            dated = replace(view, as_of=wanted.isoformat())
            return RedirectResponse(
                f"{there}?{dated.query}", 302, {"Vary": "Accept, Accept-Encoding, Accept-Datetime"}
            )
        response = await self._answer(request, Page(path, view))
        if response.status_code in (200, 304) and not is_of_day:
            links = memento_links(path, view.without_day.query, is_dated=bool(view.as_of))
            response.headers["Link"] = ", ".join([*response.headers.getlist("link"), *links])
            response.headers["Vary"] = "Accept, Accept-Encoding, Accept-Datetime"
            if view.day is not None:
                response.headers["Memento-Datetime"] = http_day(view.day)
        return response

    async def data(self, request: Request, path: str, media_type: str) -> Response:
        """The data of the IRI at a path. The day of a view does not matter to them."""
        base = base_of(request) if media_type == _JSON_LD else ""
        return await self._answer(request, IriData(path, media_type, _view(request).without_day, base))

    async def lead(self, request: Request, path: str) -> Response:
        """Where the IRI at a path leads, by what the client accepts; or a file with another ending."""
        offers = CLAIM_OFFERS if path.startswith(("claim/", "graph/")) else THING_OFFERS
        return await self._answer(request, Look(path, negotiated(accepted(request), offers), _view(request)))

    async def _answer(self, request: Request, job: Page | IriData | Look) -> Response:
        known = self.kept.find(job)
        if known is None:
            known = await kept_reply(await self.ask(job))
            self.kept.keep(job, known)
        return response_of(request, known, self.modified)

    async def _give(self, request: Request, reply: Reply) -> Response:
        return response_of(request, await kept_reply(reply), self.modified)


def _view(request: Request) -> SiteView:
    try:
        return view_of(pairs_of(request.scope["query_string"], "query string"))
    except UsageError as error:
        raise RefusedRequestError(400, str(error), error.faults) from None
