"""The page in a real browser. It needs Chromium, and fails without."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from tests.chromium import ARGUMENTS, chromium_path
from tests.slack import stage
from tests.slack.emulator import Emulator
from tests.slack.tests.bolt_bots import bolt_over_sockets
from tests.slack.tests.test_interactivity import BUTTONS, interactive_app
from tests.slack.wire import Json

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
HOSTILE = (
    "<img src=x onerror=alert(1)> &lt;script&gt;alert(1)&lt;/script&gt; <javascript:alert(1)|x>"
)


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Chromium, as the system has it, started once; the address to control it by."""
    folder = tmp_path_factory.mktemp("chromium")
    command = [
        chromium_path(),
        "--headless",
        *ARGUMENTS,
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
    ]
    log = folder / "log"  # a file and not a pipe: nobody would empty the pipe
    with log.open("w") as sink, subprocess.Popen(command, stderr=sink) as process:
        try:
            yield _address(log, process)
        finally:
            process.terminate()


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        if found := re.search(r"DevTools listening on (ws://\S+)", log.read_text()):
            return found[1]
        assert process.poll() is None, f"Chromium did not start: {log.read_text()}"
        time.sleep(0.05)
    raise AssertionError(f"Chromium did not start: {log.read_text()}")


@pytest_asyncio.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """The browser, in this test's own event loop."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(chromium)
        yield browser
        await browser.close()


both_widths = pytest.mark.parametrize(
    "page", [DESKTOP, PHONE], ids=["desktop", "phone"], indirect=True
)


@pytest_asyncio.fixture
async def page(
    slack: Emulator, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[Page]:
    """The page of a furnished workspace; whatever it complains of fails the test."""
    stage.furnish(slack)
    complaints: list[str] = []
    viewport: ViewportSize = getattr(request, "param", DESKTOP)
    page = await browser.new_page(viewport=viewport)
    page.set_default_timeout(5000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    await page.goto(slack.base_url)
    await expect(page.locator("#title")).to_have_text("# platform-help")
    yield page
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    await page.close()
    assert complaints == []
    assert not wide


@both_widths
async def test_a_person_tries_the_bot_end_to_end(slack: Emulator, page: Page) -> None:
    got: list[Json] = []
    async with bolt_over_sockets(slack, interactive_app(slack, got)) as app:
        box = page.locator("#composer textarea")
        await box.fill("@dialbot where are the *docs*? <b>")
        await box.press("Enter")
        await page.locator("#messages .replies").click()
        await expect(page.locator("#replies .message")).to_have_count(2)
        await expect(page.locator("#replies a")).to_have_text("docs")
        asked = slack.said_by_bot()[0].thread_ts or ""
        parent = slack.message("platform-help", asked)
        assert parent.text == f"{slack.bot.mention} where are the *docs*? &lt;b&gt;"
        await expect(page.locator("#replies .message strong", has_text="docs")).to_be_visible()

        await app.client.chat_postMessage(
            channel=parent.channel, thread_ts=asked, text="x", blocks=BUTTONS
        )
        await page.locator("#replies [data-action=open_form]").click()
        await page.locator("dialog [data-action=reason]").fill("bad")
        await page.locator("dialog .primary").click()
        await expect(page.locator("dialog .error")).to_have_text("Say more.")
        await page.locator("dialog [data-action=reason]").fill("because")
        await page.locator("dialog .primary").click()
        await expect(page.locator("dialog")).not_to_be_visible()
        assert got[-1]["view"]["state"]["values"]["why"]["reason"]["value"] == "because"


async def test_streams_whispers_status_and_commands(slack: Emulator, page: Page) -> None:
    async with bolt_over_sockets(slack, interactive_app(slack, [])) as app:
        ada = slack.user("ada")
        channel = slack.channel("platform-help").id
        asked = slack.post(ada, channel, "q")
        where = {"channel": channel, "thread_ts": asked.ts}
        recipient = {"recipient_user_id": ada.id, "recipient_team_id": ada.team_id}
        stream = await app.client.chat_stream(**where, **recipient, buffer_size=1)
        await stream.append(markdown_text="**One** ")
        await app.client.assistant_threads_setStatus(
            channel_id=channel, thread_ts=asked.ts, status="is thinking"
        )
        await page.locator("#messages .replies").click()
        await expect(page.locator("#status")).to_have_text("Dialbot is thinking")
        await expect(page.locator("#replies .streaming")).to_be_visible()
        await stream.append(markdown_text="two")
        await expect(page.locator("#replies .message").last).to_contain_text("One two")
        await stream.stop()
        await expect(page.locator("#replies .streaming")).to_have_count(0)
        await page.locator("#close-thread").click()
        await page.locator("#composer textarea").fill("/ask the docs")
        await page.locator("#composer button").click()
        await expect(page.locator(".message.ephemeral")).to_contain_text("Looking up the docs")


async def test_nothing_in_a_message_runs(slack: Emulator, page: Page) -> None:
    ran: list[str] = []
    page.on("dialog", lambda dialog: ran.append(dialog.message))
    slack.backend.workspace.post(slack.channel("general"), slack.bot, HOSTILE)
    markdown = [{"type": "markdown", "text": HOSTILE + " [x](javascript:alert(1))"}]
    channel = slack.channel("platform-help")
    slack.backend.workspace.post(channel, slack.bot, HOSTILE, blocks=markdown)
    slack.backend.workspace.post(channel, slack.bot, HOSTILE)
    await expect(page.locator("#messages .message")).to_have_count(2)
    assert await page.locator("#messages img, #messages script").count() == 0
    assert await page.locator("#messages a").count() == 0
    assert ran == []


@both_widths
async def test_another_person_sees_their_own_side(slack: Emulator, page: Page) -> None:
    channel, ben = slack.channel("platform-help"), slack.user("ben")
    slack.backend.workspace.whisper(channel, slack.bot, ben, "psst, Ben")
    if await page.locator("#menu").is_visible():
        await page.locator("#menu").click()
    await page.locator("#viewer").select_option(ben.id)
    await expect(page.locator(".message.ephemeral")).to_contain_text("psst, Ben")
