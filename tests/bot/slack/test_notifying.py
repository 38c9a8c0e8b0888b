"""Slack as a way to reach people that may not answer: nobody is told twice by two ways."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.slack.notifying import SlackNotifier
from core.catalog import Catalog
from core.escalation import DeliveryState
from core.settings import Settings
from core.slack import SendState
from core.slack_settings import Slack
from tests.escalation.office import Office
from tests.escalation.services import mail_server


@contextmanager
def opened(home: Path, port: int) -> Iterator[Office]:
    """Told by a card, and by mail where Slack takes none; nobody empties Slack's outbox."""
    mail = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "d@example.com",
        "to": ["oncall@example.com"],
    }
    chosen = {
        "home": home,
        "escalation": {"email": [mail], "notify": ["slack", "email"]},
    }
    with Office(Settings.model_validate(chosen)) as app:
        reached = Slack.model_validate({"bot_token": "xoxb-1", "triage": "C0TRIAGE1"})
        slack = SlackNotifier(app.slack_stores.outbox, reached, Catalog)
        app.extra = {slack.name: slack}
        yield app


def card_of(app: Office, call: str) -> SendState:
    card = app.slack_stores.outbox.card(call)
    assert card
    return card.state


def test_card_that_slack_was_not_handed_is_withdrawn_once_mail_is_sent(tmp_path: Path) -> None:
    with mail_server() as (box, port), opened(tmp_path, port) as app:
        call = app.ask("Where is the printer?")
        app.until(lambda: box.messages)
        assert card_of(app, call.id) is SendState.WITHDRAWN
        assert app.slack_stores.outbox.claim("w", 10) == []


def test_card_that_may_have_been_posted_stays(tmp_path: Path) -> None:
    with mail_server() as (box, port), opened(tmp_path, port) as app:
        call = app.ask("Where is the printer?")
        app.until(lambda: app.slack_stores.outbox.claim("w", 10))
        app.until(lambda: box.messages)
        assert card_of(app, call.id) is SendState.WAITING


def test_where_mail_fails_as_well_the_card_is_tried_again(tmp_path: Path) -> None:
    with opened(tmp_path, 9) as app:
        call = app.ask("Where is the printer?")
        outbox = app.slack_stores.outbox
        app.until(lambda: app.deliveries.stuck())
        assert card_of(app, call.id) is SendState.WITHDRAWN
        app.until(lambda: card_of(app, call.id) is SendState.WAITING)
        [card] = outbox.claim("w", 10)
        outbox.sent(card.key, "1.0")
        app.until(lambda: not app.deliveries.stuck())
        [notice] = app.deliveries.of(call.id)
        assert notice.state is DeliveryState.DELIVERED
