"""Every sentence that people read from Dialtone in Slack and nowhere else.

Plain text unless a docstring says otherwise: who shows it escapes it. `language` is the asker's, as
in messages.py.
"""

from collections.abc import Sequence

from bot.phrasebook import phrase
from core.conversation import Escalation, EscalationKind

SHARE = "Share in the channel"
CODE_FROM = "From "
"""Before the number of a source that stands below code or a table, alone on its line."""
ON_THAT_PAGE = "further on that page"
"""For "below" in a table that is shown without the rest of its page."""


def label(name: str, language: str = "") -> str:
    """What stands on a button or over a list, by its name in the catalogue."""
    return phrase(name, language)


def quoted(language: str = "") -> str:
    """Under every answer: who speaks, and how far to trust it."""
    return phrase("quoted", language)


def human_writes(author: str) -> str:
    """Over what a human says through us: the name beside it is ours."""
    return f"{author or 'Somebody'}, a human, writes:"


def continued(number: int, of: int) -> str:
    """Over every message of an answer that takes several, but the first."""
    return f"Answer, continued ({number} of {of})"


def history(threads: int, days: Sequence[str], *, differs: bool = False) -> str:
    """Over an answer that rests on what people said alone. `days` such as `March 3, 2026`.

    `differs`: the docs say otherwise, and what they say comes next.
    """
    said = "a thread" if threads == 1 else f"{threads} threads"
    dated = " and ".join(filter(None, (", ".join(days[:-1]), *days[-1:])))
    docs = "; the docs say otherwise" if differs else ", not from the docs"
    return f"Answered from {said}{' of ' if dated else ''}{dated}{docs}."


def open_page(title: str) -> str:
    """A link to a page that says otherwise."""
    return f"Open “{title}”"


def unknown_way(team: str, language: str = "") -> str:
    """After "I don't know": the way on."""
    human = label("human", language)
    return phrase("way_on_team" if team else "way_on", language, team=team, human=human)


def confirm_emergency(language: str = "") -> tuple[str, str, str, str]:
    """Before an emergency: title, text, yes and no."""
    title, text = phrase("confirm_title", language), phrase("confirm_text", language)
    return title, text, phrase("confirm_yes", language), phrase("confirm_no", language)


REASON_TITLE = "What went wrong?"
REASON_SEND = "Send"
REASON_WHICH = "The answer was"
REASON_NOTE = "What did you need?"
REASONS = {
    "wrong": "wrong",
    "outdated": "out of date",
    "off_topic": "about something else",
    "incomplete": "not complete",
    "unclear": "hard to understand",
}
ESCALATE_TITLE = "Ask a human"
ESCALATE_SEND = "Send"
ESCALATE_KIND = "How urgent is it?"
ESCALATE_NOTE = "What should they know?"
KINDS = {
    EscalationKind.HUMAN: "A human should look at this",
    EscalationKind.EMERGENCY: "Emergency: wake the people on call",
}
CANCEL = "Cancel"
ASK_HUMAN_PROMPT = ("Talk to a human", "I want to talk to a human")
PROMPTS = "Ask anything about the platform"


def already_called(call: Escalation) -> str:
    """To who asks for a human a second time."""
    if call.kind is EscalationKind.EMERGENCY:
        return "The people on call have been called already, and can read this thread."
    return "A human has been asked already, and can read this thread."


def solved() -> str:
    """To who said that it is solved."""
    return "Marked as solved. Glad that helped."


def solved_in_thread() -> str:
    """In the place of the buttons of an answer that solved it."""
    return "Marked as solved."


def not_yours_to_solve() -> str:
    """To a passer-by who said that it is solved."""
    return "Only the person who asked, or somebody who helped here, can mark this as solved."


def feedback_noted() -> str:
    """To who found an answer helpful."""
    return "Thanks, noted."


def feedback_unhelpful() -> str:
    """To who found an answer not helpful, where a form could not be shown."""
    return f"Thanks, noted. “{label('human')}” gets you somebody who can help."


def reason_noted() -> str:
    """To who said what was wrong with an answer."""
    human = label("human")
    return f"Thanks, noted: that helps to mend the docs. “{human}” gets you somebody who can help."


