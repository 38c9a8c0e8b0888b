"""Erasing one person: out of the threads, the documents, the conversations and the index."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.db.erasure import Erasure
from core.db.lessons import Lessons
from core.errors import UserError
from core.thread import Thread
from dialtone.lessons import read_pages
from ingest.clean.cleaner import Cleaner
from ingest.sources.lessons import NAME
from ingest.threads.hidden import Hidden, digest
from ingest.threads.journal import Journal
from ingest.threads.post import Room
from ingest.threads.stored import StoredThreads

if TYPE_CHECKING:
    from dialtone.app import App

_ID = re.compile(r"^[UWB][A-Z0-9]{5,}$")
_EVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was found of a person, and is gone."""

    threads_removed: int
    """That they had begun."""
    threads_changed: int
    """That they had spoken in, reacted in or were named in."""
    conversations: int
    messages: int


def forget(app: "App", who: str) -> Forgotten:
    """Erase a person by id or name. Interrupted, it is to be run again: it forgets what is left.

    Raises UserError where nobody is known by that name, or several are.
    """
    person = _person(app, who.removeprefix("@"))
    names = app.people.names(person)
    with app.writing():
        # First, so that whatever runs beside this stores nothing of theirs any more.
        app.people.hide(digest(person))
        found = [
            (thread, person in _speakers(thread))
            for thread in app.threads.between(*_EVER)
            if person in _speakers(thread) or _names(thread, names)
        ]
        removed = changed = 0
        for thread, _ in found:
            if _rewrite(app, thread, person, names):
                removed += 1
            else:
                changed += 1
        spoken = [(thread.source, thread.path) for thread, spoke in found if spoke]
        erased = Erasure(app.database).erase(person, names, spoken)
        if any(source.name == NAME for source in app.sources.all()):
            # Pages made of their answers, or of what they asked, are approved no more.
            read_pages(app, Lessons(app.database))
        app.pipeline.embed()
        app.people.forget(person)
        Erasure(app.database).shrink()
        app.index.clear_unused_room()
    return Forgotten(removed, changed, erased.conversations, erased.messages)


def _person(app: "App", who: str) -> str:
    called = app.people.called(who)
    if len(called) > 1:
        raise UserError(
            f"Several people are called {who!r}: {', '.join(sorted(called))}.",
            "Give the id of the one to forget.",
        )
    if called:
        return called.pop()
    if _ID.match(who) or app.threads.of_person(who) or "@" in who:
        return who
    raise UserError(
        f"Nobody is known as {who!r}.", "Give their id on the platform, such as U012AB3CD."
    )


def _rewrite(app: "App", thread: Thread, person: str, names: set[str]) -> bool:
    """Take a person out of a thread and its document. True where the whole thread goes."""
    source_id = app.threads.source_id(thread.source)
    customers = app.settings.history.customer_patterns
    hidden = Hidden((), {digest(person)}, {})
    journal = Journal(
        thread.source,
        source_id,
        app.threads,
        Cleaner(customers),
        hidden,
        lambda room, post: thread.permalink,
        frozenset(names),
    )
    paths = journal.forget(Room(thread.channel_id, thread.channel, thread.audience), thread)
    stored = StoredThreads(thread.source, source_id, app.threads, only=paths)
    app.pipeline.store(source_id, stored, paths)
    return person == thread.question.author


def _speakers(thread: Thread) -> set[str]:
    people = {message.author for message in thread.messages}
    for message in thread.messages:
        people.update(who for reaction in message.reactions for who in reaction.people)
    return people


def _names(thread: Thread, names: set[str]) -> bool:
    return any(f"@{name}" in message.text for message in thread.messages for name in names)
