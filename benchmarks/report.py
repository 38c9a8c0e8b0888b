"""Printing a table and writing the same figures as JSON."""

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"


def publish(name: str, rows: Sequence[dict[str, Any]], **context: Any) -> None:
    """Print the rows as a table and write them, with the machine they were measured on."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    table = Table(box=None, header_style="bold", pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    for row in rows:
        table.add_row(*(_shown(row.get(column)) for column in columns))
    console = Console(width=120)
    console.print(table)
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{name}.json"
    body = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        **context,
        "rows": list(rows),
    }
    file.write_text(json.dumps(body, indent=2, default=str) + "\n", encoding="utf-8")
    console.print(f"[dim]written to {file}[/]")


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
