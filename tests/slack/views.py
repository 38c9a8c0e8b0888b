"""Modals and Home tabs: what people have open, and how views stack."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field

from tests.slack.blocks import check_view, elements, name_parts
from tests.slack.errors import InvalidArgumentsError, SlackError
from tests.slack.ids import Ids
from tests.slack.installation import Installation
from tests.slack.wire import Json

STACK = 3
"""Views that can lie on each other in one modal."""

MOST_BYTES = 250_000


@dataclass
class View:
    """A modal or a Home tab, as one person sees it."""

    id: str
    user_id: str
    body: Json
    root_id: str
    previous_id: str | None = None
    hash: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, with every id filled in."""
        blocks: list[Json] = self.body["blocks"]
        return blocks


class Views:
    """Every view that is open."""

    def __init__(self, app: Installation, team_id: str, ids: Ids) -> None:
        self.app = app
        self.team_id = team_id
        self.ids = ids
        self.open_views: dict[str, View] = {}
        self.homes: dict[str, View] = {}

    def open(self, user_id: str, body: Json) -> View:
        """Show `user_id` a new modal."""
        return self._add(user_id, body, None)

    def push(self, user_id: str, body: Json, below: str) -> View:
        """Lay a view on the one that is open."""
        under = self.open_views.get(below)
        if under is None:
            raise SlackError("not_found")
        depth = sum(1 for each in self.open_views.values() if each.root_id == under.root_id)
        if depth >= STACK:
            raise SlackError("push_limit_reached")
        return self._add(user_id, body, under)

    def update(self, view: View, body: Json, seen_hash: str = "") -> View:
        """Replace what a view shows; a hash that is not the current one is refused."""
        if seen_hash and seen_hash != view.hash:
            raise SlackError("hash_conflict")
        view.body = self._checked(body, view)
        view.hash = self._new_hash()
        view.errors = {}
        return view

    def publish(self, user_id: str, body: Json, seen_hash: str = "") -> View:
        """Set a person's Home tab."""
        if body.get("type") != "home":
            raise InvalidArgumentsError("must be home [json-pointer:/view/type]")
        if home := self.homes.get(user_id):
            return self.update(home, body, seen_hash)
        view_id = self.ids.new("V")
        view = View(view_id, user_id, self._checked(body), view_id, hash=self._new_hash())
        self.homes[user_id] = view
        return view

    def close(self, view: View, *, whole_stack: bool = False) -> None:
        """Take a view away, or the modal with all its views."""
        gone = [view.id]
        if whole_stack:
            gone = [each.id for each in self.open_views.values() if each.root_id == view.root_id]
        for view_id in gone:
            self.open_views.pop(view_id, None)

    def find(self, view_id: str = "", external_id: str = "") -> View:
        """An open view or Home tab by either of its names."""
        for view in (*self.open_views.values(), *self.homes.values()):
            if view_id and view.id == view_id:
                return view
            if external_id and view.body.get("external_id") == external_id:
                return view
        raise SlackError("not_found")

    def top(self, user_id: str) -> View | None:
        """The view that `user_id` has in front of them."""
        mine = [each for each in self.open_views.values() if each.user_id == user_id]
        return mine[-1] if mine else None

    def wire(self, view: View, values: Json | None = None) -> Json:
        """The view as the API answers and payloads carry it."""
        body = view.body
        return {
            "id": view.id,
            "team_id": self.team_id,
            "type": body["type"],
            "blocks": view.blocks,
            "private_metadata": body.get("private_metadata", ""),
            "callback_id": body.get("callback_id", ""),
            "state": {"values": values if values is not None else initial_state(view.blocks)},
            "hash": view.hash,
            "title": body.get("title"),
            "clear_on_close": body.get("clear_on_close", False),
            "notify_on_close": body.get("notify_on_close", False),
            "close": body.get("close"),
            "submit": body.get("submit"),
            "previous_view_id": view.previous_id,
            "root_view_id": view.root_id,
            "app_id": self.app.app_id,
            "external_id": body.get("external_id", ""),
            "app_installed_team_id": self.team_id,
            "bot_id": self.app.bot_id,
        }

    def _add(self, user_id: str, body: Json, under: View | None) -> View:
        if body.get("type") != "modal":
            raise InvalidArgumentsError("must be modal [json-pointer:/view/type]")
        checked = self._checked(body)
        view_id = self.ids.new("V")
        root, previous = (under.root_id, under.id) if under else (view_id, None)
        view = View(view_id, user_id, checked, root, previous, self._new_hash())
        self.open_views[view_id] = view
        return view

    def _checked(self, body: Json, current: View | None = None) -> Json:
        if len(json.dumps(body)) > MOST_BYTES:
            raise SlackError("view_too_large")
        check_view(body)
        external = body.get("external_id")
        for other in self.open_views.values():
            if external and other is not current and other.body.get("external_id") == external:
                raise SlackError("duplicate_external_id")
        stored = copy.deepcopy(body)
        stored["blocks"] = name_parts(stored["blocks"], lambda: self.ids.new("", 5))
        return stored

    def _new_hash(self) -> str:
        return f"{self.ids.hexadecimal(10)}.{self.ids.hexadecimal(8)}"


def initial_state(blocks: list[Json]) -> Json:
    """What a form's `state.values` hold before anyone touched it."""
    values: Json = {}
    for block, element in elements(blocks):
        if block.get("type") == "input":
            values.setdefault(block["block_id"], {})[element["action_id"]] = initial_value(element)
    return values


def initial_value(element: Json) -> Json:
    """One element's value before anyone touched it."""
    kind = element["type"]
    given = {
        key.removeprefix("initial_"): value
        for key, value in element.items()
        if key.startswith("initial_")
    }
    renamed = {
        "option": "selected_option",
        "options": "selected_options",
        "user": "selected_user",
        "users": "selected_users",
        "conversation": "selected_conversation",
        "channel": "selected_channel",
        "date": "selected_date",
        "time": "selected_time",
    }
    value: Json = {"type": kind}
    if kind.endswith("_input") and "value" not in given:
        value["value"] = None
    if kind in ("static_select", "external_select", "radio_buttons") and not given:
        value["selected_option"] = None
    if kind.startswith("multi_") and kind.endswith("static_select") and not given:
        value["selected_options"] = []
    return value | {renamed.get(key, key): each for key, each in given.items()}
