"""What goes in and out of the API, with examples for its documentation."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from core.conversation import ConversationState, EscalationKind, EscalationState, MessageState, Role
from core.escalation import DeliveryState, Happening, Purpose, Urgency
from core.records import AnswerKind

_MOMENT = "2025-03-04T09:30:00Z"
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def _readable(text: str) -> str:
    """Without what no keyboard types; PostgreSQL would not even store a NUL."""
    return text.translate(_CONTROL).strip()


def _said(text: str) -> str:
    cleaned = _readable(text)
    if not cleaned:
        raise ValueError("it says nothing")
    return cleaned


Said = Annotated[str, Field(min_length=1, max_length=100_000), AfterValidator(_said)]
"""Something that somebody typed; the settings limit it further."""
Note = Annotated[str, Field(max_length=10_000), AfterValidator(_readable)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _example(**fields: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [fields]})


class NewSession(_Shape):
    """Who is asking: nobody in particular, or the user of the host page."""

    model_config = _example(jwt="eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl")
    jwt: str | None = Field(
        default=None, max_length=16_000, description="The host page's signed token."
    )


class UserBody(_Shape):
    """The user of the host page."""

    name: str | None


class SessionBody(_Shape):
    """A session: send the token as `Authorization: Bearer`, and renew it before it expires."""

    model_config = _example(
        token="eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm9ueW1vdXMifQ.c2lnbmF0dXJl",
        expires_at=_MOMENT,
        user=None,
        title="Ask the platform",
        greeting="Hi! Ask me anything about the platform.",
        suggestions=["How do I roll back a deploy?"],
    )
    token: str
    expires_at: datetime
    user: UserBody | None
    title: str
    greeting: str
    suggestions: list[str]


class CitationBody(_Shape):
    """Where a part of an answer comes from."""

    number: int
    title: str
    heading: str
    url: str = Field(description="Empty where the page is published nowhere.")
    source: str
    quote: str = Field(description="Stands word for word in the page.")
    updated_at: datetime | None
    age: str = Field(description="How long ago that was, in words; empty where it is not known.")


class SeeAlsoBody(_Shape):
    """A page worth looking at."""

    title: str
    url: str


class FeedbackBody(_Shape):
    """What somebody thought of an answer."""

    helpful: bool
    reason: str | None


class MessageBody(_Shape):
    """One thing that was said."""

    model_config = _example(
        id="b0f3",
        role="assistant",
        author=None,
        created_at=_MOMENT,
        text="Run `harbor rollback`. [1]",
        html="<p>Run <code>harbor rollback</code>.</p>",
        kind="answered",
        confidence=0.82,
        citations=[
            {
                "number": 1,
                "title": "Rollbacks",
                "heading": "By hand",
                "url": "https://docs.example.com/rollbacks#by-hand",
                "source": "handbook",
                "quote": "Run `harbor rollback`.",
                "updated_at": _MOMENT,
                "age": "3 months ago",
            }
        ],
        see_also=[{"title": "Canary", "url": "https://docs.example.com/canary"}],
        feedback=None,
        state="complete",
        language=None,
    )
    id: str
    role: Role
    author: str | None
    created_at: datetime
    text: str = Field(description="As typed, or as Markdown.")
    html: str | None = Field(description="Sanitised; null for what the asker typed.")
    kind: AnswerKind | None
    confidence: float | None
    citations: list[CitationBody]
    see_also: list[SeeAlsoBody]
    feedback: FeedbackBody | None
    state: MessageState
    language: str | None = Field(
        description="Of what the house says itself, such as de; null for English."
    )


class ConversationBody(_Shape):
    """A conversation; follow its events from `last_event_id` on."""

    id: str
    created_at: datetime
    state: ConversationState
    messages: list[MessageBody]
    last_event_id: int


class NewQuestion(_Shape):
    """A question, or the next thing somebody says."""

    model_config = _example(text="How do I roll back a deploy?")
    text: Said


class ExchangeBody(_Shape):
    """A question and its answer; none while a human has the conversation."""

    question: MessageBody
    answer: MessageBody | None


class NewFeedback(_Shape):
    """Whether an answer helped, and why not."""

    model_config = _example(helpful=False, reason="The page is out of date.")
    helpful: bool
    reason: Note | None = None


class JudgedBody(_Shape):
    """Feedback as stored."""

    id: str
    helpful: bool
    reason: str | None


class HumanWanted(_Shape):
    """A call for a human."""

    model_config = _example(note="I tried the rollback, it hangs.")
    note: Note | None = None


class EmergencyDeclared(_Shape):
    """A call for whoever is on call, confirmed by the asker."""

    model_config = _example(confirmed=True, note="Production is down.")
    confirmed: Literal[True]
    note: Note | None = None


class EscalationBody(_Shape):
    """A stored call for a human."""

    model_config = _example(
        id="e7a1", kind="human", state="open", message="A human has been asked to take over."
    )
    id: str
    kind: EscalationKind
    state: EscalationState
    message: str = Field(description="What the asker may be told.")


class EscalationRow(_Shape):
    """A call for a human, for those who answer it."""

    id: str
    conversation_id: str
    kind: EscalationKind
    state: EscalationState
    note: str
    question: str | None = Field(
        description="The beginning of what was asked last before the call; null outside of lists."
    )
    created_at: datetime
    urgency: Urgency
    team: str = Field(description="What people call it; empty until it is routed.")
    why: str = Field(description="Why it went there.")
    assignee: str | None
    acknowledged_at: datetime | None
    answered_at: datetime | None
    resolved_at: datetime | None
    undelivered: str | None = Field(
        description="Why something of it could not be delivered; null where everything was."
    )
    undelivered_purpose: Purpose | None = Field(
        description="What that is: `notice` and `page` mean that nobody was told, or rung."
    )


class EscalationList(_Shape):
    """A part of the calls, and how many there are."""

    escalations: list[EscalationRow]
    waiting: int = Field(description="Calls that nobody has taken.")
    unresolved: int = Field(description="Calls that are not over.")
    undelivered: int = Field(description="Of these, calls of which something is undelivered.")


class HappenedBody(_Shape):
    """One thing that happened to an escalation."""

    name: Happening
    actor: str | None
    at: datetime
    data: dict[str, Any]


class DeliveryBody(_Shape):
    """Somebody is to be told, or was."""

    purpose: Purpose
    to: str
    via: str | None = Field(description="The notifier that is next, or was used.")
    state: DeliveryState
    error: str | None
    attempts: int


class Step(_Shape):
    """Who does it."""

    model_config = _example(author="Dana")
    author: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_said)]


class Reassign(Step):
    """Who passes it on, and to which team of the catalog."""

    model_config = _example(author="Dana", team="team-storage")
    team: Annotated[str, Field(min_length=1, max_length=700), AfterValidator(_said)]


class NewReply(_Shape):
    """What a human answers. Markdown; links may be written."""

    model_config = _example(author="Dana", text="I am looking into it.")
    author: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_said)]
    text: Said


class AskerBody(_Shape):
    """Who asked, as far as the host page says."""

    user: str | None
    name: str | None
    email: str | None


class TranscriptBody(ConversationBody):
    """A whole conversation, for those who answer it."""

    asker: AskerBody


class LessonBody(_Shape):
    """What a human answered, as a draft or as it was approved."""

    id: str
    question: str
    answer: str
    state: Literal["draft", "approved", "discarded"]
    owner: str


class LessonDecided(Step):
    """Whether it becomes a page that answers, and in which words."""

    model_config = _example(author="Dana", approve=True, question="Why?", answer="Because.")
    approve: bool
    question: Said
    answer: Said


class SuggestionBody(_Shape):
    """Humans answered much the same several times: the docs could say it."""

    id: str
    team: str = Field(description="Whose docs these are.")
    page_title: str | None = Field(description="The page that is nearest; null where none is.")
    page_url: str | None
    answers: list[LessonBody] = Field(description="What it rests on, the oldest first.")
    created_at: datetime
    state: Literal["open", "done", "dismissed"]
    undelivered: str | None = Field(
        description="Why its owner could not be told; null where they were."
    )


class SuggestionList(_Shape):
    """What nobody has dealt with yet, the oldest first."""

    suggestions: list[SuggestionBody]


class SuggestionDecided(Step):
    """Whether the docs say it now, or will not."""

    model_config = _example(author="Dana", done=True)
    done: bool = Field(description="True where it is written, false where it is not wanted.")


class CallBody(_Shape):
    """One call for a human: what was said, what happened, who was told."""

    escalation: EscalationRow
    conversation: TranscriptBody
    events: list[HappenedBody]
    deliveries: list[DeliveryBody]
    lesson: LessonBody | None
