"""What a report says, counted another way: from the JSON of an export, with nothing of Dialtone.

Only what nobody has to judge is counted here: who asked and when, who else spoke, and the minutes
between. Two judgements are given: which posts of a channel go on with an earlier one, and which
theme a question is in. Whether a thread was solved is one as well; that nobody else spoke is not.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

SAID = {None, "thread_broadcast", "me_message", "file_share", "file_comment", "bot_message"}
Wire = dict[str, Any]
Talk = Sequence[Wire]
"""The messages of a thread, oldest first; the question is the first."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What so many threads add up to."""

    questions: int
    askers: int
    hours: float
    first_reply: float | None
    """The median in minutes."""
    silent: int
    """Threads in which nobody but the asker and programs spoke."""


def messages(export: Path, channel: str) -> list[Wire]:
    """What was said in a channel, each message once in its latest form, oldest first."""
    said: dict[str, Wire] = {}
    for file in sorted((export / channel).glob("*.json")):
        for wire in json.loads(file.read_text(encoding="utf-8")):
            if wire.get("subtype") in SAID and _has_words(wire):
                said[wire["ts"]] = wire
    return sorted(said.values(), key=lambda wire: (float(wire["ts"]), wire["ts"]))


def talks(said: Sequence[Wire], below: Mapping[str, str] | None = None) -> dict[str, list[Wire]]:
    """Threads by the `ts` of their first message.

    below: messages of the channel itself that belong under an earlier one, by their `ts`.
    """
    below = below or {}
    found: dict[str, list[Wire]] = {}
    for wire in said:
        head = below.get(wire["ts"]) or wire.get("thread_ts") or wire["ts"]
        if head == wire["ts"]:
            found[head] = [wire]
    for wire in said:
        head = below.get(wire["ts"]) or wire.get("thread_ts") or wire["ts"]
        if head != wire["ts"] and head in found:
            found[head].append(wire)
    return found


def programs(export: Path) -> set[str]:
    """Ids of the users that are programs."""
    users = json.loads((export / "users.json").read_text(encoding="utf-8"))
    return {user["id"] for user in users if user.get("is_bot")}


def asked_in(found: Mapping[str, Talk], monday: date, weeks: int = 1) -> dict[str, Talk]:
    """Those that were asked in so many weeks from that day."""
    first = datetime(monday.year, monday.month, monday.day, tzinfo=UTC)
    last = first + timedelta(weeks=weeks)
    return {
        key: talk
        for key, talk in found.items()
        if first.timestamp() <= float(talk[0]["ts"]) < last.timestamp()
    }


def count(found: Mapping[str, Talk], bots: set[str]) -> Counted:
    """Add threads up. A thread in which only programs spoke is none."""
    minutes, waits, silent, askers, questions = 0.0, [], 0, set(), 0
    for talk in found.values():
        people = [author(wire) for wire in talk if not is_program(wire, bots)]
        if not people:
            continue
        questions += 1
        asker = author(talk[0])
        askers |= {asker} - {""}
        helping = [is_helping(wire, asker, bots) for wire in talk]
        silent += not any(helping)
        times = [float(wire["ts"]) / 60 for wire in talk]
        for before, at, helps in zip(times, times[1:], helping[1:], strict=False):
            minutes += sorted((1.0, at - before, 10.0))[1] if helps else 0.0
        if any(helping):
            waits.append(max(times[helping.index(True)] - times[0], 0.0))
    wait = median(waits) if waits else None
    return Counted(questions, len(askers), minutes / 60, wait, silent)


def differences(
    body: Mapping[str, Any],
    found: Mapping[str, Talk],
    theme_of: Mapping[str, int],
    bots: set[str],
) -> list[str]:
    """What a report (its JSON) says otherwise than the messages do; empty where nothing.

    found: threads by `source/channel/ts`, the key by which `theme_of` knows its question.
    """
    told = []
    starts = [date.fromisoformat(week["start"]) for week in body["trend"]]
    for week, start in zip(body["trend"], starts, strict=True):
        raw = count(asked_in(found, start), bots)
        told += _unlike(week["week"], week, raw)
        if week["unanswered"] < raw.silent:
            told.append(f"{week['week']}: {raw.silent} threads are silent, not all unanswered")
    window = asked_in(found, starts[0], len(starts))
    for row in body["themes"]:
        mine = {key: talk for key, talk in window.items() if theme_of.get(key) == row["id"]}
        name, raw = f"theme {row['id']}", count(mine, bots)
        by_week = tuple(count(asked_in(mine, start), bots).questions for start in starts)
        hours = count(asked_in(mine, starts[-1]), bots).hours
        told += _unlike(name, row, raw, ("questions", "askers", "first_reply"))
        told += _unlike_one(name, "trend", tuple(row["trend"]), by_week)
        told += _unlike_one(name, "hours this week", row["hours_this_week"], hours)
        if row["toil"]:
            share = raw.hours / count(window, bots).hours
            told += _unlike_one(name, "share", row["toil"]["share"]["value"], share)
    return told


def _unlike(
    name: str,
    said: Mapping[str, Any],
    raw: Counted,
    fields: Sequence[str] = ("questions", "askers", "hours", "first_reply"),
) -> list[str]:
    return [
        line
        for field in fields
        for line in _unlike_one(name, field, said[field], getattr(raw, field))
    ]


def _unlike_one(name: str, field: str, said: Any, raw: Any) -> list[str]:
    if isinstance(said, float) and isinstance(raw, float | int):
        same = abs(said - raw) <= 1e-4 * max(1.0, abs(raw))
    else:
        same = said == raw
    return [] if same else [f"{name}: {field} {said}, counted {raw}"]


def author(wire: Wire) -> str:
    """Who wrote it."""
    if wire.get("subtype") == "file_comment":
        return str(wire.get("comment", {}).get("user") or "")
    return str(wire.get("user") or wire.get("bot_id") or "")


def is_program(wire: Wire, bots: set[str]) -> bool:
    """Whether no person wrote it."""
    of_bot = wire.get("subtype") == "bot_message" or bool(wire.get("bot_id"))
    return of_bot or author(wire) in bots


def is_helping(wire: Wire, asker: str, bots: set[str]) -> bool:
    """Whether a person other than the asker wrote it."""
    return not is_program(wire, bots) and author(wire) != asker


def _has_words(wire: Wire) -> bool:
    comment = (wire.get("comment") or {}).get("comment")
    parts = (wire.get("text"), wire.get("files"), wire.get("attachments"), wire.get("blocks"))
    return bool(comment) or any(parts)
