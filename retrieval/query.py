"""What a person typed -> what to look for: greetings, chat markup and pasted output set aside."""

import re
from dataclasses import dataclass, replace

from core.greeting import without_greeting
from core.records import Question
from retrieval.words import content_words

_SLACK_LINK = re.compile(r"<(https?://[^|>]+)(?:\|([^>]*))?>")
_SLACK_REFERENCE = re.compile(r"<[@#!][^|>]*(?:\|([^>]*))?>")
_EMOJI = re.compile(r"(?<!\w):[a-z0-9_+-]+:(?!\w)")
_FENCE = re.compile(r"```\w*\n?(.*?)(?:```|\Z)", re.DOTALL)
_URL = re.compile(r"https?://\S+")
_PRONOUN = re.compile(
    r"\b(?:its?|it's|they|them|theirs?|he|him|his|she|hers?|this|that|these|those|there|ones?|"
    r"the same|such|former|latter|both|another|others?|else|more|then)\b",
    re.IGNORECASE,
)
_CONTINUATION = re.compile(
    r"^\s*(?:and|but|or|so|also|then|what about|how about|why|really|ok|okay|yes|no|any other|"
    r"tell me more|how so|for example)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 2
_SPACE = re.compile(r"\s+")
_CODE_KEPT = 200
"""Characters of each pasted block that go into the vector; its words are searched."""
_MOST = 20_000
"""Characters of a question that are looked at: what is longer is a pasted log."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question as search uses it."""

    text: str
    """To embed: prose first, then the beginning of each pasted block."""
    words: tuple[str, ...]
    """Distinct content words, in order of appearance."""
    before: "Query | None" = None
    """What was asked before, where this question leans on it ("and in the EU?")."""


def understand(question: Question, *, clean_up: bool = True, follow_ups: bool = True) -> Query:
    """The query behind a question and, for a follow-up, behind what was said before it.

    Each step can be switched off, so that a benchmark can say what it is worth.
    """
    query = _read(question.title, question.text, clean_up)
    earlier = [turn.text for turn in question.history if turn.role == "user" and turn.text.strip()]
    if follow_ups and earlier and _leans(query):
        return replace(query, before=_read("", earlier[-1], clean_up))
    return query


def leans(question: Question) -> bool:
    """Whether a question says too little without what was said before it."""
    return _leans(_read(question.title, question.text, True))


def _read(title: str, body: str, clean_up: bool) -> Query:
    asked = "\n".join(part for part in (title, body) if part.strip()).strip()
    if not clean_up:
        return Query(asked[:_MOST], tuple(content_words(asked[:_MOST])))
    prose, code = _separate(_without_chat_markup(asked))
    prose = _SPACE.sub(" ", without_greeting(prose)).strip()
    pasted = " ".join(_SPACE.sub(" ", block)[:_CODE_KEPT] for block in code)
    text = f"{prose} {pasted}".strip() or asked
    words = content_words(f"{prose} {' '.join(code)}"[:_MOST]) or content_words(text[:_MOST])
    return Query(text[:_MOST], tuple(words))


def _leans(query: Query) -> bool:
    """Whether a question says too little without the one before it."""
    return bool(
        len(query.words) <= _FEW_WORDS
        or _PRONOUN.search(query.text)
        or _CONTINUATION.search(query.text)
    )


def _without_chat_markup(text: str) -> str:
    text = _SLACK_LINK.sub(lambda found: found[2] or found[1], text)
    text = _SLACK_REFERENCE.sub(lambda found: found[1] or " ", text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return _EMOJI.sub(" ", text)


def _separate(text: str) -> tuple[str, list[str]]:
    code = [found.strip() for found in _FENCE.findall(text)]
    return _URL.sub(" ", _FENCE.sub(" ", text)), [block for block in code if block]