def form_expired() -> str:
    """Where a form could not be opened in the three seconds that Slack gives."""
    return "That took too long, and Slack did not let the form open. Please try again."


def ask_how(command: str) -> str:
    """To who used the command without a question."""
    return (
        f"Ask like this: `{command} how do I roll back a deploy?` Only you see the answer, and can"
        f" share it. `{command} --now production is down` calls the people on call."
    )


def ask_looking(question: str) -> str:
    """At once, to who used the command."""
    return f"Looking: {question}"


def calling() -> str:
    """At once, to who calls an emergency."""
    return "Calling the people on call…"


def called_for_you(text: str) -> str:
    """To who called an emergency by command, in a direct message where they will hear more."""
    return f"You called: {text}"


def called_elsewhere() -> str:
    """To who called a human where nobody else reads it: where the reply will come."""
    return "Stored, and passed on. The reply will reach you in a direct message from me."


def called_in_thread(call: Escalation) -> str:
    """To who called a human from an answer that they had shared."""
    return "Stored, and passed on. The reply will come in the thread of what you shared."


def ask_emergency_empty(command: str) -> str:
    """To who called an emergency without a word."""
    return f"Say what is wrong: `{command} --now checkout is down in eu-west-1`"


def asked_privately(user: str, question: str) -> str:
    """Over an answer that somebody shares with a channel. `user` is a mention."""
    return f"{user} asked: {question}"


def cannot_post() -> str:
    """Where we were asked to speak in a channel that we are not in."""
    return "I am not in this channel, so I cannot answer here. Invite me, then try again."


def answered_before(link: str) -> str:
    """To who asks for an answer that stands in the thread already."""
    return f"I answered that already: {link}" if link else "I answered that already, in its thread."


def nothing_to_ask() -> str:
    """To who used the shortcut on a message without words."""
    return "That message has no words that I could answer."


def gone() -> str:
    """Where what was pressed belongs to something that is not kept any more."""
    return "That is no longer kept, so nothing was done. Please ask again."


def shared() -> str:
    """To who shared an answer."""
    return "Shared in the channel."


CARD_TITLE = "Somebody asks for a human"
CARD_EMERGENCY = "Emergency: somebody calls for a human"
CARD_REMINDER = "Still waiting for a human"
CARD_BREACH = "Overdue: nobody has moved"
CARD_CLAIM = "Claim"
CARD_ANSWER = "Answer"
CARD_RESOLVE = "Resolve"
CARD_DOCS_GAP = "This was a docs gap"
CARD_DOCS_SUGGESTED = "Suggested for the docs"
CARD_REASSIGN = "Pass on to…"
CARD_HINT = "What you write in this thread reaches the asker, and what they add comes here."


def card_said(author: str, text: str) -> str:
    """What was said elsewhere in a call, for the thread of its card."""
    return f"{author}: {text}"


def card_step(actor: str, what: str) -> str:
    """What somebody did with a call, for the thread of its card."""
    return f"{actor}: {what}"


def card_answer(call: Escalation) -> str:
    """To who pressed Answer: they have it now, and know how to speak."""
    return f"{call.assignee} has it. Write here: this thread reaches the asker."


CARD_WHERE = "Open the thread in which it was asked"


CARD_STEPS = {
    "acknowledged": "claimed it",
    "resolved": "resolved it",
    "reopened": "opened it again",
    "reassigned": "passed it on",
    "docs_gap": "says the docs should have answered this",
}
THE_ASKER = "The asker"

LESSON_TITLE = "Edit what is learned"
LESSON_QUESTION = "Question"
LESSON_ANSWER = "Answer"
LESSON_APPROVE = "Approve"
LESSON_EDIT = "Edit"
LESSON_DISCARD = "Discard"


def lesson(state: str, by: str) -> str:
    """Over what a human answered: what becomes of it. `state` as in Lesson."""
    who = by or "Somebody"
    if state == "approved":
        return f"{who} approved this: it answers from now on."
    if state == "discarded":
        return f"{who} discarded this: nobody is shown it."
    return "This is a draft of what was answered. Approved, it answers the next one who asks."


def lesson_gone() -> str:
    """To who acts on a draft that is there no more."""
    return "That draft is gone."
