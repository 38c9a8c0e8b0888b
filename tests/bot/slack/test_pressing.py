"""What a press does: a human is called, an answer judged, a thread solved; over each transport."""

import asyncio
from typing import Any

import pytest

from bot import messages
from bot import slack_messages as say
from bot.slack import buttons, forms
from bot.slack.server import make_server
from core.conversation import ConversationState, EscalationKind
from core.slack import Incoming, Kind
from tests.bot.slack.help_channel import HelpChannel
from tests.bot.slack.said import check, words
from tests.slack.message import Message

pytestmark = pytest.mark.usefixtures("patient")


async def _answered(scene: HelpChannel) -> Message:
    asked = scene.asks()
    (answer,) = await scene.answers(asked.ts)
    return answer


async def _press(scene: HelpChannel, answer: Message, action: str, **more: Any) -> None:
    who = more.pop("who", scene.ada)
    done = await scene.slack.click(who, scene.channel, answer.ts, action, **more)
    assert done.ok, done.why
    await scene.rest()


def _whispered(scene: HelpChannel, who: Any = None) -> list[str]:
    return [each.text for each in scene.whispered(who or scene.ada)]


async def test_a_human_is_asked_once_however_often_it_is_pressed(room: HelpChannel) -> None:
    answer = await _answered(room)
    await _press(room, answer, buttons.HUMAN)
    await _press(room, answer, buttons.HUMAN, who=room.ben)
    (stored,) = room.app.escalations.all()
    assert stored.kind is EscalationKind.HUMAN
    said = room.slack.said_by_bot(str(answer.thread_ts))
    told = [each.text for each in said]
    assert told.count(messages.handed_over(EscalationKind.HUMAN)) == 1
    assert say.already_called(stored) in _whispered(room, room.ben)


async def test_an_emergency_is_stored_and_said_in_the_thread(room: HelpChannel) -> None:
    answer = await _answered(room)
    await _press(room, answer, buttons.EMERGENCY)
    assert [each.kind for each in room.app.escalations.all()] == [EscalationKind.EMERGENCY]
    told = [each.text for each in room.slack.said_by_bot(str(answer.thread_ts))]
    assert messages.handed_over(EscalationKind.EMERGENCY) in told


async def test_that_solved_it_resolves_and_takes_its_button_away(room: HelpChannel) -> None:
    answer = await _answered(room)
    await _press(room, answer, buttons.SOLVED)
    thread = room.app.slack_stores.threads.get(room.channel.id, str(answer.thread_ts))
    assert thread
    assert thread.outcome == "button"
    read = room.app.conversations.get(thread.conversation_id, None)
    assert read.state is ConversationState.RESOLVED
    shown = room.slack.message(room.channel, answer.ts)
    assert say.solved_in_thread() in words([{"blocks": shown.blocks}])
    assert buttons.SOLVED not in str(shown.blocks)
    assert buttons.HUMAN in str(shown.blocks)
    assert say.solved() in _whispered(room)


async def test_a_passer_by_cannot_call_it_solved(room: HelpChannel) -> None:
    answer = await _answered(room)
    await _press(room, answer, buttons.SOLVED, who=room.ben)
    thread = room.app.slack_stores.threads.get(room.channel.id, str(answer.thread_ts))
    assert thread
    assert thread.outcome == ""
    assert _whispered(room, room.ben) == [say.not_yours_to_solve()]


async def test_helpful_is_stored(room: HelpChannel) -> None:
    answer = await _answered(room)
    await _press(room, answer, buttons.FEEDBACK, value="positive")
    feedback = _feedback(room, answer)
    assert feedback
    assert feedback.helpful
    assert _whispered(room) == [say.feedback_noted()]


async def test_not_helpful_is_stored_and_asked_about(room: HelpChannel) -> None:
    answer = await _answered(room)
    await _press(room, answer, buttons.FEEDBACK, value="negative")
    feedback = _feedback(room, answer)
    assert feedback
    assert not feedback.helpful
    view = room.slack.view_of(room.ada)
    assert view
    sent = await room.slack.submit(
        room.ada, view.id, {"why": "outdated", "note": "The flag is gone."}
    )
    assert sent.ok, sent.why
    await room.rest()
    feedback = _feedback(room, answer)
    assert feedback
    assert feedback.reason == "outdated: The flag is gone."
    assert room.slack.view_of(room.ada) is None
    assert _whispered(room) == [say.reason_noted()]


