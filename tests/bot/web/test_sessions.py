"""Who is asking: anonymous sessions, the host page's tokens, origins."""

import json
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.web.secret import session_secret
from core.errors import UserError
from tests.bot.web.line import ORIGIN, OTHER_ORIGIN, Line, help_line, wait_for

SECRET = "the host page and we share this secret"
PAGER = "When does the pager escalation password rotation happen?"


def claims(**more: Any) -> dict[str, Any]:
    expires = datetime.now(UTC) + timedelta(minutes=5)
    return {"sub": "ada", "name": "Ada", "email": "ada@x.example", "exp": expires, **more}


def host_token(**more: Any) -> str:
    return jwt.encode(claims(**more), SECRET, "HS256")


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    host: dict[str, Any] = {"algorithm": "HS256", "secret": SECRET}
    host |= {"issuer": "portal", "audience": "help", "audiences": {"sre": ["staff"]}}
    with help_line(tmp_path_factory.mktemp("line"), jwt=host) as running:
        yield running


def vouched(**more: Any) -> str:
    return host_token(iss="portal", aud="help", **more)


def refused(line: Line, token: str, origin: str = ORIGIN) -> bool:
    headers = {"Authorization": f"Bearer {token}", "Origin": origin}
    response = line.client.post("/api/v1/conversations", headers=headers)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["remedy"]
    return response.status_code == 401


def test_an_anonymous_session_says_what_the_bubble_needs(line: Line) -> None:
    begun = line.begin().json()
    assert begun["user"] is None
    assert begun["title"]
    assert begun["greeting"]
    expires = datetime.fromisoformat(begun["expires_at"])
    assert timedelta(minutes=59) < expires - datetime.now(UTC) < timedelta(minutes=61)
    assert "staff" not in jwt.decode(begun["token"], options={"verify_signature": False}).values()


def test_a_renewed_session_is_the_same_person(line: Line) -> None:
    ada = line.person()
    conversation = ada.conversation()
    renewed = ada.post("/sessions/renew")
    assert renewed.status_code == 201
    ada.session = renewed.json()
    assert ada.get(f"/conversations/{conversation}").status_code == 200


def test_an_anonymous_session_that_ended_can_be_renewed_for_a_while(line: Line) -> None:
    ada = line.person()
    conversation = ada.conversation()
    assert renewed_after(line, ada.session["token"], timedelta(days=40)).status_code == 401
    answer = renewed_after(line, ada.session["token"], timedelta(days=2))
    assert answer.status_code == 201
    ada.session = answer.json()
    assert ada.get(f"/conversations/{conversation}").status_code == 200


def test_a_host_user_whose_session_ended_is_vouched_for_anew(line: Line) -> None:
    token = line.person(vouched()).session["token"]
    assert renewed_after(line, token, timedelta(minutes=1)).status_code == 401


def renewed_after(line: Line, token: str, ago: timedelta) -> httpx.Response:
    said = jwt.decode(token, options={"verify_signature": False})
    secret = session_secret("", line.app.settings.home)
    ended = jwt.encode({**said, "exp": datetime.now(UTC) - ago}, secret, "HS256")
    headers = {"Authorization": f"Bearer {ended}", "Origin": ORIGIN}
    return line.client.post("/api/v1/sessions/renew", headers=headers)


def test_forged_expired_and_foreign_tokens_are_refused(line: Line, tmp_path: Path) -> None:
    good = line.person().session["token"]
    header, payload, signature = good.split(".")
    said = jwt.decode(good, options={"verify_signature": False})
    ours = session_secret("", line.app.settings.home)
    past = datetime.now(UTC) - timedelta(seconds=1)
    tampered = jwt.encode({**said, "sub": "user:root"}, "x" * 40, "HS256").split(".")[1]
    assert refused(line, "not a token")
    assert refused(line, f"{header}.{payload}.{signature[:-4]}AAAA")
    assert refused(line, f"{header}.{tampered}.{signature}")
    assert refused(line, jwt.encode(said, "another secret that is long enough!", "HS256"))
    assert refused(line, jwt.encode(said, "", "none"))
    assert refused(line, jwt.encode({**said, "exp": past}, ours, "HS256"))
    assert refused(line, jwt.encode({**said, "aud": "elsewhere"}, ours, "HS256"))
    assert refused(line, jwt.encode({**said, "iss": "elsewhere"}, ours, "HS256"))
    assert refused(line, vouched())
    assert refused(line, good, OTHER_ORIGIN)
    without = {name: value for name, value in said.items() if name != "exp"}
    assert refused(line, jwt.encode(without, ours, "HS256"))
    assert not_refused(line, jwt.encode(said, ours, "HS256"))


