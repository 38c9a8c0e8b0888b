"""What is said in the asker's language: the catalogue is whole, and a language is not guessed."""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import messages
from bot.phrasebook import language_for, language_in, phrase, phrases
from core.conversation import EscalationKind, Message, Role
from core.records import Answer, AnswerKind, AnswerPart

_PLACE = re.compile(r"\{\w*\}")
_WIDGET = Path(messages.__file__).parent / "web" / "static" / "widget.js"
LANGUAGES = sorted(phrases())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence_and_its_places(language: str) -> None:
    mine, english = phrases()[language], phrases()["en"]
    assert mine.keys() == english.keys()
    for name, sentence in mine.items():
        assert sentence.strip() == sentence
        assert sentence, name
        assert Counter(_PLACE.findall(sentence)) == Counter(_PLACE.findall(english[name])), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_slack_puts_on_buttons_fits_on_them(language: str) -> None:
    for name, most in {"human": 75, "emergency": 75, "solved": 75, "helpful": 75}.items():
        assert len(phrase(name, language)) <= most
    for name, most in {"title": 100, "text": 300, "yes": 30, "no": 30}.items():
        assert len(phrase(f"confirm_{name}", language)) <= most


def test_the_bubble_speaks_around_answers_in_every_language_of_the_catalogue() -> None:
    source = _WIDGET.read_text(encoding="utf-8")
    tables = {name: re.search(rf"const {name} = {{(.*?)\n  }};", source, re.S) for name in _TABLES}
    spoken = {
        name: dict(re.findall(r"\n    (\w\w): {(.*?)\n    }", found[1], re.S))
        for name, found in tables.items()
        if found
    }
    assert {*spoken["WORDS"], *spoken["AROUND"]} >= set(LANGUAGES)
    names = {code: set(re.findall(r"\n\s+(\w+):", text)) for code, text in spoken["AROUND"].items()}
    assert len(set(map(frozenset, names.values()))) == 1
    everything = set(re.findall(r"\n\s+(\w+):", spoken["WORDS"]["en"]))
    assert names["fr"] < everything


_TABLES = ("WORDS", "AROUND")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Wie rolle ich einen Deploy zurück?"),
        ("fr", "Comment puis-je revenir à la version précédente ?"),
        ("es", "¿Dónde están los logs del servicio?"),
        ("pt", "Como faço rollback de um deploy?"),
        ("it", "Come faccio il rollback di un deploy?"),
        ("nl", "Hoe draai ik een deploy terug?"),
        ("pl", "Gdzie są logi i jak je pobrać?"),
        ("ja", "デプロイをロールバックするには？"),
        ("zh", "如何回滚部署？"),
    ],
)
def test_who_asks_in_a_language_is_spoken_to_in_it(language: str, text: str) -> None:
    assert language_for(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "How do I roll back a deploy?",
        "rollback parcel-api",
        "logs?",
        "OOMKilled 137",
        "",
        "Hur rullar jag tillbaka en deploy?",
        "Error: `die Datei ist nicht da` what does that mean and how do I fix it?",
    ],
)
def test_english_where_it_is_english_or_nothing_tells(text: str) -> None:
    assert language_for(text) == ""


def test_a_few_words_go_on_in_the_language_of_what_was_said_before() -> None:
    assert language_for("und in EU?", ["Wie rolle ich einen Deploy zurück?"]) == "de"
    assert language_for("How do I do that in the EU?", ["Wie rolle ich ihn zurück?"]) == ""


def test_what_the_bot_said_does_not_tell_the_askers_language() -> None:
    now = datetime.now(UTC)
    said = (
        Message("1", "c", Role.USER, "Wie rolle ich einen Deploy zurück?", now),
        Message("2", "c", Role.ASSISTANT, "To roll back a deploy, run it with the name.", now),
    )
    assert language_in(said) == "de"
    assert language_in(said[1:]) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said_in_every_language(language: str) -> None:
    english = language == "en"
    for kind in AnswerKind:
        made = Answer(kind, 0.5, (AnswerPart("One.", 1),), (), (), ("guide",))
        text = messages.answer_markdown(made, language)
        assert "{" not in text
        if kind is not AnswerKind.ANSWERED:
            assert (text == messages.answer_markdown(made)) is english
    for wanted in EscalationKind:
        stored = messages.handed_over(wanted, language)
        told = [each for each in EscalationKind if messages.says_handed_over(stored, each)]
        assert told == [wanted]


def test_an_unknown_language_is_answered_in_english() -> None:
    assert messages.too_slow("tlh") == messages.too_slow()
