"""The weekly report as one HTML file that needs nothing else and prints well."""

from collections.abc import Sequence
from html import escape

from analytics.kinds import Kind
from analytics.report.charts import curve_chart, load_chart
from analytics.report.record import Example, ThemeRow, WeeklyReport
from analytics.report.words import METHOD, arrow, cards, headline, minutes, percent, several

_SHOWN = 15
_FIGURE = 24
"""Characters of the longest figure with its interval, about."""
_STYLE = """
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;background:#fff;color:#1a1a1a;font:16px/1.5 system-ui,"Segoe UI",sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
h1{font-size:1.7rem;margin:0}h2{font-size:1.25rem;margin:2.2rem 0 .6rem;
border-bottom:2px solid #1a1a1a}
h3{font-size:1.05rem;margin:0}.sub{color:#4a4a4a;margin:.2rem 0 1rem}.lead{font-size:1.15rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:.7rem;padding:0;
margin:1rem 0;list-style:none}
.cards li{border:1px solid #999;border-radius:8px;padding:.6rem .9rem}.cards b{display:block;
font-size:1.5rem}
.cards span{color:#4a4a4a;font-size:.9rem}ol.do li{margin:.4rem 0;font-size:1.08rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{padding:.3rem .5rem;
border-bottom:1px solid #bbb;text-align:right;vertical-align:top}
th:first-child,.words{text-align:left}thead th{border-bottom:2px solid #1a1a1a}
.theme{border:1px solid #999;border-radius:8px;padding:.8rem 1rem;margin:.8rem 0;
break-inside:avoid;overflow-wrap:anywhere}
.theme p{margin:.3rem 0}.tag{border:1px solid #1a1a1a;border-radius:99px;padding:0 .6rem;
font-size:.82rem;white-space:nowrap}
blockquote{margin:.3rem 0 .3rem .2rem;padding-left:.7rem;border-left:3px solid #999;
overflow-wrap:anywhere}
.figure{white-space:nowrap}
svg{max-width:100%;height:auto}a{color:#0645ad}.wide{overflow-x:auto}details summary{
cursor:pointer}
th:first-child{min-width:9rem}caption{text-align:left;color:#4a4a4a;padding-bottom:.2rem}
thead th{vertical-align:bottom}small{display:block;font-weight:400;color:#4a4a4a}
@media(max-width:30rem){.cards{grid-template-columns:1fr 1fr}.cards li{padding:.5rem .6rem}
th:first-child{min-width:5.5rem}}
@media print{body{font-size:11pt}main{max-width:none;padding:0}.wide{overflow:visible}
table{font-size:8pt}th,td{padding:.2rem .25rem}th:first-child{min-width:7rem}
details>*{display:block}a{color:inherit}h2{break-after:avoid}svg,tr{break-inside:avoid}}
"""


