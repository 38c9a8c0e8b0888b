"""From a resolved call to a page: drafts, what was approved into the index, and to suggestions."""

from typing import TYPE_CHECKING

from core.conversation import Role
from core.db.lessons import APPROVED, DRAFT, Lessons
from core.db.transcript import new_id
from core.errors import UserError
from core.escalation import Lesson
from core.records import PUBLIC
from dialtone.suggesting import Suggesting
from escalation.learning import audience, draft
from ingest.sources.lessons import LessonPages

if TYPE_CHECKING:
    from dialtone.app import App

LEARNED = "/learned"


class Learning:
    """Drafts lessons of what was resolved, and indexes what was approved."""

    def __init__(self, app: "App", suggesting: Suggesting) -> None:
        self._app = app
        self._suggesting = suggesting
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
        try:
            with self._app.writing():
                read_pages(self._app, self.lessons)
        except UserError:
            return  # another process changes the index now: the next round does it
        # Before they count as indexed: where this process dies here, the next round does both.
        self._suggesting.run()
        self.lessons.indexed(waiting)


def read_pages(app: "App", lessons: Lessons) -> None:
    """Bring what the index holds of approved answers to what is approved.

    Whoever calls has the place of the one who writes.
    """
    public = app.settings.web.public_url.rstrip("/")
    source = LessonPages(lessons.approved, f"{public}{LEARNED}" if public else "")
    source_id = app.sources.open(source.name, "answers", "human answers")
    summary = app.pipeline.read(source, source_id)
    app.sources.close_run(source_id, summary.counts())


def is_public(lesson: Lesson) -> bool:
    """Whether anybody may read its page."""
    return lesson.state == APPROVED and lesson.audience == PUBLIC
