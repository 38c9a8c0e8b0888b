"""A real, very small model: llama.cpp in this process, by way of its OpenAI-compatible server."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from core.errors import UserError
from core.model_settings import Model
from core.records import AnswerKind, Question
from core.usage import Purpose, Written
from retrieval.model.chat import Chat
from retrieval.model.deadline import Deadline
from retrieval.model.local import gguf_file, local_server
from retrieval.model.opening import open_model
from retrieval.model.prompt import Prompt
from tests.bot.web.line import PAGES
from tests.retrieval.answer.conftest import Writer, pages, writer
from tests.retrieval.model.test_providers import Notes

__all__ = ["pages", "writer"]

# The package leaves it to the garbage collector to close connections.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SMALL = Model(name="local:smollm2", seconds=200, output_tokens=24)


def test_it_streams_words_and_counts_them() -> None:
    notes = Notes()
    chat = Chat(SMALL, open_model, notes)
    prompt = Prompt("Answer in one short sentence.", "What is the capital of France?")
    pieces = list(chat.stream(prompt, Purpose.ANSWER, Deadline.after(200)))
    assert len(pieces) > 3
    assert "Paris" in "".join(pieces)
    (call,) = notes.calls
    assert call.counted
    assert call.tokens_in > 20
    assert 3 < call.tokens_out <= 24


def test_any_client_of_openai_can_ask_it_with_its_key() -> None:
    server = local_server("smollm2")
    body = {"messages": [{"role": "user", "content": "Say ok."}], "max_tokens": 4}
    url = f"{server.url}/chat/completions"
    assert httpx.post(url, json=body, timeout=200).status_code == 401
    bearer = {"Authorization": f"Bearer {server.key}"}
    done: dict[str, Any] = httpx.post(url, json=body, headers=bearer, timeout=200).json()
    assert done["choices"][0]["message"]["content"]


def test_what_it_writes_is_held_to_the_pages(writer: Writer) -> None:
    """Whatever so small a model writes: every part that comes out stands in a page."""
    writer.open_model = open_model
    answerer = writer.answerer(
        name="local:smollm2", seconds=240, output_tokens=40, context_characters=500
    )
    made = answerer.compose(Question("How do I roll back a deploy in the EU region?"))
    assert made.outcome in (Written.WRITTEN, Written.UNSUPPORTED, Written.DECLINED)
    assert made.answer.kind is not AnswerKind.UNKNOWN
    words = " ".join(PAGES["rollback.md"].split()).lower()
    for part in made.answer.parts:
        for line in part.text.strip("`").split("\n"):
            assert all(word.strip(".,:`*") in words for word in line.lower().split()), line


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        gguf_file(str(tmp_path / "none.gguf"))
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"no model")
    with pytest.raises(UserError, match="cannot load"):
        local_server(str(broken))
