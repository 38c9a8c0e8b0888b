"""Local servers that speak the wire shapes of what notifiers talk to."""

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.escalation.peer import Answer, Peer, Request, peer

ROUTING_KEY = "R" * 32
TOKEN = "rest-token"


@dataclass
class PagerDutyServer:
    """Events API v2 and the part of the REST API that is needed; refuses what the real one does."""

    incidents: dict[str, dict[str, Any]] = field(default_factory=dict)
    refuse: list[Answer] = field(default_factory=list)
    """What the next requests get instead; one with a status of 0 hangs up."""
    lose: int = 0
    """So many events are taken, and their answers lost."""
    actions: list[str] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer:
        if self.refuse:
            return self.refuse.pop(0)
        parts = urlsplit(request.path)
        if (request.method, parts.path) == ("POST", "/v2/enqueue"):
            return self._enqueue(request.body)
        if request.headers.get("authorization") != f"Token token={TOKEN}":
            return Answer(401, {"error": {"message": "Unauthorized", "code": 2006}})
        if (request.method, parts.path) == ("GET", "/incidents"):
            key = parse_qs(parts.query)["incident_key"][0]
            found = [self.incidents[key]] if key in self.incidents else []
            return Answer(200, {"incidents": found, "limit": 25, "offset": 0, "more": False})
        if request.method == "PUT":
            return self._update(parts.path.rpartition("/")[2], request)
        return Answer(404, {"error": {"message": "Not Found", "code": 2100}})

    def acknowledge(self, key: str, by: str = "Mina Okafor") -> None:
        """Somebody takes the page on their phone."""
        who = {"id": "PUSER", "type": "user_reference", "summary": by}
        self.incidents[key]["status"] = "acknowledged"
        self.incidents[key]["acknowledgements"] = [
            {"at": "2026-11-22T01:02:03Z", "acknowledger": who}
        ]

    def _enqueue(self, event: dict[str, Any]) -> Answer:
        wrong = {"status": "invalid event", "message": "Event object is invalid"}
        if event.get("routing_key") != ROUTING_KEY or not event.get("dedup_key"):
            return Answer(400, {**wrong, "errors": ["Invalid routing key"]})
        action, key = event.get("event_action"), event["dedup_key"]
        if action == "trigger":
            payload = event.get("payload", {})
            good = payload.get("severity") in ("critical", "error", "warning", "info")
            if not good or not 0 < len(payload.get("summary", "")) <= 1024 or not payload["source"]:
                return Answer(400, {**wrong, "errors": ["Invalid payload"]})
            if self.incidents.get(key, {}).get("status") in (None, "resolved"):
                self.incidents[key] = self._incident(key, payload)
        elif action not in ("acknowledge", "resolve"):
            return Answer(400, {**wrong, "errors": ["Invalid event action"]})
        elif key in self.incidents:
            self.incidents[key]["status"] = f"{action}d"
        self.actions.append(f"{action} {key}")
        if self.lose:
            self.lose -= 1
            return Answer(0)
        done = {"status": "success", "message": "Event processed", "dedup_key": key}
        return Answer(202, done)

    def _incident(self, key: str, payload: dict[str, Any]) -> dict[str, Any]:
        jory = {"id": "PJORY", "type": "user_reference", "summary": "Jory Castellan"}
        return {
            "id": f"Q{len(self.incidents)}", "type": "incident", "status": "triggered",
            "incident_key": key, "title": payload["summary"], "escalation_level": 1,
            "assignments": [{"at": "2026-11-22T01:00:00Z", "assignee": jory}],
            "acknowledgements": [], "details": payload,
        }  # fmt: skip

    def _update(self, number: str, request: Request) -> Answer:
        if "from" not in request.headers:
            return Answer(400, {"error": {"message": "Requester User Not Found"}})
        incident = next(i for i in self.incidents.values() if i["id"] == number)
        incident["escalation_level"] = request.body["incident"]["escalation_level"]
        tove = {"id": "PTOVE", "type": "user_reference", "summary": "Tove Lindqvist"}
        incident["assignments"] = [{"at": "2026-11-22T01:05:00Z", "assignee": tove}]
        return Answer(200, {"incident": incident})