def test_a_token_that_was_taken_is_refused_once_it_has_expired_or_elsewhere(line: Line) -> None:
    said = jwt.decode(line.person().session["token"], options={"verify_signature": False})
    ends = datetime.now(UTC) + timedelta(seconds=3)
    token = jwt.encode({**said, "exp": ends}, session_secret("", line.app.settings.home), "HS256")
    assert not_refused(line, token)
    assert refused(line, token, OTHER_ORIGIN)
    wait_for(lambda: datetime.now(UTC) > ends)
    assert refused(line, token)
    assert refused(line, token)


def not_refused(line: Line, token: str) -> bool:
    headers = {"Authorization": f"Bearer {token}", "Origin": ORIGIN}
    return line.client.post("/api/v1/conversations", headers=headers).status_code == 201


def test_another_line_does_not_take_our_tokens(line: Line, tmp_path: Path) -> None:
    with help_line(tmp_path, pages={}) as other:
        assert refused(other, line.person().session["token"])


def test_a_query_is_no_place_for_a_token(line: Line) -> None:
    ada = line.person()
    conversation = ada.conversation()
    path = f"/api/v1/conversations/{conversation}/events?token={ada.session['token']}"
    assert line.client.get(path).status_code == 401


def test_the_host_page_says_who_is_asking_and_groups_open_audiences(line: Line) -> None:
    sre = line.person(vouched(groups=["sre", "unknown"]))
    assert sre.session["user"] == {"name": "Ada"}
    conversation = sre.conversation()
    assert "second Tuesday" in sre.ask(conversation, PAGER)["answer"]["text"]
    seen = line.admin("GET", f"/conversations/{conversation}").json()
    assert seen["asker"] == {"user": "ada", "name": "Ada", "email": "ada@x.example"}
    for groups in ([], ["dev"], "dev", None):
        plain = line.person(vouched(groups=groups))
        answer = plain.ask(plain.conversation(), PAGER)["answer"]
        assert "second Tuesday" not in json.dumps(answer)
    anonymous = line.person()
    answer = anonymous.ask(anonymous.conversation(), PAGER)["answer"]
    assert "second Tuesday" not in json.dumps(answer)


def test_one_user_finds_their_conversation_again_but_not_from_another_site(line: Line) -> None:
    conversation = line.person(vouched()).conversation()
    path = f"/conversations/{conversation}"
    assert line.person(vouched()).get(path).status_code == 200
    assert line.person(vouched(), OTHER_ORIGIN).get(path).status_code == 404
    assert line.person(vouched(sub="bob")).get(path).status_code == 404


def test_a_host_token_that_does_not_hold_begins_nothing(line: Line) -> None:
    past = datetime.now(UTC) - timedelta(minutes=5)
    without = {name: value for name, value in claims().items() if name != "exp"}
    tokens = [
        "x",
        host_token(),
        vouched(exp=past),
        vouched(sub=""),
        vouched(groups={"a": 1}),
        host_token(iss="other", aud="help"),
        host_token(iss="portal", aud="other"),
        jwt.encode(
            claims(iss="portal", aud="help"), "another secret that is long enough!", "HS256"
        ),
        jwt.encode(claims(iss="portal", aud="help"), "", "none"),
        jwt.encode({**without, "iss": "portal", "aud": "help"}, SECRET, "HS256"),
    ]
    assert [line.begin(token).status_code for token in tokens] == [401] * len(tokens)


def test_a_site_that_is_not_allowed_begins_nothing(line: Line) -> None:
    for origin in ("https://evil.example", "null", "https://portal.example.com.evil.example"):
        response = line.begin(origin=origin)
        assert response.status_code == 403
        assert "web.origins" in response.json()["remedy"]
        assert "access-control-allow-origin" not in response.headers
        preflight = line.client.options(
            "/api/v1/sessions", headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
        )
        assert preflight.status_code == 403
        assert preflight.headers["content-type"] == "application/problem+json"
    rebound = {"Origin": "http://evil.example:80", "Host": "evil.example:80"}
    assert line.client.post("/api/v1/sessions", json={}, headers=rebound).status_code == 403


