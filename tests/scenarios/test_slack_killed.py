"""`dialtone slack`, killed at a random moment while it answers, loses and repeats nothing.

benchmarks/slack_faults.py does this five hundred times through every fault there is.
"""

from pathlib import Path

import pytest

from core.settings import Settings
from tests.bot.slack.help_channel import Transport
from tests.bot.web.line import ScriptedApp, write_pages
from tests.scenarios.slack_bot import WRITTEN, bots
from tests.scenarios.slack_storm import Storm
from tests.scenarios.slack_trouble import TROUBLES
from tests.slack.emulator import Emulator


@pytest.mark.parametrize("transport", ["socket", "http"])
async def test_killed_while_it_writes_every_answer_is_there_once_and_in_order(
    tmp_path: Path, transport: Transport
) -> None:
    with ScriptedApp(Settings.model_validate({"home": tmp_path / "home"})) as app:
        app.ingest(write_pages(tmp_path / "pages"))
    async with Emulator(time_scale=0.1) as slack:
        crew = bots(slack, tmp_path, transport, replicas=1, placeholder_seconds=0.5, **WRITTEN)
        storm = Storm(slack, crew, transport)
        try:
            await storm.begin()
            await storm.rage(10, 1, TROUBLES[:1], rest=3)
        finally:
            for bot in crew:
                bot.stop()
        [row] = storm.table()
        assert crew[0].kills == 1
        assert slack.calls("chat.startStream")
        told = {name: row[name] for name in ("once", "more", "lost", "out of order", "other")}
        assert told == {"once": 10, "more": 0, "lost": 0, "out of order": 0, "other": 0}, (
            storm.others()
        )
        assert len(storm.cards()) == storm.wishes
