"""Answers that humans gave and approved, as pages."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from core.escalation import Lesson
from core.records import Document, Found, Known, Unchanged
from ingest.parse.markdown import parse_markdown

NAME = "answers"
"""What people call this source."""
_VERSION = "lessons-1"
_TITLE = 120


class LessonPages:
    """Reads every approved lesson as a page of its own."""

    def __init__(self, approved: Callable[[], Sequence[Lesson]], base_url: str = "") -> None:
        """`base_url`: where the pages can be opened, by id; empty where nowhere."""
        self._approved = approved
        self._base_url = base_url
        self.name = NAME

    def count(self) -> int | None:
        """Known only by reading."""
        return None

    def read(self, known: Mapping[str, Known]) -> Iterator[Found]:
        """See Source.read."""
        for lesson in self._approved():
            page = page_of(lesson, self._base_url)
            held = known.get(page.path)
            yield Unchanged(page.path) if held and held.fingerprint == page.fingerprint else page


def page_of(lesson: Lesson, base_url: str = "") -> Document:
    """A lesson as a page."""
    title = " ".join(lesson.question.split())[:_TITLE]
    url = f"{base_url}/{lesson.id}" if base_url else ""
    whole = [_VERSION, lesson.question, lesson.answer, lesson.owner, lesson.audience, url]
    return Document(
        source=NAME,
        path=lesson.id,
        title=title,
        blocks=tuple(parse_markdown(lesson.answer).blocks),
        fingerprint=hashlib.sha256(json.dumps(whole).encode()).hexdigest(),
        url=url,
        updated_at=lesson.decided_at or lesson.created_at,
        owner=lesson.owner,
        audience=lesson.audience,
    )
