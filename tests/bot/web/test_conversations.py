"""Conversations through the front door."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest

from core.records import Answer, Question
from tests.bot.web.line import BASE_URL, FOUND, OTHER_ORIGIN, Line, Person, wait_for

ROLLBACK = "How do I roll back a deploy?"


def test_a_question_is_answered_with_its_sources(ada: Person) -> None:
    asked = ada.ask(ada.conversation(), ROLLBACK)
    answer = asked["answer"]
    assert asked["question"]["text"] == ROLLBACK
    assert asked["question"]["html"] is None
    assert answer["role"] == "assistant"
    assert answer["kind"] in FOUND
    assert 0 < answer["confidence"] <= 1
    assert answer["citations"][0]["url"].startswith(BASE_URL)
    assert answer["citations"][0]["quote"] in "".join(_pages())
    assert "<code>harbor rollback</code>" in answer["html"]
    assert 'class="dt-cite"' in answer["html"]
    assert answer["state"] == "complete"


@pytest.mark.parametrize(("said", "back"), [("hi there!", "Hello!"), ("thanks!", "You're welcome")])
def test_a_courtesy_is_returned(ada: Person, said: str, back: str) -> None:
    answer = ada.ask(ada.conversation(), said)["answer"]
    assert answer["text"].startswith(back)
    assert answer["kind"] == "answered"
    assert answer["citations"] == answer["see_also"] == []


def test_an_answer_comes_as_a_stream_in_order(ada: Person) -> None:
    path = f"/conversations/{ada.conversation()}/messages"
    with ada.stream(path, {"text": ROLLBACK}) as events:
        happened = list(events)
    names = [event.name for event in happened]
    assert names[:2] == ["message", "status"]
    assert names[-3:] == ["citations", "message", "done"]
    assert set(names[2:-3]) == {"part"}
    assert [event.id for event in happened] == list(range(1, len(happened) + 1))
    question, status, answer = happened[0].data, happened[1].data, happened[-2].data
    assert (question["role"], answer["role"]) == ("user", "assistant")
    assert status["text"] == "Searching 1 source"
    parts = [event.data for event in happened if event.name == "part"]
    assert answer["html"].endswith("".join(part["html"] for part in parts))
    about = {event.data.get("message_id", answer["id"]) for event in happened[1:]}
    assert about == {answer["id"]}


def test_a_follow_up_uses_what_was_said(
    line: Line, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Question] = []
    inner = line.app.answerer.answer_many

    def remembered(questions: Sequence[Question]) -> list[Answer]:
        asked.extend(questions)
        return inner(questions)

    monkeypatch.setattr(line.surface.batching, "_answer_many", remembered)
    conversation = ada.conversation()
    first = ada.ask(conversation, ROLLBACK)
    ada.ask(conversation, "and in EU?")
    assert [(turn.role, turn.text) for turn in asked[-1].history] == [
        ("user", ROLLBACK),
        ("assistant", first["answer"]["text"]),
    ]


def test_a_conversation_is_read_again_as_it_was(ada: Person) -> None:
    conversation = ada.conversation()
    asked = ada.ask(conversation, ROLLBACK)
    read = ada.get(f"/conversations/{conversation}").json()
    assert read["messages"] == [asked["question"], asked["answer"]]
    assert read["state"] == "open"
    with ada.stream(f"/conversations/{conversation}/events?follow=false") as events:
        assert [event.id for event in events][-1] == read["last_event_id"]


def test_unknown_is_said_with_the_nearest_pages_and_no_parts(ada: Person) -> None:
    answer = ada.ask(ada.conversation(), "Which colour has the moon of zebras?")["answer"]
    assert answer["kind"] == "unknown"
    assert "I don't know" in answer["text"]
    assert answer["citations"] == []


def test_the_same_key_asks_once_whatever_the_form(ada: Person) -> None:
    conversation = ada.conversation()
    first = ada.ask(conversation, ROLLBACK, "key-1")
    assert ada.ask(conversation, ROLLBACK, "key-1") == first
    path = f"/conversations/{conversation}/messages"
    with ada.stream(path, {"text": ROLLBACK}, "key-1") as events:
        happened = list(events)
    assert happened[-2].data == first["answer"]
    assert happened[-1].name == "done"
    assert len(ada.get(f"/conversations/{conversation}").json()["messages"]) == 2
    other = ada.post(path, {"text": "Something else?"}, "key-1")
    assert other.status_code == 422
    assert other.json()["type"] == "urn:dialtone:problem:idempotency-key-reused"


def test_retries_at_the_same_moment_ask_once(ada: Person) -> None:
    conversation = ada.conversation()
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda: answers.append(ada.ask(conversation, ROLLBACK, "k")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert all(answer == answers[0] for answer in answers)
    assert len(ada.get(f"/conversations/{conversation}").json()["messages"]) == 2


def test_a_conversation_is_begun_once_under_one_key(ada: Person) -> None:
    first = ada.post("/conversations", key="begin").json()
    assert ada.post("/conversations", key="begin").json() == first
    assert ada.post("/conversations", key=None).json()["id"] != first["id"]


def test_a_cut_stream_goes_on_where_it_stopped(ada: Person) -> None:
    conversation = ada.conversation()
    path = f"/conversations/{conversation}/messages"
    with ada.stream(path, {"text": ROLLBACK}) as events:
        first = [next(events), next(events)]
    # The connection is gone; the answer is made all the same.
    follow = f"/conversations/{conversation}/events"
    with ada.stream(follow, **{"Last-Event-ID": str(first[-1].id)}) as events:
        rest = [next(events)]
        while rest[-1].name != "done":
            rest.append(next(events))
    assert [event.id for event in first + rest] == list(range(1, len(first + rest) + 1))
    assert rest[-2].data["role"] == "assistant"


def test_events_arrive_live(line: Line, ada: Person) -> None:
    conversation = ada.conversation()
    with ada.stream(f"/conversations/{conversation}/events") as events:
        wait_for(lambda: line.surface.parts.metrics.streams._value.get() >= 1)
        said = line.admin(
            "POST", f"/conversations/{conversation}/replies", {"author": "Dana", "text": "Hi *A*"}
        )
        assert said.status_code == 201
        state, message = next(events), next(events)
    assert state.data == {"state": "with_human", "author": "Dana"}
    assert message.data["html"] == "<p>Hi <em>A</em></p>\n"
    assert message.data["author"] == "Dana"


def test_feedback_is_stored_and_replaced(ada: Person) -> None:
    conversation = ada.conversation()
    answer = ada.ask(conversation, ROLLBACK)["answer"]
    path = f"/messages/{answer['id']}/feedback"
    assert ada.post(path, {"helpful": True}).json()["helpful"] is True
    again = ada.post(path, {"helpful": False, "reason": "Out of date"})
    assert again.json() == {"id": answer["id"], "helpful": False, "reason": "Out of date"}
    read = ada.get(f"/conversations/{conversation}").json()
    assert read["messages"][1]["feedback"] == {"helpful": False, "reason": "Out of date"}


def test_a_human_is_asked_for_and_everything_reaches_them(line: Line, ada: Person) -> None:
    conversation = ada.conversation()
    ada.ask(conversation, ROLLBACK)
    called = ada.post(f"/conversations/{conversation}/human", {"note": "It hangs."}, "h1")
    assert called.status_code == 202
    assert called.json()["kind"] == "human"
    assert ada.post(f"/conversations/{conversation}/human", {"note": "It hangs."}, "h1").json() == (
        called.json()
    )
    open_calls = line.admin("GET", "/escalations?state=open").json()["escalations"]
    assert called.json()["id"] in [item["id"] for item in open_calls]
    seen = line.admin("GET", f"/conversations/{conversation}").json()
    roles = [message["role"] for message in seen["messages"]]
    # That no notifier is set up may be said by now, too.
    assert roles[:4] == ["user", "assistant", "user", "system"]
    assert set(roles[4:]) <= {"system"}
    assert seen["messages"][3]["text"] == called.json()["message"]
    assert seen["state"] == "waiting_for_human"


def test_while_a_human_has_it_the_bot_is_silent(line: Line, ada: Person) -> None:
    conversation = ada.conversation()
    replies = f"/conversations/{conversation}/replies"
    assert line.admin("POST", replies, {"author": "Dana", "text": "Hello."}).status_code == 201
    assert ada.ask(conversation, ROLLBACK)["answer"] is None
    path = f"/conversations/{conversation}/messages"
    with ada.stream(path, {"text": "Still there?"}) as events:
        assert [event.name for event in events] == ["message", "done"]
    assert line.admin("POST", f"/conversations/{conversation}/resolve").status_code == 200
    assert ada.get(f"/conversations/{conversation}").json()["state"] == "resolved"
    assert ada.ask(conversation, ROLLBACK)["answer"]["kind"] in FOUND


def test_an_emergency_wants_to_be_confirmed(line: Line, ada: Person) -> None:
    conversation = ada.conversation()
    path = f"/conversations/{conversation}/emergency"
    assert ada.post(path, {"note": "Down"}).status_code == 422
    assert ada.post(path, {"confirmed": False}).status_code == 422
    assert ada.get(f"/conversations/{conversation}").json()["messages"] == []
    called = ada.post(path, {"confirmed": True, "note": "Down"})
    assert (called.status_code, called.json()["kind"]) == (202, "emergency")


def test_asking_for_a_human_in_words_stores_an_escalation(line: Line, ada: Person) -> None:
    conversation = ada.conversation()
    answer = ada.ask(conversation, "can I talk to a human please?")["answer"]
    calls = line.admin("GET", "/escalations").json()["escalations"]
    assert conversation in [call["conversation_id"] for call in calls]
    assert "human has been asked" in answer["text"]


def test_another_site_sees_nothing(line: Line, ada: Person) -> None:
    conversation = ada.conversation()
    answer = ada.ask(conversation, ROLLBACK)["answer"]
    bob = line.person(origin=OTHER_ORIGIN)
    tried = [
        bob.get(f"/conversations/{conversation}"),
        bob.get(f"/conversations/{conversation}/events"),
        bob.post(f"/conversations/{conversation}/messages", {"text": "Hi"}),
        bob.post(f"/conversations/{conversation}/human", {}),
        bob.post(f"/conversations/{conversation}/emergency", {"confirmed": True}),
        bob.post(f"/messages/{answer['id']}/feedback", {"helpful": True}),
        bob.get("/conversations/no-such-conversation"),
        bob.get("/conversations/%00"),
        bob.get(f"/conversations/{'x' * 500}"),
    ]
    assert [response.status_code for response in tried] == [404] * len(tried)
    # What is not theirs and what is not there look the same.
    assert tried[0].json() == tried[6].json()


def _pages() -> list[str]:
    from tests.bot.web.line import PAGES

    return list(PAGES.values())


def test_who_asks_in_german_is_spoken_to_in_german(line: Line, ada: Person) -> None:
    conversation = ada.conversation()
    unknown = ada.ask(conversation, "Wie kann ich die Kaffeemaschine in der Küche entkalken?")
    assert unknown["answer"]["kind"] == "unknown"
    assert unknown["answer"]["language"] == "de"
    assert unknown["answer"]["text"].startswith("Das weiß ich nicht. Ich habe in guide gesucht")
    assert ada.ask(conversation, "danke!")["answer"]["text"].startswith("Gern geschehen")
    # A note in another language changes nothing of what was promised.
    note = {"note": "It is the machine on the second floor, and I cannot do it."}
    called = ada.post(f"/conversations/{conversation}/human", note, "h1").json()
    assert called["message"].startswith("Ein Mensch ist gebeten worden")
    said = line.admin("GET", f"/conversations/{conversation}").json()["messages"]
    assert called["message"] in [message["text"] for message in said]


def test_english_is_the_language_of_who_says_too_little(ada: Person) -> None:
    answer = ada.ask(ada.conversation(), "Kaffeemaschine?")["answer"]
    assert (answer["language"], answer["text"][:13]) == (None, "I don't know.")
