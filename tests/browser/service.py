"""A scripted help service that speaks the web API, with faults on demand.

The browser tests that need a fault at one exact moment use it: a stream cut after the second
part, a service that is down, a page of its own policy. State survives `stop` and `start`, as a
database does.
"""

import asyncio
import base64
import itertools
import json
import socket
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.browser.answers import Script, script_for

STATIC = Path(__file__).parents[2] / "bot" / "web" / "static"
PORTAL = Path(__file__).parents[2] / "dialtone" / "demo" / "portal.html"

Json = dict[str, Any]
SSE = "text/event-stream"
OWN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " require-trusted-types-for 'script'; trusted-types dialtone"
)


class Talk:
    """One conversation: its messages, its events, and who may see it."""

    def __init__(self, key: str, subject: str) -> None:
        self.key = key
        self.subject = subject
        self.state = "open"
        self.messages: list[Json] = []
        self.events: list[Json] = []

    def happen(self, name: str, data: Json) -> None:
        self.events.append({"id": len(self.events) + 1, "event": name, "data": data})

    def say(self, message: Json) -> None:
        self.messages.append(message)
        self.happen("message", message)

    def as_json(self) -> Json:
        return {
            "id": self.key,
            "created_at": now(),
            "state": self.state,
            "messages": self.messages,
            "last_event_id": len(self.events),
        }


