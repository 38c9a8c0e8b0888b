"""The app under test, as one workspace has it installed."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.slack.ids import Ids

BOT_SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.customize",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "reactions:read",
    "reactions:write",
    "users:read",
    "users:read.email",
)
"""Scopes a test starts with. Left out on purpose: `chat:write.public`."""

EVENTS = (
    "app_context_changed",
    "app_home_opened",
    "app_mention",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "reaction_added",
    "reaction_removed",
)
"""Event subscriptions a test starts with: all that the emulator can send."""


@dataclass
class Installation:
    """Identity, secrets and rights of the app. Secrets are made up, and the same for one seed.

    Commands and shortcuts are what the page offers; while none are known, people may use any.
    """

    app_id: str
    bot_id: str
    bot_user_id: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    scopes: set[str] = field(default_factory=lambda: set(BOT_SCOPES))
    app_scopes: set[str] = field(default_factory=lambda: {"connections:write"})
    events: set[str] = field(default_factory=lambda: set(EVENTS))
    commands: dict[str, str] = field(default_factory=dict)
    message_shortcuts: dict[str, str] = field(default_factory=dict)
    global_shortcuts: dict[str, str] = field(default_factory=dict)
    revoked: bool = False

    @classmethod
    def create(cls, ids: Ids) -> Installation:
        """Install an app with freshly minted secrets."""
        app_id = ids.new("A")
        return cls(
            app_id=app_id,
            bot_id=ids.new("B"),
            bot_user_id=ids.new("U"),
            bot_token=f"xoxb-{ids.hexadecimal(12)}-{ids.hexadecimal(24)}",
            app_token=f"xapp-1-{app_id}-{ids.hexadecimal(40)}",
            signing_secret=ids.hexadecimal(32),
            verification_token=ids.hexadecimal(24),
        )
