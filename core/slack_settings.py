"""How Dialtone is reached in Slack."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, field_validator

from core.errors import UserError
from core.section import Section

SLACK_API = "https://slack.com/api/"
EVENTS_PATH = "/slack/events"
"""The Request URL's path: of events, interactivity and commands alike."""


def _split(given: object) -> object:
    """A variable holds one line: commas stand between two."""
    if isinstance(given, str):
        return tuple(part.strip() for part in given.split(",") if part.strip())
    return given


def _without_mark(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.removeprefix("#") for name in names)


Names = Annotated[tuple[str, ...], BeforeValidator(_split)]
Channels = Annotated[Names, AfterValidator(_without_mark)]
"""Channels by name, with or without `#`, or by id."""


class Slack(Section):
    """The help channel. Nothing of it runs while there is no bot token."""

    bot_token: SecretStr = SecretStr("")
    """Begins with `xoxb-`. Also read from SLACK_BOT_TOKEN."""
    app_token: SecretStr = SecretStr("")
    """Begins with `xapp-`; Socket Mode needs it. Also read from SLACK_APP_TOKEN."""
    signing_secret: SecretStr = SecretStr("")
    """Proves that a request comes from Slack; HTTP needs it. Also read from
    SLACK_SIGNING_SECRET."""
    transport: Literal["socket", "http"] = "socket"
    """`socket` needs no public address; `http` takes signed requests at /slack/events."""
    api_url: str = SLACK_API
    """The Web API: another one only for an emulator. Also read from SLACK_API_URL."""
    help_channels: Channels = ()
    """Where it answers without being mentioned."""
    mode: Literal["questions", "every", "mentions"] = "questions"
    """What it answers in help channels: what looks like a question, every message, or mentions."""
    helpers: Names = ()
    """Ids of people whose tick resolves any thread, beside those who spoke in it."""
    triage: str = ""
    """The channel, by name or id, where those who answer see what was handed over."""
    channel_audiences: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Private channel, by name or id -> the audiences its members may see beside the public one.
    What was said in the channel itself is always one of them."""
    people_audiences: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Id of a person -> the audiences they may see in direct messages beside the public one."""
    suggestions: tuple[str, ...] = ()
    """Questions that are offered to who opens a direct message with Dialtone; Slack shows three."""
    placeholder_seconds: float = Field(default=1.5, ge=0)
    """How long an answer may take before the thread is told that it is being looked for."""

    look_back_minutes: float = Field(default=2, gt=0)
    """How often help channels are read for questions whose events never came: one call of Slack's
    a channel, of the fifty and more that it allows in a minute."""

    @property
    def enabled(self) -> bool:
        """Whether there is a Slack to talk to."""
        return bool(self.bot_token.get_secret_value())

    def check_complete(self) -> None:
        """Raises UserError where something is missing without which nothing would arrive."""
        missing = {"bot_token": self.bot_token}
        if self.transport == "socket":
            missing["app_token"] = self.app_token
        else:
            missing["signing_secret"] = self.signing_secret
        for name, secret in missing.items():
            if not secret.get_secret_value():
                raise UserError(
                    f"The setting slack.{name} is missing.",
                    f"Set SLACK_{name.upper()}; docs/slack.md says where Slack shows it.",
                )

    @field_validator("bot_token")
    @classmethod
    def _check_bot_token(cls, token: SecretStr) -> SecretStr:
        return _begins(token, "xoxb-", "the Bot User OAuth Token")

    @field_validator("app_token")
    @classmethod
    def _check_app_token(cls, token: SecretStr) -> SecretStr:
        return _begins(token, "xapp-", "the App-Level Token")

    @field_validator("api_url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        parts = urlsplit(url)
        local = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if not parts.hostname or not (parts.scheme == "https" or local):
            raise ValueError("must begin with https://")
        return url if url.endswith("/") else f"{url}/"


def _begins(token: SecretStr, prefix: str, name: str) -> SecretStr:
    if token.get_secret_value() and not token.get_secret_value().startswith(prefix):
        raise ValueError(f"must be {name}, which begins with {prefix}")
    return token
