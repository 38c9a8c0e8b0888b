"""The words of questions, read where they were said."""

from collections.abc import Iterator
from datetime import datetime

from analytics.asked import gist
from core.conversation import Role
from core.db.conversations import Conversations
from core.db.threads import Threads

_MOST = 200


class QuestionTexts:
    """Reads questions by where they stand; what has been erased there is gone."""

    def __init__(self, threads: Threads, conversations: Conversations) -> None:
        self._threads = threads
        self._conversations = conversations

    def __call__(self, places: list[tuple[int | None, str]]) -> Iterator[tuple[str, str, datetime]]:
        """See bot.web.insights.QuestionTexts."""
        keys = [key for key, _ in places if key is not None]
        found = [
            (gist(one.question.text, _MOST), one.permalink, one.question.at)
            for one in self._threads.load(keys)
        ]
        for _, conversation_id in places:
            if conversation_id:
                found += self._said(conversation_id)
        yield from sorted(found, key=lambda one: one[2], reverse=True)

    def _said(self, conversation_id: str) -> list[tuple[str, str, datetime]]:
        try:
            read = self._conversations.get(conversation_id, None)
        except LookupError:
            return []
        asked = [one for one in read.messages if one.role is Role.USER][:1]
        return [(gist(one.text, _MOST), "", one.created_at) for one in asked]
