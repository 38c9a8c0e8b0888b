"""A question in the help channel gets one answer, in its thread, over either transport."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import slack_messages as say
from bot.age import age
from core.catalog import Catalog, Entity, EntityKind, Team
from tests.bot.slack.help_channel import (
    OTHER,
    QUESTION,
    HelpChannel,
    Transport,
    help_channel,
)
from tests.bot.slack.said import check, words
from tests.bot.web.line import write_pages
from tests.slack.emulator import Emulator


async def test_a_question_is_answered_once_in_its_thread(room: HelpChannel) -> None:
    asked = room.asks()
    (said,) = await room.answers(asked.ts)
    assert said.thread_ts == asked.ts
    assert said.subtype is None
    assert "harbor rollback" in said.text
    assert "https://docs.example.com/guide/rollback" in str(said.blocks)


async def test_sources_are_numbered_links_with_title_and_age(
    room: HelpChannel, tmp_path: Path
) -> None:
    page = "---\nupdated: 2024-03-03\n---\n# Lamps\n\nTo drain a lighthouse, turn its lamp off.\n"
    room.app.ingest(write_pages(tmp_path / "more", {"lamps.md": page}))
    (said,) = await room.answers(room.asks("How do I drain a lighthouse?").ts)
    shown = words([{"blocks": said.blocks}])
    changed = age(datetime(2024, 3, 3, tzinfo=UTC))
    assert "turn its lamp off. [1]" in shown
    assert f"[1] <https://docs.example.com/guide/lamps|Lamps> · {changed}" in shown


async def test_a_page_in_a_code_block_is_one_block_of_code(
    room: HelpChannel, tmp_path: Path
) -> None:
    code = "# Lighthouse page\n\n```sh\nharbor lighthouse drain\n```\n\n<!channel> Then wait."
    page = f"# Lighthouses\n\nA page on how to drain a lighthouse:\n\n````md\n{code}\n````\n"
    room.app.ingest(write_pages(tmp_path / "more", {"lighthouse.md": page}))
    (said,) = await room.answers(room.asks("How do I drain a lighthouse?").ts)
    shown = [part for block in said.blocks for part in block.get("elements", ())]
    parts = [each for each in shown if each["type"] == "rich_text_preformatted"]
    assert [each["elements"][0]["text"] for each in parts] == [code]


async def test_a_sign_of_life_comes_before_the_answer(room: HelpChannel) -> None:
    asked = room.asks()
    await room.answers(asked.ts)
    methods = [call.method for call in room.slack.calls()]
    assert methods.index("assistant.threads.setStatus") < methods.index("chat.postMessage")


async def test_chatter_is_left_alone(room: HelpChannel) -> None:
    room.asks("Lunch is here, enjoy.")
    await room.rest()
    assert room.slack.said_by_bot() == []


async def test_announcements_and_other_bots_get_nothing(room: HelpChannel) -> None:
    alerts = room.slack.add_bot("alerts")
    room.slack.join(alerts, room.channel)
    room.slack.post(alerts, room.channel, QUESTION)
    room.asks("The cluster will be upgraded on Friday at noon. No action is needed.")
    room.slack.join(room.slack.add_user("tom"), room.channel)
    await room.rest()
    assert room.slack.said_by_bot() == []


async def test_elsewhere_it_answers_mentions_and_nothing_else(room: HelpChannel) -> None:
    other = room.slack.add_channel("random", room.ada, room.slack.bot)
    unasked = room.slack.post(room.ada, other, QUESTION)
    asked = room.slack.post(room.ada, other, f"{room.slack.bot.mention} {QUESTION}")
    assert len(await room.answers(asked.ts)) == 1
    assert room.slack.said_by_bot(unasked.ts) == []


@pytest.mark.parametrize(
    ("mode", "answered"), [("every", [1, 1, 1]), ("questions", [0, 1, 1]), ("mentions", [0, 0, 1])]
)
async def test_the_setting_says_what_is_answered(
    slack: Emulator, tmp_path: Path, transport: Transport, mode: str, answered: list[int]
) -> None:
    async with help_channel(slack, tmp_path, transport, mode=mode) as room:
        texts = ("Rollback of a deploy", QUESTION, f"{slack.bot.mention} rollback of a deploy")
        asked = [room.asks(text) for text in texts]
        await room.answers(asked[-1].ts)
        assert [len(slack.said_by_bot(each.ts)) for each in asked] == answered


async def test_what_a_page_says_calls_nobody_and_bears_the_number_of_its_source(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    async with help_channel(slack, tmp_path, transport) as room:
        steps = "\n".join(
            f"{number}. To drain a lighthouse, <!channel> turn lamp {number} off, <@{room.ben.id}>."
            for number in range(1, 9)
        )
        page = {"lighthouse.md": f"# Draining a lighthouse\n\nTo drain a lighthouse:\n\n{steps}\n"}
        room.app.ingest(write_pages(tmp_path / "more", page))
        asked = room.asks("How do I drain a lighthouse?")
        said = await room.answers(asked.ts)
        check([{"text": each.text, "blocks": each.blocks} for each in said])
        assert "<!channel> turn lamp" in words([{"blocks": said[0].blocks}])
        shown = str(said[-1].blocks)
        assert "[1]" in shown
        assert "https://docs.example.com/guide/lighthouse" in shown


async def test_a_mention_is_two_events_and_one_answer(room: HelpChannel) -> None:
    asked = room.asks(f"{room.slack.bot.mention} {QUESTION}")
    assert len(await room.answers(asked.ts)) == 1


async def test_a_follow_up_is_answered_and_knows_what_went_before(room: HelpChannel) -> None:
    asked = room.asks()
    await room.answers(asked.ts)
    room.asks("And in the EU region?", thread_ts=asked.ts)
    _, second = await room.answers(asked.ts, 2)
    assert "--region eu" in second.text


async def test_silent_once_a_human_helps_until_mentioned(room: HelpChannel) -> None:
    asked = room.asks()
    await room.answers(asked.ts)
    room.slack.post(room.priya, room.channel, "Let me look.", thread_ts=asked.ts)
    room.asks(OTHER, thread_ts=asked.ts)
    await room.rest()
    assert len(room.slack.said_by_bot(asked.ts)) == 1
    room.asks(f"{room.slack.bot.mention} {OTHER}", thread_ts=asked.ts)
    assert len(await room.answers(asked.ts, 2)) == 2


async def test_what_it_does_not_know_names_the_team_that_owns_it(room: HelpChannel) -> None:
    team = Team("group:default/harbor", "harbor", title="Team Harbor")
    owned = Entity(
        "component:default/moon-lander", EntityKind.COMPONENT, "moon-lander", owner=team.ref
    )
    room.app.catalogs.replace(Catalog({team.ref: team}, {}, {owned.ref: owned}))
    asked = room.asks("When does moon-lander eat pancakes?")
    (said,) = await room.answers(asked.ts)
    assert say.unknown_way("Team Harbor") in words([{"blocks": said.blocks}])
    other = room.asks("When do whales eat pancakes?")
    (said,) = await room.answers(other.ts)
    assert say.unknown_way("") in words([{"blocks": said.blocks}])
