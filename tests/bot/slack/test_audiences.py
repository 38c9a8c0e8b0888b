"""What was said in private is found by those who may see it, and by nobody else."""

from pathlib import Path

import pytest

from tests.bot.slack.help_channel import Transport, help_channel
from tests.slack.emulator import Emulator

SECRET = "When does the pager escalation password rotation happen?"
KNOWN = "second Tuesday"


@pytest.mark.parametrize("mention", [True, False])
async def test_a_private_channel_has_its_own_audience_and_a_public_one_the_public(
    slack: Emulator, tmp_path: Path, transport: Transport, mention: bool
) -> None:
    given = {"oncall": ("staff",)}
    async with help_channel(
        slack, tmp_path, transport, channel_audiences=given, help_channels=("help", "oncall")
    ) as room:
        oncall = slack.add_channel("oncall", room.priya, room.ben, slack.bot, kind="group")
        text = f"{slack.bot.mention} {SECRET}" if mention else SECRET
        within = slack.post(room.priya, oncall, text)
        outside = slack.post(room.priya, room.channel, text)
        assert KNOWN in (await room.answers(within.ts))[0].text
        assert KNOWN not in (await room.answers(outside.ts))[0].text


async def test_a_direct_message_is_answered_by_who_asks(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    given = {"oncall": ("staff",)}
    async with help_channel(slack, tmp_path, transport, channel_audiences=given) as room:
        slack.add_channel("oncall", room.priya, slack.bot, kind="group")
        hers = slack.post(room.priya, slack.open_dm(room.priya), SECRET)
        his = slack.post(room.ada, slack.open_dm(room.ada), SECRET)
        assert KNOWN in (await room.answers(hers.ts))[0].text
        assert KNOWN not in (await room.answers(his.ts))[0].text


async def test_a_person_may_be_given_audiences_of_their_own(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    tom = slack.add_user("tom")
    given = {tom.id: ("staff",)}
    async with help_channel(slack, tmp_path, transport, people_audiences=given) as room:
        asked = slack.post(tom, slack.open_dm(tom), SECRET)
        in_public = slack.post(tom, room.channel, SECRET)
        assert KNOWN in (await room.answers(asked.ts))[0].text
        assert KNOWN not in (await room.answers(in_public.ts))[0].text


async def test_where_slack_does_not_say_what_a_place_is_only_public_pages_are_used(
    slack: Emulator, tmp_path: Path, transport: Transport
) -> None:
    given = {"oncall": ("staff",)}
    async with help_channel(slack, tmp_path, transport, channel_audiences=given) as room:
        oncall = slack.add_channel("oncall", room.priya, slack.bot, kind="group")
        slack.app.scopes.discard("groups:read")
        asked = slack.post(room.priya, oncall, f"{slack.bot.mention} {SECRET}")
        assert KNOWN not in (await room.answers(asked.ts))[0].text
