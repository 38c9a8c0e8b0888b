"""`/ask`: an answer for one pair of eyes, and `/ask --now`."""

import pytest

from bot import messages
from bot import slack_messages as say
from bot.slack import buttons
from bot.slack.commands import wanted
from core.conversation import EscalationKind
from tests.bot.slack.help_channel import QUESTION, HelpChannel
from tests.slack.blocks import check_message

pytestmark = pytest.mark.usefixtures("patient")


async def _ask(scene: HelpChannel, text: str) -> list[str]:
    done = await scene.slack.slash(scene.ada, scene.channel, "/ask", text)
    assert done.ok, done.why
    await scene.rest()
    return [each.text for each in scene.whispered(scene.ada)]


async def test_only_who_asked_sees_the_answer(room: HelpChannel) -> None:
    first, answer = await _ask(room, QUESTION)
    assert first == say.ask_looking(QUESTION)
    assert "harbor rollback" in answer
    assert room.whispered(room.ben) == []
    assert room.slack.said_by_bot() == []


async def test_an_answer_can_be_shared_with_the_channel_once(room: HelpChannel) -> None:
    await _ask(room, QUESTION)
    answer = room.whispered(room.ada)[-1]
    check_message(answer.blocks)
    for _ in range(2):
        await room.slack.click(room.ada, room.channel, answer.ts, buttons.SHARE)
        await room.rest()
    (shared,) = room.slack.said_by_bot()
    assert QUESTION in str(shared.blocks)
    assert "harbor rollback" in shared.text
    assert buttons.HUMAN in str(shared.blocks)


async def test_below_a_shared_answer_its_asker_goes_on(room: HelpChannel) -> None:
    await _ask(room, QUESTION)
    answer = room.whispered(room.ada)[-1]
    await room.slack.click(room.ada, room.channel, answer.ts, buttons.SHARE)
    await room.rest()
    (shared,) = room.slack.said_by_bot()
    room.asks("And in the EU region?", thread_ts=shared.ts)
    await room.slack.wait_for(lambda: len(room.slack.said_by_bot(shared.ts)) == 1, 20)
    await room.rest()
    (more,) = room.slack.said_by_bot(shared.ts)
    assert "--region eu" in more.text


async def test_what_was_shared_is_handed_over_where_it_was_shared(room: HelpChannel) -> None:
    await _ask(room, QUESTION)
    answer = room.whispered(room.ada)[-1]
    for action in (buttons.SHARE, buttons.HUMAN):
        await room.slack.click(room.ada, room.channel, answer.ts, action)
        await room.rest()
    shared = next(each for each in room.slack.said_by_bot() if QUESTION in str(each.blocks))
    told = [each.text for each in room.slack.said_by_bot(shared.ts)]
    assert messages.handed_over(EscalationKind.HUMAN) in told
    assert room.whispered(room.ada)[-1].text == say.called_in_thread(room.app.escalations.all()[0])


async def test_where_it_is_no_member_nothing_is_shared_and_that_is_said(room: HelpChannel) -> None:
    elsewhere = room.slack.add_channel("random", room.ada)
    await room.slack.slash(room.ada, elsewhere, "/ask", QUESTION)
    await room.rest()
    answer = room.whispered(room.ada)[-1]
    await room.slack.click(room.ada, elsewhere, answer.ts, buttons.SHARE)
    await room.rest()
    assert room.whispered(room.ada)[-1].text == say.cannot_post()


async def test_who_called_by_command_can_say_more_before_anybody_has_come(
    room: HelpChannel,
) -> None:
    await _ask(room, "--now checkout is down in eu-west-1")
    direct = room.slack.open_dm(room.ada)
    (told, *_) = room.said_in(direct)
    room.slack.post(room.ada, direct, QUESTION, thread_ts=told.ts)
    await room.slack.wait_for(
        lambda: any("harbor rollback" in each.text for each in room.said_in(direct)), 20
    )


async def test_now_calls_the_people_on_call(room: HelpChannel) -> None:
    await _ask(room, "--now checkout is down in eu-west-1")
    (stored,) = room.app.escalations.all()
    assert stored.kind is EscalationKind.EMERGENCY
    assert stored.note == "checkout is down in eu-west-1"
    direct = room.slack.open_dm(room.ada)
    told, *_ = room.said_in(direct)
    assert "checkout is down" in told.text
    thread = room.app.slack_stores.threads.get(direct.id, told.ts)
    assert thread
    assert thread.conversation_id == stored.conversation_id
    assert room.said_in(room.channel) == []


@pytest.mark.parametrize(
    ("text", "shown"), [("", say.ask_how("/ask")), ("--now", say.ask_emergency_empty("/ask"))]
)
async def test_without_words_it_says_how(room: HelpChannel, text: str, shown: str) -> None:
    assert await _ask(room, text) == [shown]
    assert room.app.escalations.all() == []


async def test_it_answers_where_it_is_no_member(room: HelpChannel) -> None:
    room.slack.add_channel("random", room.ada)
    done = await room.slack.slash(room.ada, "random", "/ask", QUESTION)
    assert done.ok, done.why
    await room.rest()
    assert "harbor rollback" in room.whispered(room.ada)[-1].text


async def test_a_human_can_be_asked_from_a_private_answer(room: HelpChannel) -> None:
    await _ask(room, QUESTION)
    answer = room.whispered(room.ada)[-1]
    await room.slack.click(room.ada, room.channel, answer.ts, buttons.HUMAN)
    await room.rest()
    assert [each.kind for each in room.app.escalations.all()] == [EscalationKind.HUMAN]
    direct = room.slack.open_dm(room.ada)
    # That the human was called; and since this channel has no triage, that nobody could be told.
    assert 1 <= len(room.said_in(direct)) <= 2


@pytest.mark.parametrize(
    ("text", "asked", "emergency"),
    [
        ("how do I deploy", "how do I deploy", False),
        ("--now it burns", "it burns", True),
        ("—now it burns", "it burns", True),
        ("--nowhere to go", "--nowhere to go", False),
        ("why is --now slow", "why is --now slow", False),
        ("  ", "", False),
    ],
)
def test_now_counts_only_as_the_first_word(text: str, asked: str, emergency: bool) -> None:
    assert wanted({"text": text}) == (asked, emergency)
