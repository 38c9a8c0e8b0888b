"""Search and answers in a process of their own, beside the one that people's browsers talk to.

Python runs one thread of a process at a time, and a model gives up its turn and waits for the next
one at each of its hundred steps. In a process of its own it has a core of its own. Nothing is kept
there: should it end, another one is started and warmed at once, and nobody who asks notices but by
a wait.
"""

import atexit
import contextlib
import logging
import pickle
import queue
import signal
import threading
import traceback
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import Transient
from core.ports import Vectors
from core.records import Answer, Question
from core.settings import Settings
from dialtone.app import App
from dialtone.interpreter import settle, take_short_turns
from retrieval.answer.answerer import ExtractiveAnswerer, Grounded
from retrieval.search import Search

_CALLS = 8
"""Calls at a time."""
_END_SECONDS = 10.0
_LOOK_SECONDS = 30.0
"""How soon it is tried again to replace a process that could not be."""
_log = logging.getLogger(__name__)


class AnsweringProcess:
    """Starts at the first call, and again after it has ended: at the next one, or by itself once it
    was warm."""

    def __init__(self, make: type[App], settings: Settings) -> None:
        """`make` is the App that it has."""
        self._make = make
        self._settings = settings
        self._lock = threading.Lock()
        self._running: _Running | None = None
        self._closed = threading.Event()
        self._watch: threading.Thread | None = None

    def warm(self) -> None:
        """Have it load what is slow to load, and any process after it as soon as that is needed."""
        self.call("", "warm")
        with self._lock:
            if self._watch is None:
                self._watch = threading.Thread(target=self._replace, daemon=True)
                self._watch.start()

    def call(self, part: str, name: str, *given: Any) -> Any:
        """What that method of that part of the App returns or raises there.

        Raises Transient where the process cannot be kept alive, or is closed.
        """
        running = self._instead_of(None)
        try:
            return running.call(part, name, given)
        except _Ended:
            # For want of memory, perhaps. Whatever is called may be called twice.
            _log.warning("The process that answers has ended; another one takes over.")
        try:
            return self._instead_of(running).call(part, name, given)
        except _Ended:
            raise Transient("The process that answers ends again and again.") from None

    def close(self) -> None:
        """End it, whatever it is at; nothing can be called any more."""
        with self._lock:
            self._closed.set()
            if self._running:
                self._running.close()
            self._running = None

    def _instead_of(self, ended: "_Running | None") -> "_Running":
        with self._lock:
            if self._closed.is_set():
                raise Transient("Dialtone is ending.")
            if self._running is None or self._running is ended:
                if ended:
                    ended.close()
                self._running = _Running(self._make, self._settings)
            return self._running

    def _replace(self) -> None:
        """Warm the next process when one has ended, before anybody asks it and has to wait."""
        while not self._closed.is_set():
            try:
                self._instead_of(None).wait()
                self.call("", "warm")
            except Exception as error:  # noqa: BLE001  whatever it is, it is tried again
                if not self._closed.wait(_LOOK_SECONDS):
                    _log.warning("The process that answers could not be replaced: %s", error)


class AnswererApart(ExtractiveAnswerer):
    """Answers as the process does."""

    def __init__(self, process: AnsweringProcess, search: Search, settings: Settings) -> None:
        super().__init__(search, settings.answer, settings.past)
        self._process = process

    def answer_many(self, questions: Sequence[Question]) -> list[Answer]:
        answers: list[Answer] = self._process.call("answerer", "answer_many", list(questions))
        return answers

    def ground_many(self, questions: Sequence[Question]) -> list[Grounded]:
        grounded: list[Grounded] = self._process.call("answerer", "ground_many", list(questions))
        return grounded


class EmbedderApart:
    """The Embedder of the process."""

    def __init__(self, process: AnsweringProcess, model: str) -> None:
        self._process = process
        self.model = model
        self._dimensions = 0

    @property
    def dimensions(self) -> int:
        self._dimensions = self._dimensions or self.embed_queries([""]).shape[1]
        return self._dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        rows: Vectors = self._process.call("embedder", "embed_passages", list(texts))
        return rows

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        rows: Vectors = self._process.call("embedder", "embed_queries", list(texts))
        return rows


