"""A bot as a process of its own, which can be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bot.slack.help_channel import Transport
from tests.slack.emulator import Emulator

ROOT = Path(__file__).parents[2]
TRIAGE = "platform-oncall"
"""Where a card is posted for every wish."""
WRITTEN = {
    "DIALTONE_MODEL__NAME": "scripted:model",
    "DIALTONE_MODEL__REWRITE": "false",
    "DIALTONE_MODEL__CLARIFY": "false",
    "DIALTONE_MODEL__REUSE_HOURS": "0",
}
"""Settings with which every answer is written, and grows in its thread."""
_CHANNELS = 16


@dataclass(slots=True)
class Bot:
    """One replica: a process that can be killed and started again."""

    settings: dict[str, str]
    home: Path
    log: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0

    def start(self) -> None:
        """Begin; it is up some seconds later."""
        command = [sys.executable, "-m", "tests.bot.slack.program", "--home", str(self.home)]
        command += ["slack", *(["--port", str(self.port)] if self.port else [])]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "OMP_NUM_THREADS": "1", **self.settings},
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """End it at once, wherever it is."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.kills += 1

    def stop(self) -> None:
        """End it in good order."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)


def channel_names() -> list[str]:
    """The help channels."""
    return [f"help-{number}" for number in range(_CHANNELS)]


def bots(
    slack: Emulator,
    place: Path,
    transport: Transport,
    *,
    replicas: int = 1,
    placeholder_seconds: float = 1.5,
    **more: str,
) -> list[Bot]:
    """Replicas that share a home, or the servers that `more` names."""
    settings = {
        "SLACK_BOT_TOKEN": slack.app.bot_token,
        "SLACK_APP_TOKEN": slack.app.app_token,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DIALTONE_SLACK__TRANSPORT": transport,
        "DIALTONE_SLACK__MODE": "every",
        "DIALTONE_SLACK__HELP_CHANNELS": ",".join(channel_names()),
        "DIALTONE_SLACK__TRIAGE": TRIAGE,
        "DIALTONE_SLACK__LOOK_BACK_MINUTES": "0.2",
        "DIALTONE_SLACK__PLACEHOLDER_SECONDS": str(placeholder_seconds),
        **more,
    }
    return [
        Bot(
            settings,
            place / "home",
            place / f"bot-{number}.log",
            port=_free_port() if transport == "http" else 0,
        )
        for number in range(replicas)
    ]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for_port(port: int) -> None:
    """Until something listens there, or a minute has passed."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as looking:
            if looking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
