"""Conversations read by time: each once, in order, whole, also over several pages."""

from datetime import UTC, datetime, timedelta

import pytest

from core.conversation import Asker, EscalationKind
from core.db.conversation_log import ConversationLog
from core.db.conversations import Conversations
from core.db.escalations import Escalations
from tests.core.db.conftest import Store

ADA = Asker("s1", frozenset({"public"}), user="ada")


@pytest.fixture
def conversations(store: Store) -> Conversations:
    return Conversations(store.database)


def test_each_is_read_once_in_order_with_all_that_was_said(
    store: Store, conversations: Conversations
) -> None:
    opened = []
    for number in range(205):
        talk = conversations.open(ADA, "web")
        conversations.ask(talk.id, ADA, f"Question {number}?", "looking")
        opened.append(talk.id)
    Escalations(store.database).open(opened[3], ADA.subject, EscalationKind.HUMAN, "", "", None)
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    read = list(ConversationLog(store.database).between(now - hour, now + hour))
    assert [talk.id for talk, _ in read] == opened
    assert [talk.messages[0].text for talk, _ in read] == [f"Question {n}?" for n in range(205)]
    assert [talk.id for talk, called in read if called] == [opened[3]]
    whole = conversations.get(opened[3], None)
    assert read[3][0].messages == whole.messages
    assert list(ConversationLog(store.database).between(now + hour, now + 2 * hour)) == []
