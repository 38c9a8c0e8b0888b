"""Masking: what must go goes, and what only looks like it stays."""

import pytest

from ingest.clean.cleaner import Cleaner
from tests.ingest.clean.planted import Planter, ordinary


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_300_secrets_of_all_kinds_are_masked(seed: int) -> None:
    planted = list(Planter(seed).plant(300))
    assert len({each.kind for each in planted}) >= 20
    cleaner = Cleaner()
    left = [each.text for each in planted if each.is_in(cleaner.clean(each.text))]
    assert left == []
    assert sum(cleaner.counts.values()) >= 300


def test_of_2000_ordinary_strings_at_most_one_in_a_hundred_is_masked() -> None:
    cleaner = Cleaner()
    masked = [text for text in ordinary(1, 2000) if cleaner.clean(text) != text]
    assert len(masked) <= 20, masked


def test_cleaning_again_changes_nothing() -> None:
    cleaner = Cleaner()
    for each in Planter(4).plant(120):
        once = cleaner.clean(each.text)
        assert Cleaner().clean(once) == once


def test_the_words_around_a_secret_stay() -> None:
    text = "I run `export DB_PASSWORD=hunter2!x` and then https://ci:abc123@git.internal/x fails"
    assert Cleaner().clean(text) == (
        "I run `export DB_PASSWORD=[secret: password]` and then"
        " https://ci:[secret: password]@git.internal/x fails"
    )


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("write to ada.l@corp.example.io or +49 30 1234567", "write to [email] or [phone]"),
        ("call me at 415-555-2671", "call me at [phone]"),
        ("(415) 555-2671 is the pager", "[phone] is the pager"),
        ("git clone git@github.com:org/repo.git", "git clone git@github.com:org/repo.git"),
        ("npm i react@18.2.0 on 10.0.0.1", "npm i react@18.2.0 on 10.0.0.1"),
        ("someone@example.com is made up", "someone@example.com is made up"),
        ("on 2026-03-02 at 12:30:07 pod 7", "on 2026-03-02 at 12:30:07 pod 7"),
        ("customer CUST-123456 sees it", "customer [customer-id] sees it"),
    ],
)
def test_personal_data(text: str, clean: str) -> None:
    assert Cleaner({"customer-id": r"\bCUST-\d{6}\b"}).clean(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "password: str = Field(min_length=8)",
        "the password is wrong",
        "token = os.environ['TOKEN']",
        "set `api_key: ${API_KEY}` in the values",
        "PASSWORD=<your password>",
        "the key fingerprint is SHA256:Ab1cdEfGhIjKlMnOpQrStUvWx",
        "why is Basic authentication off?",
        "18 tests pass = all of them",
        "type Token = { kind: string }",
        "password=********",
        "https://user@git.internal/x",
        "http://localhost:8080/a@b",
    ],
)
def test_what_names_a_secret_and_is_none_stays(text: str) -> None:
    assert Cleaner().clean(text) == text


def test_counts_tell_kinds_and_no_values() -> None:
    cleaner = Cleaner()
    cleaner.clean("AKIAABCDEFGHIJKLMN12 and bob@corp.io and kim@corp.io")
    assert dict(cleaner.counts) == {"aws-key": 1, "email": 2}
