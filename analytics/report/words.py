"""Figures as people read them, the same in every form of the report."""

from analytics.report.record import ThemeRow, WeekFigures, WeeklyReport
from analytics.toil import Interval

METHOD = (
    "Questions: every thread of the help channels, whoever answered it or nobody, and every"
    " question put to Dialtone. A thread in which Dialtone answered is one question.",
    "Themes: questions of the last 12 weeks, their vectors, Leiden communities at the resolution on"
    " which two halves of the vectors agree best; parts whose questions are alike on average, by"
    " vectors and by the words of questions and of answers (0.32 of 2.3 in all), are one theme,"
    " however they are worded. Words that only say whom a request is for, or what the whole"
    " channel is about, are left out.",
    "Human minutes: each message of somebody who is not the asker costs the time since the message"
    " before it, at least 1 and at most 10 minutes. Work outside the thread is not seen.",
    "Repeated: share of a theme's questions with another one nearly alike (cosine 0.5 or more).",
    "Would spare: the theme's share of human minutes times what is repeated in it. Intervals are"
    " 95%, from 1,000 resamples of questions, with the line between themes drawn up to half"
    " lower or a quarter higher; they know chance and doubtful lines, not whether a remedy works.",
    "First reply: median time from a question to the first word of another human.",
    "Kind: by counted signs (requests and “done”, failures, by half where a human explained them,"
    " links given, explanations without a page); its confidence is the share with the sign, less"
    " where another kind is near or questions are few.",
    "Privacy: nobody is quoted from a theme of fewer than 3 people; no person is named or ranked.",
)


def percent(interval: Interval) -> str:
    """`41% (35 to 47)`."""
    return f"{interval.value:.0%} ({100 * interval.low:.0f} to {100 * interval.high:.0f})"


def minutes(value: float | None) -> str:
    """A time as somebody would say it."""
    if value is None:
        return "–"
    if value < 1:
        return "under 1 min"
    if value < 90:
        return f"{value:.0f} min"
    return f"{value / 60:.1f} h" if value < 2880 else f"{value / 1440:.0f} days"


def change(now: float, before: float) -> str:
    """How a figure compares with last week's."""
    if now == before:
        return "as last week"
    digits = 0 if float(now - before).is_integer() else 1
    return f"{'+' if now > before else '−'}{abs(now - before):.{digits}f} on last week"


def headline(report: WeeklyReport) -> str:
    """The week in one sentence."""
    this = report.this
    if report.is_empty:
        return "Nobody asked anything this week."
    # Where no export says who wrote, nobody can be counted.
    people = f" from {several(this.askers, 'person')}" if this.askers else ""
    said = f"{several(this.questions, 'question')}{people} took {this.hours:.1f} human hours."
    if report.curve:
        first = min(3, len(report.curve))
        top = report.curve[first - 1]
        plural = "theme is" if first == 1 else f"{first} themes are"
        said += f" The first {plural} {percent(top)} of human time over the window."
    return said


def several(count: int, noun: str) -> str:
    """`1 question`, `2 questions`, `2 people`."""
    plural = "people" if noun == "person" else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"


def cards(report: WeeklyReport) -> list[tuple[str, str, str]]:
    """The figures of the first screen: name, value, comparison."""
    this, last = report.this, report.last
    trend = [week for week in report.trend[-9:-1] if week.questions]
    usual = sum(week.questions for week in trend) / max(len(trend), 1)
    thumbs = f"{this.helpful} up, {this.unhelpful} down"
    unrest = f"{this.frustrated} frustrated, {this.reopened} reopened"
    more = f"{change(this.questions, last.questions)}; usually {usual:.0f}"
    alone, left = _share(last.without_human, last), _share(last.unanswered, last)
    return [
        ("Questions", str(this.questions), more),
        ("Human hours", f"{this.hours:.1f}", change(round(this.hours, 1), round(last.hours, 1))),
        ("Answered without a human", _share(this.without_human, this), f"{alone} last week"),
        ("Left unanswered", _share(this.unanswered, this), f"{left} last week"),
        ("First human reply", minutes(this.first_reply), f"{minutes(last.first_reply)} last week"),
        ("Thumbs", thumbs, unrest),
    ]


def _share(count: int, week: WeekFigures) -> str:
    return f"{count / week.questions:.0%} ({count})" if week.questions else "–"


def arrow(row: ThemeRow) -> str:
    """This week and last, with the trend in a word."""
    return f"{row.this_week} ({row.status}; {row.last_week} last week)"
