"""Showing an answer while it is made: each part is stored as an event, and readers are woken."""

import logging
from collections.abc import Callable

from bot.bell import Bell
from bot.crossing import Crossing, Lane
from core.conversation import Message
from core.db.conversations import Conversations
from core.errors import DialtoneError
from core.records import AnswerPart, Citation

_log = logging.getLogger(__name__)


class Telling:
    """The parts of one answer that were told so far."""

    def __init__(
        self,
        question: Message,
        conversations: Conversations,
        crossing: Crossing,
        bell: Bell,
        void: Callable[[], None],
    ) -> None:
        """`void` is called where the answer is stored already: its asker had heard enough."""
        self._question = question
        self._conversations = conversations
        self._crossing = crossing
        self._bell = bell
        self._void = void
        self._told: list[AnswerPart] = []
        self._ended = False

    async def tell(self, part: AnswerPart, citation: Citation) -> None:
        """Store and show a part. Where that fails, the whole answer will show it."""
        if self._ended:
            return
        try:
            told = await self._crossing.over(
                Lane.WRITE,
                self._conversations.tell,
                self._question,
                len(self._told),
                part,
                citation,
            )
        except DialtoneError as error:
            _log.warning("A part of an answer could not be shown early: %s", error)
            self._ended = True
            return
        if not told:
            self._ended = True
            self._void()
            return
        self._told.append(part)
        self._bell.ring(self._question.conversation_id)

    def part_of(self, answer: Message) -> int:
        """How many parts of the finished answer were told; 0 where others were. Ends the telling.

        Those others are void: its parts, or the message, take their place.
        """
        self._ended = True
        told = len(self._told)
        return told if answer.parts[:told] == tuple(self._told) else 0
