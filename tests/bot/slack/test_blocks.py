"""How answers look in Slack."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import slack_messages as say
from bot.slack import blocks, buttons
from core.conversation import Doubt, Message, Role, SeeAlso
from core.records import AnswerKind, DocumentKind
from tests.bot.slack.said import NOW, URL, answered, check, citation, links, unknown, words

Json = dict[str, Any]

_HOSTILE = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                "<!channel>", "<!here|here>", "@here", "@channel", "<@U0123>", "<#C0123|a>", "&lt;",
                "[text](https://evil.example/x)", "![i](https://evil.example/i.png)", "https://a.exam",
                "<https://evil.example|safe>", "```\n", "`", "*", "_", "~", "|", "|---|", "\n\n",
                "- ", "1. ", "> ", "# ", "    ", "<b>", "</a>", "\x00", "\u202e", "word ", "& ",
                ":tada:", "**", "[1]", "\\",
            ]
        )
    ).map("".join),
)  # fmt: skip


def test_the_way_to_a_human_comes_before_everything() -> None:
    for message in (answered("One."), unknown(), answered("x " * 20_000)):
        first, *_ = blocks.answer(message, now=NOW)
        block = first["blocks"][0]
        assert block["type"] == "actions"
        assert [each["action_id"] for each in block["elements"]] == [buttons.HUMAN]


def test_an_answer_is_framed_in_the_askers_language() -> None:
    shown = blocks.answer(
        replace(answered("One.", kind=AnswerKind.PARTIAL), language="fr"), now=NOW
    )
    check(shown)
    for french in ("Ce n'est peut-être qu'une partie", "Je suis un bot.", "Pas utile", "Urgence"):
        assert french in words(shown)
    text = replace(unknown(), text="Je ne sais pas.", language="fr")
    (refusal,) = blocks.answer(text, team="Payments", now=NOW)
    assert "Payments s'en occupe : « Demander à un humain »" in words([refusal])
    assert "Ask a human" not in words([refusal])


def test_an_answer_shows_its_number_its_source_and_the_age_of_that() -> None:
    shown = blocks.answer(answered("Run `harbor rollback`."), now=NOW)
    check(shown)
    assert "Run harbor rollback. [1]" in words(shown)
    assert f"[1] <{URL}|Rollbacks &gt; How> · 3 weeks ago" in words(shown)
    assert URL in set(links(shown))


def _pressable(shown: list[Json]) -> dict[str, Json]:
    return {
        each["action_id"]: each
        for message in shown
        for block in message["blocks"]
        if block["type"] in ("actions", "context_actions")
        for each in block["elements"]
    }


def test_an_emergency_is_asked_about_before_anybody_is_called() -> None:
    for message in (answered("One."), unknown()):
        button = _pressable(blocks.answer(message))[buttons.EMERGENCY]
        assert button["style"] == "danger"
        assert button["confirm"]["deny"]["text"]


def test_feedback_names_the_answer_that_it_is_about() -> None:
    pressed = _pressable(blocks.answer(answered("One.")))[buttons.FEEDBACK]
    assert buttons.judged(pressed["positive_button"]["value"]) == (True, "m1")
    assert buttons.judged(pressed["negative_button"]["value"]) == (False, "m1")


def test_not_knowing_is_short_and_says_the_way_on() -> None:
    nearest = tuple(SeeAlso(f"Page {n}", f"https://docs.example.com/{n}") for n in range(9))
    shown = blocks.answer(unknown(*nearest), team="Team Harbor")
    check(shown)
    assert len(shown) == 1
    assert "Team Harbor" in words(shown)
    assert len(list(links(shown))) == 3
    assert len(words(shown)) < 700
    assert {buttons.HUMAN, buttons.EMERGENCY} == set(_pressable(shown))


def test_a_partial_answer_says_so_before_its_first_line() -> None:
    shown = blocks.answer(answered("One.", kind=AnswerKind.PARTIAL))
    assert words(shown).index("only part") < words(shown).index("One.")


def test_an_answer_from_a_thread_says_so_and_what_the_docs_say() -> None:
    thread = replace(citation(), kind=DocumentKind.THREAD)
    told = "[1] is what people said in #help."
    message = replace(answered("Ten minutes.", citations=(thread,)), notes=(told,))
    shown = blocks.answer(message, now=NOW)
    check(shown)
    said = words(shown)
    assert said.index("a thread of October 30, 2026, not from the docs") < said.index("Ten minutes")
    assert said.index("Ten minutes") < said.index(told) < said.index("Sources")
    assert said.count(told) == 1


def test_where_the_docs_say_otherwise_that_stands_before_the_answer_with_the_page() -> None:
    thread = replace(citation(), kind=DocumentKind.THREAD)
    careful = "Careful: Rollbacks says 5 minutes, a thread in #help says 10."
    doubt = Doubt(careful, SeeAlso("Rollbacks", "https://docs.example.com/rollbacks"))
    message = replace(answered("Ten minutes.", citations=(thread,)), doubts=(doubt,))
    shown = blocks.answer(message, now=NOW)
    check(shown)
    said = words(shown)
    assert said.index("; the docs say otherwise.") < said.index(careful) < said.index("Ten minutes")
    assert doubt.page.url in set(links(shown))


def test_code_after_words_of_its_source_bears_no_number() -> None:
    shown = blocks.answer(answered("Run this:", "```sh\nharbor up\n```"))
    assert words(shown).count("[1]") == 2  # behind the words, and in the list of sources


def test_what_a_table_calls_below_is_on_its_page() -> None:
    table = "| State | Go to |\n|---|---|\n| `Pending` | below |\n| `Killed` | Memory, below |"
    shown = blocks.answer(answered(table))
    check(shown)
    said = words(shown)
    assert "Pending" in said
    assert say.ON_THAT_PAGE in said
    assert "Memory, below" in said
    wide = table.replace("Memory", "Memory and what else a container may run out of")
    assert {"type": "link", "text": say.ON_THAT_PAGE, "url": URL} in _leaves(
        blocks.answer(answered(wide))
    )


def _leaves(part: Any) -> list[Any]:
    if isinstance(part, list):
        return [leaf for each in part for leaf in _leaves(each)]
    inside = part.get("blocks") or part.get("elements") if isinstance(part, dict) else None
    return _leaves(inside) if inside else [part]


def test_a_long_answer_is_several_messages_and_loses_no_word() -> None:
    said = [f"Sentence {n} of many, which says something or other." for n in range(600)]
    shown = blocks.answer(answered(*(" ".join(said[at : at + 100]) for at in range(0, 600, 100))))
    check(shown)
    assert len(shown) > 3
    for n in range(600):
        assert f"Sentence {n} of" in words(shown)
    assert [buttons.HUMAN in _pressable([each]) for each in shown] == [
        True,
        *[False] * (len(shown) - 1),
    ]
    assert [buttons.FEEDBACK in _pressable([each]) for each in shown] == [
        *[False] * (len(shown) - 1),
        True,
    ]


def test_long_code_is_cut_between_lines() -> None:
    lines = [f"step_{n}: do --the thing" for n in range(900)]
    shown = blocks.answer(answered("```yaml\n" + "\n".join(lines) + "\n```"))
    check(shown)
    code = [
        part["elements"][0]["text"]
        for message in shown
        for block in message["blocks"]
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_preformatted"
    ]
    assert [line for piece in code for line in piece.split("\n")] == lines


def test_a_hundred_sources_with_long_addresses_fit() -> None:
    many = tuple(
        citation(n, "T" * 500, f"https://docs.example.com/{'p' * 300}/{n}") for n in range(1, 101)
    )
    check(blocks.answer(answered("One.", citations=many)))


def test_only_what_was_retrieved_is_a_link() -> None:
    text = f"See [here]({URL}), [there](https://evil.example/a), <https://evil.example/b>, https://evil.example/c"
    shown = blocks.answer(answered(text))
    assert set(links(shown)) == {URL}
    assert "there" in words(shown)


def test_a_title_cannot_break_out_of_its_link() -> None:
    shown = blocks.answer(answered("One.", citations=(citation(title="a|b> <!channel> *x* `y`"),)))
    check(shown)
    assert set(links(shown)) == {URL}


def test_an_answer_to_a_deleted_question_says_so_and_has_nothing_to_press() -> None:
    shown = blocks.marked_deleted(blocks.answer(answered("One."))[0])
    check([shown])
    assert "deleted" in shown["text"]
    assert not _pressable([shown])


def test_what_is_whispered_can_be_shared() -> None:
    assert buttons.SHARE in _pressable(blocks.whispered(answered("One.")))
    assert buttons.SHARE not in _pressable(blocks.whispered(unknown()))


def test_what_a_human_says_keeps_its_links_and_has_no_buttons() -> None:
    reply = Message("m2", "c1", Role.HUMAN, "Look at [this](https://wiki.example.com/x) @here", NOW)
    shown = blocks.said(reply)
    check(shown)
    assert set(links(shown)) == {"https://wiki.example.com/x"}
    assert not _pressable(shown)


@settings(deadline=None, max_examples=60)
@given(st.lists(_HOSTILE, min_size=1, max_size=6), _HOSTILE)
def test_no_document_can_make_slack_do_anything(parts: list[str], title: str) -> None:
    shown = blocks.answer(answered(*parts, citations=(citation(title=title),)), now=NOW)
    check(shown)
    assert set(links(shown)) <= {URL}


@settings(deadline=None, max_examples=15)
@given(_HOSTILE, st.integers(1, 4000))
def test_however_long_it_is_slack_takes_it(piece: str, times: int) -> None:
    check(blocks.answer(answered((piece * times)[:60_000]), now=NOW))


@settings(deadline=None, max_examples=60)
@given(_HOSTILE)
def test_whatever_a_human_writes_calls_nobody(text: str) -> None:
    check(blocks.said(Message("m2", "c1", Role.HUMAN, text, NOW)))
