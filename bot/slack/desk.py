"""What every handler works with: the brain, the stores, the way out."""

from dataclasses import dataclass

from bot.assistant import Assistant
from bot.crossing import Crossing
from bot.slack.api import Api
from bot.slack.outtray import Outtray
from bot.slack.rooms import Rooms
from bot.slack.whisper import Whisper
from core.db.inbox import Inbox
from core.db.slack_threads import SlackThreads
from core.slack_settings import Slack


@dataclass(slots=True)
class Us:
    """Who we are in Slack; empty until Slack has told."""

    user: str = ""
    bot: str = ""
    team: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """One running Slack surface, as its handlers see it."""

    settings: Slack
    api: Api
    assistant: Assistant
    crossing: Crossing
    inbox: Inbox
    threads: SlackThreads
    outtray: Outtray
    rooms: Rooms
    whisper: Whisper
    us: Us
