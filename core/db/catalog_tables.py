"""The tables of ownership, as the newest migration leaves them."""

from sqlalchemy import JSON, Column, Integer, String, Table, Text

from core.db.tables import UtcDateTime, metadata

catalog_entries = Table(
    "catalog_entries",
    metadata,
    Column("ref", String(700), primary_key=True),
    # `team`, `person` or `entity`.
    Column("type", String(20), nullable=False),
    Column("body", JSON, nullable=False),
    # When a reading no longer found it. Only teams are kept: what they owned finds their parent.
    Column("gone_at", UtcDateTime),
)

catalog_flaws = Table(
    "catalog_flaws",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("place", Text, nullable=False),
    Column("problem", Text, nullable=False),
)
