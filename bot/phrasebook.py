"""What we say in the asker's language: `phrases.json`, by language and name of the sentence."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from core.conversation import Message, Role
from retrieval.language import language_of

ENGLISH = "en"
_FILE = Path(__file__).with_name("phrases.json")
_EARLIER = 3
"""Messages of theirs that tell the language where the last one does not."""


@cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """Language -> name -> sentence, with places for values in braces."""
    found: Mapping[str, Mapping[str, str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def phrase(name: str, language: str = "", **values: object) -> str:
    """The sentence in that language; in English where it is empty or not in the catalogue."""
    known = phrases()
    return known.get(language, known[ENGLISH])[name].format(**values)


def language_for(text: str, earlier: Sequence[str] = ()) -> str:
    """In which language to speak to who wrote this: a code of the catalogue.

    Empty means English, and also that nothing tells: a few words are not enough, unless what they
    wrote before tells. `earlier` is that, oldest first.
    """
    found = language_of(text) or language_of("\n".join(earlier[-_EARLIER:]))
    return found if found in phrases() and found != ENGLISH else ""


def language_in(messages: Sequence[Message]) -> str:
    """The same by what the asker wrote in a conversation."""
    *earlier, last = [each.text for each in messages if each.role is Role.USER] or [""]
    return language_for(last, earlier)
