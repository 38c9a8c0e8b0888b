"""A greeting is set aside; what only looks like one stays."""

import pytest

from core.greeting import without_greeting


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Hi all, how do I deploy?", "how do I deploy?"),
        ("Hello! Good morning everyone - where is it?", "where is it?"),
        ("Dear support team, where is it?", "where is it?"),
        ("Dear prices of disks, again", "Dear prices of disks, again"),
        ("History is empty", "History is empty"),
        ("hey", ""),
    ],
)
def test_what_comes_after(text: str, rest: str) -> None:
    assert without_greeting(text) == rest
