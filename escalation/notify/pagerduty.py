"""PagerDuty: pages by its Events API v2, and learns by its REST API who acknowledged.

The deduplication key is the escalation's id, so that however often an event is sent, one incident
stands open. An event for an open incident rings nobody anew: a page that is sent again goes to the
next level of the incident's escalation policy, where a REST key and a sender are set.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.conversation import EscalationState
from core.errors import UserError
from core.escalation import Acknowledgement, Notice, Urgency
from core.escalation_settings import PagerDuty
from escalation.notify.calls import call

_SUMMARY = 1024
_DETAIL = 20_000
_SEVERITY = {Urgency.EMERGENCY: "critical", Urgency.HIGH: "error", Urgency.NORMAL: "warning"}
_ACTION = {EscalationState.RESOLVED: "resolve"}


class PagerDutyNotifier:
    """Pages whoever is on call for a service in PagerDuty."""

    def __init__(self, settings: PagerDuty) -> None:
        self._settings = settings

    @property
    def name(self) -> str:
        return self._settings.name

    def send(self, notice: Notice) -> Mapping[str, Any]:
        own = notice.to.contact.on_call.get("pagerduty", "")
        key = self._key(own)
        if not key:
            raise UserError(
                f"There is no PagerDuty integration key for {notice.to.name}.",
                "Give its catalog entry the annotation, or set a routing_key for everybody.",
            )
        event: dict[str, Any] = {
            "routing_key": key,
            "event_action": "trigger",
            "dedup_key": notice.escalation_id,
            "client": "Dialtone",
            "payload": {
                "summary": notice.subject[:_SUMMARY],
                "source": "dialtone",
                "severity": _SEVERITY[notice.urgency],
                "component": notice.to.name,
                "class": notice.purpose.value,
                "custom_details": {"transcript": notice.text[:_DETAIL], **notice.facts},
            },
        }
        if notice.link:
            event["client_url"] = notice.link
            event["links"] = [{"href": notice.link, "text": "Claim and answer it"}]
        self._enqueue(event)
        if notice.again:
            self._pass_on(notice.escalation_id)
        return {"dedup_key": notice.escalation_id, "team": notice.to.name, "key": own}

    def withdraw(self, escalation_id: str, notice_id: str) -> None:
        """Nothing waits here: a notice is sent at once or not at all."""

    def ask(self, receipt: Mapping[str, Any]) -> Acknowledgement | None:
        incident = self._incident(str(receipt["dedup_key"]))
        if incident is None:
            return None
        taken = incident.get("acknowledgements") or []
        last = taken[-1] if isinstance(taken, list) and taken else {}
        by = _summary(last.get("acknowledger"))
        if not by and incident.get("status") in ("acknowledged", "resolved"):
            by = _summary(incident.get("last_status_change_by")) or "on-call"
        assigned = incident.get("assignments") or []
        paged = ", ".join(filter(None, (_summary(each.get("assignee")) for each in assigned)))
        return Acknowledgement(paged=paged, by=by, at=_moment(last.get("at")))

    def tell(self, receipt: Mapping[str, Any], state: EscalationState) -> None:
        self._enqueue(
            {
                "routing_key": self._key(str(receipt["key"])),
                "event_action": _ACTION.get(state, "acknowledge"),
                "dedup_key": receipt["dedup_key"],
            }
        )

    def _key(self, own: str) -> str:
        """The team's own integration key, else the one for everybody."""
        return own or self._settings.routing_key.get_secret_value()

    def _enqueue(self, event: Mapping[str, Any]) -> None:
        call(self._settings.seconds, "POST", f"{self._settings.events_url}/v2/enqueue", body=event)

    def _incident(self, key: str) -> dict[str, Any] | None:
        """The newest incident with that key; None where it cannot be known."""
        if not self._settings.token.get_secret_value():
            return None
        found = call(
            self._settings.seconds,
            "GET",
            f"{self._settings.api_url}/incidents",
            headers=self._headers(),
            params={"incident_key": key, "sort_by": "created_at:desc", "date_range": "all"},
        )
        incidents = found.get("incidents") if isinstance(found, dict) else None
        return incidents[0] if incidents and isinstance(incidents[0], dict) else None

    def _pass_on(self, key: str) -> None:
        """To the next level of the incident's own policy, where we may."""
        incident = self._incident(key) if self._settings.sender else None
        if not incident or incident.get("status") != "triggered":
            return
        level = int(incident.get("escalation_level") or 1) + 1
        call(
            self._settings.seconds,
            "PUT",
            f"{self._settings.api_url}/incidents/{incident['id']}",
            headers={**self._headers(), "From": self._settings.sender},
            body={"incident": {"type": "incident_reference", "escalation_level": level}},
        )

    def _headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Token token={self._settings.token.get_secret_value()}",
            "Accept": "application/vnd.pagerduty+json;version=2",
        }


def _summary(reference: Any) -> str:
    return str(reference.get("summary") or "") if isinstance(reference, dict) else ""


def _moment(written: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except (TypeError, ValueError):
        return None
