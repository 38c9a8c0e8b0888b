"""Asking for a human in so many words."""

import pytest

from core.wishes import asks_for_human


@pytest.mark.parametrize(
    "text",
    [
        "Can I talk to a human please?",
        "human",
        "I want to speak with a person",
        "I need a human",
        "please connect me to an engineer",
        "I'd like to talk to someone.",
        "agent please",
        "get a human now!",
    ],
)
def test_asked_for(text: str) -> None:
    assert asks_for_human(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I get someone access to the repo?",
        "who is the person on call?",
        "I need an agent for my CI pipeline",
        "does the deploy need a human approval?",
        "talk to a human " * 10,
        "How do I roll back?",
        "",
    ],
)
def test_only_mentioned(text: str) -> None:
    assert not asks_for_human(text)
