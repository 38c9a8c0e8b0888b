"""What is said stays text, and what one site or person said stays theirs."""

import base64
import json

from playwright.sync_api import expect

from tests.browser.bubble import Bubble
from tests.browser.conftest import Visit
from tests.browser.host_pages import host_page
from tests.browser.service import Service

PAYLOADS = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=document.title='owned'>",
    "<svg onload=document.title='owned'>",
    "<iframe srcdoc='<script>parent.document.title=1</script>'></iframe>",
    "javascript:document.title='owned'",
    '"><input autofocus onfocus=document.title="owned">',
    "<math><mtext></form><form><mglyph><style></math><img src onerror=document.title='owned'>",
    "<details open ontoggle=document.title='owned'>x</details>",
    "</textarea><script>document.title='owned'</script>",
    "{{constructor.constructor('document.title=1')()}}",
)


def test_payloads_in_questions_are_text(bubble: Bubble) -> None:
    title = bubble.page.title()
    for payload in PAYLOADS:
        bubble.ask(payload)
        expect(bubble.log.locator(".say").last).to_have_text(payload)
    bubble.answered(len(PAYLOADS))
    bubble.page.reload()
    bubble.answered(len(PAYLOADS))
    assert bubble.page.title() == title
    assert bubble.log.locator("script, img, svg[onload], iframe, input, details").count() == 0


def test_payloads_in_answers_sources_and_names_do_not_run(bubble: Bubble, service: Service) -> None:
    title = bubble.page.title()
    bubble.ask("hostile")
    bubble.answered()
    service.human_says("Hello", author="<img src=x onerror=document.title='owned'>")
    expect(bubble.said("Hello")).to_be_visible()
    expect(bubble.log.locator(".where").first).to_contain_text("<img src=x onerror=")
    assert bubble.log.locator("a").count() == 0
    assert bubble.log.locator("script, img, iframe, [onclick], [onerror], [onload]").count() == 0
    assert bubble.page.title() == title


def test_two_origins_do_not_see_each_other(visit: Visit, service: Service) -> None:
    service.pages["host"] = (host_page(service.url, 'data-title="Ask Harbor"'), {})
    one = visit("/pages/host")
    one.open()
    one.ask("How do I roll back?")
    one.answered()
    other = visit(f"{service.elsewhere}/pages/host", one.page.context)
    other.open()
    expect(other.page.get_by_text("Often asked")).to_be_visible()
    expect(other.log).to_be_empty()
    kept = one.page.evaluate("Object.values(localStorage)[0]")
    token = other.page.evaluate("JSON.parse(Object.values(localStorage)[0]).token")
    conversation = json.loads(kept)["conversation"]
    answer = other.page.request.get(
        f"{service.url}/api/v1/conversations/{conversation}",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status == 404


def jwt(subject: str) -> str:
    """A token as a host page would sign it; the scripted service does not check signatures."""
    claims = base64.urlsafe_b64encode(json.dumps({"sub": subject}).encode()).decode()
    return f"e30.{claims.rstrip('=')}.c2ln"


def test_next_person_does_not_see_the_last_ones_conversation(
    visit: Visit, service: Service
) -> None:
    shown = visit()
    shown.page.evaluate("token => dialtone.identify(token)", jwt("ada"))
    shown.open()
    shown.ask("How do I roll back?")
    shown.answered()
    assert "user:ada" in service.subjects.values()
    stored = shown.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert jwt("ada") not in stored
    shown.page.reload()
    shown.page.evaluate("token => dialtone.identify(token)", jwt("ada"))
    shown.answered()
    shown.page.evaluate("token => dialtone.identify(token)", jwt("bob"))
    expect(shown.log).to_be_empty()
    expect(shown.page.get_by_text("Often asked")).to_be_visible()
    assert "user:bob" in service.subjects.values()


def test_page_can_name_where_its_token_is(visit: Visit, service: Service) -> None:
    options = 'data-title="Ask Harbor" data-jwt-url="/pages/token"'
    service.pages["host"] = (host_page("", options), {})
    service.pages["token"] = (jwt("ada"), {"Content-Type": "text/plain"})
    shown = visit("/pages/host")
    shown.open()
    assert list(service.subjects.values()) == ["user:ada"]


def test_token_is_renewed_before_it_expires(visit: Visit, service: Service) -> None:
    shown = visit()
    shown.page.clock.install()
    shown.open()
    shown.ask("How do I roll back?")
    shown.answered()
    with shown.page.expect_response("**/api/v1/sessions/renew"):
        shown.page.clock.fast_forward("31:00")
    assert len(set(service.subjects.values())) == 1
