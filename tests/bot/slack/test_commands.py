"""`/ask`: an answer for one pair of eyes, and `/ask --now`."""

import pytest

from bot import slack_messages as say
from bot.slack import buttons
from bot.slack.commands import wanted
from core.conversation import EscalationKind
from tests.bot.slack.help_channel import QUESTION, HelpChannel
from tests.slack.blocks import check_message

pytestmark = pytest.mark.usefixtures("patient")


async def _ask(scene: HelpChannel, text: str) -> list[str]:
    done = await scene.slack.slash(scene.ada, scene.channel, "/ask", text)
    assert done.ok
    await scene.rest()
    return [each.text for each in scene.whispered(scene.ada)]


async def test_only_who_asked_sees_the_answer(help: HelpChannel) -> None:  # noqa: A002
    first, answer = await _ask(help, QUESTION)
    assert first == say.ask_looking(QUESTION)
    assert "harbor rollback" in answer
    assert help.whispered(help.ben) == []
    assert help.slack.said_by_bot() == []


async def test_an_answer_can_be_shared_with_the_channel_once(help: HelpChannel) -> None:  # noqa: A002
    await _ask(help, QUESTION)
    answer = help.whispered(help.ada)[-1]
    check_message(answer.blocks)
    for _ in range(2):
        await help.slack.click(help.ada, help.channel, answer.ts, buttons.SHARE)
        await help.rest()
    (shared,) = help.slack.said_by_bot()
    assert QUESTION in str(shared.blocks)
    assert "harbor rollback" in shared.text
    assert buttons.HUMAN in str(shared.blocks)


async def test_now_calls_the_people_on_call(help: HelpChannel) -> None:  # noqa: A002
    await _ask(help, "--now checkout is down in eu-west-1")
    (stored,) = help.app.escalations.all()
    assert stored.kind is EscalationKind.EMERGENCY
    assert stored.note == "checkout is down in eu-west-1"
    direct = help.slack.open_dm(help.ada)
    (told,) = help.said_in(direct)
    assert "checkout is down" in told.text
    thread = help.app.slack_stores.threads.get(direct.id, told.ts)
    assert thread
    assert thread.conversation_id == stored.conversation_id
    assert help.said_in(help.channel) == []


@pytest.mark.parametrize(
    ("text", "shown"), [("", say.ask_how("/ask")), ("--now", say.ask_emergency_empty("/ask"))]
)
async def test_without_words_it_says_how(room: HelpChannel, text: str, shown: str) -> None:
    assert await _ask(room, text) == [shown]
    assert room.app.escalations.all() == []


async def test_it_answers_where_it_is_no_member(room: HelpChannel) -> None:
    room.slack.add_channel("random", room.ada)
    done = await room.slack.slash(room.ada, "random", "/ask", QUESTION)
    assert done.ok
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
