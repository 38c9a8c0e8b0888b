"""What a human's answer teaches: question and answer as a draft, for them to approve."""

import re
from collections.abc import Sequence

from core.conversation import Conversation, Escalation, Role
from core.records import PUBLIC
from escalation.handover import packet

_SHORTEST = 20
_CHATTER = re.compile(
    r"^(?:hi|hello|hey|thanks|thank you|looking|let me (?:look|check)|one (?:moment|sec)\w*"
    r"|checking|on it|i am looking|i'm looking)\b.{0,60}$",
    re.IGNORECASE,
)


def draft(escalation: Escalation, conversation: Conversation) -> tuple[str, str] | None:
    """What was asked, and what the humans answered; None where they answered nothing.

    Lines that only say that somebody is at it are left out.
    """
    said = [m.text.strip() for m in conversation.messages if m.role is Role.HUMAN]
    told = [text for text in said if not _CHATTER.match(text)]
    answer = "\n\n".join(told)
    question = packet(escalation, conversation).question.strip()
    if len(answer) < _SHORTEST or not question:
        return None
    return question, answer


def audience(asked: Sequence[frozenset[str]]) -> str:
    """Who may see an answer: everybody, where everybody could have asked; else the narrowest."""
    narrow = sorted({name for audiences in asked for name in audiences} - {PUBLIC})
    return narrow[0] if narrow else PUBLIC
