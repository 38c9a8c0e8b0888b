"""From answers that are alike to a suggested change of the docs, sent to whom they belong to."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.db.suggestions import OPEN, Suggestions
from core.db.transcript import new_id
from core.escalation import (
    Delivery,
    DeliveryState,
    DocsSuggestion,
    Lesson,
    Purpose,
    Recipient,
)
from core.records import PUBLIC, AnswerKind, Citation, DocumentKind, Question
from escalation.likeness import alike
from escalation.routing import Case, CitedPage, Route, route
from ingest.sources.lessons import NAME

if TYPE_CHECKING:
    from dialtone.app import App


class Suggesting:
    """Looks for answers that are alike, once there are enough of them."""

    def __init__(self, app: "App", ways: Callable[[str], tuple[str, ...]]) -> None:
        """`ways`: the notifiers that tell the team of this name."""
        self._app = app
        self._ways = ways
        self.suggestions = Suggestions(app.database)

    def run(self) -> int:
        """Suggest what is to be suggested; how many suggestions there are more."""
        least = self._app.settings.escalation.similar_lessons
        by_audience: dict[str, list[Lesson]] = {}
        for lesson in self.suggestions.uncounted():
            by_audience.setdefault(lesson.audience, []).append(lesson)
        made = 0
        for lessons in by_audience.values():
            if len(lessons) < least:
                continue
            embed = self._app.embedder.embed_queries
            questions = embed([lesson.question for lesson in lessons])
            answers = embed([lesson.answer for lesson in lessons])
            for group in alike(questions, answers, least):
                made += self._suggest([lessons[index] for index in group])
        return made

    def _suggest(self, lessons: Sequence[Lesson]) -> bool:
        found = self._owner(lessons)
        team = found.team
        page = self._page(lessons)
        key = new_id()
        now = self._app.database.moment()
        ways = self._ways(team.name)
        suggestion = DocsSuggestion(
            key,
            team.ref,
            team.called,
            page.title if page else "",
            page.url if page else "",
            tuple(lessons),
            now,
            state=OPEN,
        )
        delivery = Delivery(
            key,
            lessons[-1].escalation_id,
            Purpose.DOCS_GAP,
            Recipient(team.ref, team.called, found.contact),
            ways,
            state=DeliveryState.WAITING if ways else DeliveryState.UNDELIVERED,
            error="" if ways else "no notifier is set up: see escalation.notify",
        )
        return self.suggestions.make(suggestion, delivery, now)

    def _owner(self, lessons: Sequence[Lesson]) -> Route:
        """Whose docs these are: most of the answers' owner, or who followed them."""
        owners = Counter(lesson.owner for lesson in lessons if lesson.owner)
        answered = [CitedPage("", owner) for owner, _ in owners.most_common()]
        triage = self._app.settings.escalation.triage
        return route(Case("", cited=answered), self._app.catalogs.load(), triage)

    def _page(self, lessons: Sequence[Lesson]) -> Citation | None:
        """The page of the docs that speaks of what was asked; None where none does."""
        sources = frozenset(one.name for one in self._app.sources.all()) - {NAME}
        if not sources:
            return None
        audiences = frozenset({PUBLIC, lessons[-1].audience})
        asked = Question(lessons[-1].question, audiences=audiences, sources=sources)
        answer = self._app.answerer.answer(asked)
        if answer.kind is AnswerKind.UNKNOWN:
            return None
        pages = [one for one in answer.citations if one.kind is DocumentKind.PAGE]
        return pages[0] if pages else None
