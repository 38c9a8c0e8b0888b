"""The tables of themes that are known from week to week, as the newest migration leaves them."""

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, Text

from core.db.tables import UtcDateTime, metadata

themes = Table(
    "themes",
    metadata,
    # Given out by Dialtone and never again.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("first_week", String(8), nullable=False),
    Column("last_week", String(8), nullable=False),
)

# Which theme each question was in when it was last reported.
theme_questions = Table(
    "theme_questions",
    metadata,
    Column("key", String(400), primary_key=True),
    Column("theme_id", Integer, ForeignKey("themes.id"), nullable=False, index=True),
    Column("week", String(8), nullable=False),
)

interventions = Table(
    "interventions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("theme_id", Integer, ForeignKey("themes.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("done_on", Date, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

weekly_reports = Table(
    "weekly_reports",
    metadata,
    Column("week", String(8), primary_key=True),
    # The report as JSON: what pages show without counting anew.
    Column("body", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)
