"""An escalation's life, from the call to the end, on real parts."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from core.conversation import Asker, ConversationState, EscalationKind, EscalationState
from core.errors import UserError
from tests.escalation.office import ADA, Office, office
from tests.escalation.peer import Answer
from tests.escalation.services import ROUTING_KEY, TOKEN, mail_server, pagerduty, words_of

Open = Callable[..., Office]
URGENCIES = ("emergency", "high", "normal")


@pytest.fixture
def opened(tmp_path: Path, database_url: str) -> Iterator[Open]:
    """Opens an office with these settings of escalation, on SQLite and on PostgreSQL."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(office(tmp_path, database_url, **settings))


def pager(url: str, name: str = "pagerduty") -> dict[str, Any]:
    return {
        "name": name, "routing_key": ROUTING_KEY, "token": TOKEN, "events_url": url,
        "api_url": url,
    }  # fmt: skip


def mail(port: int) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": port, "security": "none", "sender": "d@example.com"}


def test_owner_gets_one_mail_with_everything_they_need(opened: Open) -> None:
    with mail_server() as (box, port):
        here = opened(email=[mail(port)])
        call = here.ask(note="The printer hums.")
        here.until(lambda: box.messages)
        for _ in range(3):
            here.human.run()
    [(to, got)] = box.messages
    text = words_of(got)
    assert to == ["ask-harbor@fernway.example"]
    assert "Ada asks for a human (normal)." in text
    assert "It came to team-labels because the question names the component label-ser" in text
    assert "The printer hums." in text
    assert here.happened(call) == ["opened", "routed", "delivered"]
    stored = here.escalations.get(call.id)
    assert (stored.team, stored.state) == ("group:default/team-labels", EscalationState.OPEN)
    assert here.told(call)[-1].startswith("team-labels has this now, because the question names")


def test_claimed_answered_resolved_and_opened_again(opened: Open) -> None:
    here = opened()
    call = here.ask()
    here.human.run()
    desk = here.human.desk
    assert desk.acknowledge(call.id, "Dana").assignee == "Dana"
    assert desk.acknowledge(call.id, "Dana").state is EscalationState.ACKNOWLEDGED
    here.conversations.reply(call.conversation_id, "Dana", "Turn it off and on.")
    assert here.escalations.get(call.id).answered_at
    assert desk.resolve(call.id, "Dana").state is EscalationState.RESOLVED
    assert desk.resolve(call.id, "Eli").resolved_at
    opened_again = desk.reopen(call.id, "Ada")
    assert (opened_again.state, opened_again.round, opened_again.assignee) == (
        EscalationState.OPEN, 2, "",
    )  # fmt: skip
    here.human.run()
    assert here.happened(call) == [
        "opened", "routed", "acknowledged", "answered", "resolved", "reopened", "routed",
    ]  # fmt: skip
    events = here.escalations.events(call.id)
    assert [event.number for event in events] == list(range(1, 8))
    assert [event.actor for event in events][2:6] == ["Dana", "Dana", "Dana", "Ada"]
    read = here.conversations.get(call.conversation_id, None)
    assert read.state is ConversationState.WAITING


def test_passed_on_it_goes_to_the_chosen_team(opened: Open) -> None:
    with mail_server() as (box, port):
        here = opened(email=[mail(port)], teams={"team-edge": {"notify": ["email"]}})
        call = here.ask()
        here.until(lambda: len(box.messages) == 1)
        with pytest.raises(UserError, match="no team 'team-x'"):
            here.human.desk.reassign(call.id, "team-x", "Dana")
        here.human.desk.reassign(call.id, "team-edge", "Dana")
        here.until(lambda: len(box.messages) == 2)
    stored = here.escalations.get(call.id)
    assert (stored.team_name, stored.why) == ("team-edge", "Dana passed it on")
    assert here.happened(call) == [
        "opened", "routed", "delivered", "reassigned", "routed", "delivered",
    ]  # fmt: skip


def test_nobody_to_tell_is_shown_and_told_later(opened: Open) -> None:
    here = opened()
    call = here.ask()
    here.human.run()
    [stuck] = here.deliveries.stuck()
    assert (stuck.escalation_id, stuck.error) == (
        call.id, "no notifier is set up: see escalation.notify",
    )  # fmt: skip
    here.human.desk.resolve(call.id, "Dana")
    assert here.deliveries.stuck() == []


def test_next_way_is_tried_where_the_first_fails(opened: Open) -> None:
    with mail_server() as (box, port):
        broken = {"name": "hook", "url": "http://127.0.0.1:9/x", "secret": "s"}
        here = opened(email=[mail(port)], webhook=[broken], notify=["hook", "email"])
        here.ask()
        here.until(lambda: box.messages)
        assert here.deliveries.stuck() == []


def test_timers_remind_and_breach_once_each(opened: Open) -> None:
    soon = {"acknowledge": 0.003, "answer": 0.006, "resolve": 99, "around_the_clock": True}
    with mail_server() as (box, port):
        here = opened(
            email=[mail(port)], goals=dict.fromkeys(("emergency", "high", "normal"), soon)
        )
        call = here.ask()
        here.until(lambda: here.happened(call).count("breached") == 2)
        here.until(lambda: len(box.messages) == 5)
    happened = here.happened(call)
    assert (happened.count("reminded"), happened.count("breached")) == (2, 2)
    [first, *_] = [e for e in here.escalations.events(call.id) if e.name == "breached"]
    assert first.data == {"goal": "acknowledge", "to": "group:default/product"}
    subjects = [str(got["Subject"]) for _, got in box.messages]
    assert sum(subject.startswith("Still waiting: ") for subject in subjects) == 2
    assert sum(subject.startswith("Overdue: ") for subject in subjects) == 2


