"""A small storm; benchmarks/escalations.py sends a thousand through."""

from pathlib import Path

from tests.escalation.storm import Odds, storm


def test_every_call_reaches_somebody_once_or_is_shown(tmp_path: Path) -> None:
    odds = Odds(killed=0.05, never=0.25)
    found = storm(tmp_path, 12, seed=7, seconds=120, odds=odds, skews=(0.0, -6.0, 3.0))
    assert found.bad == 0, found
    assert found.once + found.shown == 12
    assert (found.timers, found.timers_twice) == (48, 0)
    assert found.shown
    assert sum(found.kills.values())
