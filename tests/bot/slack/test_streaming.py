"""An answer that a language model writes grows in its thread, and is there once in the end."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.slack import buttons
from core.model_settings import Model
from tests.bot.slack.help_channel import HelpChannel, Transport, listening, settings
from tests.bot.slack.said import words
from tests.bot.web.line import write_pages
from tests.bot.written_app import ASKED, FIRST, PRICED, SECOND, WrittenApp, said
from tests.scripted_model import ScriptedModel
from tests.slack.emulator import Emulator
from tests.slack.message import Message


@asynccontextmanager
async def written(
    slack: Emulator, place: Path, transport: Transport, *script: Any
) -> AsyncIterator[HelpChannel]:
    """Dialtone in #help, with a model that writes so."""
    ada, ben, priya = (slack.add_user(name) for name in ("ada", "ben", "priya"))
    channel = slack.add_channel("help", ada, slack.bot)
    made = settings(slack, place / "home", transport)
    made = made.model_copy(update={"model": Model.model_validate(PRICED)})
    with WrittenApp(made) as app:
        app.model = ScriptedModel(scripts=[script])
        app.ingest(write_pages(place / "pages"))
        async with listening(slack, app, transport) as line:
            yield HelpChannel(slack, app, line, ada, ben, priya, channel)


def shows(message: Message, text: str) -> bool:
    return text.replace("`", "") in words([{"blocks": message.blocks}])


async def test_an_answer_grows_in_its_thread_while_it_is_written(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    rest, end = threading.Event(), threading.Event()
    script = (said(FIRST), rest, said(SECOND), end)
    async with written(slack, tmp_path, transport, *script) as room:
        asked = room.asks(ASKED)

        def growing(text: str) -> bool:
            found = slack.said_by_bot(asked.ts)
            return any(each.streaming == "in_progress" and shows(each, text) for each in found)

        await slack.wait_for(lambda: growing(FIRST), 20)
        assert not growing(SECOND)
        rest.set()
        await slack.wait_for(lambda: growing(SECOND), 20)
        end.set()
        await slack.wait_for(lambda: slack.calls("chat.update"), 20)
        (message,) = await room.answers(asked.ts)
        assert message.streaming == "completed"
        assert slack.calls("assistant.threads.setStatus")[-1].arguments["status"] == ""
        assert words([{"blocks": message.blocks}]).count(FIRST.replace("`", "")) == 1
        assert shows(message, SECOND)
        assert message.blocks[0]["elements"][0]["action_id"] == buttons.HUMAN
        assert message.metadata


@pytest.mark.parametrize(
    ("fault", "method"),
    [
        ("rate_limited", "chat.startStream"),
        ("error_before", "chat.startStream"),
        ("error_after", "chat.startStream"),
        ("reset_after", "chat.startStream"),
        ("error_after", "chat.appendStream"),
        ("reset_after", "chat.stopStream"),
    ],
)
async def test_whatever_happens_to_a_stream_there_is_one_answer(
    slack: Emulator, tmp_path: Path, fault: Any, method: str, transport: Transport
) -> None:
    async with written(slack, tmp_path, transport, said(FIRST), said(SECOND)) as room:
        slack.fault(fault, method)
        asked = room.asks(ASKED)
        await slack.wait_for(lambda: slack.calls("chat.update"), 20)
        (message,) = await room.answers(asked.ts)
        assert shows(message, FIRST)
        assert shows(message, SECOND)


async def test_a_question_that_is_deleted_meanwhile_leaves_nothing_behind(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    rest = threading.Event()
    async with written(slack, tmp_path, transport, said(FIRST), rest, said(SECOND)) as room:
        asked = room.asks(ASKED)
        await slack.wait_for(lambda: slack.said_by_bot(asked.ts), 20)
        slack.delete(room.ada, room.channel, asked.ts)
        await slack.wait_for(lambda: slack.calls("chat.delete"), 20)
        rest.set()
        await room.rest()
        assert slack.said_by_bot(asked.ts) == []