def test_goal_that_is_met_stops_its_timer(opened: Open) -> None:
    soon = {"acknowledge": 0.01, "answer": 0.02, "resolve": 99, "around_the_clock": True}
    here = opened(goals=dict.fromkeys(URGENCIES, soon))
    call = here.ask()
    here.human.run()
    here.conversations.reply(call.conversation_id, "Dana", "Done.")
    here.skew = 5.0
    here.human.run()
    assert "breached" not in here.happened(call)


# ----------------------------------------------------------------------- paging


def test_emergency_pages_says_who_and_when_it_is_acknowledged(opened: Open) -> None:
    with pagerduty() as (server, running):
        here = opened(pagerduty=[pager(running.url)], page=["pagerduty"])
        call = here.ask(kind=EscalationKind.EMERGENCY, note="Depots stand still.")
        here.until(lambda: server.incidents)
        assert list(server.incidents) == [call.id]
        details = server.incidents[call.id]["details"]
        assert "Depots stand still." in details["custom_details"]["transcript"]
        here.skew = 11
        here.until(lambda: "Paged: Jory Castellan." in here.told(call))
        server.acknowledge(call.id)
        here.skew = 30
        here.until(lambda: "Mina Okafor has acknowledged the page." in here.told(call))
        stored = here.escalations.get(call.id)
        assert (stored.state, stored.assignee) == (EscalationState.ACKNOWLEDGED, "Mina Okafor")
        here.human.desk.resolve(call.id, "Mina Okafor")
        here.until(lambda: server.incidents[call.id]["status"] == "resolved")
        assert server.actions == [f"trigger {call.id}", f"resolve {call.id}"]


def test_taken_at_the_desk_the_phone_stops_ringing(opened: Open) -> None:
    with pagerduty() as (server, running):
        here = opened(pagerduty=[pager(running.url)], page=["pagerduty"])
        call = here.ask(kind=EscalationKind.EMERGENCY)
        here.until(lambda: server.incidents)
        here.human.desk.acknowledge(call.id, "Dana")
        here.until(lambda: server.incidents[call.id]["status"] == "acknowledged")


@pytest.mark.parametrize("fault", [[Answer(500)] * 2, [Answer(429, headers={"Retry-After": "0"})],
                                   [Answer(0)] * 3], ids=["5xx", "429", "hangs up"])  # fmt: skip
def test_page_goes_out_through_faults(opened: Open, fault: list[Answer]) -> None:
    with pagerduty() as (server, running):
        server.refuse += fault
        here = opened(pagerduty=[pager(running.url)], page=["pagerduty"])
        call = here.ask(kind=EscalationKind.EMERGENCY)
        here.until(lambda: server.incidents)
        assert "undelivered" not in here.happened(call)


def test_never_acknowledged_it_rings_again_then_the_next_person_then_gives_the_phone(
    opened: Open,
) -> None:
    with pagerduty() as (first, one), pagerduty() as (second, two):
        here = opened(
            pagerduty=[pager(one.url, "first"), pager(two.url, "second")],
            page=["first", "second"], page_again_minutes=0.01, phone="+31 20 555 0100",
        )  # fmt: skip
        call = here.ask(kind=EscalationKind.EMERGENCY)
        here.until(lambda: "pages_exhausted" in here.happened(call))
        here.human.run()
    assert first.actions == [f"trigger {call.id}"] * 2
    assert second.actions == [f"trigger {call.id}"] * 2
    assert (
        "nobody has acknowledged. Your call is open. Ring +31 20 555 0100." in here.told(call)[-1]
    )
    assert here.happened(call).count("paged_again") == 3


def test_paging_that_fails_is_said_plainly_with_the_phone(opened: Open) -> None:
    here = opened(
        pagerduty=[pager("http://127.0.0.1:9")], page=["pagerduty"], phone="+31 20 555 0100"
    )
    call = here.ask(kind=EscalationKind.EMERGENCY)
    here.until(lambda: "paging_failed" in here.happened(call))
    assert "nobody's phone has rung. Ring +31 20 555 0100." in here.told(call)[-1]
    assert {stuck.purpose.value for stuck in here.deliveries.stuck()} == {"page", "notice"}


def test_without_anything_that_pages_nobody_is_told_so(opened: Open) -> None:
    here = opened(phone="112")
    call = here.ask(kind=EscalationKind.EMERGENCY)
    here.human.run()
    assert "nobody's phone has rung. Ring 112." in here.told(call)[-1]


def test_limits_hold_back_later_pages_and_never_the_first(opened: Open) -> None:
    with pagerduty() as (server, running):
        here = opened(pagerduty=[pager(running.url)], page=["pagerduty"], pages_per_hour=2)
        calls = [here.ask(kind=EscalationKind.EMERGENCY) for _ in range(4)]
        bob = here.ask(kind=EscalationKind.EMERGENCY, asker=Asker("bob", ADA.audiences))
        here.until(lambda: len(server.incidents) == 3)
        here.human.run()
    assert set(server.incidents) == {calls[0].id, calls[1].id, bob.id}
    assert "without another page" in here.told(calls[3])[-1]
