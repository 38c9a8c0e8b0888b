"""Views: `views.open`, `.update`, `.push` and `.publish`."""

from __future__ import annotations

from tests.slack.backend import Backend
from tests.slack.errors import InvalidArgumentsError, SlackError
from tests.slack.views import View
from tests.slack.webapi import lookup
from tests.slack.webapi.arguments import Arguments
from tests.slack.webapi.method import method
from tests.slack.wire import Json


@method("views.open")
def open_view(backend: Backend, args: Arguments) -> Json:
    """Show a modal to the person whose trigger this is."""
    body = _body(args)
    trigger = backend.triggers.spend(_trigger_id(args))
    return _answer(backend, backend.views.open(trigger.user_id, body))


@method("views.push")
def push_view(backend: Backend, args: Arguments) -> Json:
    """Lay a view on the modal that the trigger came from."""
    body = _body(args)
    trigger = backend.triggers.spend(_trigger_id(args))
    if not trigger.view_id:
        raise SlackError("invalid_trigger_id")
    return _answer(backend, backend.views.push(trigger.user_id, body, trigger.view_id))


@method("views.update")
def update_view(backend: Backend, args: Arguments) -> Json:
    """Replace what an open view shows."""
    body = _body(args)
    view_id, external_id = args.text("view_id"), args.text("external_id")
    if not view_id and not external_id:
        raise InvalidArgumentsError("missing required field: view_id or external_id")
    view = backend.views.find(view_id, external_id)
    return _answer(backend, backend.views.update(view, body, args.text("hash")))


@method("views.publish")
def publish_view(backend: Backend, args: Arguments) -> Json:
    """Set a person's Home tab."""
    body = _body(args)
    user = lookup.user(backend, args.text("user_id"))
    return _answer(backend, backend.views.publish(user.id, body, args.text("hash")))


def _trigger_id(args: Arguments) -> str:
    return args.text("trigger_id") or args.text("interactivity_pointer")


def _body(args: Arguments) -> Json:
    body = args.mapping("view", "invalid_arguments")
    if body is None:
        raise InvalidArgumentsError("missing required field: view")
    return body


def _answer(backend: Backend, view: View) -> Json:
    backend.pulse.beat()
    return {"view": backend.views.wire(view)}
