"""How soon is an event acknowledged, a sign of life given, a question answered, while ingest runs?

python -m benchmarks.slack_times
python -m benchmarks.slack_times --passages 30000 --transport http --quiet

Runs `dialtone slack` with the real model against the emulator of tests/slack, over Socket Mode and
then over signed HTTP. The index holds the corpus and made-up passages up to `--passages`; meanwhile
`dialtone ingest` reads made-up pages into another source of the same database (not with --quiet).
On an embedded index one process owns the files, so the vectors are in a Chroma server of the run's
own.
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
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.corpora import Corpus, add_arguments, chosen_corpora, chosen_questions
from benchmarks.filler import fill_up, made_up_markdown
from benchmarks.report import publish
from bot import messages
from bot.slack import blocks
from core.settings import Settings
from core.slack_settings import EVENTS_PATH
from dialtone.app import App
from tests.bot.slack.help_channel import Transport
from tests.chroma_server import running_chroma
from tests.slack.channel import Channel
from tests.slack.emulator import Emulator
from tests.slack.errors import ActorError
from tests.slack.user import User

_SIGN = "assistant.threads.setStatus"
_TRANSPORTS: tuple[Transport, ...] = ("socket", "http")
_CHANNELS = 8
"""Slack takes one post a second in a channel: questions go round, so that none waits for that."""
_PAGES = 4_000
"""Made-up pages to read meanwhile: more than a run gets through."""

Row = dict[str, object]


def main() -> None:
    """Measure and publish."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add_arguments(parser)
    parser.add_argument("--passages", type=int, default=30_000, help="fill the index up to this")
    parser.add_argument("--asked", type=int, default=40, help="how many questions")
    parser.add_argument("--every", type=float, default=1.5, help="seconds between two questions")
    parser.add_argument("--transport", choices=(*_TRANSPORTS, "both"), default="both")
    parser.add_argument("--quiet", action="store_true", help="read nothing meanwhile")
    parser.add_argument("--place", type=Path, help="keep the index here for the next run")
    given = parser.parse_args()
    corpora = chosen_corpora(given)
    asked = [each.asked.question().text for each in chosen_questions(given, corpora)]
    with ExitStack() as stack:
        place = given.place or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        place.mkdir(parents=True, exist_ok=True)
        url = stack.enter_context(running_chroma(place / "chroma"))
        home = place / "home"
        _fill(home, url, corpora, given.passages)
        texts = [text for corpus in corpora for _, text in corpus.records()]
        if not (place / "more").exists():
            _write(place / "more", texts)
        settings = {**os.environ, "DIALTONE_HOME": str(home), "DIALTONE_VECTORS__URL": url}
        rows: list[Row] = []
        for transport in _TRANSPORTS:
            if given.transport in (transport, "both"):
                measured = _measure(settings, transport, given, asked, place / "more")
                rows += [{"transport": transport, **row} for row in asyncio.run(measured)]
    publish(
        "slack_times",
        rows,
        asked=given.asked,
        passages=given.passages,
        ingest=not given.quiet,
    )


def _fill(home: Path, url: str, corpora: Sequence[Corpus], size: int) -> None:
    with App(Settings.model_validate({"home": home, "vectors": {"url": url}})) as app:
        if app.passages.count_chunks() >= size:
            return
        for corpus in corpora:
            app.ingest(corpus.declared())
        fill_up(app, [text for corpus in corpora for _, text in corpus.records()], size)


def _write(folder: Path, texts: Sequence[str]) -> None:
    folder.mkdir()
    for number, page in enumerate(made_up_markdown(texts, _PAGES)):
        (folder / f"page-{number}.md").write_text(page, encoding="utf-8")


