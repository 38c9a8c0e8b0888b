"""`dialtone forget`."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from dialtone.cli.context import console, explained


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(forget)


def forget(
    context: typer.Context,
    user: Annotated[
        str, typer.Argument(help="Their id in Slack, such as U012AB3CD, or what they are called.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Erase a person: what they wrote in threads and conversations, and what names them.

    Threads that they began go whole; what they said in others is taken out, in the database and
    in the index. Later runs do not read them again. This cannot be undone.
    """
    with explained():
        from core.settings import load
        from dialtone.app import App
        from dialtone.forgetting import forget as erase

        with App(load(home=context.obj.home, config=context.obj.config)) as app:
            done = erase(app, user)
        if as_json:
            print(json.dumps(asdict(done)))
            return
        console().print(
            f"Forgotten: {done.threads_removed:,} threads removed, {done.threads_changed:,}"
            f" rewritten, {done.conversations:,} conversations removed, {done.messages:,} messages"
            " emptied. Backups keep what they have."
        )
