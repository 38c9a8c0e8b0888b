"""Backfill against the emulated Slack, under both of its limits, with stops on the way."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from core.records import Question
from core.settings import Settings, check
from core.source_settings import SlackSource
from core.thread import Outcome, Thread
from dialtone.channel_history import ChannelHistory
from ingest.pipeline import Progress, Summary
from ingest.sources.slack.client import SlackClient
from tests.fakes import FakeApp
from tests.slack.channel import Channel
from tests.slack.emulator import Emulator
from tests.slack.fixtures import slack, slack_settings
from tests.slack.user import User
from tests.state import state_of

__all__ = ["slack", "slack_settings"]

LONG_AGO, LATER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Stopped(BaseException):
    """As if the process had been killed."""


class Workspace:
    """#help with its people, and a Dialtone that reads it."""

    def __init__(self, slack: Emulator, home: Path) -> None:
        self.slack = slack
        self.home = home
        self.ada: User = slack.add_user("ada")
        self.bob: User = slack.add_user("bob")
        self.help: Channel = slack.add_channel("help", self.ada, self.bob, slack.bot)
        self.client = self.new_client()

    def new_client(self) -> SlackClient:
        def sleep(seconds: float) -> None:
            # A minute of Slack's lasts 60 ms here.
            time.sleep(min(seconds, 0.05))

        return SlackClient(self.slack.app.bot_token, self.slack.api_url, sleep=sleep)

    def talk(self, count: int, seed: int = 1) -> None:
        """Threads of several lengths, some never answered, one longer than a page."""
        chosen = random.Random(seed)
        for number in range(count):
            # A morning apart: nobody takes one for a reply to the one before.
            self.slack.backend.clock.advance(5 * 3600)
            asked = self.slack.post(self.ada, self.help, f"How do I deploy service {number}?")
            replies = 18 if number == 3 else chosen.choice((0, 1, 3))
            for reply in range(replies):
                who = self.bob if reply % 2 == 0 else self.ada
                text = f"Run `harbor deploy {number}` step {reply}"
                self.slack.post(who, self.help, text, thread_ts=asked.ts)

    def app(self, name: str) -> FakeApp:
        settings = Settings.model_validate(
            {
                "home": self.home / name,
                "slack": {"bot_token": self.slack.app.bot_token, "api_url": self.slack.api_url},
            }
        )
        return FakeApp(settings)

    async def backfill(
        self, app: FakeApp, progress: Progress | None = None, **settings: Any
    ) -> Summary:
        source = check(SlackSource, **{"type": "slack", "name": "live", **settings})
        history = ChannelHistory(app, self.client)
        return await asyncio.to_thread(history.backfill, source, progress)

    def calls(self, method: str) -> int:
        return sum(call.method == method for call in self.slack.calls())


@pytest_asyncio.fixture
async def workspace(slack: Emulator, tmp_path: Path) -> AsyncIterator[Workspace]:
    yield Workspace(slack, tmp_path)


def threads(app: FakeApp) -> list[Thread]:
    return list(app.threads.between(LONG_AGO, LATER))


@pytest.mark.parametrize("external", [False, True])
async def test_everything_is_read_under_both_limits(workspace: Workspace, external: bool) -> None:
    workspace.slack.backend.limits.external = external
    workspace.talk(40)
    with workspace.app("home") as app:
        summary = await workspace.backfill(app)
        found = threads(app)
        assert len(found) == 40
        assert max(len(thread.messages) for thread in found) == 19
        answered = sum(thread.outcome is not Outcome.UNANSWERED for thread in found)
        assert summary.counts()["added"] == answered > 20
        page = app.search.find(Question("harbor deploy 7"), 3).past.threads[0].page
        assert "service 7" in page.title
    if external:
        assert workspace.calls("conversations.history") >= 3


@pytest.mark.parametrize("seed", range(3))
async def test_one_that_is_stopped_again_and_again_ends_as_one_that_is_not(
    workspace: Workspace, seed: int
) -> None:
    workspace.slack.backend.limits.external = seed == 0
    workspace.talk(30, seed)
    chosen = random.Random(seed)
    stops = 0

    def dying() -> Progress:
        left = chosen.randint(2, 9)

        def step(path: str) -> None:
            nonlocal left
            left -= 1
            if not left:
                raise Stopped

        return Progress(thread=step)

    with workspace.app("stopped") as app:
        while True:
            workspace.client = workspace.new_client()
            try:
                await workspace.backfill(app, dying() if stops < 12 else None)
                break
            except Stopped:
                stops += 1
        again = await workspace.backfill(app)
        assert (again.counts()["added"], again.counts()["changed"]) == (0, 0)
        stopped, kept = state_of(app), threads(app)
    with workspace.app("whole") as app:
        await workspace.backfill(app)
        assert (state_of(app), threads(app)) == (stopped, kept)
    assert stops > 2


async def test_what_fails_on_the_way_is_tried_again(workspace: Workspace) -> None:
    workspace.talk(10)
    for kind in ("error_before", "reset", "rate_limited"):
        workspace.slack.fault(kind, "conversations.replies", count=2)
        workspace.slack.fault(kind, "conversations.history", count=1)
    with workspace.app("home") as app:
        await workspace.backfill(app)
        assert len(threads(app)) == 10


