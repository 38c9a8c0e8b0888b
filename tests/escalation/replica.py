"""One replica of a back office, as a process of its own that can be killed at any moment."""

import logging
import random
import signal
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import core.db.deliveries
from core.errors import DialtoneError
from core.settings import Settings
from dialtone.demo.session import CATALOG
from tests.escalation.office import Office

LAPSE = timedelta(seconds=3)
"""After how long what a killed replica had taken is taken up, so that a storm ends today."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a replica is started with."""

    home: Path
    database: str
    escalation: dict[str, Any]
    skew: float
    """Seconds by which its clock is wrong."""
    patience: float

    @property
    def settings(self) -> Settings:
        given: dict[str, Any] = {
            "home": self.home,
            "catalog": {"path": CATALOG},
            "escalation": {"triage": "team-devex", **self.escalation},
        }
        if self.database:
            given["database"] = {"url": self.database}
        return Settings.model_validate(given)


def run(chosen: Chosen) -> None:
    """Go rounds until killed, or told to stop by SIGTERM."""
    signal.signal(signal.SIGTERM, _stop)
    logging.getLogger("escalation.courier").setLevel(logging.CRITICAL)  # a line for every fault
    core.db.deliveries._SENDING = LAPSE
    try:
        with Office(chosen.settings) as here:
            here.skew = chosen.skew
            here.patience = chosen.patience
            while True:
                _round(here)
    except SystemExit:
        return


def _round(here: Office) -> None:
    try:
        if not here.human.run():
            time.sleep(0.02)
    except DialtoneError:
        time.sleep(random.uniform(0.01, 0.1))


def _stop(_number: int, _frame: object) -> None:
    raise SystemExit
