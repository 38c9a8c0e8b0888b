"""The weekly report, unattended: a thread of `dialtone serve` that writes it when it is due."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from analytics.report.weeks import begin, name_of
from core.errors import DialtoneError
from core.report_settings import ReportSettings
from dialtone.app import App
from dialtone.reporting import Written, make_report, write_report

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LOOK_SECONDS = 60.0
_AGAIN_SECONDS = 3600.0
"""How long to wait after a report that failed."""
_log = logging.getLogger(__name__)


def due(settings: ReportSettings, now: datetime) -> date:
    """The first day of the newest week whose report should be there by now."""
    monday = now.astimezone(UTC).date() - timedelta(days=now.astimezone(UTC).weekday())
    moment = datetime.combine(
        monday + timedelta(days=_DAYS.index(settings.day)), settings.at.replace(tzinfo=None), UTC
    )
    return monday - timedelta(weeks=1 if now >= moment else 2)


class WeeklyReports:
    """Writes the report of each week once it is over, and one that was missed at the next start.

    What was made is in the database, so replicas and restarts make no second one; two that begin in
    the same minute write the same.
    """

    def __init__(self, app: App, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._app = app
        self._now = now
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="weekly-report", daemon=True)

    def start(self) -> None:
        """Begin, where the settings name a folder."""
        if self._app.settings.report.folder:
            self._thread.start()

    def close(self) -> None:
        """End; a report under way is finished, or made by the next start."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def write_if_due(self) -> Written | None:
        """Write the report of the last week unless it is there, or nobody has asked yet."""
        settings = self._app.settings.report
        week = due(settings, self._now())
        book = self._app.theme_book
        if settings.folder is None or name_of(week) in book.weeks():
            return None
        if not book.weeks() and not self._asked_before(week):
            return None
        return write_report(make_report(self._app, week), settings.folder)

    def _asked_before(self, week: date) -> bool:
        first, until = begin(week - timedelta(weeks=52)), begin(week + timedelta(weeks=1))
        for found in (self._app.threads, self._app.conversation_log):
            if next(iter(found.between(first, until)), None) is not None:
                return True
        return False

    def _run(self) -> None:
        wait = 0.0
        while not self._stop.wait(wait):
            wait = _LOOK_SECONDS
            try:
                if written := self.write_if_due():
                    _log.info("The report of week %s is written.", written.report.week)
            except (DialtoneError, OSError) as error:
                _log.warning("The weekly report cannot be written yet: %s", error)
                wait = _AGAIN_SECONDS
            except Exception:  # noqa: BLE001  a report that breaks must not end the others
                _log.exception("The weekly report broke.")
                wait = _AGAIN_SECONDS
