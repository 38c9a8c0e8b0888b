"""A human is always one press away, and an emergency is confirmed once."""

from playwright.sync_api import expect

from tests.browser.bubble import Bubble
from tests.browser.conftest import Visit
from tests.browser.service import Service


def test_human_is_asked_with_one_press(bubble: Bubble, service: Service) -> None:
    bubble.human.click()
    expect(bubble.said("A human has been asked to take over")).to_be_visible()
    expect(bubble.presence).to_have_text("A human has been asked")
    bubble.human.click()
    expect(bubble.page.locator(".notice")).to_contain_text("sees this conversation")
    assert [(made["kind"], made["note"]) for made in service.escalations] == [("human", None)]
    bubble.shot("desktop-human-asked")


def test_human_joins_and_replies_live(bubble: Bubble, service: Service) -> None:
    bubble.ask("How do I roll back?")
    bubble.answered()
    bubble.human.click()
    expect(bubble.said("A human has been asked to take over")).to_be_visible()
    service.human_says("Is <code>parcel-api</code> still failing?")
    expect(bubble.said("still failing?")).to_be_visible()
    expect(bubble.presence).to_have_text("Mina Okafor is here")
    bubble.ask("It is, since 14:02.")
    expect(bubble.said("It is, since 14:02.")).to_be_visible()
    service.human_says("Rolling it back now.")
    expect(bubble.said("Rolling it back now.")).to_be_visible()
    bubble.shot("desktop-human-joined")
    bubble.page.reload()
    expect(bubble.presence).to_have_text("Mina Okafor is here")


def test_reply_is_counted_while_closed(bubble: Bubble, service: Service) -> None:
    bubble.human.click()
    expect(bubble.said("A human has been asked to take over")).to_be_visible()
    bubble.page.get_by_role("button", name="Close help").first.click()
    service.human_says("I am here.")
    unread = bubble.page.get_by_role("button", name="Open help, 1 unread")
    expect(unread).to_be_visible()
    bubble.shot("desktop-unread")
    unread.click()
    expect(bubble.said("I am here.")).to_be_visible()
    expect(bubble.page.get_by_text("Open help, 1 unread")).to_have_count(0)


def test_emergency_asks_once_and_can_be_cancelled(bubble: Bubble, service: Service) -> None:
    bubble.emergency.click()
    expect(bubble.confirm).to_be_visible()
    cancel = bubble.confirm.get_by_role("button", name="Cancel")
    expect(cancel).to_be_focused()
    bubble.shot("desktop-emergency")
    bubble.page.keyboard.press("Escape")
    expect(bubble.confirm).to_have_count(0)
    expect(bubble.panel).to_be_visible()
    expect(bubble.emergency).to_be_focused()
    assert not service.escalations

    bubble.emergency.click()
    bubble.confirm.get_by_label("What is happening?").fill("Checkout is down.")
    bubble.confirm.get_by_role("button", name="Yes, alert on-call").click()
    expect(bubble.said("Marked as an emergency")).to_be_visible()
    [made] = service.escalations
    assert (made["kind"], made["confirmed"], made["note"]) == (
        "emergency",
        True,
        "Checkout is down.",
    )


def test_focus_stays_inside_the_confirmation(bubble: Bubble) -> None:
    bubble.emergency.click()
    inside = (
        "document.querySelector('dialtone-bubble').shadowRoot.activeElement.closest('.confirm')"
    )
    for key in ["Tab"] * 4 + ["Shift+Tab"] * 4:
        bubble.page.keyboard.press(key)
        assert bubble.page.evaluate(f"{inside} !== null")


def test_call_does_not_wait_behind_an_answer(bubble: Bubble, service: Service) -> None:
    service.hold(after=1)
    bubble.ask("How do I roll back?")
    expect(bubble.live).to_contain_text("roll back first")
    bubble.human.click()
    expect(bubble.said("A human has been asked to take over")).to_be_visible()
    service.release()
    bubble.answered()


def test_call_made_offline_is_sent_later_and_says_so(visit: Visit, service: Service) -> None:
    shown = visit()
    shown.open()
    shown.page.context.set_offline(True)
    shown.emergency.click()
    shown.confirm.get_by_role("button", name="Yes, alert on-call").click()
    expect(
        shown.page.locator(".queue").get_by_text("Not sent yet: waiting for the network")
    ).to_be_visible()
    shown.page.context.set_offline(False)
    expect(shown.said("Marked as an emergency")).to_be_visible()
    assert len(service.escalations) == 1
