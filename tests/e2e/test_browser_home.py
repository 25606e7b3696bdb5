"""The first page in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.browser import watched

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", [1280, 390])
def test_the_first_page_fits_its_window(width: int, browser: Browser, address: str) -> None:
    """Nothing is wider than the window, also not on a phone."""
    with watched(browser, address, width=width) as page:
        page.goto("index.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_days_are_links_without_scripts(browser: Browser, address: str) -> None:
    """A preset leads to the page of its day, where scripts are off."""
    with watched(browser, address, has_scripts=False) as page:
        page.goto("index.html")
        page.get_by_role("link", name="23 June 2006").first.click()
        assert page.url.endswith("day/2006-06-23.html")
        assert "Uzbekistan" in page.inner_text("#day")
