"""Answers to show, and what Slack makes of what is shown."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from slack_sdk.models.blocks import Block

from core.conversation import Message, Role, SeeAlso
from core.records import AnswerKind, AnswerPart, Citation
from tests.slack.blocks import check_message, texts

Json = dict[str, Any]
NOW = datetime(2026, 11, 20, tzinfo=UTC)
CHANGED = datetime(2026, 10, 30, tzinfo=UTC)
URL = "https://docs.example.com/deploy/rollbacks#how"


def citation(
    number: int = 1, title: str = "Rollbacks", url: str = URL, heading: str = "How"
) -> Citation:
    return Citation(
        number, "handbook", "rollbacks.md", url, title, heading, "", CHANGED
    )  # fmt: skip


def answered(
    *texts_: str, citations: tuple[Citation, ...] = (), kind: AnswerKind = AnswerKind.ANSWERED
) -> Message:
    parts = tuple(AnswerPart(each, 1) for each in texts_)
    return Message(
        "m1", "c1", Role.ASSISTANT, "\n\n".join(texts_), NOW,
        kind=kind, confidence=0.9, parts=parts, citations=citations or (citation(),),
    )  # fmt: skip


def unknown(*nearest: SeeAlso) -> Message:
    return Message(
        "m1", "c1", Role.ASSISTANT, "I don't know. I searched handbook.", NOW,
        kind=AnswerKind.UNKNOWN, confidence=0.1, see_also=nearest,
    )  # fmt: skip


def check(shown: list[Json]) -> None:
    """Slack takes each message, and none names anybody or calls anybody."""
    for message in shown:
        blocks = message["blocks"]
        check_message(blocks)
        parsed = Block.parse_all(blocks)
        assert [each.to_dict()["type"] for each in parsed] == [each["type"] for each in blocks]
        assert 0 < len(message["text"]) <= 4000
        assert sum(len(each) for each in texts(blocks)) <= 10_000
        assert len(blocks) <= 50
        for block in blocks:
            assert sum(len(each) for each in texts(block)) <= 3000
        for parsed_text in (message["text"], *parsed_texts(blocks)):
            assert "<!" not in parsed_text
            assert "<@" not in parsed_text
            assert "<#" not in parsed_text
            assert "@here" not in parsed_text
            assert "@channel" not in parsed_text


def parsed_texts(part: object) -> Iterator[str]:
    """The texts in which Slack looks for markup."""
    if isinstance(part, list):
        for each in part:
            yield from parsed_texts(each)
    elif isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            assert part["verbatim"] is True
            yield part["text"]
        for value in part.values():
            yield from parsed_texts(value)


def links(part: object) -> Iterator[str]:
    """Every address that can be followed."""
    if isinstance(part, list):
        for each in part:
            yield from links(each)
    elif isinstance(part, dict):
        if part.get("type") == "link":
            yield part["url"]
        if part.get("type") == "mrkdwn":
            yield from (piece.split("|")[0] for piece in part["text"].split("<")[1:])
        for value in part.values():
            yield from links(value)


def words(shown: list[Json]) -> str:
    """Everything that a reader sees, in order."""
    return "".join(each for message in shown for each in texts(message["blocks"]))
