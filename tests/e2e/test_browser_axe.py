"""Nobody is kept out: one page of each kind, light and dark, against WCAG 2.2 AA."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.browser import axe_violations, watched

pytestmark = pytest.mark.slow

# A page of each kind, by a thing that has much to show.
PAGES = (
    "index.html",
    "day/1999-04-02.html",
    "id/uzbekistan.html",
    "id/csto.html",
    "id/cst.html",
    "id/person/emomali-rahmon.html",
    "id/exercise/rubezh-2008.html",
    "id/conflict/cst-entry-into-force.html",
    "claim/minsk-015.html",
    "source/minsk-dialogue-2021.html",
    "disagreements.html",
    "a-z.html",
    "sources.html",
    "queries.html",
    "ontology.html",
    "about.html",
    "404.html",
)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_barrier(path: str, browser: Browser, address: str) -> None:
    """axe-core finds nothing against WCAG 2.2 AA, and the page works without an error."""
    with watched(browser, address) as page:
        page.goto(path)
        assert [] == axe_violations(page)
        # Only colours change at night.
        page.emulate_media(color_scheme="dark")
        assert [] == axe_violations(page, rules=["color-contrast", "link-in-text-block"])
