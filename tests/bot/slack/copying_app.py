"""A Dialtone whose language model copies what it reads, slowly."""

import json
import re
import time
from collections.abc import Iterator

from retrieval.answer.units import sentences
from tests.bot.written_app import WrittenApp
from tests.scripted_model import ScriptedModel

_FIRST = re.compile(r"<passages>\n\[1\] [^\n]*\n(.*?)\n\n", re.DOTALL)
_SECONDS = 0.3
"""Between two sentences: long enough for something to happen meanwhile."""


def copied(prompt: str) -> Iterator[str]:
    """The sentences of the first paragraph of the best passage, one by one."""
    found = _FIRST.search(prompt)
    for sentence in sentences(found[1]) if found else ():
        time.sleep(_SECONDS)
        yield json.dumps({"text": sentence, "passage": 1}) + "\n"
    time.sleep(_SECONDS)


class CopyingApp(WrittenApp):
    """An App whose language model copies what it reads."""

    model = ScriptedModel(scripts=[copied])
