"""Progress bars on standard error while a source is read and embedded."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

import ingest.pipeline


@contextmanager
def watched(name: str, console: Console) -> Iterator[ingest.pipeline.Progress]:
    """Callbacks for a run; on something that is no terminal they say nothing."""
    bars = Progress(
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bars:
        reading = bars.add_task(f"Reading {name}", total=None, start=False)
        embedding = bars.add_task("Embedding passages", total=None, visible=False)

        def start_reading(total: int | None) -> None:
            bars.update(reading, total=total)
            bars.start_task(reading)

        def start_embedding(total: int) -> None:
            bars.reset(embedding, total=total, visible=True)

        yield ingest.pipeline.Progress(
            reading=start_reading,
            page=lambda _: bars.advance(reading),
            thread=lambda _: bars.advance(reading),
            embedding=start_embedding,
            embedded=lambda count: bars.advance(embedding, count),
        )
