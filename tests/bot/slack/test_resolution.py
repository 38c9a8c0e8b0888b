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


async def test_a_tick_from_who_asked_resolves(room: HelpChannel) -> None:
    asked, said = await answered(room)
    room.slack.react(room.ada, room.channel, said.ts, "white_check_mark")
    await room.rest()
    assert outcome(room, asked) == "tick"


async def test_a_tick_from_who_helped_resolves_and_from_others_does_not(room: HelpChannel) -> None:
    asked, _ = await answered(room)
    room.slack.react(room.ben, room.channel, asked.ts, "heavy_check_mark")
    await room.rest()
    assert outcome(room, asked) == ""
    room.slack.post(room.priya, room.channel, "It was the cache.", thread_ts=asked.ts)
    await room.rest()
    room.slack.react(room.ada, room.channel, asked.ts, "eyes")
    await room.rest()
    assert outcome(room, asked) == ""
    room.slack.react(room.priya, room.channel, asked.ts, "heavy_check_mark")
    await room.rest()
    assert outcome(room, asked) == "tick"


async def test_thanks_resolve_and_are_not_answered(room: HelpChannel) -> None:
    asked, _ = await answered(room)
    room.asks("Thanks, that worked!", thread_ts=asked.ts)
    await room.rest()
    assert outcome(room, asked) == "thanks"
    assert len(room.slack.said_by_bot(asked.ts)) == 1


async def test_silence_is_no_success_and_is_counted_apart(room: HelpChannel) -> None:
    asked, _ = await answered(room)
    other = room.asks(OTHER)
    await room.answers(other.ts)
    room.slack.react(room.ada, room.channel, other.ts, "white_check_mark")
    await room.rest()
    now = datetime.now(UTC)
    counts = room.app.slack_stores.threads.outcomes(now - timedelta(hours=1), now)
    assert counts == {"": 1, "tick": 1}
    assert outcome(room, asked) == ""


async def test_an_edited_question_is_not_answered_again(room: HelpChannel) -> None:
    asked, _ = await answered(room)
    room.slack.edit(room.ada, room.channel, asked.ts, OTHER)
    await room.rest()
    assert len(room.slack.said_by_bot(asked.ts)) == 1


async def test_a_deleted_question_marks_its_answer(room: HelpChannel) -> None:
    # It has a reply, so its parent leaves a tombstone.
    asked, said = await answered(room)
    room.slack.delete(room.ada, room.channel, asked.ts)
    await room.slack.wait_for(lambda: "deleted" in str(said.blocks[0]), 10)
    await room.rest()
    assert outcome(room, asked) == "deleted"
    assert len(room.slack.said_by_bot(asked.ts)) == 1


async def test_a_question_that_is_deleted_at_once_is_not_answered(room: HelpChannel) -> None:
    room.slack.fault("slow", "conversations.info", seconds=1000)
    asked = room.asks()
    room.slack.delete(room.ada, room.channel, asked.ts)
    await room.rest()
    assert room.slack.said_by_bot() == []


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
