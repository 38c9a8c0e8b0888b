"""Settings of the sources: one class a kind."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from core.section import Name, Section
from core.slack_settings import Channels


class FolderSource(Section):
    """A folder of documentation files."""

    type: Literal["folder"]
    name: Name
    path: Path
    base_url: str = ""
    owner: str = ""
    audience: Name = "public"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class WebsiteSource(Section):
    """A published documentation site."""

    type: Literal["website"]
    name: Name
    url: str
    sitemap: str = ""
    max_pages: int = Field(default=2000, ge=1)
    max_depth: int = Field(default=10, ge=0)
    delay_seconds: float = Field(default=0.2, ge=0)
    timeout_seconds: float = Field(default=20.0, gt=0)
    """How long one page may take to arrive."""
    max_bytes: int = Field(default=5_000_000, ge=1)
    """How large one page may be."""
    user_agent: str = Field(default="", pattern=r"^[ -~]*$", max_length=300)
    """What the reader calls itself; empty for Dialtone's own name. Whatever this says, robots.txt
    is obeyed as by `dialtone`."""
    allow_private: bool = False
    owner: str = ""
    audience: Name = "public"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class JsonlSource(Section):
    """Records dumped from anywhere, one JSON object a line."""

    type: Literal["jsonl"]
    name: Name
    path: Path
    base_url: str = ""
    owner: str = ""
    audience: Name = "public"


class SlackExportSource(Section):
    """A Slack export: what a help channel already knows."""

    type: Literal["slack-export"]
    name: Name
    path: Path
    channels: Channels = ()
    workspace: str = ""
    audience: Name = "public"


class SlackSource(Section):
    """Slack's channels as they are now, those that the bot is in."""

    type: Literal["slack"]
    name: Name
    channels: Channels = ()
    workspace: str = ""
    audience: Name = "public"


KINDS: dict[str, type[Section]] = {
    "folder": FolderSource,
    "website": WebsiteSource,
    "jsonl": JsonlSource,
    "slack-export": SlackExportSource,
    "slack": SlackSource,
}
"""What `type` may say."""

SourceSettings = Annotated[
    FolderSource | WebsiteSource | JsonlSource | SlackExportSource | SlackSource,
    Field(discriminator="type"),
]
