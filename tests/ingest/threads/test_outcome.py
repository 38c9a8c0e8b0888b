"""How threads end, told from words and reactions as people use them."""

from datetime import UTC, datetime, timedelta

import pytest

from core.thread import Outcome, Reaction, Speaker
from ingest.threads.outcome import Ending, ending_of
from ingest.threads.post import Post

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def ending(*said: str) -> Ending:
    """Of lines such as `bob: use the form :white_check_mark@ada`; the first is the question."""
    posts: list[Post] = []
    for number, line in enumerate(said):
        author, _, text = line.partition(": ")
        text, _, marked = text.partition(" ::")
        name, _, who = marked.partition("@")
        reactions = (Reaction(name, (who,)),) if name else ()
        at = START + timedelta(minutes=number)
        bot = author == "bot"
        posts.append(Post(str(number), author, text, at, is_bot=bot, reactions=reactions))
    return ending_of(posts)


ASKED = "ada: How do I roll back a deploy?"
HELPED = "bob: You can use `harbor rollback`"


@pytest.mark.parametrize(
    ("said", "outcome", "resolution"),
    [
        ((ASKED,), Outcome.UNANSWERED, ()),
        ((ASKED, "cat: same here", "bot: Have you read the docs page?"), Outcome.UNANSWERED, ()),
        ((ASKED, "bob: Which version are you on?"), Outcome.UNANSWERED, ()),
        ((ASKED, "ada: anybody?"), Outcome.UNANSWERED, ()),
        ((ASKED, "bob: Join us: https://meet.google.com/abc-defg-hij"), Outcome.UNANSWERED, ()),
        ((ASKED, HELPED, "bob: Or call: https://x.zoom.us/j/9"), Outcome.ANSWERED, ("1",)),
        ((ASKED, HELPED), Outcome.ANSWERED, ("1",)),
        ((ASKED, HELPED, "ada: thanks, that worked"), Outcome.SOLVED, ("1",)),
        ((ASKED, HELPED, "ada: thanks, but it still fails"), Outcome.ANSWERED, ("1",)),
        ((ASKED, HELPED, "ada: thanks, I will try"), Outcome.ANSWERED, ("1",)),
        ((ASKED, HELPED + " ::white_check_mark@ada"), Outcome.SOLVED, ("1",)),
        ((ASKED, HELPED + " ::white_check_mark@eve"), Outcome.ANSWERED, ("1",)),
        ((ASKED + " ::heavy_check_mark@bob", HELPED), Outcome.SOLVED, ("1",)),
        ((ASKED, HELPED, "cat: Try the portal instead", "ada: perfect"), Outcome.SOLVED, ("2",)),
        (
            (ASKED, "bob: Try restarting it", "ada: no luck", "cat: Use the form", "ada: solved"),
            Outcome.SOLVED,
            ("3",),
        ),
        (
            (ASKED, "bob: Hm, no idea about this one", "ada: found it: the quota was `0`"),
            Outcome.SOLVED,
            ("2",),
        ),
    ],
)
def test_endings(said: tuple[str, ...], outcome: Outcome, resolution: tuple[str, ...]) -> None:
    found = ending(*said)
    assert (found.outcome, found.resolution) == (outcome, resolution)


def test_speakers() -> None:
    found = ending(ASKED, HELPED, "cat: +1", "bot: reminder: use the form", "ada: ok")
    assert found.speakers == (
        Speaker.ASKER, Speaker.HELPER, Speaker.BYSTANDER, Speaker.BOT, Speaker.ASKER,
    )  # fmt: skip


def test_what_a_helper_says_in_one_go_belongs_together() -> None:
    found = ending(ASKED, "bob: First open the portal", HELPED, "ada: that worked")
    assert found.resolution == ("1", "2")
