"""The card in Slack, button by button, with an asker who is in Slack too."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio
from sqlalchemy import update

from core.conversation import Asker, Escalation, EscalationKind, EscalationState
from core.db.call_list import CallList
from core.db.escalation_tables import escalations
from core.db.lessons import APPROVED
from core.records import Question
from tests.scenarios.team_channels import QUESTION, Scene, team_channels
from tests.slack.emulator import Emulator
from tests.slack.fixtures import slack, slack_settings
from tests.slack.message import Message

__all__ = ["slack", "slack_settings"]

ANSWER = "Recalibrate the printhead with `harbor labels calibrate`, then restart the spooler."


@pytest_asyncio.fixture
async def scene(slack: Emulator, tmp_path: Path) -> AsyncIterator[Scene]:
    async with team_channels(slack, tmp_path, similar_lessons=2) as made:
        yield made


async def test_answer_button_claims_and_both_threads_converse(scene: Scene) -> None:
    asked, card, call = await scene.called()
    assert "Ada Lane asks for a human" in str(card.blocks)
    # The card and the desk show what was asked, not that a human was asked for.
    assert card.text.endswith(QUESTION)
    assert "Ada Lane asks for a human (normal)." in str(card.blocks)
    [listed] = CallList(scene.app.database).newest(None, 10)
    assert listed.question == QUESTION
    await scene.slack.click(scene.priya, scene.labels, card.ts, "dialtone_card_answer")
    await scene.until(
        lambda: (
            "Priya Nair has it. Write here: this thread reaches the asker." in scene.below(card)
        ),
        "the hint",
    )
    assert scene.app.escalations.get(call.id).assignee == "Priya Nair"

    def said() -> list[str]:
        return [m.text for m in scene.slack.said_by_bot(asked.ts)]

    scene.slack.post(scene.priya, scene.labels, "Which printer is it?", thread_ts=card.ts)
    await scene.until(lambda: any("Which printer is it?" in t for t in said()), "her words")
    before = len(said())
    scene.slack.post(scene.ada, scene.channel, "The one in hall four.", thread_ts=asked.ts)
    await scene.until(
        lambda: "Ada Lane: The one in hall four." in scene.below(card), "the asker's words"
    )
    await scene.rest()
    assert len(said()) == before  # Dialtone is silent meanwhile

    await scene.slack.click(scene.priya, scene.labels, card.ts, "dialtone_card_resolve")
    await scene.until(lambda: any("marked this as resolved" in t for t in said()), "the end")
    assert scene.app.escalations.get(call.id).state is EscalationState.RESOLVED
    assert sum("Which printer" in text for text in said()) == 1
    assert sum("hall four" in text for text in scene.below(card)) == 1


async def test_passed_on_the_other_team_has_a_card_and_the_asker_is_told(scene: Scene) -> None:
    asked, card, call = await scene.called()
    value = f"{call.id}|group:default/team-edge"
    await scene.slack.click(
        scene.priya, scene.labels, card.ts, "dialtone_card_reassign", value=value
    )
    await scene.until(lambda: scene.cards(scene.edge), "a card for the other team")
    [theirs] = scene.cards(scene.edge)
    assert "label-service" in str(theirs.blocks)
    assert scene.app.escalations.get(call.id).team == "group:default/team-edge"
    await scene.until(
        lambda: any("passed on to team-edge" in m.text for m in scene.slack.said_by_bot(asked.ts)),
        "the asker is told",
    )


async def _answered_and_approved(scene: Scene, question: str) -> None:
    """Marked as a docs gap, answered, resolved, and the answer approved."""
    lessons = scene.app.human.learning.lessons
    _, card, call = await scene.called(question)
    await scene.slack.click(scene.priya, scene.labels, card.ts, "dialtone_card_docs_gap")
    await scene.until(
        lambda: any("docs should have answered" in t for t in scene.below(card)),
        "the note",
    )
    scene.slack.post(scene.priya, scene.labels, ANSWER, thread_ts=card.ts)
    await scene.until(lambda: scene.app.escalations.get(call.id).answered_at, "the answer")
    await scene.slack.click(scene.priya, scene.labels, card.ts, "dialtone_card_resolve")
    await scene.until(lambda: lessons.of(call.id), "a draft")
    draft = lessons.of(call.id)
    assert draft
    assert "harbor labels calibrate" in draft.answer
    now = scene.app.database.moment()
    lessons.decide(draft.id, APPROVED, draft.question, draft.answer, "Priya Nair", now)


async def test_docs_gap_is_noted_and_alike_answers_are_suggested_to_the_team(scene: Scene) -> None:
    for number in range(2):
        await _answered_and_approved(scene, f"{QUESTION} It is sheet {number}.")

    def found() -> list[Message]:
        cards = scene.cards(scene.labels)
        return [m for m in cards if "Suggested for the docs" in str(m.blocks)]

    await scene.until(found, "the suggestion")
    [suggested] = found()
    assert "2 times people asked much the same" in str(suggested.blocks)
    assert "dialtone_card_claim" not in str(suggested.blocks)
    # What is written below it reaches nobody who once asked.
    scene.slack.post(scene.priya, scene.labels, "I will write it.", thread_ts=suggested.ts)
    await scene.rest()
    everything = [m.text for m in scene.slack.said_by_bot()]
    assert not any("I will write it." in text for text in everything)


async def test_old_call_is_carried_on_however_many_came_after_it(scene: Scene) -> None:
    asked, card, _ = await scene.called()
    for number in range(210):
        other = scene.app.conversations.open(Asker(f"web:{number}", frozenset()), "web")
        later = scene.app.escalations.open(
            other.id, other.asker.subject, EscalationKind.HUMAN, "", "We are on it."
        )
        scene.app.human.desk.resolve(later.id, "Dana")
    scene.slack.post(scene.ada, scene.channel, "It is the one in hall four.", thread_ts=asked.ts)
    await scene.until(
        lambda: "Ada Lane: It is the one in hall four." in scene.below(card), "the asker's words"
    )


async def test_what_a_helper_adds_long_after_the_end_reaches_the_asker(scene: Scene) -> None:
    asked, card, call = await scene.called()
    await scene.slack.click(scene.priya, scene.labels, card.ts, "dialtone_card_resolve")
    await scene.until(
        lambda: scene.app.escalations.get(call.id).state is EscalationState.RESOLVED, "the end"
    )
    with scene.app.database.begin() as connection:
        ago = datetime.now(UTC) - timedelta(days=30)
        connection.execute(update(escalations).values(resolved_at=ago))
    scene.slack.post(scene.priya, scene.labels, "A new printhead is in now.", thread_ts=card.ts)
    await scene.until(
        lambda: any("new printhead" in m.text for m in scene.slack.said_by_bot(asked.ts)),
        "her words",
    )


async def _answered(scene: Scene) -> tuple[Message, Escalation]:
    """Priya answers in the thread and resolves it: the card, the call."""
    _, card, call = await scene.called()
    scene.slack.post(scene.priya, scene.labels, ANSWER, thread_ts=card.ts)
    await scene.until(lambda: scene.app.escalations.get(call.id).answered_at, "the answer")
    await scene.slack.click(scene.priya, scene.labels, card.ts, "dialtone_card_resolve")
    return card, call


async def _draft(scene: Scene, card: Message) -> Message:
    def found() -> list[Message]:
        below = scene.slack.said_by_bot(card.ts)
        return [each for each in below if "dialtone_lesson_discard" in str(each.blocks)]

    await scene.until(found, "the draft")
    [draft] = found()
    return draft


async def test_what_was_answered_is_shown_as_a_draft_and_approved_in_the_thread(
    scene: Scene,
) -> None:
    card, call = await _answered(scene)
    draft = await _draft(scene, card)
    assert QUESTION in str(draft.blocks)
    assert "harbor labels calibrate" in str(draft.blocks)
    await scene.slack.click(scene.priya, scene.labels, draft.ts, "dialtone_lesson_approve")
    await scene.until(lambda: "Priya Nair approved this" in str(draft.blocks), "what became of it")
    lesson = scene.app.human.learning.lessons.of(call.id)
    assert lesson
    assert (lesson.state, lesson.decided_by) == (APPROVED, "Priya Nair")

    # The next one who asks is answered from it.
    def answered() -> str:
        found = scene.app.answerer.answer(Question(QUESTION))
        return " ".join(part.text for part in found.parts)

    await scene.until(lambda: "harbor labels calibrate" in answered(), "the answer to the next")
    assert len([m for m in scene.slack.said_by_bot(card.ts) if "lesson" in str(m.blocks)]) == 1


async def test_draft_is_edited_in_a_form_and_discarded_again(scene: Scene) -> None:
    card, call = await _answered(scene)
    draft = await _draft(scene, card)
    pressed = await scene.slack.click(scene.priya, scene.labels, draft.ts, "dialtone_lesson_edit")
    assert pressed.ok, pressed.why
    await scene.until(lambda: scene.slack.calls("views.open"), "the form")
    view = scene.slack.view_of(scene.priya)
    assert view
    await scene.slack.submit(
        scene.priya, view.id, {"answer": "Calibrate first: `harbor labels calibrate --blue`."}
    )
    await scene.until(lambda: "calibrate --blue" in str(draft.blocks), "the edited draft")
    lesson = scene.app.human.learning.lessons.of(call.id)
    assert lesson
    assert (lesson.state, lesson.question) == (APPROVED, QUESTION)
    assert lesson.answer == "Calibrate first: `harbor labels calibrate --blue`."
    await scene.slack.click(scene.priya, scene.labels, draft.ts, "dialtone_lesson_discard")
    await scene.until(lambda: "Priya Nair discarded this" in str(draft.blocks), "the end of it")
    assert "dialtone_lesson_discard" not in str(draft.blocks)
