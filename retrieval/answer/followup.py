"""A follow-up -> a question that stands alone, by the model; the rules of search remain for when
it cannot. What it adds that nobody said is not believed."""

from dataclasses import replace

from core.records import Question
from core.usage import Purpose
from retrieval.answer.prompts import rewrite_prompt
from retrieval.answer.verify import exact_tokens
from retrieval.language import NAMES, language_of
from retrieval.model.chat import Chat
from retrieval.model.deadline import Deadline
from retrieval.model.faults import ModelAway
from retrieval.model.prompt import Prompt
from retrieval.query import leans
from retrieval.words import content_words, stem

_TURNS = 6
_TURN = 600
"""Characters of a turn that tell what was talked about."""
_LONGEST = 400
_SHARE = 0.3
"""Of the time that there is."""
_SAID = 0.8
"""Share of the words that must have been said in the conversation."""


def standalone(question: Question, chat: Chat, deadline: Deadline, about: str) -> Question:
    """The question as it is to be searched for: without its history where that is put in."""
    # Whether a question leans on another, the rules can tell of English only.
    tells = language_of(question.text) in ("en", "")
    if not question.history or (tells and not leans(question)):
        return question
    turns = [replace(turn, text=turn.text[:_TURN]) for turn in question.history[-_TURNS:]]
    prompt = rewrite_prompt(question.text, turns, "")
    try:
        text = _first_line(prompt, chat, deadline, about)
    except ModelAway:
        return question
    said = " ".join([question.title, question.text, *(turn.text for turn in turns)])
    if not _is_theirs(text, question.text, said):
        return question
    return replace(question, text=text, history=())


def in_language(
    question: Question, language: str, chat: Chat, deadline: Deadline, about: str
) -> Question | None:
    """The question in another language; None where the model cannot tell."""
    prompt = rewrite_prompt(question.text, (), NAMES[language])
    try:
        text = _first_line(prompt, chat, deadline, about)
    except ModelAway:
        return None
    faithful = exact_tokens(question.text) == exact_tokens(text)
    if not text or len(text) > _LONGEST + 2 * len(question.text) or not faithful:
        return None
    return replace(question, text=text, history=())


def _first_line(prompt: Prompt, chat: Chat, deadline: Deadline, about: str) -> str:
    """The first line that the model writes; no more of it is read. Raises ModelAway."""
    mine = Deadline.after(deadline.left * _SHARE)
    stream = chat.stream(prompt, Purpose.REWRITE, mine, about)
    written = ""
    for text in stream:
        written += text
        if "\n" in written.strip():
            stream.close()  # type: ignore[attr-defined]
            break
    return written.strip().partition("\n")[0].strip().strip('"`*').strip()


def _is_theirs(text: str, asked: str, said: str) -> bool:
    """Whether it asks what they asked, in words of the conversation."""
    if not text or len(text) > max(_LONGEST, 2 * len(asked)):
        return False
    told = {stem(word) for word in content_words(said)}
    mine = [stem(word) for word in content_words(text)]
    if not mine or sum(word in told for word in mine) < _SAID * len(mine):
        return False
    kept = [stem(word) for word in content_words(asked)]
    return not kept or any(word in mine for word in kept)
