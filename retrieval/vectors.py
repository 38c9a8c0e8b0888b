"""Chunk vectors in Chroma: embedded and owned by one process, or on a Chroma server."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import numpy as np

from core.errors import Transient, UserError
from core.ports import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_ADD_AT_ONCE = 2000
"""Chroma refuses batches above a limit that depends on its SQLite; this is below all of them."""


class ChromaIndex:
    """The vector index. Opened on first use; `close` gives an embedded directory back."""

    def __init__(self, *, directory: Path | None = None, url: str = "") -> None:
        if bool(directory) == bool(url):
            raise ValueError("either a directory or a server's URL")
        self._directory = directory
        self._url = url
        self._client: ClientAPI | None = None
        self._claim: _Claim | None = None
        self._known: dict[str, Any] = {}

    def claim(self) -> None:
        """Make an embedded directory this process's own now, before any work is done.

        Raises UserError where another process owns it.
        """
        if self._directory and self._claim is None:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._claim = _Claim(self._directory)

    def upsert(self, collection: str, ids: Sequence[int], vectors: Vectors) -> None:
        target = self._collection(collection, create=True)
        for start in range(0, len(ids), _ADD_AT_ONCE):
            part = slice(start, start + _ADD_AT_ONCE)
            target.upsert(ids=[str(key) for key in ids[part]], embeddings=vectors[part])

    def delete(self, collection: str, ids: Sequence[int]) -> None:
        target = self._collection(collection)
        if target is None:
            return
        for start in range(0, len(ids), _ADD_AT_ONCE):
            target.delete(ids=[str(key) for key in ids[start : start + _ADD_AT_ONCE]])

    def drop(self, collection: str) -> None:
        if self._collection(collection) is not None:
            self._api().delete_collection(collection)
            self._known.pop(collection, None)

    def query(
        self, collections: Sequence[str], vectors: Vectors, limit: int
    ) -> list[list[tuple[int, float]]]:
        merged: list[list[tuple[int, float]]] = [[] for _ in range(len(vectors))]
        for name in collections:
            target = self._collection(name)
            if target is None:
                continue
            found = target.query(
                query_embeddings=np.asarray(vectors), n_results=limit, include=["distances"]
            )
            for row, (keys, distances) in enumerate(
                zip(found["ids"], found["distances"], strict=True)
            ):
                merged[row] += [
                    (int(key), 1.0 - float(distance))
                    for key, distance in zip(keys, distances, strict=True)
                ]
        return [sorted(row, key=lambda hit: (-hit[1], hit[0]))[:limit] for row in merged]

    def count(self, collection: str) -> int:
        target = self._collection(collection)
        return int(target.count()) if target is not None else 0

    def close(self) -> None:
        """Let another process open the directory."""
        if self._client is not None:
            # The server and the embedded client both have it; their common type does not say so.
            cast(Any, self._client).close()
        if self._claim:
            self._claim.release()
        self._client, self._claim, self._known = None, None, {}

    def _collection(self, name: str, *, create: bool = False) -> Any:
        from chromadb.errors import NotFoundError

        if name not in self._known:
            api = self._api()
            try:
                self._known[name] = api.get_collection(name, embedding_function=None)
            except NotFoundError:
                if not create:
                    return None
                self._known[name] = api.create_collection(
                    name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
        return self._known[name]

    def _api(self) -> "ClientAPI":
        if self._client is None:
            self.claim()
            import chromadb
            from chromadb.config import Settings

            quiet = Settings(anonymized_telemetry=False)
            if self._directory:
                self._client = chromadb.PersistentClient(str(self._directory), settings=quiet)
            else:
                self._client = _server(chromadb, self._url, quiet)
        return self._client


def _server(chromadb: Any, url: str, settings: Any) -> "ClientAPI":
    parts = urlsplit(url)
    try:
        client: ClientAPI = chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if parts.scheme == "https" else 8000),
            ssl=parts.scheme == "https",
            settings=settings,
        )
    except ValueError as error:  # what the client raises when nobody answers
        raise Transient(f"The Chroma server {url} does not answer: {error}") from error
    return client


class _Claim:
    """One process's hold on an embedded directory. The system drops it when the process ends."""

    def __init__(self, directory: Path) -> None:
        from filelock import FileLock, Timeout

        self._holder = directory / "owner.json"
        self._lock = FileLock(directory / "owner.lock", timeout=0)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise UserError(
                f"The index in {directory} is in use by {self._describe_holder()}.",
                "Wait for it to end or stop it, use another --home, or let several processes share"
                " a Chroma server (setting vectors.url).",
            ) from error
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200]
        self._holder.write_text(
            json.dumps({"process": os.getpid(), "command": command}), encoding="utf-8"
        )

    def release(self) -> None:
        self._lock.release()

    def _describe_holder(self) -> str:
        try:
            holder = json.loads(self._holder.read_text(encoding="utf-8"))
            return f"process {holder['process']} ({holder['command']})"
        except (OSError, ValueError, KeyError):
            return "another process"
