"""A language model that says what a test wrote down, and fails where the test says so."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr

Piece = str | Exception | threading.Event
"""Said, raised, or waited for."""
Script = Sequence[Piece] | Callable[[str], Sequence[Piece]]


class ScriptedModel(BaseChatModel):
    """Each call takes the next script; the last one is used again and again."""

    scripts: list[Any] = Field(default_factory=list)
    counted: tuple[int, int, int] | None = None
    """Tokens in, out and cached, as a provider counts them."""
    _prompts: list[str] = PrivateAttr(default_factory=list)
    _closed: threading.Event = PrivateAttr(default_factory=threading.Event)

    @property
    def prompts(self) -> list[str]:
        """What it was asked, each as one text."""
        return self._prompts

    @property
    def closed(self) -> threading.Event:
        """Set when a stream ended, whatever ended it."""
        return self._closed

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _stream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **more: Any
    ) -> Iterator[ChatGenerationChunk]:
        prompt = "\n".join(str(message.text) for message in messages)
        script = self.scripts[min(len(self._prompts), len(self.scripts) - 1)]
        self._prompts.append(prompt)
        try:
            for piece in script(prompt) if callable(script) else script:
                if isinstance(piece, BaseException):
                    raise piece
                if isinstance(piece, threading.Event):
                    piece.wait(30)
                else:
                    yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
            if self.counted:
                yield ChatGenerationChunk(message=self._counts())
        finally:
            self._closed.set()

    def _counts(self) -> AIMessageChunk:
        told_in, told_out, cached = self.counted or (0, 0, 0)
        return AIMessageChunk(
            content="",
            usage_metadata={
                "input_tokens": told_in,
                "output_tokens": told_out,
                "total_tokens": told_in + told_out,
                "input_token_details": {"cache_read": cached},
            },
        )

    def _generate(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **more: Any
    ) -> ChatResult:
        text = "".join(str(chunk.message.content) for chunk in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])
