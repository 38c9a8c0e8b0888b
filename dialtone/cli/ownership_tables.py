"""A catalog as people read it in a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from core.catalog import Catalog, Team
from escalation.routing import contact_of, owner_of

_MOST = 20
"""Flaws that are shown; --json gives all."""


def summary(stored: Catalog, before: Catalog) -> str:
    """One line on what was read, and what is new since the reading before."""
    living = {ref for ref, team in stored.teams.items() if not team.gone}
    had = {ref for ref, team in before.teams.items() if not team.gone}
    line = (
        f"[bold]{len(stored.entities):,} entities[/], {len(living):,} teams,"
        f" {len(stored.people):,} people."
    )
    if had and had - living:
        line += f" Teams that are gone: {', '.join(sorted(map(escape, had - living)))}."
    if had and living - had:
        line += f" New teams: {', '.join(sorted(map(escape, living - had)))}."
    return line


def catalog_table(stored: Catalog) -> Table:
    """Teams below their groups, and what each answers for."""
    owned: dict[str, list[str]] = {}
    for entity in stored.entities.values():
        found = owner_of(entity, stored)
        owned.setdefault(found.ref if found else "", []).append(entity.name)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("team", no_wrap=True)
    table.add_column("channel", no_wrap=True)
    table.add_column("answers for", overflow="fold")
    for team, depth in _tree(stored):
        channel = contact_of(team, stored).channel
        names = ", ".join(sorted(owned.get(team.ref, [])))
        gone = " [red](gone)[/]" if team.gone else ""
        table.add_row(
            f"{'  ' * depth}{escape(team.called)}{gone}",
            escape(f"#{channel}" if channel else ""),
            escape(names),
        )
    if "" in owned:
        table.add_row("[yellow]nobody[/]", "", escape(", ".join(sorted(owned[""]))))
    return table


def show_flaws(out: Console, stored: Catalog) -> None:
    """What is wrong; nothing where nothing is."""
    if stored.flaws:
        out.print(f"\n[bold yellow]Wrong in it[/] ({len(stored.flaws)}); the rest is used:")
    for flaw in stored.flaws[:_MOST]:
        out.print(f"  {flaw.place}: {flaw.problem}", markup=False, soft_wrap=True)
    if len(stored.flaws) > _MOST:
        out.print(f"  and {len(stored.flaws) - _MOST} more: dialtone catalog show --json")


def _tree(stored: Catalog) -> list[tuple[Team, int]]:
    """Every team after the group it is part of, and how deep it stands."""
    below: dict[str, list[Team]] = {}
    for team in sorted(stored.teams.values(), key=lambda team: team.called.casefold()):
        parent = team.parent if team.parent in stored.teams else ""
        below.setdefault(parent, []).append(team)
    rows: list[tuple[Team, int]] = []
    waiting = [(team, 0) for team in reversed(below.get("", []))]
    while waiting:
        team, depth = waiting.pop()
        rows.append((team, depth))
        waiting += [(inner, depth + 1) for inner in reversed(below.get(team.ref, []))]
    return rows
