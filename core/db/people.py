"""What people in help channels are called, and who is to be forgotten."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select

from core.db.engine import Database
from core.db.portions import portions
from core.db.thread_tables import forgotten, people


class People:
    """The repository of people by their id on the platform."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def remember(self, source_id: int, names: Mapping[str, str]) -> None:
        """Keep what people are called."""
        if not names:
            return
        own = people.c.source_id == source_id
        with self.database.begin() as connection:
            for part in portions(sorted(names)):
                connection.execute(delete(people).where(own, people.c.person.in_(part)))
                rows = [
                    {"source_id": source_id, "person": person, "name": names[person]}
                    for person in part
                ]
                connection.execute(insert(people), rows)

    def all(self, source_id: int) -> dict[str, str]:
        """What the people of a source are called, by id."""
        statement = select(people.c.person, people.c.name)
        with self.database.read() as connection:
            rows = connection.execute(statement.where(people.c.source_id == source_id))
            return {row.person: row.name for row in rows}

    def everyone(self) -> set[str]:
        """What the people of all sources are called."""
        with self.database.read() as connection:
            return set(connection.execute(select(people.c.name).distinct()).scalars())

    def names(self, person: str) -> set[str]:
        """Everything that a person of this id is called."""
        statement = select(people.c.name).where(people.c.person == person)
        with self.database.read() as connection:
            return set(connection.execute(statement).scalars())

    def called(self, name: str) -> set[str]:
        """Ids of the people who are called so."""
        statement = select(people.c.person).where(people.c.name == name)
        with self.database.read() as connection:
            return set(connection.execute(statement).scalars())

    def forget(self, person: str) -> None:
        """Do not keep any more what somebody is called."""
        with self.database.begin() as connection:
            connection.execute(delete(people).where(people.c.person == person))

    def hide(self, digest: str) -> None:
        """From now on, whoever has this digest is not stored."""
        with self.database.begin() as connection:
            connection.execute(delete(forgotten).where(forgotten.c.digest == digest))
            row = {"digest": digest, "forgotten_at": datetime.now(UTC)}
            connection.execute(insert(forgotten).values(**row))

    def forgotten(self) -> frozenset[str]:
        """Digests of everybody who is forgotten."""
        with self.database.read() as connection:
            return frozenset(connection.execute(select(forgotten.c.digest)).scalars())
