"""When a goal is due for people who sleep."""

from datetime import UTC, datetime, time

import pytest

from core.errors import UserError
from core.escalation_settings import Hours
from core.settings import check
from escalation.hours import due, working

OFFICE = Hours(time_zone="Europe/Amsterdam")
NIGHT = Hours(time_zone="America/New_York", begin=time(22), end=time(23, 30), days=("sat",))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "minutes", "hours", "expected"),
    [
        ("2026-11-20 09:00", 60, OFFICE, "2026-11-20 10:00"),  # Friday, 10:00 there
        ("2026-11-20 15:30", 60, OFFICE, "2026-11-23 08:30"),  # over the weekend
        ("2026-11-21 12:00", 60, OFFICE, "2026-11-23 09:00"),  # on a Saturday
        ("2026-11-20 03:00", 30, OFFICE, "2026-11-20 08:30"),  # before they come
        ("2026-11-20 16:00", 480, OFFICE, "2026-11-23 16:00"),  # a whole day
        ("2026-11-20 09:00", 2400, OFFICE, "2026-11-27 09:00"),  # a week's work
        ("2026-03-27 15:00", 60, OFFICE, "2026-03-27 16:00"),  # Friday in winter time
        ("2026-03-27 16:00", 60, OFFICE, "2026-03-30 08:00"),  # Monday in summer time
        ("2026-10-23 15:00", 60, OFFICE, "2026-10-26 09:00"),  # and back
        ("2026-11-20 23:00", 60, None, "2026-11-21 00:00"),
        ("2026-11-21 00:00", 90, NIGHT, "2026-11-22 04:30"),
        ("2026-11-22 03:30", 90, NIGHT, "2026-11-29 03:30"),
    ],
)
def test_due(start: str, minutes: float, hours: Hours | None, expected: str) -> None:
    assert due(at(start), minutes, hours) == at(expected)


def test_working() -> None:
    assert working(at("2026-11-20 09:00"), OFFICE)
    assert not working(at("2026-11-20 16:00"), OFFICE)
    assert not working(at("2026-11-21 09:00"), OFFICE)


@pytest.mark.parametrize(
    "wrong",
    [{"time_zone": "Mars/Olympus"}, {"time_zone": "../etc/passwd"}, {"days": ()},
     {"begin": "17:00", "end": "09:00"}],
)  # fmt: skip
def test_hours_without_time_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UserError):
        check(Hours, **wrong)
