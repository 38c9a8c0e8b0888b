"""`dialtone themes`: what are these questions about?"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dialtone.cli.context import console, errors, explained

if TYPE_CHECKING:
    from analytics.themes.themes import Themes
    from dialtone.app import App
    from dialtone.texts import GivenText

_SHOWN = 30


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(themes)


def themes(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="A JSONL file: a `text` on each line, and an `id` if you like.")
    ],
    as_json: Annotated[
        bool,
        typer.Option(
            "--json", help="Print a line of JSON for each text, in order: `id`, `theme`, `label`."
        ),
    ] = False,
) -> None:
    """Sort texts into themes and name them. There is nothing to set.

    A theme is a number; it is null where a text fits none. The same file gives the same themes.
    """
    with explained():
        from core.settings import load
        from dialtone.app import App
        from dialtone.texts import read_texts

        given = read_texts(file)
        place = context.obj
        with App(load(home=place.home, config=place.config)) as app:
            found = _find(app, given)
        if as_json:
            _print_lines(given, found)
        else:
            _show(given, found)


def _find(app: "App", given: "list[GivenText]") -> "Themes":
    from dialtone.theming import themes_of

    out = errors()
    if not out.is_terminal:
        return themes_of(app.embedder, [item.text for item in given])
    with out.status(f"Reading {len(given)} texts and looking for themes …"):
        return themes_of(app.embedder, [item.text for item in given])


def _print_lines(given: "list[GivenText]", found: "Themes") -> None:
    for item, theme in zip(given, found.theme_of, strict=True):
        label = None if theme is None else str(found.themes[theme].label)
        print(json.dumps({"id": item.id, "theme": theme, "label": label}, ensure_ascii=False))


def _show(given: "list[GivenText]", found: "Themes") -> None:
    from rich.markup import escape

    out = console()
    if not found.themes:
        out.print("No themes: there is nothing that several texts have in common.")
        return
    for theme in found.themes[:_SHOWN]:
        terms = escape(", ".join(theme.label.terms))
        out.print(f"[bold]{len(theme.members):>6}[/]  [bold]{terms}[/]")
        out.print(f"        {escape(theme.label.question)}", style="dim")
    if len(found.themes) > _SHOWN:
        out.print(f"        … and {len(found.themes) - _SHOWN} smaller themes; --json has all.")
    out.print(
        f"{len(given)} texts, {len(found.themes)} themes, {found.unassigned:.0%} in none of them."
    )
