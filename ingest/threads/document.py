"""A thread that was answered -> a Document: the question and what resolved it, word for word."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.records import Block, BlockKind, Document, DocumentKind
from core.thread import Outcome, Thread, ThreadMessage
from ingest.parse.prose import prose_blocks

_VERSION = "thread-1"
_TITLE = 110
_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|dear)\b[^.!?\n,:]{0,30}[.!?,:]*"
    r"|@\w+)\s*",
    re.IGNORECASE,
)


def document_fingerprint(fingerprint: str) -> str:
    """That of the document, from that of its thread."""
    return hashlib.sha256(f"{_VERSION} {fingerprint}".encode()).hexdigest()


def is_knowledge(thread: Thread) -> bool:
    """Whether a thread may be used as an answer."""
    return thread.outcome is not Outcome.UNANSWERED and bool(thread.resolution)


def document_of(thread: Thread, fingerprint: str) -> Document:
    """The page that stands for a thread. `fingerprint` is the thread's."""
    solved_by = [message for message in thread.messages if message.id in thread.resolution]
    return Document(
        source=thread.source,
        path=thread.path,
        title=title_of(thread.question.text),
        blocks=tuple(_blocks(thread.question, solved_by)),
        fingerprint=document_fingerprint(fingerprint),
        url=thread.permalink,
        updated_at=solved_by[-1].at,
        owner=f"#{thread.channel}",
        audience=thread.audience,
        state={
            "channel": thread.channel,
            "outcome": thread.outcome.value,
            "links": list(dict.fromkeys(link for message in solved_by for link in message.links)),
        },
        kind=DocumentKind.THREAD,
    )


def title_of(text: str) -> str:
    """What a question is called: its first words that say something, on one line."""
    prose = re.sub(r"```.*?(?:```|\Z)", " ", text, flags=re.DOTALL)
    lines = [_GREETING.sub("", " ".join(line.split())) for line in prose.split("\n")]
    line = next(
        (line for line in lines if len(line) > 15), " ".join(lines).strip() or text[:_TITLE]
    )
    line = " ".join(line.split())
    if len(line) <= _TITLE:
        return line
    return line[:_TITLE].rpartition(" ")[0].rstrip(",;:") + "…"


def _blocks(question: ThreadMessage, solved_by: Sequence[ThreadMessage]) -> Iterator[Block]:
    yield from _said(question)
    yield Block(BlockKind.HEADING, "Answer", level=2)
    for message in solved_by:
        yield from _said(message)


def _said(message: ThreadMessage) -> Iterator[Block]:
    """A `#` at the beginning of a line is a channel or a comment in chat, never a heading."""
    for block in prose_blocks(message.text):
        is_heading = block.kind is BlockKind.HEADING
        yield replace(block, kind=BlockKind.PARAGRAPH, level=0) if is_heading else block
