"""Bolt's part: what comes in is checked, stored and acknowledged, in that order."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.crossing import Lane
from bot.slack.incoming import read
from bot.slack.learning import Learning
from bot.slack.parts import Parts
from core.ports import ChannelHistory

_ANYTHING = re.compile(".*", re.DOTALL)


def make_app(
    parts: Parts, wake: Callable[[], None], history: ChannelHistory | None = None
) -> AsyncApp:
    """A Bolt app that stores every request before it acknowledges it.

    `wake` is called when something new was stored; `history` learns from every event. Listeners
    for what needs an answer of its own, such as a form, are added before `listen_to_the_rest`.
    """

    learning = Learning(history, parts.crossing) if history else None

    async def store(request: AsyncBoltRequest, next: Callable[[], Awaitable[Any]]) -> Any:  # noqa: A002
        # Before Bolt asks who we are: whatever fails here, Slack hears no ack and sends it again.
        if learning and request.body.get("type") == "event_callback":
            await learning.learn(request.body["event"])
        incoming = read(request.body)
        if incoming is None:
            return await next()
        if await parts.crossing.over(Lane.WRITE, parts.inbox.store, incoming):
            wake()
        return await next()

    async def authorize(**_given: Any) -> AuthorizeResult:
        # Bolt's own way calls auth.test at the first request, and acknowledges where that fails.
        us = parts.us
        return AuthorizeResult(
            enterprise_id=None,
            team_id=us.team or None,
            bot_user_id=us.user or None,
            bot_id=us.bot or None,
            bot_token=parts.settings.bot_token.get_secret_value(),
        )

    return AsyncApp(
        name="dialtone",
        logger=quiet_logger("bolt"),
        client=parts.api.client,
        signing_secret=parts.settings.signing_secret.get_secret_value() or None,
        request_verification_enabled=parts.settings.transport == "http",
        before_authorize=store,
        authorize=authorize,
        # What we said ourselves is told apart in `read`.
        ignoring_self_events_enabled=False,
        ignoring_self_assistant_message_events_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )


def quiet_logger(name: str) -> logging.Logger:
    """A logger for Slack's own code: what goes wrong in one line, and not what could be otherwise.

    Its warnings are of settings that it finds in the environment and that are ours.
    """
    logger = logging.getLogger(f"{__name__}.{name}")
    logger.setLevel(logging.ERROR)
    logger.addFilter(_without_trace)
    return logger


def _without_trace(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True


def listen_to_the_rest(app: AsyncApp) -> None:
    """Acknowledge everything that has no listener of its own: it is stored, and worked on later.

    Bolt acknowledges only what has a listener.
    """

    async def acknowledge(ack: AsyncAck) -> BoltResponse:
        return await ack()

    app.event(_ANYTHING)(acknowledge)
    app.action(_ANYTHING)(acknowledge)
    app.command(_ANYTHING)(acknowledge)
    app.shortcut(_ANYTHING)(acknowledge)
    app.view(_ANYTHING)(acknowledge)
    app.options(_ANYTHING)(acknowledge)
