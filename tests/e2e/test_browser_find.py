"""Finding on the site in a real browser: search, choices among the disagreements, and the pages in Russian."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, expect

from csto_kg.advice import nearest
from csto_kg.ask.reading.words import plain, stems_of
from csto_kg.site.search import INDEX_FILE
from tests.support.browser import axe_violations, watched
from tests.support.site import parsed

pytestmark = pytest.mark.slow

NEW_PAGES = ("cite.html", "licences.html", "downloads.html", "validation.html")


def test_words_are_folded_as_the_package_does(site: dict[str, bytes], browser: Browser, address: str) -> None:
    """The script gives every name of the index the stems that the search of the package gives it."""
    entries = json.loads(site[INDEX_FILE])["entries"]
    names = [name for name, *_ in entries] + [
        text if isinstance(text, str) else text[0]
        for entry in entries
        for text in (entry[3] if len(entry) > 3 else [])
    ]
    names += ["Uzbekistan’s U.N. envoys didn't", "RECOGNISED organisations", "Straße", "coöperation", "ОДКБ и Ёж"]
    assert len(names) > 2000
    # A mark that stands apart from its letter ends a word in Python, and is left out here.
    names = [name for name in names if not re.search("[\u0300-\u036f]", name)]
    with watched(browser, address) as page:
        page.goto("a-z.html")
        found = page.evaluate(
            "async names => { const m = await import('./folding.js'); return names.map(n => [m.plain(n), m.stemsOf(n)]) }",
            names,
        )
    assert [] == [
        (name, mine, [plain(name), list(stems_of(name))])
        for name, mine in zip(names, found, strict=True)
        if [plain(name), list(stems_of(name))] != mine
    ]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Uzbekstan", "Uzbekistan"),
        ("colective securty", "Collective Security Council"),
        ("Pashinian", "Nikol Pashinyan"),
    ],
)
def test_search_finds_what_is_misspelt(words: str, first: str, browser: Browser, address: str) -> None:
    """Where few names are as they are written, those written nearly so are given after them, and said to be."""
    with watched(browser, address) as page:
        page.goto("a-z.html")
        page.get_by_label("Search names").fill(words)
        expect(page.locator("[data-search] ol a").first).to_have_text(first)
        expect(page.get_by_role("status")).to_contain_text("Found: 0. Written nearly so:")
        page.get_by_label("Search names").fill("qqqqq")
        expect(page.get_by_role("status")).to_have_text("Found: 0")


def test_words_are_as_like_as_the_package_has_it(browser: Browser, address: str) -> None:
    """The script finds the same names nearest to a misspelt one."""
    known = [
        "Kazakhstan",
        "Kyrgyzstan",
        "Uzbekistan",
        "Tajikistan",
        "Russia",
        "Belarus",
        "csto:memberOf",
        "csto:isMemberOf",
    ]
    with watched(browser, address) as page:
        page.goto("a-z.html")
        for word in ("Kazakstan", "kirgizstan", "rusia", "csto:memberOff", "Belorussia", "x", ""):
            found = page.evaluate("async ([w, k]) => (await import('./nearness.js')).nearest(w, k)", [word, known])
            assert nearest(word, known) == found, word


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("UZBEKISTAN", "Uzbekistan"),
        ("узбекистан", "Узбекистан"),
        ("odkb", "ODKB"),
        ("704", "704"),
        (
            "when did the collective security treaty enter into force",
            "When did the Collective Security Treaty enter into force?",
        ),
        ("list the members of organization", "list the members of organization in date"),
        ("rapid-reaction forces", "Collective Rapid Reaction Forces"),
    ],
)
def test_search_finds_by_any_name(words: str, first: str, browser: Browser, address: str) -> None:
    """Names in any alphabet, codes, questions and forms are found; the address keeps what was searched for."""
    with watched(browser, address) as page:
        page.goto("a-z.html")
        page.get_by_label("Search names").fill(words)
        expect(page.locator("[data-search] ol a").first).to_have_text(re.compile(re.escape(first)))
        expect(page.get_by_role("status")).to_contain_text("Found:")
        assert page.locator("#letter-41").is_hidden()
        address_now = page.url
        page.goto("about.html")
        page.goto(address_now)
        expect(page.locator("[data-search] ol a").first).to_have_text(re.compile(re.escape(first)))


def test_search_works_by_keyboard(browser: Browser, address: str) -> None:
    """Arrow keys go into what is found and back, Escape empties the box, Enter opens the first."""
    with watched(browser, address) as page:
        page.goto("a-z.html")
        page.get_by_label("Search names").focus()
        page.keyboard.type("uzbekistan")
        expect(page.locator("[data-search] ol a").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert page.evaluate(
            "document.activeElement.parentElement === document.querySelectorAll('[data-search] li')[1]"
        )
        assert [] == axe_violations(page)
        page.keyboard.press("Escape")
        expect(page.locator("[data-search] ol a")).to_have_count(0)
        assert page.locator("#letter-41").is_visible()
        page.keyboard.type("uzbekistan")
        expect(page.locator("[data-search] ol a").first).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url("**/id/uzbekistan.html")


def test_the_lists_are_whole_without_scripts(browser: Browser, address: str) -> None:
    """Without scripts the box says that it needs them, choices are hidden, and both lists have every row."""
    with watched(browser, address, has_scripts=False) as page:
        page.goto("a-z.html")
        assert page.get_by_text("The search needs scripts").is_visible()
        assert page.locator("#search").is_hidden()
        assert page.locator("#letter-41").is_visible()
        page.goto("disagreements.html")
        assert page.locator("[data-facets]").is_hidden()
        assert page.locator("tbody tr:visible").count() > 250


def test_choices_agree_with_the_rows(site: dict[str, bytes], browser: Browser, address: str) -> None:
    """Each choice shows the rows that have it and counts them; two together show what has both, also from the address."""
    with watched(browser, address) as page:
        page.goto("disagreements.html")
        total = page.locator("main section:not(#types) tbody tr").count()
        assert f"{total} questions" in parsed(site["disagreements.html"]).text
        for facet in ("outcome", "type", "thing", "source"):
            options = page.locator(f"#facet-{facet} option").all()[1:]
            assert len(options) >= 3
            for option in options[:4]:
                value, text = option.get_attribute("value") or "", option.inner_text()
                page.select_option(f"#facet-{facet}", value)
                shown = page.locator("main section:not(#types) tbody tr:visible").count()
                assert text.endswith(f"({shown})")
                assert f"{facet}={value}" in page.url
            page.get_by_role("button", name="Show all").click()
            assert total == page.locator("main section:not(#types) tbody tr:visible").count()
        page.goto("disagreements.html?outcome=open&thing=uzbekistan")
        rows = page.locator("main section:not(#types) tbody tr:visible")
        assert 0 < rows.count() < 59
        assert rows.count() == page.locator("#open tbody tr:visible").filter(has_text="Uzbekistan").count()
        assert [] == axe_violations(page)


def test_the_pages_speak_russian(browser: Browser, address: str) -> None:
    """A reader who chooses Russian has the words of the pages in it, marked as such; the choice stays on the next page."""
    with watched(browser, address) as page:
        page.goto("id/uzbekistan.html")
        page.get_by_role("button", name="Русский").click()
        expect(page.locator("h1")).to_have_text("Узбекистан")
        assert "ru" == page.locator("h1").get_attribute("lang")
        expect(page.locator("h2").first).to_have_text("Во времени")
        assert "en" == page.locator("html").get_attribute("lang")
        assert [] == axe_violations(page)
        page.goto("disagreements.html")
        expect(page.locator("h1")).to_have_text("В чём источники расходятся")
        expect(page.get_by_role("status")).to_contain_text("Показано")
        page.select_option("#facet-thing", "uzbekistan")
        expect(page.get_by_role("status")).to_contain_text("Показано")
        page.get_by_role("button", name="English").click()
        expect(page.locator("h1")).to_have_text("Where the sources disagree")


@pytest.mark.parametrize("path", NEW_PAGES)
def test_pages_of_the_release_have_no_barrier(path: str, browser: Browser, address: str) -> None:
    """The pages about the release fit a phone, and axe-core finds nothing against WCAG 2.2 AA, light and dark."""
    with watched(browser, address, width=390) as page:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert [] == axe_violations(page)
        page.emulate_media(color_scheme="dark")
        assert [] == axe_violations(page, rules=["color-contrast", "link-in-text-block"])
