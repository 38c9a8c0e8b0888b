"""Slack's markup read as Markdown."""

import pytest

from ingest.sources.slack.mrkdwn import Mrkdwn

MRKDWN = Mrkdwn({"U1": "ada"}, {"C1": "help"})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@U1> and <@U2|bob> and <@U3>", "@ada and @bob and @someone"),
        ("see <#C1> or <#C9|ops>", "see #help or #ops"),
        ("<!here> <!subteam^S1|@helpers> <!date^1^{date}|Monday>", "@here @helpers Monday"),
        ("<https://x.example.com/a|the page>", "[the page](https://x.example.com/a)"),
        ("<http://x.example.com|x.example.com>", "http://x.example.com"),
        ("<mailto:a@b.c|a@b.c>", "a@b.c"),
        ("a &lt;b&gt; &amp;&amp; c", "a <b> && c"),
        ("*bold* _it_ ~gone~ 2*3*4", "**bold** _it_ ~~gone~~ 2*3*4"),
        ("• one\n• two", "- one\n- two"),
        ("run `a *b* &lt;c&gt;` now", "run `a *b* <c>` now"),
        ("try ```x = 1\ny &lt; 2``` ok", "try \n\n```\nx = 1\ny < 2\n```\n\n ok"),
        ("```sh\nls *.py *.md```", "```sh\nls *.py *.md\n```"),
        ("```never closed", "```\nnever closed\n```"),
    ],
)
def test_text(written: str, read: str) -> None:
    assert MRKDWN.read(written).text == read


def test_links_and_mentions_are_told() -> None:
    read = MRKDWN.read("<@U1> <https://a.example.com|a> `<https://b.example.com>` <@U1>")
    assert read.links == ("https://a.example.com", "https://b.example.com")
    assert read.mentions == ("U1",)
