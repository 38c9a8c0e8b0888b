"""The web surface over one App: its parts, and how each dependency is looked after."""

import contextlib
import os
from typing import TYPE_CHECKING, Any

from bot.assistant import Assistant
from bot.batching import Batching
from bot.crossing import Crossing, Lane
from bot.web.insights import Insights
from bot.web.limits import Limits
from bot.web.metrics import Metrics
from bot.web.origins import Origins
from bot.web.parts import Check, Parts
from bot.web.secret import session_secret
from bot.web.sessions import Sessions
from bot.writing import Answers, Extracting, Writing
from core.db.call_list import CallList
from core.db.call_progress import CallProgress
from core.errors import DialtoneError, Transient
from dialtone.app import App
from dialtone.human import rules_of
from dialtone.ownership import CatalogReader
from dialtone.question_texts import QuestionTexts

if TYPE_CHECKING:
    from bot.slack.line import Line

_ANSWERERS = 4
"""Batches of questions that are answered at a time, at most: one for two cores, of which the other
has the rest to do. Fewer and larger batches cost less."""
_WRITERS = 4
"""Threads that write to a database which takes several writers."""


class Surface:
    """Assistant and web parts over one App."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._warm = False
        answerers = max(1, min(_ANSWERERS, (os.cpu_count() or 1) // 2))
        self.crossing = Crossing(
            writers=1 if app.database.is_sqlite else _WRITERS,
            answerers=answerers,
            models=app.settings.model.concurrency,
        )
        metrics = Metrics()
        settings = app.settings.web
        self.batching: Batching[Any]
        answers: Answers
        batched = self.crossing, metrics.batched, answerers
        if app.writer:
            app.writer.watch = metrics.written
            app.chat.watch = metrics.called
            self.batching = Batching(app.answerer.ground_many, *batched)
            answers = Writing(self.batching, app.writer, self.crossing, settings.answer_seconds)
        else:
            self.batching = Batching(app.answerer.answer_many, *batched)
            answers = Extracting(self.batching)
        self.assistant = Assistant(
            app.conversations,
            app.escalations,
            answers,
            self.crossing,
            self._sources_of,
            patience=settings.answer_seconds,
            observer=metrics,
            rules=rules_of(app.settings.escalation),
            go_rounds=app.human.run,
            keep_up=CatalogReader(app.settings.catalog, app.catalogs).run,
        )
        given = settings.secret.get_secret_value()
        self.parts = Parts(
            settings=settings,
            assistant=self.assistant,
            crossing=self.crossing,
            sessions=Sessions(settings, session_secret(given, app.settings.home)),
            origins=Origins(settings),
            limits=Limits(settings.limits),
            metrics=metrics,
            desk=app.human.desk,
            deliveries=app.deliveries,
            calls=CallList(app.database),
            lessons=app.human.learning.lessons,
            suggestions=app.human.suggesting.suggestions,
            checks=self._checks(),
        )

    def slack(self) -> "Line | None":
        """The help channel in Slack, where there are settings of it.

        Raises UserError where some are missing.
        """
        settings = self._app.settings.slack
        if not settings.enabled:
            return None
        settings.check_complete()
        from bot.slack.line import Helpers, Line

        return Line(
            settings,
            self.assistant,
            self.crossing,
            self._app.slack_stores,
            Helpers(
                self._app.escalations,
                CallProgress(self._app.database),
                self._app.human.desk,
                self._app.human.learning.lessons,
                self._app.human.dispatch.owner,
            ),
            self._app.channel_history,
            streams=self._app.writer is not None,
        )

    def insights(self) -> Insights:
        """What /insights shows."""
        app = self._app
        texts = QuestionTexts(app.threads, app.conversations)
        return Insights(app.cases, app.theme_book, texts)

    def warm(self) -> None:
        """Load the model and open the index, so that the first asker does not wait for it."""
        self._app.warm()
        self._warm = True
        if self._app.writer:
            with contextlib.suppress(DialtoneError):
                # What is wrong with it, `dialtone doctor` says; answers are extracts meanwhile.
                self._app.chat.open()

    def _sources_of(self, audiences: frozenset[str]) -> tuple[str, ...]:
        return self._app.passages.scopes(audiences, frozenset()).sources

    def _checks(self) -> dict[str, Check]:
        async def database() -> str:
            return await self.crossing.over(Lane.CHECK, self._look_at_database)

        async def model() -> str:
            if not self._warm:
                raise Transient("The model is not loaded yet.")
            return self._app.embedder.model

        async def index() -> str:
            return await self.crossing.over(Lane.CHECK, self._look_at_index)

        return {"database": database, "index": index, "model": model}

    def _look_at_database(self) -> str:
        names = [source.name for source in self._app.sources.all()]
        return f"{len(names)} sources"

    def _look_at_index(self) -> str:
        counts = self._app.ledger.vector_counts()
        held = sum(self._app.index.count(name) for name in counts)
        return f"{held} vectors"
