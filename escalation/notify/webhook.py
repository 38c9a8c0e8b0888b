"""A signed POST of JSON, as www.standardwebhooks.com describes it."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from core.conversation import EscalationState
from core.escalation import Acknowledgement, Notice
from core.escalation_settings import Webhook
from escalation.notify.calls import call

_PREFIX = "whsec_"


class WebhookNotifier:
    """Posts each notice to one address. The receiver tells repeats by `webhook-id`."""

    def __init__(self, settings: Webhook) -> None:
        self._settings = settings

    @property
    def name(self) -> str:
        return self._settings.name

    def send(self, notice: Notice) -> Mapping[str, Any]:
        self._post(notice.id, f"escalation.{notice.purpose.value}", body_of(notice))
        return {"escalation": notice.escalation_id}

    def withdraw(self, escalation_id: str, notice_id: str) -> None:
        """Nothing waits here: a notice is sent at once or not at all."""

    def ask(self, receipt: Mapping[str, Any]) -> Acknowledgement | None:
        """A webhook cannot be asked: whoever gets it claims the escalation at the desk."""
        return None

    def tell(self, receipt: Mapping[str, Any], state: EscalationState) -> None:
        key = str(receipt["escalation"])
        self._post(f"{key}-{state.value}", f"escalation.{state.value}", {"escalation": key})

    def _post(self, key: str, kind: str, data: Mapping[str, Any]) -> None:
        body = json.dumps({"type": kind, "data": data}).encode()
        moment = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": moment,
            "webhook-signature": signature(
                self._settings.secret.get_secret_value(), key, moment, body
            ),
        }
        call(self._settings.seconds, "POST", self._settings.url, headers=headers, raw=body)


def signature(secret: str, key: str, moment: str, body: bytes) -> str:
    """`v1,` and the HMAC-SHA256 over id, time and body."""
    signed = f"{key}.{moment}.".encode() + body
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def body_of(notice: Notice) -> dict[str, Any]:
    """A notice as JSON."""
    return {
        "id": notice.id,
        "escalation": notice.escalation_id,
        "urgency": notice.urgency.value,
        "team": notice.to.team,
        "subject": notice.subject,
        "text": notice.text,
        "link": notice.link,
        "again": notice.again,
        **notice.facts,
    }


def _key(secret: str) -> bytes:
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except (binascii.Error, ValueError):
            pass
    return secret.encode()