class Service:
    """The service, run by uvicorn in a thread of its own."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.talks: dict[str, Talk] = {}
        self.subjects: dict[str, str] = {}
        self.posted: list[str] = []
        """The question texts of every accepted post, retries left out."""
        self.keys: dict[str, Json] = {}
        self.feedback: dict[str, Json] = {}
        self.escalations: list[Json] = []
        self.pages: dict[str, tuple[str, dict[str, str]]] = {}
        """Pages of a host, under `/pages/`: name -> text and headers."""
        self.refuse: list[tuple[int, Json, dict[str, str]]] = []
        """Answers to give to the next posts of a question instead of accepting them."""
        self.parts_before_hold: int | None = None
        self._cut = 0
        self._answering: dict[str, asyncio.Task[None]] = {}
        self._ids = itertools.count(1)
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def elsewhere(self) -> str:
        """The same service under a name of another origin."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        config = uvicorn.Config(
            self._app(), host="0.0.0.0", port=self.port, log_level="critical", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.01)

    def stop(self) -> None:
        """Cut every stream and stop listening."""
        if self._server and self._thread:
            self._server.should_exit = True
            while self._thread.is_alive():  # a page may have come back just now
                self.cut()
                self._thread.join(0.05)
            self._server = None
            self._answering.clear()

    def cut(self) -> None:
        """Break every stream that is open now."""
        self._cut += 1

    def hold(self, after: int = 0) -> None:
        """Let answers stop after that many parts, until `release`."""
        self.parts_before_hold = after

    def release(self) -> None:
        """Let answers flow."""
        self.parts_before_hold = None

    def human_says(self, text: str, author: str = "Mina Okafor") -> None:
        """A human replies in the newest conversation."""
        talk = list(self.talks.values())[-1]
        if talk.state != "with_human":
            talk.state = "with_human"
            talk.happen("state", {"state": "with_human", "author": author})
        talk.say(self._message("human", text, html=f"<p>{text}</p>", author=author))

    # ------------------------------------------------------------------ the API

    def _app(self) -> Starlette:
        api = "/api/v1"
        routes = [
            Route(f"{api}/sessions", self._new_session, methods=["POST"]),
            Route(f"{api}/sessions/renew", self._renew, methods=["POST"]),
            Route(f"{api}/conversations", self._new_talk, methods=["POST"]),
            Route(f"{api}/conversations/{{key}}", self._read_talk),
            Route(f"{api}/conversations/{{key}}/messages", self._ask, methods=["POST"]),
            Route(f"{api}/conversations/{{key}}/events", self._events),
            Route(f"{api}/conversations/{{key}}/{{kind}}", self._escalate, methods=["POST"]),
            Route(f"{api}/messages/{{key}}/feedback", self._judge, methods=["POST"]),
            Route("/widget.js", self._widget),
            Route("/", self._full_page),
            Route("/portal", self._portal),
            Route("/pages/{name}", self._page),
        ]
        app = Starlette(routes=routes)
        app.add_middleware(_Cors)
        return app

    async def _new_session(self, request: Request) -> Response:
        jwt = (await request.json()).get("jwt")
        if not jwt:
            return self._session(f"subject-{next(self._ids)}")
        claims = base64.urlsafe_b64decode(jwt.split(".")[1] + "===")
        return self._session(f"user:{json.loads(claims)['sub']}")

    async def _renew(self, request: Request) -> Response:
        subject = self._subject(request)
        return self._session(subject) if subject else refused(401, "Your session has ended.")

    def _session(self, subject: str) -> Response:
        token = f"token-{next(self._ids)}"
        self.subjects[token] = subject
        body = {
            "token": token,
            "expires_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
            "user": None,
            "greeting": "Hi! Ask anything about Harbor.",
            "suggestions": [
                "How do I roll back a deploy?",
                "Why is my pod OOMKilled?",
                "How long does a canary take?",
            ],
            "title": "Ask Harbor",
        }
        return JSONResponse(body, 201)

    def _subject(self, request: Request) -> str | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return self.subjects.get(token)

    def _talk(self, request: Request) -> Talk | None:
        talk = self.talks.get(request.path_params["key"])
        return talk if talk and talk.subject == self._subject(request) else None

    async def _new_talk(self, request: Request) -> Response:
        subject = self._subject(request)
        if not subject:
            return refused(401, "Your session has ended.")
        talk = Talk(f"talk-{next(self._ids)}", subject)
        self.talks[talk.key] = talk
        return JSONResponse(talk.as_json(), 201)

    async def _read_talk(self, request: Request) -> Response:
        talk = self._talk(request)
        return JSONResponse(talk.as_json()) if talk else refused(404, "No such conversation.")

    async def _ask(self, request: Request) -> Response:
        talk = self._talk(request)
        if not talk:
            return refused(404, "No such conversation.")
        if self.refuse:
            status, body, headers = self.refuse.pop(0)
            return problem(status, body, headers)
        key = request.headers["idempotency-key"]
        text = (await request.json())["text"]
        before = self.keys.get(key)
        if before:
            if before["answer"] not in self._answering:  # as after a restart
                self._begin(talk, before["answer"], text)
            return StreamingResponse(
                self._stream(talk, before["after"], before["answer"]), media_type=SSE
            )
        self.posted.append(text)
        after = len(talk.events)
        talk.say(self._message("user", text))
        if talk.state == "with_human":
            talk.happen("done", {"message_id": talk.messages[-1]["id"]})
            answer = talk.messages[-1]["id"]
        else:
            answer = f"message-{next(self._ids)}"
            talk.happen("status", {"message_id": answer, "text": "Searching 3 sources"})
            self._begin(talk, answer, text)
        self.keys[key] = {"after": after, "answer": answer}
        return StreamingResponse(self._stream(talk, after, answer), media_type=SSE)

    def _begin(self, talk: Talk, key: str, text: str) -> None:
        if not any(message["id"] == key for message in talk.messages):
            work = self._answer(talk, key, script_for(text))
            self._answering[key] = asyncio.get_running_loop().create_task(work)

    async def _answer(self, talk: Talk, key: str, script: Script) -> None:
        for index, (html, text) in enumerate(script.parts):
            while self.parts_before_hold == index:
                await asyncio.sleep(0.01)
            talk.happen("part", {"message_id": key, "index": index, "html": html, "text": text})
        found: Json = {"citations": script.citations, "see_also": script.see_also}
        talk.happen("citations", {"message_id": key, **found})
        html = "".join(part[0] for part in script.parts)
        text = "\n\n".join(part[1] for part in script.parts)
        found["confidence"] = 0.8
        told = self._message("assistant", text, html=html, kind=script.kind, **found)
        talk.say({**told, "id": key})
        talk.happen("done", {"message_id": key})

    async def _events(self, request: Request) -> Response:
        talk = self._talk(request)
        if not talk:
            return refused(404, "No such conversation.")
        after = int(request.headers.get("last-event-id", "0"))
        return StreamingResponse(self._stream(talk, after, None), media_type=SSE)

    async def _stream(self, talk: Talk, after: int, until: str | None) -> AsyncIterator[str]:
        """The events after one; to the end of one answer, or for ever."""
        cut = self._cut
        yield ": ping\n\n"
        while True:
            for event in talk.events[after:]:
                # Not their number at the end: more may happen while these are sent.
                after = event["id"]
                data = json.dumps(event["data"])
                yield f"id: {event['id']}\nevent: {event['event']}\ndata: {data}\n\n"
                if event["event"] == "done" and event["data"]["message_id"] == until:
                    return
            await asyncio.sleep(0.01)
            if self._cut != cut:
                raise ConnectionResetError  # the browser sees a broken stream

    async def _escalate(self, request: Request) -> Response:
        talk = self._talk(request)
        if not talk:
            return refused(404, "No such conversation.")
        kind = request.path_params["kind"]
        said = (
            "Marked as an emergency and put before the people on call for the platform."
            if kind == "emergency"
            else "A human has been asked to take over. Their reply will appear here."
        )
        key = request.headers["idempotency-key"]
        made = {"id": key, "kind": kind, "state": "open", "message": said}
        if key not in self.keys:
            self.keys[key] = made
            self.escalations.append({**made, **(await request.json())})
            talk.say(self._message("system", said, html=f"<p>{said}</p>"))
            talk.state = "waiting_for_human"
            talk.happen("state", {"state": talk.state})
        return JSONResponse(made, 202)

    async def _judge(self, request: Request) -> Response:
        key = request.path_params["key"]
        self.feedback[key] = await request.json()
        for talk in self.talks.values():
            for message in talk.messages:
                if message["id"] == key:
                    message["feedback"] = self.feedback[key]
        return JSONResponse({"id": key, **self.feedback[key]})

    def _message(self, role: str, text: str, **rest: Any) -> Json:
        return {
            "id": f"message-{next(self._ids)}",
            "role": role,
            "author": None,
            "created_at": now(),
            "text": text,
            "html": None,
            "kind": None,
            "confidence": None,
            "citations": [],
            "see_also": [],
            "feedback": None,
            "state": "complete",
            **rest,
        }

    # ---------------------------------------------------------------- the pages

    async def _widget(self, request: Request) -> Response:
        return Response((STATIC / "widget.js").read_text("utf-8"), media_type="text/javascript")

    async def _full_page(self, request: Request) -> Response:
        headers = {"Content-Security-Policy": OWN_POLICY}
        return Response(
            (STATIC / "page.html").read_text("utf-8"), media_type="text/html", headers=headers
        )

    async def _portal(self, request: Request) -> Response:
        return Response(PORTAL.read_text("utf-8"), media_type="text/html")

    async def _page(self, request: Request) -> Response:
        text, headers = self.pages[request.path_params["name"]]
        return Response(text, headers={"Content-Type": "text/html; charset=utf-8", **headers})


class _Cors:
    """Any origin may call, as the tests' host pages do."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        allow = [
            (b"access-control-allow-origin", b"*"),
            (
                b"access-control-allow-headers",
                b"authorization, content-type, idempotency-key, last-event-id",
            ),
            (b"access-control-expose-headers", b"retry-after"),
        ]
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": allow})
            await send({"type": "http.response.body", "body": b""})
            return

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *allow]}
            await send(message)

        await self.app(scope, receive, with_headers)


def refused(status: int, detail: str) -> Response:
    """A problem+json answer with a remedy."""
    return problem(status, {"detail": detail, "remedy": "Reload the page."}, {})


def problem(status: int, body: Json, headers: dict[str, str]) -> Response:
    return JSONResponse(
        {"type": "about:blank", "title": "Problem", "status": status, **body},
        status,
        {**headers},
        media_type="application/problem+json",
    )


def now() -> str:
    return datetime.now(UTC).isoformat()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
