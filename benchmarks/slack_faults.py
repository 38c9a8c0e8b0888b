"""Is every question in Slack answered once, whatever happens? 500 of them through every fault.

python -m benchmarks.slack_faults
python -m benchmarks.slack_faults --questions 100 --kills 10
python -m benchmarks.slack_faults --model     # answers are written, and grow in their threads

Both transports, each once with one bot on SQLite and once with two on PostgreSQL and a Chroma
server, against the emulator of tests/slack; bots are real processes (with a scripted model, so that
they are up soon) and are killed with SIGKILL at random moments. Takes about a quarter of an hour.
"""

import argparse
import asyncio
import shutil
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.report import publish
from core.settings import Settings
from tests.bot.slack.help_channel import Transport
from tests.bot.web.line import ScriptedApp, write_pages
from tests.chroma_server import running_chroma
from tests.postgres import running_postgres
from tests.scenarios.slack_bot import WRITTEN, bots
from tests.scenarios.slack_storm import Storm
from tests.scenarios.slack_trouble import STREAM_TROUBLES, TROUBLES
from tests.slack.emulator import Emulator


@dataclass(frozen=True, slots=True)
class _Setup:
    """How Slack reaches us, how many bots there are, and the seconds until a placeholder."""

    transport: Transport
    replicas: int
    placeholder: float


_SETUPS = (
    _Setup("socket", 1, 1.5),
    _Setup("http", 1, 0.0),
    _Setup("socket", 2, 0.0),
    _Setup("http", 2, 1.5),
)
_SCALE = 0.1
"""Slack's minute in real ones: its last retry comes after half a minute instead of five."""


def main() -> None:
    """Run every configuration and add the tables up."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="one configuration, 0 to 3")
    parser.add_argument("--at-once", type=int, default=2, help="configurations side by side")
    parser.add_argument("--model", action="store_true", help="a scripted language model writes")
    given = parser.parse_args()
    began = time.monotonic()
    storms = asyncio.run(_all(given))
    total: dict[str, dict[str, Any]] = {}
    for storm in storms:
        for row in storm.table():
            sums = total.setdefault(str(row["fault"]), dict.fromkeys(row, 0) | {"fault": ""})
            for key, value in row.items():
                sums[key] = value if key == "fault" else sums[key] + value
    rows = list(total.values())
    sums = {key: sum(row[key] for row in rows) for key in rows[0] if key != "fault"}
    publish(
        "slack_faults_model" if given.model else "slack_faults",
        [*rows, {"fault": "all", **sums}],
        kills=sum(bot.kills for storm in storms for bot in storm.bots),
        wishes=sum(storm.wishes for storm in storms),
        calls=sum(len(set(storm.cards())) for storm in storms),
        cards=sum(len(storm.cards()) for storm in storms),
        seed=given.seed,
        seconds=round(time.monotonic() - began),
    )


async def _all(given: argparse.Namespace) -> list[Storm]:
    """Every configuration, a few at a time."""
    places = asyncio.Semaphore(given.at_once)
    chosen = [given.only] if given.only is not None else list(range(len(_SETUPS)))

    async def one(turn: int, number: int) -> Storm:
        questions, kills = (
            whole * (turn + 1) // len(chosen) - whole * turn // len(chosen)
            for whole in (given.questions, given.kills)
        )
        async with places:
            setup = _SETUPS[number]
            storm = await _run(setup, questions, kills, given.seed + number, model=given.model)
        kills = len(storm.restarts)
        print(f"{setup.transport}, {setup.replicas} bot(s): {kills} kills", flush=True)
        for line in (*storm.others(), *storm.table()):
            print(line, flush=True)
        return storm

    return list(await asyncio.gather(*(one(*each) for each in enumerate(chosen))))


async def _run(setup: _Setup, questions: int, kills: int, seed: int, *, model: bool) -> Storm:
    place = Path(tempfile.mkdtemp(prefix="dialtone-storm-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        more: dict[str, str] = {}
        if setup.replicas > 1:
            server = stack.enter_context(running_postgres())
            more["DIALTONE_DATABASE__URL"] = server.new_database()
            more["DIALTONE_VECTORS__URL"] = stack.enter_context(running_chroma(place / "chroma"))
        _read_pages(place, more)
        more |= WRITTEN if model else {}
        troubles = (*TROUBLES, *(STREAM_TROUBLES if model else ()))
        async with Emulator(time_scale=_SCALE, seed=seed) as slack:
            crew = bots(
                slack,
                place,
                setup.transport,
                replicas=setup.replicas,
                placeholder_seconds=setup.placeholder,
                **more,
            )
            storm = Storm(slack, crew, setup.transport, seed)
            try:
                await storm.begin()
                await storm.rage(questions, kills, troubles)
            finally:
                for bot in crew:
                    bot.stop()
            for row in storm.table():
                if row["questions"] != row["once"]:
                    shutil.copytree(place, f"{place}-kept", ignore_dangling_symlinks=True)
                    print(f"Kept: {place}-kept")
                    break
            return storm


def _read_pages(place: Path, more: dict[str, str]) -> None:
    given: dict[str, Any] = {"home": place / "home"}
    if more:
        given["database"] = {"url": more["DIALTONE_DATABASE__URL"]}
        given["vectors"] = {"url": more["DIALTONE_VECTORS__URL"]}
    with ScriptedApp(Settings.model_validate(given)) as app:
        app.ingest(write_pages(place / "pages"))


if __name__ == "__main__":
    main()
