"""The arguments of a call, however they came: query, form or JSON."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.slack.errors import InvalidArgumentsError, SlackError
from tests.slack.wire import Json


class Arguments:
    """Reads one argument at a time, in the type the method wants.

    A form carries everything as text, so numbers, flags and JSON are also taken from text.
    """

    def __init__(self, given: Json) -> None:
        self.given = given

    @classmethod
    async def read(cls, request: web.Request) -> Arguments:
        """The arguments of a request. A JSON body may be empty, as clients send for none."""
        given: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            given |= _json_body(await request.read())
        elif request.body_exists:
            given |= dict(await request.post())
        return cls({key: value for key, value in given.items() if value is not None})

    def text(self, name: str, default: str = "") -> str:
        """A text, or the default when absent or empty."""
        value = self.given.get(name)
        return default if value is None or value == "" else str(value)

    def required(self, name: str) -> str:
        """A text that must be there."""
        value = self.text(name)
        if not value:
            raise InvalidArgumentsError(f"missing required field: {name}")
        return value

    def number(self, name: str, default: int, *, most: int, error: str) -> int:
        """A number from 1 to `most`; anything else is refused with `error`."""
        raw = self.given.get(name)
        if raw is None or raw == "":
            return default
        try:
            value = int(raw)
        except ValueError:
            raise SlackError(error) from None
        if not 1 <= value <= most:
            raise SlackError(error)
        return value

    def flag(self, name: str) -> bool:
        """A yes or no."""
        return str(self.given.get(name, "")).lower() in ("1", "true", "yes", "y")

    def array(self, name: str, error: str) -> list[Json] | None:
        """A JSON array of objects, or None when absent."""
        value = self._decoded(name, error)
        if value is None or value == "":
            return None
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise SlackError(error)
        return value

    def mapping(self, name: str, error: str) -> Json | None:
        """A JSON object, or None when absent."""
        value = self._decoded(name, error)
        if value is None or value == "":
            return None
        if not isinstance(value, dict):
            raise SlackError(error)
        return value

    def names(self, name: str) -> list[str]:
        """A list of names, sent as an array or with commas between them."""
        value = self.given.get(name) or []
        parts = value if isinstance(value, list) else str(value).split(",")
        return [str(each).strip() for each in parts if str(each).strip()]

    def _decoded(self, name: str, error: str) -> object:
        value = self.given.get(name)
        if not isinstance(value, str) or not value:
            return value
        try:
            decoded: object = json.loads(value)
        except ValueError:
            raise SlackError(error) from None
        return decoded


def _json_body(raw: bytes) -> Json:
    if not raw.strip():
        return {}
    try:
        decoded = json.loads(raw)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(decoded, dict):
        raise SlackError("json_not_object")
    return decoded
