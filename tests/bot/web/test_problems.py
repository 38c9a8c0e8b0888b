"""Whatever goes wrong is said as problem+json with a remedy, and limits hold."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.web.limits import Rate
from tests.bot.web.line import ADMIN_KEY, ORIGIN, Line, Person, help_line


def is_problem(response: httpx.Response, status: int) -> bool:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert all(body[name] for name in ("type", "title", "detail", "remedy"))
    assert response.headers["x-content-type-options"] == "nosniff"
    return True


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "x" * 4001, 7, None])
def test_a_question_that_says_nothing_or_too_much(ada: Person, text: Any) -> None:
    path = f"/conversations/{ada.conversation()}/messages"
    assert is_problem(ada.post(path, {"text": text}), 422)


def test_odd_characters_are_cleaned_and_never_break_anything(ada: Person) -> None:
    conversation = ada.conversation()
    path = f"/conversations/{conversation}/messages"
    headers = {**ada.headers, "Idempotency-Key": "odd", "Content-Type": "application/json"}
    body = b'{"text": "How do I\\u0000 roll back a deploy? \\u202e"}'
    response = ada.client.post(f"/api/v1{path}", content=body, headers=headers)
    assert response.status_code == 200
    assert response.json()["question"]["text"] == "How do I roll back a deploy? \u202e"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"txt":"a"}', b'{"text":"\\ud800"}']
)
def test_bodies_that_are_none(ada: Person, body: bytes) -> None:
    path = f"/api/v1/conversations/{ada.conversation()}/messages"
    headers = {**ada.headers, "Idempotency-Key": "k", "Content-Type": "application/json"}
    response = ada.client.post(path, content=body, headers=headers)
    assert is_problem(response, 422)


@pytest.mark.parametrize("key", [None, "k" * 201, "two words"])
def test_idempotency_keys_that_are_none(ada: Person, key: str | None) -> None:
    path = f"/conversations/{ada.conversation()}/messages"
    assert is_problem(ada.post(path, {"text": "How?"}, key), 422)


def test_a_body_may_not_be_too_long_announced_or_not(ada: Person) -> None:
    path = f"/api/v1/conversations/{ada.conversation()}/messages"
    headers = {**ada.headers, "Idempotency-Key": "k", "Content-Type": "application/json"}
    assert is_problem(ada.client.post(path, content=b" " * 70_000, headers=headers), 413)
    pieces = (b" " * 10_000 for _ in range(8))
    assert is_problem(ada.client.post(path, content=pieces, headers=headers), 413)


def test_ways_that_lead_nowhere(line: Line, ada: Person) -> None:
    assert is_problem(line.client.get("/nowhere"), 404)
    assert is_problem(line.client.get("/api/v1/conversations"), 405)
    assert line.client.get("/api/v1/conversations").headers["allow"] == "POST"
    assert is_problem(line.client.delete("/"), 405)
    bad = ada.get(f"/conversations/{ada.conversation()}/events", **{"Last-Event-ID": "-1"})
    assert is_problem(bad, 422)
    assert is_problem(line.client.post("/api/v1/conversations"), 401)


def test_the_desk_wants_a_key(line: Line) -> None:
    for headers in ({}, {"X-API-Key": ""}, {"X-API-Key": "wrong"}, {"X-API-Key": ADMIN_KEY[:-1]}):
        assert is_problem(line.client.get("/api/v1/admin/escalations", headers=headers), 401)
    assert line.admin("GET", "/escalations").status_code == 200
    assert is_problem(line.admin("GET", "/conversations/none"), 404)
    assert is_problem(line.admin("POST", "/conversations/none/resolve"), 404)
    reply = {"author": "Dana", "text": "x"}
    assert is_problem(line.admin("POST", "/conversations/none/replies", reply), 404)


def test_without_a_key_in_the_settings_nobody_is_the_desk(tmp_path: Path) -> None:
    with help_line(tmp_path, pages={}, admin_key="") as line:
        for key in ("", ADMIN_KEY):
            headers = {"X-API-Key": key}
            assert is_problem(line.client.get("/api/v1/admin/escalations", headers=headers), 401)


def test_too_many_questions_wait_but_a_human_can_still_be_reached(tmp_path: Path) -> None:
    with help_line(tmp_path, limits={"questions_per_minute": 3}) as line:
        ada = line.person()
        conversation = ada.conversation()
        ada.ask(conversation, "One?")
        ada.ask(conversation, "Two?")
        path = f"/conversations/{conversation}/messages"
        limited = ada.post(path, {"text": "Three?"})
        assert is_problem(limited, 429)
        assert 1 <= int(limited.headers["retry-after"]) <= 60
        assert limited.headers["retry-after"] in limited.json()["remedy"]
        assert ada.post(f"/conversations/{conversation}/human", {}).status_code == 202
        called = ada.post(f"/conversations/{conversation}/emergency", {"confirmed": True})
        assert called.status_code == 202
        assert line.person().conversation()  # another session has its own


def test_too_many_sessions_and_requests_of_one_address(tmp_path: Path) -> None:
    limits = {"sessions_per_minute": 2, "requests_per_minute": 12, "open_streams": 1}
    with help_line(tmp_path, pages={}, limits=limits) as line:
        ada = line.person()
        line.person()
        assert is_problem(line.begin(), 429)
        conversation = ada.conversation()
        follow = f"/conversations/{conversation}/events"
        with ada.stream(follow):
            assert is_problem(ada.get(follow), 429)
        statuses = [ada.get(f"/conversations/{conversation}").status_code for _ in range(12)]
        assert statuses[0] == 200
        assert statuses[-1] == 429
        assert line.client.get("/healthz").status_code == 200


def test_nothing_holds_a_first_emergency_back(tmp_path: Path) -> None:
    limits = {"questions_per_minute": 2, "requests_per_minute": 12}
    with help_line(tmp_path, pages={}, limits=limits) as line:
        ada = line.person()
        talk = ada.conversation()
        calls = [ada.post(f"/conversations/{talk}/human", {}) for _ in range(3)]
        assert is_problem(calls[-1], 429)
        while ada.get(f"/conversations/{talk}").status_code != 429:
            pass
        path = f"/conversations/{talk}/emergency"
        assert ada.post(path, {"confirmed": True}).status_code == 202
        assert ada.post(path, {"confirmed": True}).status_code == 202
        assert is_problem(ada.post(path, {"confirmed": True}), 429)


def test_a_rate_refills_with_time() -> None:
    now = [0.0]
    rate = Rate(60, clock=lambda: now[0])
    assert [rate.take("a") for _ in range(60)] == [0.0] * 60
    assert rate.take("a") == pytest.approx(1.0)
    assert rate.take("b") == 0.0
    now[0] = 1.0
    assert rate.take("a") == 0.0
    assert rate.take("a") > 0


def test_health_metrics_and_documentation(line: Line, ada: Person) -> None:
    ada.ask(ada.conversation(), "How do I roll back a deploy?")
    assert line.client.get("/healthz").json() == {"status": "ok"}
    ready = line.client.get("/readyz").json()
    assert ready["ready"] is True
    assert set(ready["dependencies"]) == {"database", "index", "model"}
    counted = line.client.get("/metrics").text
    assert "dialtone_answers_total{kind=" in counted
    assert 'route="/api/v1/conversations/{conversation_id}/messages"' in counted
    schema = line.client.get("/openapi.json").json()
    assert "text/event-stream" in str(
        schema["paths"]["/api/v1/conversations/{conversation_id}/messages"]["post"]["responses"]
    )
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            said = operation["responses"]
            assert "default" not in said
            for status, response in said.items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"], (path, method)
    shapes = schema["components"]["schemas"]
    for name in ("NewQuestion", "Problem", "SessionBody", "MessageBody", "EscalationBody"):
        assert shapes[name]["examples"], name


def test_pages_are_cached_and_guarded(line: Line) -> None:
    page = line.client.get("/")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert f"frame-ancestors 'self' {ORIGIN}" in policy
    script = line.client.get("/widget.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert script.headers["access-control-allow-origin"] == "*"
    again = line.client.get("/widget.js", headers={"If-None-Match": script.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    api = line.client.get("/healthz").headers
    assert api["content-security-policy"].startswith("default-src 'none'")
