"""Tables for people."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.table import Table

from core.db.sources import StoredSource


def sources_table(stored: Sequence[StoredSource]) -> Table:
    """Sources, one a row."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("source", "kind"):
        table.add_column(name, no_wrap=True)
    for name in ("pages", "passages"):
        table.add_column(name, justify="right")
    table.add_column("last read", no_wrap=True)
    table.add_column("from", overflow="fold")
    for source in stored:
        table.add_row(
            source.name,
            source.kind,
            f"{source.documents:,}",
            f"{source.chunks:,}",
            age(source.last_read_at) if source.last_read_at else "not to its end yet",
            source.location,
        )
    return table


def age(moment: datetime, now: datetime | None = None) -> str:
    """How long ago a moment was, in words."""
    days = ((now or datetime.now(UTC)) - moment).days
    if days < 1:
        return "today"
    for size, unit in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
        if days >= size:
            count = days // size
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    raise AssertionError(days)