class IndexApart:
    """The OwnedIndex of the process."""

    def __init__(self, process: AnsweringProcess) -> None:
        self._process = process

    def claim(self) -> None:
        self._call("claim")

    def upsert(self, collection: str, ids: Sequence[int], vectors: Vectors) -> None:
        self._call("upsert", collection, list(ids), vectors)

    def delete(self, collection: str, ids: Sequence[int]) -> None:
        self._call("delete", collection, list(ids))

    def drop(self, collection: str) -> None:
        self._call("drop", collection)

    def query(
        self, collections: Sequence[str], vectors: Vectors, limit: int
    ) -> list[list[tuple[int, float]]]:
        hits: list[list[tuple[int, float]]] = self._call("query", list(collections), vectors, limit)
        return hits

    def fetch(self, collection: str, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        rows: dict[int, NDArray[np.float32]] = self._call("fetch", collection, list(ids))
        return rows

    def count(self, collection: str) -> int:
        return int(self._call("count", collection))

    def hold(self, collections: Sequence[str]) -> None:
        self._call("hold", list(collections))

    def clear_unused_room(self) -> None:
        self._call("clear_unused_room")

    def close(self) -> None:
        """Ends the process, which lets go of the directory."""
        self._process.close()

    def _call(self, name: str, *given: Any) -> Any:
        return self._process.call("index", name, *given)


class _Ended(Exception):
    """The process is no more."""


class _Running:
    """One process, and the connections to it that are free."""

    def __init__(self, make: type[App], settings: Settings) -> None:
        # A fork would take locks along that other threads hold.
        context = get_context("spawn")
        ours, theirs = zip(*(context.Pipe() for _ in range(1 + _CALLS)), strict=True)
        self._process = context.Process(
            target=_work, args=(make, settings, *theirs), name="dialtone-answers", daemon=True
        )
        self._process.start()
        # Before multiprocessing waits for it, where nobody has closed it.
        atexit.register(self.close)
        for connection in theirs:
            connection.close()
        self._life, *calls = ours
        self._free: queue.LifoQueue[Connection] = queue.LifoQueue()
        for connection in calls:
            self._free.put(connection)

    def call(self, part: str, name: str, given: Sequence[Any]) -> Any:
        """Raises _Ended, and what the method raises."""
        connection = self._free.get()
        try:
            connection.send((part, name, given))
            returned, what = connection.recv()
        except BaseException as error:
            # Nobody may be given the answer to somebody else's call: it is of no use any more,
            # and whoever is next learns that.
            connection.close()
            if isinstance(error, EOFError | OSError):
                raise _Ended from None
            raise
        finally:
            self._free.put(connection)
        if not returned:
            raise what
        return what

    def wait(self) -> None:
        """Return once the process has ended."""
        wait([self._process.sentinel])

    def close(self) -> None:
        atexit.unregister(self.close)
        self._life.close()
        self._process.join(_END_SECONDS)
        if self._process.is_alive():
            self._process.kill()


def _work(make: type[App], settings: Settings, life: Connection, *calls: Connection) -> None:
    """What the process does until whoever started it ends, in whatever way."""
    # Ctrl-C and a service manager's SIGTERM reach it too, while answers are still to be finished.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    take_short_turns()
    with make(settings) as app:
        making = threading.Lock()
        for connection in calls:
            threading.Thread(target=_take, args=(app, making, connection), daemon=True).start()
        with contextlib.suppress(EOFError, OSError):
            life.recv()


def _take(app: App, making: threading.Lock, connection: Connection) -> None:
    """Do what is asked for over one connection, one thing after the other."""
    while True:
        try:
            part, name, given = connection.recv()
        except (EOFError, OSError):
            return
        try:
            with making:
                owner = getattr(app, part) if part else app
            said = True, getattr(owner, name)(*given)
            if owner is app:
                settle()
        except Exception as error:  # noqa: BLE001  it belongs to who called
            said = False, _sendable(error)
        with contextlib.suppress(OSError):
            connection.send(said)


def _sendable(error: Exception) -> Exception:
    """The error with the place where it was raised, which is lost on the way."""
    error.add_note("".join(traceback.format_tb(error.__traceback__)))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001  whatever it holds cannot be sent
        return RuntimeError(repr(error))
    return error
