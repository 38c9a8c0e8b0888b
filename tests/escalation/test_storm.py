"""A small storm; benchmarks/escalations.py sends a thousand through."""

from pathlib import Path

from tests.escalation.storm import storm


def test_every_call_reaches_somebody_once_or_is_shown(tmp_path: Path) -> None:
    found = storm(tmp_path, 10, seed=7, seconds=120)
    assert (found.lost, found.twice, found.timers_twice) == (0, 0, 0)
    assert found.once + found.shown == 10
    assert found.timers == 40
