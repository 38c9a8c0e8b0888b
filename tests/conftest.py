"""Fixtures that every room's tests may use."""

from hypothesis import settings

from tests.chroma_server import chroma_url
from tests.migrated import copy_new_databases, every_migration
from tests.postgres import database_url, postgres_database, postgres_server, postgres_url

__all__ = [
    "chroma_url",
    "database_url",
    "every_migration",
    "postgres_database",
    "postgres_server",
    "postgres_url",
]

# A busy machine is no failure: no test asserts a time, and no property does.
settings.register_profile("dialtone", deadline=None)
settings.load_profile("dialtone")

copy_new_databases()
