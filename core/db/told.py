"""What was told of an answer while it was made; once that is stored, nothing half-said stays."""

from sqlalchemy import Connection, bindparam, select, update

from core.conversation import EventName, Message
from core.db.conversation_tables import events, messages
from core.db.message_rows import read_citation
from core.records import AnswerPart, Citation

Told = tuple[AnswerPart, Citation]

_SINCE = (
    select(events.c.id, events.c.name, events.c.data)
    .join(messages, messages.c.conversation_id == events.c.conversation_id)
    .where(messages.c.id == bindparam("key"), events.c.id > messages.c.position)
    .order_by(events.c.id)
)
_CHANGE = (
    update(events)
    .where(events.c.conversation_id == bindparam("key"), events.c.id == bindparam("number"))
    .values(name=bindparam("as_name"), data=bindparam("as_data", type_=events.c.data.type))
)


def so_far(connection: Connection, question: Message) -> list[Told]:
    """What was told of an answer that is not stored yet, in order, with its citations."""
    told: list[Told] = []
    for row in connection.execute(_SINCE, {"key": question.id}):
        mine = row.data.get("message_id") == question.answer_id
        if not mine or row.name != EventName.PART.value or "part" not in row.data:
            continue
        text, number = row.data["part"]
        # The first begins anew: what was told before it is void.
        told = told[: row.data["index"]]
        told.append((AnswerPart(text, number), read_citation(row.data["citation"])))
    return told


def settle(connection: Connection, question: Message, told: int) -> bool:
    """Take the words out of the events by which parts of an answer were told.

    The last `told` of them are in the answer and are read from it. The others are void: they turn
    into the sign that the question was being worked on, because ids of events have no gaps. False
    where nothing was told.
    """
    rows = connection.execute(_SINCE, {"key": question.id}).all()
    mine = [row for row in rows if row.data.get("message_id") == question.answer_id]
    parts = [row.id for row in mine if row.name == EventName.PART.value]
    status = next((row.data for row in mine if row.name == EventName.STATUS.value), None)
    void = status or {"message_id": question.answer_id, "text": ""}
    for index, number in enumerate(parts, start=told - len(parts)):
        stays = {"message_id": question.answer_id, "index": index}
        name, data = (EventName.PART, stays) if index >= 0 else (EventName.STATUS, void)
        values = {"as_name": name.value, "as_data": data}
        connection.execute(_CHANGE, {"key": question.conversation_id, "number": number, **values})
    return bool(parts)
