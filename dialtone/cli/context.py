"""What every command shares: the chosen settings, and how errors end a command."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from core.errors import DialtoneError, Transient, UserError

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

EXIT_FAILED = 1
"""Something of ours or of a dependency went wrong."""
EXIT_USAGE = 2
"""The input needs mending; the message says how."""
EXIT_INCOMPLETE = 3
"""`--strict`: it ran to its end, and some items failed."""
EXIT_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Place:
    """Where settings and data are, as given before the command's name."""

    home: Path | None
    config: Path | None


class _Terminal(Console):
    """A console that shows what it is given and never obeys it.

    Titles, paths and quotes come from documents, and a document may hold what moves a terminal's
    cursor or sets its title.
    """

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        for segment in super().render(renderable, options):
            if segment.control or not _CONTROL.search(segment.text):
                yield segment
            else:
                yield Segment(_CONTROL.sub("\ufffd", segment.text), segment.style)

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console() -> Console:
    """Where people read results."""
    return _Terminal(highlight=False)


def errors() -> Console:
    """Where people read progress and errors, so that results can be piped."""
    return _Terminal(stderr=True, highlight=False)


@contextmanager
def explained() -> Iterator[None]:
    """Turn errors into one clear message and an exit code."""
    try:
        yield
    except DialtoneError as error:
        say(error)
        raise typer.Exit(EXIT_USAGE if isinstance(error, UserError) else EXIT_FAILED) from error
    except KeyboardInterrupt as error:
        say_error("Stopped.", "What was done is stored; the same command goes on from there.")
        raise typer.Exit(EXIT_INTERRUPTED) from error

    except BrokenPipeError:
        # The reader of a pipe, such as `head`, has gone away; that is not an error of ours.
        forget_pipe()
        raise typer.Exit(0) from None


def flush() -> None:
    """Hand over everything that was printed."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        forget_pipe()


def forget_pipe() -> None:
    """What is still held back for a reader that has gone is dropped, also when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(error: DialtoneError) -> None:
    """An error of ours, with what to do about it."""
    match error:
        case UserError():
            say_error(error.message, error.remedy)
        case Transient():
            say_error(str(error), "Try again in a moment.")
        case _:
            say_error(str(error), "")


def say_error(message: str, remedy: str) -> None:
    """One error, in red, with what to do about it."""
    out = errors()
    out.print(f"[bold red]Error:[/] {_plain(message)}")
    if remedy:
        out.print(f"  [bold]→[/] {_plain(remedy)}")


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