@dataclass
class OpsgenieServer:
    """The alerts API; takes requests and carries them out, as the real one does."""

    alerts: dict[str, dict[str, Any]] = field(default_factory=dict)
    refuse: list[Answer] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer:
        if self.refuse:
            return self.refuse.pop(0)
        if request.headers.get("authorization") != "GenieKey genie":
            return Answer(401, {"message": "Could not authenticate"})
        parts = urlsplit(request.path)
        if (request.method, parts.path) == ("POST", "/v2/alerts"):
            asked = request.body
            if not 0 < len(asked.get("message", "")) <= 130:
                return Answer(422, {"message": "Request body is not processable"})
            new = {"acknowledged": False, "status": "open", "owner": "", "responders": []}
            alert = self.alerts.setdefault(asked["alias"], {**asked, **new, "count": 0})
            alert["count"] += 1
            return Answer(202, {"result": "Request will be processed", "requestId": "r1"})
        alias, _, action = parts.path.removeprefix("/v2/alerts/").partition("/")
        alert = self.alerts.get(alias, {})
        if not alert or parse_qs(parts.query).get("identifierType") != ["alias"]:
            return Answer(404, {"message": "Alert not found"})
        if action:
            changes: dict[str, dict[str, Any]] = {
                "acknowledge": {"acknowledged": True},
                "close": {"status": "closed"},
            }
            alert.update(changes.get(action, {}))
            return Answer(202, {"result": "Request will be processed"})
        return Answer(200, {"data": alert, "requestId": "r2"})


class Mailbox:
    """An SMTP server of a few verbs, and what it was given."""

    def __init__(self) -> None:
        self.messages: list[tuple[list[str], Message]] = []
        self.refuse: list[bytes] = []
        """What the next recipients get instead of 250."""
        self.lose = 0
        """So many messages are taken, and their answers lost."""

    def distinct(self) -> Counter[str]:
        """Messages by id, as a mailbox that looks at ids counts them."""
        return Counter(str(mail["Message-ID"]) for _, mail in self.messages)

    def serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as line:

            def say(text: bytes) -> None:
                line.write(text + b"\r\n")
                line.flush()

            say(b"220 mail.example ESMTP")
            to: list[str] = []
            for raw in line:
                words = raw.strip()
                verb = words[:4].upper()
                if verb in (b"EHLO", b"HELO"):
                    say(b"250 mail.example")
                elif verb == b"RCPT":
                    answer = self.refuse.pop(0) if self.refuse else b"250 ok"
                    to.append(words.decode().partition("<")[2].partition(">")[0])
                    say(answer)
                elif verb == b"DATA":
                    say(b"354 go on")
                    body = b""
                    for part in line:
                        if part == b".\r\n":
                            break
                        body += part
                    self.messages.append((to, message_from_bytes(body)))
                    if self.lose:
                        self.lose -= 1
                        return
                    to = []
                    say(b"250 taken")
                elif verb == b"QUIT":
                    say(b"221 bye")
                    return
                else:
                    say(b"250 ok")


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, int]]:
    """A mailbox and the port that fills it."""
    box = Mailbox()
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.settimeout(10)
            threading.Thread(target=box.serve, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield box, listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


@contextmanager
def pagerduty() -> Iterator[tuple[PagerDutyServer, Peer]]:
    server = PagerDutyServer()
    with peer(server) as running:
        yield server, running


@contextmanager
def opsgenie() -> Iterator[tuple[OpsgenieServer, Peer]]:
    server = OpsgenieServer()
    with peer(server) as running:
        yield server, running


def words_of(mail: Message) -> str:
    """The text of a plain mail."""
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    return body.decode()
