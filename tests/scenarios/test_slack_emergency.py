"""Production trouble in Slack: whose phone rings is said in the thread, and when none does."""

from pathlib import Path
from typing import Any

from bot.slack import buttons
from core.conversation import EscalationKind
from tests.escalation.services import ROUTING_KEY, TOKEN, pagerduty
from tests.scenarios.team_channels import QUESTION, Scene, team_channels
from tests.slack.emulator import Emulator
from tests.slack.fixtures import slack, slack_settings
from tests.slack.message import Message

__all__ = ["slack", "slack_settings"]

PHONE = "+31 20 555 0100"


def pager(url: str) -> dict[str, Any]:
    return {"routing_key": ROUTING_KEY, "token": TOKEN, "events_url": url, "api_url": url}


async def pressed(scene: Scene) -> Message:
    """Ada asks in #help and presses the button: her question."""
    asked = scene.slack.post(scene.ada, scene.channel, QUESTION)
    [answer, *_] = await scene.answers(asked.ts)
    await scene.slack.click(scene.ada, scene.channel, answer.ts, buttons.EMERGENCY)
    return asked


async def told(scene: Scene, asked: Message, words: str) -> None:
    """Wait until the asker's thread says so."""
    await scene.until(
        lambda: any(words in each.text for each in scene.slack.said_by_bot(asked.ts)), words
    )


async def test_phone_rings_and_the_thread_says_whose_and_who_took_it(
    slack: Emulator, tmp_path: Path
) -> None:
    with pagerduty() as (server, peer):
        settings = {"pagerduty": [pager(peer.url)], "page": ["pagerduty"], "phone": PHONE}
        async with team_channels(slack, tmp_path, **settings) as scene:
            asked = await pressed(scene)
            await told(scene, asked, "Paging whoever is on call for team-labels")
            await scene.until(lambda: server.incidents, "an incident")
            [key] = server.incidents
            assert QUESTION in str(server.incidents[key]["details"])
            await told(scene, asked, "Paged: Jory Castellan.")
            server.acknowledge(key)
            await told(scene, asked, "Mina Okafor has acknowledged the page.")
            [call] = scene.app.escalations.all()
            assert (call.id, call.kind) == (key, EscalationKind.EMERGENCY)
            assert call.assignee == "Mina Okafor"
            # The team's channel has the card as well, marked, for who is awake already.
            await scene.until(lambda: scene.cards(scene.labels), "the card")
            [card] = scene.cards(scene.labels)
            assert card.text.startswith("🚨")
            # Resolved there, the phone stops ringing.
            await slack.click(scene.priya, scene.labels, card.ts, "dialtone_card_resolve")
            await scene.until(lambda: server.incidents[key]["status"] == "resolved", "the end")


async def test_nobody_acknowledges_and_the_thread_gives_the_phone(
    slack: Emulator, tmp_path: Path
) -> None:
    with pagerduty() as (server, peer):
        settings = {"pagerduty": [pager(peer.url)], "page": ["pagerduty"], "phone": PHONE}
        async with team_channels(slack, tmp_path, page_again_minutes=0.02, **settings) as scene:
            asked = await pressed(scene)
            await told(scene, asked, f"nobody has acknowledged. Your call is open. Ring {PHONE}.")
    assert len(server.actions) >= 2


async def test_paging_that_fails_is_said_plainly(slack: Emulator, tmp_path: Path) -> None:
    settings = {"pagerduty": [pager("http://127.0.0.1:9")], "page": ["pagerduty"], "phone": PHONE}
    async with team_channels(slack, tmp_path, **settings) as scene:
        asked = await pressed(scene)
        await told(scene, asked, f"nobody's phone has rung. Ring {PHONE}.")


async def test_by_command_the_same(slack: Emulator, tmp_path: Path) -> None:
    with pagerduty() as (server, peer):
        settings = {"pagerduty": [pager(peer.url)], "page": ["pagerduty"], "phone": PHONE}
        async with team_channels(slack, tmp_path, **settings) as scene:
            await slack.slash(scene.ada, scene.channel, "/ask", f"--now {QUESTION}")
            await scene.until(lambda: server.incidents, "an incident")
            [key] = server.incidents
            assert QUESTION in str(server.incidents[key]["details"])
            server.acknowledge(key)
            await scene.until(
                lambda: "Mina Okafor has acknowledged the page." in everything(scene), "it is told"
            )


def everything(scene: Scene) -> str:
    """All that Ada can see of what Dialtone said."""
    direct = scene.slack.said_by_bot()
    return " ".join(each.text for each in [*direct, *scene.whispered(scene.ada)])
