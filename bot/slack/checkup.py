"""Is Slack well? Each finding says what was found and, where it is wrong, the remedy."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.slack import manifest
from bot.slack.api import Api, Refused
from core.db.inbox import Inbox
from core.errors import Transient
from core.slack import Json
from core.slack_settings import EVENTS_PATH, Slack

_INSTALL = "OAuth & Permissions"
_TOKEN = f"Copy the Bot User OAuth Token ({_INSTALL}, in Slack's app settings) to SLACK_BOT_TOKEN."
_APP_TOKEN = (
    "Make an App-Level Token with the scope connections:write (Basic Information, in Slack's app"
    " settings) and set SLACK_APP_TOKEN."
)
_REACH = "Check that this machine reaches slack.com, then run `dialtone doctor` again."
_PAGES = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    found: str
    remedy: str = ""


async def examine(settings: Slack, inbox: Inbox) -> list[Finding]:
    """Everything, in the order in which it builds on each other."""
    api = Api(settings)
    try:
        return [finding async for finding in _look(api, settings, inbox)]
    finally:
        await api.close()


async def _look(api: Api, settings: Slack, inbox: Inbox) -> AsyncIterator[Finding]:
    try:
        told = await api.call("auth.test")
    except Refused as error:
        yield Finding("slack bot token", False, f"Slack says {error.code}", _TOKEN)
        return
    except Transient as error:
        yield Finding("slack bot token", False, str(error), _REACH)
        return
    name = str(told.get("user", ""))
    yield Finding("slack bot token", True, f"@{name} in {told.get('team', 'the workspace')}")
    yield _scopes(api.scopes)
    yield await _transport(settings)
    async for finding in _channels(api, settings, name):
        yield finding
    yield _delivery(settings, inbox)


def _scopes(held: frozenset[str]) -> Finding:
    missing = sorted(manifest.scopes() - held)
    if missing:
        remedy = (
            f"Add {', '.join(missing)} under {_INSTALL} in Slack's app settings and reinstall the"
            " app; `dialtone slack --manifest` says what each is for."
        )
        return Finding("slack scopes", False, f"{len(missing)} missing", remedy)
    return Finding("slack scopes", True, f"all {len(manifest.scopes())}")


async def _transport(settings: Slack) -> Finding:
    if settings.transport == "http":
        if settings.signing_secret.get_secret_value():
            return Finding("slack transport", True, f"signed requests at {EVENTS_PATH}")
        remedy = "Copy the Signing Secret (Basic Information) to SLACK_SIGNING_SECRET."
        return Finding("slack transport", False, "no signing secret", remedy)
    if not settings.app_token.get_secret_value():
        return Finding("slack transport", False, "no app token", _APP_TOKEN)
    socket = Api(settings.model_copy(update={"bot_token": settings.app_token}))
    try:
        await socket.call("apps.connections.open")
    except Refused as error:
        remedy = _APP_TOKEN
        if error.code in ("not_enabled", "socket_mode_not_enabled", "forbidden_team"):
            remedy = "Switch Socket Mode on in Slack's app settings."
        return Finding("slack transport", False, f"Slack says {error.code}", remedy)
    except Transient as error:
        return Finding("slack transport", False, str(error), _REACH)
    finally:
        await socket.close()
    return Finding("slack transport", True, "Socket Mode opens")


async def _channels(api: Api, settings: Slack, name: str) -> AsyncIterator[Finding]:
    wanted = settings.help_channels
    if not wanted:
        remedy = "Name one: `slack: {help_channels: [platform-help]}` in dialtone.yaml."
        found = "none: only mentions and direct messages are answered"
        yield Finding("slack help channels", settings.mode == "mentions", found, remedy)
        return
    try:
        known = await _all_channels(api)
    except Refused as error:
        yield Finding("slack help channels", False, f"Slack says {error.code}", _INSTALL)
        return
    except Transient as error:
        yield Finding("slack help channels", False, str(error), _REACH)
        return
    for channel in (*wanted, *filter(None, (settings.triage.removeprefix("#"),))):
        yield _membership(channel, known, name)


def _membership(channel: str, known: list[Json], name: str) -> Finding:
    found = next((each for each in known if channel in (each["id"], each.get("name"))), None)
    title = f"slack #{channel}"
    if found is None:
        remedy = f"Check its name; a private channel is seen only after `/invite @{name}` in it."
        return Finding(title, False, "not there", remedy)
    if found.get("is_archived"):
        return Finding(title, False, "archived", "Name another channel in slack.help_channels.")
    if not found.get("is_member"):
        return Finding(title, False, f"@{name} is not in it", f"Type `/invite @{name}` there.")
    return Finding(title, True, "private" if found.get("is_private") else "public")


async def _all_channels(api: Api) -> list[Json]:
    found: list[Json] = []
    cursor = ""
    for _ in range(_PAGES):
        page = await api.call(
            "conversations.list",
            types="public_channel,private_channel",
            limit=1000,
            cursor=cursor or None,
        )
        found += page.get("channels", ())
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return found


def _delivery(settings: Slack, inbox: Inbox) -> Finding:
    last = inbox.last_received()
    if last is None:
        way = "Event Subscriptions and Interactivity"
        if settings.transport == "http":
            way += f" with your address and {EVENTS_PATH} as Request URL"
        remedy = (
            "While `dialtone slack` or `dialtone serve` runs, say something in a help channel and"
            f" run this again. If nothing comes: switch on {way}, or paste the manifest again."
        )
        return Finding("slack events", False, "none has ever arrived", remedy)
    minutes = int((datetime.now(UTC) - last).total_seconds() // 60)
    waiting = inbox.waiting()
    found = f"the last came {_ago(minutes)}, {waiting:,} to be worked on"
    finding = Finding("slack events", True, found)
    if waiting and minutes > 1:
        remedy = "Start `dialtone slack` or `dialtone serve`: it goes on where it stopped."
        return replace(finding, ok=False, remedy=remedy)
    return finding


def _ago(minutes: int) -> str:
    if minutes < 1:
        return "just now"
    if minutes < 120:
        return f"{minutes} min ago"
    hours = minutes // 60
    return f"{hours} h ago" if hours < 48 else f"{hours // 24} days ago"
