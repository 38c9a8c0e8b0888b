"""Greetings and thanks are returned; whatever asks or tells more is put to search."""

import pytest

from bot.courtesies import Courtesy, courtesy_in


@pytest.mark.parametrize(
    ("text", "courtesy"),
    [
        ("hi", Courtesy.GREETING),
        ("Hello there!", Courtesy.GREETING),
        ("Good morning, team :wave:", None),
        ("Good morning team", Courtesy.GREETING),
        ("thanks!", Courtesy.THANKS),
        ("Thank you so much", Courtesy.THANKS),
        ("ok great, thanks", None),
        ("Great, thanks for your help!", Courtesy.THANKS),
        ("thx, that worked", Courtesy.THANKS),
        ("danke \U0001f64f", Courtesy.THANKS),
        ("thanks, but it still fails", None),
        ("hi, my pod is down", None),
        ("thanks in advance: how do I roll back", None),
        ("thank you?", None),
        ("hello world example", None),
        ("yes", None),
        ("", None),
    ],
)
def test_what_is_a_courtesy(text: str, courtesy: Courtesy | None) -> None:
    assert courtesy_in(text) is courtesy
