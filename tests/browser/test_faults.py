"""Reloads, lost networks, restarts and refusals: nothing is lost and nothing is asked twice."""

from playwright.sync_api import expect

from tests.browser.bubble import Bubble
from tests.browser.conftest import Visit
from tests.browser.service import Service


def test_reload_keeps_the_conversation(bubble: Bubble, service: Service) -> None:
    bubble.ask("How do I roll back?")
    bubble.answered()
    bubble.input.fill("half a quest")
    bubble.page.reload()
    expect(bubble.panel).to_be_visible()
    bubble.answered()
    expect(bubble.said("How do I roll back?")).to_be_visible()
    expect(bubble.input).to_have_value("half a quest")
    assert len(service.subjects) == 1


def test_another_page_has_the_same_conversation(bubble: Bubble, service: Service) -> None:
    bubble.ask("How do I roll back?")
    bubble.answered()
    bubble.page.goto(service.url + "/")
    bubble.answered()


def test_reload_in_mid_answer(bubble: Bubble, service: Service) -> None:
    service.hold(after=1)
    bubble.ask("How do I roll back?")
    expect(bubble.live).to_contain_text("roll back first")
    bubble.page.reload()
    expect(bubble.live).to_contain_text("roll back first")
    service.release()
    bubble.answered()
    expect(bubble.said("How do I roll back?")).to_have_count(1)
    assert service.posted == ["How do I roll back?"]


def test_server_restarts_in_mid_answer(bubble: Bubble, service: Service) -> None:
    service.hold(after=1)
    bubble.ask("How do I roll back?")
    expect(bubble.live).to_contain_text("roll back first")
    service.stop()
    expect(bubble.live).to_contain_text("The answer was cut. Asking again.")
    bubble.shot("desktop-cut")
    service.release()
    service.start()
    bubble.answered()
    expect(bubble.said("The pipeline of the service is now locked")).to_have_count(1)
    expect(bubble.live).to_be_hidden()
    assert service.posted == ["How do I roll back?"]


def test_stream_is_cut_and_goes_on(bubble: Bubble, service: Service) -> None:
    service.hold(after=2)
    bubble.ask("How do I roll back?")
    expect(bubble.live).to_contain_text("harbor deploy rollback")
    service.cut()
    expect(bubble.live).to_contain_text("The answer was cut. Asking again.")
    service.release()
    bubble.answered()
    expect(bubble.said("roll back first")).to_have_count(1)
    assert service.posted == ["How do I roll back?"]


def test_offline_and_back(bubble: Bubble, service: Service) -> None:
    context = bubble.page.context
    context.set_offline(True)
    bubble.ask("How do I roll back?")
    bubble.ask("and in EU?")
    expect(bubble.page.locator(".queue").get_by_text("Waiting for the network")).to_have_count(2)
    expect(bubble.banner).to_contain_text("You are offline.")
    bubble.shot("desktop-offline")
    context.set_offline(False)
    bubble.answered(2)
    assert service.posted == ["How do I roll back?", "and in EU?"]
    expect(bubble.banner).to_be_hidden()


def test_queue_survives_a_reload_while_the_server_is_away(bubble: Bubble, service: Service) -> None:
    bubble.ask("How do I roll back?")
    bubble.answered()
    service.stop()
    bubble.ask("and in EU?")
    expect(bubble.page.locator(".queue").get_by_text("Waiting for the network")).to_be_visible()
    expect(bubble.banner).to_contain_text("The help service cannot be reached")
    service.start()
    bubble.page.reload()
    bubble.answered(2)
    assert service.posted == ["How do I roll back?", "and in EU?"]


def test_refusal_is_shown_with_its_remedy(bubble: Bubble, service: Service) -> None:
    body = {"detail": "That holds a password.", "remedy": "Take it out and ask again."}
    service.refuse = [(422, body, {})]
    bubble.ask("my password is hunter2")
    expect(bubble.panel.get_by_text("Take it out and ask again.")).to_be_visible()
    expect(bubble.human).to_be_visible()
    bubble.shot("desktop-error")
    bubble.panel.get_by_role("button", name="Try again").click()
    bubble.answered()
    assert service.posted == ["my password is hunter2"]


def test_busy_server_is_asked_again_when_it_says(bubble: Bubble, service: Service) -> None:
    service.refuse = [(429, {"detail": "Slow down."}, {"Retry-After": "1"})]
    bubble.ask("How do I roll back?")
    expect(bubble.page.locator(".queue").get_by_text("Many questions right now")).to_be_visible()
    bubble.answered()
    assert service.posted == ["How do I roll back?"]


def test_expired_session_is_replaced(bubble: Bubble, service: Service) -> None:
    bubble.ask("How do I roll back?")
    bubble.answered()
    service.subjects.clear()
    bubble.ask("and in EU?")
    bubble.answered()
    expect(bubble.said("rolls back the EU only")).to_be_visible()
    expect(bubble.panel.get_by_text("The earlier conversation has ended.")).to_be_hidden()
    assert len(service.talks) == 2


def test_two_tabs_show_the_same(visit: Visit, service: Service) -> None:
    one = visit()
    one.open()
    other = visit("/portal", one.page.context)
    other.open()
    one.ask("How do I roll back?")
    one.answered()
    other.answered()
    service.hold(after=1)
    other.ask("How do I roll back again?")
    expect(other.live).to_contain_text("roll back first")
    expect(one.live).to_contain_text("roll back first")
    service.release()
    one.answered(2)
    other.answered(2)
    service.human_says("Hello, both of you.")
    expect(one.said("Hello, both of you.")).to_have_count(1)
    expect(other.said("Hello, both of you.")).to_have_count(1)
    one.page.close()  # it may have been the one that held the stream
    service.human_says("Still there?")
    expect(other.said("Still there?")).to_be_visible()
    assert service.posted == ["How do I roll back?", "How do I roll back again?"]
    assert len(service.subjects) == 1
