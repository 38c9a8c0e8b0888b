"""The record of every Web API call that came in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tests.slack.wire import Json


@dataclass
class Call:
    """One call, as it was asked and answered. `at` is `time.monotonic`, `ms` how long it took."""

    method: str
    arguments: dict[str, Any]
    at: float
    status: int = 200
    error: str = ""
    fault: str = ""
    ms: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the app was told that it worked."""
        return self.status == 200 and not self.error

    def wire(self) -> Json:
        """The record as the control API shows it."""
        return asdict(self) | {"ok": self.ok}
