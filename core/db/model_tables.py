"""The tables of the language model, as the newest migration leaves them."""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Table

from core.db.tables import UtcDateTime, metadata

model_calls = Table(
    "model_calls",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("model", String(200), nullable=False),
    Column("purpose", String(20), nullable=False),
    # The answer it was for; empty on the command line.
    Column("message_id", String(40), nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_cached", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("cost", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("failed", Boolean, nullable=False),
    Index("ix_model_calls_message", "message_id"),
)

# Verified answers by what the model was asked, word for word: passages included.
written_answers = Table(
    "written_answers",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)
