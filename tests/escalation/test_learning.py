"""What a human's answer teaches: drafted, approved, found; suggested to the owner in the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.conversation import Escalation
from core.db.lessons import APPROVED, DISCARDED
from core.records import Page, Question
from tests.escalation.office import Office, office

QUESTION = "label-service prints blank labels after the paper was changed"
ANSWER = "Recalibrate the printhead with harbor labels calibrate, then restart the spooler."


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


def resolved(here: Office, question: str = QUESTION) -> Escalation:
    call = here.ask(question)
    here.human.run()
    for text in ("Looking into it.", ANSWER):
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
