"""`dialtone serve` answers in Slack beside the web pages: one process, one address."""

import asyncio
from pathlib import Path

import pytest

from core.slack_settings import EVENTS_PATH
from dialtone.surface import Surface
from tests.bot.slack.help_channel import QUESTION, Transport, settings
from tests.bot.web.line import ORIGIN, Line, ScriptedApp, running, write_pages
from tests.slack.emulator import Emulator
from tests.slack.fixtures import slack, slack_settings

__all__ = ["slack", "slack_settings"]


def answered_on_the_web(line: Line) -> str:
    person = line.person()
    return str(person.ask(person.conversation(), QUESTION))


@pytest.mark.parametrize("transport", ["socket", "http"])
async def test_one_process_answers_in_slack_and_on_the_web(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    ada = slack.add_user("ada")
    channel = slack.add_channel("help", ada, slack.bot)
    chosen = settings(slack, tmp_path / "home", transport)
    web = chosen.web.model_copy(update={"origins": (ORIGIN,)})
    with ScriptedApp(chosen.model_copy(update={"web": web})) as app:
        app.ingest(write_pages(tmp_path / "pages"))
        serving = running(app, Surface(app))
        line = await asyncio.to_thread(serving.__enter__)
        try:
            if transport == "http":
                await slack.use_http(line.url + EVENTS_PATH)
            else:
                await slack.wait_for(lambda: slack.sockets, 20, "a socket")
            asked = slack.post(ada, channel, QUESTION)
            (said,) = await slack.wait_for_reply(asked.ts, 1, 20)
            assert "harbor rollback" in said.text
            assert "harbor rollback" in await asyncio.to_thread(answered_on_the_web, line)
        finally:
            await asyncio.to_thread(serving.__exit__, None, None, None)
