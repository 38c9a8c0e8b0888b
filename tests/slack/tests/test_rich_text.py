"""Text becomes the block that Slack would make of it."""

from __future__ import annotations

import pytest

from tests.slack.rich_text import rich_text
from tests.slack.wire import Json


def text(words: str, **style: bool) -> Json:
    part: Json = {"type": "text", "text": words}
    return part | ({"style": style} if style else {})


@pytest.mark.parametrize(
    ("said", "elements"),
    [
        ("plain", [text("plain")]),
        ("a &lt;b&gt; &amp; c", [text("a <b> & c")]),
        ("<@U1> hi", [{"type": "user", "user_id": "U1"}, text(" hi")]),
        ("in <#C1>", [text("in "), {"type": "channel", "channel_id": "C1"}]),
        ("<!here>", [{"type": "broadcast", "range": "here"}]),
        ("<https://x.com>", [{"type": "link", "url": "https://x.com"}]),
        ("<https://x.com|x>", [{"type": "link", "url": "https://x.com", "text": "x"}]),
        (":wave:", [{"type": "emoji", "name": "wave"}]),
        ("*b* _i_ ~s~", [
            text("b", bold=True), text(" "), text("i", italic=True), text(" "),
            text("s", strike=True),
        ]),
        ("*b _both_*", [text("b ", bold=True), text("both", bold=True, italic=True)]),
        ("`a *b*`", [text("a *b*", code=True)]),
        ("snake_case_name 2*3*4", [text("snake_case_name 2*3*4")]),
    ],
)  # fmt: skip
def test_inside_a_section(said: str, elements: list[Json]) -> None:
    (section,) = rich_text(said, "b")["elements"]
    assert section == {"type": "rich_text_section", "elements": elements}


def test_quotes_and_code_are_parts_of_their_own() -> None:
    parts = rich_text("before\n> said\nafter\n```\ncode\n```", "b")["elements"]
    assert [each["type"] for each in parts] == [
        "rich_text_section",
        "rich_text_quote",
        "rich_text_section",
        "rich_text_preformatted",
    ]
    assert parts[3]["elements"] == [text("code")]
