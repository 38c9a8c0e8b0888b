"""The payloads of what people do to an app's messages, views, shortcuts and commands."""

from __future__ import annotations

from typing import Any

from tests.slack.backend import Backend
from tests.slack.blocks import elements
from tests.slack.channel import Channel
from tests.slack.errors import ActorError
from tests.slack.message import Message
from tests.slack.user import User
from tests.slack.views import View, initial_value
from tests.slack.wire import Json


def click_on_message(
    backend: Backend, user: User, channel: Channel, message: Message, action_id: str, value: Any
) -> Json:
    """`block_actions` from a message."""
    action = _action(backend, message.blocks, action_id, value)
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _common(backend, "block_actions", user) | {
        "container": container,
        "trigger_id": backend.triggers.issue(user.id),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": {}},
        "response_url": _response_url(backend, channel, user, message),
        "actions": [action],
    }
    if message.ephemeral_to is None:
        payload["message"] = channel.show(message)
    return payload


def click_in_view(
    backend: Backend, user: User, view: View, action_id: str, value: Any, values: Json
) -> Json:
    """`block_actions` from a modal or a Home tab."""
    return _common(backend, "block_actions", user) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": backend.triggers.issue(user.id, view.id),
        "view": backend.views.wire(view, values),
        "actions": [_action(backend, view.blocks, action_id, value)],
    }


def submission(backend: Backend, user: User, view: View, values: Json) -> Json:
    """`view_submission`."""
    return _common(backend, "view_submission", user) | {
        "trigger_id": backend.triggers.issue(user.id, view.id),
        "view": backend.views.wire(view, values),
        "response_urls": [],
    }


def closing(backend: Backend, user: User, view: View, *, cleared: bool) -> Json:
    """`view_closed`."""
    return _common(backend, "view_closed", user) | {
        "view": backend.views.wire(view),
        "is_cleared": cleared,
    }


def message_shortcut(
    backend: Backend, user: User, channel: Channel, message: Message, callback_id: str
) -> Json:
    """`message_action`, which says less about the person and the app than the others."""
    common = _common(backend, "message_action", user)
    del common["api_app_id"], common["user"]["username"]
    return common | {
        "callback_id": callback_id,
        "action_ts": backend.clock.stamp(),
        "trigger_id": backend.triggers.issue(user.id),
        "response_url": _response_url(backend, channel, user, None),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message": channel.show(message),
    }


def global_shortcut(backend: Backend, user: User, callback_id: str) -> Json:
    """`shortcut`, which has no channel."""
    return _common(backend, "shortcut", user) | {
        "callback_id": callback_id,
        "action_ts": backend.clock.stamp(),
        "trigger_id": backend.triggers.issue(user.id),
    }


def slash_command(backend: Backend, user: User, channel: Channel, command: str, text: str) -> Json:
    """The flat fields of a slash command."""
    space = backend.workspace
    return {
        "token": space.app.verification_token,
        "team_id": space.team_id,
        "team_domain": space.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": space.app.app_id,
        "is_enterprise_install": "false",
        "response_url": _response_url(backend, channel, user, None),
        "trigger_id": backend.triggers.issue(user.id),
    }


def form_values(view: View, filled: dict[str, Any]) -> Json:
    """`state.values` of a form, with what a person filled in.

    `filled` names an input by its action id or its block id. A required input that is left
    empty is refused, as Slack's client does before it tells the app.
    """
    values: Json = {}
    left = dict(filled)
    for block, element in elements(view.blocks):
        if block.get("type") != "input":
            continue
        name = element["action_id"] if element["action_id"] in left else block["block_id"]
        held = initial_value(element)
        if name in left:
            held |= _filled(element, left.pop(name))
        elif not block.get("optional") and not any(v for k, v in held.items() if k != "type"):
            raise ActorError(f"the form's input {element['action_id']!r} must be filled in")
        values.setdefault(block["block_id"], {})[element["action_id"]] = held
    if left:
        raise ActorError(f"the form has no input called {', '.join(left)}")
    return values


def channel_name(channel: Channel) -> str:
    """What payloads call a conversation."""
    return {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name)


def _common(backend: Backend, kind: str, user: User) -> Json:
    space = backend.workspace
    return {
        "type": kind,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team_id,
        },
        "api_app_id": space.app.app_id,
        "token": space.app.verification_token,
        "team": {"id": space.team_id, "domain": space.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _response_url(backend: Backend, channel: Channel, user: User, message: Message | None) -> str:
    return backend.base_url + backend.response_urls.issue(channel.id, user.id, message)


def _action(backend: Backend, blocks: list[Json], action_id: str, value: Any) -> Json:
    for block, element in elements(blocks):
        if element.get("action_id") == action_id:
            action = {
                "action_id": action_id,
                "block_id": block["block_id"],
                "type": element["type"],
                "action_ts": backend.clock.stamp(),
            }
            return action | _pressed(element, value)
    there = ", ".join(str(each.get("action_id")) for _, each in elements(blocks)) or "nothing"
    raise ActorError(f"nothing to click is called {action_id!r}; there is {there}")


def _pressed(element: Json, value: Any) -> Json:
    """What an action carries of its element."""
    kind = element["type"]
    if kind == "feedback_buttons":
        return _feedback(element, value)
    if kind in ("button", "icon_button"):
        carried = ("text", "value", "style", "url")
        return {key: element[key] for key in carried if key in element}
    return _filled(element, value)


def _feedback(element: Json, value: Any) -> Json:
    for side in ("positive_button", "negative_button"):
        button = element[side]
        if value in (button.get("value"), side.partition("_")[0]):
            return {"text": button["text"], "value": button.get("value", "")}
    raise ActorError(f"feedback is positive, negative or a button's value, not {value!r}")


def _filled(element: Json, value: Any) -> Json:
    """What an input holds once a person gave it `value`."""
    kind = element["type"]
    if kind in ("static_select", "radio_buttons", "overflow", "external_select"):
        return {"selected_option": _option(element, value)}
    if kind in ("multi_static_select", "checkboxes", "multi_external_select"):
        return {"selected_options": [_option(element, each) for each in value]}
    if kind.startswith("multi_"):
        return {f"selected_{kind.removeprefix('multi_').removesuffix('_select')}": list(value)}
    selected = {
        "users_select": "selected_user",
        "channels_select": "selected_channel",
        "conversations_select": "selected_conversation",
        "datepicker": "selected_date",
        "timepicker": "selected_time",
        "datetimepicker": "selected_date_time",
        "rich_text_input": "rich_text_value",
    }
    return {selected.get(kind, "value"): value}


def _option(element: Json, value: Any) -> Json:
    options = list(element.get("options") or ())
    for group in element.get("option_groups") or ():
        options += group["options"]
    for option in options:
        if option.get("value") == value:
            found: Json = option
            return found
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": str(value)}, "value": value}
    raise ActorError(f"{element['action_id']!r} has no option {value!r}")
