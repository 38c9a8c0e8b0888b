"""Question -> Answer written by a language model and held to the passages, sentence by sentence.

The evidence decides whether there is an answer before a model is asked. What the model writes is
verified before anybody sees it. Where it is slow, away, over budget, or says what no passage says,
the answer is the extract that would have been given without it.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from core.errors import DialtoneError
from core.records import Answer, AnswerKind, AnswerPart, DocumentKind, Passage, Question
from core.usage import Purpose, Written
from retrieval.answer import clarify, translate
from retrieval.answer.answerer import ExtractiveAnswerer, Grounded
from retrieval.answer.composing import Composing, Say
from retrieval.answer.context import Around, Shown, pack
from retrieval.answer.draft import AskedBack, Declined, Drafted, Item, Reader
from retrieval.answer.prompts import VERSION, answer_prompt
from retrieval.answer.wording import Wordings, wordings
from retrieval.language import language_of
from retrieval.model.chat import Chat
from retrieval.model.deadline import Deadline
from retrieval.model.faults import ModelAway
from retrieval.model.prompt import Prompt

_log = logging.getLogger(__name__)


class Kept(Protocol):
    """Where verified answers are kept for a while."""

    def get(self, key: str, age: timedelta) -> tuple[AnswerPart, ...]:
        """The parts under this key, no older than that."""

    def put(self, key: str, parts: Sequence[AnswerPart], age: timedelta) -> None:
        """Keep them."""


@dataclass(frozen=True, slots=True)
class Composition:
    """An answer, and what became of asking the model for it."""

    answer: Answer
    outcome: Written
    grounded: Grounded
    """What it was made of."""


def _silent(part: AnswerPart, citation: object) -> None:
    """For whoever waits for the whole."""


class GenerativeAnswerer:
    """Answers with a language model where it can, and without where it must. Never raises for it.

    For use from several threads.
    """

    def __init__(
        self,
        extractive: ExtractiveAnswerer,
        chat: Chat,
        kept: Kept,
        around: Around | None = None,
        watch: Callable[[Written], None] = lambda outcome: None,
    ) -> None:
        """`watch` is told what became of each answer that a model was to write."""
        self._extractive = extractive
        self._chat = chat
        self._kept = kept
        self._around = around
        self.watch = watch

    def answer(self, question: Question) -> Answer:
        """The answer to one question."""
        return self.compose(question).answer

    def compose(self, question: Question, say: Say = _silent, about: str = "") -> Composition:
        """The same, and what became of it; see `write`."""
        deadline = self.deadline()
        ground = self._extractive.ground
        found = ground(question)
        grounded = self.wordings(question, found, deadline, about).best(found, ground)
        return self.write(question, grounded, say, deadline=deadline, about=about)

    def deadline(self, most: float = float("inf")) -> Deadline:
        """Until when the model may take for a question that is asked now."""
        return Deadline.after(min(self._chat.settings.seconds, most))

    def wordings(
        self, asked: Question, found: Grounded, deadline: Deadline, about: str = ""
    ) -> Wordings:
        """What to search for besides what was asked, for which `found` was found."""
        return wordings(asked, found, self._chat, deadline, about)

    def write(
        self,
        asked: Question,
        grounded: Grounded,
        say: Say = _silent,
        *,
        deadline: Deadline | None = None,
        about: str = "",
    ) -> Composition:
        """The answer over what was found. `say` is told each verified sentence as it is written;
        where the result has other parts than those, they count for nothing.

        `about` is the id of the answer, under which the calls are written down.
        """
        threads = any(c.kind is DocumentKind.THREAD for c in grounded.answer.citations)
        if grounded.answer.kind is AnswerKind.UNKNOWN or threads:
            # What a past thread says is told in its people's own words, and said to be theirs.
            return Composition(grounded.answer, Written.DECLINED, grounded)
        try:
            answer, outcome = self._write(asked, grounded, say, deadline or self.deadline(), about)
        except ModelAway as error:
            level = logging.INFO if error.outcome is Written.STOPPED else logging.WARNING
            _log.log(level, "An answer is an extract: %s", error)
            answer, outcome = grounded.answer, error.outcome
        except DialtoneError as error:
            _log.error("The model cannot be used: %s", error)
            answer, outcome = grounded.answer, Written.DOWN
        self.watch(outcome)
        return Composition(answer, outcome, grounded)

    def _write(
        self, asked: Question, grounded: Grounded, say: Say, deadline: Deadline, about: str
    ) -> tuple[Answer, Written]:
        settings = self._chat.settings
        room = settings.context_characters
        spoken = language_of(grounded.question.whole)
        shown = pack(grounded.result.passages, room, self._around, spoken)
        if not shown:
            return grounded.answer, Written.UNSUPPORTED
        prompt = answer_prompt(grounded.question.whole, shown, plain=settings.plain)
        target = self._other_language(asked, shown)
        key = _key(settings.name, target, prompt)
        composing = Composing(grounded, shown, None if target else say)
        if self._say_again(key, composing):
            return composing.answer(), Written.REUSED
        ended = self._read(prompt, composing, deadline, about)
        if isinstance(ended, AskedBack) and settings.clarify:
            cases = clarify.cases(ended.cases, shown, asked.history)
            if cases:
                answer = replace(
                    grounded.answer,
                    kind=AnswerKind.PARTIAL,
                    parts=(),
                    citations=(),
                    clarifying=cases,
                )
                return answer, Written.CLARIFIED
        if isinstance(ended, Declined) and not composing.parts:
            return _doubted(grounded.answer), Written.DECLINED
        if not composing.suffices():
            return grounded.answer, Written.UNSUPPORTED
        if target:
            composing = translate.translated(composing, target, self._chat, deadline, about, say)
        self._keep(key, composing)
        return composing.answer(), Written.WRITTEN

    def _read(
        self, prompt: Prompt, composing: Composing, deadline: Deadline, about: str
    ) -> AskedBack | Declined | None:
        """Take in what the model writes, until it ends or goes on too long."""
        reader = Reader()
        stream = self._chat.stream(prompt, Purpose.ANSWER, deadline, about)
        ended: AskedBack | Declined | None = None
        for text in stream:
            ended = _take(reader.feed(text), composing) or ended
            if composing.is_full or isinstance(ended, AskedBack):
                stream.close()  # type: ignore[attr-defined]
                return ended
        return _take(reader.end(), composing) or ended

    def _other_language(self, asked: Question, shown: Sequence[Shown]) -> str:
        """The asker's language where the passages are in another; empty where they are not."""
        theirs = language_of(asked.whole)
        pages = language_of("\n".join(each.text for each in shown))
        return theirs if theirs and pages and theirs != pages else ""

    def _say_again(self, key: str, composing: Composing) -> bool:
        age = timedelta(hours=self._chat.settings.reuse_hours)
        if not age:
            return False
        try:
            parts = self._kept.get(key, age)
        except DialtoneError as error:
            _log.warning("What was written before cannot be read: %s", error)
            return False
        return composing.take_over(parts)

    def _keep(self, key: str, composing: Composing) -> None:
        age = timedelta(hours=self._chat.settings.reuse_hours)
        if not age:
            return
        try:
            self._kept.put(key, composing.kept(), age)
        except DialtoneError as error:
            _log.warning("An answer could not be kept for the next asker: %s", error)


def neighbours(around: Callable[[Sequence[int]], dict[int, list[Passage]]]) -> Around:
    """What stands beside passages, by way of their chunk ids."""
    return lambda passages: around([passage.chunk_id for passage in passages])


def _take(items: Sequence[Item], composing: Composing) -> AskedBack | Declined | None:
    ended: AskedBack | Declined | None = None
    for item in items:
        if isinstance(item, Drafted):
            composing.add(item)
        else:
            ended = item
    return ended


def _doubted(answer: Answer) -> Answer:
    """The model sees no answer where the evidence does: one step less sure, never more than that.

    Where the evidence was in doubt too, there is no answer.
    """
    if answer.kind is AnswerKind.ANSWERED:
        return replace(answer, kind=AnswerKind.PARTIAL)
    return replace(answer, kind=AnswerKind.UNKNOWN, parts=(), citations=())


def _key(model: str, language: str, prompt: Prompt) -> str:
    whole = "\n".join((VERSION, model, language, prompt.system, prompt.user))
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()
