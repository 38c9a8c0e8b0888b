"""`dialtone ingest` and `dialtone sources`."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.errors import DialtoneError, Transient, UserError
from dialtone.cli.context import EXIT_INCOMPLETE, Place, console, errors, explained, say

if TYPE_CHECKING:
    from core.settings import Settings
    from core.source_settings import SourceSettings
    from ingest.pipeline import Summary

Name = Annotated[str, typer.Option("--source", help="What people will call this source.")]
Owner = Annotated[str, typer.Option(help="The team that owns these pages.")]
Audience = Annotated[str, typer.Option(help="Who may see these pages in answers.")]
BaseUrl = Annotated[
    str, typer.Option(help="Where the pages are published: paths become links below it.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Strict = Annotated[bool, typer.Option(help="Exit with 3 when any page failed.")]

ingest = typer.Typer(
    help=(
        "Read documentation into the index. Only what changed since the last run is read and"
        " embedded. Without a sub-command: every source that dialtone.yaml declares."
    ),
    invoke_without_command=True,
)
sources = typer.Typer(help="List or remove sources.", invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(ingest, name="ingest")
    app.add_typer(sources, name="sources")


@ingest.callback()
def _all(context: typer.Context, as_json: Json = False, strict: Strict = False) -> None:
    if context.invoked_subcommand:
        return

    def declared(settings: "Settings") -> "Sequence[SourceSettings]":
        if not settings.sources:
            raise UserError(
                "No sources are declared.",
                "Declare them in dialtone.yaml under `sources:`, or name one:"
                " dialtone ingest folder PATH --source NAME",
            )
        return settings.sources

    _run(context.obj, declared, as_json, strict)


@ingest.command()
def folder(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A folder of documentation files.")],
    source: Name,
    base_url: BaseUrl = "",
    owner: Owner = "",
    audience: Audience = "public",
    include: Annotated[list[str] | None, typer.Option(help="Only paths like this glob.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="No paths like this glob.")] = None,
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Read Markdown, MDX, reStructuredText, AsciiDoc, HTML and plain text files."""
    given: dict[str, Any] = {
        "type": "folder",
        "name": source,
        "path": path,
        "base_url": base_url,
        "owner": owner,
        "audience": audience,
        "include": tuple(include or ()),
        "exclude": tuple(exclude or ()),
    }
    from core.settings import check
    from core.source_settings import FolderSource

    _run(context.obj, lambda _: [check(FolderSource, **given)], as_json, strict)


