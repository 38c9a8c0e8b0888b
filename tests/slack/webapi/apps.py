"""`apps.connections.open`, by which Socket Mode begins."""

from __future__ import annotations

from tests.slack.backend import Backend
from tests.slack.webapi.arguments import Arguments
from tests.slack.webapi.method import method
from tests.slack.wire import Json


@method("apps.connections.open", "connections:write", token="app")
def connections_open(backend: Backend, args: Arguments) -> Json:
    """The address of a WebSocket, good for one connection."""
    ticket = backend.line.socket.ticket()
    address = backend.base_url.replace("http://", "ws://")
    return {"url": f"{address}/link/?ticket={ticket}&app_id={backend.workspace.app.app_id}"}
