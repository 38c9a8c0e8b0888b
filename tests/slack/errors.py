"""What can go wrong, told apart by who has to change something."""

from __future__ import annotations

from typing import Any

from tests.slack.wire import Json


class SlackError(Exception):
    """A refusal as the Web API words it: `{"ok": false, "error": code}` and more."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def body(self) -> Json:
        """The answer's body."""
        return {"ok": False, "error": self.code, **self.details}


class InvalidArgumentsError(SlackError):
    """`invalid_arguments`, with Slack's own way of saying which and why."""

    def __init__(self, *messages: str) -> None:
        told = [f"[ERROR] {message}" for message in messages]
        super().__init__("invalid_arguments", response_metadata={"messages": told})


class ActorError(ValueError):
    """A person tried something that Slack's own client would not offer them."""
