"""The composition root: every room's real parts, made from one Settings, each on first use."""

import contextlib
from collections.abc import Iterator
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from core.catalog import Catalog
from core.db.cases import Cases
from core.db.catalogs import Catalogs
from core.db.conversation_log import ConversationLog
from core.db.conversations import Conversations
from core.db.deliveries import Deliveries
from core.db.documents import Documents
from core.db.engine import Database
from core.db.escalations import Escalations
from core.db.model_calls import ModelCalls
from core.db.passages import Passages
from core.db.past import Past
from core.db.people import People
from core.db.sources import Sources
from core.db.theme_book import ThemeBook
from core.db.threads import Threads
from core.db.vector_ledger import VectorLedger
from core.db.written_answers import WrittenAnswers
from core.errors import DialtoneError
from core.ports import Embedder, OwnedIndex, Source
from core.settings import Settings
from core.source_settings import (
    FolderSource,
    JsonlSource,
    SlackExportSource,
    SlackSource,
    SourceSettings,
    WebsiteSource,
)

if TYPE_CHECKING:
    from bot.slack.line import Stores
    from dialtone.answering_process import AnsweringProcess
    from dialtone.channel_history import ChannelHistory
    from dialtone.human import Human
    from ingest.pipeline import Pipeline, Progress, Summary
    from ingest.threads.history import History
    from retrieval.answer.answerer import ExtractiveAnswerer
    from retrieval.answer.generative import GenerativeAnswerer
    from retrieval.model.chat import Chat
    from retrieval.search import Search


