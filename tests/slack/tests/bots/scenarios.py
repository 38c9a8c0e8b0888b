"""Five scenarios. Each passes with a bot that keeps its rule and fails with one that breaks it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.slack.emulator import Emulator
from tests.slack.tests.bots.careful import CarefulBot, Store
from tests.slack.tests.conftest import Room

MakeBot = type[CarefulBot]
Scenario = Callable[[Emulator, Room, MakeBot], Awaitable[None]]


async def answers_once_across_retries(slack: Emulator, room: Room, make: MakeBot) -> None:
    """The first ack goes missing, so Slack sends the event again."""
    bot = await make(slack, Store()).start()
    try:
        slack.fault("missed_ack", "message")
        asked = slack.post(room.ada, "help", "Why does my build fail?")
        await slack.wait_for(lambda: slack.deliveries()[0].state == "acked", what="the retry")
        await slack.wait_for_reply(asked.ts)
        await slack.settle()
        assert len(slack.deliveries()[0].attempts) == 2
        assert len(slack.said_by_bot(asked.ts)) == 1
    finally:
        await bot.crash()


async def leaves_bots_alone(slack: Emulator, room: Room, make: MakeBot) -> None:
    """Another app's bot posts in the channel."""
    bot = await make(slack, Store()).start()
    try:
        pager = slack.add_bot("pager")
        slack.join(pager, "help")
        slack.post(pager, "help", "Build 7 failed. Why?")
        await slack.settle()
        assert slack.said_by_bot() == []
    finally:
        await bot.crash()


async def answers_in_the_thread_only(slack: Emulator, room: Room, make: MakeBot) -> None:
    """The channel itself shows nothing but the question."""
    bot = await make(slack, Store()).start()
    try:
        asked = slack.post(room.ada, "help", "Why does my build fail?")
        await slack.wait_for_reply(asked.ts)
        assert [each.ts for each in room.channel.timeline()] == [asked.ts]
    finally:
        await bot.crash()


async def answers_after_a_crash(slack: Emulator, room: Room, make: MakeBot) -> None:
    """The bot acknowledges, cannot post, dies, and is started again."""
    store = Store()
    bot = await make(slack, store).start()
    try:
        slack.fault("error_before", "chat.postMessage", count=None)
        asked = slack.post(room.ada, "help", "Why does my build fail?")
        await slack.wait_for_calls("chat.postMessage")
        assert slack.deliveries()[0].state == "acked"
        await bot.crash()
        slack.clear_faults()
        bot = await make(slack, store).start()
        await slack.settle()
        assert len(slack.said_by_bot(asked.ts)) == 1
    finally:
        await bot.crash()


async def waits_when_told_to(slack: Emulator, room: Room, make: MakeBot) -> None:
    """Slack refuses twice with `Retry-After`."""
    pause = 0.3
    bot = await make(slack, Store()).start()
    try:
        slack.fault("rate_limited", "chat.postMessage", count=2, seconds=pause)
        asked = slack.post(room.ada, "help", "Why does my build fail?")
        await slack.wait_for_reply(asked.ts)
        first, second, third = slack.calls("chat.postMessage")
        assert second.at - first.at >= pause
        assert third.at - second.at >= pause
    finally:
        await bot.crash()


SCENARIOS: tuple[Scenario, ...] = (
    answers_once_across_retries,
    leaves_bots_alone,
    answers_in_the_thread_only,
    answers_after_a_crash,
    waits_when_told_to,
)
