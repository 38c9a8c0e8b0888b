"""What one trade needs of another, as small contracts. dialtone/app.py hands the real ones in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.conversation import EscalationState
from core.escalation import Acknowledgement, Notice, SimilarQuestion
from core.records import Found, Known
from core.thread import Thread

Vectors = NDArray[np.float32]
"""One L2-normalised row an input text: shape (texts, dimensions)."""


class Source(Protocol):
    """Somewhere documents come from."""

    @property
    def name(self) -> str:
        """What people call it: the `--source` name."""

    def count(self) -> int | None:
        """How many items `read` will yield, or None where only reading tells."""

    def read(self, known: Mapping[str, Known]) -> Iterator[Found]:
        """Yield every page once: a Document if new or changed, Unchanged, or Failed with a reason.

        `known` maps each stored path to what was stored. A stored path that a completed read did
        not yield is gone and will be removed; so a read that cannot see the whole source raises
        `Transient` or `UserError` instead of ending early. One bad page is a Failed, not a raise.
        """


class Embedder(Protocol):
    """Turns texts into vectors."""

    @property
    def model(self) -> str:
        """Identifies the vector space: vectors of two models never meet in one index."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors for texts to be found."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors for questions. Some models encode them differently; they may be less exact."""


class VectorIndex(Protocol):
    """Nearest neighbours by cosine. Derived: everything in it can be rebuilt from the database."""

    def upsert(self, collection: str, ids: Sequence[int], vectors: Vectors) -> None:
        """Add or replace the vectors of these chunk ids."""

    def delete(self, collection: str, ids: Sequence[int]) -> None:
        """Remove these chunk ids; ids that are not there are fine."""

    def drop(self, collection: str) -> None:
        """Remove a whole collection; one that is not there is fine."""

    def query(
        self, collections: Sequence[str], vectors: Vectors, limit: int
    ) -> list[list[tuple[int, float]]]:
        """For each row of `vectors`: (chunk id, cosine similarity), best first, merged."""

    def fetch(self, collection: str, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors of these chunk ids; those that are not there are left out."""

    def count(self, collection: str) -> int:
        """How many vectors the collection holds; 0 where it does not exist."""


class OwnedIndex(VectorIndex, Protocol):
    """A VectorIndex whose files belong to one process at a time, where it is made of files."""

    def claim(self) -> None:
        """Make them this process's own now. Raises UserError where another one owns them."""

    def hold(self, collections: Sequence[str]) -> None:
        """Be quick to query, for longer than it takes to get ready for that."""

    def clear_unused_room(self) -> None:
        """Leave nothing in them of what was deleted."""

    def close(self) -> None:
        """Let another process have them."""


class ChannelHistory(Protocol):
    """What help channels said, kept fresh while they are read live."""

    def heard(self, event: dict[str, Any]) -> bool:
        """Learn from one event of Slack's: a message, an edit, a deletion, a reaction.

        When this returns, nothing is answered from what is gone. True where `settle` is wanted,
        so that what is new is found by meaning too. Events of channels that are not read, and
        events that come twice, change nothing. Raises Transient where it should be told again.
        """

    def settle(self) -> None:
        """Put what was heard into the index. What is lost here is made up for by the next one."""


class ThreadStore(Protocol):
    """The help-channel threads that are stored, whatever channel or export they came from."""

    def between(self, since: datetime, until: datetime) -> Iterator[Thread]:
        """Threads whose question was asked at or after `since` and before `until`, oldest first."""


class PageOwners(Protocol):
    """Who owns a page, as the page or its source says."""

    def owner_of(self, source: str, path: str) -> str:
        """The owner as written; empty where none is."""


class PastQuestions(Protocol):
    """Questions that people answered before."""

    def like(self, question: str) -> Sequence[SimilarQuestion]:
        """Those much like this one, most alike first."""


class Notifier(Protocol):
    """A way to reach people outside of Dialtone.

    A notice has an id, the same at every attempt: what was sent and could not be confirmed is sent
    again under it, so that a receiver who looks at ids sees it once.
    """

    @property
    def name(self) -> str:
        """What the settings call it."""

    def send(self, notice: Notice) -> Mapping[str, Any]:
        """Deliver it; what is to be remembered of it, JSON values only.

        Raises Transient where another try may work (`after` says when, where the other side told),
        Permanent or UserError where this way will not work for this notice.
        """

    def withdraw(self, escalation_id: str, notice_id: str) -> None:
        """Another way is taken: what is certainly not sent yet shall not be sent any more."""

    def ask(self, receipt: Mapping[str, Any]) -> Acknowledgement | None:
        """Who was reached and who took it; None where this way cannot tell. Raises Transient."""

    def tell(self, receipt: Mapping[str, Any], state: EscalationState) -> None:
        """Somebody took it elsewhere, or it is over. Raises Transient, Permanent."""
