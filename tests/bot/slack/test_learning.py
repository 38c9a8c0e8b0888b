"""What is said in a channel that is read live is in the next answer."""

import asyncio

from core.settings import check
from core.source_settings import SlackSource
from tests.bot.slack.help_channel import HelpChannel

ZEBRA = "How do I flush the zebra cache?"


async def test_the_answer_changes_with_what_is_said_edited_and_deleted(room: HelpChannel) -> None:
    source = check(SlackSource, type="slack", name="live")
    await asyncio.to_thread(room.app.ingest, source)
    slack, app = room.slack, room.app

    def known() -> str:
        """What is stored of threads that may be answered from."""
        (live,) = [each for each in app.sources.all() if each.name == "live"]
        return repr(list(app.documents.bodies(live.id)))

    asked = slack.post(room.ben, room.channel, ZEBRA)
    told = slack.post(room.priya, room.channel, "Run `harbor dns flush` now", thread_ts=asked.ts)
    await slack.wait_for(lambda: "harbor dns flush" in known(), 20, "the reply to be learned")
    slack.edit(room.priya, room.channel, told.ts, "Run `harbor dns purge` now")
    await slack.wait_for(lambda: "dns purge" in known(), 20, "the edit to be learned")
    assert "dns flush" not in known()
    await room.rest()
    again = slack.post(room.ada, room.channel, ZEBRA)
    answers = await room.answers(again.ts)
    assert "harbor dns purge" in repr(answers)
    slack.delete(room.priya, room.channel, told.ts)
    await slack.wait_for(lambda: "dns purge" not in known(), 20, "the deletion to be learned")
