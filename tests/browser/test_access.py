"""With a keyboard alone, with a screen reader, and by axe's rules."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.bubble import Bubble
from tests.browser.conftest import Visit
from tests.browser.host_pages import host_page
from tests.browser.service import Service

ACTIVE = "document.querySelector('dialtone-bubble').shadowRoot.activeElement"


def focused(page: Page) -> str:
    """The accessible name of what has the focus inside the bubble."""
    return str(
        page.evaluate(f"{ACTIVE}?.getAttribute('aria-label') || {ACTIVE}?.textContent || ''")
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(visit: Visit, service: Service, scheme: str) -> None:
    shown = visit(color_scheme=scheme, reduced_motion="reduce")
    broken: dict[str, list[str]] = {"closed": violations(shown.page)}
    shown.open()
    broken["open"] = violations(shown.page)
    shown.ask("How do I roll back?")
    shown.answered()
    shown.ask("How long is a canary?")
    shown.answered(2)
    shown.ask("What about quantum computers?")
    shown.answered(3)
    shown.log.get_by_role("button", name="No, it did not help").first.click()
    broken["answer"] = violations(shown.page)
    shown.emergency.click()
    broken["dialog"] = violations(shown.page)
    shown.page.keyboard.press("Escape")
    shown.human.click()
    expect(shown.said("A human has been asked to take over")).to_be_visible()
    service.human_says("I am here.")
    expect(shown.said("I am here.")).to_be_visible()
    service.refuse = [(422, {"detail": "No.", "remedy": "Ask otherwise."}, {})]
    shown.ask("Refuse me")
    expect(shown.page.get_by_text("Ask otherwise.")).to_be_visible()
    shown.page.context.set_offline(True)
    expect(shown.banner).to_be_visible()
    broken["trouble"] = violations(shown.page)
    shown.page.context.set_offline(False)
    shown.shot(f"desktop-{scheme}-human")
    assert not any(broken.values()), broken


def test_axe_finds_nothing_on_the_full_page_and_on_a_phone(visit: Visit) -> None:
    page = visit("/", reduced_motion="reduce")
    page.ask("How do I roll back?")
    page.answered()
    assert violations(page.page) == []
    phone = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone.open()
    phone.ask("How do I roll back?")
    phone.answered()
    expect(phone.panel).to_have_attribute("aria-modal", "true")
    assert violations(phone.page) == []


def test_keyboard_alone(visit: Visit, service: Service) -> None:
    service.pages["host"] = (host_page("", 'data-title="Ask Harbor"'), {})
    shown = visit("/pages/host")
    page, keys = shown.page, shown.page.keyboard
    page.locator("#before").focus()
    keys.press("Tab")
    assert focused(page) == "Open help"
    outline = page.evaluate(f"getComputedStyle({ACTIVE}).outlineStyle")
    assert outline == "solid"
    keys.press("Enter")
    expect(shown.input).to_be_focused()
    keys.type("How do I")
    keys.press("Shift+Enter")
    keys.type("roll back?")
    keys.press("Enter")
    shown.answered()
    assert service.posted == ["How do I\nroll back?"]
    expect(shown.input).to_be_focused()

    names: list[str] = []
    while "Start a new conversation" not in names and len(names) < 40:
        keys.press("Shift+Tab")
        names.append(focused(page))
    for wanted in ("No, it did not help", "Rollbacks", "Copy"):
        assert any(wanted in name for name in names), names
    keys.press("Escape")
    expect(shown.panel).to_be_hidden()
    assert focused(page) == "Open help"
    keys.press("Space")
    expect(shown.panel).to_be_visible()


def test_focus_returns_to_what_opened_it(visit: Visit, service: Service) -> None:
    opener = '<button id="mine" onclick="dialtone.open()">Help me</button>'
    service.pages["host"] = (host_page("", 'data-title="Ask Harbor"', head=opener), {})
    shown = visit("/pages/host")
    shown.page.locator("#mine").click()
    expect(shown.input).to_be_focused()
    shown.page.keyboard.press("Escape")
    expect(shown.page.locator("#mine")).to_be_focused()


def test_page_shortcuts_do_not_fire_while_writing(visit: Visit, service: Service) -> None:
    head = "<script>addEventListener('keydown', e => document.title += e.key)</script>"
    service.pages["host"] = (host_page("", 'data-title="Ask Harbor"', head=head), {})
    shown = visit("/pages/host")
    shown.open()
    shown.page.keyboard.type("s?")
    expect(shown.input).to_have_value("s?")
    assert shown.page.title() == "Host"


def test_sheet_keeps_the_focus(visit: Visit) -> None:
    shown = visit(viewport={"width": 390, "height": 700})
    shown.open()
    for _ in range(12):
        shown.page.keyboard.press("Tab")
        assert focused(shown.page)


def test_log_is_spoken_politely_and_history_is_not(bubble: Bubble) -> None:
    expect(bubble.page.get_by_role("log", name="Conversation")).to_have_count(1)
    expect(bubble.log).to_have_attribute("aria-live", "polite")
    expect(bubble.live).to_have_attribute("aria-live", "off")
    bubble.ask("How do I roll back?")
    bubble.answered()
    # An element that is announced is added once; what a later drawing changes is not added again.
    bubble.page.evaluate(
        """() => {
            window.added = 0;
            const log = document.querySelector('dialtone-bubble').shadowRoot.querySelector('.log');
            new MutationObserver(all => all.forEach(one => window.added += one.addedNodes.length))
                .observe(log, {childList: true});
        }"""
    )
    bubble.ask("and in EU?")
    bubble.answered(2)
    bubble.log.get_by_role("button", name="Yes, it helped").first.click()
    assert bubble.page.evaluate("window.added") == 2


def test_presence_and_status_are_announced(bubble: Bubble, service: Service) -> None:
    status = bubble.panel.get_by_role("status")
    bubble.human.click()
    expect(status).to_contain_text("A human has been asked")
    service.human_says("Hello.")
    expect(status).to_have_text("Mina Okafor is here")
    bubble.page.context.set_offline(True)
    expect(status).to_contain_text("You are offline.")
