"""The command line: parses, delegates, prints. Nothing heavy is imported until a command runs."""

from dialtone.cli.main import main

__all__ = ["main"]
