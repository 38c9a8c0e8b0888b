"""`dialtone demo`: the sample handbook indexed, then questions until Ctrl-D."""

from pathlib import Path

from core.records import Question
from core.settings import FolderSource, Settings
from dialtone.app import App
from dialtone.cli.context import console, errors
from dialtone.cli.progress import watched
from dialtone.cli.show import show_answer

HANDBOOK = Path(__file__).parent / "handbook"
_SUGGESTIONS = (
    "How do I roll back a deploy?",
    "my pod keeps getting OOMKilled",
    "who do I page at night when production is down?",
)


def sample_sources() -> list[FolderSource]:
    """What the demo indexes."""
    return [FolderSource(type="folder", name="handbook", path=HANDBOOK)]


def run(settings: Settings) -> None:
    """Index the sample handbook where that is not done yet, then answer what is typed."""
    out = console()
    with App(settings) as app:
        for source in sample_sources():
            with watched(source.name, errors()) as progress:
                summary = app.ingest(source, progress)
        pages = summary.added + summary.changed + summary.unchanged
        out.print(f"The sample handbook is indexed: [bold]{pages} pages[/] of a made-up platform.")
        out.print("Ask it something, for instance:")
        for suggestion in _SUGGESTIONS:
            out.print(f"  [cyan]{suggestion}[/]")
        out.print("[dim]Ctrl-D ends it.[/]")
        while text := _next_question():
            if text.strip():
                show_answer(out, app.answerer.answer(Question(text)))


def _next_question() -> str:
    """What was typed, never empty; empty at the end of the input."""
    try:
        return input("\nask> ") or " "
    except EOFError:
        print()
        return ""
