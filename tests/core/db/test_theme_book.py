"""Themes, interventions and reports, on every database."""

from datetime import date

import pytest

from core.db.theme_book import ThemeBook
from tests.core.db.conftest import Store


@pytest.fixture
def book(store: Store) -> ThemeBook:
    return ThemeBook(store.database)


def test_an_empty_book(book: ThemeBook) -> None:
    known = book.known()
    assert (known.names, known.theme_of, known.next_id) == ({}, {}, 1)
    assert book.report() is None
    assert book.weeks() == []
    assert book.interventions() == []


def test_the_newest_week_names_themes_and_questions_move(
    book: ThemeBook,
) -> None:
    book.save("2026-W38", {1: "access", 2: "quota"}, {"a": 1, "b": 2}, "{}")
    book.save("2026-W39", {2: "renamed", 3: "new"}, {"b": 3, "c": 2}, "[]")
    known = book.known()
    assert known.names == book.names() == {1: "access", 2: "renamed", 3: "new"}
    assert known.theme_of == {"a": 1, "b": 3, "c": 2}
    assert known.next_id == 4


def test_a_report_made_again_replaces_the_first(book: ThemeBook) -> None:
    for body in ("1", "2"):
        book.save("2026-W38", {}, {}, body)
    book.save("2026-W37", {}, {}, "0")
    assert book.weeks() == ["2026-W38", "2026-W37"]
    assert book.report() == book.report("2026-W38") == "2"
    assert book.report("2026-W01") is None


def test_interventions_are_of_a_theme_that_is_known(book: ThemeBook) -> None:
    book.save("2026-W38", {7: "access"}, {}, "{}")
    kept = book.intervene(7, "a bot", date(2026, 9, 20))
    assert book.interventions() == [kept]
    assert kept.theme == "access"
    with pytest.raises(LookupError):
        book.intervene(8, "a bot", date(2026, 9, 20))
