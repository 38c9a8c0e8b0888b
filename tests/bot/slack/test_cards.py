"""How the card of a call looks to the team that has it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import slack_messages as say
from bot.slack import cards
from core.catalog import Contact
from core.escalation import Notice, Purpose, Recipient, Urgency
from tests.bot.slack.said import check, links, words

_HOSTILE = st.lists(
    st.sampled_from(
        ["<!channel>", "<@U0123>", "@here", "<https://evil.example|safe>", "`", "*", "&", "<", ">",
         "https://a.example/x?y=1&z=2", "https://a.example/<!here>", "|", "word ", "\n"]
    )
).map("".join)  # fmt: skip


def notice(text: str, urgency: Urgency = Urgency.NORMAL) -> Notice:
    to = Recipient("group:default/labels", "Labels", Contact())
    return Notice("n1", "e1", Purpose.NOTICE, urgency, to, "A question", text, "", {})


def test_an_emergency_says_that_it_is_one() -> None:
    shown = words([cards.card(notice("It burns.", Urgency.EMERGENCY))])
    assert f"🚨 {say.CARD_EMERGENCY}" in shown
    assert say.CARD_EMERGENCY not in words([cards.card(notice("It smokes."))])


def test_the_pages_that_were_looked_at_can_be_opened() -> None:
    url = "https://docs.example.com/a?b=1&c=2"
    shown = cards.card(notice(f"What it looked at:\n[1] Rollbacks {url}, and no more."))
    check([shown])
    assert [link.split(">")[0] for link in links(shown)] == [url.replace("&", "&amp;")]


@settings(deadline=None, max_examples=60)
@given(_HOSTILE, st.integers(1, 600))
def test_whatever_was_asked_a_card_calls_nobody_and_fits(piece: str, times: int) -> None:
    check([cards.card(notice(f"The question:\n{piece * times}"))])
