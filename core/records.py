"""The nouns of the house. Plain frozen records; every arrow between rooms carries these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

PUBLIC = "public"


class DocumentKind(StrEnum):
    """What a document is: each kind of each audience is a vector collection of its own."""

    PAGE = "page"
    """Documentation, which somebody keeps true."""
    THREAD = "thread"
    """What people said in a help channel, true when they said it."""


class BlockKind(StrEnum):
    """What a piece of a document is, whatever format it was written in."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CODE = "code"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document, in reading order.

    `text` is the source's own words: inline markup stays as written, so that a quote of it can
    be found in the file. Fences, heading marks and quote marks are left out. A list is one block
    a whole (nested) list, markers kept; a table is one block, rows kept.
    """

    kind: BlockKind
    text: str
    level: int = 0
    """1 to 6 for headings, otherwise 0."""
    anchor: str = ""
    """The id that the published page gives this heading; empty where it gives none."""
    language: str = ""
    """The language a code block names."""
    label: str = ""
    """The admonition this block stands in, such as `Warning` or `Note: before 1.3`."""


@dataclass(frozen=True, slots=True)
class Document:
    """One page of a source, as read. `path` is its name inside the source and never changes."""

    source: str
    path: str
    title: str
    blocks: tuple[Block, ...]
    fingerprint: str
    """SHA-256 (hex) over the raw bytes and every setting that changes how they are read."""
    url: str = ""
    """Where a person can open the page; empty where it is published nowhere."""
    updated_at: datetime | None = None
    """When its author last changed it, with time zone; None where the source does not say."""
    owner: str = ""
    audience: str = PUBLIC
    state: Mapping[str, Any] = field(default_factory=dict)
    """What the source wants handed back next time (ETag, links); JSON values only."""
    kind: DocumentKind = DocumentKind.PAGE


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a page that a source has read before."""

    fingerprint: str
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A page that is still as it was stored."""

    path: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A page that could not be read this time, with the reason and, where there is one, the remedy.

    What is stored of it stays.
    """

    path: str
    reason: str


Found = Document | Unchanged | Failed


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of a document: what is embedded, found and quoted."""

    ordinal: int
    """Its place in the document, from 0: neighbours are one lower and one higher."""
    heading_path: tuple[str, ...]
    """The headings it stands under, outermost first, without the page title."""
    anchor: str
    text: str
    """Verbatim blocks, a blank line between two; code in ``` fences, or longer ones."""
    sha256: str
    """Over everything that is embedded: title, heading path and text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stored chunk that a search found, with what a citation of it needs."""

    chunk_id: int
    ordinal: int
    source: str
    path: str
    url: str
    """The page's address with the passage's anchor."""
    title: str
    heading_path: tuple[str, ...]
    text: str
    updated_at: datetime | None
    owner: str
    audience: str
    score: float = 0.0
    kind: DocumentKind = DocumentKind.PAGE
    channel: str = ""
    """The help channel of a thread."""
    solved: bool = False
    """Whether somebody in the thread said that it was solved."""

    def scored(self, score: float) -> "Passage":
        """The same with another score: what `replace` does, in a fifth of the time. A search does
        it fifty times."""
        return Passage(
            self.chunk_id,
            self.ordinal,
            self.source,
            self.path,
            self.url,
            self.title,
            self.heading_path,
            self.text,
            self.updated_at,
            self.owner,
            self.audience,
            score,
            self.kind,
            self.channel,
            self.solved,
        )


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a search found: its best passages, best first. Scores order one result list."""

    source: str
    path: str
    url: str
    title: str
    heading: str
    score: float
    passages: tuple[Passage, ...]
    kind: DocumentKind = DocumentKind.PAGE
    channel: str = ""
    solved: bool = False
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation; `role` is `user`, `assistant` or `human`."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks, from any surface."""

    text: str
    title: str = ""
    history: tuple[Turn, ...] = ()
    audiences: frozenset[str] = frozenset({PUBLIC})
    sources: frozenset[str] = frozenset()
    """Search only these; empty means every source."""
    exclude_threads: frozenset[tuple[str, str]] = frozenset()
    """Threads to be left out: (channel, id of any message of the thread)."""

    @property
    def whole(self) -> str:
        """Title and text."""
        return "\n".join(part for part in (self.title, self.text) if part.strip())


class AnswerKind(StrEnum):
    """How sure an answer is of itself."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a part of an answer comes from. `quote` stands word for word in the page."""

    number: int
    """From 1, as printed beside the sentence."""
    source: str
    path: str
    url: str
    title: str
    heading: str
    quote: str
    updated_at: datetime | None = None
    kind: DocumentKind = DocumentKind.PAGE
    channel: str = ""
    """The help channel of a thread."""
    solved: bool = False
    """Whether somebody in the thread said that it was solved."""


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """A sentence, step list, table or code block of an answer, and the citation it rests on."""

    text: str
    citation: int


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """That the same was asked in help channels before."""

    count: int
    since: datetime
    """When it was first asked, of those that count."""
    or_more: bool = False
    """Whether only so many were looked at."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A thread and a page that give different numbers for what seems to be the same."""

    thread: Page
    thread_says: str
    page_title: str
    page_url: str
    page_says: str
    page_updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply with its evidence. `unknown` has no parts, only the nearest pages."""

    kind: AnswerKind
    confidence: float
    """Probability, 0 to 1, that the evidence answers the question."""
    parts: tuple[AnswerPart, ...]
    citations: tuple[Citation, ...]
    see_also: tuple[Page, ...]
    searched: tuple[str, ...]
    """Names of the sources that were searched."""
    asked_before: AskedBefore | None = None
    contradictions: tuple[Contradiction, ...] = ()
    outdated: tuple[int, ...] = ()
    """Numbers of the citations that are threads of an age at which they may no longer hold."""
    clarifying: tuple[str, ...] = ()
    """Cases that have different answers, where the question does not say which one it is about:
    the reply is to ask that. There are no parts then."""