class App:
    """One running Dialtone. Leaving the `with` block gives files and connections back."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._process: AnsweringProcess | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index and the database."""
        self._let_go_of_index()
        if "database" in self.__dict__:
            self.database.close()

    def answer_apart(self) -> None:
        """Search and answer in a process of their own from now on, on another core."""
        from dialtone.answering_process import (
            AnswererApart,
            AnsweringProcess,
            EmbedderApart,
            IndexApart,
        )

        self._let_go_of_index()
        for made in ("search", "pipeline", "writer"):
            self.__dict__.pop(made, None)
        self._process = AnsweringProcess(type(self), self.settings)
        self.index = IndexApart(self._process)
        self.embedder = EmbedderApart(self._process, self.settings.embedding.model)
        self.answerer = AnswererApart(self._process, self.search, self.settings)

    def warm(self) -> None:
        """Load the model and open what search reads, so that no asker waits for it."""
        if self._process:
            self._process.warm()
            return
        rows = self.embedder.embed_queries(["warm"])
        self.passages.warm()
        # An index that is away is told by whatever asks it, and opened by whoever asks it next.
        with contextlib.suppress(DialtoneError):
            self.index.hold(collections := list(self.ledger.vector_counts()))
            self.index.query(collections, rows, 1)

    def _let_go_of_index(self) -> None:
        if "index" in self.__dict__:
            self.index.close()

    @cached_property
    def database(self) -> Database:
        return Database(self.settings.database_url)

    @cached_property
    def documents(self) -> Documents:
        return Documents(self.database)

    @cached_property
    def sources(self) -> Sources:
        return Sources(self.database)

    @cached_property
    def ledger(self) -> VectorLedger:
        return VectorLedger(self.database)

    @cached_property
    def passages(self) -> Passages:
        return Passages(self.database)

    @cached_property
    def past(self) -> Past:
        return Past(self.database)

    @cached_property
    def embedder(self) -> Embedder:
        from retrieval.embedder import SentenceTransformerEmbedder

        return SentenceTransformerEmbedder(self.settings.embedding)

    @cached_property
    def index(self) -> OwnedIndex:
        from retrieval.vectors import ChromaIndex

        if self.settings.vectors.url:
            vectors = self.settings.vectors
            return ChromaIndex(url=vectors.url, database=vectors.database)
        return ChromaIndex(directory=self.settings.chroma_directory)

    @cached_property
    def pipeline(self) -> "Pipeline":
        from ingest.chunk import ChunkSize
        from ingest.pipeline import Pipeline

        chunking = self.settings.chunking
        size = ChunkSize(chunking.target_characters, chunking.max_characters)
        return Pipeline(self.documents, self.ledger, self.index, self.embedder, size)

    @cached_property
    def search(self) -> "Search":
        from retrieval.past import Memory
        from retrieval.search import Search

        if self.settings.search.vectors:
            self.ledger.check_model(self.embedder.model)
        return Search(
            self.passages,
            self.index,
            self.embedder,
            self.settings.search,
            memory=Memory(self.passages, self.index, self.past),
            past=self.settings.past,
        )

    @cached_property
    def answerer(self) -> "ExtractiveAnswerer":
        from retrieval.answer.answerer import ExtractiveAnswerer

        return ExtractiveAnswerer(self.search, self.settings.answer, self.settings.past)

    @cached_property
    def chat(self) -> "Chat":
        """The language model; opened at the first call."""
        from retrieval.model.chat import Chat
        from retrieval.model.opening import open_model

        return Chat(self.settings.model, open_model, ModelCalls(self.database))

    @cached_property
    def writer(self) -> "GenerativeAnswerer | None":
        """What answers with a language model; None where the settings name none."""
        if not self.settings.model.name:
            return None
        from retrieval.answer.generative import GenerativeAnswerer, neighbours

        kept = WrittenAnswers(self.database)
        around = neighbours(self.passages.around)
        return GenerativeAnswerer(self.answerer, self.chat, kept, around)

    @cached_property
    def conversations(self) -> Conversations:
        return Conversations(self.database)

    @cached_property
    def conversation_log(self) -> ConversationLog:
        return ConversationLog(self.database)

    @cached_property
    def cases(self) -> Cases:
        return Cases(self.database)

    @cached_property
    def theme_book(self) -> ThemeBook:
        return ThemeBook(self.database)

    @cached_property
    def escalations(self) -> Escalations:
        return Escalations(self.database)

    @cached_property
    def catalogs(self) -> Catalogs:
        return Catalogs(self.database)

    @cached_property
    def deliveries(self) -> Deliveries:
        return Deliveries(self.database)

    @cached_property
    def human(self) -> "Human":
        from dialtone.human import Human

        return Human(self)

    def read_catalog(self) -> Catalog:
        """Read the declared catalog into the database; what is stored then."""
        from dialtone.ownership import read_declared

        return self.catalogs.replace(read_declared(self.settings.catalog))

    @cached_property
    def slack_stores(self) -> "Stores":
        from bot.slack.line import Stores
        from core.db.inbox import Inbox
        from core.db.outbox import Outbox
        from core.db.slack_threads import SlackThreads

        return Stores(Inbox(self.database), Outbox(self.database), SlackThreads(self.database))

    @cached_property
    def threads(self) -> Threads:
        return Threads(self.database)

    @cached_property
    def people(self) -> People:
        return People(self.database)

    @cached_property
    def channel_history(self) -> "ChannelHistory":
        from dialtone.channel_history import ChannelHistory

        return ChannelHistory(self)

    @cached_property
    def history(self) -> "History":
        from ingest.threads.history import History

        settings = self.settings.history
        return History(
            self.threads,
            self.people,
            customers=settings.customer_patterns,
            opted_out=settings.opt_out_people,
        )

    def ingest(self, declared: SourceSettings, progress: "Progress | None" = None) -> "Summary":
        """Read one declared source into the database and the index."""
        if isinstance(declared, SlackExportSource):
            return self._ingest_export(declared, progress)
        if isinstance(declared, SlackSource):
            return self.channel_history.backfill(declared, progress)
        source = open_source(declared)
        location = declared.url if declared.type == "website" else str(declared.path.absolute())
        with self.writing():
            source_id = self.sources.open(source.name, declared.type, location)
            summary = self.pipeline.read(source, source_id, progress)
            self.sources.close_run(source_id, summary.counts())
            self.relink()
        return summary

    def relink(self) -> int:
        """Find anew which pages were linked in which threads; how many links there are.

        To be called after pages or threads have changed.
        """
        from retrieval.links import resolve

        return self.past.relink(resolve)

    def _ingest_export(self, declared: SlackExportSource, progress: "Progress | None") -> "Summary":
        """First the threads, then the documents that the answered ones make."""
        from ingest.pipeline import Progress
        from ingest.sources.slack.export import SlackExport
        from ingest.threads.stored import StoredThreads

        progress = progress or Progress()
        export = SlackExport(
            declared.name,
            declared.path,
            channels=declared.channels,
            opted_out=self.settings.history.opt_out_channels,
            workspace=declared.workspace,
            audience=declared.audience,
        )
        with self.writing():
            location = str(declared.path.absolute())
            source_id = self.sources.open(export.name, declared.type, location)
            progress.reading(None)
            history = self.history.read(export, source_id, progress.thread)
            documents = StoredThreads(export.name, source_id, self.threads)
            summary = self.pipeline.read(documents, source_id, progress)
            summary.history = history
            summary.seconds += history.seconds
            summary.failed[:0] = history.failed
            self.sources.close_run(source_id, summary.counts())
            self.relink()
        return summary

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """While what is indexed changes. Raises UserError where another process is at it."""
        self.index.claim()
        with self.database.writing_alone():
            yield


def open_source(declared: SourceSettings) -> Source:
    """The adapter for a declared source of pages."""
    match declared:
        case SlackExportSource() | SlackSource():
            raise ValueError("what Slack holds becomes pages only as stored threads")
        case FolderSource():
            from ingest.sources.folder import Folder

            return Folder(
                declared.name,
                declared.path,
                base_url=declared.base_url,
                owner=declared.owner,
                audience=declared.audience,
                include=declared.include,
                exclude=declared.exclude,
            )
        case WebsiteSource():
            from ingest.sources.website import USER_AGENT, Website

            return Website(
                declared.name,
                declared.url,
                sitemap=declared.sitemap,
                max_pages=declared.max_pages,
                max_depth=declared.max_depth,
                delay_seconds=declared.delay_seconds,
                timeout_seconds=declared.timeout_seconds,
                max_bytes=declared.max_bytes,
                user_agent=declared.user_agent or USER_AGENT,
                allow_private=declared.allow_private,
                owner=declared.owner,
                audience=declared.audience,
                include=declared.include,
                exclude=declared.exclude,
            )
        case JsonlSource():
            from ingest.sources.jsonl import Jsonl

            return Jsonl(
                declared.name,
                declared.path,
                base_url=declared.base_url,
                owner=declared.owner,
                audience=declared.audience,
            )
