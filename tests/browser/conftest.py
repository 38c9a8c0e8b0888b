"""A browser, a scripted help service, and pages that show the bubble."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.bubble import Bubble
from tests.browser.service import Service
from tests.chromium import ARGUMENTS, chromium_path

Visit = Callable[..., Bubble]


# A busy machine is not a failure: what is waited for may take a while.
expect.set_options(timeout=20_000)


# Not for the whole session: while Playwright's loop is open, no test elsewhere can run its own.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, once for these tests."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of the server's own, on which no script may fail; axe may be put into it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860}, bypass_csp=True)
    made = context.new_page()
    errors: list[str] = []
    made.on("pageerror", lambda error: errors.append(str(error)))
    yield made
    context.close()
    assert not errors


@pytest.fixture
def service() -> Iterator[Service]:
    """A scripted help service that is up."""
    running = Service()
    running.start()
    yield running
    running.release()
    running.stop()


@pytest.fixture
def contexts(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser profiles, and closes them."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        usual = {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce"}
        context = chromium.new_context(**{**usual, **options})
        context.set_default_timeout(30_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def visit(contexts: Callable[..., BrowserContext], service: Service) -> Iterator[Visit]:
    """Opens a page with the bubble in a fresh profile; a script that throws fails the test."""
    errors: list[str] = []

    def go(path: str = "/portal", context: BrowserContext | None = None, **options: Any) -> Bubble:
        page: Page = (context or contexts(**options)).new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path if "://" in path else service.url + path)
        return Bubble(page)

    yield go
    assert not errors


@pytest.fixture
def bubble(visit: Visit) -> Bubble:
    """The open bubble on the sample portal."""
    shown = visit()
    shown.open()
    return shown
