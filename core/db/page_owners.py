"""Who owns a stored page."""

from sqlalchemy import select

from core.db.engine import Database
from core.db.tables import documents, sources


class StoredPageOwners:
    """Owners as pages, or the settings of their source, say."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def owner_of(self, source: str, path: str) -> str:
        """The owner as written; empty where none is, or the page is gone."""
        statement = (
            select(documents.c.owner)
            .join(sources, sources.c.id == documents.c.source_id)
            .where(sources.c.name == source, documents.c.path == path)
        )
        with self.database.read() as connection:
            return connection.execute(statement).scalar() or ""
