"""A scorecard as people read it."""

from collections import Counter

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dialtone.learning import Learned
from dialtone.scorecard import Scorecard, better, differences, refusals, summarize
from retrieval.evaluation.ranking import MEASURES
from retrieval.evaluation.refusal import RefusalReport
from retrieval.evaluation.uncertainty import Estimate

_SHORT = {f"success@{rank}": f"S@{rank}" for rank in (1, 3, 5, 10)} | {
    "Recall@5": "R@5",
    "nDCG@5": "nDCG5",
    "nDCG@10": "nDCG10",
}
"""Names that let the table fit a terminal of 80 columns."""


def show_scorecard(
    out: Console,
    card: Scorecard,
    other: Scorecard | None,
    names: tuple[str, str] = ("first", "second"),
) -> None:
    """Search, then answers; then the second configuration, the difference, and which is better."""
    if not card.outcomes:
        out.print("No question was scored.")
    cards = (("", card),) if other is None else ((names[0], card), (names[1], other))
    for heading, shown in cards:
        if heading:
            out.print(f"[bold]{escape(heading)}[/]")
        _show_search(out, shown)
        _show_answers(out, shown)
    if other:
        _show_difference(out, card, other, names)
    for corpus, count in sorted(Counter(q.corpus for q in card.not_indexed).items()):
        out.print(f"[dim]{count} questions about {corpus} were left out: it is not indexed.[/]")


def _show_search(out: Console, card: Scorecard) -> None:
    table = _table("search", "n", *(_SHORT.get(name, name) for name in MEASURES))
    for name, outcomes in card.groups().items():
        scores = summarize(outcomes)
        if scores:
            count = sum(outcome.measures is not None for outcome in outcomes)
            cells = [_with_interval(score) for score in scores.values()]
            table.add_row(name, str(count), *cells)
    if table.row_count:
        out.print(table)
        out.print("[dim]S success, R recall; below each mean half of its 95% interval.[/]\n")


def _with_interval(score: Estimate) -> str:
    return f"{score.mean:.3f}\n[dim]±{(score.high - score.low) / 2:.3f}[/]".replace("0.", ".")


def _show_answers(out: Console, card: Scorecard) -> None:
    names = ("n", "P ans", "R ans", "P ref", "R ref", "R@90", "AUC", "Brier", "ECE")
    table = _table("answers", *names)
    for name, outcomes in card.groups().items():
        refused = refusals(outcomes)
        if refused:
            table.add_row(name, *_cells(refused))
    if table.row_count:
        out.print(table)
        out.print(
            "[dim]P precision and R recall of answering and refusing; R@90 share of unanswerable"
            " questions\nrefused when 90% of the answerable are answered; ECE calibration"
            " error.[/]\n"
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


def show_learned(out: Console, learned: Learned | None) -> None:
    """What was learned of past threads, or why nothing was."""
    if learned is None:
        out.print("Too few questions to learn from: past threads count by the default weight.")
        return
    gain = f"{learned.gain.mean:+.3f} ({learned.gain.low:+.3f} to {learned.gain.high:+.3f})"
    out.print(
        f"Past threads raise pages by a weight of [bold]{learned.weight:g}[/] from now on: MRR"
        f" {gain} on {learned.questions} questions, each scored by a weight chosen without it."
    )


def _verdict(first: Scorecard, second: Scorecard, names: tuple[str, str]) -> str:
    winner = better(first, second)
    if not winner:
        return "These questions cannot tell which is better: the interval of the MRR holds 0."
    found = differences(first, second)["MRR"]
    size = f"by {abs(found.mean):.3f} in MRR, 95% interval {found.low:+.3f} to {found.high:+.3f}"
    return f"[bold]{escape(names[winner == 'second'])}[/] is better {size}."


def _show_difference(
    out: Console, first: Scorecard, second: Scorecard, names: tuple[str, str]
) -> None:
    table = _table("difference", "mean", "95% interval", "p (paired)")
    for name, found in differences(first, second).items():
        interval = f"{found.low:+.3f} to {found.high:+.3f}"
        table.add_row(name, f"{found.mean:+.3f}", interval, f"{found.p:.3f}")
    if table.row_count:
        out.print(table)
        out.print(_verdict(first, second, names))


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right")
    return table
