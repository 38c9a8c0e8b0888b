"""What every command shares: the chosen settings, and how errors end a command."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console

from core.errors import DialtoneError, Transient, UserError

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


def console() -> Console:
    """Where people read results."""
    return Console(highlight=False)


def errors() -> Console:
    """Where people read progress and errors, so that results can be piped."""
    return Console(stderr=True, highlight=False)


@contextmanager
def explained() -> Iterator[None]:
    """Turn errors into one clear message and an exit code."""
    try:
        yield
    except UserError as error:
        say_error(error.message, error.remedy)
        raise typer.Exit(EXIT_USAGE) from error
    except Transient as error:
        say_error(str(error), "Try again in a moment.")
        raise typer.Exit(EXIT_FAILED) from error
    except DialtoneError as error:
        say_error(str(error), "")
        raise typer.Exit(EXIT_FAILED) from error
    except KeyboardInterrupt as error:
        say_error("Stopped.", "What was done is stored; the same command goes on from there.")
        raise typer.Exit(EXIT_INTERRUPTED) from error
    except BrokenPipeError:
        # The reader of a pipe went away, such as `head`; that is not an error of ours.
        sys.stderr.close()
        raise typer.Exit(0) from None


def say_error(message: str, remedy: str) -> None:
    """One error, in red, with what to do about it."""
    out = errors()
    out.print(f"[bold red]Error:[/] {_plain(message)}")
    if remedy:
        out.print(f"  [bold]→[/] {_plain(remedy)}")


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
