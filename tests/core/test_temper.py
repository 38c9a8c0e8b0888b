"""Impatience is heard in words, in marks and in shouting, and not in everyday questions."""

import pytest

from core.temper import is_frustrated


@pytest.mark.parametrize(
    "text", ["This is useless!", "WHY DOES NOTHING WORK HERE", "it still broken???", "wtf"]
)
def test_heard(text: str) -> None:
    assert is_frustrated(text)


@pytest.mark.parametrize("text", ["", "How do I deploy?!", "HTTP 503", "The build is broken."])
def test_not_heard(text: str) -> None:
    assert not is_frustrated(text)