def html_report(report: WeeklyReport) -> str:
    """The whole file."""
    title = f"Help-line report, week {report.week}"
    parts = [
        f"<h1>{title}</h1>",
        f'<p class="sub">{report.start:%-d %B} to {report.end:%-d %B %Y}, UTC</p>',
        f'<p class="lead">{escape(headline(report))}</p>',
        _cards(report),
        _decisions(report),
        _load(report),
        _curve(report),
        _areas(report),
        _gaps(report),
        _themes(report),
        _effects(report),
        _recognition(report),
        "<h2>Method and definitions</h2><ul>"
        + "".join(f"<li>{escape(line)}</li>" for line in METHOD)
        + f"<li>{report.unassigned:.0%} of the questions fit no theme.</li></ul>",
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _cards(report: WeeklyReport) -> str:
    items = "".join(
        f"<li>{escape(name)}<b>{escape(value)}</b><span>{escape(beside)}</span></li>"
        for name, value, beside in cards(report)
    )
    return f'<ul class="cards">{items}</ul>'


def _decisions(report: WeeklyReport) -> str:
    if not report.decisions:
        why = (
            "Nothing that cost human time was asked more than once."
            if report.curve
            else "No theme has cost human time in the last 12 weeks."
        )
        return f"<h2>Decisions</h2><p>{why}</p>"
    items = "".join(f"<li>{escape(line)}</li>" for line in report.decisions)
    return f'<h2>Decisions that would save most</h2><ol class="do">{items}</ol>'


def _load(report: WeeklyReport) -> str:
    weeks = report.trend[-9:]
    asked = [w.questions for w in weeks]
    # Where nobody asked anything, there is nothing to draw.
    chart = load_chart([w.week for w in weeks], asked, [w.hours for w in weeks]) * any(asked)
    rows = [
        (w.week, str(w.questions), str(w.askers), f"{w.hours:.1f}", str(w.without_human),
         str(w.solved), str(w.unanswered), minutes(w.first_reply))
        for w in weeks
    ]  # fmt: skip
    heads = ("Week", "Questions", "Askers", "Human hours", "Without a human", "Solved",
             "Unanswered", "First reply")  # fmt: skip
    return f"<h2>Load</h2>{chart}{_table('Load by week', heads, rows)}"


def _curve(report: WeeklyReport) -> str:
    if not report.curve:
        return ""
    ranked = [row for row in report.themes if row.toil][:_SHOWN]
    rows = [
        (_named(row), str(row.questions), str(row.askers), f"{row.toil.hours_a_week:.1f}",
         percent(row.toil.share), f"{row.toil.repeated:.0%}", percent(row.toil.saves),
         percent(report.curve[number]))
        for number, row in enumerate(ranked) if row.toil
    ]  # fmt: skip
    heads = ("Theme", "Questions", "Askers", "Hours a week", "Share of time", "Repeated",
             "Would spare", "Together")  # fmt: skip
    # One theme makes no curve.
    chart = curve_chart(report.curve[:_SHOWN]) * (len(ranked) > 1)
    return (
        f"<h2>Where human time goes</h2>{chart}"
        f"{_table('Themes by what a remedy would spare, last 12 weeks', heads, rows)}"
    )


def _areas(report: WeeklyReport) -> str:
    """The broad level: what the themes are part of."""
    areas: dict[str, list[ThemeRow]] = {}
    for row in report.themes:
        areas.setdefault(row.area, []).append(row)
    if len(areas) < 2:
        return ""
    hours = {
        area: sum(row.toil.hours_a_week for row in inside if row.toil)
        for area, inside in areas.items()
    }
    rows = [
        (area or "(no area)", str(len(inside)), str(sum(row.this_week for row in inside)),
         str(sum(row.questions for row in inside)), f"{hours[area]:.1f}", inside[0].name)
        for area, inside in sorted(areas.items(), key=lambda item: -hours[item[0]])
    ]  # fmt: skip
    heads = ("Area", "Themes", "This week", "In 12 weeks", "Hours a week", "Its first theme")
    return f"<h2>Areas</h2>{_table('Areas by human time, last 12 weeks', heads, rows)}"


def _gaps(report: WeeklyReport) -> str:
    """Pages to write or to make easier to find, by the team that answers instead of them."""
    owed: dict[str, list[ThemeRow]] = {}
    for row in report.themes[: 2 * _SHOWN]:
        if row.judged.kind in (Kind.DOCS_GAP, Kind.FINDABILITY) and row.answered_by:
            owed.setdefault(row.answered_by[0][0], []).append(row)
    if not owed:
        return ""
    rows = [
        (team, _named(row), row.judged.kind.value, str(row.questions),
         percent(row.toil.saves) if row.toil else "–")
        for team in sorted(owed) for row in owed[team]
    ]  # fmt: skip
    heads = ("Team that answers", "Theme", "Kind", "Questions", "Would spare")
    return f"<h2>Pages, by team</h2>{_table('Pages to write or mend', heads, rows)}"


def _themes(report: WeeklyReport) -> str:
    if not report.themes:
        return "<h2>Themes</h2><p>No themes yet: nobody has asked anything in 12 weeks.</p>"
    shown = "".join(_theme(row) for row in report.themes[:_SHOWN])
    rest = len(report.themes) - _SHOWN
    more = f"<p>{rest} smaller themes are in the CSV and JSON files.</p>" if rest > 0 else ""
    gone = f"<p>Gone: {escape(', '.join(report.gone[:10]))}.</p>" if report.gone else ""
    return f"<h2>Themes</h2>{shown}{more}{gone}"


def _theme(row: ThemeRow) -> str:
    judged = row.judged
    facts = [
        f"{arrow(row)}",
        f"{several(row.questions, 'question')} by {several(row.askers, 'person')} in 12 weeks",
        f"{row.unanswered} unanswered, {row.solved} solved",
        f"first reply {minutes(row.first_reply)}",
        ", ".join(f"{place} {count}" for place, count in row.places),
    ]
    if row.area:
        facts.insert(0, f"Area: {row.area}")
    for said, teams in (("asked by", row.asked_by), ("answered by", row.answered_by)):
        if teams:
            facts.append(f"{said} " + ", ".join(f"{team} {count}" for team, count in teams))
    if row.answered or row.partial or row.unknown:
        facts.append(
            f"Dialtone: {row.answered} answered, {row.partial} partial, {row.unknown} unknown"
        )
    quote = f"<blockquote>“{escape(row.question)}”</blockquote>" if row.question else ""
    return (
        f'<section class="theme" id="theme-{row.id}"><h3>{escape(row.name)}</h3>{quote}'
        f'<p><span class="tag">{judged.kind.value}</span> {escape(judged.evidence)}'
        f" (confidence {judged.confidence:.0%}).</p><p>{escape(' · '.join(facts))}</p>"
        f"{_note(row)}{_parts(row)}{_examples(row.examples)}"
        f"<p>Trend, oldest week first: {' '.join(map(str, row.trend))}</p></section>"
    )


def _note(row: ThemeRow) -> str:
    return f"<p>{escape(row.note)}</p>" if row.note else ""


def _parts(row: ThemeRow) -> str:
    if len(row.parts) < 2:
        return ""
    items = "".join(f"<li>{escape(text)} ({count})</li>" for text, count in row.parts)
    return f"<p>What exactly:</p><ul>{items}</ul>"


def _examples(examples: Sequence[Example]) -> str:
    if not examples:
        return "<p>Fewer than 3 people asked, so nobody is quoted.</p>"
    items = "".join(f"<li>{_linked(example)}</li>" for example in examples)
    return f"<details open><summary>Asked lately</summary><ul>{items}</ul></details>"


def _linked(example: Example) -> str:
    text = escape(example.text)
    if not example.permalink.startswith(("https://", "http://")):
        return text
    return f'{text} <a href="{escape(example.permalink)}">thread<span hidden> {text}</span></a>'


def _effects(report: WeeklyReport) -> str:
    if not report.effects:
        return (
            "<h2>Did it work?</h2><p>No intervention is recorded. Record one with"
            " <code>dialtone intervention add THEME “what was done”</code>.</p>"
        )
    rows = [
        (f"{done.intervention.what} ({done.name})", f"{done.intervention.on:%Y-%m-%d}",
         f"{done.before:.1f}", f"{done.after:.1f}", done.verdict)
        for done in report.effects
    ]  # fmt: skip
    heads = ("Intervention", "On", "A week before", "A week after", "Against the other themes")
    return f"<h2>Did it work?</h2>{_table('Interventions', heads, rows)}"


def _recognition(report: WeeklyReport) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in report.recognition)
    return f"<h2>Getting better</h2><ul>{items}</ul>" if items else ""


def _is_figure(cell: str) -> bool:
    return cell[:1].isdigit() or cell == "–"


def _class(cell: str, words: bool) -> str:
    """Words stand at the left; a figure and its interval stay on one line."""
    if words:
        return ' class="words"'
    return ' class="figure"' if _is_figure(cell) and len(cell) < _FIGURE else ""


def _named(row: ThemeRow) -> str:
    return f"{row.name}\nsuch as “{row.such_as}”" if row.such_as else row.name


def _cell(text: str) -> str:
    """The first line, and what follows it smaller."""
    first, _, more = text.partition("\n")
    return escape(first) + (f"<small>{escape(more)}</small>" if more else "")


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    words = [not any(map(_is_figure, column)) for column in zip(*rows, strict=True)]
    columns = list(zip(heads, words or [False] * len(heads), strict=True))
    head = "".join(
        f'<th scope="col"{_class(name, told)}>{escape(name)}</th>' for name, told in columns
    )
    body = "".join(
        f'<tr><th scope="row">{_cell(row[0])}</th>'
        + "".join(
            f"<td{_class(cell, told)}>{_cell(cell)}</td>"
            for cell, told in zip(row[1:], words[1:], strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        "</table></div>"
    )
