"""Answers by a language model in Slack: whole ones, or the extract, and nothing half-said."""

import threading
from pathlib import Path
from typing import Any

import pytest

from core.model_settings import Model
from core.settings import Settings
from dialtone.app import App
from tests.bot.slack.help_channel import HelpChannel, Transport, help_channel
from tests.bot.written_app import SECOND, TURNED, WrittenApp, said
from tests.scripted_model import ScriptedModel
from tests.slack.emulator import Emulator


def writing(model: ScriptedModel, **more: Any) -> Any:
    """Makes an App whose answers that model writes."""

    def made(settings: Settings) -> App:
        values = {"name": "scripted:model", "tries": 1, **more}
        app = WrittenApp(settings.model_copy(update={"model": Model.model_validate(values)}))
        app.model = model
        return app

    return made


def everything(room: HelpChannel) -> str:
    """All that stands in the channel now, what was edited as it is after it."""
    return str([(each.text, each.blocks) for each in room.said_in(room.channel)])


async def test_what_a_model_wrote_is_one_message(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    model = ScriptedModel(scripts=[[said(TURNED), said(SECOND)]])
    async with help_channel(slack, tmp_path, transport, writing(model)) as room:
        (answer,) = await room.answers(room.asks().ts)
        assert "to roll back a deploy" in answer.text
        assert "https://docs.example.com/guide/rollback" in str(answer.blocks)


@pytest.mark.parametrize("how", ["dies", "hangs", "garbage"])
async def test_nothing_half_said_remains(
    slack: Emulator, tmp_path: Path, how: str, transport: Transport
) -> None:
    go = threading.Event()
    ends: Any = {"dies": RuntimeError("cut"), "hangs": go, "garbage": "\ufffd{" * 200_000}[how]
    model = ScriptedModel(scripts=[[said(TURNED), "\n", ends]])
    try:
        seconds = 1.0 if how == "hangs" else 20.0
        async with help_channel(
            slack, tmp_path, transport, writing(model, seconds=seconds)
        ) as room:
            (answer,) = await room.answers(room.asks().ts)
            assert "harbor rollback" in answer.text
            assert "to roll back a deploy." not in everything(room)
            with room.app.database.read() as stored:
                kept = stored.exec_driver_sql("select * from messages").fetchall()
            assert "to roll back a deploy." not in str(kept)
    finally:
        go.set()
