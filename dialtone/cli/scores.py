"""A scorecard as people read it."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from dialtone.scorecard import Scorecard, differences, refusals, summarize
from retrieval.evaluation.ranking import MEASURES
from retrieval.evaluation.refusal import RefusalReport


def show_scorecard(out: Console, card: Scorecard, other: Scorecard | None) -> None:
    """Search, then answers; then the second configuration and the difference."""
    if not card.outcomes:
        out.print("No question was scored.")
    for heading, shown in (("", card),) if other is None else (("first", card), ("second", other)):
        if heading:
            out.print(f"[bold]{heading} configuration[/]")
        _show_search(out, shown)
        _show_answers(out, shown)
    if other:
        _show_difference(out, card, other)
    for corpus, count in sorted(Counter(q.corpus for q in card.not_indexed).items()):
        out.print(f"[dim]{count} questions about {corpus} were left out: it is not indexed.[/]")


def _show_search(out: Console, card: Scorecard) -> None:
    table = _table("search", "n", *MEASURES)
    for name, outcomes in card.groups().items():
        scores = summarize(outcomes)
        if scores:
            count = sum(outcome.measures is not None for outcome in outcomes)
            cells = [f"{s.mean:.3f}\n[dim]{s.low:.2f}–{s.high:.2f}[/]" for s in scores.values()]
            table.add_row(name, str(count), *cells)
    if table.row_count:
        out.print(table)
        out.print()


def _show_answers(out: Console, card: Scorecard) -> None:
    names = ("n", "answered P", "R", "refused P", "R", "R at 90%", "AUC", "Brier", "calib. error")
    table = _table("answers", *names)
    for name, outcomes in card.groups().items():
        refused = refusals(outcomes)
        if refused:
            table.add_row(name, *_cells(refused))
    if table.row_count:
        out.print(table)
        out.print(
            "[dim]P precision, R recall; R at 90%: unanswerable questions refused when 90% of the"
            " answerable are answered.[/]\n"
        )


def _cells(refused: RefusalReport) -> list[str]:
    rates = (
        refused.answered_precision,
        refused.answered_recall,
        refused.refused_precision,
        refused.refused_recall,
        refused.refused_at_90,
        refused.auc,
        refused.brier,
        refused.calibration_error,
    )
    count = f"{refused.answerable}+{refused.unanswerable}"
    return [count, *("–" if rate is None else f"{rate:.2f}" for rate in rates)]


def _show_difference(out: Console, first: Scorecard, second: Scorecard) -> None:
    table = _table("second - first", "mean", "95% interval", "p (paired)")
    for name, found in differences(first, second).items():
        interval = f"{found.low:+.3f} to {found.high:+.3f}"
        table.add_row(name, f"{found.mean:+.3f}", interval, f"{found.p:.3f}")
    out.print(table)


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right")
    return table
