"""`dialtone serve`, `dialtone slack` and `dialtone demo`: the places where people ask."""

from pathlib import Path
from typing import Annotated

import typer

from dialtone.cli.context import console, explained


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(serve)
    app.command()(slack)
    app.command()(demo)


Host = Annotated[
    str | None, typer.Option(help="Address to listen on. Default: web.host.", show_default=False)
]
Port = Annotated[
    int | None,
    typer.Option(min=0, max=65535, help="Port. Default: web.port.", show_default=False),
]


def serve(context: typer.Context, host: Host = None, port: Port = None) -> None:
    """Serve the chat bubble, its full page and its API until Ctrl-C."""
    with explained():
        from core.settings import load
        from dialtone.app import App
        from dialtone.serving import listen, serve_until_stopped

        settings = load(home=context.obj.home, config=context.obj.config)
        web = settings.web
        listener = listen(host or web.host, web.port if port is None else port)
        with App(settings) as app:
            serve_until_stopped(app, console(), listener)


def slack(
    context: typer.Context,
    host: Host = None,
    port: Port = None,
    show_manifest: Annotated[
        bool,
        typer.Option("--manifest", help="Print the app manifest to paste into Slack, and end."),
    ] = False,
) -> None:
    """Answer in Slack until Ctrl-C, without the web pages; docs/slack.md begins at nothing.

    Needs SLACK_BOT_TOKEN and, for Socket Mode, SLACK_APP_TOKEN. With `slack.transport: http` it
    needs SLACK_SIGNING_SECRET instead and listens for signed requests. `dialtone serve` answers
    in Slack too, where these are set.
    """
    with explained():
        if show_manifest:
            from bot.slack.manifest import text

            print(text(), end="")
            return
        from core.settings import load
        from dialtone.app import App
        from dialtone.serving import listen
        from dialtone.slack import answer_until_stopped

        settings = load(home=context.obj.home, config=context.obj.config)
        settings.slack.check_complete()
        web = settings.web
        by_http = settings.slack.transport == "http"
        given = (host or web.host, web.port if port is None else port)
        with App(settings) as app:
            answer_until_stopped(app, console(), listen(*given) if by_http else None)


def demo(
    context: typer.Context,
    host: Host = None,
    port: Port = None,
    ask: Annotated[bool, typer.Option("--ask", help="A prompt in the terminal instead.")] = False,
    write_channel: Annotated[
        Path | None,
        typer.Option(
            help="Only write the sample Slack channel, as an export: a folder, or a .zip file.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Index the sample handbook and serve the chat bubble on a sample portal page."""
    with explained():
        if write_channel:
            from dialtone.demo.channel.export import write

            console().print(f"Wrote {write(write_channel):,} messages to {write_channel}.")
            return
        from core.settings import load
        from dialtone.demo import session

        settings = load(home=context.obj.home, config=context.obj.config)
        if ask:
            session.prompt(settings)
        else:
            session.serve(settings, host=host, port=port)
