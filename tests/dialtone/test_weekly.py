"""The weekly report that the server writes by itself."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from core.report_settings import ReportSettings
from core.settings import Settings
from dialtone.weekly import WeeklyReports, due
from tests.analytics.threads import FIRST, planted_channel
from tests.fakes import FakeApp

MONDAY = datetime(2026, 9, 28, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (MONDAY, date(2026, 9, 21)),
        (MONDAY - timedelta(seconds=1), date(2026, 9, 14)),
        (MONDAY + timedelta(days=6), date(2026, 9, 21)),
    ],
)
def test_a_week_is_due_when_it_is_over_and_its_hour_has_come(now: datetime, week: date) -> None:
    assert due(ReportSettings(), now) == week


def test_another_day_and_hour() -> None:
    settings = ReportSettings(day="wed", at=time(9, 30))
    assert due(settings, MONDAY + timedelta(days=2, hours=3)) == date(2026, 9, 14)
    assert due(settings, MONDAY + timedelta(days=2, hours=4)) == date(2026, 9, 21)


@pytest.fixture
def app(tmp_path: Path) -> FakeApp:
    chosen = {"home": tmp_path / "home", "report": {"folder": tmp_path / "reports"}}
    return FakeApp(Settings.model_validate(chosen))


def test_each_week_is_written_once_and_a_missed_one_later(app: FakeApp, tmp_path: Path) -> None:
    now = FIRST + timedelta(weeks=1)
    with app:
        source = app.sources.open("chat", "slack-export", "export")
        app.threads.save(source, [(one, one.id) for one in planted_channel(3)])
        reports = WeeklyReports(app, lambda: now)
        first = reports.write_if_due()
        assert first is not None
        assert first.report.week == "2026-W38"
        assert (tmp_path / "reports/report-2026-W38.html").is_file()
        assert reports.write_if_due() is None
        now += timedelta(days=10)
        later = reports.write_if_due()
        assert later is not None
        assert later.report.week == "2026-W39"
        assert app.theme_book.weeks() == ["2026-W39", "2026-W38"]


def test_before_anybody_asked_there_is_nothing_to_write(app: FakeApp, tmp_path: Path) -> None:
    with app:
        assert WeeklyReports(app, lambda: MONDAY).write_if_due() is None
    assert not (tmp_path / "reports").exists()


def test_a_server_writes_it_and_ends(app: FakeApp, tmp_path: Path) -> None:
    with app:
        source = app.sources.open("chat", "slack-export", "export")
        app.threads.save(source, [(one, one.id) for one in planted_channel(1)])
        reports = WeeklyReports(app, lambda: FIRST + timedelta(weeks=1))
        reports.start()
        reports._thread.join(timeout=0.01)
        written = tmp_path / "reports/report-2026-W38.slack.json"
        for _ in range(600):
            if written.is_file():
                break
            reports._thread.join(timeout=0.1)
        reports.close()
    assert written.is_file()