@ingest.command()
def website(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Where to start; pages below it are read.")],
    source: Name,
    sitemap: Annotated[str, typer.Option(help="Read the pages of this sitemap instead.")] = "",
    max_pages: Annotated[int, typer.Option(min=1)] = 2000,
    max_depth: Annotated[int, typer.Option(min=0, help="Links from the start.")] = 10,
    delay_seconds: Annotated[float, typer.Option(min=0, help="Pause between requests.")] = 0.2,
    allow_private: Annotated[
        bool, typer.Option(help="Allow addresses of private networks and of this machine.")
    ] = False,
    owner: Owner = "",
    audience: Audience = "public",
    include: Annotated[list[str] | None, typer.Option(help="Only paths like this glob.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="No paths like this glob.")] = None,
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Crawl a published site, politely, and never outside of what is given."""
    given: dict[str, Any] = {
        "type": "website",
        "name": source,
        "url": url,
        "sitemap": sitemap,
        "max_pages": max_pages,
        "max_depth": max_depth,
        "delay_seconds": delay_seconds,
        "allow_private": allow_private,
        "owner": owner,
        "audience": audience,
        "include": tuple(include or ()),
        "exclude": tuple(exclude or ()),
    }
    from core.settings import check
    from core.source_settings import WebsiteSource

    _run(context.obj, lambda _: [check(WebsiteSource, **given)], as_json, strict)


@ingest.command()
def jsonl(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help='One {"id","text","title"?,"url"?} a line.')],
    source: Name,
    base_url: BaseUrl = "",
    owner: Owner = "",
    audience: Audience = "public",
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Read records dumped from anywhere."""
    given: dict[str, Any] = {
        "type": "jsonl",
        "name": source,
        "path": file,
        "base_url": base_url,
        "owner": owner,
        "audience": audience,
    }
    from core.settings import check
    from core.source_settings import JsonlSource

    _run(context.obj, lambda _: [check(JsonlSource, **given)], as_json, strict)


@ingest.command("slack-export")
def slack_export(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The zip that Slack handed out, or its folder.")],
    source: Name,
    channels: Annotated[
        list[str] | None,
        typer.Option(
            help="Read only channels like this glob, such as 'help-*'; several with commas. A"
            " private channel is read only where it is named. Default: every public channel."
        ),
    ] = None,
    workspace: Annotated[
        str,
        typer.Option(help="NAME of NAME.slack.com, for links to messages: exports do not say it."),
    ] = "",
    audience: Annotated[
        str, typer.Option(help="Who may see what was said in public channels.")
    ] = "public",
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Read what help channels already know: threads, cleaned of secrets and personal data.

    Every thread is kept for reports; those that were answered are used in answers, in the words
    of those who wrote them, with a link.
    """
    given: dict[str, Any] = {
        "type": "slack-export",
        "name": source,
        "path": path,
        "channels": ",".join(channels or ()),
        "workspace": workspace,
        "audience": audience,
    }
    from core.settings import check
    from core.source_settings import SlackExportSource

    _run(context.obj, lambda _: [check(SlackExportSource, **given)], as_json, strict)


@ingest.command()
def slack(
    context: typer.Context,
    source: Name,
    channels: Annotated[
        list[str] | None,
        typer.Option(
            help="Read only channels like this glob, such as 'help-*'; several with commas. A"
            " private channel is read only where it is named. Default: every public channel"
            " that the bot is in."
        ),
    ] = None,
    workspace: Annotated[
        str, typer.Option(help="NAME of NAME.slack.com, for links to messages.")
    ] = "",
    audience: Annotated[
        str, typer.Option(help="Who may see what was said in public channels.")
    ] = "public",
    as_json: Json = False,
    strict: Strict = False,
) -> None:
    """Read the channels that the bot is in, newest first, and go on where the last run stopped.

    Waits as long as Slack's limits ask. While `dialtone slack` or `dialtone serve` runs, what is
    said, edited and deleted afterwards is learned as it happens.
    """
    given: dict[str, Any] = {
        "type": "slack",
        "name": source,
        "channels": ",".join(channels or ()),
        "workspace": workspace,
        "audience": audience,
    }
    from core.settings import check
    from core.source_settings import SlackSource

    _run(context.obj, lambda _: [check(SlackSource, **given)], as_json, strict)


@sources.callback()
def _sources(context: typer.Context, as_json: Json = False) -> None:
    if context.invoked_subcommand is None:
        _list(context.obj, as_json)


@sources.command("list")
def _sources_list(context: typer.Context, as_json: Json = False) -> None:
    """Every source, with what is stored of it."""
    _list(context.obj, as_json)


@sources.command("remove")
def _sources_remove(
    context: typer.Context, name: Annotated[str, typer.Argument(help="The source's name.")]
) -> None:
    """Forget a source: its pages are out of every answer at once."""
    with explained():
        from dialtone.app import App

        with App(_settings(context.obj)) as app, app.writing():
            if not app.documents.remove_source(name):
                known = ", ".join(source.name for source in app.sources.all()) or "none yet"
                raise UserError(f"There is no source {name!r}.", f"Known sources: {known}.")
            app.pipeline.embed()
        console().print(f"Removed {name}.")


def _settings(place: Place) -> "Settings":
    from core.settings import load

    return load(home=place.home, config=place.config)


def _list(place: Place, as_json: bool) -> None:
    with explained():
        from dialtone.app import App

        with App(_settings(place)) as app:
            stored = app.sources.all()
        if as_json:
            rows = [
                {
                    "name": source.name,
                    "kind": source.kind,
                    "location": source.location,
                    "documents": source.documents,
                    "chunks": source.chunks,
                    "last_read_at": source.last_read_at and source.last_read_at.isoformat(),
                    "last_counts": source.last_counts,
                }
                for source in stored
            ]
            print(json.dumps(rows, indent=2))
        elif not stored:
            console().print(
                "No sources yet. Read one with\n  dialtone ingest folder PATH --source NAME"
            )
        else:
            from dialtone.cli.tables import sources_table

            console().print(sources_table(stored))


def _run(
    place: Place,
    declared: "Callable[[Settings], Sequence[SourceSettings]]",
    as_json: bool,
    strict: bool,
) -> None:
    with explained():
        from dialtone.app import App
        from dialtone.cli.progress import watched

        settings = _settings(place)
        summaries: list[Summary] = []
        away: dict[str, DialtoneError] = {}
        with App(settings) as app:
            wanted = declared(settings)
            app.index.claim()
            for source in wanted:
                try:
                    with watched(source.name, errors()) as progress:
                        summary = app.ingest(source, progress)
                except (UserError, Transient) as error:
                    # The others are read all the same; this one is told at the end.
                    away[str(error)] = error
                    continue
                summaries.append(summary)
                if not as_json:
                    _print_summary(summary)
        if as_json:
            print(json.dumps([_summary_json(summary) for summary in summaries], indent=2))
        failures = list(away.values())
        for failure in failures[:-1]:
            say(failure)
        if failures:
            raise failures[-1]
        if strict and any(summary.failed for summary in summaries):
            raise typer.Exit(EXIT_INCOMPLETE)


def _summary_json(summary: "Summary") -> dict[str, Any]:
    return {
        "source": summary.source,
        **summary.counts(),
        **_history_json(summary),
        "seconds": round(summary.seconds, 3),
        "failures": [{"path": item.path, "reason": item.reason} for item in summary.failed],
        "warnings": [{"path": item.path, "reason": item.reason} for item in summary.warnings],
    }


def _history_json(summary: "Summary") -> dict[str, Any]:
    if summary.history is None:
        return {}
    return {
        "skipped": {kind: count for kind, count in summary.history.skipped.items() if count},
        "masked": dict(summary.history.masked),
    }


_PAGE_COUNTS = ("added", "changed", "unchanged", "removed", "failed")


def _print_summary(summary: "Summary") -> None:
    from rich.markup import escape

    out = console()
    counts = summary.counts()
    shown = " · ".join(f"{counts[key]:,} {key}" for key in _PAGE_COUNTS)
    out.print(
        f"[bold]{escape(summary.source)}[/]: {shown} "
        f"([dim]{counts['embedded']:,} passages embedded in {summary.seconds:.1f} s[/])"
    )
    if summary.history is not None:
        from dialtone.cli.history import print_history

        print_history(out, summary.history)
    for mark, items in (("[red]failed[/]", summary.failed), ("[yellow]note[/]", summary.warnings)):
        for item in items[:20]:
            out.print(f"  {mark} {escape(item.path)}: {escape(item.reason)}", soft_wrap=True)
        if len(items) > 20:
            out.print(f"  … and {len(items) - 20:,} more; --json lists them all")
