"""The notifiers that the settings declare."""

from core.escalation_settings import EscalationSettings
from core.ports import Notifier
from escalation.notify.mail import MailNotifier
from escalation.notify.opsgenie import OpsgenieNotifier
from escalation.notify.pagerduty import PagerDutyNotifier
from escalation.notify.webhook import WebhookNotifier


def declared(settings: EscalationSettings) -> dict[str, Notifier]:
    """Each by its name."""
    made: list[Notifier] = [
        *map(MailNotifier, settings.email),
        *map(WebhookNotifier, settings.webhook),
        *map(PagerDutyNotifier, settings.pagerduty),
        *map(OpsgenieNotifier, settings.opsgenie),
    ]
    return {notifier.name: notifier for notifier in made}
