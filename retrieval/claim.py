"""Which process an embedded index belongs to."""

import json
import os
import sys
from pathlib import Path

from core.errors import UserError


def claim(directory: Path) -> "Claim":
    """Make the directory this process's own.

    Raises UserError where another one owns it, or where it cannot be one.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return Claim(directory)
    except OSError as error:
        raise UserError(
            f"The index folder {directory} cannot be used: {error.strerror}.",
            "Free some space, check its permissions, or choose another --home.",
        ) from error


class Claim:
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
        try:
            self._note()
        except OSError:
            self._lock.release()
            raise

    def _note(self) -> None:
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
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"
