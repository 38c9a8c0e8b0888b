"""Run the emulator by hand: `python -m tests.slack`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
from pathlib import Path

from tests.slack import export, manifest, stage
from tests.slack.emulator import Emulator
from tests.slack.errors import ActorError
from tests.slack.wire import Json

EPILOG = """\
Open the printed address in a browser to act as any member: post, reply, react, click,
fill in forms, use /commands. Start your bot with the printed settings; it needs nothing
else to believe that this is Slack. Examples:

  python -m tests.slack                            a bot with Socket Mode connects by itself
  python -m tests.slack --events-url http://127.0.0.1:3000/slack/events
                                                   a bot with a Request URL
  python -m tests.slack --manifest manifest.json   its scopes, events, commands, shortcuts
  python -m tests.slack --time-scale 0.1           retries and limits ten times faster
  python -m tests.slack --import export.zip        a workspace exported from Slack

Everything a person can do is also an HTTP call: see README.md beside this program.
"""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m tests.slack",
        description="A Slack to try a bot against, on this machine only; nothing is kept.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add("--port", type=int, default=4870, help="port to listen on; 0 takes any (%(default)s)")
    add(
        "--time-scale",
        type=float,
        default=1.0,
        metavar="X",
        help="real seconds that one of Slack's lasts (%(default)s)",
    )
    add("--seed", type=int, default=0, help="fixes tokens, ids and random faults (%(default)s)")
    add(
        "--events-url",
        metavar="URL",
        help="deliver to this Request URL once it answers, instead of by Socket Mode",
    )
    add("--manifest", type=Path, metavar="FILE", help="hold the app to this manifest (JSON)")
    add(
        "--import",
        dest="load",
        type=Path,
        metavar="PATH",
        help="start from a Slack export, a folder or a .zip; the bot joins its public channels",
    )
    add("--no-limits", action="store_true", help="never answer 429")
    return made


def settings(slack: Emulator) -> str:
    """What to tell the bot, as lines of an environment file."""
    return "\n".join(
        (
            f"SLACK_API_URL={slack.api_url}",
            f"SLACK_BOT_TOKEN={slack.app.bot_token}",
            f"SLACK_APP_TOKEN={slack.app.app_token}",
            f"SLACK_SIGNING_SECRET={slack.app.signing_secret}",
        )
    )


def prepare(slack: Emulator, options: argparse.Namespace) -> None:
    """Fill the workspace as the command line says."""
    if options.load:
        path: Path = options.load
        files = export.from_folder(path) if path.is_dir() else export.from_zip(path.read_bytes())
        count = export.load(slack.backend.workspace, files)
        for channel in slack.backend.workspace.channels.values():
            if channel.kind == "channel" and not channel.is_archived:
                channel.members.append(slack.bot.id)
        print(f"Loaded {count} messages from {path}.")
    else:
        stage.furnish(slack)
    if options.manifest:
        manifest.apply(slack.app, _read_json(options.manifest))


def _read_json(path: Path) -> Json:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ActorError(f"{path} is not JSON: {error}") from error
    if not isinstance(read, dict):
        raise ActorError(f"{path} holds no JSON object")
    return read


async def point_at(slack: Emulator, url: str) -> None:
    """Use the Request URL as soon as it answers."""
    print(f"Waiting for {url} to answer a challenge.", flush=True)
    while True:
        try:
            await slack.use_http(url)
        except ActorError as error:
            if "only talks" in str(error):
                raise
            await asyncio.sleep(1)
        else:
            print(f"Delivering events to {url}.", flush=True)
            return


async def run(options: argparse.Namespace) -> None:
    """Serve until interrupted."""
    slack = Emulator(
        port=options.port,
        time_scale=options.time_scale,
        seed=options.seed,
        limited=not options.no_limits,
        live=True,
    )
    prepare(slack, options)
    async with slack:
        print(f"Slack is at {slack.base_url}/ (open it in a browser). Tell your bot:\n")
        print(settings(slack) + "\n", flush=True)
        if options.events_url:
            await point_at(slack, options.events_url)
        await asyncio.Event().wait()


def main() -> int:
    """Parse, run, and put what went wrong in one line."""
    options = parser().parse_args()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(run(options))
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
