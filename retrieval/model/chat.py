"""Calling a language model: within time, within budget, a few at a time, counted."""

import logging
import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from core.errors import DialtoneError
from core.model_settings import Model
from core.usage import Purpose, Spent, Usage, Written
from retrieval.model.breaker import Breaker
from retrieval.model.deadline import Deadline
from retrieval.model.faults import ModelAway, fault_of
from retrieval.model.prompt import Prompt
from retrieval.model.pump import Pump

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_CHARACTERS_A_TOKEN = 4
_MILLION = 1_000_000
_FIRST_PAUSE = 0.4
_LONGEST_PAUSE = 8.0
_ROOM = 200_000
"""Characters that a model may write before it is cut: a stream of garbage has no end."""
_CACHES = re.compile("claude|nova")
"""Bedrock's models that take a mark up to which they cache; others refuse it."""
_log = logging.getLogger(__name__)


class Ledger(Protocol):
    """Where calls are written down."""

    def record(self, usage: Usage) -> None:
        """Store one call."""

    def spent(self) -> Spent:
        """What today took so far."""


@dataclass(frozen=True, slots=True)
class _Counted:
    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0

    def plus(self, usage: Any) -> "_Counted":
        """With what one piece of a stream adds."""
        if not usage:
            return self
        details = usage.get("input_token_details") or {}
        return _Counted(
            self.tokens_in + (usage.get("input_tokens") or 0),
            self.tokens_out + (usage.get("output_tokens") or 0),
            self.cached + (details.get("cache_read") or 0),
        )


