"""What every handler works with: the brain, the stores, the way out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.assistant import Assistant
from bot.crossing import Crossing, Lane
from bot.slack.api import Api
from bot.slack.names import Names
from bot.slack.outtray import Outtray
from bot.slack.rooms import Rooms
from bot.slack.whisper import Whisper
from core.conversation import Message, Role
from core.db.inbox import Inbox
from core.db.slack_threads import SlackThreads
from core.errors import DialtoneError
from core.records import AnswerKind
from core.slack_settings import Slack

OwnerOf = Callable[[Sequence[str]], str]
"""What an asker said, newest first -> the team that it belongs to, or "" where nobody knows."""


def owned_by_nobody(asked: Sequence[str]) -> str:
    """The `OwnerOf` where there is no catalog."""
    return ""


@dataclass(slots=True)
class Us:
    """Who we are in Slack; empty until Slack has told."""

    user: str = ""
    bot: str = ""
    team: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """One running Slack surface, as its handlers see it."""

    settings: Slack
    api: Api
    assistant: Assistant
    crossing: Crossing
    inbox: Inbox
    threads: SlackThreads
    outtray: Outtray
    rooms: Rooms
    names: Names
    whisper: Whisper
    us: Us
    owner_of: OwnerOf = owned_by_nobody
    streams: bool = False
    """Whether answers come part by part: a language model writes them."""

    async def team_for(self, answer: Message) -> str:
        """Who looks after what could not be answered, where the catalog knows; else ""."""
        if answer.kind is not AnswerKind.UNKNOWN:
            return ""
        try:
            read = await self.assistant.read(answer.conversation_id, None)
            asked = [each.text for each in reversed(read.messages) if each.role is Role.USER]
            return await self.crossing.over(Lane.READ, self.owner_of, asked)
        except (DialtoneError, LookupError):
            # The name is a courtesy: whoever it is, the button finds them.
            return ""
