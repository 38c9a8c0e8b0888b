"""What people do in Slack, for tests, the control API and the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.slack import events, interactions
from tests.slack.backend import Backend
from tests.slack.blocks import name_parts
from tests.slack.channel import Channel, Kind
from tests.slack.delivery.parcel import Parcel
from tests.slack.errors import ActorError
from tests.slack.message import Message
from tests.slack.rich_text import rich_text
from tests.slack.user import User
from tests.slack.views import View
from tests.slack.wire import Json

Who = User | str
Where = Channel | str


@dataclass
class Interaction:
    """What came of a click, a submission, a shortcut or a command."""

    parcel: Parcel
    trigger_id: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged in time; if not, Slack shows the person an error."""
        return self.parcel.state == "acked"

    @property
    def why(self) -> str:
        """What became of it in a word, such as `acked` or `http_timeout`."""
        return ", ".join(each.outcome for each in self.parcel.attempts)

    @property
    def answer(self) -> Json:
        """What the app sent with the acknowledgement."""
        last = self.parcel.attempts[-1] if self.parcel.attempts else None
        return (last.answer if last else None) or {}


class People:
    """Acts for the members of the workspace. People and places go by object, id or name."""

    @property
    def backend(self) -> Backend:
        """The state to act on."""
        raise NotImplementedError

    # Who and where

    def user(self, who: Who) -> User:
        """A member by object, id or name."""
        if isinstance(who, User):
            return who
        for user in self.backend.workspace.users.values():
            if who in (user.id, user.name):
                return user
        raise ActorError(f"the workspace has no member {who!r}")

    def channel(self, where: Where) -> Channel:
        """A conversation by object, id or name, with or without `#`."""
        if isinstance(where, Channel):
            return where
        for channel in self.backend.workspace.channels.values():
            if where in (channel.id, channel.name, f"#{channel.name}"):
                return channel
        raise ActorError(f"the workspace has no conversation {where!r}")

    def message(self, where: Where, ts: str) -> Message:
        """A message that is there, or one that only one person sees."""
        channel = self.channel(where)
        for whispered in channel.ephemerals:
            if whispered.ts == ts:
                return whispered
        if ts not in channel.messages:
            raise ActorError(f"#{channel.name} has no message {ts}")
        return channel.messages[ts]

    def add_user(self, name: str, real_name: str = "", **fields: Any) -> User:
        """A new person."""
        return self.backend.workspace.add_user(name, real_name, **fields)

    def add_bot(self, name: str, real_name: str = "") -> User:
        """A bot of some other app, which people's acts may be done as."""
        return self.backend.workspace.add_bot(name, real_name)

    def add_channel(self, name: str, *members: Who, kind: Kind = "channel") -> Channel:
        """A new channel with these members."""
        return self.backend.workspace.add_channel(name, [self.user(each) for each in members], kind)

    # Talking

    def post(
        self,
        who: Who,
        where: Where,
        text: str = "",
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
        blocks: list[Json] | None = None,
        files: list[Json] | None = None,
    ) -> Message:
        """Say something. A person joins a public channel first if they must."""
        user, channel = self.user(who), self.channel(where)
        self._must_enter(user, channel)
        if thread_ts and thread_ts not in channel.messages:
            raise ActorError(f"#{channel.name} has no message {thread_ts} to reply to")
        subtype = "thread_broadcast" if thread_ts and broadcast else None
        return self.backend.workspace.post(
            channel,
            user,
            text,
            blocks=name_parts(blocks, self._part_name) if blocks else None,
            thread_ts=channel.root(thread_ts) if thread_ts else None,
            subtype="file_share" if files else subtype,
            files=files or [],
            client_msg_id=None if user.is_bot else self.backend.ids.uuid(),
        )

    def edit(self, who: Who, where: Where, ts: str, text: str) -> Message:
        """Change one's own message."""
        user, channel, message = self.user(who), self.channel(where), self.message(where, ts)
        if message.author.id != user.id:
            raise ActorError(f"{user.name} did not write {ts}")
        blocks = [rich_text(text, self._part_name())]
        self.backend.workspace.edit(channel, message, user, text=text, blocks=blocks)
        return message

    def delete(self, who: Who, where: Where, ts: str) -> None:
        """Delete one's own message; an admin may delete anyone's."""
        user, channel, message = self.user(who), self.channel(where), self.message(where, ts)
        if message.author.id != user.id and not user.is_admin:
            raise ActorError(f"{user.name} may not delete {ts}")
        self.backend.workspace.delete(channel, message)

    def unfurl(self, where: Where, ts: str, title: str = "A page") -> Message:
        """Let Slack add a link's preview, which looks like an edit but is nobody's."""
        channel, message = self.channel(where), self.message(where, ts)
        preview = {"title": title, "fallback": title, "id": 1}
        self.backend.workspace.edit(channel, message, None, attachments=[preview])
        return message

    def react(self, who: Who, where: Where, ts: str, name: str) -> None:
        """Add a reaction."""
        user, channel, message = self.user(who), self.channel(where), self.message(where, ts)
        self.backend.workspace.react(channel, message, user, name.strip(":"))

    def unreact(self, who: Who, where: Where, ts: str, name: str) -> None:
        """Take a reaction back."""
        user, channel, message = self.user(who), self.channel(where), self.message(where, ts)
        self.backend.workspace.unreact(channel, message, user, name.strip(":"))

    # Coming and going

    def join(self, who: Who, where: Where, inviter: Who | None = None) -> None:
        """Join a channel, or be invited to it."""
        by = self.user(inviter) if inviter else None
        self.backend.workspace.join(self.channel(where), self.user(who), by)

    def leave(self, who: Who, where: Where) -> None:
        """Leave a channel."""
        self.backend.workspace.leave(self.channel(where), self.user(who))

    def open_dm(self, who: Who, *others: Who) -> Channel:
        """Open a direct message with the bot, and with others if named."""
        people = [self.user(who), *(self.user(each) for each in others)]
        return self.backend.workspace.direct(*people, self.backend.workspace.bot)

    def open_home(self, who: Who, tab: str = "home") -> View | None:
        """Open the app's own space at a tab: `home` or `messages`."""
        user, dm = self.user(who), self.open_dm(who)
        home = self.backend.views.homes.get(user.id)
        view = self.backend.views.wire(home) if home else None
        ts = self.backend.clock.stamp()
        self.backend.workspace.tell(events.home_opened(user, dm, tab, ts, view))
        return home

    def look_at(self, who: Who, where: Where | None) -> None:
        """Look at a channel, or at none, while the app's pane is open."""
        user, dm = self.user(who), self.open_dm(who)
        seen = self.channel(where) if where else None
        ts = self.backend.clock.stamp()
        self.backend.workspace.tell(events.context_changed(user, dm, seen, ts))

    def stop_stream(self, where: Where, ts: str) -> None:
        """End a stream before the app does, as a person's Stop or Slack's own limit does."""
        message = self.message(where, ts)
        if message.streaming != "in_progress":
            raise ActorError(f"{ts} is not streaming")
        message.streaming = "completed"
        self.backend.pulse.beat()

    # Acting on what the app shows

    async def click(
        self, who: Who, where: Where, ts: str, action_id: str, value: Any = None
    ) -> Interaction:
        """Press a button of a message, or choose in one of its menus."""
        user, channel, message = self.user(who), self.channel(where), self.message(where, ts)
        if message.ephemeral_to not in (None, user.id):
            raise ActorError(f"{user.name} does not see {ts}")
        payload = interactions.click_on_message(
            self.backend, user, channel, message, action_id, value
        )
        return await self._interact(payload)

    async def click_in_view(
        self, who: Who, view_id: str, action_id: str, value: Any = None, **filled: Any
    ) -> Interaction:
        """Press a button in a modal or a Home tab."""
        user, view = self.user(who), self.backend.views.find(view_id)
        values = interactions.form_values(view, filled) if filled else {}
        payload = interactions.click_in_view(self.backend, user, view, action_id, value, values)
        return await self._interact(payload)

    async def submit(
        self, who: Who, view_id: str, values: dict[str, Any] | None = None
    ) -> Interaction:
        """Send a modal's form; `values` goes by action id or block id."""
        user, view = self.user(who), self.backend.views.find(view_id)
        filled = interactions.form_values(view, values or {})
        done = await self._interact(interactions.submission(self.backend, user, view, filled))
        if done.ok:
            done.errors = self._after_submission(user, view, done.answer)
        return done

    async def close(self, who: Who, view_id: str, *, clear: bool = False) -> Interaction | None:
        """Close a modal, or clear all its views; the app hears of it only if it asked to."""
        user, view = self.user(who), self.backend.views.find(view_id)
        payload = interactions.closing(self.backend, user, view, cleared=clear)
        self.backend.views.close(view, whole_stack=clear)
        self.backend.pulse.beat()
        return await self._interact(payload) if view.body.get("notify_on_close") else None

    async def slash(self, who: Who, where: Where, command: str, text: str = "") -> Interaction:
        """Use a slash command; what the app answers at once is shown."""
        user, channel = self.user(who), self.channel(where)
        known = self.backend.workspace.app.commands
        if known and command not in known:
            raise ActorError(f"the app has no command {command}; it has {', '.join(known)}")
        payload = interactions.slash_command(self.backend, user, channel, command, text)
        parcel = await self.backend.interact("slash_commands", "slash_commands", payload)
        done = Interaction(parcel, payload["trigger_id"])
        if done.ok and (done.answer.get("text") or done.answer.get("blocks")):
            self.backend.response_urls.say(channel.id, user.id, done.answer)
        return done

    async def shortcut(
        self, who: Who, callback_id: str, where: Where | None = None, ts: str = ""
    ) -> Interaction:
        """Use a global shortcut, or a message's when a message is named."""
        user = self.user(who)
        if where is None:
            return await self._interact(
                interactions.global_shortcut(self.backend, user, callback_id)
            )
        channel, message = self.channel(where), self.message(where, ts)
        payload = interactions.message_shortcut(self.backend, user, channel, message, callback_id)
        return await self._interact(payload)

    def view_of(self, who: Who) -> View | None:
        """The modal that a person has in front of them."""
        return self.backend.views.top(self.user(who).id)

    def _must_enter(self, user: User, channel: Channel) -> None:
        if user.id in channel.members:
            return
        if channel.kind != "channel":
            raise ActorError(f"{user.name} is not in that conversation")
        self.backend.workspace.join(channel, user)

    def _part_name(self) -> str:
        return self.backend.ids.new("", 5)

    async def _interact(self, payload: Json) -> Interaction:
        parcel = await self.backend.interact("interactive", payload["type"], payload)
        return Interaction(parcel, payload.get("trigger_id", ""))

    def _after_submission(self, user: User, view: View, answer: Json) -> dict[str, str]:
        """Do to the modal what the app's answer says; the errors it put beside inputs."""
        views, action = self.backend.views, answer.get("response_action")
        if action == "errors":
            view.errors = dict(answer.get("errors") or {})
        elif action == "update":
            views.update(view, answer["view"])
        elif action == "push":
            views.push(user.id, answer["view"], view.id)
        else:
            views.close(view, whole_stack=action == "clear")
        self.backend.pulse.beat()
        return view.errors
