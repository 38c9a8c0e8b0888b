"""Every sentence that people read from Dialtone, whatever the surface."""

from collections.abc import Sequence

from bot.age import age as age
from bot.courtesies import Courtesy
from bot.past_messages import remarks, thread_place
from core.conversation import Escalation, EscalationKind
from core.records import Answer, AnswerKind, Citation, DocumentKind, Page
from escalation.policy import Action, Verdict


def answer_markdown(answer: Answer) -> str:
    """The body of an answer, every part followed by the number of its citation.

    Code and tables bear none where the words before them have the same: a number on a line of its
    own reads like a stray.
    """
    if answer.clarifying:
        return clarifying(answer.clarifying)
    if answer.kind is AnswerKind.UNKNOWN:
        return unknown(answer.searched, answer.see_also)
    lines = [] if answer.kind is AnswerKind.ANSWERED else [partial()]
    before = 0
    for part in answer.parts:
        bare = part.text.startswith("```") or part.text.lstrip().startswith("|")
        if not bare:
            lines.append(f"{part.text} [{part.citation}]")
        elif before == part.citation:
            lines.append(part.text)
        else:
            lines.append(f"{part.text}\n\n[{part.citation}]")
        before = part.citation
    lines += [f"*{remark}*" for remark in remarks(answer)]
    return "\n\n".join(lines)


def partial() -> str:
    """Said before an answer that covers only some of the question."""
    return "This may be only part of the answer."


def clarifying(cases: Sequence[str]) -> str:
    """Said instead of an answer that differs by what the question leaves open."""
    named = ", ".join(cases[:-1])
    return f"That depends. Is it about {named} or {cases[-1]}?"


def unknown(searched: Sequence[str], nearest: Sequence[Page]) -> str:
    """Said instead of an answer that the evidence does not support."""
    if not searched:
        return "I don't know: nothing has been indexed yet that you may see."
    names = ", ".join(searched)
    message = f"I don't know. I searched {names} and found nothing that answers this."
    if nearest:
        message += " The nearest pages are listed below."
    return message


def searching(sources: int) -> str:
    """Said while a question is being worked on."""
    if not sources:
        return "Searching"
    return f"Searching {sources} source{'s' if sources != 1 else ''}"


def slack_status() -> str:
    """Shown after our name in Slack while a question is being worked on."""
    return "is searching the docs…"


def question_deleted() -> str:
    """Put over an answer whose question was deleted."""
    return "The question that this answered was deleted."


def cannot_answer_now() -> str:
    """Said when a part of the house is away. It promises nothing but that the question is kept."""
    return (
        "I cannot look this up right now: something I depend on is not answering. Your question is"
        " kept. Ask again in a minute, or ask for a human."
    )


def too_slow() -> str:
    """Said when an answer took too long."""
    return (
        "This took too long, so I stopped looking. Your question is kept. Ask again, perhaps in"
        " fewer words, or ask for a human."
    )


def too_busy() -> str:
    """Said when more questions wait than can be answered soon."""
    return (
        "Many people are asking at this moment and I cannot keep up. Your question is kept. Ask"
        " again in a minute, or ask for a human."
    )


def handed_over(kind: EscalationKind) -> str:
    """Said in the conversation from which an escalation is stored, in the same transaction."""
    if kind is EscalationKind.EMERGENCY:
        return (
            "Marked as an emergency and put before the people on call for the platform, with"
            " everything that was said here. Their reply will appear here."
        )
    return (
        "A human has been asked to take over, and can read everything that was said here. Their"
        " reply will appear here. You can go on writing meanwhile."
    )


def on_policy(topic: str) -> str:
    """Said in the conversation from which an escalation is stored, in the same transaction."""
    return (
        f"This is about {topic}, so a human has been asked to look at it as well. Their reply will"
        " appear here."
    )


def with_offer(answer: str, verdict: Verdict) -> str:
    """An answer, and under it a human in so many words, where the policy wants that."""
    match verdict.action, verdict.because:
        case Action.OFFER_EMERGENCY, _:
            offer = (
                "If this is happening now and hurts people or customers, use the emergency call: it"
                " pages whoever is on call, once you have confirmed it."
            )
        case Action.OFFER, "frustrated":
            offer = "This is not going well. You need not go on with me: ask for a human."
        case Action.OFFER, "repeated question":
            offer = "You have asked this before. If the pages do not help, ask for a human."
        case _:
            return answer
    return f"{answer}\n\n{offer}"


def courtesy(returned: Courtesy) -> str:
    """What is said to a greeting or to thanks."""
    if returned is Courtesy.GREETING:
        return "Hello! What would you like to know?"
    return "You're welcome. Ask whenever something else comes up."


def escalated(escalation: Escalation) -> str:
    """What the asker hears about an escalation of theirs: there is none without a stored one."""
    return handed_over(escalation.kind)


def where(citation: Citation) -> str:
    """A citation's place: page title, then heading; of a thread its channel and first words."""
    if citation.kind is DocumentKind.THREAD:
        return f"{thread_place(citation.channel, solved=citation.solved)}: {citation.title}"
    return f"{citation.title} > {citation.heading}" if citation.heading else citation.title
