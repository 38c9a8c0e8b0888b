"""Chunk vectors in Chroma: embedded and owned by one process, or on a Chroma server."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from core.errors import DialtoneError, Permanent, Transient, UserError
from core.ports import Vectors
from retrieval.claim import Claim, claim
from retrieval.held_vectors import HeldVectors, Stored, rounded
from retrieval.unused_room import clear_unused_room

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_ADD_AT_ONCE = 2000
"""Chroma refuses batches above a limit that depends on its SQLite; this is below all of them."""
_ASKED_AT_ONCE = 4
"""Collections that are searched beside the first, over all questions."""
_NO_ROOM = 5_000_000
"""Bytes of free disk below which whatever went wrong went wrong for want of room."""
_log = logging.getLogger(__name__)


class ChromaIndex:
    """The vector index. Opened on first use; `close` gives an embedded directory back."""

    def __init__(self, *, directory: Path | None = None, url: str = "", database: str = "") -> None:
        """`database`: of the server, where that is not its default one."""
        if bool(directory) == bool(url):
            raise ValueError("either a directory or a server's URL")
        self._directory = directory
        self._url = url
        self._database = database
        self._client: ClientAPI | None = None
        self._claim: Claim | None = None
        self._known: dict[str, Any] = {}
        self._held = HeldVectors()
        self._holds = False
        self._asking = ThreadPoolExecutor(_ASKED_AT_ONCE, "dialtone-vectors")
        # Several threads may ask first: one of them opens.
        self._opening = threading.RLock()

    def claim(self) -> None:
        """Make an embedded directory this process's own now, before any work is done.

        Raises UserError where another process owns it.
        """
        with self._opening:
            if self._directory and self._claim is None:
                self._claim = claim(self._directory)

    def hold(self, collections: Sequence[str]) -> None:
        """Hold the small ones in memory from now on, and those that are made later. Not of a
        server, where other processes write."""
        self._holds = self._directory is not None
        for name in collections:
            self._hold(name)

    def upsert(self, collection: str, ids: Sequence[int], vectors: Vectors) -> None:
        for start in range(0, len(ids), _ADD_AT_ONCE):
            part = slice(start, start + _ADD_AT_ONCE)
            keys, rows = [str(key) for key in ids[part]], vectors[part]
            with self._held.changing(collection):
                self._ask(collection, methodcaller("upsert", ids=keys, embeddings=rows), make=True)
                self._held.put(collection, ids[part], rows)
        self._hold(collection)

    def delete(self, collection: str, ids: Sequence[int]) -> None:
        for start in range(0, len(ids), _ADD_AT_ONCE):
            part = ids[start : start + _ADD_AT_ONCE]
            with self._held.changing(collection):
                self._ask(collection, methodcaller("delete", ids=[str(key) for key in part]))
                self._held.remove(collection, part)
        self._hold(collection)

    def drop(self, collection: str) -> None:
        with self._held.changing(collection):
            self._ask(collection, lambda c: self._api().delete_collection(c.name))
            self._known.pop(collection, None)
            self._held.forget(collection)

    def query(
        self, collections: Sequence[str], vectors: Vectors, limit: int
    ) -> list[list[tuple[int, float]]]:
        every = {name: self._held.nearest(name, vectors, limit) for name in collections}
        stored = [name for name, found in every.items() if found is None]
        found = [found for found in every.values() if found is not None]
        found += self._nearest(stored, vectors, limit)
        if len(found) == 1:
            return found[0]
        merged: list[list[tuple[int, float]]] = [[] for _ in range(len(vectors))]
        for of_one in found:
            for row, hits in zip(merged, of_one, strict=True):
                row += hits
        return [_in_order(row)[:limit] for row in merged]

    def _nearest(
        self, collections: Sequence[str], vectors: Vectors, limit: int
    ) -> list[list[list[tuple[int, float]]]]:
        """What Chroma finds in each collection; of one that is not there nothing."""
        asked = methodcaller(
            "query",
            query_embeddings=np.asarray(vectors),
            n_results=limit,
            include=["distances"],
        )
        # Chroma asks one collection on one core; the first is asked here, the others meanwhile.
        others = [self._asking.submit(self._ask, name, asked) for name in collections[1:]]
        found = [self._ask(name, asked) for name in collections[:1]]
        found += [each.result() for each in others]
        return [list(map(_in_order, _hits(of_one))) for of_one in found if of_one is not None]

    def fetch(self, collection: str, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        found: dict[int, NDArray[np.float32]] = {}
        for start in range(0, len(ids), _ADD_AT_ONCE):
            keys = [str(key) for key in ids[start : start + _ADD_AT_ONCE]]
            got = self._ask(collection, methodcaller("get", ids=keys, include=["embeddings"]))
            if got is not None:
                rows = np.asarray(got["embeddings"], np.float32)
                found |= {int(key): row for key, row in zip(got["ids"], rows, strict=True)}
        return found

    def count(self, collection: str) -> int:
        return int(self._ask(collection, methodcaller("count")) or 0)

    def close(self) -> None:
        """Let another process open the directory, in whose files stands nothing but vectors."""
        self._let_go()
        self._held.forget()
        if self._claim:
            # Whatever was done: Chroma makes files of a small collection when that is first asked.
            try:
                self.clear_unused_room()
            except OSError as error:
                _log.warning("What Chroma left in its files is cleared another time: %s", error)
            self._claim.release()
        self._claim = None

    def _let_go(self) -> None:
        if self._client is not None:
            client = cast(Any, self._client)
            client.close()
            # Closing the client of a server leaves its connections open, and those of the second
            # client that it asks about tenants.
            for api in (client._server, client._admin_client._server):
                if hasattr(api, "_session"):
                    api._session.close()
        self._client, self._known = None, {}

    def clear_unused_room(self) -> None:
        """Leave nothing of this process's memory in the files of an embedded directory."""
        if self._directory:
            self._let_go()
            clear_unused_room(self._directory)

    def _hold(self, name: str) -> None:
        def read() -> Stored:
            got = self._ask(name, methodcaller("get", include=["embeddings"]))
            return np.array(list(map(int, got["ids"])), np.int64), np.asarray(
                got["embeddings"], np.float32
            )

        if self._holds:
            self._held.hold(name, lambda: self.count(name), read)

    def _ask(self, name: str, act: Callable[[Any], Any], *, make: bool = False) -> Any:
        """What `act` returns for the collection; None where there is none and none is to be made.

        On a server another process may have made the collection anew since it was looked up.
        """
        from chromadb.errors import NotFoundError

        with self._explained():
            target = self._collection(name, make=make)
            if target is None:
                return None
            try:
                return act(target)
            except NotFoundError:
                self._known.pop(name, None)
                target = self._collection(name, make=make)
                return None if target is None else act(target)

    def _collection(self, name: str, *, make: bool) -> Any:
        from chromadb.errors import NotFoundError

        if name not in self._known:
            api = self._api()
            try:
                self._known[name] = api.get_collection(name, embedding_function=None)
            except NotFoundError:
                if not make:
                    return None
                self._known[name] = api.get_or_create_collection(
                    name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
        return self._known[name]

    def _api(self) -> "ClientAPI":
        with self._opening:
            if self._client is None:
                self.claim()
                import chromadb
                from chromadb.config import Settings

                quiet = Settings(anonymized_telemetry=False)
                if self._directory:
                    self._client = _embedded(chromadb, str(self._directory), quiet)
                else:
                    self._client = _server(chromadb, self._url, self._database, quiet)
            return self._client

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say in words what Chroma says in codes."""
        import httpx
        from chromadb.errors import ChromaError

        try:
            yield
        except httpx.HTTPError as error:
            raise Transient(f"The Chroma server {self._url} does not answer: {error}") from error
        except ChromaError as error:
            raise self._said(str(error)) from error

    def _said(self, text: str) -> DialtoneError:
        if "dimension" in text:
            return UserError(
                f"The index was made with another embedding model: {text}.",
                "Run `dialtone reindex` to embed everything anew.",
            )
        if self._directory is None:
            return Permanent(f"The Chroma server {self._url} refused: {text}")
        full = "disk is full" in text or "disk I/O" in text or "No space left" in text
        if full or shutil.disk_usage(self._directory).free < _NO_ROOM:
            return UserError(
                f"The disk that holds {self._directory} is full ({text}).",
                "Free some space and run the command again; it goes on where it stopped.",
            )
        return UserError(
            f"The index in {self._directory} is damaged ({text}).",
            "Move that folder away and run `dialtone reindex`: it is made anew from the database.",
        )


def _in_order(hits: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Best first; of equally near ones the lower ids."""
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def _hits(found: Any) -> Iterator[list[tuple[int, float]]]:
    """For each vector that was asked for, chunk ids with their cosines."""
    for keys, distances in zip(found["ids"], found["distances"], strict=True):
        cosines = rounded(1.0 - np.asarray(distances)).tolist()
        yield list(zip(map(int, keys), cosines, strict=True))


def _embedded(chromadb: Any, directory: str, settings: Any) -> "ClientAPI":
    from chromadb.api.shared_system_client import SharedSystemClient

    try:
        client: ClientAPI = chromadb.PersistentClient(directory, settings=settings)
    except BaseException:
        # Chroma keeps what it could not open, and hands it to whoever tries again.
        SharedSystemClient._identifier_to_system.pop(directory, None)
        SharedSystemClient._identifier_to_refcount.pop(directory, None)
        raise
    return client


def _server(chromadb: Any, url: str, database: str, settings: Any) -> "ClientAPI":
    from chromadb.errors import ChromaError

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UserError(
            f"The setting vectors.url {url!r} is no address.",
            "Write one such as http://chroma:8000",
        )
    try:
        client: ClientAPI = chromadb.HttpClient(
            host=parts.hostname,
            port=parts.port or (443 if parts.scheme == "https" else 8000),
            ssl=parts.scheme == "https",
            settings=settings,
        )
        if database:
            with suppress(ChromaError):  # it is there already
                cast(Any, client)._admin_client.create_database(database)
            client.set_database(database)
    except ValueError as error:  # what the client raises when nobody answers
        raise Transient(f"The Chroma server {url} does not answer: {error}") from error
    return client