def test_an_allowed_site_may_read_the_answers(line: Line) -> None:
    preflight = line.client.options(
        "/api/v1/sessions", headers={"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == ORIGIN
    assert "Idempotency-Key" in preflight.headers["access-control-allow-headers"]
    begun = line.begin()
    assert begun.headers["access-control-allow-origin"] == ORIGIN
    assert "access-control-allow-credentials" not in begun.headers
    assert line.begin(origin="").status_code == 201
    assert line.begin(origin=line.url).status_code == 201


def test_where_nobody_may_ask_without_signing_in(tmp_path: Path) -> None:
    host = {"algorithm": "HS256", "secret": SECRET}
    with help_line(tmp_path, pages={}, anonymous=False, jwt=host) as line:
        assert line.begin().status_code == 403
        assert line.begin(host_token()).status_code == 201


def test_renewal_ends_when_the_host_must_vouch_again(tmp_path: Path) -> None:
    host = {"algorithm": "HS256", "secret": SECRET, "renew_minutes": 1}
    with help_line(tmp_path, pages={}, jwt=host) as line:
        ada = line.person(host_token())
        said = jwt.decode(ada.session["token"], options={"verify_signature": False})
        earlier = {**said, "since": said["since"] - 61}
        secret = session_secret("", line.app.settings.home)
        ada.session["token"] = jwt.encode(earlier, secret, "HS256")
        assert ada.post("/sessions/renew").status_code == 401


def test_published_keys_are_fetched_once(tmp_path: Path) -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key()))
    published = json.dumps({"keys": [{**key, "kid": "k1", "use": "sig", "alg": "RS256"}]})
    with _served(published) as (url, fetched):
        with help_line(tmp_path, jwt={"jwks_url": url, "audiences": {"sre": ["staff"]}}) as line:
            for _ in range(3):
                token = jwt.encode(claims(groups=["sre"]), private, "RS256", {"kid": "k1"})
                assert line.begin(token).status_code == 201
            assert len(fetched) == 1
            # The public key is no secret: with it as the secret of HS256 nobody signs anything.
            pem = private.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            forged = _signed_hs256(claims(), pem)
            assert line.begin(forged).status_code == 401
            other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            foreign = jwt.encode(claims(), other, "RS256", {"kid": "k1"})
            assert line.begin(foreign).status_code == 401
            unknown = jwt.encode(claims(), other, "RS256", {"kid": "k2"})
            assert line.begin(unknown).status_code == 401


def test_keys_that_cannot_be_fetched_are_said_to_be_away(tmp_path: Path) -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with help_line(tmp_path, pages={}, jwt={"jwks_url": "http://127.0.0.1:9/jwks"}) as line:
        response = line.begin(jwt.encode(claims(), private, "RS256", {"kid": "k1"}))
        assert response.status_code == 503
        assert response.headers["retry-after"]


def test_the_secret_is_made_once_and_readable_by_nobody_else(tmp_path: Path) -> None:
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda: made.append(session_secret("", tmp_path))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert len(made[0]) >= 32
    file = tmp_path / "session-secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["session-secret"]
    assert session_secret("g" * 32, tmp_path) == "g" * 32
    file.write_text("short")
    with pytest.raises(UserError, match="too short"):
        session_secret("", tmp_path)


def _signed_hs256(body: dict[str, Any], secret: bytes) -> str:
    """PyJWT itself refuses to sign so."""
    import base64
    import hashlib
    import hmac

    def part(value: bytes) -> bytes:
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    body = {**body, "exp": int(body["exp"].timestamp())}
    head = json.dumps({"alg": "HS256", "typ": "JWT", "kid": "k1"}).encode()
    signed = part(head) + b"." + part(json.dumps(body).encode())
    mac = hmac.new(secret, signed, hashlib.sha256).digest()
    return (signed + b"." + part(mac)).decode()


class _served:  # noqa: N801  used as a function
    """A local server of one JSON document, and the requests that it got."""

    def __init__(self, body: str) -> None:
        fetched: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fetched.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: Any) -> None: ...

        self._fetched = fetched
        self._server = HTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> tuple[str, list[str]]:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}/jwks.json", self._fetched

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
