"""From a message's menu: "Ask Dialtone about this" and "Escalate"; and the agent view."""

from pathlib import Path

import pytest

from bot import slack_messages as say
from bot.slack import shortcuts
from core.conversation import EscalationKind
from tests.bot.slack.help_channel import QUESTION, HelpChannel, Transport, help_channel
from tests.slack.emulator import Emulator

pytestmark = pytest.mark.usefixtures("patient")


async def test_a_message_can_be_answered_from_its_menu(room: HelpChannel) -> None:
    said = room.slack.post(room.ben, room.channel, "I would like to roll back a deploy")
    await room.rest()
    before = len(room.slack.said_by_bot(said.ts))
    done = await room.slack.shortcut(room.ada, shortcuts.ASK, room.channel, said.ts)
    assert done.ok, done.why
    await room.rest()
    assert before == 0
    (answer,) = room.slack.said_by_bot(said.ts)
    assert "harbor rollback" in answer.text


async def test_what_was_answered_is_not_answered_again(room: HelpChannel) -> None:
    asked = room.asks()
    await room.answers(asked.ts)
    await room.slack.shortcut(room.ben, shortcuts.ASK, room.channel, asked.ts)
    await room.rest()
    assert len(room.slack.said_by_bot(asked.ts)) == 1
    assert "answered that already" in room.whispered(room.ben)[-1].text


async def test_where_it_may_not_speak_it_says_so_to_who_asked(room: HelpChannel) -> None:
    other = room.slack.add_channel("other", room.ada)
    said = room.slack.post(room.ada, other, QUESTION)
    await room.slack.shortcut(room.ada, shortcuts.ASK, other, said.ts)
    await room.rest()
    assert [each.text for each in room.whispered(room.ada)] == [say.cannot_post()]
    assert room.said_in(other) == []


@pytest.mark.parametrize("kind", list(EscalationKind))
async def test_escalate_asks_stores_and_posts_with_a_link(
    slack: Emulator,
    tmp_path: Path,
    transport: Transport,
    kind: EscalationKind,
) -> None:
    triage = slack.add_channel("triage", slack.bot)
    async with help_channel(slack, tmp_path, transport, triage="#triage") as room:
        said = slack.post(room.ben, room.channel, "the payment page is blank")
        await room.rest()
        await slack.shortcut(room.ada, shortcuts.ESCALATE, room.channel, said.ts)
        view = slack.view_of(room.ada)
        assert view
        await slack.submit(room.ada, view.id, {"kind": kind.value, "note": "since noon"})
        await room.rest()
        (stored,) = room.app.escalations.all()
        assert stored.kind is kind
        assert "the payment page is blank" in stored.note
        assert "since noon" in stored.note
        told = slack.said_by_bot(said.ts)[0]
        assert told.thread_ts == said.ts
        link = said.ts.replace(".", "")
        await slack.wait_for(lambda: any(link in str(m.blocks) for m in room.said_in(triage)), 20)
        card = room.said_in(triage)[0]
        assert "since noon" in str(card.blocks)


async def test_who_opens_a_direct_message_is_offered_questions(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    asks = ("How do I roll back, quickly?", "What is my quota?", "Who owns CI?", "One too many?")
    async with help_channel(slack, tmp_path, transport, suggestions=asks) as scene:
        slack.open_home(scene.ada, "messages")
        await scene.rest()
        (call,) = slack.calls("assistant.threads.setSuggestedPrompts")
        offered = [each["message"] for each in call.arguments["prompts"]]
        assert offered == [*asks[:3], say.ASK_HUMAN_PROMPT[1]]


async def test_a_direct_message_is_answered_in_its_thread(room: HelpChannel) -> None:
    direct = room.slack.open_dm(room.ada)
    asked = room.slack.post(room.ada, direct, QUESTION)
    (answer,) = await room.answers(asked.ts)
    assert answer.thread_ts == asked.ts
