"""An asker in the bubble and a helper in Slack converse live; nobody copies and pastes."""

import asyncio
import re
from pathlib import Path

from playwright.async_api import async_playwright, expect

from core.conversation import EscalationState
from core.settings import Settings
from dialtone.surface import Surface
from tests.bot.web.line import ADMIN_KEY, ScriptedApp, running, write_pages
from tests.chromium import ARGUMENTS, chromium_path
from tests.slack.emulator import Emulator
from tests.slack.fixtures import slack, slack_settings

__all__ = ["slack", "slack_settings"]


def chosen(slack: Emulator, home: Path) -> Settings:
    reached = {
        "bot_token": slack.app.bot_token,
        "app_token": slack.app.app_token,
        "api_url": slack.api_url,
        "help_channels": ("help",),
        "triage": "platform-oncall",
    }
    return Settings.model_validate(
        {"home": home, "slack": reached, "web": {"admin_key": ADMIN_KEY}}
    )


async def test_bubble_and_slack_converse_live(slack: Emulator, tmp_path: Path) -> None:
    priya = slack.add_user("priya", "Priya Nair")
    team = slack.add_channel("platform-oncall", priya, slack.bot)
    with ScriptedApp(chosen(slack, tmp_path / "home")) as app:
        app.ingest(write_pages(tmp_path / "pages"))
        serving = running(app, Surface(app))
        line = await asyncio.to_thread(serving.__enter__)
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=chromium_path(), args=ARGUMENTS
                )
                page = await browser.new_page()
                expect.set_options(timeout=20_000)
                await page.goto(line.url)
                box = page.locator(".composer textarea")
                await box.fill("How do I roll back a deploy in the EU region?")
                await box.press("Enter")
                log = page.locator(".log")
                await expect(log).to_contain_text("region eu")
                await page.locator(".actions").get_by_role("button", name="Talk to a human").click()

                # The owning team sees the card, with everything that was said.
                await slack.wait_for(lambda: slack.said_by_bot(), 20, "a card")
                [card] = slack.said_by_bot()
                shown = str(card.blocks)
                assert "How do I roll back a deploy in the EU region?" in shown
                assert "--region eu" in shown
                for label in ("Claim", "Answer", "This was a docs gap", "Resolve"):
                    assert label in shown

                await slack.click(priya, team, card.ts, "dialtone_card_claim")
                await expect(log).to_contain_text("Priya Nair is looking at this.")

                # What the helper writes in the thread reaches the asker, live.
                slack.post(priya, team, "Is `parcel-api` still failing?", thread_ts=card.ts)
                await expect(log).to_contain_text("still failing?")
                await expect(page.locator(".presence")).to_have_text("Priya Nair is here")

                # What the asker adds reaches the helper, and Dialtone is silent.
                await box.fill("It is, since noon.")
                await box.press("Enter")
                await slack.wait_for(
                    lambda: any("since noon" in m.text for m in slack.said_by_bot(card.ts)),
                    20,
                    "the asker's words",
                )
                slack.post(priya, team, "Rolled back by hand, try now.", thread_ts=card.ts)
                await expect(log).to_contain_text("Rolled back by hand")
                await page.screenshot(path=Path("tests/screenshots/two-way-bubble.png"))
                answers = await page.locator(".log .feedback").count()

                [call] = app.escalations.all()
                await slack.click(priya, team, card.ts, "dialtone_card_resolve")
                await expect(log).to_contain_text("Priya Nair marked this as resolved.")
                assert app.escalations.get(call.id).state is EscalationState.RESOLVED
                assert answers <= 1
                await browser.close()
            thread = [m.text for m in slack.said_by_bot(card.ts)]
            # Each thing once, and nothing of what the helper wrote comes back to them.
            assert sum("since noon" in text for text in thread) == 1
            assert not any("still failing" in text for text in thread)
            assert sum(bool(re.search("claimed it", text)) for text in thread) == 1
            happened = [event.name.value for event in app.escalations.events(call.id)]
            steps = [name for name in happened if name != "delivered"]
            assert steps == ["opened", "routed", "acknowledged", "answered", "resolved"]
        finally:
            await asyncio.to_thread(serving.__exit__, None, None, None)