class Chat:
    """One model. For use from several threads."""

    def __init__(
        self,
        settings: Model,
        open_model: "Callable[[Model], BaseChatModel]",
        ledger: Ledger,
        watch: Callable[[Usage], None] = lambda usage: None,
    ) -> None:
        """`open_model` is called at the first call; `watch` is told of every call."""
        self.settings = settings
        self.watch = watch
        self._open_model = open_model
        self._ledger = ledger
        self._places = threading.BoundedSemaphore(settings.concurrency)
        self._breaker = Breaker()
        self._opened: BaseChatModel | None = None
        self._opening = threading.Lock()

    def stream(
        self, prompt: Prompt, purpose: Purpose, deadline: Deadline, about: str = ""
    ) -> Iterator[str]:
        """What the model writes, as it comes. Raises ModelAway, UserError where it is set up wrong.

        A call that is turned away before a word was written is made again, after a pause.
        """
        self._check_budget()
        if self._breaker.is_open:
            raise ModelAway(Written.DOWN, "The model failed again and again; it is left alone.")
        try:
            yield from self._patiently(prompt, purpose, deadline, about)
        except ModelAway as error:
            if error.outcome in (Written.DOWN, Written.SLOW):
                self._breaker.failed()
            raise
        self._breaker.worked()

    def complete(
        self, prompt: Prompt, purpose: Purpose, deadline: Deadline, about: str = ""
    ) -> str:
        """Everything that the model writes."""
        return "".join(self.stream(prompt, purpose, deadline, about))

    def check(self, deadline: Deadline) -> Usage:
        """One tiny call, whatever the budget. Raises what the provider's package raises."""
        seen: list[Usage] = []
        prompt = Prompt("Answer with one word.", "Say: ok")
        for _ in self._call(prompt, Purpose.CHECK, deadline, "", seen.append):
            pass
        return seen[0]

    def _patiently(
        self, prompt: Prompt, purpose: Purpose, deadline: Deadline, about: str
    ) -> Iterator[str]:
        for attempt in range(1, self.settings.tries + 1):
            said = False
            try:
                for text in self._call(prompt, purpose, deadline, about):
                    said = said or bool(text.strip())
                    yield text
                return
            except DialtoneError:
                raise
            except Exception as error:
                fault = fault_of(error)
                pause = _pause(attempt, fault.wait)
                last = attempt == self.settings.tries or pause >= deadline.left
                if said or last or not fault.again:
                    raise ModelAway(Written.DOWN, fault.words) from error
                _log.info("The model turned a call away: %s", fault.words)
                time.sleep(pause)

    def _call(
        self,
        prompt: Prompt,
        purpose: Purpose,
        deadline: Deadline,
        about: str,
        seen: Callable[[Usage], None] = lambda usage: None,
    ) -> Iterator[str]:
        model = self.open()
        if not self._places.acquire(timeout=deadline.left):
            raise ModelAway(Written.BUSY, "Too many answers are being written at the moment.")
        started = time.perf_counter()
        messages = _messages(prompt, self.settings)
        pump = Pump(lambda: model.stream(messages), self._places.release)
        counted, written, failed = _Counted(), 0, True
        try:
            for piece in pump.pieces(deadline):
                counted = counted.plus(getattr(piece, "usage_metadata", None))
                text = _text(piece)
                written += len(text)
                if text:
                    yield text
                if written > _ROOM:
                    raise ModelAway(Written.UNSUPPORTED, "The model writes without an end.")
            failed = False
        except GeneratorExit:
            failed = False
            raise
        finally:
            pump.stop()
            usage = self._usage(purpose, prompt, counted, written)
            seconds = time.perf_counter() - started
            self._record(replace(usage, seconds=seconds, failed=failed, message_id=about))
            seen(usage)

    def open(self) -> "BaseChatModel":
        """The model, made on first use; that loads a provider's package, which takes seconds.

        Raises UserError where it is set up wrong.
        """
        with self._opening:
            if self._opened is None:
                self._opened = self._open_model(self.settings)
            return self._opened

    def _check_budget(self) -> None:
        settings = self.settings
        if settings.tokens_a_day is None and settings.money_a_day is None:
            return
        spent = self._ledger.spent()
        for limit, used, what in (
            (settings.tokens_a_day, spent.tokens, "tokens"),
            (settings.money_a_day, spent.cost, "money"),
        ):
            if limit is not None and used >= limit:
                raise ModelAway(Written.OVER_BUDGET, f"Today's {what} are used up.")

    def _usage(self, purpose: Purpose, prompt: Prompt, counted: _Counted, written: int) -> Usage:
        known = bool(counted.tokens_in or counted.tokens_out)
        if not known:
            counted = _Counted(
                prompt.characters // _CHARACTERS_A_TOKEN, written // _CHARACTERS_A_TOKEN
            )
        settings = self.settings
        cached_price = settings.price_in if settings.price_cached is None else settings.price_cached
        cost = (
            (counted.tokens_in - counted.cached) * settings.price_in
            + counted.cached * cached_price
            + counted.tokens_out * settings.price_out
        ) / _MILLION
        return Usage(
            settings.name,
            purpose,
            counted.tokens_in,
            counted.tokens_out,
            counted.cached,
            cost,
            0.0,
            known,
        )

    def _record(self, usage: Usage) -> None:
        self.watch(usage)
        try:
            self._ledger.record(usage)
        except DialtoneError as error:
            _log.error("What a call of the model took could not be stored: %s", error)


def _pause(attempt: int, wait: float | None) -> float:
    """Seconds until the next try: what was asked for, else doubling; never two at once."""
    if wait is not None:
        return wait + random.uniform(0, 0.5)
    return random.uniform(0.5, 1.0) * min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**attempt)


def _messages(prompt: Prompt, settings: Model) -> Sequence[Any]:
    """The instructions are the same every time, so providers that cache are told where they end."""
    from langchain_core.messages import HumanMessage, SystemMessage

    system: str | list[Any] = prompt.system
    if settings.provider == "anthropic":
        mark = {"cache_control": {"type": "ephemeral"}}
        system = [{"type": "text", "text": prompt.system, **mark}]
    elif settings.provider.startswith("bedrock") and _CACHES.search(settings.model):
        system = [{"type": "text", "text": prompt.system}, {"cachePoint": {"type": "default"}}]
    return [SystemMessage(system), HumanMessage(prompt.user)]


def _text(piece: Any) -> str:
    """The text of one piece; reasoning and tool calls are none."""
    content = piece.content
    if isinstance(content, str):
        return content
    return "".join(
        block if isinstance(block, str) else block.get("text", "")
        for block in content
        if isinstance(block, str) or block.get("type") == "text"
    )
