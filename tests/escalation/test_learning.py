"""What a human's answer teaches: drafted, approved, found; suggested to the owner in the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.conversation import Escalation
from core.db.lessons import APPROVED, DISCARDED
from core.records import Page, Question
from dialtone.forgetting import forget
from tests.escalation.office import Office, office
from tests.escalation.services import mail_server, words_of

QUESTION = "label-service prints blank labels after the paper was changed"
ANSWER = "Recalibrate the printhead with harbor labels calibrate, then restart the spooler."


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


def resolved(here: Office, question: str = QUESTION, answer: str = ANSWER) -> Escalation:
    call = here.ask(question)
    here.human.run()
    for text in ("Looking into it.", answer):
        here.conversations.reply(call.conversation_id, "Dana", text)
    here.human.desk.resolve(call.id, "Dana")
    here.human.run()
    return call


def found(here: Office) -> list[Page]:
    return list(here.search.find(Question("How do I recalibrate the printhead?")).pages)


def approve(here: Office, call: Escalation, state: str = APPROVED) -> None:
    lessons = here.human.learning.lessons
    draft = lessons.of(call.id)
    assert draft
    now = here.database.moment()
    lessons.decide(draft.id, state, draft.question, draft.answer, "Dana", now)
    here.human.run()


def test_draft_holds_what_was_asked_and_answered(here: Office) -> None:
    draft = here.human.learning.lessons.of(resolved(here).id)
    assert draft
    assert (draft.question, draft.answer, draft.state) == (QUESTION, ANSWER, "draft")
    assert (draft.owner, draft.audience) == ("team-labels", "public")
    assert found(here) == []


def test_approved_it_is_found_with_owner_and_date(here: Office) -> None:
    approve(here, resolved(here))
    [page, *_] = found(here)
    assert (page.source, page.title) == ("answers", QUESTION)
    [passage, *_] = page.passages
    assert passage.text == ANSWER
    assert (passage.owner, passage.audience) == ("team-labels", "public")
    assert passage.updated_at


def test_discarded_it_is_not_and_changed_of_mind_it_goes(here: Office) -> None:
    call = resolved(here)
    approve(here, call, DISCARDED)
    assert found(here) == []
    approve(here, call)
    assert found(here)
    approve(here, call, DISCARDED)
    assert found(here) == []


ALIKE = (
    "label-service prints blank labels after the paper was changed",
    "label-service prints blank labels since the paper was changed",
    "why does label-service print blank labels after the paper was changed",
)
OTHER = (
    ("depot-scan loses its wifi in hall four", "Restart the access point of the hall, then wait."),
    ("invoices of March are missing", "Ask billing to run the export again; it failed in March."),
)


def test_enough_answers_alike_suggest_a_change_to_the_docs_once(tmp_path: Path) -> None:
    with mail_server() as (box, port):
        mail = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "d@example.com"}
        with office(tmp_path, email=[mail]) as here:
            suggestions = here.human.suggesting.suggestions

            def told() -> list[str]:
                mails = [m for _, m in box.messages]
                return [words_of(m) for m in mails if str(m["Subject"]).startswith("Suggested")]

            for question, answer in OTHER:
                approve(here, resolved(here, question, answer))
            for question in ALIKE[:2]:
                approve(here, resolved(here, question))
            assert suggestions.open() == []
            last = resolved(here, ALIKE[2])
            approve(here, last)
            [made] = suggestions.open()
            assert [lesson.question for lesson in made.lessons] == list(ALIKE)
            assert made.team == "group:default/team-labels"
            here.until(told)
            [text] = told()
            assert "3 times people asked much the same" in text
            assert all(question in text for question in ALIKE)
            assert ANSWER in text
            assert "invoices" not in text
            assert "docs_suggested" in here.happened(last)

            # One more is no further suggestion; as many again are.
            for question in ALIKE[:2]:
                approve(here, resolved(here, question))
            assert len(suggestions.open()) == 1
            approve(here, resolved(here, ALIKE[2]))
            assert len(suggestions.open()) == 2
            suggestions.decide(made.id, "done", "Dana", here.database.moment())
            assert [one.id == made.id for one in suggestions.open()] == [False]


def test_answers_approved_at_once_suggest_as_well(tmp_path: Path) -> None:
    with office(tmp_path) as here:
        calls = [resolved(here, question) for question in (*ALIKE, ALIKE[0])]
        lessons = here.human.learning.lessons
        for call in calls:
            draft = lessons.of(call.id)
            assert draft
            now = here.database.moment()
            lessons.decide(draft.id, APPROVED, draft.question, draft.answer, "Dana", now)
        here.human.run()
        [made] = here.human.suggesting.suggestions.open()
        assert len(made.lessons) == 4
        [stuck] = [one for one in here.deliveries.stuck() if one.purpose.value == "docs_gap"]
        assert stuck.error == "no notifier is set up: see escalation.notify"


def test_helper_who_is_forgotten_leaves_desk_and_index(here: Office) -> None:
    call = resolved(here)
    approve(here, call)
    other = resolved(here, "depot-scan loses its wifi in hall four", "Restart the access point.")
    here.human.desk.acknowledge(here.ask().id, "Dana")
    assert found(here)
    forget(here, "Dana@example.com")
    assert found(here)  # somebody else
    source_id = here.sources.open("slack", "slack", "help")
    here.people.remember(source_id, {"U0DANA": "Dana"})
    forget(here, "U0DANA")
    assert found(here) == []
    whole = " ".join(
        f"{one} {here.escalations.events(one.id)} {here.human.learning.lessons.of(one.id)}"
        for one in here.escalations.all()
    )
    assert "Dana" not in whole
    assert "printhead" not in whole
    assert here.escalations.get(other.id).assignee == "someone"
