"""A person or a bot in the workspace."""

from __future__ import annotations

from dataclasses import dataclass

from tests.slack.wire import Json


@dataclass
class User:
    """A member. A bot has `bot_id` and `app_id`; a person has neither."""

    id: str
    team_id: str
    name: str
    real_name: str
    email: str = ""
    title: str = ""
    tz: str = "Europe/London"
    is_admin: bool = False
    deleted: bool = False
    bot_id: str = ""
    app_id: str = ""
    updated: int = 0

    @property
    def is_bot(self) -> bool:
        """Whether a program speaks for this member."""
        return bool(self.bot_id)

    @property
    def mention(self) -> str:
        """How a text names this member."""
        return f"<@{self.id}>"

    def wire(self, with_email: bool = True) -> Json:
        """The member as `users.info` shows it; the address needs a scope of its own."""
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "color": "9f69e7",
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": 0,
            "profile": self._profile(with_email),
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
        }

    def bot_profile(self) -> Json:
        """The short description of a bot that its messages carry."""
        return {
            "id": self.bot_id,
            "deleted": self.deleted,
            "name": self.real_name,
            "updated": self.updated,
            "app_id": self.app_id,
            "icons": {"image_36": "", "image_48": "", "image_72": ""},
            "team_id": self.team_id,
        }

    def _profile(self, with_email: bool) -> Json:
        first, _, last = self.real_name.partition(" ")
        profile = {
            "title": self.title,
            "phone": "",
            "skype": "",
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "status_text": "",
            "status_emoji": "",
            "status_expiration": 0,
            "avatar_hash": "",
            "first_name": first,
            "last_name": last,
            "team": self.team_id,
            "image_48": "",
            "image_72": "",
        }
        if self.is_bot:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id}
        elif with_email:
            profile["email"] = self.email
        return profile
