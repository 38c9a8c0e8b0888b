"""What is too long for one message of Slack's comes in several, whole and in order."""

from pathlib import Path
from typing import Any

import pytest

from bot import slack_messages as say
from bot.slack import buttons
from tests.bot.slack.help_channel import Transport, help_channel
from tests.bot.slack.said import check, words
from tests.bot.web.line import write_pages
from tests.slack.emulator import Emulator
from tests.slack.message import Message

DEEP = "/".join(letter * 200 for letter in "abcd")
"""A path such as wikis have: Slack counts an address wherever it stands."""
LAMPS = [f"To drain a lighthouse, turn lamp number {n} of the lighthouse off." for n in range(12)]


def shown(message: Message) -> str:
    return words([{"blocks": message.blocks}])


def can_press(message: Message, action: str) -> bool:
    return f'"{action}"' in str(message.blocks).replace("'", '"')


@pytest.mark.parametrize("fault", ["", "reset_after", "error_before"])
async def test_a_long_answer_is_several_messages_in_order(
    slack: Emulator, tmp_path: Path, transport: Transport, fault: Any
) -> None:
    async with help_channel(slack, tmp_path, transport) as room:
        page = "# Draining a lighthouse\n\n" + "\n\n".join(LAMPS)
        room.app.ingest(write_pages(tmp_path / "more", {f"{DEEP}/lighthouse.md": page}))
        if fault:
            slack.fault(fault, "chat.postMessage", count=2)
        said = await room.answers(room.asks("How do I drain a lighthouse?").ts, 2)
        check([{"text": each.text, "blocks": each.blocks} for each in said])
        assert len(said) > 1
        told = "".join(map(shown, said))
        places = [told.index(f"lamp number {n} ") for n in range(12) if f"number {n} " in told]
        assert len(places) > 8
        assert places == sorted(places)
        assert all(told.count(f"lamp number {n} ") == 1 for n in range(len(places)))
        first, *_, last = said
        assert first.blocks[0]["elements"][0]["action_id"] == buttons.HUMAN
        assert [can_press(each, buttons.HUMAN) for each in said].count(True) == 1
        assert [can_press(each, buttons.FEEDBACK) for each in said].count(True) == 1
        assert can_press(last, buttons.FEEDBACK)
        assert say.continued(2, len(said)) in shown(said[1])


async def test_what_a_human_writes_at_length_reaches_the_asker_whole(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    async with help_channel(slack, tmp_path, transport, triage="#triage") as room:
        triage = slack.add_channel("triage", room.priya, slack.bot)
        asked = room.asks("I want to talk to a human")
        await slack.wait_for(lambda: room.said_in(triage), 20, "a card")
        [card] = room.said_in(triage)
        steps = [f"Step {n}: look at <!channel> and the {n}th of its logs." for n in range(200)]
        slack.post(room.priya, triage, "\n".join(steps), thread_ts=card.ts)
        last = "the 199th of its logs"
        await slack.wait_for(
            lambda: any(last in shown(each) for each in slack.said_by_bot(asked.ts)), 30, last
        )
        said = slack.said_by_bot(asked.ts)
        told = "".join(map(shown, said))
        assert all(told.count(f"Step {n}: look") == 1 for n in range(200))
        assert "<!" not in "".join(each.text for each in said)
        assert say.human_writes("Priya Nair") in told
