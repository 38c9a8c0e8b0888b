"""The app manifest: what Dialtone asks of Slack, in the form that Slack takes."""

from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("manifest.yaml")


def text() -> str:
    """The manifest, to be pasted into Slack."""
    return FILE.read_text(encoding="utf-8")


def scopes() -> frozenset[str]:
    """What the bot token must be allowed to do."""
    read: dict[str, Any] = yaml.safe_load(text())
    return frozenset(read["oauth_config"]["scopes"]["bot"])