async def test_a_later_run_catches_up_with_new_edited_and_deleted_messages(
    workspace: Workspace,
) -> None:
    workspace.talk(6)
    with workspace.app("home") as app:
        await workspace.backfill(app)
        first, second, *_ = threads(app)
        workspace.slack.edit(workspace.ada, "#help", first.id, "How do I deploy the moon?")
        workspace.slack.delete(workspace.ada, "#help", second.id)
        workspace.slack.backend.clock.advance(5 * 3600)
        asked = workspace.slack.post(workspace.ada, "#help", "What is a canary?")
        workspace.slack.post(workspace.bob, "#help", "Use a small share", thread_ts=asked.ts)
        before = workspace.calls("conversations.replies")
        await workspace.backfill(app)
        now = {thread.id: thread for thread in threads(app)}
        assert now[first.id].question.text == "How do I deploy the moon?"
        assert second.id not in now
        assert len(now[asked.ts].messages) == 2
        # Threads that are as they were are not read again.
        assert workspace.calls("conversations.replies") - before <= 3


async def test_only_channels_that_the_bot_is_in_and_that_are_wanted_are_read(
    workspace: Workspace,
) -> None:
    space = workspace.slack
    for name, kind in (("help-db", "channel"), ("staff", "group"), ("away", "channel")):
        members = [workspace.ada] + ([space.bot] if name != "away" else [])
        channel = space.add_channel(name, *members, kind=kind)  # type: ignore[arg-type]
        space.post(workspace.ada, channel, f"Where is {name}?")
    space.post(workspace.ada, "#help", "Where is help?")
    with workspace.app("home") as app:
        await workspace.backfill(app)
        assert {t.channel for t in threads(app)} == {"help", "help-db"}
        await workspace.backfill(app, channels=("help-*", "staff"))
        found = {t.channel: t.audience for t in threads(app)}
        assert found == {"help-db": "public", "staff": f"slack:{space.channel('#staff').id}"}


async def test_an_event_changes_the_answer(workspace: Workspace) -> None:
    workspace.talk(3)
    with workspace.app("home") as app:
        await workspace.backfill(app)
        history = ChannelHistory(app)
        help_id = workspace.help.id
        base = {"type": "message", "channel": help_id}
        asked = {**base, "ts": "1900000000.000100", "user": workspace.ada.id}
        reply = {**base, "ts": "1900000060.000100", "user": workspace.bob.id,
                 "thread_ts": asked["ts"]}  # fmt: skip
        told = reply | {"text": "Run `harbor dns flush` twice"}
        assert history.heard({**asked, "text": "How do I flush the zebra cache?"})
        assert history.heard(told)
        history.settle()
        question = Question("How do I flush the zebra cache?")

        def answer() -> str:
            return repr(app.answerer.answer(question))

        assert "harbor dns flush" in answer()
        edited = told | {"text": "Run `harbor dns purge` once", "edited": {"ts": "1900000090.0"}}
        changed = {**base, "subtype": "message_changed", "ts": "1900000090.1", "message": edited}
        assert history.heard(changed)
        assert "dns purge" in answer()
        assert "dns flush" not in answer()
        # The first telling, come late, changes nothing back.
        history.heard(told)
        assert "dns flush" not in answer()
        gone = {**base, "subtype": "message_deleted", "ts": "1900000099.1",
                "deleted_ts": reply["ts"]}  # fmt: skip
        assert history.heard(gone)
        history.settle()
        assert "dns purge" not in answer()
        history.heard(changed)
        assert "dns purge" not in answer()
        state_of(app)


async def test_a_tick_solves_and_taking_it_back_does_not(workspace: Workspace) -> None:
    asked = workspace.slack.post(workspace.ada, "#help", "How do I rotate a secret?")
    told = workspace.slack.post(workspace.bob, "#help", "Use the vault page", thread_ts=asked.ts)
    with workspace.app("home") as app:
        await workspace.backfill(app)
        history = ChannelHistory(app)
        item = {"type": "message", "channel": workspace.help.id, "ts": told.ts}
        tick = {"item": item, "user": workspace.ada.id, "reaction": "white_check_mark"}
        history.heard({"type": "reaction_added", **tick})
        assert threads(app)[0].outcome is Outcome.SOLVED
        history.heard({"type": "reaction_removed", **tick})
        assert threads(app)[0].outcome is Outcome.ANSWERED


async def test_replies_beside_their_thread_are_joined_live_and_in_the_past(
    workspace: Workspace,
) -> None:
    workspace.slack.post(workspace.ada, "#help", "How do I get a namespace?")
    workspace.slack.post(workspace.bob, "#help", "You need to fill in the form in the portal")
    with workspace.app("home") as app:
        await workspace.backfill(app)
        (thread,) = threads(app)
        assert thread.joined
        more = {"type": "message", "channel": workspace.help.id, "user": workspace.ada.id,
                "text": "thanks, that worked",
                "ts": f"{float(thread.messages[-1].id) + 60:.6f}"}  # fmt: skip
        ChannelHistory(app).heard(more)
        (thread,) = threads(app)
        assert (len(thread.messages), thread.outcome) == (3, Outcome.SOLVED)
        assert replace(thread, messages=()).joined
