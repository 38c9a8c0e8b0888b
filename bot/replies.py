"""What is said to a question: the answer, or the sentence that stands in for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from bot import messages
from bot.batching import TooMany
from bot.courtesies import courtesy_in, language_of_courtesy
from bot.past_messages import doubts, notes
from bot.phrasebook import language_for
from bot.writing import Answers, Tell
from core.conversation import Escalation, Message, MessageState, Role, SeeAlso
from core.db.conversations import Asked
from core.db.told import Told
from core.errors import DialtoneError
from core.records import Answer, AnswerKind, Question
from core.wishes import asks_for_human
from escalation.policy import Action, Rules, Situation, Verdict, decide

HandOver = Callable[[Message, Verdict, str], Awaitable[Escalation]]
"""Calls a human to a question as the policy says, in that language."""

_log = logging.getLogger(__name__)


class Replies:
    """Turns questions into what is said to them. Stores nothing."""

    def __init__(
        self, answers: Answers, rules: Rules, hand_over: HandOver, patience: float
    ) -> None:
        """`patience`: seconds that an answer may take."""
        self._answers = answers
        self._rules = rules
        self._hand_over = hand_over
        self._patience = patience

    async def to(self, asked: Asked, tell: Tell) -> Message:
        """The answer, or the sentence that stands in for it. Never raises.

        `tell` shows a part of it that is made before the rest.
        """
        question = asked.question
        before = asked.earlier
        situation = Situation(question.text, before, wants_human=asks_for_human(question.text))
        verdict = decide(situation, self._rules)
        spoken = language_for(question.text, before)
        said = partial(_said, question, spoken)
        try:
            if verdict.action is Action.HAND_OVER:
                escalation = await self._hand_over(question, verdict, spoken)
                if not verdict.topic:
                    return said(messages.escalated(escalation, spoken))
            if courtesy := courtesy_in(question.text):
                spoken = language_of_courtesy(question.text) or spoken
                text = messages.courtesy(courtesy, spoken)
                return replace(_said(question, spoken, text), kind=AnswerKind.ANSWERED)
            wanted = Question(question.text, history=asked.history, audiences=question.audiences)
            making = self._answers.answer(wanted, question.answer_id, tell)
            answer = await asyncio.wait_for(making, self._patience)
            verdict = decide(replace(situation, kind=answer.kind), self._rules)
            text = messages.answer_markdown(answer, spoken)
            return said(messages.with_offer(text, verdict, spoken), answer)
        except TimeoutError:
            _log.warning("An answer took longer than %s s.", self._patience)
            return said(messages.too_slow(spoken))
        except TooMany as error:
            _log.warning("A question was turned away: %s", error)
            return said(messages.too_busy(spoken))
        except DialtoneError as error:
            _log.error("A question could not be answered: %s", error)
            return said(messages.cannot_answer_now(spoken))
        except Exception:  # noqa: BLE001  no dead end: whatever broke, there is a sentence
            _log.exception("A question could not be answered.")
            return said(messages.cannot_answer_now(spoken))


def stopped(question: Message, spoken: str, told: Sequence[Told]) -> Message:
    """What was told of an answer so far, as all there is of it."""
    parts = tuple(part for part, _ in told)
    cited = {citation.number: citation for _, citation in told}
    return replace(
        _said(question, spoken, messages.stopped(parts, spoken)),
        kind=AnswerKind.PARTIAL if parts else None,
        parts=parts,
        citations=tuple(cited[number] for number in sorted(cited)),
        state=MessageState.STOPPED,
    )


def _said(question: Message, spoken: str, text: str, answer: Answer | None = None) -> Message:
    """`spoken` is the language of what is ours in the text."""
    said = Message(
        question.answer_id,
        question.conversation_id,
        Role.ASSISTANT,
        text,
        datetime.now(UTC),
        language=spoken,
    )
    if answer is None:
        return said
    return replace(
        said,
        kind=answer.kind,
        confidence=answer.confidence,
        parts=answer.parts,
        citations=answer.citations,
        see_also=tuple(SeeAlso(page.title, page.url) for page in answer.see_also),
        notes=notes(answer),
        doubts=doubts(answer),
    )
