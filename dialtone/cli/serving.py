"""`dialtone serve`: the web bubble and its API."""

from typing import Annotated

import typer

from core.settings import load
from dialtone.cli.context import console, explained


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(serve)


def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. Default: web.host.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port. Default: web.port.")
    ] = None,
) -> None:
    """Serve the chat bubble, its full page and its API until Ctrl-C."""
    with explained():
        from dialtone.app import App
        from dialtone.serving import serve_until_stopped

        with App(load(home=context.obj.home, config=context.obj.config)) as app:
            serve_until_stopped(app, console(), host=host, port=port)
