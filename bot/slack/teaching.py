"""Helpers say in the card's thread what is learned of what they answered."""

from datetime import UTC, datetime

from bot import slack_messages as say
from bot.crossing import Lane
from bot.slack import blocks, forms, lesson_card
from bot.slack.parts import Parts
from core.db.lessons import APPROVED, DISCARDED, Lessons
from core.db.outbox import Outbox
from core.escalation import Lesson
from core.slack import LESSON, Incoming, Json, Outgoing


class Teaching:
    """Posts drafts below cards, and does with them what helpers say."""

    def __init__(self, parts: Parts, outbox: Outbox, lessons: Lessons) -> None:
        self._parts = parts
        self._outbox = outbox
        self._lessons = lessons

    async def post(self) -> None:
        """Post the drafts that are new."""
        for lesson in await self._parts.crossing.over(Lane.READ, self._lessons.unposted):
            card = await self._parts.crossing.over(
                Lane.READ, self._outbox.card, lesson.escalation_id
            )
            if card:
                shown = lesson_card.lesson_card(lesson)
                await self._parts.outtray.put(
                    Outgoing(_key(lesson), "chat.postMessage", card.channel, card.ts, shown)
                )

    async def press(self, incoming: Incoming) -> bool:
        """Work on a press. False where it is no button of a draft. "Edit" has opened its form."""
        acted: Json = (incoming.payload.get("actions") or [{}])[0]
        action = str(acted.get("action_id", ""))
        if action not in lesson_card.ACTIONS:
            return False
        lesson = await self.read(str(acted.get("value") or ""))
        if lesson is None:
            await self._parts.whisper.reply(incoming, blocks.notice(say.lesson_gone()))
        elif action != lesson_card.EDIT:
            state = APPROVED if action == lesson_card.APPROVE else DISCARDED
            await self._decide(lesson, state, lesson.question, lesson.answer, incoming.user)
        return True

    async def submit(self, incoming: Incoming) -> bool:
        """Work on an edited draft. False where the form is another."""
        view: Json = incoming.payload.get("view") or {}
        if view.get("callback_id") != forms.LESSON:
            return False
        lesson = await self.read(forms.about(view).lesson_id)
        if lesson:
            question, answer = forms.filled(view, "question"), forms.filled(view, "answer")
            await self._decide(
                lesson,
                APPROVED,
                question or lesson.question,
                answer or lesson.answer,
                incoming.user,
            )
        return True

    async def read(self, lesson_id: str) -> Lesson | None:
        """One as it stands now."""
        return await self._parts.crossing.over(Lane.READ, self._lessons.get, lesson_id)

    async def _decide(
        self, lesson: Lesson, state: str, question: str, answer: str, user: str
    ) -> None:
        """Twice the same is once: who decided first stays."""
        if (lesson.state, lesson.question, lesson.answer) == (state, question, answer):
            decided = lesson
        else:
            decided = await self._parts.crossing.over(
                Lane.WRITE,
                self._lessons.decide,
                lesson.id,
                state,
                question,
                answer,
                await self._parts.names.of(user),
                datetime.now(UTC),
            )
        posted = await self._parts.outtray.get(_key(lesson))
        if posted and decided.decided_at:
            await self._parts.outtray.put(
                Outgoing(
                    f"{_key(lesson)}:{decided.decided_at.isoformat()}",
                    "chat.update",
                    posted.channel,
                    posted.thread_ts,
                    lesson_card.lesson_card(decided),
                    after=posted.key,
                )
            )


def _key(lesson: Lesson) -> str:
    return f"{LESSON}{lesson.id}"