@contextmanager
def _dialtone(settings: dict[str, str], *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "dialtone", *words]
    with subprocess.Popen(
        command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


async def _measure(
    settings: dict[str, str],
    transport: Transport,
    given: argparse.Namespace,
    asked: Sequence[str],
    more: Path,
) -> list[Row]:
    # Of its own time and ids: a home that is kept knows the messages of the run before.
    async with Emulator(seed=int(time.time()), live=True) as slack:
        ada = slack.add_user("ada", "Ada Lane")
        rooms = [slack.add_channel(f"help-{each}", ada, slack.bot) for each in range(_CHANNELS)]
        reached = {
            "SLACK_BOT_TOKEN": slack.app.bot_token,
            "SLACK_APP_TOKEN": slack.app.app_token,
            "SLACK_SIGNING_SECRET": slack.app.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "DIALTONE_SLACK__TRANSPORT": transport,
            "DIALTONE_SLACK__MODE": "every",
            "DIALTONE_SLACK__HELP_CHANNELS": ",".join(each.name for each in rooms),
        }
        port = _free_port() if transport == "http" else 0
        words = ("slack", *(("--port", str(port)) if port else ()))
        with _dialtone({**settings, **reached}, *words):
            await _until_reached(slack, port)
            await _ask(slack, ada, rooms, asked, 4, 2.0)
            if given.quiet:
                return await _ask(slack, ada, rooms, asked, given.asked, given.every)
            with _dialtone(settings, "ingest", "folder", str(more), "--source", "more") as reading:
                rows = await _ask(slack, ada, rooms, asked, given.asked, given.every)
                if reading.poll() is not None:
                    raise SystemExit("Ingest had ended before the last question was answered.")
                return rows


async def _until_reached(slack: Emulator, port: int) -> None:
    if not port:
        await slack.wait_for(lambda: slack.sockets, 120, "a socket")
        return
    until = time.monotonic() + 120
    while True:
        try:
            return await slack.use_http(f"http://127.0.0.1:{port}{EVENTS_PATH}")
        except ActorError:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.5)


async def _ask(
    slack: Emulator,
    ada: User,
    rooms: Sequence[Channel],
    asked: Sequence[str],
    count: int,
    every: float,
) -> list[Row]:
    """Ask at a steady pace, whether or not what was asked before is answered."""
    began: dict[str, float] = {}
    places, questions = itertools.cycle(rooms), itertools.cycle(asked)
    for _ in range(count):
        said = slack.post(ada, next(places), next(questions))
        began[said.ts] = time.monotonic()
        await asyncio.sleep(every)
    await slack.wait_for(lambda: all(_is_answered(slack, ts) for ts in began), 60, "every answer")
    acks = [
        each.latency_ms
        for each in slack.deliveries("message")
        if each.payload["event"]["ts"] in began and each.latency_ms is not None
    ]
    signs, answers = [], []
    for ts, at in began.items():
        signs.append(min(_calls(slack, ts, _SIGN, "chat.postMessage")) - at)
        answers.append(max(_calls(slack, ts, "chat.postMessage", "chat.update")) - at)
    return [_row("ack, ms", acks), _row("first sign, s", signs), _row("answer, s", answers)]


def _is_answered(slack: Emulator, ts: str) -> bool:
    """Whether more was said than that it is being looked for."""
    looking = blocks.looking(messages.searching(0))["text"]
    return any(said.text and said.text != looking for said in slack.said_by_bot(ts))


def _calls(slack: Emulator, ts: str, *methods: str) -> list[float]:
    """When calls about a thread had been answered."""
    return [
        call.at + call.ms / 1000
        for method in methods
        for call in slack.calls(method)
        if not call.error and _thread(slack, call.arguments) == ts
    ]


def _thread(slack: Emulator, arguments: dict[str, object]) -> str:
    """The thread that a call is about: an update names its message only."""
    if "thread_ts" in arguments:
        return str(arguments["thread_ts"])
    changed = slack.message(str(arguments["channel"]), str(arguments["ts"]))
    return str(changed.thread_ts)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _row(name: str, values: Sequence[float]) -> Row:
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {
        "what": name,
        "count": len(values),
        "p50": cuts[49],
        "p95": cuts[94],
        "p99": cuts[98],
        "most": max(values),
    }


if __name__ == "__main__":
    main()
