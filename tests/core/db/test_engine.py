"""Opening a database, on both kinds."""

from sqlalchemy import inspect

from core.db.engine import Database
from core.db.tables import metadata


def test_a_new_database_gets_every_table(database_url: str) -> None:
    for _ in range(2):
        database = Database(database_url)
        assert set(metadata.tables) <= set(inspect(database.engine).get_table_names())
        database.close()
