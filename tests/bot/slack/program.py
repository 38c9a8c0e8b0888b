"""The real `dialtone` command with scripted models, in a process of its own: starts at once.

`python -m tests.bot.slack.program --home DIR slack`. Where a language model is named
(`DIALTONE_MODEL__NAME=scripted:model`), one writes that copies what it reads, slowly.
"""

import os

import dialtone.app
from dialtone.cli import main
from tests.bot.web.line import ScriptedApp


def run() -> None:
    """The command with this process's arguments."""
    chosen: type[dialtone.app.App] = ScriptedApp
    if os.environ.get("DIALTONE_MODEL__NAME"):
        # What language models need takes a second to import.
        from tests.bot.slack.copying_app import CopyingApp

        chosen = CopyingApp
    dialtone.app.App = chosen  # type: ignore[misc]
    main()


if __name__ == "__main__":
    run()
