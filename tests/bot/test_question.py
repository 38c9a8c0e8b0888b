"""Telling a question from the rest of what people say in a channel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.question_detection import SAMPLES
from bot import question


@pytest.mark.parametrize(
    "text",
    [
        "How do I roll back a deploy?",
        "how do i roll back a deploy",
        "Hi team, is there a way to raise the quota of our namespace?",
        "my pod keeps restarting with CrashLoopBackOff, any idea?",
        "anyone know why the build fails with ```exit code 137```?",
        "<@U0123456> can someone give me access to the vault?",
        "I can't log in to the VPN since this morning, getting 403. Please help!",
        "¿Dónde está la documentación del registro?",
        "容器镜像在哪里？",
    ],
)
def test_asks_for_help(text: str) -> None:
    assert question.is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "thanks!",
        ":tada: :tada:",
        "yes",
        "<https://example.com/why?how=1>",
        "```why? how?```",
        "good morning everyone",
        "Reminder: the freeze begins on Friday at noon",
        "<!channel> maintenance of the registry tonight, 22:00 to 23:00 UTC",
        "Did you try to restart it?",
        "fixed, it was my config",
        "Merged, thanks for the review",
    ],
)
def test_asks_nothing(text: str) -> None:
    assert not question.is_question(text)


def test_most_of_what_a_help_channel_hears_is_told_apart() -> None:
    lines = SAMPLES.read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line.startswith(("? ", "- "))]
    right = [question.is_question(line[2:]) == line.startswith("?") for line in said]
    assert sum(right) > 0.85 * len(said) > 100


@given(st.text())
def test_any_text_has_a_likelihood(text: str) -> None:
    assert 0 <= question.likelihood(text) <= 1


def test_a_text_without_an_end_takes_no_longer() -> None:
    for hostile in ("```" * 40_000, "> " * 60_000, "how " * 50_000, "<@" * 60_000, ": a" * 50_000):
        assert 0 <= question.likelihood(hostile) <= 1


def test_every_sign_has_its_weight_and_keeps_to_its_side() -> None:
    weights = dict(question.weights())
    weights.pop("bias")
    assert set(weights) == set(question.signs("")) >= question.AGAINST
    for sign, weight in weights.items():
        assert weight <= 0 if sign in question.AGAINST else weight >= 0, sign
