"""The packet that a human needs: what was asked and said, where Dialtone looked, why them."""

from dataclasses import dataclass

from core.conversation import Conversation, Escalation, EscalationKind, Message, Role
from core.escalation import Delivery, Notice, Purpose, SimilarQuestion
from core.wishes import asks_for_human

_SUBJECT = 120
_TRANSCRIPT = 12_000


@dataclass(frozen=True, slots=True)
class Packet:
    """Everything that is known about one escalation."""

    escalation: Escalation
    conversation: Conversation
    question: str
    """What the asker last asked before they wanted a human, or the note they left."""
    answer: Message | None
    """What Dialtone said to it."""
    similar: tuple[SimilarQuestion, ...] = ()


def packet(
    escalation: Escalation,
    conversation: Conversation,
    similar: tuple[SimilarQuestion, ...] = (),
) -> Packet:
    """The packet of an escalation."""
    before = [m for m in conversation.messages if m.created_at <= escalation.created_at]
    said = [m for m in before if m.role is Role.USER and m.text != escalation.note]
    asked = [m for m in said if not asks_for_human(m.text)] or said
    answers = [m for m in before if m.role is Role.ASSISTANT and m.citations]
    question = asked[-1].text if asked else escalation.note
    last = [m for m in before if m.role is Role.ASSISTANT]
    answer = answers[-1] if answers else (last[-1] if last else None)
    return Packet(escalation, conversation, question, answer, similar)


def notice(delivery: Delivery, known: Packet, link: str) -> Notice:
    """What is sent for a delivery."""
    escalation = known.escalation
    return Notice(
        id=delivery.id,
        escalation_id=escalation.id,
        purpose=delivery.purpose,
        urgency=escalation.urgency,
        to=delivery.to,
        subject=_subject(delivery, known),
        text=_text(known, link),
        link=link,
        facts={
            "asker": asker_of(known.conversation),
            "surface": known.conversation.surface,
            "team": escalation.team_name,
            "why": escalation.why,
            "topic": escalation.topic,
            "conversation": escalation.conversation_id,
        },
        again=delivery.purpose is Purpose.PAGE and delivery.step > 0,
    )


def asker_of(conversation: Conversation) -> str:
    """Who asks, as far as it is known."""
    asker = conversation.asker
    return asker.name or asker.email or asker.user or "somebody who did not sign in"


_OPENINGS = {
    Purpose.NOTICE: "",
    Purpose.PAGE: "",
    Purpose.REMINDER: "Still waiting: ",
    Purpose.BREACH: "Overdue: ",
}


def _subject(delivery: Delivery, known: Packet) -> str:
    alarm = "EMERGENCY: " if known.escalation.kind is EscalationKind.EMERGENCY else ""
    words = " ".join(f"{_OPENINGS[delivery.purpose]}{alarm}{known.question}".split())
    return words[: _SUBJECT - 1] + "…" if len(words) > _SUBJECT else words or "A call for a human"


def _text(known: Packet, link: str) -> str:
    escalation = known.escalation
    parts = [
        f"{asker_of(known.conversation)} asks for a human ({escalation.urgency.value}).",
        f"It came to {escalation.team_name} because {escalation.why}.",
    ]
    if escalation.topic:
        parts.append(f"It is about {escalation.topic}.")
    if escalation.note:
        parts.append(f"They wrote:\n{escalation.note}")
    if link:
        parts.append(f"Claim and answer it: {link}")
    parts.append(f"The question:\n{known.question}")
    if known.answer:
        parts.append(f"What Dialtone said:\n{known.answer.text}")
        looked = [f"[{c.number}] {c.title} {c.url}".rstrip() for c in known.answer.citations]
        looked += [f"{page.title} {page.url}".rstrip() for page in known.answer.see_also]
        if looked:
            parts.append("What it looked at:\n" + "\n".join(looked))
    if known.similar:
        # Of a ref such as group:default/labels, the name.
        seen = [f"- {past.text[:200]} ({past.team.rpartition('/')[2]})" for past in known.similar]
        parts.append("Similar questions before:\n" + "\n".join(seen))
    said = [f"{_WHO[message.role]}: {message.text}" for message in _said(known)]
    if said:
        parts.append("Everything that was said:\n" + "\n\n".join(said)[-_TRANSCRIPT:])
    return "\n\n".join(parts)


def _said(known: Packet) -> list[Message]:
    """The conversation, where there is more to it than the question and its answer.

    What was said of the call itself, from its beginning on, is no news to who answers it.
    """
    began = known.escalation.created_at
    said = [
        message
        for message in known.conversation.messages
        if message.role in _WHO
        and not (message.role is Role.ASSISTANT and message.created_at >= began)
    ]
    shown = (known.question, known.answer.text if known.answer else "")
    return said if any(message.text not in shown for message in said) else []


_WHO = {Role.USER: "Asker", Role.ASSISTANT: "Dialtone", Role.HUMAN: "Human"}
