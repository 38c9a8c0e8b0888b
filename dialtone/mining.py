"""A platform's own past as labelled questions: what was asked, and the page a helper linked."""

from core.db.past import Past
from core.thread import Thread
from dialtone.labels import Labelled
from dialtone.questions import AskedQuestion


def mine(past: Past) -> list[Labelled]:
    """A question for each thread in which a helper linked an indexed page, oldest first.

    Each leaves its own thread out of what may answer it.
    """
    return [_labelled(thread, pages) for thread, pages in past.led_to_pages()]


def _labelled(thread: Thread, pages: frozenset[tuple[str, str]]) -> Labelled:
    sources = {source for source, _ in pages}
    return Labelled(
        asked=AskedQuestion(
            id=f"{thread.channel}/{thread.id}",
            text=thread.question.text,
            exclude_threads=frozenset({(thread.channel_id, thread.id)}),
            fields={"channel": thread.channel, "ts": thread.id, "permalink": thread.permalink},
        ),
        corpus=sources.pop() if len(sources) == 1 else "",
        relevant=frozenset(path for _, path in pages),
        answerable=None,
    )
