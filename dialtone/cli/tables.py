"""Tables for people."""

from collections.abc import Sequence

from rich.table import Table

from bot.messages import age
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
