"""An answer in the asker's language, where the pages are in another.

Only sentences that were verified are translated, in a call that sees nothing else; a translation
that loses a number, a name, a command, or is in the wrong language, gives way to the original.
"""

import json
import re
from dataclasses import replace
from typing import Any

from core.records import AnswerPart
from core.usage import Purpose
from retrieval.answer.composing import Composing, Say
from retrieval.answer.injected import speaks_to_model, visible
from retrieval.answer.prompts import translate_prompt
from retrieval.answer.verify import exact_tokens
from retrieval.language import NAMES, language_of
from retrieval.model.chat import Chat
from retrieval.model.deadline import Deadline
from retrieval.model.faults import ModelAway

_LONGER, _SHORTER = 3.0, 0.2
_LINE = re.compile(r"\{[^{}]*\"text\"[^\n]*\}")


def translated(
    composing: Composing, language: str, chat: Chat, deadline: Deadline, about: str, say: Say
) -> Composing:
    """The same answer in that language, said part by part; in the pages' own where that fails."""
    parts = list(composing.parts)
    lines = [part.text.replace("\n", " ") for part in parts]
    told: dict[int, str] = {}
    try:
        prompt = translate_prompt(lines, NAMES[language])
        written = chat.complete(prompt, Purpose.TRANSLATE, deadline, about)
        told = _lines(written)
    except ModelAway:
        pass
    for place, part in enumerate(parts):
        text = told.get(place + 1, "")
        if is_faithful(part.text, text, language):
            parts[place] = AnswerPart(text, part.citation)
        say(parts[place], composing.citations[part.citation - 1])
    return replace(composing, parts=parts)


def is_faithful(original: str, text: str, language: str) -> bool:
    """Whether a translation has everything that has no translation, and nothing like it besides."""
    text = visible(text).strip()
    if original.startswith("```") or not text or speaks_to_model(text):
        return False
    if not _SHORTER * len(original) <= len(text) <= _LONGER * len(original) + 20:
        return False
    if language_of(text) not in (language, ""):
        return False
    if any(mark in text for mark in ("](", "![", "<", "](")) and "<" not in original:
        return False
    mine, theirs = exact_tokens(text), exact_tokens(original)
    return theirs == mine


def _lines(written: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for piece in _LINE.findall(written):
        try:
            line: Any = json.loads(piece, strict=False)
        except ValueError:
            continue
        if isinstance(line.get("line"), int) and isinstance(line.get("text"), str):
            found[line["line"]] = line["text"]
    return found
