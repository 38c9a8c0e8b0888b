"""What a surface may want to count."""

from typing import Protocol


class Observer(Protocol):
    """Told of what happened, after it happened. Must be quick and never raise."""

    def batched(self, size: int) -> None:
        """So many questions shared a batch."""

    def answered(self, kind: str, seconds: float) -> None:
        """A question was answered; `kind` is an AnswerKind, or `failed`."""

    def escalated(self, kind: str) -> None:
        """A human was asked for."""

    def judged(self, helpful: bool) -> None:
        """Somebody gave feedback."""


class Unobserved:
    """Counts nothing."""

    def batched(self, size: int) -> None: ...

    def answered(self, kind: str, seconds: float) -> None: ...

    def escalated(self, kind: str) -> None: ...

    def judged(self, helpful: bool) -> None: ...
