"""What every Notifier keeps. Inherit NotifierContract and override `world`."""

from typing import Protocol

import pytest

from core.catalog import Contact
from core.conversation import EscalationState
from core.errors import Permanent, Transient, UserError
from core.escalation import Notice, Purpose, Recipient, Urgency
from core.ports import Notifier

CONTACT = Contact("help", "team@example.com", {"pagerduty": "R" * 32, "opsgenie": "storage"})


class World(Protocol):
    """The other side, as a test changes it."""

    def notifier(self) -> Notifier:
        """One that reaches this side."""

    def reached(self) -> list[str]:
        """What people got, a text for each thing that rang or arrived; repeats of one id once."""

    def away(self) -> None:
        """The next request fails in a way that passes."""

    def lose(self) -> None:
        """The next request is carried out, and its answer lost."""

    def refuse(self) -> None:
        """The next request is refused for good."""

    def vanish(self) -> None:
        """Nobody listens any more."""


def notice(key: str = "n1", escalation: str = "e1", text: str = "It is on fire.") -> Notice:
    return Notice(
        key, escalation, Purpose.PAGE, Urgency.EMERGENCY,
        Recipient("group:default/t", "team-t", CONTACT), "EMERGENCY: Schlägt fehl?", text,
        "https://help.example.com/desk#e1", {"asker": "Ada", "team": "team-t"},
    )  # fmt: skip


class NotifierContract:
    """The promises of core.ports.Notifier."""

    @pytest.fixture
    def world(self) -> World:
        raise NotImplementedError

    def test_a_notice_arrives_whole(self, world: World) -> None:
        receipt = world.notifier().send(notice())
        [got] = world.reached()
        assert "It is on fire." in got
        assert "Ada" in got or "e1" in got
        assert isinstance(receipt, dict)

    def test_what_passes_is_transient_and_works_the_next_time(self, world: World) -> None:
        world.away()
        notifier = world.notifier()
        with pytest.raises(Transient):
            notifier.send(notice())
        assert world.reached() == []
        notifier.send(notice())
        assert len(world.reached()) == 1

    def test_sent_again_after_a_lost_answer_it_is_one(self, world: World) -> None:
        world.lose()
        notifier = world.notifier()
        with pytest.raises(Transient):
            notifier.send(notice())
        notifier.send(notice())
        assert len(world.reached()) == 1

    def test_two_notices_are_two(self, world: World) -> None:
        notifier = world.notifier()
        notifier.send(notice("n1", "e1"))
        notifier.send(notice("n2", "e2"))
        assert len(world.reached()) == 2

    def test_a_refusal_is_no_reason_to_try_again(self, world: World) -> None:
        world.refuse()
        with pytest.raises((Permanent, UserError)) as raised:
            world.notifier().send(notice())
        assert "R" * 32 not in str(raised.value)

    def test_nobody_there_is_transient(self, world: World) -> None:
        notifier = world.notifier()
        world.vanish()
        with pytest.raises(Transient):
            notifier.send(notice())

    def test_a_text_of_any_length_arrives(self, world: World) -> None:
        world.notifier().send(notice(text="It is on fire. " + "y\n.\n" * 20_000))
        assert len(world.reached()) == 1

    def test_asking_and_telling_do_no_harm(self, world: World) -> None:
        notifier = world.notifier()
        receipt = notifier.send(notice())
        known = notifier.ask(receipt)
        assert known is None or known.by == ""
        for state in (EscalationState.ACKNOWLEDGED, EscalationState.RESOLVED):
            notifier.tell(receipt, state)
