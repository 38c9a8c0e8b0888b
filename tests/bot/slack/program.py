"""The real `dialtone` command with the scripted model, in a process of its own: starts at once.

`python -m tests.bot.slack.program --home DIR slack`
"""

import dialtone.app
from dialtone.cli import main
from tests.bot.web.line import ScriptedApp


def run() -> None:
    """The command with this process's arguments."""
    dialtone.app.App = ScriptedApp  # type: ignore[misc]
    main()


if __name__ == "__main__":
    run()
