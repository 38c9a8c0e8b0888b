"""Stand-ins that really run the pipeline: a scripted source, an embedder without a model."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, lru_cache

import numpy as np

from core.ports import Vectors
from core.records import Block, BlockKind, Document, Failed, Found, Known, Unchanged
from core.settings import Settings
from dialtone.app import App

MOMENT = datetime(2025, 3, 31, 12, 0, tzinfo=UTC)


class HashEmbedder:
    """A vector is the sum of its words' own random directions: texts that share words are near."""

    def __init__(self, model: str = "words", dimensions: int = 128) -> None:
        self.model = model
        self.dimensions = dimensions
        self.passages: list[str] = []
        """Every text that was embedded to be found, in order."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.passages += texts
        return self._embed(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        rows = [
            np.sum([_direction(self.model, w, self.dimensions) for w in _words(t)], axis=0)
            for t in texts
        ]
        vectors = np.array(rows, np.float32).reshape(len(texts), self.dimensions)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


class FakeApp(App):
    """The real App but for the model."""

    def __init__(self, settings: Settings, embedder: HashEmbedder | None = None) -> None:
        super().__init__(settings)
        self.fake = embedder or HashEmbedder(settings.embedding.model)

    @cached_property
    def embedder(self) -> HashEmbedder:
        return self.fake


class ScriptedSource:
    """A source whose pages a test writes down. `broken` paths fail; `ends` is raised at the end."""

    def __init__(
        self,
        pages: Iterable[Document],
        *,
        broken: Iterable[str] = (),
        ends: Exception | None = None,
        name: str = "docs",
    ) -> None:
        self.name = name
        self.pages = list(pages)
        self.broken = set(broken)
        self.ends = ends

    def count(self) -> int:
        return len(self.pages)

    def read(self, known: Mapping[str, Known]) -> Iterator[Found]:
        for page in self.pages:
            before = known.get(page.path)
            if page.path in self.broken:
                yield Failed(page.path, "it is broken")
            elif before and before.fingerprint == page.fingerprint:
                yield Unchanged(page.path)
            else:
                yield page
        if self.ends:
            raise self.ends


def page(
    path: str,
    *paragraphs: str,
    title: str = "",
    audience: str = "public",
    source: str = "docs",
    url: str = "",
) -> Document:
    """A document. A paragraph that begins with `#` is a heading of that level."""
    blocks = tuple(map(_block, paragraphs))
    described = repr((title, audience, url, blocks))
    return Document(
        source=source,
        path=path,
        title=title or path,
        blocks=blocks,
        fingerprint=hashlib.sha256(described.encode()).hexdigest(),
        url=url,
        updated_at=MOMENT,
        audience=audience,
    )


def _block(text: str) -> Block:
    marks = len(text) - len(text.lstrip("#"))
    if marks:
        name = text.lstrip("# ")
        return Block(BlockKind.HEADING, name, level=marks, anchor=name.lower().replace(" ", "-"))
    return Block(BlockKind.PARAGRAPH, text)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower()) or [""]


@lru_cache(maxsize=100_000)
def _direction(model: str, word: str, dimensions: int) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(f"{model} {word}".encode()).digest()[:8], "big")
    return np.asarray(np.random.default_rng(seed).standard_normal(dimensions), np.float32)
