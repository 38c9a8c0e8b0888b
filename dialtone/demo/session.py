"""`dialtone demo`: the sample handbook indexed, then the bubble on a sample portal, or a prompt."""

from pathlib import Path
from tempfile import TemporaryDirectory

from bot.phrasebook import language_for
from core.records import Question
from core.settings import Settings
from core.source_settings import FolderSource, SlackExportSource
from dialtone.app import App
from dialtone.cli.context import console, errors
from dialtone.cli.progress import watched
from dialtone.cli.show import show_answer
from dialtone.demo.channel.export import write

HANDBOOK = Path(__file__).parent / "handbook"
CATALOG = Path(__file__).parent / "catalog"
_SUGGESTIONS = (
    "How do I roll back a deploy?",
    "my pod keeps getting OOMKilled",
    "who do I page at night when production is down?",
)


def sample_sources(base_url: str = "") -> list[FolderSource]:
    """What the demo indexes. `base_url` is where the handbook's pages can be opened."""
    return [FolderSource(type="folder", name="handbook", path=HANDBOOK, base_url=base_url)]


def serve(settings: Settings, *, host: str | None = None, port: int | None = None) -> None:
    """Index the sample handbook and serve the bubble on the sample portal until Ctrl-C."""
    from dialtone.demo.portal import PREFIX, site
    from dialtone.serving import address, listen, serve_until_stopped

    web = settings.web
    listener = listen(host or web.host, web.port if port is None else port)
    chosen = web.model_copy(update={"suggestions": web.suggestions or _SUGGESTIONS})
    with App(_with_catalog(settings.model_copy(update={"web": chosen}))) as app:
        here = address(app, listener)
        _index(app, f"{here}{PREFIX}")
        out = console()
        out.print(
            f"[bold]The sample portal:[/] [bold cyan]{here}/[/]  (the bubble is in its corner)"
        )
        out.print("Ask it something, for instance:")
        for suggestion in _SUGGESTIONS:
            out.print(f"  [cyan]{suggestion}[/]")
        serve_until_stopped(app, out, listener, site=site(app))


def prompt(settings: Settings) -> None:
    """Index the sample handbook where that is not done yet, then answer what is typed."""
    out = console()
    with App(_with_catalog(settings)) as app:
        _index(app)
        out.print("Ask it something, for instance:")
        for suggestion in _SUGGESTIONS:
            out.print(f"  [cyan]{suggestion}[/]")
        out.print("[dim]Ctrl-D ends it.[/]")
        while text := _next_question():
            if text.strip():
                show_answer(out, app.answerer.answer(Question(text)), language_for(text))


def _with_catalog(settings: Settings) -> Settings:
    """The sample company's owners, where no catalog of the visitor's own is declared."""
    if settings.catalog.declared:
        return settings
    catalog = settings.catalog.model_copy(update={"path": CATALOG})
    escalation = settings.escalation.model_copy(update={"triage": "team-devex"})
    return settings.model_copy(update={"catalog": catalog, "escalation": escalation})


def _index(app: App, base_url: str = "") -> None:
    app.read_catalog()
    for source in sample_sources(base_url):
        with watched(source.name, errors()) as progress:
            summary = app.ingest(source, progress)
        pages = summary.added + summary.changed + summary.unchanged
        console().print(
            f"The sample handbook is indexed: [bold]{pages} pages[/] of a made-up platform."
        )
    _remember(app)


def _remember(app: App) -> None:
    """Read ten weeks of the sample help channel, which is written for that and thrown away."""
    with TemporaryDirectory() as folder:
        export = Path(folder) / "ask-harbor.zip"
        write(export)
        channel = SlackExportSource(type="slack-export", name="ask-harbor", path=export)
        with watched(channel.name, errors()) as progress:
            summary = app.ingest(channel, progress)
    threads = summary.added + summary.changed + summary.unchanged
    console().print(f"So is its help channel: [bold]{threads} answered threads[/] of ten weeks.")


def _next_question() -> str:
    """What was typed, never empty; empty at the end of the input."""
    try:
        return input("\nask> ") or " "
    except EOFError:
        print()
        return ""
