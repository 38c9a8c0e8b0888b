"""Answers and results as people read them in a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from bot import messages
from bot.past_messages import said_where
from core.records import Answer, AnswerKind, Citation, DocumentKind, Page
from dialtone.doctor import Check

_MARK = {
    AnswerKind.ANSWERED: ("green", "●", "Answered"),
    AnswerKind.PARTIAL: ("yellow", "◐", "Partly answered"),
    AnswerKind.UNKNOWN: ("red", "○", "Not found"),
}


def show_answer(out: Console, answer: Answer, language: str = "") -> None:
    """An answer: how sure, the words, where they stand, and where else to look.

    `language` is the asker's, as in bot/messages.py.
    """
    color, mark, name = _MARK[answer.kind]
    out.print(f"[{color}]{mark} {name}[/] [dim]confidence {answer.confidence:.0%}[/]\n")
    out.print(Padding(Markdown(messages.answer_markdown(answer, language)), (0, 2)))
    out.print()
    for citation in answer.citations:
        age = messages.age(citation.updated_at)
        out.print(
            f"  [bold]\\[{citation.number}][/] {escape(messages.where(citation))}"
            + (f" [dim]· {_updated(citation)} {age}[/]" if age else "")
        )
        _print_link(out, citation.url or f"{citation.source}: {citation.path}")
    if answer.see_also:
        unknown = answer.kind is AnswerKind.UNKNOWN
        out.print(f"\n  [bold]{'Nearest pages' if unknown else 'See also'}[/]")
        for page in answer.see_also:
            out.print(f"  · {escape(page.title)}")
            _print_link(out, page.url or f"{page.source}: {page.path}")


def show_pages(out: Console, pages: Sequence[Page], threads: Sequence[Page] = ()) -> None:
    """Search results: pages, then past threads."""
    if not pages and not threads:
        out.print("Nothing found. `dialtone sources` lists what is indexed.")
    for number, page in enumerate(pages, start=1):
        heading = f" [dim]› {escape(page.heading)}[/]" if page.heading else ""
        out.print(f"[bold]{number:>2}.[/] {escape(page.title)}{heading}")
        _print_link(out, page.url or f"{page.source}: {page.path}")
    if threads:
        out.print("\n[bold]Asked before[/]")
    for thread in threads:
        out.print(f" ·  {escape(thread.title)} [dim]{escape(said_where(thread))}[/]")
        _print_link(out, thread.url or f"{thread.source}: {thread.path}")


def _updated(citation: Citation) -> str:
    return "said" if citation.kind is DocumentKind.THREAD else "updated"


def _print_link(out: Console, link: str) -> None:
    out.print(Text(f"      {link}", style="cyan"), soft_wrap=True)


def show_checks(out: Console, checks: Sequence[Check]) -> None:
    """What the doctor found, remedies below."""
    width = max(len(check.name) for check in checks)
    for check in checks:
        mark = "[green]✓[/]" if check.ok else "[red]✗[/]"
        out.print(f"{mark} [bold]{check.name:<{width}}[/]  {escape(check.found)}")
        if check.remedy:
            out.print(f"  {'':<{width}}  → {escape(check.remedy)}")
