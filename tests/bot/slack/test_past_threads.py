"""What people said in channels answers too: with its date, and with what the docs say otherwise."""

import asyncio
from datetime import UTC, datetime

from bot import slack_messages as say
from bot.past_messages import day
from core.settings import check
from core.source_settings import SlackSource
from tests.bot.slack.help_channel import HelpChannel
from tests.bot.slack.said import links, words
from tests.slack.channel import Channel
from tests.slack.message import Message

MEMORY = "How much memory may a namespace have?"
ZEBRA = "How do I flush the zebra cache?"


async def told(room: HelpChannel, where: Channel, question: str, answer: str) -> Message:
    """Somebody asked that, Priya answered, and it was learned."""
    read = check(SlackSource, type="slack", name="live", channels=(where.name,))
    await asyncio.to_thread(room.app.ingest, read)
    (live,) = [each for each in room.app.sources.all() if each.name == "live"]
    asked = room.slack.post(room.ben, where, question)
    room.slack.post(room.priya, where, answer, thread_ts=asked.ts)
    learned = lambda: answer in repr(list(room.app.documents.bodies(live.id)))  # noqa: E731
    await room.slack.wait_for(learned, 20, "the reply to be learned")
    await room.rest()
    return asked


async def test_an_answer_from_a_thread_says_its_day_and_that_the_docs_say_otherwise(
    room: HelpChannel,
) -> None:
    asked = await told(
        room, room.channel, MEMORY, "The memory quota of a namespace is 32 GiB, I looked it up."
    )
    (answer,) = await room.answers(room.asks(MEMORY).ts)
    shown = words([{"blocks": answer.blocks}])
    lead = say.history(1, [day(datetime.fromtimestamp(float(asked.ts), UTC))], differs=True)
    careful = "Quotas says 64 GiB, a thread in #help"
    assert shown.index(lead) < shown.index(careful) < shown.index("is 32 GiB, I looked it up")
    assert "https://docs.example.com/guide/quota" in set(links(answer.blocks))


async def test_what_was_said_in_private_answers_its_members_and_nobody_else(
    room: HelpChannel,
) -> None:
    slack = room.slack
    inner = slack.add_channel("inner", room.priya, room.ben, slack.bot, kind="group")
    await told(room, inner, ZEBRA, "Run `harbor dns flush zebra` and wait a minute.")
    for who, where, found in (
        (room.ben, inner, True),
        (room.ben, slack.open_dm(room.ben), True),
        (room.ada, slack.open_dm(room.ada), False),
        (room.ben, room.channel, False),
    ):
        again = slack.post(who, where, f"{slack.bot.mention} {ZEBRA}")
        (answer,) = await room.answers(again.ts)
        assert ("flush zebra" in answer.text) == found, (who.name, where.name)


async def test_what_was_said_in_a_direct_message_answers_nobody_else(room: HelpChannel) -> None:
    direct = room.slack.open_dm(room.ben)
    said = room.slack.post(room.ben, direct, "The zebra cache is flushed by `harbor dns flush`.")
    await room.answers(said.ts)
    await asyncio.to_thread(room.app.ingest, check(SlackSource, type="slack", name="live"))
    for who, where in ((room.ada, room.channel), (room.ada, room.slack.open_dm(room.ada))):
        (answer,) = await room.answers(room.slack.post(who, where, ZEBRA).ts)
        assert "harbor dns flush" not in answer.text
