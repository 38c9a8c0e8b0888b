"""Block Kit as Slack checks it: which blocks go where, and how long each part may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, get_args

from tests.slack.errors import InvalidArgumentsError, SlackError
from tests.slack.wire import Json

Surface = Literal["message", "modal", "home"]

BLOCKS_PER_SURFACE: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MARKDOWN_TOTAL = 12_000
MESSAGE_TOTAL = 13_200
"""Not documented: where posts were seen to be refused with `msg_blocks_too_long`."""

_TEXT_LIMITS = {"section": 3000, "header": 150}
_ELEMENT_LIMITS = {"actions": 25, "context": 10, "context_actions": 5}
_ONLY_ON: dict[str, tuple[Surface, ...]] = {
    "markdown": ("message",),
    "context_actions": ("message",),
    "table": ("message",),
    "task_card": ("message",),
    "plan": ("message",),
    "file": ("message",),
}
_KNOWN = {
    *_TEXT_LIMITS,
    *_ELEMENT_LIMITS,
    *_ONLY_ON,
    "alert",
    "call",
    "card",
    "carousel",
    "container",
    "divider",
    "image",
    "input",
    "rich_text",
    "video",
}
_INTERACTIVE = {
    "button",
    "channels_select",
    "checkboxes",
    "conversations_select",
    "datepicker",
    "datetimepicker",
    "email_text_input",
    "external_select",
    "feedback_buttons",
    "icon_button",
    "multi_channels_select",
    "multi_conversations_select",
    "multi_external_select",
    "multi_static_select",
    "multi_users_select",
    "number_input",
    "overflow",
    "plain_text_input",
    "radio_buttons",
    "rich_text_input",
    "static_select",
    "timepicker",
    "url_text_input",
    "users_select",
    "workflow_button",
}


class Problems(list[str]):
    """What is wrong with some blocks, each with a pointer to where."""

    def add(self, what: str, where: str) -> None:
        """Note one problem."""
        self.append(f"{what} [json-pointer:{where}]")

    def longest(self, value: object, limit: int, where: str) -> None:
        """Check a text's length."""
        if isinstance(value, str) and len(value) > limit:
            self.add(f"must be less than {limit + 1} characters", where)

    def most(self, items: object, limit: int, where: str) -> None:
        """Check a list's length."""
        if not isinstance(items, list):
            self.add("must provide an array", where)
        elif len(items) > limit:
            self.add(f"no more than {limit} items allowed", where)


def problems(blocks: object, surface: Surface, pointer: str = "/blocks") -> Problems:
    """Everything about `blocks` that Slack would refuse on this surface."""
    found = Problems()
    found.most(blocks, BLOCKS_PER_SURFACE[surface], pointer)
    if not isinstance(blocks, list):
        return found
    for index, block in enumerate(blocks):
        _check_block(block, surface, f"{pointer}/{index}", found)
    _check_unique(blocks, pointer, found)
    return found


def check_message(blocks: list[Json]) -> None:
    """Refuse blocks that a message cannot carry."""
    found = problems(blocks, "message")
    markdown = sum(
        len(str(each.get("text", ""))) for each in blocks if each.get("type") == "markdown"
    )
    if markdown > MARKDOWN_TOTAL:
        found.add(f"markdown blocks must be less than {MARKDOWN_TOTAL + 1} characters", "/blocks")
    if found:
        told = [f"[ERROR] {each}" for each in found]
        raise SlackError("invalid_blocks", errors=list(found), response_metadata={"messages": told})
    if sum(len(text) for block in blocks for text in texts(block)) > MESSAGE_TOTAL:
        raise SlackError("msg_blocks_too_long")


def check_view(view: Json) -> None:
    """Refuse a view that Slack would not show."""
    found = Problems()
    kind = view.get("type")
    if kind not in ("modal", "home"):
        raise InvalidArgumentsError("must be one of: modal, home [json-pointer:/view/type]")
    surface: Surface = "modal" if kind == "modal" else "home"
    found.extend(problems(view.get("blocks"), surface, "/view/blocks"))
    if surface == "modal":
        _check_modal(view, found)
    found.longest(view.get("private_metadata"), 3000, "/view/private_metadata")
    found.longest(view.get("callback_id"), 255, "/view/callback_id")
    if found:
        raise InvalidArgumentsError(*found)


