"""A passage cut into the pieces that an answer is made of."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.records import Passage
from retrieval.answer.units import Unit, UnitKind, flowing, sentences, units

PASSAGE = Passage(1, 0, "handbook", "a.md", "", "Deploys", (), "", None, "", "public")


def kinds(text: str) -> list[tuple[UnitKind, str]]:
    return [(unit.kind, unit.text) for unit in units(replace(PASSAGE, text=text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("See e.g. The Book. Next.", ["See e.g. The Book.", "Next."]),
        ("Run `a. B` now. Then stop.", ["Run `a. B` now.", "Then stop."]),
        ("Version 1.5 is out. Use it.", ["Version 1.5 is out.", "Use it."]),
        ("It ends **here.** Next one.", ["It ends **here.**", "Next one."]),
        ("no end at all", ["no end at all"]),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    assert sentences(text) == found


@given(st.text(alphabet="ab .!?`*\n()", max_size=80))
def test_sentences_lose_nothing(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_code_with_fences_in_it_is_one_piece() -> None:
    code = "````md\n# A page\n\n```sh\nharbor up\n```\n\nThen wait.\n````"
    assert kinds(f"Do it.\n\n{code}\n\nDone.")[1:-1] == [(UnitKind.CODE, code)]


def test_code_stays_whole_even_with_blank_lines() -> None:
    code = "```sh\nfirst\n\nsecond\n```"
    assert kinds(f"Do this.\n\n{code}") == [
        (UnitKind.SENTENCE, "Do this."),
        (UnitKind.CODE, code),
    ]


def test_list_items_keep_what_is_nested_in_them() -> None:
    assert kinds("1. First\n   - inner\n2. Second") == [
        (UnitKind.ITEM, "1. First\n   - inner"),
        (UnitKind.ITEM, "2. Second"),
    ]


def test_tables_and_labels_are_told_apart() -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |"
    assert kinds(f"Warning:\n\n{table}") == [
        (UnitKind.LABEL, "Warning:"),
        (UnitKind.TABLE, table),
    ]


@pytest.mark.parametrize("text", ["Why is it slow?", "**Rolling back**", "**Why?**"])
def test_questions_and_bold_lines_begin_a_subject(text: str) -> None:
    (unit,) = units(replace(PASSAGE, text=text))
    assert unit.begins_a_subject
    assert unit.introduces


def test_a_lead_introduces_without_beginning_a_subject() -> None:
    (unit,) = units(replace(PASSAGE, text="Run this:"))
    assert unit.introduces
    assert not unit.begins_a_subject


def test_wrapped_text_flows_and_code_stays() -> None:
    text = "One\nsentence.\n\n- an item\n  goes on\n  - nested\n- next\n\n```sh\na\n\nb\n```"
    assert flowing(text) == (
        "One sentence.\n\n- an item goes on\n  - nested\n- next\n\n```sh\na\n\nb\n```"
    )


def only(text: str) -> Unit:
    (unit,) = units(replace(PASSAGE, text=text))
    return unit


def test_an_initial_ends_no_sentence() -> None:
    assert sentences("According to John F. Kennedy it is. So it was.") == [
        "According to John F. Kennedy it is.",
        "So it was.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Coming soon.",
        "**Coming soon!**",
        "- TBD",
        "To be documented.",
        "This page is under construction.",
        "Redirecting to Parquet Writer → Config…",
        "TODO",
        "No.",
        "...",
    ],
)
def test_what_holds_the_place_of_words_to_come_says_nothing(text: str) -> None:
    assert only(text).says_nothing


@pytest.mark.parametrize(
    "text",
    [
        "The fix is coming soon to the canary, and until then restart it.",
        "Redirecting traffic to the canary takes a minute.",
        "- Todo lists are kept in Jira.",
        "Restart it.",
        "Перезапустите сервер.",
    ],
)
def test_a_sentence_with_words_of_its_own_says_something(text: str) -> None:
    assert not only(text).says_nothing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[After the rollback](rollbacks.md#after)", True),
        ("[`wait`](@ref)", True),
        ("([Rollbacks][1])", True),
        ("![The stages](stages.png)", True),
        ("[Ask an owner.](owners.md)", False),
        ("[The pipeline](pipeline.md) is locked", False),
        ("See [Rollbacks](rollbacks.md)", False),
        ("- [Rollbacks](rollbacks.md)", False),
        ("https://status.example.com", False),
    ],
)
def test_a_link_by_itself_is_the_name_of_a_page(text: str, expected: bool) -> None:
    assert only(text).says_nothing is expected


_SEE = "[Probes](probes.md)"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([f"`Pending` | {_SEE}", "`Lost` | [below](#lost)"], True),
        ([f"`Pending` | {_SEE}", f"`Lost` | {_SEE} | {_SEE}", "Slow | Wait an hour."], True),
        ([f"`Pending` | {_SEE}", "`Lost` | Start it again."], False),
        ([f"{_SEE} | What tells the platform that a pod lives", f"{_SEE} | The same"], False),
        ([f"`Pending` | See {_SEE}", f"`Lost` | See {_SEE}"], False),
        ([f"a \\| b {_SEE}", f"c {_SEE}"], False),
        ([], False),
    ],
    ids=["all", "most", "half", "described", "told", "one column", "empty"],
)
def test_a_table_that_only_names_pages_says_nothing(rows: list[str], expected: bool) -> None:
    table = "\n".join(f"| {row} |" for row in ["State | Go to", "--- | ---", *rows])
    assert only(table).kind is UnitKind.TABLE
    assert only(table).says_nothing is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stickers", True),
        ("Limited Format Version Support", True),
        ("destination.json:", True),
        ("* On Linux, use `strace`:", True),
        ("**In short:**", True),
        ("Ask Dana for access", False),
        ("Rotate it every 90 days.", False),
        ("```yaml\nkey:\n```", False),
    ],
)
def test_headings_leads_and_labels_announce_what_follows(text: str, expected: bool) -> None:
    assert only(text).introduces is expected
