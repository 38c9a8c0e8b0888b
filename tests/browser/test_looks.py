"""Narrow, dark, right to left, without motion, and on pages that fight back."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.host_pages import HOSTILE_SHEET, host_page, strict_policy
from tests.browser.service import Service

PHONES = {"390": (390, 844), "320": (320, 568)}


def box(element: Locator) -> tuple[int, int]:
    """Width and height in px."""
    found = element.bounding_box()
    assert found
    return round(found["width"]), round(found["height"])


@pytest.mark.parametrize("name", PHONES)
def test_phone_gets_a_full_sheet_without_sideways_scrolling(visit: Visit, name: str) -> None:
    width, height = PHONES[name]
    size = {"width": width, "height": height}
    shown = visit(viewport=size, has_touch=True, is_mobile=True, device_scale_factor=2)
    shown.shot(f"phone-{name}-closed")
    shown.open()
    shown.shot(f"phone-{name}-empty")
    assert box(shown.panel) == (width, height)
    shown.ask("How do I roll back?")
    shown.answered()
    shown.shot(f"phone-{name}-answer")
    shown.ask("How long is a canary?")
    shown.answered(2)
    shown.shot(f"phone-{name}-table")
    assert shown.page.evaluate("document.documentElement.scrollWidth") == width
    scroll = shown.page.locator(".scroll")
    assert scroll.evaluate("element => element.scrollWidth - element.clientWidth") == 0
    shown.emergency.click()
    shown.shot(f"phone-{name}-emergency")
    confirm = shown.confirm.bounding_box()
    assert confirm
    assert 0 <= confirm["x"] <= width - confirm["width"]


@pytest.mark.parametrize(("touch", "least"), [(True, 44), (False, 24)])
def test_targets_are_large_enough(visit: Visit, service: Service, touch: bool, least: int) -> None:
    shown = visit(viewport={"width": 390, "height": 844}, has_touch=touch, is_mobile=touch)
    shown.open()
    service.hold(after=1)
    shown.ask("How do I roll back?")
    stop = shown.page.get_by_role("button", name="Stop this answer")
    expect(stop).to_be_visible()
    assert min(box(stop)) >= least
    service.release()
    shown.answered()
    for button in shown.panel.get_by_role("button").all():
        assert min(box(button)) >= least, button.inner_text()


@pytest.mark.parametrize(("theme", "system"), [("dark", "light"), ("auto", "dark")])
def test_dark(visit: Visit, service: Service, theme: str, system: str) -> None:
    service.pages["host"] = (host_page("", f'data-title="Ask Harbor" data-theme="{theme}"'), {})
    shown = visit("/pages/host", color_scheme=system)
    shown.open()
    shown.ask("How do I roll back?")
    shown.answered()
    expect(shown.panel).to_have_css("background-color", "rgb(22, 25, 31)")
    shown.shot(f"dark-{theme}-answer")


def test_light_stays_light_on_a_dark_system(visit: Visit, service: Service) -> None:
    service.pages["host"] = (host_page("", 'data-title="Ask Harbor" data-theme="light"'), {})
    shown = visit("/pages/host", color_scheme="dark")
    shown.open()
    expect(shown.panel).to_have_css("background-color", "rgb(255, 255, 255)")


def test_right_to_left_in_arabic(visit: Visit, service: Service) -> None:
    page = host_page("", 'data-title="Ask Harbor"', lang="ar", direction="rtl")
    service.pages["host"] = (page, {})
    shown = visit("/pages/host")
    launcher = shown.page.get_by_role("button", name="افتح المساعدة")
    place = launcher.bounding_box()
    assert place
    assert place["x"] < 100
    launcher.click()
    shown.ask("How do I roll back?")
    shown.answered()
    expect(shown.page.get_by_role("button", name="تحدَّث إلى إنسان")).to_be_visible()
    shown.shot("rtl-answer")


def test_german_words_color_and_side(visit: Visit, service: Service) -> None:
    options = 'data-title="Hilfe" data-greeting="Moin!" data-color="#ffcc00" data-position="left"'
    service.pages["host"] = (host_page("", options, lang="de"), {})
    shown = visit("/pages/host")
    launcher = shown.page.get_by_role("button", name="Hilfe öffnen")
    expect(launcher).to_have_css("background-color", "rgb(255, 204, 0)")
    expect(launcher).to_have_css("color", "rgb(13, 17, 23)")
    launcher.click()
    expect(shown.page.get_by_text("Moin!")).to_be_visible()
    expect(shown.page.get_by_role("button", name="Notfall")).to_be_visible()
    shown.shot("german-yellow-left")


def test_reduced_motion_moves_nothing(visit: Visit, service: Service) -> None:
    shown = visit(reduced_motion="reduce")
    shown.open()
    service.hold(after=0)
    shown.ask("How do I roll back?")
    expect(shown.live).to_contain_text("Searching")
    moving = "document.querySelector('dialtone-bubble').shadowRoot.getAnimations().length"
    assert shown.page.evaluate(moving) == 0


def test_forced_colors_keep_the_edges(visit: Visit) -> None:
    shown = visit(forced_colors="active")
    shown.open()
    shown.ask("How do I roll back?")
    shown.answered()
    expect(shown.panel).to_have_css("border-top-style", "solid")
    shown.shot("forced-colors")


def test_hostile_reset_and_strict_policy(visit: Visit, service: Service) -> None:
    sheet = '<link rel="stylesheet" href="/pages/hostile.css">'
    page = host_page(service.url, 'data-title="Ask Harbor"', head=sheet)
    service.pages["host"] = (page, strict_policy(service.url))
    service.pages["hostile.css"] = (HOSTILE_SHEET, {"Content-Type": "text/css"})
    refused: list[str] = []
    shown = visit(f"{service.elsewhere}/pages/host")
    shown.page.on("console", lambda said: refused.append(said.text))
    shown.page.reload()
    expect(shown.page.locator("h1")).to_have_css("color", "rgb(255, 105, 180)")
    assert box(shown.launcher) == (56, 56)
    shown.open()
    shown.ask("How do I roll back?")
    shown.answered()
    assert box(shown.panel)[0] == 408
    expect(shown.input).to_have_css("font-size", "15px")
    shown.emergency.click()
    expect(shown.confirm).to_be_visible()
    shown.shot("hostile-page")
    assert not [text for text in refused if "Content Security Policy" in text], refused
