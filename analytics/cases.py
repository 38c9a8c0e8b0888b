"""Threads and conversations -> cases."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from analytics.asked import asked
from analytics.case import Case, Origin, spent
from core.conversation import Conversation, ConversationState, Message, Role
from core.records import PUBLIC, AnswerKind
from core.temper import is_frustrated
from core.thread import Outcome, Speaker, Thread

_IN_VAIN = re.compile(
    r"\b(?:annoy\w*|still (?:not|waiting|fails?|stuck)|anyone\?|any update"
    r"|no (?:one|body) (?:answers?|responds?)|give up|driving me|argh+|ugh+)",
    re.IGNORECASE,
)
"""What people write in a channel where help does not come, or does not help."""
_REOPENED_AFTER = timedelta(hours=1)
_ENDS = (Outcome.UNANSWERED, Outcome.ANSWERED, Outcome.SOLVED)
_HUMAN = (Speaker.HELPER, Speaker.BYSTANDER)


def case_of_thread(thread: Thread) -> Case | None:
    """The question of a help-channel thread; None where nothing was asked in words."""
    question = thread.question
    if not asked(question.text):
        return None
    helping = [message for message in thread.messages[1:] if message.speaker in _HUMAN]
    moments = [(message.at, message.speaker in _HUMAN) for message in thread.messages]
    own = [message.text for message in thread.messages if message.speaker is Speaker.ASKER]
    wait = max(helping[0].at - question.at, timedelta()) if helping else None
    return Case(
        key=f"{thread.source}/{thread.path}",
        origin=Origin.THREAD,
        text=question.text,
        asked_at=question.at,
        asker=question.author,
        place=f"#{thread.channel}",
        helpers=tuple(dict.fromkeys(message.author for message in helping)),
        minutes=spent(moments),
        first_reply=wait,
        outcome=thread.outcome,
        answer=None,
        reopened=_reopened(thread),
        frustrated=any(map(_is_tired, own)),
        replies=tuple(message.text for message in helping),
        links=tuple(link for message in helping for link in message.links),
        permalink=thread.permalink,
        is_public=thread.audience == PUBLIC,
    )


def cases_of_conversation(conversation: Conversation, *, escalated: bool) -> list[Case]:
    """Every question of a conversation that was put to Dialtone."""
    asks = [n for n, message in enumerate(conversation.messages) if message.role is Role.USER]
    # One that was opened and never asked anything has neither.
    ends = [*asks[1:], len(conversation.messages)][: len(asks)]
    return [
        _case_of_turn(conversation, conversation.messages[begin:end], escalated and end == ends[-1])
        for begin, end in zip(asks, ends, strict=True)
        if asked(conversation.messages[begin].text)
    ]


def joined(thread: Case, turns: Sequence[Case]) -> Case:
    """The one case of a thread that Dialtone took part in: people's time, and Dialtone's answer.

    `turns` are the questions of the conversation that is held in the thread; not empty.
    """
    first = turns[0]
    judged = [turn.helpful for turn in turns if turn.helpful is not None]
    outcome = thread.outcome
    if outcome is Outcome.UNANSWERED or any(turn.outcome is Outcome.SOLVED for turn in turns):
        outcome = max((turn.outcome for turn in turns), key=_ENDS.index)
    return replace(
        thread,
        outcome=outcome,
        answer=first.answer,
        escalated=any(turn.escalated for turn in turns),
        helpful=judged[-1] if judged else None,
        frustrated=thread.frustrated or any(turn.frustrated for turn in turns),
    )


def _case_of_turn(conversation: Conversation, said: tuple[Message, ...], escalated: bool) -> Case:
    question, replies = said[0], said[1:]
    humans = [message for message in replies if message.role is Role.HUMAN]
    answers = [message for message in replies if message.role is Role.ASSISTANT]
    judged = [message.feedback.helpful for message in replies if message.feedback]
    kind = answers[0].kind if answers else None
    solved = judged[-1:] == [True] or conversation.state is ConversationState.RESOLVED
    helped = bool(humans) or kind in (AnswerKind.ANSWERED, AnswerKind.PARTIAL)
    return Case(
        key=f"conversation/{conversation.id}/{question.id}",
        origin=Origin.CONVERSATION,
        text=question.text,
        asked_at=question.created_at,
        asker=conversation.asker.user or conversation.asker.subject,
        place=conversation.surface,
        helpers=tuple(dict.fromkeys(message.author for message in humans)),
        minutes=spent([(message.created_at, message.role is Role.HUMAN) for message in said]),
        first_reply=(
            max(humans[0].created_at - question.created_at, timedelta()) if humans else None
        ),
        outcome=(Outcome.SOLVED if solved else Outcome.ANSWERED if helped else Outcome.UNANSWERED),
        answer=kind,
        escalated=escalated,
        helpful=judged[-1] if judged else None,
        frustrated=_is_tired(question.text),
        replies=tuple(message.text for message in humans),
    )


def _is_tired(text: str) -> bool:
    return is_frustrated(text) or bool(_IN_VAIN.search(text))


def _reopened(thread: Thread) -> bool:
    """The asker came back well after it was solved, with more than thanks."""
    solved = [message.at for message in thread.messages if message.id in thread.resolution]
    return bool(solved) and any(
        message.speaker is Speaker.ASKER
        and message.at - solved[-1] > _REOPENED_AFTER
        and ("?" in message.text or len(message.text) > 80)
        for message in thread.messages
    )