async def test_where_the_form_cannot_open_the_judgement_is_kept(room: HelpChannel) -> None:
    answer = await _answered(room)
    room.slack.fault("error_before", "views.open")
    await _press(room, answer, buttons.FEEDBACK, value="negative")
    feedback = _feedback(room, answer)
    assert feedback
    assert not feedback.helpful
    assert _whispered(room) == [say.feedback_unhelpful()]


async def test_a_human_is_asked_in_words_too(room: HelpChannel) -> None:
    answer = await _answered(room)
    room.asks("can I talk to a human please", thread_ts=answer.thread_ts)
    await room.answers(str(answer.thread_ts), 2)
    assert [each.kind for each in room.app.escalations.all()] == [EscalationKind.HUMAN]


@pytest.mark.parametrize("fault", ["duplicate", "missed_ack"])
async def test_a_press_that_arrives_twice_counts_once(room: HelpChannel, fault: Any) -> None:
    answer = await _answered(room)
    room.slack.fault(fault, "block_actions")
    await room.slack.click(room.ada, room.channel, answer.ts, buttons.HUMAN)
    await room.rest()
    assert len(room.app.escalations.all()) == 1
    told = [each.text for each in room.slack.said_by_bot(str(answer.thread_ts))]
    assert told.count(messages.handed_over(EscalationKind.HUMAN)) == 1


async def test_what_we_post_is_what_slack_takes(room: HelpChannel) -> None:
    answer = await _answered(room)
    check([{"text": answer.text, "blocks": answer.blocks}])
    assert answer.blocks[0]["elements"][0]["action_id"] == buttons.HUMAN
    posts = room.slack.calls("chat.postMessage")
    assert all(call.arguments["unfurl_links"] is False for call in posts)


def _feedback(scene: HelpChannel, answer: Message) -> Any:
    value = next(
        block["elements"][0]["positive_button"]["value"]
        for block in answer.blocks
        if block["type"] == "context_actions"
    )
    stored = scene.app.conversations.message(buttons.judged(value)[1])
    assert stored
    return stored.feedback


def test_a_form_comes_back_with_what_it_is_about() -> None:
    about = forms.About(channel="C1", ts="1.2", text="x" * 5000, response_url="https://r.example")
    form = forms.escalate(about)
    assert len(form["private_metadata"]) <= 3000
    assert forms.about(form).channel == "C1"


async def test_who_has_it_is_said_after_our_own_answer(room: HelpChannel) -> None:
    answer = await _answered(room)
    inbox = room.app.slack_stores.inbox
    thread_ts = str(answer.thread_ts)
    # As after a crash in the middle of an answer: its question waits to be worked on again.
    ts = f"{float(thread_ts) + 1:.6f}"
    said = Incoming(
        "Ev-later", Kind.MESSAGE, room.channel.id, ts, thread_ts, room.ada.id, {}, message_ts=ts
    )
    inbox.store(said)
    (item,) = [each for each in inbox.thread(room.channel.id, thread_ts) if each.ts == ts]
    inbox.postpone(item.id, 3600, "")
    assert (await room.slack.click(room.ada, room.channel, answer.ts, buttons.HUMAN)).ok
    while not [each for each in room.app.escalations.all() if each.team]:
        await asyncio.sleep(0.02)
    thread = room.app.slack_stores.threads.get(room.channel.id, thread_ts)
    assert thread
    assert room.line.two_way
    assert not await room.line.two_way.mirror(thread.conversation_id)
    assert not any("has this now" in each.text for each in room.slack.said_by_bot(thread_ts))
    inbox.done(item.id)
    await room.slack.wait_for(
        lambda: any("has this now" in each.text for each in room.slack.said_by_bot(thread_ts)), 20
    )


async def test_a_connection_outlives_the_idle_ones_of_a_balancer(room: HelpChannel) -> None:
    # A press is sent once: it must not meet a connection that was closed just then.
    assert make_server(room.line).config.timeout_keep_alive > 60
