"""The workspace: who is in it, what was said, and every change told to who listens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.slack import events
from tests.slack.channel import Channel, Kind
from tests.slack.clock import Clock
from tests.slack.ids import Ids
from tests.slack.installation import Installation
from tests.slack.message import Message
from tests.slack.pulse import Pulse
from tests.slack.rich_text import rich_text
from tests.slack.user import User
from tests.slack.wire import Json

Listener = Callable[[Json, Channel | None], None]
"""Told each event and the conversation it belongs to, if it belongs to one."""


class Workspace:
    """All state that people and apps share. Changing it tells the listener what happened.

    It allows whatever it is asked: rights and limits are checked where people and apps come in.
    """

    def __init__(self, clock: Clock, ids: Ids, pulse: Pulse, domain: str = "emulated") -> None:
        self.clock = clock
        self.ids = ids
        self.pulse = pulse
        self.domain = domain
        self.team_id = ids.new("T")
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.app = Installation.create(ids)
        self.listener: Listener = lambda event, channel: None
        self.bot = self._app_bot()

    def _app_bot(self) -> User:
        bot = self.add_user(
            "dialbot",
            "Dialbot",
            user_id=self.app.bot_user_id,
            bot_id=self.app.bot_id,
            app_id=self.app.app_id,
        )
        bot.email = ""
        return bot

    def tell(self, event: Json, channel: Channel | None = None) -> None:
        """Announce a change that an app could be told of."""
        self.pulse.beat()
        self.listener(event, channel)

    # Members and conversations

    def add_user(self, name: str, real_name: str = "", *, user_id: str = "", **fields: Any) -> User:
        """A new member. Further fields are those of `User`."""
        user = User(
            id=user_id or self.ids.new("U"),
            team_id=self.team_id,
            name=name,
            real_name=real_name or name.capitalize(),
            updated=self.clock.today(),
            **fields,
        )
        user.email = user.email or f"{name}@example.com"
        self.users[user.id] = user
        self.pulse.beat()
        return user

    def add_bot(self, name: str, real_name: str = "") -> User:
        """A bot of some other app."""
        return self.add_user(name, real_name, bot_id=self.ids.new("B"), app_id=self.ids.new("A"))

    def add_channel(self, name: str, members: list[User], kind: Kind = "channel") -> Channel:
        """A new conversation with these members already in it."""
        prefix = "D" if kind == "im" else "C"
        channel = Channel(
            id=self.ids.new(prefix),
            team_id=self.team_id,
            name=name,
            kind=kind,
            creator=members[0].id if members else "",
            created=self.clock.today(),
            members=[each.id for each in members],
        )
        self.channels[channel.id] = channel
        self.pulse.beat()
        return channel

    def direct(self, *people: User) -> Channel:
        """The direct message between these people, opened if it was not."""
        wanted = {each.id for each in people}
        for channel in self.channels.values():
            if channel.is_direct and set(channel.members) == wanted:
                return channel
        if len(people) == 2:
            return self.add_channel("", list(people), "im")
        name = "mpdm-" + "--".join(each.name for each in people) + "-1"
        return self.add_channel(name, list(people), "mpim")

    def join(self, channel: Channel, user: User, inviter: User | None = None) -> bool:
        """Put `user` in the channel, with the line that says so. False if already there."""
        if user.id in channel.members:
            return False
        channel.members.append(user.id)
        text = f"{user.mention} has joined the channel"
        self.post(channel, user, text, subtype="channel_join", blocks=[])
        ts = self.clock.stamp()
        self.tell(events.membership("member_joined_channel", channel, user, ts, inviter), channel)
        return True

    def leave(self, channel: Channel, user: User) -> bool:
        """Take `user` out of the channel. False if not there."""
        if user.id not in channel.members:
            return False
        ts = self.clock.stamp()
        self.tell(events.membership("member_left_channel", channel, user, ts, None), channel)
        channel.members.remove(user.id)
        return True

    # Messages

    def post(
        self,
        channel: Channel,
        author: User,
        text: str = "",
        *,
        blocks: list[Json] | None = None,
        thread_ts: str | None = None,
        subtype: str | None = None,
        silent: bool = False,
        **fields: Any,
    ) -> Message:
        """Say something. Further fields are those of `Message`; `silent` tells no app."""
        if blocks is None:
            blocks = [rich_text(text, self.ids.new("", 5))] if text else []
        message = Message(
            ts=self.clock.stamp(),
            channel=channel.id,
            author=author,
            text=text,
            blocks=blocks,
            thread_ts=thread_ts,
            subtype=subtype,
            **fields,
        )
        channel.add(message)
        if silent:
            self.pulse.beat()
            return message
        self.tell(events.posted(channel, message), channel)
        if self._mentions_bot(channel, message):
            self.tell(events.mention(channel, message), channel)
        return message

    def whisper(
        self, channel: Channel, author: User, to: User, text: str, **fields: Any
    ) -> Message:
        """Say something that only `to` sees. Slack keeps no record and sends no event."""
        message = Message(
            ts=self.clock.stamp(),
            channel=channel.id,
            author=author,
            text=text,
            ephemeral_to=to.id,
            **fields,
        )
        channel.ephemerals.append(message)
        self.pulse.beat()
        return message

    def edit(self, channel: Channel, message: Message, editor: User | None, **fields: Any) -> None:
        """Change a message. Without an editor it is Slack that changes it: a link preview."""
        before = channel.show(message)
        for name, value in fields.items():
            setattr(message, name, value)
        if editor is not None:
            message.edited = {"user": editor.id, "ts": self.clock.stamp()}
        self.tell_changed(channel, message, before)

    def tell_changed(self, channel: Channel, message: Message, before: Json) -> None:
        """Announce that a message is no longer as it was."""
        self.tell(events.changed(channel, message, before, self.clock.stamp()), channel)

    def delete(self, channel: Channel, message: Message) -> None:
        """Delete a message. The parent of a thread leaves a tombstone while replies remain."""
        before = channel.show(message)
        if not channel.replies.get(message.ts):
            channel.remove(message.ts)
            self.tell(events.deleted(channel, before, self.clock.stamp()), channel)
            return
        message.subtype = "tombstone"
        message.text = "This message was deleted."
        message.blocks, message.files, message.attachments = [], [], []
        message.reactions, message.metadata = {}, None
        message.extra = {"hidden": True}
        self.tell(events.changed(channel, message, before, self.clock.stamp()), channel)

    def react(self, channel: Channel, message: Message, user: User, name: str) -> bool:
        """Add a reaction. False if `user` had already."""
        users = message.reactions.setdefault(name, [])
        if user.id in users:
            return False
        users.append(user.id)
        self._tell_reaction("reaction_added", channel, message, name, user)
        return True

    def unreact(self, channel: Channel, message: Message, user: User, name: str) -> bool:
        """Take a reaction back. False if there was none."""
        users = message.reactions.get(name, [])
        if user.id not in users:
            return False
        users.remove(user.id)
        if not users:
            del message.reactions[name]
        self._tell_reaction("reaction_removed", channel, message, name, user)
        return True

    def permalink(self, channel: Channel, message: Message) -> str:
        """The address of a message, of the form Slack gives it."""
        link = (
            f"https://{self.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
        )
        if message.is_reply:
            link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
        return link

    def _tell_reaction(
        self, kind: str, channel: Channel, message: Message, name: str, user: User
    ) -> None:
        ts = self.clock.stamp()
        self.tell(events.reaction(kind, channel, message, name, user, ts), channel)

    def _mentions_bot(self, channel: Channel, message: Message) -> bool:
        said = message.subtype in (None, "file_share", "thread_broadcast", "bot_message")
        own = message.author.id == self.bot.id
        return said and not own and not channel.is_direct and self.bot.mention in message.text
