"""Identifiers with Slack's look, the same for the same seed."""

from __future__ import annotations

import random
import uuid

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class Ids:
    """Mints identifiers. Two mints with one seed hand out the same ones in the same order."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(f"ids-{seed}")

    def new(self, prefix: str, length: int = 10) -> str:
        """An identifier such as `U0A1B2C3D4`: the prefix says the kind, the rest is drawn."""
        return prefix + "".join(self._random.choices(_LETTERS, k=length))

    def uuid(self) -> str:
        """An identifier of an envelope or of a client's message."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def hexadecimal(self, length: int = 32) -> str:
        """A run of hexadecimal digits, as secrets and tickets have."""
        return "".join(self._random.choices("0123456789abcdef", k=length))

    def trigger(self) -> str:
        """A trigger id: two numbers and a secret."""
        number = self._random.randint
        return f"{number(10**11, 10**12)}.{number(10**11, 10**12)}.{self.hexadecimal()}"
