"""A Slack export that a test writes message by message, as a folder or a zip."""

import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ADA, BOB, CAT, BOT = "U00ADA", "U00BOB", "U00CAT", "U00BOT"
USERS = [
    {"id": ADA, "name": "ada", "profile": {"display_name": "ada"}},
    {"id": BOB, "name": "bob", "profile": {"display_name": "bob.b"}},
    {"id": CAT, "name": "cat", "profile": {}},
    {"id": BOT, "name": "deploybot", "is_bot": True, "profile": {}},
]
HELP, RANDOM, STAFF = "C0HELP", "C0RANDOM", "G0STAFF"

Wire = dict[str, Any]


def ts(minutes: float) -> str:
    """That of a message posted so long after Monday morning."""
    return f"{(MONDAY + timedelta(minutes=minutes)).timestamp():.6f}"


def said(minutes: float, user: str, text: str, under: float | None = None, **more: Any) -> Wire:
    """A message; `under` the one that was posted then."""
    wire: Wire = {"type": "message", "user": user, "text": text, "ts": ts(minutes), **more}
    return wire if under is None else {**wire, "thread_ts": ts(under)}


class WorkspaceExport:
    """Channels `help` and `random`, the private channel `staff`, and a few people."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, Any] = {
            "users.json": USERS,
            "channels.json": [{"id": HELP, "name": "help"}, {"id": RANDOM, "name": "random"}],
            "groups.json": [{"id": STAFF, "name": "staff"}],
            "dms.json": [{"id": "D0ADA", "members": [ADA, BOB]}],
        }

    def say(self, folder: str, *wires: Wire) -> None:
        """Add messages, each to the file of its day."""
        for wire in wires:
            try:
                moment = datetime.fromtimestamp(float(wire["ts"]), UTC)
            except (KeyError, ValueError):
                moment = MONDAY
            self.files.setdefault(f"{folder}/{moment:%Y-%m-%d}.json", []).append(wire)

    def write(self) -> Path:
        """Write it out as a folder; files are what they hold, or raw text."""
        for path, content in self.files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_text(content), encoding="utf-8")
        return self.folder

    def zip(self, path: Path, more: Mapping[str, str] | None = None) -> Path:
        """Write it out as a zip, with further entries of whatever name."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**self.files, **(more or {})}.items():
                archive.writestr(name, _text(content))
        return path


def _text(content: Any) -> str:
    return content if isinstance(content, str) else json.dumps(content)
