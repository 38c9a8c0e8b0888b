"""Ask, read the answer as it comes, open its sources, say whether it helped."""

import gzip

from playwright.sync_api import expect

from tests.browser.bubble import Bubble
from tests.browser.conftest import Visit
from tests.browser.service import STATIC, Service


def test_closed_bubble_asks_the_server_nothing(visit: Visit, service: Service) -> None:
    shown = visit()
    expect(shown.launcher).to_be_visible()
    shown.shot("desktop-closed")
    assert not service.subjects


def test_greeting_and_suggestions(bubble: Bubble, service: Service) -> None:
    bubble.shot("desktop-empty")
    bubble.page.get_by_role("button", name="How do I roll back a deploy?").click()
    bubble.answered()
    assert service.posted == ["How do I roll back a deploy?"]
    expect(bubble.page.get_by_text("Often asked")).to_have_count(0)


def test_answer_comes_in_parts_and_is_announced_whole(bubble: Bubble, service: Service) -> None:
    service.hold(after=0)
    bubble.ask("How do I roll back?")
    expect(bubble.live).to_contain_text("Searching 3 sources")
    bubble.shot("desktop-searching")
    service.hold(after=1)
    expect(bubble.live).to_contain_text("roll back first")
    expect(bubble.live).not_to_contain_text("The pipeline")
    # Not yet in the log, which a screen reader reads: there it arrives once, whole.
    expect(bubble.said("roll back first")).to_have_count(0)
    bubble.shot("desktop-streaming")
    service.release()
    bubble.answered()
    expect(bubble.said("roll back first")).to_have_count(1)
    expect(bubble.live).to_be_hidden()


def test_follow_up_belongs_to_the_same_conversation(bubble: Bubble, service: Service) -> None:
    bubble.ask("How do I roll back?")
    bubble.answered()
    bubble.ask("and in EU?")
    bubble.answered(2)
    expect(bubble.said("rolls back the EU only")).to_be_visible()
    assert len(service.talks) == 1
    assert service.posted == ["How do I roll back?", "and in EU?"]


def test_every_question_stays_in_sight_above_its_answer(bubble: Bubble) -> None:
    asked = ("How do I roll back?", "What does a canary do?", "How do I roll back again?")
    for count, question in enumerate(asked, start=1):
        bubble.ask(question)
        bubble.answered(count)
        bubble.sent()
        expect(bubble.log.locator(".mine .say").last).to_have_text(question)
        expect(bubble.log.locator(".mine .say").last).to_be_in_viewport(ratio=1)


def test_sources_are_numbered_links_with_heading_and_age(bubble: Bubble) -> None:
    bubble.ask("How do I roll back?")
    bubble.answered()
    sources = bubble.log.get_by_role("list", name="Sources").get_by_role("listitem")
    expect(sources).to_have_count(2)
    expect(sources.nth(1)).to_contain_text("Rollbacks › After the rollback")
    expect(sources.nth(1)).to_contain_text("Updated")
    mark = bubble.log.get_by_role("link", name="Source 2: Rollbacks › After the rollback")
    expect(mark).to_have_text("2")
    context = bubble.page.context
    context.route("https://handbook.fernway.example/**", lambda route: route.fulfill(body="page"))
    with context.expect_page() as opened:
        sources.nth(0).get_by_role("link").click()
    assert opened.value.url.startswith("https://handbook.fernway.example/deploy/rollbacks.html")
    assert opened.value.evaluate("window.opener") is None


def test_code_can_be_copied(bubble: Bubble) -> None:
    bubble.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    bubble.ask("How do I roll back?")
    bubble.answered()
    bubble.shot("desktop-answer")
    bubble.log.get_by_role("button", name="Copy").click()
    expect(bubble.log.get_by_role("button", name="Copied")).to_be_visible()
    copied = bubble.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("$ harbor deploy history")
    assert copied.endswith("--to r411")


def test_table_and_old_source(bubble: Bubble) -> None:
    bubble.ask("How long is a canary?")
    bubble.answered()
    expect(bubble.log.get_by_role("table")).to_contain_text("us-east starts 15 min after")
    expect(bubble.said("may be out of date")).to_be_visible()
    bubble.shot("desktop-table")


def test_unknown_shows_the_nearest_pages_and_a_human(bubble: Bubble, service: Service) -> None:
    bubble.ask("What about quantum computers?")
    nearest = bubble.log.get_by_role("list", name="Nearest pages")
    expect(nearest.get_by_role("link")).to_have_count(3)
    bubble.shot("desktop-unknown")
    bubble.log.get_by_role("button", name="Talk to a human").click()
    expect(bubble.said("A human has been asked to take over")).to_be_visible()


def test_feedback_is_stored_with_its_reason(bubble: Bubble, service: Service) -> None:
    bubble.ask("How do I roll back?")
    bubble.answered()
    bubble.log.get_by_role("button", name="No, it did not help").click()
    why = bubble.log.get_by_label("What was missing or wrong?")
    expect(why).to_be_focused()
    bubble.shot("desktop-feedback")
    why.fill("It hangs at 5%.")
    bubble.log.get_by_role("button", name="Send").click()
    expect(bubble.said("A human can take it from here")).to_be_visible()
    bubble.sent()
    assert list(service.feedback.values()) == [{"helpful": False, "reason": "It hangs at 5%."}]
    bubble.page.reload()
    down = bubble.log.get_by_role("button", name="No, it did not help")
    expect(down).to_have_attribute("aria-pressed", "true")


def test_page_can_open_ask_and_close(visit: Visit) -> None:
    shown = visit()
    shown.page.evaluate("dialtone.ask('How do I roll back?')")
    shown.answered()
    shown.page.evaluate("dialtone.close()")
    expect(shown.panel).to_be_hidden()
    shown.page.evaluate("dialtone.open()")
    expect(shown.panel).to_be_visible()


def test_full_page(visit: Visit) -> None:
    shown = visit("/")
    expect(shown.page.get_by_role("main", name="Ask Harbor")).to_be_visible()
    expect(shown.page.get_by_role("heading", name="Ask Harbor", level=1)).to_be_visible()
    shown.ask("How do I roll back?")
    shown.answered()
    shown.shot("page-answer")


def test_long_question_is_counted_and_kept_within_the_limit(bubble: Bubble) -> None:
    bubble.input.fill("x" * 3990)
    expect(bubble.page.get_by_text("10 characters left")).to_be_visible()
    expect(bubble.input).to_have_attribute("maxlength", "4000")


def test_new_conversation(bubble: Bubble, service: Service) -> None:
    bubble.ask("How do I roll back?")
    bubble.answered()
    bubble.page.get_by_role("button", name="Start a new conversation").click()
    expect(bubble.page.get_by_text("Often asked")).to_be_visible()
    bubble.ask("and in EU?")
    bubble.answered()
    assert len(service.talks) == 2


def test_script_is_small() -> None:
    packed = gzip.compress((STATIC / "widget.js").read_bytes())
    assert len(packed) < 40_000
