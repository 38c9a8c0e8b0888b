"""A help line's pages, searched for real, and a model that says what a test wrote down."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.db.model_calls import ModelCalls
from core.db.written_answers import WrittenAnswers
from core.model_settings import Model
from core.records import Answer, AnswerPart, Citation, Question, Turn
from core.settings import Settings
from core.usage import Written
from dialtone.app import App
from retrieval.answer.generative import GenerativeAnswerer, better, neighbours
from retrieval.model.chat import Chat
from tests.bot.web.line import PAGES, ScriptedApp, write_pages
from tests.scripted_model import ScriptedModel

SANDBOXES = """# Sandboxes

A sandbox expires after 14 days. It cannot be renewed.

The following do not run in a sandbox:

- Windows containers
- Privileged pods
"""


class Writer:
    """One help line whose model is scripted."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.model = ScriptedModel()
        self.open_model: Callable[[Model], Any] = lambda _: self.model
        self.outcomes: list[Written] = []
        self.told: list[tuple[str, str]] = []
        """Text and path of each part, as it was told."""

    def script(self, *scripts: Any, counted: tuple[int, int, int] | None = None) -> None:
        self.model = ScriptedModel(scripts=list(scripts), counted=counted)

    def answerer(self, **settings: Any) -> GenerativeAnswerer:
        values = {"name": "scripted:model", "seconds": 5, "reuse_hours": 0} | settings
        calls = ModelCalls(self.app.database)
        chat = Chat(Model.model_validate(values), self.open_model, calls)
        return GenerativeAnswerer(
            self.app.answerer,
            chat,
            WrittenAnswers(self.app.database),
            neighbours(self.app.passages.around),
            self.outcomes.append,
        )

    def ask(self, text: str, *history: Turn, **settings: Any) -> Answer:
        question = Question(text, history=history)
        answerer = self.answerer(**settings)
        deadline = answerer.deadline()
        grounded = self.app.answerer.ground(answerer.standalone(question, deadline))
        if other := answerer.in_their_language(question, grounded, deadline):
            grounded = better(grounded, self.app.answerer.ground(other))
        made = answerer.write(question, grounded, self._tell, deadline=deadline, about="a1")
        return made.answer

    def extract(self, text: str) -> Answer:
        return self.app.answerer.answer(Question(text))

    def _tell(self, part: AnswerPart, citation: Citation) -> None:
        self.told.append((part.text, citation.path))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The pages, read once for a file of tests."""
    place: Path = tmp_path_factory.mktemp("pages")
    with ScriptedApp(Settings(home=place / "home")) as app:
        app.ingest(write_pages(place / "pages", PAGES | {"sandboxes.md": SANDBOXES}))
        yield app


@pytest.fixture
def writer(pages: App) -> Writer:
    return Writer(pages)
