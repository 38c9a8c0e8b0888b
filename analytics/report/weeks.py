"""ISO weeks, Monday to Sunday, in UTC."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median

from analytics.case import Case
from analytics.report.record import WeekFigures
from core.errors import UserError
from core.thread import Outcome

WINDOW = 12
"""Weeks that themes are looked for in."""
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


def monday(week: str) -> date:
    """The first day of a week such as `2021-W07`. Raises UserError."""
    found = _WEEK.fullmatch(week)
    try:
        if found:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    raise UserError(f"{week!r} is not a week.", "Write the year and the week: 2021-W07.")


def name_of(day: date) -> str:
    """The week that a day is in."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def begin(day: date) -> datetime:
    """The first moment of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def starts_until(last: date, count: int) -> list[date]:
    """The Mondays of so many weeks, the last one at the end."""
    return [last - timedelta(weeks=back) for back in range(count - 1, -1, -1)]


def week_index(cases: Sequence[Case], starts: Sequence[date]) -> list[int]:
    """The place in `starts` of the week that each case was asked in."""
    first = begin(starts[0])
    return [int((case.asked_at - first).total_seconds() // 604_800) for case in cases]


def figures(start: date, cases: Sequence[Case]) -> WeekFigures:
    """What one week's cases add up to."""
    waits = [case.first_reply.total_seconds() / 60 for case in cases if case.first_reply]
    return WeekFigures(
        week=name_of(start),
        start=start,
        questions=len(cases),
        askers=len({case.asker for case in cases if case.asker}),
        without_human=sum(case.without_human for case in cases),
        unanswered=sum(case.outcome is Outcome.UNANSWERED for case in cases),
        solved=sum(case.outcome is Outcome.SOLVED for case in cases),
        escalated=sum(case.escalated for case in cases),
        hours=sum(case.minutes for case in cases) / 60,
        first_reply=median(waits) if waits else None,
        helpful=sum(case.helpful is True for case in cases),
        unhelpful=sum(case.helpful is False for case in cases),
        frustrated=sum(case.frustrated for case in cases),
        reopened=sum(case.reopened for case in cases),
    )
