"""One thing to look for, and what stands in its place."""

import re
from collections.abc import Callable
from dataclasses import dataclass


def _always(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of secret or personal data and the expression that finds it.

    Where the expression has a group `v`, only that is masked, so that the words around it stay.
    """

    kind: str
    pattern: re.Pattern[str]
    hints: tuple[str, ...] = ()
    """Lower case; a text without any of them is not searched. None means always."""
    accept: Callable[[str], bool] = _always
    """Whether what was found really is one."""
    placeholder: str = ""

    @property
    def mask(self) -> str:
        """What is written instead."""
        return self.placeholder or f"[secret: {self.kind}]"


def rule(
    kind: str, pattern: str, *hints: str, flags: int = 0, accept: Callable[[str], bool] = _always
) -> Rule:
    """A rule for a secret."""
    return Rule(kind, re.compile(pattern, flags), hints, accept)
