"""Slack exports into a real database: what is read right, what is refused by name."""

import json
from pathlib import Path

import pytest

from core.errors import UserError
from core.records import DocumentKind, Question
from core.thread import Outcome, Speaker
from tests.fakes import FakeApp
from tests.ingest.sources.slack.conftest import Ingest, stored
from tests.ingest.sources.slack.workspace_export import (
    ADA,
    BOB,
    BOT,
    CAT,
    HELP,
    STAFF,
    WorkspaceExport,
    said,
    ts,
)
from tests.state import state_of

ROLLBACK = (
    said(0, ADA, "How do I roll back a *checkout* deploy?", reply_count=2),
    said(5, BOB, "Run `harbor rollback checkout`, see <https://docs.example.com/back|docs>", 0),
    said(9, ADA, "Thanks, that worked!", 0),
)


class TestThreads:
    def test_a_thread_is_stored_whole_and_becomes_a_document(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        export.say("help", *ROLLBACK)
        summary = ingest()
        (thread,) = stored(app)
        assert [m.text for m in thread.messages] == [
            "How do I roll back a **checkout** deploy?",
            "Run `harbor rollback checkout`, see [docs](https://docs.example.com/back)",
            "Thanks, that worked!",
        ]
        assert [m.speaker for m in thread.messages] == [
            Speaker.ASKER, Speaker.HELPER, Speaker.ASKER,
        ]  # fmt: skip
        assert thread.messages[1].links == ("https://docs.example.com/back",)
        assert (thread.outcome, thread.resolution) == (Outcome.SOLVED, (ts(5),))
        assert thread.permalink == (
            f"https://harbor.slack.com/archives/{HELP}/p{ts(0).replace('.', '')}"
        )
        assert summary.counts()["solved"] == summary.added == 1
        (recalled,) = app.search.find(Question("rollback checkout"), 5).past.threads
        page = recalled.page
        assert (page.kind, page.path) == (DocumentKind.THREAD, thread.path)
        assert "harbor rollback checkout" in page.passages[0].text + page.passages[-1].text

    def test_an_unanswered_question_is_kept_and_is_no_document(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        export.say("help", said(0, ADA, "Why does the canary never finish?"))
        summary = ingest()
        assert [t.outcome for t in stored(app)] == [Outcome.UNANSWERED]
        assert summary.added == app.passages.count_chunks() == 0

    def test_a_thread_spans_days_and_its_order_is_by_time(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        day = 24 * 60
        export.say("help", said(2 * day, BOB, "It was the quota, raise it", 0))
        export.say("help", said(0, ADA, "Builds are stuck?"), said(day, CAT, "Same for us", 0))
        ingest()
        (thread,) = stored(app)
        assert [m.author for m in thread.messages] == [ADA, CAT, BOB]
        assert thread.messages[1].speaker is Speaker.BYSTANDER

    def test_a_reply_beside_the_thread_is_joined(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        export.say(
            "help",
            said(0, ADA, "How do I get a namespace?"),
            said(2, BOB, f"<@{ADA}> open a request in the portal, use the form"),
            said(300, CAT, "Is anybody else seeing 502s?"),
        )
        ingest()
        first, second = stored(app)
        assert first.joined
        assert [m.author for m in first.messages] == [ADA, BOB]
        assert first.messages[1].text.startswith("@ada open a request")
        assert not second.joined


class TestMessages:
    def test_what_is_no_message_is_counted_and_left_out(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        export.say(
            "help",
            said(-4, ADA, "has joined", subtype="channel_join"),
            said(-3, ADA, "set the topic", subtype="channel_topic"),
            said(-2, BOT, "Deploy 17 failed", bot_id="B1", subtype="bot_message"),
            said(-1, ADA, "", subtype="tombstone", hidden=True),
            *ROLLBACK,
        )
        summary = ingest()
        assert summary.history
        skipped = {"channel_join": 1, "channel_topic": 1, "tombstone": 1}
        assert dict(+summary.history.skipped) == skipped
        assert summary.history.messages == 7
        assert len(stored(app)) == 1

    def test_a_deleted_question_takes_its_replies_along(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        export.say("help", *ROLLBACK)
        ingest()
        export.files = {k: v for k, v in export.files.items() if not k.startswith("help/")}
        gone = said(0, "USLACKBOT", "This message was deleted.", subtype="tombstone")
        export.say("help", gone, *ROLLBACK[1:])
        summary = ingest()
        assert (summary.removed, stored(app)) == (1, [])
        assert summary.history
        assert summary.history.skipped["replies without their question"] == 2

    def test_edits_and_deletions_written_as_messages_are_carried_out(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        edited = said(5, BOB, "Run `harbor undo`", 0, edited={"user": BOB, "ts": ts(6)})
        export.say(
            "help",
            *ROLLBACK,
            {"type": "message", "subtype": "message_changed", "ts": ts(6), "message": edited},
            {"type": "message", "subtype": "message_deleted", "ts": ts(7), "deleted_ts": ts(9)},
        )
        ingest()
        (thread,) = stored(app)
        assert [m.text for m in thread.messages][1:] == ["Run `harbor undo`"]
        assert thread.messages[1].edited_at is not None

    def test_files_snippets_and_comments_are_read(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        snippet = {"name": "values.yaml", "mode": "snippet", "preview": "replicas: 3"}
        image = {"name": "shot.png", "title": "the error", "mimetype": "image/png"}
        export.say(
            "help",
            said(0, ADA, "What is wrong with this?", files=[snippet, image]),
            {
                "type": "message", "subtype": "file_comment", "ts": ts(2), "thread_ts": ts(0),
                "comment": {"user": BOB, "comment": "You need two replicas more"},
            },
        )  # fmt: skip
        ingest()
        (thread,) = stored(app)
        assert thread.question.text == (
            "What is wrong with this?\n\n```\nreplicas: 3\n```\n\n(file: values.yaml)\n\n"
            "(image: shot.png — the error)"
        )
        assert (thread.messages[1].author, thread.outcome) == (BOB, Outcome.ANSWERED)

    def test_previews_of_links_and_shared_messages_are_nobodys_words(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        preview = {"from_url": "https://x.example.com", "text": "Buy now"}
        shared = {"is_share": True, "text": "from a private channel"}
        export.say("help", said(0, ADA, "See this?", attachments=[preview, shared]))
        ingest()
        assert stored(app)[0].question.text == "See this?"


class TestAgain:
    def test_an_unchanged_export_does_nothing(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        export.say("help", *ROLLBACK)
        ingest()
        before = state_of(app), stored(app)
        summary = ingest()
        assert (summary.unchanged, summary.added, summary.embedded) == (1, 0, 0)
        assert summary.history
        assert (summary.history.unchanged, summary.history.masked) == (1, {})
        assert (state_of(app), stored(app)) == before

    def test_a_reply_more_changes_one_thread(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        export.say("help", *ROLLBACK, said(60, CAT, "How do I rotate a secret?"))
        ingest()
        export.say("help", said(70, BOB, "Use `harbor secrets rotate`", 60))
        summary = ingest()
        assert (summary.added, summary.unchanged) == (1, 1)
        assert summary.history
        assert (summary.history.changed, summary.history.new) == (1, 0)

    def test_channels_that_are_not_wanted_any_more_go(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        export.say("help", *ROLLBACK)
        export.say("random", said(0, CAT, "Lunch?"))
        ingest()
        assert len(stored(app)) == 2
        ingest(channels=("he*",))
        assert [t.channel for t in stored(app)] == ["help"]

    def test_exports_of_several_months_add_up(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp, tmp_path: Path
    ) -> None:
        month = 30 * 24 * 60
        export.say("help", *ROLLBACK)
        ingest()
        later = WorkspaceExport(tmp_path / "later")
        later.say("help", said(month, CAT, "Where are the logs?"))
        later.say("help", said(month + 3000, CAT, "And how long are they kept?"))
        later.say("random", said(month + 9000, CAT, "Lunch?"))
        # Somebody comes back to what was asked the month before, and to what was never told.
        later.say("help", said(month + 9, BOB, "Or use `harbor history`", 0))
        later.say("help", said(month + 10, BOB, "It is there", 9))
        for changed in (1, 0):
            summary = ingest(later.write())
            assert summary.history
            assert (summary.history.removed, summary.history.changed) == (0, changed)
            assert summary.history.skipped["replies without their question"] == 1
            assert len(stored(app)) == 4
            assert stored(app)[0].messages[-1].text == "Or use `harbor history`"
            state_of(app)
        # What is missing from the middle of what an export covers was deleted.
        later.files["help/2026-04-03.json"] = []
        summary = ingest(later.write())
        assert summary.history
        assert summary.history.removed == 1
        assert [t.question.text for t in stored(app)][1:] == ["Where are the logs?", "Lunch?"]

    def test_a_day_that_cannot_be_read_keeps_what_is_stored_of_it(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        export.say("help", *ROLLBACK)
        export.say("help", said(2 * 24 * 60, CAT, "Where are the logs?"))
        ingest()
        before = stored(app)
        export.files["help/2026-03-02.json"] = json.dumps(list(ROLLBACK))[:-40]
        summary = ingest()
        assert [f.path for f in summary.failed] == ["help/2026-03-02.json"]
        assert "malformed JSON" in summary.failed[0].reason
        assert stored(app) == before


class TestPrivacy:
    def test_a_private_channel_is_read_only_where_it_is_named(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        export.say("staff", *ROLLBACK)
        export.say("D0ADA", said(0, ADA, "a secret between us?"))
        for channels in ((), ("*",)):
            ingest(channels=channels)
            assert stored(app) == []
        ingest(channels=("staff",))
        (thread,) = stored(app)
        assert thread.audience == f"slack:{STAFF}"
        assert app.search.find(Question("rollback checkout"), 5).past.threads == ()
        members = Question("rollback checkout", audiences=frozenset({thread.audience}))
        assert len(app.search.find(members, 5).past.threads) == 1


class TestBrokenExports:
    def test_without_people_everybody_is_somebody(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        export.say("help", said(0, ADA, f"<@{BOB}> how do I roll back?"))
        del export.files["users.json"]
        summary = ingest()
        assert [f.path for f in summary.failed] == ["users.json"]
        assert stored(app)[0].question.text == "@someone how do I roll back?"

    def test_a_folder_that_no_list_names_is_skipped_by_name(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        export.say("help", *ROLLBACK)
        export.say("mystery", said(0, ADA, "who am I?"))
        assert [f.path for f in ingest().failed] == ["mystery"]
        assert len(stored(app)) == 1

    def test_a_renamed_channel_is_one_channel(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        renamed = said(30, ADA, "renamed", subtype="channel_name", old_name="ask", name="help")
        export.say("ask", ROLLBACK[0], renamed)
        export.say("help", *ROLLBACK[1:])
        ingest()
        (thread,) = stored(app)
        assert (thread.channel, len(thread.messages)) == ("help", 3)

    def test_a_message_that_is_there_twice_is_one(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        later = said(5, BOB, "Run `harbor undo`", 0, edited={"user": BOB, "ts": ts(8)})
        export.say("help", later, *ROLLBACK, ROLLBACK[0])
        summary = ingest()
        (thread,) = stored(app)
        assert [m.text for m in thread.messages][1] == "Run `harbor undo`"
        assert summary.history
        assert summary.history.skipped["duplicates"] == 2

    def test_impossible_dates_and_shapes_are_skipped_by_file(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp
    ) -> None:
        export.say("help", *ROLLBACK)
        export.files["help/1970-01-01.json"] = [
            {"type": "message", "user": ADA, "text": "old", "ts": "12.000100"},
            {"type": "message", "user": ADA, "text": "older", "ts": "13.000100"},
        ]
        export.files["help/2026-03-03.json"] = [{"type": "message", "text": 3, "ts": 17}, "x", None]
        export.files["help/2026-03-04.json"] = {"ok": False}
        failed = {f.path: f.reason for f in ingest().failed}
        assert failed == {
            "help/1970-01-01.json": "2 times a message dated 1970-01-01",
            "help/2026-03-03.json": "a message without a ts",
            "help/2026-03-04.json": "is no JSON list",
        }
        assert len(stored(app)) == 1

    @pytest.mark.parametrize("broken", ["channels.json", None])
    def test_without_channels_nothing_is_read(
        self, export: WorkspaceExport, ingest: Ingest, tmp_path: Path, broken: str | None
    ) -> None:
        if broken:
            export.files[broken] = '[{"id": "C1", '
        else:
            del export.files["channels.json"], export.files["groups.json"]
        with pytest.raises(UserError, match=r"channels\.json"):
            ingest()

    def test_a_zip_is_read_without_what_would_lead_out_of_it(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp, tmp_path: Path
    ) -> None:
        export.say("help", *ROLLBACK)
        bad = {"../../help/2026-03-05.json": "[]", "/etc/2026.json": "[]"}
        summary = ingest(export.zip(tmp_path / "export.zip", bad))
        assert {f.path for f in summary.failed} == set(bad)
        assert len(stored(app)) == 1
        assert not (tmp_path.parent / "help").exists()

    def test_a_bomb_in_a_zip_is_not_unpacked(
        self, export: WorkspaceExport, ingest: Ingest, app: FakeApp, tmp_path: Path
    ) -> None:
        export.say("help", *ROLLBACK)
        bomb = {"help/2026-03-06.json": "[" + " " * 20_000_000 + "]"}
        summary = ingest(export.zip(tmp_path / "export.zip", bomb))
        assert [f.path for f in summary.failed] == ["help/2026-03-06.json"]
        assert "times its size" in summary.failed[0].reason
        assert len(stored(app)) == 1

    def test_what_is_no_export_is_refused(self, ingest: Ingest, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("hello")
        with pytest.raises(UserError, match="neither a folder nor a zip"):
            ingest(tmp_path / "notes.txt")
        with pytest.raises(UserError, match="There is no"):
            ingest(tmp_path / "missing.zip")
