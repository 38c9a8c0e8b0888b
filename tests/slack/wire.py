"""The one alias every file shares: a JSON object as it travels to and from Slack."""

from typing import Any

Json = dict[str, Any]
