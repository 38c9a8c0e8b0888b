"""Is every question in Slack answered once, whatever happens? 500 of them through every fault.

python -m benchmarks.slack_faults
python -m benchmarks.slack_faults --questions 100 --kills 10

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
from pathlib import Path
from typing import Any

from benchmarks.report import publish
from core.settings import Settings
from tests.bot.web.line import ScriptedApp, write_pages
from tests.chroma_server import running_chroma
from tests.postgres import running_postgres
from tests.scenarios.slack_storm import TROUBLES, Storm, Transport, bots
from tests.slack.emulator import Emulator

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
    given = parser.parse_args()
    total: dict[str, dict[str, Any]] = {}
    kills = 0
    began = time.monotonic()
    configurations: list[tuple[Transport, int, float]] = [
        ("socket", 1, 1.5),
        ("http", 1, 0.0),
        ("socket", 2, 0.0),
        ("http", 2, 1.5),
    ]
    for number, (transport, replicas, placeholder) in enumerate(configurations):
        if given.only not in (None, number):
            continue
        share = 1 if given.only is not None else len(configurations)
        questions = given.questions * (number + 1) // share - given.questions * number // share
        killed = given.kills * (number + 1) // share - given.kills * number // share
        storm = asyncio.run(
            _run(transport, replicas, placeholder, questions, killed, given.seed + number)
        )
        kills += sum(bot.kills for bot in storm.bots)
        print(f"{transport}, {replicas} bot(s): {len(storm.restarts)} kills", flush=True)
        for other in storm.others():
            print("Besides:", other, flush=True)
        for row in storm.table():
            sums = total.setdefault(str(row["fault"]), dict.fromkeys(row, 0) | {"fault": ""})
            for key, value in row.items():
                sums[key] = value if key == "fault" else sums[key] + value
    rows = list(total.values())
    sums = {key: sum(row[key] for row in rows) for key in rows[0] if key != "fault"}
    publish(
        "slack_faults",
        [*rows, {"fault": "all", **sums}],
        kills=kills,
        seed=given.seed,
        seconds=round(time.monotonic() - began),
    )


async def _run(
    transport: Transport, replicas: int, placeholder: float, questions: int, kills: int, seed: int
) -> Storm:
    place = Path(tempfile.mkdtemp(prefix="dialtone-storm-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        more: dict[str, str] = {}
        if replicas > 1:
            server = stack.enter_context(running_postgres())
            more["DIALTONE_DATABASE__URL"] = server.new_database()
            more["DIALTONE_VECTORS__URL"] = stack.enter_context(running_chroma(place / "chroma"))
        _read_pages(place, more)
        async with Emulator(time_scale=_SCALE, seed=seed) as slack:
            crew = bots(
                slack, place, transport, replicas=replicas, placeholder_seconds=placeholder, **more
            )
            storm = Storm(slack, crew, transport, seed)
            try:
                await storm.begin()
                await storm.rage(questions, kills, TROUBLES)
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
