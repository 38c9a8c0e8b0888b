"""Who is left out of history: people who opted out, and people who are forgotten."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ingest.threads.post import Post


def digest(person: str) -> str:
    """By what a forgotten person is known again without being kept."""
    return hashlib.sha256(person.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Hidden:
    """Whose words are not stored."""

    opted_out: Collection[str]
    """By id or by name."""
    forgotten: Collection[str]
    """By digest."""
    names: Mapping[str, str]
    """What people are called, by id."""

    def has(self, person: str) -> bool:
        """Whether a person is left out."""
        is_out = person in self.opted_out or self.names.get(person, person) in self.opted_out
        return bool(person) and (is_out or digest(person) in self.forgotten)

    def among(self, posts: Iterable[Post]) -> set[str]:
        """The people to leave out of these posts: who wrote them, is named or reacted."""
        if not self.opted_out and not self.forgotten:
            return set()
        people: set[str] = set()
        for post in posts:
            people.add(post.author)
            people.update(post.mentions)
            people.update(who for reaction in post.reactions for who in reaction.people)
        return set(filter(self.has, people))
