"""Errors by what the caller does next: fix the input, try again, or set the item aside."""


class DialtoneError(Exception):
    """Anything Dialtone raises on purpose."""


class UserError(DialtoneError):
    """The person can fix this. The message names the value; the remedy says what to do."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class Transient(DialtoneError):
    """Trying again later can succeed: a timeout, a 503, a locked database.

    `after`: in how many seconds, where the other side said so.
    """

    after: float = 0.0


class Permanent(DialtoneError):
    """This one item cannot be processed, now or later: set it aside, name it, go on."""
