"""Working time: when a goal of so many minutes is due for a team that sleeps."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.escalation_settings import Hours

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def due(start: datetime, minutes: float, hours: Hours | None) -> datetime:
    """`start` and so many minutes of working time later; of all time where there are no hours.

    Days are those of the team's time zone. A day in which its clocks change has as many working
    minutes as pass between its hours.
    """
    left = timedelta(minutes=minutes)
    if hours is None:
        return start + left
    for begin, end in _spells(start, hours):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    raise AssertionError("spells never end")


def working(moment: datetime, hours: Hours) -> bool:
    """Whether the team works then."""
    begin, _ = next(_spells(moment, hours))
    return begin == moment


def _spells(start: datetime, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of working time after `start`, in UTC, without end."""
    zone = ZoneInfo(hours.time_zone)
    day = start.astimezone(zone).date()
    while True:
        if _DAYS[day.weekday()] in hours.days:
            begin, end = _spell(day, hours, zone)
            if end > start:
                yield max(begin, start), end
        day += timedelta(days=1)


def _spell(day: date, hours: Hours, zone: ZoneInfo) -> tuple[datetime, datetime]:
    # In UTC: within a zone, Python counts as if its clocks never changed.
    begin = datetime.combine(day, hours.begin, zone).astimezone(UTC)
    return begin, datetime.combine(day, hours.end, zone).astimezone(UTC)
