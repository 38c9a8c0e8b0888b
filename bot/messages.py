"""Every sentence that people read from Dialtone, whatever the surface."""

from collections.abc import Sequence
from datetime import UTC, datetime

from core.records import Answer, AnswerKind, Citation, Page


def answer_markdown(answer: Answer) -> str:
    """The body of an answer, every part followed by the number of its citation."""
    if answer.kind is AnswerKind.UNKNOWN:
        return unknown(answer.searched, answer.see_also)
    lead = [] if answer.kind is AnswerKind.ANSWERED else [partial()]
    return "\n\n".join(lead + [_marked(part.text, part.citation) for part in answer.parts])


def partial() -> str:
    """Said before an answer that covers only some of the question."""
    return "This may be only part of the answer."


def unknown(searched: Sequence[str], nearest: Sequence[Page]) -> str:
    """Said instead of an answer that the evidence does not support."""
    if not searched:
        return "I don't know: nothing has been indexed yet that you may see."
    names = ", ".join(searched)
    message = f"I don't know. I searched {names} and found nothing that answers this."
    if nearest:
        message += " The nearest pages are listed below."
    return message


def where(citation: Citation) -> str:
    """A citation's place: page title, then heading."""
    return f"{citation.title} > {citation.heading}" if citation.heading else citation.title


def age(moment: datetime | None, now: datetime | None = None) -> str:
    """How old a source is, in words; empty where its age is not known."""
    if moment is None:
        return ""
    days = ((now or datetime.now(UTC)) - moment).days
    for size, unit in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
        if days >= size:
            count = days // size
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "today"


def _marked(text: str, number: int) -> str:
    if text.startswith("```") or text.lstrip().startswith("|"):
        return f"{text}\n\n[{number}]"
    return f"{text} [{number}]"
