"""Every sentence that people read from Dialtone, whatever the surface.

`language` is the asker's (see phrasebook.py): a code, or empty for English.
"""

from collections.abc import Sequence

from bot.age import age as age
from bot.courtesies import Courtesy
from bot.past_messages import remarks, thread_place
from bot.phrasebook import phrase, phrases
from core.conversation import Escalation, EscalationKind
from core.records import Answer, AnswerKind, AnswerPart, Citation, DocumentKind, Page
from escalation.policy import Action, Verdict


def answer_markdown(answer: Answer, language: str = "") -> str:
    """The body of an answer, every part followed by the number of its citation.

    Code and tables bear none where the words before them have the same: a number on a line of its
    own reads like a stray.
    """
    if answer.clarifying:
        return clarifying(answer.clarifying, language)
    if answer.kind is AnswerKind.UNKNOWN:
        return unknown(answer.searched, answer.see_also, language)
    lines = [] if answer.kind is AnswerKind.ANSWERED else [partial(language)]
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


def partial(language: str = "") -> str:
    """Said before an answer that covers only some of the question."""
    return phrase("partial", language)


def clarifying(cases: Sequence[str], language: str = "") -> str:
    """Said instead of an answer that differs by what the question leaves open."""
    return phrase("depends", language, cases=", ".join(cases[:-1]), last=cases[-1])


def unknown(searched: Sequence[str], nearest: Sequence[Page], language: str = "") -> str:
    """Said instead of an answer that the evidence does not support."""
    if not searched:
        return phrase("nothing_indexed", language)
    message = phrase("unknown", language, names=", ".join(searched))
    # Japanese and Chinese put no space between sentences.
    gap = "" if message.endswith("。") else " "
    return f"{message}{gap}{phrase('nearest_below', language)}" if nearest else message


def searching(sources: int, language: str = "") -> str:
    """Said while a question is being worked on."""
    if not sources:
        return phrase("searching", language)
    name = "searching_one" if sources == 1 else "searching_many"
    return phrase(name, language, count=sources)


def slack_status() -> str:
    """Shown after our name in Slack while a question is being worked on."""
    return "is searching the docs…"


def question_deleted() -> str:
    """Put over an answer whose question was deleted."""
    return "The question that this answered was deleted."


def cannot_answer_now(language: str = "") -> str:
    """Said when a part of the house is away. It promises nothing but that the question is kept."""
    return phrase("cannot_answer_now", language)


def too_slow(language: str = "") -> str:
    """Said when an answer took too long."""
    return phrase("too_slow", language)


def too_busy(language: str = "") -> str:
    """Said when more questions wait than can be answered soon."""
    return phrase("too_busy", language)


def stopped(parts: Sequence[AnswerPart], language: str = "") -> str:
    """An answer whose asker had heard enough: what was said so far, and that it is not all."""
    lines = [f"{part.text} [{part.citation}]" for part in parts]
    return "\n\n".join([*lines, phrase("stopped", language)])


def handed_over(kind: EscalationKind, language: str = "") -> str:
    """Said in the conversation from which an escalation is stored, in the same transaction."""
    name = "called_emergency" if kind is EscalationKind.EMERGENCY else "called_human"
    return phrase(name, language)


def says_handed_over(text: str, kind: EscalationKind) -> bool:
    """Whether this is what was said of an escalation of that kind, in whichever language."""
    return any(text == handed_over(kind, language) for language in phrases())


def on_policy(topic: str, language: str = "") -> str:
    """Said in the conversation from which an escalation is stored, in the same transaction."""
    return phrase("on_policy", language, topic=topic)


def with_offer(answer: str, verdict: Verdict, language: str = "") -> str:
    """An answer, and under it a human in so many words, where the policy wants that."""
    match verdict.action, verdict.because:
        case Action.OFFER_EMERGENCY, _:
            offer = phrase("offer_emergency", language)
        case Action.OFFER, "frustrated":
            offer = phrase("offer_frustrated", language)
        case Action.OFFER, "repeated question":
            offer = phrase("offer_repeated", language)
        case _:
            return answer
    return f"{answer}\n\n{offer}"


def courtesy(returned: Courtesy, language: str = "") -> str:
    """What is said to a greeting or to thanks."""
    return phrase("greeting" if returned is Courtesy.GREETING else "welcome", language)


def escalated(escalation: Escalation, language: str = "") -> str:
    """What the asker hears about an escalation of theirs: there is none without a stored one."""
    return handed_over(escalation.kind, language)


def where(citation: Citation) -> str:
    """A citation's place: page title, then heading; of a thread its channel and first words."""
    if citation.kind is DocumentKind.THREAD:
        return f"{thread_place(citation.channel, solved=citation.solved)}: {citation.title}"
    return f"{citation.title} > {citation.heading}" if citation.heading else citation.title
