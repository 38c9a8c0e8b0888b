"""Who am I: `api.test`, `auth.test`, `bots.info`."""

from __future__ import annotations

from tests.slack.backend import Backend
from tests.slack.errors import SlackError
from tests.slack.webapi.arguments import Arguments
from tests.slack.webapi.method import method
from tests.slack.wire import Json


@method("api.test", token="any")
def api_test(backend: Backend, args: Arguments) -> Json:
    """Repeat the arguments, or fail with the error asked for."""
    given = {key: value for key, value in args.given.items() if key != "token"}
    if error := args.text("error"):
        raise SlackError(error, args=given)
    return {"args": given}


@method("auth.test", token="any")
def auth_test(backend: Backend, args: Arguments) -> Json:
    """Say whose token this is."""
    space = backend.workspace
    return {
        "url": f"https://{space.domain}.slack.com/",
        "team": space.domain.capitalize(),
        "user": space.bot.name,
        "team_id": space.team_id,
        "user_id": space.bot.id,
        "bot_id": space.bot.bot_id,
        "is_enterprise_install": False,
    }


@method("bots.info", "users:read")
def bots_info(backend: Backend, args: Arguments) -> Json:
    """Describe a bot by its bot id."""
    wanted = args.text("bot", backend.workspace.bot.bot_id)
    for user in backend.workspace.users.values():
        if user.bot_id == wanted:
            profile = user.bot_profile()
            return {"bot": profile | {"user_id": user.id}}
    raise SlackError("bot_not_found")
