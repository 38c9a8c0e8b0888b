"""The README names what there is."""

from __future__ import annotations

import re
from pathlib import Path

from tests.slack.control import ACTS
from tests.slack.emulator import Emulator
from tests.slack.faults import KINDS

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def table(heading: str) -> str:
    """What stands under a heading."""
    return README.split(f"## {heading}")[1].split("\n## ")[0]


def test_every_fault_is_described() -> None:
    assert re.findall(r"^\| `(\w+)` \|", table("Faults"), re.MULTILINE) == list(KINDS)


def test_everything_it_offers_is_there() -> None:
    rows = re.findall(r"^\| [a-z ]+ \| (`.*) \|$", table("In tests"), re.MULTILINE)
    named = re.findall(r"`(\w+)`", " ".join(rows))
    assert [each for each in named if not hasattr(Emulator, each)] == []
    assert sorted(set(ACTS) - set(named)) == []


async def test_every_route_is_there(slack: Emulator) -> None:
    told = set(re.findall(r"/emulator/[a-z-]+", table("The control API")))
    assert slack.runner is not None
    served = {each.canonical for each in slack.runner.app.router.resources()}
    served = {each for each in served if each.startswith("/emulator/")}
    without_acts = {each for each in served if not each.startswith("/emulator/act/")}
    assert without_acts | {"/emulator/act"} == told
