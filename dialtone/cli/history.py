"""What a reading of help channels found, for people."""

from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape

from core.thread import Outcome
from ingest.threads.history import HistorySummary


def print_history(out: Console, history: HistorySummary) -> None:
    """Counts by kind, indented below the line of the source."""
    ended = ", ".join(f"{history.outcomes[outcome]:,} {outcome}" for outcome in Outcome)
    out.print(
        f"  {history.messages:,} messages in {history.channels:,} channels ->"
        f" {history.threads:,} threads: {ended}"
    )
    out.print(
        f"  {history.new:,} new, {history.changed:,} changed, {history.unchanged:,} unchanged,"
        f" {history.removed:,} gone · replies were joined to {history.joined:,} of them"
    )
    _print_kinds(out, "skipped", history.skipped)
    _print_kinds(out, "masked", history.masked)


def _print_kinds(out: Console, what: str, counts: Mapping[str, int]) -> None:
    kinds = sorted(((n, kind) for kind, n in counts.items() if n), key=lambda k: (-k[0], k[1]))
    if kinds:
        listed = ", ".join(f"{count:,} {kind}" for count, kind in kinds)
        out.print(f"  {what}: {escape(listed)}", soft_wrap=True)
