"""The figures of a report against the raw export, counted again by code that shares nothing."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.settings import load
from dialtone.app import App
from tests.dialtone.conftest import Dialtone
from tests.recount import Talk, asked_in, count, differences, messages, programs, talks

FIRST = datetime(2026, 9, 14, tzinfo=UTC)
"""A Monday."""
WEEKS = 4
ASKED = (
    "Can someone grant me access to the repository of team {n}?",
    "Why does the pipeline of service {n} time out?",
    "How do I renew the certificate of gateway {n}?",
    "Where are the logs of cluster {n}?",
)


class Workspace:
    """Writes an export in which people do what people do: late, twice, in the wrong place."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._days: dict[str, list[dict[str, Any]]] = {}
        self._last = 0

    def write(self, folder: Path) -> None:
        for _ in range(120):
            self._talk()
        users: list[dict[str, Any]] = [{"id": f"U{n}", "name": f"p{n}"} for n in range(30)]
        users.append({"id": "UBOT", "name": "deploybot", "is_bot": True})
        lists = {"users": users, "channels": [{"id": "C1", "name": "help"}]}
        for name, entries in lists.items():
            (folder / f"{name}.json").write_text(json.dumps(entries))
        for day, wires in self._days.items():
            file = folder / "help" / f"{day}.json"
            file.parent.mkdir(exist_ok=True)
            file.write_text(json.dumps(wires))

    def _talk(self) -> None:
        chance = self._chance
        at = FIRST + timedelta(minutes=chance.randrange(WEEKS * 7 * 24 * 60))
        asker = f"U{chance.randrange(30)}"
        text = chance.choice(ASKED).format(n=chance.randrange(50))
        head = self._say(at, chance.choice([asker] * 9 + ["UBOT"]), text)
        self._say(at, asker, f"<@{asker}> has joined the channel", subtype="channel_join")
        for _ in range(chance.randrange(6)):
            at += timedelta(seconds=chance.choice([5, 40, 200, 900, 40_000, 700_000]))
            who = chance.choice([f"U{chance.randrange(30)}", asker, "UBOT"])
            kind = {"subtype": "thread_broadcast"} if chance.random() < 0.1 else {}
            wire = self._say(at, who, "Look at the page of it.", thread_ts=head["ts"], **kind)
            if chance.random() < 0.1:
                edited = {"user": who, "ts": f"{at.timestamp() + 60:.6f}"}
                self._put(wire | {"text": "Look there.", "edited": edited})
        if chance.random() < 0.3:
            self._say(at + timedelta(minutes=2), f"U{chance.randrange(30)}", "Try it again now.")

    def _say(self, at: datetime, who: str, text: str, **more: str) -> dict[str, Any]:
        self._last += 1
        ts = f"{at.timestamp():.0f}.{self._last:06}"
        return self._put({"type": "message", "user": who, "text": text, "ts": ts, **more})

    def _put(self, wire: dict[str, Any]) -> dict[str, Any]:
        day = datetime.fromtimestamp(float(wire["ts"]), UTC).date().isoformat()
        self._days.setdefault(day, []).append(wire)
        return wire


@pytest.mark.parametrize("seed", [1, 2])
def test_the_figures_are_those_of_the_raw_messages(
    dialtone: Dialtone, place: Path, seed: int
) -> None:
    Workspace(seed).write(folder := place)
    read = dialtone("ingest", "slack-export", folder, "--source", "chat", "--channels", "help")
    assert read.code == 0, read.err
    week = (FIRST + timedelta(weeks=WEEKS - 1)).date()
    year, number, _ = week.isocalendar()
    made = dialtone("report", "--week", f"{year}-W{number}", "--no-pdf", "--json")
    assert made.code == 0, made.err
    body = json.loads(Path(made.json["files"][2]).read_text())
    with App(load(home=place / "home")) as app:
        theme_of = app.theme_book.known().theme_of
        below = {
            said.id: thread.id
            for thread in app.threads.between(FIRST, FIRST + timedelta(weeks=WEEKS))
            if thread.joined
            for said in thread.messages[1:]
        }
    assert below
    found: dict[str, Talk] = {
        f"chat/C1/{head}": talk for head, talk in talks(messages(folder, "help"), below).items()
    }
    bots = programs(folder)
    assert differences(body, found, theme_of, bots) == []
    assert body["this"]["questions"] == count(asked_in(found, week), bots).questions > 15
    assert sum(row["questions"] for row in body["themes"]) + round(
        body["unassigned"] * sum(trend["questions"] for trend in body["trend"])
    ) == sum(trend["questions"] for trend in body["trend"])


def test_a_wrong_figure_is_found(tmp_path: Path) -> None:
    Workspace(3).write(tmp_path)
    found: dict[str, Talk] = dict(talks(messages(tmp_path, "help")))
    raw = count(found, bots := programs(tmp_path))
    start = date(2026, 9, 14)
    first = count(asked_in(found, start), bots)
    week = {
        "week": "2026-W38",
        "start": start.isoformat(),
        "questions": first.questions,
        "askers": first.askers,
        "hours": first.hours,
        "first_reply": first.first_reply,
        "unanswered": first.silent,
    }
    body = {"trend": [week], "themes": []}
    assert raw.questions > first.questions > 0
    assert differences(body, found, {}, bots) == []
    for field in ("questions", "askers", "hours", "first_reply"):
        wrong = {"trend": [week | {field: week[field] + 1}], "themes": []}  # type: ignore[operator]
        assert len(differences(wrong, found, {}, bots)) == 1
