"""The sample channel: what it has to contain, and that the project itself contains no secret."""

import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dialtone.demo.channel.export import CHANNEL, planted, write
from dialtone.demo.channel.script import SCRIPTS, situations
from dialtone.demo.channel.telling import tell

_SHAPES = {
    "aws": r"AKIA[A-Z2-7]{16}",
    "github": r"ghp_[A-Za-z0-9]{36}",
    "slack": r"xoxb-\d+-\d+-\w{24}",
    "stripe": r"sk_live_\w{24}",
    "jwt": r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+",
    "postgres": r"postgresql://[^:\s]+:[^@\s]+@",
    "private key": r"-----BEGIN RSA PRIVATE KEY-----",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("export")
    write(target)
    return target


@pytest.fixture(scope="module")
def messages(folder: Path) -> list[dict[str, Any]]:
    """What stands in the help channel, oldest first."""
    files = sorted((folder / CHANNEL).glob("*.json"))
    return [entry for file in files for entry in json.loads(file.read_text(encoding="utf-8"))]


def test_the_same_seed_writes_the_same_export(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "channel.zip"
    write(archive)
    with zipfile.ZipFile(archive) as opened:
        packed = {name: opened.read(name).decode() for name in opened.namelist()}
    written = {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in folder.rglob("*.json")
    }
    assert packed == written


def test_another_seed_tells_another_channel() -> None:
    first, second = tell(1), tell(2)
    assert len(first.threads) == len(second.threads)
    assert [told.messages[0].text for told in first.threads] != [
        told.messages[0].text for told in second.threads
    ]


def test_sixty_people_have_four_hundred_threads_in_ten_weeks(folder: Path) -> None:
    channel = tell()
    people = json.loads((folder / "users.json").read_text(encoding="utf-8"))
    first, last = channel.threads[0].messages[0].at, channel.threads[-1].messages[0].at
    assert len(channel.threads) == 400
    assert sum(not person["is_bot"] for person in people) == 60
    assert 9 * 7 <= (last - first).days < 10 * 7


def test_causes_differ_in_volume_and_in_effort() -> None:
    threads = tell().threads
    asked = Counter(told.cause for told in threads)
    replies: Counter[str] = Counter()
    for told in threads:
        replies[told.cause] += sum(message.author.platform for message in told.messages)
    recurring = [cause for cause, count in asked.most_common() if count >= 20]
    assert len(recurring) >= 5
    assert asked["access"] > asked["quota"]
    assert replies["quota"] / asked["quota"] > 1.5 * replies["access"] / asked["access"]


def test_messages_of_all_kinds_occur(messages: list[dict[str, Any]]) -> None:
    subtypes = {message.get("subtype") for message in messages}
    assert {"channel_join", "bot_message", None} <= subtypes
    assert any("edited" in message for message in messages)
    assert any(
        reaction["name"] == "white_check_mark"
        for message in messages
        for reaction in message.get("reactions", ())
    )
    assert any("thread_ts" not in message and "<@U" in message["text"] for message in messages)
    assert sum(told.loose for told in tell().threads) >= 10


def test_replies_stand_in_their_threads(messages: list[dict[str, Any]]) -> None:
    heads = {message["ts"]: message for message in messages if "reply_count" in message}
    replies = [message for message in messages if message.get("parent_user_id")]
    count = Counter(reply["thread_ts"] for reply in replies)
    assert {ts: head["reply_count"] for ts, head in heads.items()} == count
    assert len({message["ts"] for message in messages}) == len(messages)
    assert all(reply["ts"] > reply["thread_ts"] for reply in replies)


def test_causes_are_told_by_the_time_of_the_question(messages: list[dict[str, Any]]) -> None:
    causes = planted()
    assert len(causes) == 400
    assert causes.keys() <= {message["ts"] for message in messages}


def test_every_gap_is_filled() -> None:
    said = [message.text for told in tell().threads for message in told.messages]
    assert not [text for text in said if re.search(r"%[a-z]|%%|\{[^}\n]*\|", text)]


def test_every_talk_answers_some_opening() -> None:
    for situation in situations():
        spoken = {talk for opening in situation.openings for talk in opening.talks}
        every = set(range(len(situation.talks)))
        assert not spoken - every, situation.name
        assert any(not opening.talks for opening in situation.openings) or spoken == every


@pytest.mark.parametrize("kind", _SHAPES)
def test_secrets_are_in_the_channel_and_nowhere_in_its_sources(
    kind: str, messages: list[dict[str, Any]]
) -> None:
    shape = re.compile(_SHAPES[kind])
    sources = [file for file in SCRIPTS.parent.rglob("*") if file.suffix in (".py", ".txt", ".md")]
    assert any(shape.search(message["text"]) for message in messages)
    assert not [file for file in sources if shape.search(file.read_text(encoding="utf-8"))]
