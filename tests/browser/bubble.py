"""The bubble as a person meets it: by names, roles and words."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

SHOTS = Path(__file__).parents[1] / "screenshots"


class Bubble:
    """The bubble on one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.get_by_role("button", name="Open help")
        self.panel = page.get_by_role("dialog", name="Ask Harbor")
        self.input = page.locator(".composer textarea")
        self.log = page.locator(".log")
        self.human = page.locator(".actions").get_by_role("button", name="Talk to a human")
        self.emergency = page.get_by_role("button", name="Emergency")
        self.confirm = page.get_by_role("alertdialog", name="Is this an emergency?")
        self.presence = page.locator(".presence")
        self.banner = page.locator(".banner")
        self.live = page.locator(".live")

    def open(self) -> None:
        """Press the launcher and wait until the session is there."""
        self.launcher.click()
        expect(self.page.get_by_text("Hi! Ask anything about Harbor.")).to_be_visible()

    def ask(self, text: str) -> None:
        """Type a question and press Enter."""
        self.input.fill(text)
        self.input.press("Enter")

    def said(self, text: str) -> Locator:
        """What stands in the log."""
        return self.log.get_by_text(text)

    def sent(self) -> None:
        """Wait until nothing waits to be sent. The page's own policy forbids what Playwright's
        `wait_for_function` does, so the waiting is done here."""
        waiting = "JSON.parse(Object.values(localStorage)[0]).outbox.length"
        for _ in range(400):
            if not self.page.evaluate(waiting):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("something was never sent")

    def answered(self, count: int = 1) -> None:
        """Wait until that many answers are whole."""
        expect(self.log.locator(".feedback, .offer")).to_have_count(count)

    def shot(self, name: str) -> None:
        """Keep what can be seen now, for a person to look at, once it has come to rest."""
        self.page.evaluate(
            "Promise.all(document.querySelector('dialtone-bubble').shadowRoot.getAnimations()"
            ".filter(a => a.effect.getComputedTiming().iterations === 1).map(a => a.finished))"
        )
        self.page.screenshot(path=SHOTS / f"{name}.png")
