"""Past threads in search, in answers and in `dialtone eval`, from a Slack export on."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.thread import Outcome
from tests.dialtone.conftest import Dialtone
from tests.fakes import FakeApp
from tests.ingest.sources.slack.workspace_export import ADA, BOB, CAT, HELP, WorkspaceExport, said
from tests.ingest.sources.slack.workspace_export import ts as ts_of

TICK = [{"name": "white_check_mark", "users": [ADA], "count": 1}]
PRINTER = "the label printer in depot nine prints only blank labels"
"""No page speaks of it."""
CANARY = "canary rollback of checkout hangs, how do I get back"


def talk(start: float, asked: str, answered: str, *, solved: bool = True) -> list[dict[str, Any]]:
    """A question, an answer and thanks."""
    last = said(start + 5, BOB, answered, start, **({"reactions": TICK} if solved else {}))
    return [said(start, ADA, asked, thread_ts=ts_of(start), reply_count=1), last]


@pytest.fixture
def export(place: Path) -> WorkspaceExport:
    written = WorkspaceExport(place / "export")
    written.say(
        "help",
        *talk(0, f"{PRINTER}?", "Turn the ribbon around: the dull side belongs on the paper."),
        *talk(2000, f"{PRINTER} again", "Turn the ribbon around, the dull side on the paper."),
        *talk(4000, f"help, {PRINTER}", "Ribbon the wrong way round. Turn it."),
        *talk(6000, CANARY, "See <https://docs.example.com/deploy|Rolling back>."),
        *talk(8000, "deploy by canary hangs", "<https://docs.example.com/deploy#rolling-back>"),
        *talk(9000, "who carries the pager", "It is on <https://docs.example.com/oncall/pager>."),
        said(9500, CAT, "is anybody there?", thread_ts=ts_of(9500)),
    )
    return written


@pytest.fixture
def remembering(filled: Dialtone, export: WorkspaceExport) -> Dialtone:
    """Docs and history."""
    done = filled("ingest", "slack-export", export.write(), "--source", "slack")
    assert done.code == 0, done.err
    return filled


class TestSearch:
    def test_threads_come_after_pages_and_say_what_they_are(self, remembering: Dialtone) -> None:
        results = remembering("search", f"{PRINTER}?", "--json").json["results"]
        kinds = [result["kind"] for result in results]
        assert kinds == sorted(kinds), "pages first"
        thread = next(result for result in results if result["kind"] == "thread")
        assert (thread["channel"], thread["solved"]) == ("help", True)
        assert "printer" in thread["title"]

    def test_pages_keep_their_order_and_number(self, filled: Dialtone, export: Any) -> None:
        def pages() -> list[str]:
            found = filled("search", "who is on call this week", "--top-k", "3", "--json").json
            return [r["path"] for r in found["results"] if r["kind"] == "page"]

        before = pages()
        filled("ingest", "slack-export", export.write(), "--source", "slack")
        assert pages() == before

    def test_people_see_threads_under_a_heading_of_their_own(self, remembering: Dialtone) -> None:
        shown = remembering("search", PRINTER).out
        assert "Asked before" in shown
        assert "#help, solved" in shown

    def test_excluded_threads_are_not_found(self, remembering: Dialtone, place: Path) -> None:
        excluded = [{"channel": "help", "ts": ts_of(0)}, {"channel": HELP, "ts": ts_of(2005)}]
        file = place / "batch.jsonl"
        line = {"id": "1", "question": f"{PRINTER}?"}
        file.write_text(
            json.dumps(line) + "\n" + json.dumps({**line, "exclude_threads": excluded}) + "\n"
        )
        every, some = remembering("search", "--batch", file).lines
        found = {r["path"] for r in every["results"] if r["kind"] == "thread"}
        left = {r["path"] for r in some["results"] if r["kind"] == "thread"}
        assert found - left == {f"{HELP}/{ts_of(0)}", f"{HELP}/{ts_of(2000)}"}

    @pytest.mark.parametrize("given", [{"channel": "help"}, "help", {"channel": 1, "ts": "2"}])
    def test_a_thread_that_is_no_thread_is_refused(
        self, remembering: Dialtone, place: Path, given: object
    ) -> None:
        file = place / "batch.jsonl"
        file.write_text(json.dumps({"question": "x", "exclude_threads": [given]}) + "\n")
        done = remembering("search", "--batch", file)
        assert done.code == 2
        assert "exclude_threads" in done.err

    def test_pages_that_helpers_linked_are_raised(self, remembering: Dialtone) -> None:
        def points(weight: str) -> dict[str, float]:
            found = remembering_with(remembering, weight)("search", CANARY, "--json").json
            return {r["path"]: r["score"] for r in found["results"] if r["kind"] == "page"}

        plain, raised = points("0"), points("0.5")
        assert raised["deploy.md"] > plain["deploy.md"]
        assert raised["vault.md"] == plain["vault.md"]


def remembering_with(dialtone: Dialtone, weight: str) -> Dialtone:
    """The same with a weight of past threads."""
    Path("weight.yaml").write_text(f"past:\n  weight: {weight}\n")
    return lambda *arguments: dialtone("--config", "weight.yaml", *arguments)


class TestAnswers:
    def test_a_thread_answers_what_no_page_does(self, remembering: Dialtone) -> None:
        answer = remembering("ask", f"{PRINTER}?", "--json").json
        assert answer["kind"] == "answered"
        assert "ribbon" in answer["answer"]
        (citation,) = answer["citations"]
        assert (citation["kind"], citation["channel"], citation["solved"]) == (
            "thread",
            "help",
            True,
        )
        assert any("what people said in #help" in note for note in answer["notes"])

    def test_it_is_said_how_often_it_was_asked(self, remembering: Dialtone) -> None:
        answer = remembering("ask", f"{PRINTER}?", "--json").json
        assert answer["asked_before"]["count"] == 3
        assert any("Asked 3" in note and "since" in note for note in answer["notes"])
        assert "Asked 3" in answer["answer"]

    def test_what_nobody_asked_before_was_not_asked(self, remembering: Dialtone) -> None:
        answer = remembering("ask", "zebra yoghurt", "--json").json
        assert answer["kind"] == "unknown"
        assert answer["asked_before"] is None

    def test_the_docs_win_where_they_answer(self, remembering: Dialtone) -> None:
        answer = remembering(
            "ask", "rolling back: open the release, run harbor rollback", "--json"
        ).json
        assert {citation["kind"] for citation in answer["citations"]} == {"page"}

    def test_an_unanswered_thread_answers_nothing(
        self, remembering: Dialtone, app: FakeApp
    ) -> None:
        ends = {thread.question.text: thread.outcome for thread in every_thread(app)}
        assert ends["is anybody there?"] is Outcome.UNANSWERED
        answer = remembering("ask", "is anybody there?", "--json").json
        assert not [c for c in answer["citations"] if c["kind"] == "thread"]


def every_thread(app: FakeApp) -> list[Any]:
    from datetime import UTC, datetime

    return list(app.threads.between(datetime(2020, 1, 1, tzinfo=UTC), datetime.now(UTC)))


class TestOwnPast:
    def test_questions_are_mined_and_asked_without_their_threads(
        self, remembering: Dialtone
    ) -> None:
        shown = remembering("eval", "--from-history", "--json").json
        asked = {question["id"]: question for question in shown["second"]["questions"]}
        assert set(asked) == {f"help/{ts_of(start)}" for start in (6000, 8000, 9000)}
        assert shown["first"]["groups"]["handbook"]["questions"] == 3
        assert set(shown["difference"]) >= {"MRR", "success@5"}
        assert shown["better"] in ("", "first", "second")

    def test_people_read_which_is_better(self, remembering: Dialtone) -> None:
        shown = remembering("eval", "--from-history").out
        assert "docs alone" in shown
        assert "with past threads" in shown
        assert "cannot tell" in shown or "is better" in shown

    def test_two_settings_files_are_compared(self, remembering: Dialtone, place: Path) -> None:
        (place / "a.yaml").write_text("search:\n  vectors: false\n  lexical: false\n")
        (place / "b.yaml").write_text("past:\n  weight: 0.1\n")
        shown = remembering("eval", "--from-history", "--compare", "a.yaml", "b.yaml", "--json")
        scores = shown.json
        assert scores["first"]["groups"]["handbook"]["search"]["MRR"]["mean"] == 0.0
        assert scores["second"]["groups"]["handbook"]["search"]["MRR"]["mean"] > 0.5
        assert scores["better"] == "second"

    def test_too_little_history_teaches_nothing(self, remembering: Dialtone, app: FakeApp) -> None:
        done = remembering("eval", "--from-history", "--learn")
        assert "Too few questions" in done.out
        assert app.past.learned_weight() is None

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("eval",), "no questions"),
            (("eval", "--from-history", "q.jsonl"), "Give one of them"),
            (("eval", "b.yaml"), "settings file"),
            (("eval", "q.jsonl", "--learn"), "--learn needs --from-history"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(
        self, dialtone: Dialtone, arguments: tuple[str, ...], says: str
    ) -> None:
        done = dialtone(*arguments)
        assert done.code == 2
        assert says in done.err

    def test_without_links_there_is_nothing_to_ask(self, filled: Dialtone) -> None:
        done = filled("eval", "--from-history")
        assert done.code == 2
        assert "No past thread links" in done.err
