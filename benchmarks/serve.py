"""How soon do 1, 4, 16 and 64 concurrent askers get their answer, beside LangChain behind FastAPI?

python -m benchmarks.serve
python -m benchmarks.serve --corpus docs=./docs --questions questions.jsonl --seconds 10

Each asker has a session and a conversation of its own and asks again as soon as it is answered.
Nobody asks what was asked before word for word, because what was asked is not embedded again: each
round of the questions has other capitals. "Asked before" are the same ones in circles.
Both servers run, each by itself, and take turns of a few seconds at being asked, because machines
are not always equally fast; askers are in this process. Ours streams: the first byte is the first
event, the answer is whole with `done`. The peer is the stock recipe (stuff the retriever's passages
into one JSON) in a `def` endpoint, with no language model on either side.
"""

import argparse
import asyncio
import itertools
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from aiohttp import ClientSession, ClientTimeout, TCPConnector

from benchmarks.corpora import Corpus, add_arguments, chosen_corpora, chosen_questions
from benchmarks.report import publish
from benchmarks.wordings import worded_anew
from core.settings import load
from dialtone.app import App

_CONCURRENT = (1, 4, 16, 64)
_WARM_UP = 1.0
_TURNS = 4
"""Into how many turns the seconds of a row are parted."""
_PEER = "LangChain + FastAPI"


@dataclass(frozen=True, slots=True)
class Timing:
    """One answer: seconds to its first byte and to its end."""

    first: float
    whole: float


class Ours:
    """An asker at our own server."""

    def __init__(self, client: ClientSession) -> None:
        self._client = client
        self._headers: dict[str, str] = {}
        self._path = ""

    async def begin(self) -> None:
        """A session and a conversation."""
        async with self._client.post("/api/v1/sessions", json={}) as begun:
            self._headers = {"Authorization": f"Bearer {(await begun.json())['token']}"}
        async with self._client.post("/api/v1/conversations", headers=self._headers) as opened:
            self._path = f"/api/v1/conversations/{(await opened.json())['id']}/messages"

    async def ask(self, question: str) -> Timing:
        """One question, streamed."""
        headers = {**self._headers, "Accept": "text/event-stream"}
        headers["Idempotency-Key"] = uuid.uuid4().hex
        body = {"text": question}
        return await _timed(self._client, self._path, body, headers, b"event: done")


class Peer:
    """An asker at the peer's server."""

    def __init__(self, client: ClientSession) -> None:
        self._client = client

    async def begin(self) -> None:
        """It has no sessions."""

    async def ask(self, question: str) -> Timing:
        """One question."""
        return await _timed(self._client, "/ask", {"question": question}, {}, b"}")


def main() -> None:
    """Measure both servers, in turns."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_arguments(parser)
    parser.add_argument("--seconds", type=float, default=16.0, help="for each row")
    parser.add_argument("--askers", type=int, nargs="*", default=list(_CONCURRENT))
    parser.add_argument("--no-peers", action="store_true", help="only our own server")
    arguments = parser.parse_args()
    corpora = chosen_corpora(arguments)
    questions = [
        labelled.asked.question().text for labelled in chosen_questions(arguments, corpora)
    ]
    took: dict[tuple[str, int], list[Timing]] = {}
    with tempfile.TemporaryDirectory() as place, ExitStack() as servers:
        ours = servers.enter_context(_our_server(Path(place), corpora))
        # Each goes on with its questions where its last turn ended.
        kinds: list[tuple[str, type[Ours] | type[Peer], str, Iterator[str]]] = [
            ("Dialtone", Ours, ours, _rounds(questions)),
            ("Dialtone, asked before", Ours, ours, itertools.cycle(questions)),
        ]
        if not arguments.no_peers:
            peer = servers.enter_context(_peer_server(Path(place), corpora))
            kinds.append((_PEER, Peer, peer, _rounds(questions)))
        for _ in range(_TURNS):
            for askers in arguments.askers:
                for name, kind, url, turns in kinds:
                    turn = _load(url, kind, turns, askers, arguments.seconds / _TURNS)
                    took.setdefault((name, askers), []).extend(asyncio.run(turn))
    rows = [
        _row(name, askers, took[name, askers], arguments.seconds)
        for name, *_ in kinds
        for askers in arguments.askers
    ]
    _compare(rows)
    publish("serve", rows, questions=len(questions))


def _rounds(questions: Sequence[str]) -> Iterator[str]:
    """The questions again and again, each time worded anew."""
    for number in itertools.count():
        for question in questions:
            yield worded_anew(question, number)


def _compare(rows: list[dict[str, Any]]) -> None:
    """Throughput as a multiple of the peer's that answers one asker at a time."""
    alone = [row for row in rows if row["askers"] == 1 and row["server"] == _PEER]
    for row in rows if alone else ():
        row["times the peer alone"] = round(row["answers/s"] / alone[0]["answers/s"], 2)


