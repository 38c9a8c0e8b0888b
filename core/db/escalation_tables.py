"""The tables of handing over, as the newest migration leaves them."""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from core.db.conversation_tables import ID
from core.db.tables import UtcDateTime, metadata


def _escalation(**options: Any) -> "Column[str]":
    return Column("escalation_id", ID, ForeignKey("escalations.id", ondelete="CASCADE"), **options)


escalations = Table(
    "escalations",
    metadata,
    Column("id", ID, primary_key=True),
    Column(
        "conversation_id",
        ID,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("note", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("urgency", String(20), nullable=False, server_default="normal"),
    Column("topic", Text, nullable=False, server_default=""),
    # Empty until it is routed.
    Column("team", String(700), nullable=False, server_default=""),
    Column("team_name", Text, nullable=False, server_default=""),
    Column("why", Text, nullable=False, server_default=""),
    Column("contact", JSON, nullable=False, server_default=text("'{}'")),
    Column("pinned", String(700), nullable=False, server_default=""),
    Column("assignee", Text, nullable=False, server_default=""),
    Column("round", Integer, nullable=False, server_default="1"),
    Column("acknowledged_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("resolved_at", UtcDateTime, index=True),
)

escalation_events = Table(
    "escalation_events",
    metadata,
    _escalation(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", String(20), nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("data", JSON, nullable=False),
)

escalation_timers = Table(
    "escalation_timers",
    metadata,
    _escalation(primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("goal", String(20), primary_key=True),
    Column("stage", String(20), primary_key=True),
    # None once it has fired, or is not wanted any more.
    Column("due_at", UtcDateTime, index=True),
    Column("fired_at", UtcDateTime),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", ID, primary_key=True),
    # What it is about: the same thing is not delivered twice.
    Column("key", String(200), nullable=False),
    _escalation(nullable=False, index=True),
    Column("purpose", String(20), nullable=False),
    Column("recipient", JSON, nullable=False),
    Column("via", JSON, nullable=False),
    Column("step", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("error", Text, nullable=False),
    # When to send it, or, of a page that was sent, when to ask who took it.
    Column("due_at", UtcDateTime, index=True),
    Column("claimed_by", String(40), nullable=False),
    Column("claimed_until", UtcDateTime),
    Column("receipt", JSON, nullable=False),
    Column("told", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("delivered_at", UtcDateTime),
    UniqueConstraint("key"),
)

lessons = Table(
    "lessons",
    metadata,
    Column("id", ID, primary_key=True),
    _escalation(nullable=False, unique=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("owner", Text, nullable=False),
    Column("audience", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", Text, nullable=False),
    # Whether it is in the index as it stands here.
    Column("indexed", Boolean, nullable=False),
    # The suggested change to the docs that counts it; empty until one does.
    Column("suggestion", ID, nullable=False, server_default=""),
)

docs_suggestions = Table(
    "docs_suggestions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team", String(700), nullable=False),
    Column("team_name", Text, nullable=False),
    Column("page_title", Text, nullable=False),
    Column("page_url", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", Text, nullable=False),
)
