"""From a resolved call to a page: drafts, and what was approved into the index."""

from typing import TYPE_CHECKING

import numpy as np

from core.conversation import Role
from core.db.escalations import Change
from core.db.lessons import APPROVED, DRAFT, Lessons
from core.db.transcript import new_id
from core.errors import UserError
from core.escalation import (
    Delivery,
    DeliveryState,
    Happening,
    Lesson,
    Purpose,
    Recipient,
)
from core.records import PUBLIC
from escalation.learning import audience, draft
from ingest.sources.lessons import LessonPages

if TYPE_CHECKING:
    from dialtone.app import App

LEARNED = "/learned"
_LIKE = 0.62


class Learning:
    """Drafts lessons of what was resolved, and indexes what was approved."""

    def __init__(self, app: "App", ways: tuple[str, ...]) -> None:
        """`ways`: notifiers that carry a suggestion to a team."""
        self._app = app
        self._ways = ways
        self.lessons = Lessons(app.database)

    def run(self) -> None:
        """Do what is due."""
        for escalation in self.lessons.untaught():
            conversation = self._app.conversations.get(escalation.conversation_id, None)
            made = draft(escalation, conversation)
            question, answer = made or ("", "")
            asked = [m.audiences for m in conversation.messages if m.role is Role.USER]
            self.lessons.draft(
                Lesson(
                    new_id(),
                    escalation.id,
                    question,
                    answer,
                    DRAFT if made else "nothing",
                    escalation.team.rpartition("/")[2],
                    audience(asked),
                    self._app.database.moment(),
                )
            )
        if waiting := self.lessons.waiting():
            self._index(waiting)

    def _index(self, waiting: list[str]) -> None:
        public = self._app.settings.web.public_url.rstrip("/")
        source = LessonPages(self.lessons.approved, f"{public}{LEARNED}" if public else "")
        try:
            with self._app.writing():
                source_id = self._app.sources.open(source.name, "answers", "human answers")
                summary = self._app.pipeline.read(source, source_id)
                self._app.sources.close_run(source_id, summary.counts())
        except UserError:
            return  # another process changes the index now: the next round does it
        self.lessons.indexed(waiting)
        for key in waiting:
            self._suggest(key)

    def _suggest(self, lesson_id: str) -> None:
        """Once enough answers are alike, say to the owner that the docs should hold them."""
        approved = self.lessons.approved()
        lesson = next((one for one in approved if one.id == lesson_id), None)
        if lesson is None:
            return
        vectors = self._app.embedder.embed_queries([one.question for one in approved])
        wanted = vectors[[one.id for one in approved].index(lesson_id)]
        alike = int(np.sum(vectors @ wanted >= _LIKE))
        if alike != self._app.settings.escalation.similar_lessons:
            return
        escalation = self._app.escalations.get(lesson.escalation_id)
        to = Recipient(escalation.team, escalation.team_name, escalation.contact)
        delivery = Delivery(
            new_id(),
            escalation.id,
            Purpose.DOCS_GAP,
            to,
            self._ways,
            state=DeliveryState.WAITING if self._ways else DeliveryState.UNDELIVERED,
            error="" if self._ways else "no notifier is set up: see escalation.notify",
        )
        self._app.escalations.change(
            escalation.id,
            lambda _: Change(
                Happening.DOCS_GAP,
                data={"answers": alike},
                deliveries=[(f"{escalation.id}:docs-gap", delivery)],
            ),
            self._app.database.moment(),
        )


def is_public(lesson: Lesson) -> bool:
    """Whether anybody may read its page."""
    return lesson.state == APPROVED and lesson.audience == PUBLIC