@contextmanager
def _our_server(place: Path, corpora: Sequence[Corpus]) -> Iterator[str]:
    home = place / "home"
    with App(load(home=home)) as app:
        for corpus in corpora:
            app.ingest(corpus.declared())
    generous = {
        f"DIALTONE_WEB__LIMITS__{name}_PER_MINUTE": "1000000"
        for name in ("QUESTIONS", "SESSIONS", "REQUESTS")
    }
    command = ["-m", "dialtone", "--home", str(home), "serve"]
    with _process(command, "/readyz", generous) as url:
        yield url


@contextmanager
def _peer_server(place: Path, corpora: Sequence[Corpus]) -> Iterator[str]:
    paths = [f"{corpus.name}={corpus.path}" for corpus in corpora]
    command = ["-m", "benchmarks.peers.langchain_server", str(place / "peer"), *paths]
    with _process(command, "/healthz", {}) as url:
        yield url


@contextmanager
def _process(command: Sequence[str], ready: str, environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = [sys.executable, *command, "--port", str(port)]
    with subprocess.Popen(
        arguments,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(f"{url}{ready}", process)
            yield url
        finally:
            process.terminate()


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(1200):
        if process.poll() is not None:
            raise SystemExit(f"The server ended with {process.returncode} before it was ready.")
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise SystemExit(f"{url} was not ready in ten minutes.")


async def _load(
    url: str, kind: type[Ours] | type[Peer], questions: Iterator[str], askers: int, seconds: float
) -> list[Timing]:
    took: list[Timing] = []
    # Askers share the processor with the server: this client takes a fifth of httpx's time.
    connections, patience = TCPConnector(limit=askers + 4), ClientTimeout(120)
    async with ClientSession(url, connector=connections, timeout=patience) as client:
        people = [kind(client) for _ in range(askers)]
        for person in people:
            await person.begin()
        # Until the first answer the server is still loading its model.
        await people[0].ask(next(questions))
        start = time.perf_counter() + _WARM_UP

        async def keep_asking(person: Ours | Peer) -> None:
            while time.perf_counter() < start + seconds:
                timing = await person.ask(next(questions))
                if start <= time.perf_counter() < start + seconds:
                    took.append(timing)

        await asyncio.gather(*map(keep_asking, people))
    return took


async def _timed(
    client: ClientSession, path: str, body: object, headers: dict[str, str], end: bytes
) -> Timing:
    started = time.perf_counter()
    first = 0.0
    tail = b""
    async with client.post(path, json=body, headers=headers) as response:
        if response.status != 200:
            raise SystemExit(f"{response.status}: {await response.text()}")
        async for piece in response.content.iter_any():
            first = first or time.perf_counter() - started
            tail = tail[-200:] + piece
    if end not in tail:
        raise SystemExit(f"A stream ended without {end!r}: {tail!r}")
    return Timing(first, time.perf_counter() - started)


def _row(name: str, askers: int, took: Sequence[Timing], seconds: float) -> dict[str, Any]:
    first = sorted(timing.first * 1000 for timing in took)
    whole = sorted(timing.whole * 1000 for timing in took)
    return {
        "server": name,
        "askers": askers,
        "answers/s": round(len(took) / seconds, 1),
        "first p50 ms": round(statistics.median(first), 1),
        "first p95 ms": round(_p95(first), 1),
        "answer p50 ms": round(statistics.median(whole), 1),
        "answer p95 ms": round(_p95(whole), 1),
    }


def _p95(ordered: Sequence[float]) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


if __name__ == "__main__":
    main()
