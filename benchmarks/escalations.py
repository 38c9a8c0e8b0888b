"""A thousand escalations through random faults: does each reach a human exactly once?

    python -m benchmarks.escalations --count 1000 --seed 1
    python -m benchmarks.escalations --postgres

Three replicas, processes with wrong clocks, work on one database and are killed with SIGKILL; the
receiver refuses, limits, hangs up, loses answers, fails after it has taken a notice, is away for a
while, and never takes one call in ten. What is told in the end is what the receiver took, what
`dialtone doctor` says, and what the desk page shows in a browser.
"""

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.escalation.storm import as_json, storm
from tests.postgres import running_postgres


def main() -> None:
    """Run it, print a table, write JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="A database URL; default: SQLite.")
    parser.add_argument("--postgres", action="store_true", help="On a throwaway PostgreSQL.")
    parser.add_argument("--seconds", type=float, default=3600, help="Give up after so long.")
    parser.add_argument("--json", type=Path, help="Write the result there.")
    given = parser.parse_args()
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory())
        database = given.database
        if given.postgres:
            database = stack.enter_context(running_postgres()).new_database()
        found = storm(
            Path(place), given.count, seed=given.seed, database=database, seconds=given.seconds
        )
    rows = {
        "escalations": found.escalations,
        "reached a human once": found.once,
        "shown as undelivered": found.shown,
        "time was up": found.unfinished,
        "lost": found.lost,
        "reached people twice": found.twice,
        "shown though delivered": found.falsely_shown,
        "doctor, desk differ": found.apart,
        "taken again by its id": found.repeats,
        "timers fired": found.timers,
        "timers fired twice": found.timers_twice,
        "SIGKILLs": sum(found.kills.values()),
        "seconds": round(found.seconds),
    }
    for name, value in rows.items():
        print(f"{name:<24} {value:>8,}")
    print("requests:", ", ".join(f"{name} {count:,}" for name, count in found.faults.items()))
    print("killed:", ", ".join(f"{name} {count:,}" for name, count in found.kills.items()))
    if given.json:
        given.json.write_text(as_json(found), "utf-8")
    if found.bad:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
