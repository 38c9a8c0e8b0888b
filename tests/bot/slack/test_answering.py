"""A question in the help channel gets one answer, in its thread, over either transport."""

from bot import slack_messages as say
from core.catalog import Catalog, Entity, EntityKind, Team
from tests.bot.slack.help_channel import OTHER, QUESTION, HelpChannel
from tests.bot.slack.said import words


async def test_a_question_is_answered_once_in_its_thread(help: HelpChannel) -> None:  # noqa: A002
    asked = help.asks()
    (said,) = await help.answers(asked.ts)
    assert said.thread_ts == asked.ts
    assert said.subtype is None
    assert "harbor rollback" in said.text
    assert "https://docs.example.com/guide/rollback" in str(said.blocks)


async def test_a_sign_of_life_comes_before_the_answer(help: HelpChannel) -> None:  # noqa: A002
    asked = help.asks()
    await help.answers(asked.ts)
    methods = [call.method for call in help.slack.calls()]
    assert methods.index("assistant.threads.setStatus") < methods.index("chat.postMessage")


async def test_chatter_is_left_alone(help: HelpChannel) -> None:  # noqa: A002
    help.asks("Lunch is here, enjoy.")
    await help.rest()
    assert help.slack.said_by_bot() == []


async def test_a_mention_is_two_events_and_one_answer(help: HelpChannel) -> None:  # noqa: A002
    asked = help.asks(f"{help.slack.bot.mention} {QUESTION}")
    assert len(await help.answers(asked.ts)) == 1


async def test_a_follow_up_is_answered_and_knows_what_went_before(room: HelpChannel) -> None:
    asked = room.asks()
    await room.answers(asked.ts)
    room.asks("And in the EU region?", thread_ts=asked.ts)
    _, second = await room.answers(asked.ts, 2)
    assert "--region eu" in second.text


async def test_silent_once_a_human_helps_until_mentioned(room: HelpChannel) -> None:
    asked = room.asks()
    await room.answers(asked.ts)
    room.slack.post(room.priya, room.channel, "Let me look.", thread_ts=asked.ts)
    room.asks(OTHER, thread_ts=asked.ts)
    await room.rest()
    assert len(room.slack.said_by_bot(asked.ts)) == 1
    room.asks(f"{room.slack.bot.mention} {OTHER}", thread_ts=asked.ts)
    assert len(await room.answers(asked.ts, 2)) == 2


async def test_what_it_does_not_know_names_the_team_that_owns_it(help: HelpChannel) -> None:  # noqa: A002
    team = Team("group:default/harbor", "harbor", title="Team Harbor")
    owned = Entity(
        "component:default/moon-lander", EntityKind.COMPONENT, "moon-lander", owner=team.ref
    )
    help.app.catalogs.replace(Catalog({team.ref: team}, {}, {owned.ref: owned}))
    asked = help.asks("When does moon-lander eat pancakes?")
    (said,) = await help.answers(asked.ts)
    assert say.unknown_way("Team Harbor") in words([{"blocks": said.blocks}])
    other = help.asks("When do whales eat pancakes?")
    (said,) = await help.answers(other.ts)
    assert say.unknown_way("") in words([{"blocks": said.blocks}])
