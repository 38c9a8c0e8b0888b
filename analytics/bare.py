"""What is asked and nothing besides: what a theme is found by."""

from collections.abc import Sequence

from analytics.slots import without_slots
from analytics.subject import without_subject


def bare(texts: Sequence[str]) -> list[str]:
    """The texts without whom or what they are for, and without what all of them are about."""
    return without_subject(without_slots(texts))