def name_parts(blocks: list[Json], name: Callable[[], str]) -> list[Json]:
    """Copies of `blocks` where every block has an id and every element an action id, as stored."""
    return [_named(block, name) for block in blocks]


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element, each with the block that holds it."""
    for block in blocks:
        held = [block.get("accessory"), block.get("element"), *(block.get("elements") or ())]
        for element in held:
            if isinstance(element, dict) and element.get("type") in _INTERACTIVE:
                yield block, element


def texts(part: object) -> Iterator[str]:
    """Every text that a reader of this part of a block would see."""
    if isinstance(part, list):
        for each in part:
            yield from texts(each)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from texts(value)


def _check_block(block: object, surface: Surface, where: str, found: Problems) -> None:
    if not isinstance(block, dict):
        found.add("must provide an object", where)
        return
    kind = block.get("type")
    if kind not in _KNOWN or surface not in _ONLY_ON.get(str(kind), get_args(Surface)):
        found.add(f"unsupported type: {kind}", f"{where}/type")
        return
    found.longest(block.get("block_id"), 255, f"{where}/block_id")
    if kind in _ELEMENT_LIMITS:
        found.most(block.get("elements"), _ELEMENT_LIMITS[kind], f"{where}/elements")
    if kind in _TEXT_LIMITS:
        _check_text(block, kind, where, found)
    if kind == "image" and not block.get("alt_text"):
        found.add("missing required field: alt_text", where)
    if kind == "input" and not (block.get("element") and block.get("label")):
        found.add("missing required field: element and label", where)
    for holder, element in elements([block]):
        if holder is block:
            _check_element(element, where, found)


def _check_text(block: Json, kind: str, where: str, found: Problems) -> None:
    text = block.get("text")
    if text is None and (kind == "header" or not block.get("fields")):
        found.add("missing required field: text", where)
    if text is not None:
        _check_text_object(text, _TEXT_LIMITS[kind], f"{where}/text", found)
    if kind == "section" and "fields" in block:
        found.most(block["fields"], 10, f"{where}/fields")
        for index, each in enumerate(block["fields"] or ()):
            _check_text_object(each, 2000, f"{where}/fields/{index}", found)


def _check_text_object(text: object, limit: int, where: str, found: Problems) -> None:
    if not isinstance(text, dict) or text.get("type") not in ("plain_text", "mrkdwn"):
        found.add("failed to match all allowed schemas", where)
        return
    if not text.get("text"):
        found.add("must be more than 0 characters", f"{where}/text")
    found.longest(text.get("text"), limit, f"{where}/text")


def _check_element(element: Json, where: str, found: Problems) -> None:
    found.longest(element.get("action_id"), 255, f"{where}/action_id")
    if element["type"] == "button":
        _check_text_object(element.get("text"), 75, f"{where}/text", found)
        found.longest(element.get("value"), 2000, f"{where}/value")
        found.longest(element.get("url"), 3000, f"{where}/url")
    if "options" in element:
        limit = 5 if element["type"] == "overflow" else 100
        found.most(element["options"], limit, f"{where}/options")


def _check_modal(view: Json, found: Problems) -> None:
    for key in ("title", "submit", "close"):
        if (text := view.get(key)) is not None:
            _check_text_object(text, 24, f"/view/{key}", found)
    if "title" not in view:
        found.add("missing required field: title", "/view")
    blocks = view.get("blocks")
    inputs = isinstance(blocks, list) and any(
        isinstance(each, dict) and each.get("type") == "input" for each in blocks
    )
    if inputs and "submit" not in view:
        found.add("missing required field: submit", "/view")


def _check_unique(blocks: list[object], where: str, found: Problems) -> None:
    named = [each["block_id"] for each in blocks if isinstance(each, dict) and "block_id" in each]
    if len(named) != len(set(named)):
        found.add("block_id must be unique", where)


def _named(part: Json, name: Callable[[], str]) -> Json:
    named = dict(part)
    named.setdefault("block_id", name())
    for key in ("accessory", "element"):
        if isinstance(named.get(key), dict):
            named[key] = _acting(named[key], name)
    if isinstance(named.get("elements"), list):
        named["elements"] = [_acting(each, name) for each in named["elements"]]
    return named


def _acting(element: Json, name: Callable[[], str]) -> Json:
    if element.get("type") not in _INTERACTIVE or "action_id" in element:
        return element
    return {**element, "action_id": name()}
