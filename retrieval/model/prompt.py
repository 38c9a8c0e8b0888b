"""What a model is asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prompt:
    """Instructions, which never hold a word of a document or a person, and the data to work on."""

    system: str
    user: str

    @property
    def characters(self) -> int:
        """Length of both."""
        return len(self.system) + len(self.user)
