"""How a thread ends, and what becomes of a question that is edited or deleted."""

from datetime import UTC, datetime, timedelta

from core.conversation import ConversationState
from tests.bot.slack.help_channel import OTHER, HelpChannel
from tests.slack.message import Message


def outcome(room: HelpChannel, asked: Message) -> str:
    thread = room.app.slack_stores.threads.get(room.channel.id, asked.ts)
    assert thread
    conversation = room.app.conversations.get(thread.conversation_id, None)
    assert (conversation.state is ConversationState.RESOLVED) == bool(thread.outcome)
    return thread.outcome


async def answered(room: HelpChannel) -> tuple[Message, Message]:
    """A question and its answer."""
    asked = room.asks()
    (said,) = await room.answers(asked.ts)
    return asked, said


async def test_a_tick_from_who_asked_resolves(help: HelpChannel) -> None:  # noqa: A002
    asked, said = await answered(help)
    help.slack.react(help.ada, help.channel, said.ts, "white_check_mark")
    await help.rest()
    assert outcome(help, asked) == "tick"


async def test_a_tick_from_who_helped_resolves_and_from_others_does_not(help: HelpChannel) -> None:  # noqa: A002
    asked, _ = await answered(help)
    help.slack.react(help.ben, help.channel, asked.ts, "heavy_check_mark")
    await help.rest()
    assert outcome(help, asked) == ""
    help.slack.post(help.priya, help.channel, "It was the cache.", thread_ts=asked.ts)
    await help.rest()
    help.slack.react(help.ada, help.channel, asked.ts, "eyes")
    await help.rest()
    assert outcome(help, asked) == ""
    help.slack.react(help.priya, help.channel, asked.ts, "heavy_check_mark")
    await help.rest()
    assert outcome(help, asked) == "tick"


async def test_thanks_resolve_and_are_not_answered(help: HelpChannel) -> None:  # noqa: A002
    asked, _ = await answered(help)
    help.asks("Thanks, that worked!", thread_ts=asked.ts)
    await help.rest()
    assert outcome(help, asked) == "thanks"
    assert len(help.slack.said_by_bot(asked.ts)) == 1


async def test_silence_is_no_success_and_is_counted_apart(help: HelpChannel) -> None:  # noqa: A002
    asked, _ = await answered(help)
    other = help.asks(OTHER)
    await help.answers(other.ts)
    help.slack.react(help.ada, help.channel, other.ts, "white_check_mark")
    await help.rest()
    now = datetime.now(UTC)
    counts = help.app.slack_stores.threads.outcomes(now - timedelta(hours=1), now)
    assert counts == {"": 1, "tick": 1}
    assert outcome(help, asked) == ""


async def test_an_edited_question_is_not_answered_again(help: HelpChannel) -> None:  # noqa: A002
    asked, _ = await answered(help)
    help.slack.edit(help.ada, help.channel, asked.ts, OTHER)
    await help.rest()
    assert len(help.slack.said_by_bot(asked.ts)) == 1


async def test_a_deleted_question_marks_its_answer(help: HelpChannel) -> None:  # noqa: A002
    # It has a reply, so its parent leaves a tombstone.
    asked, said = await answered(help)
    help.slack.delete(help.ada, help.channel, asked.ts)
    await help.slack.wait_for(lambda: "deleted" in str(said.blocks[0]), 10)
    await help.rest()
    assert outcome(help, asked) == "deleted"
    assert len(help.slack.said_by_bot(asked.ts)) == 1


async def test_a_question_that_is_deleted_at_once_is_not_answered(help: HelpChannel) -> None:  # noqa: A002
    help.slack.fault("slow", "conversations.info", seconds=1000)
    asked = help.asks()
    help.slack.delete(help.ada, help.channel, asked.ts)
    await help.rest()
    assert help.slack.said_by_bot() == []


async def test_news_of_a_deletion_may_overtake_the_question(room: HelpChannel) -> None:
    room.slack.fault("lost", "message")
    asked = room.asks()
    room.slack.delete(room.ada, room.channel, asked.ts)
    await room.rest()
    assert room.slack.said_by_bot() == []


async def test_a_deleted_follow_up_leaves_the_thread_open(room: HelpChannel) -> None:
    asked, _ = await answered(room)
    more = room.asks(OTHER, thread_ts=asked.ts)
    _, second = await room.answers(asked.ts, 2)
    room.slack.delete(room.ada, room.channel, more.ts)
    await room.slack.wait_for(lambda: "deleted" in str(second.blocks[0]), 10)
    await room.rest()
    assert outcome(room, asked) == ""
