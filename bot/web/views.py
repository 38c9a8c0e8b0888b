"""Records -> what the API shows of them."""

from datetime import datetime

from bot import messages
from bot.links import web_address
from bot.web.render import message_html
from bot.web.shapes import (
    CitationBody,
    ConversationBody,
    DeliveryBody,
    EscalationBody,
    EscalationRow,
    FeedbackBody,
    HappenedBody,
    LessonBody,
    MessageBody,
    SeeAlsoBody,
    SuggestionBody,
)
from core.conversation import Conversation, Escalation, Message, SeeAlso
from core.escalation import Delivery, DocsSuggestion, EscalationEvent, Lesson
from core.records import Citation


def conversation_body(conversation: Conversation) -> ConversationBody:
    """A conversation with its messages."""
    return ConversationBody(
        id=conversation.id,
        created_at=conversation.created_at,
        state=conversation.state,
        messages=[message_body(message) for message in conversation.messages],
        last_event_id=conversation.last_event_id,
    )


def message_body(message: Message) -> MessageBody:
    """A message with its HTML."""
    judged = message.feedback
    return MessageBody(
        id=message.id,
        role=message.role,
        author=message.author or None,
        created_at=message.created_at,
        text=message.text,
        html=message_html(message),
        kind=message.kind,
        confidence=None if message.confidence is None else round(message.confidence, 4),
        citations=citation_bodies(message),
        see_also=see_also_bodies(message),
        feedback=FeedbackBody(helpful=judged.helpful, reason=judged.reason or None)
        if judged
        else None,
        state=message.state,
        language=message.language or None,
    )


def citation_bodies(message: Message, now: datetime | None = None) -> list[CitationBody]:
    """The sources of a message. An address that is no web address is left out."""
    return [_citation(citation, now) for citation in message.citations]


def see_also_bodies(message: Message) -> list[SeeAlsoBody]:
    """Further pages of a message."""
    return [_see_also(page) for page in message.see_also]


def escalation_body(escalation: Escalation, promise: str) -> EscalationBody:
    """A call for a human, for its asker, with what was promised when it was stored."""
    return EscalationBody(
        id=escalation.id,
        kind=escalation.kind,
        state=escalation.state,
        message=promise,
    )


def escalation_row(
    escalation: Escalation, stuck: Delivery | None = None, question: str = ""
) -> EscalationRow:
    """A call for a human, for those who answer it; `stuck`: what could not be delivered."""
    return EscalationRow(
        id=escalation.id,
        conversation_id=escalation.conversation_id,
        kind=escalation.kind,
        state=escalation.state,
        note=escalation.note,
        question=question or None,
        created_at=escalation.created_at,
        urgency=escalation.urgency,
        team=escalation.team_name,
        why=escalation.why,
        assignee=escalation.assignee or None,
        acknowledged_at=escalation.acknowledged_at,
        answered_at=escalation.answered_at,
        resolved_at=escalation.resolved_at,
        undelivered=stuck.error if stuck else None,
        undelivered_purpose=stuck.purpose if stuck else None,
    )


def happened_body(event: EscalationEvent) -> HappenedBody:
    """One thing that happened."""
    data = {key: value for key, value in event.data.items() if isinstance(value, (str, int))}
    return HappenedBody(name=event.name, actor=event.actor or None, at=event.at, data=data)


def delivery_body(delivery: Delivery) -> DeliveryBody:
    """One delivery. What it was sent with stays here."""
    return DeliveryBody(
        purpose=delivery.purpose,
        to=delivery.to.name,
        via=delivery.notifier or None,
        state=delivery.state,
        error=delivery.error or None,
        attempts=delivery.attempts,
    )


def lesson_body(lesson: Lesson) -> LessonBody:
    """A human's answer, as a draft or as approved."""
    return LessonBody(
        id=lesson.id,
        question=lesson.question,
        answer=lesson.answer,
        state=lesson.state,  # type: ignore[arg-type]
        owner=lesson.owner,
    )


def suggestion_body(suggestion: DocsSuggestion, stuck: Delivery | None = None) -> SuggestionBody:
    """A suggested change to the docs; `stuck`: its delivery, where it reached nobody."""
    return SuggestionBody(
        id=suggestion.id,
        team=suggestion.team_name,
        page_title=suggestion.page_title or None,
        page_url=web_address(suggestion.page_url),
        answers=[lesson_body(lesson) for lesson in suggestion.lessons],
        created_at=suggestion.created_at,
        state=suggestion.state,  # type: ignore[arg-type]
        undelivered=stuck.error if stuck else None,
    )


def _citation(citation: Citation, now: datetime | None) -> CitationBody:
    return CitationBody(
        number=citation.number,
        title=citation.title,
        heading=citation.heading,
        url=web_address(citation.url),
        source=citation.source,
        quote=citation.quote,
        updated_at=citation.updated_at,
        age=messages.age(citation.updated_at, now),
    )


def _see_also(page: SeeAlso) -> SeeAlsoBody:
    return SeeAlsoBody(title=page.title, url=web_address(page.url))
