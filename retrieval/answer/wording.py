"""A question in a model's words, and what of it counts beside the asker's own.

A model's wording may find the better page. It makes no answer where the asker's own words find
none, and no surer one: what is refused without a model is refused with one. Only where the pages
are in another language than the asker's does the evidence of the translation count, because search
knows nothing of what the words of one language are in another.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.records import AnswerKind, Question
from retrieval.answer import followup
from retrieval.answer.answerer import Grounded
from retrieval.language import language_of
from retrieval.model.chat import Chat
from retrieval.model.deadline import Deadline


@dataclass(frozen=True, slots=True)
class Wordings:
    """What to search for besides what was asked; None where that is nothing."""

    alone: Question | None = None
    """A follow-up with what it leans on put in."""
    theirs: Question | None = None
    """The question in the language of the pages."""

    def best(self, found: Grounded, ground: Callable[[Question], Grounded]) -> Grounded:
        """The best of what `ground` finds for these and of what the asker's own words found."""
        alone = ground(self.alone) if self.alone else None
        return best(found, alone, ground(self.theirs) if self.theirs else None)


def wordings(
    asked: Question, found: Grounded, chat: Chat, deadline: Deadline, about: str
) -> Wordings:
    """The model's wordings of a question for which its own words found that."""
    language = _other_language(asked, found)
    refused = found.answer.kind is AnswerKind.UNKNOWN
    if not chat.settings.rewrite or (refused and not language):
        return Wordings()
    alone = followup.standalone(asked, chat, deadline, about)
    theirs = followup.in_language(alone, language, chat, deadline, about) if language else None
    return Wordings(alone if alone != asked and not refused else None, theirs)


def best(found: Grounded, alone: Grounded | None, theirs: Grounded | None) -> Grounded:
    """What has the most evidence; a wording in the asker's language makes nothing surer."""
    chosen = found
    if alone and alone.answer.confidence > found.answer.confidence:
        same = replace(alone.answer, kind=found.answer.kind, confidence=found.answer.confidence)
        chosen = replace(alone, answer=same)
    if theirs and theirs.answer.confidence > chosen.answer.confidence:
        return theirs
    return chosen


def _other_language(asked: Question, found: Grounded) -> str:
    """The pages' language where it is not the asker's; empty where it is, or cannot be told."""
    pages = language_of("\n".join(passage.text for passage in found.result.passages[:5]))
    theirs = language_of(asked.whole)
    return pages if theirs and pages != theirs else ""
