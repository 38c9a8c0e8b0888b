"""When it speaks: everything that can be heard, everywhere."""

import pytest

from bot.slack.listening import Decision, Heard, Mode, ThreadState, decide, says_thanks

ANSWER, SILENT, THANKED = Decision.ANSWER, Decision.SILENT, Decision.THANKED
QUESTION = "How do I roll back a deploy?"
CHATTER = "Lunch is here, enjoy."
NOTICE = "Heads up: we are upgrading the cluster tonight. Questions? Ask me."
NEW = ThreadState()
OURS = ThreadState(engaged=True, asker="ada")
HELPED = ThreadState(engaged=True, asker="ada", human=True)


def heard(text: str, **where: bool) -> Heard:
    place = {
        "mentioned": False,
        "direct": False,
        "help_channel": False,
        "in_thread": False,
        **where,
    }
    return Heard(text=text, user="ada", **place)


@pytest.mark.parametrize(
    ("text", "questions", "every", "mentions"),
    [
        (QUESTION, ANSWER, ANSWER, SILENT),
        ("deploy to staging fails with 403 since this morning", ANSWER, ANSWER, SILENT),
        ("I want to talk to a human", ANSWER, ANSWER, SILENT),
        (CHATTER, SILENT, ANSWER, SILENT),
        (NOTICE, SILENT, ANSWER, SILENT),
        ("thanks!", SILENT, ANSWER, SILENT),
        ("", SILENT, SILENT, SILENT),
        ("   ", SILENT, SILENT, SILENT),
    ],
)
def test_in_the_help_channel_the_setting_decides(
    text: str, questions: Decision, every: Decision, mentions: Decision
) -> None:
    said = heard(text, help_channel=True)
    modes: tuple[Mode, ...] = ("questions", "every", "mentions")
    assert [decide(said, NEW, mode) for mode in modes] == [questions, every, mentions]


@pytest.mark.parametrize("mode", ["questions", "every", "mentions"])
@pytest.mark.parametrize(
    ("said", "thread", "wanted"),
    [
        # Elsewhere it speaks only when it is spoken to.
        (heard(QUESTION), NEW, SILENT),
        (heard(QUESTION, mentioned=True), NEW, ANSWER),
        (heard(CHATTER, mentioned=True), NEW, ANSWER),
        (heard("", mentioned=True), NEW, SILENT),
        (heard(QUESTION, direct=True), NEW, ANSWER),
        (heard("hello", direct=True), NEW, ANSWER),
        (heard("", direct=True), NEW, SILENT),
        # A thread that it is not in is other people's.
        (heard(QUESTION, in_thread=True), NEW, SILENT),
        (heard(QUESTION, in_thread=True, help_channel=True), NEW, SILENT),
        (heard(QUESTION, in_thread=True, mentioned=True), NEW, ANSWER),
        # In its own it goes on with the asker, until a human helps, and then when it is named.
        (heard("And in the EU region?", in_thread=True), OURS, ANSWER),
        (heard("it says permission denied", in_thread=True), OURS, ANSWER),
        (heard("Can I talk to a human please", in_thread=True), OURS, ANSWER),
        (heard("the service is called parcel-api", in_thread=True), OURS, ANSWER),
        (heard("ok, let me try that", in_thread=True), OURS, SILENT),
        (heard("will do", in_thread=True), OURS, SILENT),
        (heard(":+1: :tada:", in_thread=True), OURS, SILENT),
        (heard("ok, now it says permission denied", in_thread=True), OURS, ANSWER),
        (heard("And in the EU region?", in_thread=True), HELPED, SILENT),
        (heard("And in the EU region?", in_thread=True, mentioned=True), HELPED, ANSWER),
        # Thanks are heard, and answered by nothing.
        (heard("Thanks, that worked!", in_thread=True), OURS, THANKED),
        (heard("Thanks, that worked!", in_thread=True), HELPED, THANKED),
        (heard("thank you", direct=True), OURS, THANKED),
        (heard("Thanks! And in the EU region?", in_thread=True), OURS, ANSWER),
    ],
)
def test_everywhere_else_it_speaks_when_it_is_spoken_to(
    said: Heard, thread: ThreadState, wanted: Decision, mode: Mode
) -> None:
    assert decide(said, thread, mode) is wanted


@pytest.mark.parametrize("text", [QUESTION, "thanks, that worked"])
def test_what_a_third_person_says_in_the_thread_is_between_people(text: str) -> None:
    other = ThreadState(engaged=True, asker="ben")
    assert decide(heard(text, in_thread=True, help_channel=True), other, "every") is SILENT


@pytest.mark.parametrize(
    ("text", "solved"),
    [
        ("Thanks!", True),
        ("thank you so much :tada:", True),
        ("that worked", True),
        ("Solved, cheers", True),
        ("thanks, but it still fails", False),
        ("That worked? I doubt it", False),
        ("no thanks", False),
        ("thanks in advance", False),
        ("thanks, I'll try that", False),
        ("it didn't work, thanks anyway", False),
        ("ok", False),
        ("", False),
    ],
)
def test_thanks_are_thanks_only_without_a_but(text: str, solved: bool) -> None:
    assert says_thanks(text) is solved
