"""The weekly report for programs and chats: JSON, CSV, Markdown and a Slack digest."""

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from analytics.report.record import ThemeRow, WeeklyReport
from analytics.report.words import METHOD, arrow, cards, headline, percent

_LISTED = 10
_COLUMNS = (
    "theme name kind confidence status this_week last_week questions askers hours_a_week share"
    " share_low share_high repeated saves saves_low saves_high solved unanswered escalated"
    " first_reply_minutes"
).split()
_BLOCK_TEXT = 3000
"""Characters that Slack takes in a section's text; a header takes 150, a message 50 blocks."""


def json_report(report: WeeklyReport) -> str:
    """Everything, as JSON."""
    return json.dumps(asdict(report), default=str, indent=2, ensure_ascii=False) + "\n"


def csv_report(report: WeeklyReport) -> str:
    """A line for each theme."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in report.themes:
        writer.writerow([_safe(cell) for cell in _cells(row)])
    return out.getvalue()


def markdown_report(report: WeeklyReport) -> str:
    """What fits a wiki page or an e-mail."""
    lines = [f"# Help-line report, week {report.week}", "", _plain(headline(report)), ""]
    lines += [f"- **{name}**: {value} ({beside})" for name, value, beside in cards(report)]
    if report.decisions:
        lines += ["", "## Decisions that would save most", ""]
        lines += [f"{n}. {_plain(line)}" for n, line in enumerate(report.decisions, start=1)]
    lines += ["", "## Themes", "", "| theme | this week | kind | would spare |", "|-|-|-|-|"]
    for row in report.themes[:_LISTED]:
        saves = percent(row.toil.saves) if row.toil else "–"
        lines.append(f"| {_plain(row.title)} | {arrow(row)} | {row.judged.kind.value} | {saves} |")
    for done in report.effects:
        lines += ["", f"**{_plain(done.intervention.what)}** ({_plain(done.name)}): {done.verdict}"]
    lines += ["", "## Method", "", *(f"- {line}" for line in METHOD)]
    return "\n".join(lines) + "\n"


def slack_digest(report: WeeklyReport) -> dict[str, Any]:
    """A message for Slack: `text` for notifications and `blocks`."""
    title = f"Help line, week {report.week}"
    figures = [f"*{name}*\n{value}" for name, value, _ in cards(report)]
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": title}},
        _section(_mrkdwn(headline(report))),
        {"type": "section", "fields": [{"type": "mrkdwn", "text": text} for text in figures]},
    ]
    if report.decisions:
        said = "\n".join(f"{n}. {_mrkdwn(line)}" for n, line in enumerate(report.decisions, 1))
        blocks.append(_section(f"*Decisions that would save most*\n{said}"))
    blocks += [
        _section(f"*{_mrkdwn(done.intervention.what)}*: {_mrkdwn(done.verdict)}")
        for done in report.effects[:5]
    ]
    return {"text": f"{title}: {headline(report)}", "blocks": blocks}


def _section(text: str) -> dict[str, Any]:
    kept = text if len(text) <= _BLOCK_TEXT else text[: _BLOCK_TEXT - 1] + "…"
    return {"type": "section", "text": {"type": "mrkdwn", "text": kept}}


def _cells(row: ThemeRow) -> list[object]:
    toil = row.toil
    costs: list[object] = [""] * 8
    if toil:
        costs = [round(toil.hours_a_week, 3), *_three(toil.share.value, toil.share.low)]
        costs += [*_three(toil.share.high, toil.repeated)]
        costs += [round(v, 4) for v in (toil.saves.value, toil.saves.low, toil.saves.high)]
    start = [row.id, row.name, row.judged.kind.value, row.judged.confidence, row.status]
    counts = [row.this_week, row.last_week, row.questions, row.askers]
    wait = "" if row.first_reply is None else round(row.first_reply, 1)
    return [*start, *counts, *costs, row.solved, row.unanswered, row.escalated, wait]


def _three(*values: float) -> list[float]:
    return [round(value, 4) for value in values]


def _safe(cell: object) -> object:
    """Nothing that a spreadsheet would run."""
    text = isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@")
    return f"'{cell}" if text else cell


def _plain(text: str) -> str:
    """Words of people, so that they are no markup."""
    escaped = "".join(f"\\{char}" if char in "\\`*_[]<>|#" else char for char in text)
    return " ".join(escaped.split())


def _mrkdwn(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
