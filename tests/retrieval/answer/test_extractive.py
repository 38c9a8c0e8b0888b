"""Answers in the documents' own words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.markup import without_links
from core.records import Passage
from retrieval.answer.extractive import Extract, extract
from retrieval.words import content_words, stem

BASE = Passage(
    1,
    0,
    "handbook",
    "deploy.md",
    "https://x/deploy#a",
    "Deploys",
    ("Undo",),
    "",
    None,
    "",
    "public",
)


def weights(question: str) -> dict[str, float]:
    return {stem(word): 1.0 for word in content_words(question)}


def answer(question: str, *texts: str) -> Extract:
    passages = [replace(BASE, chunk_id=i, ordinal=i, text=text) for i, text in enumerate(texts)]
    return extract(passages, weights(question))


def said(extracted: Extract) -> str:
    return "\n".join(part.text for part in extracted.parts)


LONG = " ".join(f"Filler sentence number {n} speaks of other matters entirely." for n in range(12))


def test_the_sentence_that_speaks_of_it_is_shown() -> None:
    found = answer("rotate secrets", f"Secrets rotate every 90 days.\n\n{LONG}")
    assert said(found).startswith("Secrets rotate every 90 days.")


def test_steps_stay_together_and_in_order() -> None:
    steps = "1. Open the console.\n2. Press rollback.\n3. Tell the channel."
    found = answer("press rollback", f"{LONG}\n\nDo this:\n\n{steps}")
    assert "Do this:" in said(found)
    assert steps in said(found)


def test_a_command_comes_with_what_introduces_it() -> None:
    code = "```sh\nundo canary\n```"
    found = answer("undo canary", f"{LONG}\n\nThe canary goes back with:\n\n{code}")
    assert "The canary goes back with:" in said(found)
    assert code in said(found)


def test_after_a_pasted_message_comes_what_to_do() -> None:
    text = "You see:\n\n```text\nstate lock held\n```\n\nWait for the other run to end."
    assert "Wait for the other run" in said(answer("state lock held", text))


def test_it_does_not_run_on_into_another_question() -> None:
    text = "**Can I undo?** Press undo.\n\n**May I deploy on Friday?** Until 15:00."
    assert "Friday" not in said(answer("undo", text))


def test_a_question_without_its_answer_is_not_an_answer() -> None:
    text = f"{LONG}\n\nHow do I undo a deploy?"
    assert "How do I undo" not in said(answer("undo deploy", text))


def test_links_are_shown_as_words_and_quoted_as_written() -> None:
    text = "Undo with [the console](https://evil.example/x) in a minute."
    found = answer("undo console", text)
    assert "evil.example" not in said(found)
    assert found.citations[0].quote == text


def test_a_second_passage_is_cited_only_when_it_says_as_much() -> None:
    both = answer("undo deploy", "Undo the deploy now.", "Undo a deploy by hand.")
    assert [citation.number for citation in both.citations] == [1, 2]
    one = answer("undo deploy", "Undo the deploy now.", "Nothing of the kind.")
    assert [citation.number for citation in one.citations] == [1]


def test_what_two_pages_say_in_the_same_words_is_said_once() -> None:
    told = "Rotate a vault secret with the rotate form. Ask the owner of the vault secret first."
    found = answer("How do I rotate a vault secret?", told, told)
    assert len(found.citations) == 1
    assert said(found).count("rotate form") == 1


def test_a_long_answer_is_cut() -> None:
    text = " ".join(f"Undo the deploy of service {n} by pressing the button." for n in range(100))
    assert len(said(answer("undo deploy service button", text))) < 2_000


_FRAGMENTS = ["Coming soon.", "undo.json:", "- On Linux:", "Undo Deploys", "Warning:", "Why undo?"]


@pytest.mark.parametrize("text", [*_FRAGMENTS, "**Undo**\n\nTBD", "Undo Deploys\n\nDeploys:"])
def test_a_fragment_is_not_an_answer(text: str) -> None:
    assert answer("undo deploys linux", text) == Extract((), ())


@pytest.mark.parametrize("fragment", _FRAGMENTS)
def test_a_fragment_is_not_shown_beside_an_answer(fragment: str) -> None:
    found = answer("undo deploys linux", f"Undo deploys on Linux.\n\n{fragment}", fragment)
    assert said(found) == "Undo deploys on Linux."


def test_a_link_behind_the_last_sentence_is_not_read_out() -> None:
    text = "Fix it, then unlock the pipeline. [After the rollback](rollbacks.md#after)"
    found = answer("unlock the pipeline after a rollback", text)
    assert said(found) == "Fix it, then unlock the pipeline."


def test_pages_to_go_on_to_are_no_answer() -> None:
    listed = "- [Rotate secrets](rotate.md)\n- [A secret has leaked](leak.md)"
    related = replace(BASE, heading_path=("Secrets", "Related"), text=listed)
    assert extract([related], weights("rotate secrets")) == Extract((), ())
    told = replace(related, text=f"{listed}\n\nSecrets rotate every 90 days.")
    assert said(extract([told], weights("rotate secrets"))) == "Secrets rotate every 90 days."
    # Which there are may be what was asked.
    named = replace(related, heading_path=("Kinds of secrets",))
    assert "Rotate secrets" in said(extract([named], weights("rotate secrets")))


def test_code_under_a_mere_name_comes_with_the_sentence_beside_it() -> None:
    found = answer("undo canary", "The canary is set here.\n\nfile.json:\n\n```\nundo: canary\n```")
    assert said(found).startswith("The canary is set here.")
    assert found.citations[0].quote == "The canary is set here."


def test_code_alone_is_quoted_and_not_its_name() -> None:
    found = answer("undo canary", "file.json:\n\n```\nundo: canary\n```")
    assert found.citations[0].quote == "undo: canary"


def test_a_sentence_around_a_formula_is_shown_from_its_beginning() -> None:
    found = answer("drawn values", f"{LONG}\n\nThe mean\n\n```\nm\n```\n\nis of the values drawn.")
    assert "The mean" in said(found)


def test_a_short_reply_stands_under_its_question() -> None:
    assert "No." in said(answer("undo deploy", "May I undo a deploy?\n\nNo. Ask the owner."))


@given(
    st.lists(
        st.sampled_from(
            [
                *_FRAGMENTS,
                "is what undo does.",
                "Undo the deploy. Then wait.",
                "See [the page](p.md) for **more**.",
                "- one\n- two [x](y)\n  - three",
                "1. first\n2. second",
                "```sh\nundo\n\nredo\n```",
                "| a | b |\n|---|---|\n| undo | 2 |",
                "**Undo**",
            ]
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_part_and_quote_stands_word_for_word_in_its_passage(blocks: list[str]) -> None:
    text = "\n\n".join(blocks)
    found = answer("undo deploy", text)
    assert not any(found.parts[-1].text.endswith(each) for each in _FRAGMENTS if found.parts)
    flat = "".join(text.split())
    shown = "".join(without_links(text).split())
    for citation in found.citations:
        assert "".join(citation.quote.split()) in flat
    for part in found.parts:
        for line in part.text.split("\n"):
            assert "".join(line.split()) in shown
        assert part.citation in {citation.number for citation in found.citations}
