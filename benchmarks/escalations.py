"""A thousand escalations through random faults: does each reach a human exactly once?

    python -m benchmarks.escalations --count 1000 --seed 1

Three replicas with wrong clocks work on one database and are killed at random; the receiver
refuses, limits, hangs up, loses answers and fails after it has taken a notice. Repeats of one id
are one for people, as every receiver that looks at ids sees it.
"""

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.escalation.storm import storm


def main() -> None:
    """Run it, print a table, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="A database URL; default: SQLite.")
    parser.add_argument("--seconds", type=float, default=1200, help="Give up after so long.")
    parser.add_argument("--json", type=Path, help="Write the result there.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        found = storm(
            Path(place), given.count, seed=given.seed, database=given.database,
            seconds=given.seconds,
        )  # fmt: skip
    rows = asdict(found)
    faults = rows.pop("faults")
    for name, value in rows.items():
        print(f"{name.replace('_', ' '):<14} {value:>8.1f}" if name == "seconds" else
              f"{name.replace('_', ' '):<14} {value:>8,}")  # fmt: skip
    print("requests by fault:", ", ".join(f"{name} {count:,}" for name, count in faults.items()))
    if given.json:
        given.json.write_text(json.dumps({**rows, "faults": faults}, indent=2), "utf-8")
    if found.lost or found.twice or found.timers_twice:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
