"""The secret that signs sessions: given in the settings, or made once and kept in the home."""

import contextlib
import os
import secrets
from pathlib import Path

from core.errors import UserError

_FILE = "session-secret"
_SHORTEST = 32


def session_secret(given: str, home: Path) -> str:
    """The given secret, else the one in the home directory, made where there is none yet."""
    return given or _kept(home / _FILE)


def _kept(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        # Whole from its first moment, and never readable by others: two that start at once agree.
        draft = file.with_name(f"{_FILE}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write(secrets.token_urlsafe(48))
            os.link(draft, file)
        finally:
            draft.unlink()
    secret = file.read_text(encoding="ascii").strip()
    if len(secret) < _SHORTEST:
        raise UserError(
            f"The session secret in {file} is too short to be safe.",
            "Delete the file: a new one is made, and everybody gets a new session.",
        )
    return secret
