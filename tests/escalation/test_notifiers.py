"""Each notifier against a local server that speaks its service's wire shapes."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.conversation import EscalationState
from core.errors import Transient, UserError
from core.escalation_settings import Email, Opsgenie, PagerDuty, Webhook
from core.ports import Notifier
from escalation.notify.mail import MailNotifier
from escalation.notify.opsgenie import OpsgenieNotifier
from escalation.notify.pagerduty import PagerDutyNotifier
from escalation.notify.webhook import WebhookNotifier
from tests.contracts.notifier import CONTACT, NotifierContract, notice
from tests.escalation.peer import Answer, Peer, Request, peer
from tests.escalation.services import (
    TOKEN,
    Mailbox,
    OpsgenieServer,
    PagerDutyServer,
    mail_server,
    opsgenie,
    pagerduty,
    words_of,
)

NOBODY = "http://127.0.0.1:9"
SECRET = "whsec_" + base64.b64encode(b"a key of the receiver").decode()


class PagerDutyWorld:
    def __init__(self, server: PagerDutyServer, running: Peer) -> None:
        self.server = server
        self.url = running.url

    def notifier(self, **more: str) -> Notifier:
        made = {"events_url": self.url, "api_url": self.url, "token": TOKEN, **more}
        return PagerDutyNotifier(PagerDuty.model_validate(made))

    def reached(self) -> list[str]:
        return [json.dumps(incident) for incident in self.server.incidents.values()]

    def away(self) -> None:
        self.server.refuse.append(Answer(500))

    def lose(self) -> None:
        self.server.lose = 1

    def refuse(self) -> None:
        self.server.refuse.append(Answer(400, {"status": "invalid event"}))

    def vanish(self) -> None:
        self.server.refuse += [Answer(0)] * 5


class TestPagerDuty(NotifierContract):
    @pytest.fixture
    def world(self) -> Iterator[PagerDutyWorld]:
        with pagerduty() as (server, running):
            yield PagerDutyWorld(server, running)

    def test_says_who_was_paged_and_who_took_it(self, world: PagerDutyWorld) -> None:
        notifier = world.notifier()
        receipt = notifier.send(notice())
        known = notifier.ask(receipt)
        assert known
        assert (known.paged, known.by) == ("Jory Castellan", "")
        world.server.acknowledge("e1")
        known = notifier.ask(receipt)
        assert known
        assert known.by == "Mina Okafor"
        assert known.at
        notifier.tell(receipt, EscalationState.RESOLVED)
        assert world.server.incidents["e1"]["status"] == "resolved"
        assert world.server.actions == ["trigger e1", "resolve e1"]

    def test_sent_again_it_goes_to_the_next_level(self, world: PagerDutyWorld) -> None:
        notifier = world.notifier(sender="dialtone@example.com")
        receipt = notifier.send(notice())
        notifier.send(replace(notice("n2"), again=True))
        known = notifier.ask(receipt)
        assert known
        assert known.paged == "Tove Lindqvist"
        assert len(world.reached()) == 1

    def test_limit_says_when(self, world: PagerDutyWorld) -> None:
        world.server.refuse.append(Answer(429, headers={"Retry-After": "17"}))
        with pytest.raises(Transient) as raised:
            world.notifier().send(notice())
        assert raised.value.after == 17

    def test_no_key_is_named_with_its_remedy(self, world: PagerDutyWorld) -> None:
        bare = replace(CONTACT, on_call={})
        with pytest.raises(UserError, match="no PagerDuty integration key for team-t"):
            world.notifier().send(replace(notice(), to=replace(notice().to, contact=bare)))


class OpsgenieWorld:
    def __init__(self, server: OpsgenieServer, running: Peer) -> None:
        self.server = server
        self.url = running.url
        self._losing = False

    def notifier(self) -> Notifier:
        return OpsgenieNotifier(Opsgenie.model_validate({"api_url": self.url, "key": "genie"}))

    def reached(self) -> list[str]:
        return [json.dumps(alert) for alert in self.server.alerts.values()]

    def away(self) -> None:
        self.server.refuse.append(Answer(429, headers={"Retry-After": "1"}))

    def lose(self) -> None:
        self.server.refuse.append(Answer(0))

    def refuse(self) -> None:
        self.server.refuse.append(Answer(422, {"message": "no"}))

    def vanish(self) -> None:
        self.server.refuse += [Answer(0)] * 5


class TestOpsgenie(NotifierContract):
    @pytest.fixture
    def world(self) -> Iterator[OpsgenieWorld]:
        with opsgenie() as (server, running):
            yield OpsgenieWorld(server, running)

    def test_team_is_named_and_acknowledgement_is_read(self, world: OpsgenieWorld) -> None:
        notifier = world.notifier()
        receipt = notifier.send(notice())
        alert = world.server.alerts["e1"]
        assert alert["priority"] == "P1"
        alert |= {"acknowledged": True, "report": {"acknowledgedBy": "mina@example.com"}}
        known = notifier.ask(receipt)
        assert known
        assert known.by == "mina@example.com"


class WebhookWorld:
    def __init__(self) -> None:
        self.got: dict[str, Request] = {}
        self.next: list[tuple[bool, Answer]] = []
        """Whether the next request is carried out, and its answer."""
        self.url = NOBODY

    def __call__(self, request: Request) -> Answer:
        takes, answer = self.next.pop(0) if self.next else (True, Answer(204))
        moment, key = request.headers["webhook-timestamp"], request.headers["webhook-id"]
        signed = f"{key}.{moment}.".encode() + request.raw
        digest = hmac.new(b"a key of the receiver", signed, hashlib.sha256).digest()
        expected = f"v1,{base64.b64encode(digest).decode()}"
        if request.headers["webhook-signature"] != expected:
            return Answer(401)
        if takes:
            self.got[key] = request
        return answer

    def notifier(self) -> Notifier:
        return WebhookNotifier(Webhook.model_validate({"url": self.url, "secret": SECRET}))

    def reached(self) -> list[str]:
        return [request.raw.decode() for request in self.got.values()]

    def away(self) -> None:
        self.next.append((False, Answer(503)))

    def lose(self) -> None:
        self.next.append((True, Answer(0)))

    def refuse(self) -> None:
        self.next.append((False, Answer(410)))

    def vanish(self) -> None:
        self.next += [(False, Answer(0))] * 5


class TestWebhook(NotifierContract):
    @pytest.fixture
    def world(self) -> Iterator[WebhookWorld]:
        world = WebhookWorld()
        with peer(world) as running:
            world.url = running.url
            yield world

    def test_another_secret_is_refused(self, world: WebhookWorld) -> None:
        other = Webhook.model_validate({"url": world.url, "secret": "other"})
        with pytest.raises(Exception, match="refuses it"):
            WebhookNotifier(other).send(notice())


class MailWorld:
    def __init__(self, box: Mailbox, port: int) -> None:
        self.box = box
        self.port = port

    def notifier(self) -> Notifier:
        return MailNotifier(
            Email(host="127.0.0.1", port=self.port, security="none", sender="d@example.com")
        )

    def reached(self) -> list[str]:
        by_id = {str(mail["Message-ID"]): mail for _, mail in self.box.messages}
        return [words_of(mail) + str(mail) for mail in by_id.values()]

    def away(self) -> None:
        self.box.refuse.append(b"451 later")

    def lose(self) -> None:
        self.box.lose = 1

    def refuse(self) -> None:
        self.box.refuse.append(b"550 nobody here")

    def vanish(self) -> None:
        self.port = 9


class TestMail(NotifierContract):
    @pytest.fixture
    def world(self) -> Iterator[MailWorld]:
        with mail_server() as (box, port):
            yield MailWorld(box, port)

    def test_nobody_there_is_transient(self, world: MailWorld) -> None:  # type: ignore[override]
        world.vanish()
        with pytest.raises(Transient):
            world.notifier().send(notice())

    def test_goes_to_the_team(self, world: MailWorld) -> None:
        world.notifier().send(notice())
        [(to, mail)] = world.box.messages
        assert to == ["team@example.com"]
        assert mail["Auto-Submitted"] == "auto-generated"

    def test_a_header_cannot_be_slipped_in(self, world: MailWorld) -> None:
        world.notifier().send(replace(notice(), subject="Help\r\nBcc: evil@example.com"))
        [(to, mail)] = world.box.messages
        assert to == ["team@example.com"]
        assert mail["Bcc"] is None
