"""Live help channels over one App: backfilled by a command, kept fresh by the bot's events."""

from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING

from core.db.checkpoints import Checkpoints
from core.errors import UserError
from core.records import Known
from core.slack import Json
from core.source_settings import SlackSource
from ingest.clean.cleaner import Cleaner
from ingest.pipeline import Progress, Summary
from ingest.sources.slack.client import SlackClient
from ingest.sources.slack.fresh import channel_of, deleted_in, heard, told_in
from ingest.sources.slack.live import Backfill, Selection, people, rooms_of
from ingest.sources.slack.mrkdwn import Mrkdwn
from ingest.sources.slack.workspace import permalink
from ingest.threads.hidden import Hidden
from ingest.threads.history import HistorySummary
from ingest.threads.journal import Journal, Paths
from ingest.threads.post import Room
from ingest.threads.stored import StoredThreads

if TYPE_CHECKING:
    from dialtone.app import App

_DELETED = 50
"""Deletions of a channel that are remembered."""


class ChannelHistory:
    """Reads Slack's channels into threads and documents. A core.ports.ChannelHistory."""

    def __init__(self, app: "App", client: SlackClient | None = None) -> None:
        self._app = app
        self._client = client
        self._checkpoints = Checkpoints(app.database)
        self._one_at_a_time = Lock()

    def backfill(self, declared: SlackSource, progress: Progress | None = None) -> Summary:
        """Bring a live source up to now, and go on with its past where the last run stopped."""
        app, progress = self._app, progress or Progress()
        slack = app.settings.slack
        client = self._client or SlackClient(slack.bot_token.get_secret_value(), slack.api_url)
        source_id = app.sources.open(declared.name, declared.type, slack.api_url)
        selection = Selection(
            declared.channels, app.settings.history.opt_out_channels, declared.audience
        )
        rooms = rooms_of(client, selection)
        if not rooms:
            raise UserError(
                f"The bot is in no channel like {', '.join(declared.channels) or '*'}.",
                "Invite it with /invite in the channels it should learn from.",
            )
        names, bots = people(client)
        app.people.remember(source_id, names)
        with app.writing():
            journal = self._journal(declared.name, source_id, declared.workspace, names)
            mrkdwn = Mrkdwn(names, {room.id: room.name for room in rooms})
            progress.reading(None)
            before = app.documents.known(source_id)
            backfill = Backfill(
                client,
                self._checkpoints,
                journal,
                mrkdwn,
                lambda paths: self._settle(declared.name, source_id, paths),
                bots=bots,
                step=progress.thread,
            )
            read = backfill.run(rooms)
            stored = StoredThreads(declared.name, source_id, app.threads)
            summary = app.pipeline.read(stored, source_id, progress)
            _recount(summary, before, app.documents.known(source_id))
            summary.failed[:0] = read.failed
            summary.history = HistorySummary(
                channels=read.channels,
                messages=read.messages,
                threads=read.threads,
                removed=read.removed,
                masked=journal.cleaner.counts,
            )
            summary.history.outcomes.update(app.threads.counts(source_id))
            app.sources.close_run(source_id, summary.counts())
            app.relink()
        return summary

    def heard(self, event: Json) -> bool:
        """See core.ports.ChannelHistory."""
        with self._one_at_a_time:
            return self._heard(event)

    def settle(self) -> None:
        """See core.ports.ChannelHistory."""
        with self._one_at_a_time:
            self._app.pipeline.embed()

    def _heard(self, event: Json) -> bool:
        channel = channel_of(event)
        changed = False
        for source_id, state in self._checkpoints.of_channel(channel).items():
            declared = self._declared(source_id)
            deleted: list[str] = state.get("deleted", [])
            if declared is None or told_in(event) in deleted:
                # Slack may tell of a message once more after it told that it is deleted.
                continue
            if gone := deleted_in(event):
                state["deleted"] = [*deleted, gone][-_DELETED:]
                self._checkpoints.put(source_id, channel, state)
            names = self._app.people.all(source_id)
            journal = self._journal(declared.name, source_id, declared.workspace, names)
            room = Room(channel, str(state["name"]), str(state["audience"]))
            paths = heard(event, room, journal, Mrkdwn(names, {room.id: room.name}))
            if paths:
                stored = StoredThreads(declared.name, source_id, self._app.threads, only=paths)
                self._app.pipeline.store(source_id, stored, paths)
                changed = True
        return changed

    def _declared(self, source_id: int) -> SlackSource | None:
        """The settings of a stored live source; the defaults where only a command named it."""
        stored = next((each for each in self._app.sources.all() if each.id == source_id), None)
        if stored is None:
            return None
        for declared in self._app.settings.sources:
            if isinstance(declared, SlackSource) and declared.name == stored.name:
                return declared
        return SlackSource(type="slack", name=stored.name)

    def _journal(self, name: str, source_id: int, workspace: str, names: dict[str, str]) -> Journal:
        settings = self._app.settings.history
        hidden = Hidden(settings.opt_out_people, self._app.people.forgotten(), names)
        return Journal(
            name,
            source_id,
            self._app.threads,
            Cleaner(settings.customer_patterns),
            hidden,
            lambda room, post: permalink(workspace, room.id, post),
        )

    def _settle(self, name: str, source_id: int, paths: Paths) -> None:
        """Bring the documents of these threads, and the index, in step."""
        if paths:
            stored = StoredThreads(name, source_id, self._app.threads, only=paths)
            self._app.pipeline.store(source_id, stored, paths)
            self._app.pipeline.embed()


def _recount(summary: Summary, before: Mapping[str, Known], after: Mapping[str, Known]) -> None:
    """Say what the whole run did: documents were stored as threads were read."""
    both = [path for path in after if path in before]
    summary.unchanged = sum(before[path].fingerprint == after[path].fingerprint for path in both)
    summary.changed = len(both) - summary.unchanged
    summary.added, summary.removed = len(after) - len(both), len(before) - len(both)
