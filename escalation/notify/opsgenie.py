"""Opsgenie: an alert whose alias is the escalation's id, so that repeats fall into one."""

from collections.abc import Mapping
from typing import Any

from core.conversation import EscalationState
from core.escalation import Acknowledgement, Notice, Urgency
from core.escalation_settings import Opsgenie
from escalation.notify.calls import call

_MESSAGE = 130
_DESCRIPTION = 15_000
_PRIORITY = {Urgency.EMERGENCY: "P1", Urgency.HIGH: "P2", Urgency.NORMAL: "P3"}


class OpsgenieNotifier:
    """Alerts the team's responders in Opsgenie."""

    def __init__(self, settings: Opsgenie) -> None:
        self._settings = settings

    @property
    def name(self) -> str:
        return self._settings.name

    def send(self, notice: Notice) -> Mapping[str, Any]:
        alert: dict[str, Any] = {
            "message": notice.subject[:_MESSAGE],
            "alias": notice.escalation_id,
            "description": notice.text[:_DESCRIPTION],
            "priority": _PRIORITY[notice.urgency],
            "source": "dialtone",
            "details": {key: value[:1000] for key, value in notice.facts.items()},
        }
        if team := notice.to.contact.on_call.get("opsgenie"):
            alert["responders"] = [{"type": "team", "name": team}]
        self._call("POST", "", alert)
        if notice.again:
            # An alert that is open already rings nobody anew; the next rule of its policy does.
            note = {"note": "Nobody has acknowledged yet.", "source": "dialtone"}
            self._call("POST", f"/{notice.escalation_id}/notes?identifierType=alias", note)
        return {"alias": notice.escalation_id}

    def withdraw(self, escalation_id: str, notice_id: str) -> None:
        """Nothing waits here: a notice is sent at once or not at all."""

    def ask(self, receipt: Mapping[str, Any]) -> Acknowledgement | None:
        # An alert is made some moments after it was asked for: until then there is none.
        found = self._call("GET", f"/{receipt['alias']}?identifierType=alias", absent=True)
        data = found.get("data") if isinstance(found, dict) else None
        if not isinstance(data, dict):
            return None
        report = data.get("report")
        by = str(report.get("acknowledgedBy") or "") if isinstance(report, dict) else ""
        if not by and data.get("acknowledged"):
            by = str(data.get("owner") or "on-call")
        named = (str(r.get("name") or "") for r in data.get("responders") or [])
        return Acknowledgement(paged=", ".join(filter(None, named)), by=by)

    def tell(self, receipt: Mapping[str, Any], state: EscalationState) -> None:
        what = "close" if state is EscalationState.RESOLVED else "acknowledge"
        path = f"/{receipt['alias']}/{what}?identifierType=alias"
        self._call("POST", path, {"source": "dialtone"})

    def _call(self, method: str, path: str, body: Any = None, *, absent: bool = False) -> Any:
        return call(
            self._settings.seconds,
            method,
            f"{self._settings.api_url}/v2/alerts{path}",
            headers={"Authorization": f"GenieKey {self._settings.key.get_secret_value()}"},
            body=body,
            absent=absent,
        )
