"""Which of this week's themes are last week's: by the questions that they share."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SAME = 0.3
"""A theme keeps a known identity where it shares this much of the smaller one's known questions."""
_MOST_OF = 0.5


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a theme is. `merged`: known themes that went into it; `split_from`: what it left."""

    id: int
    known: bool
    merged: tuple[int, ...] = ()
    split_from: int | None = None


def identify(
    themes: Sequence[Sequence[str]], known: Mapping[str, int], next_id: int
) -> list[Identity]:
    """An identity for each theme, given as the keys of its questions.

    `known` maps the keys of earlier questions to the theme they were in. The pair that shares most
    is settled first; each known identity goes to one theme only.
    """
    shared = [Counter(known[key] for key in keys if key in known) for keys in themes]
    sizes = Counter(known.values())
    pairs = sorted(
        ((count, new, old) for new, counts in enumerate(shared) for old, count in counts.items()),
        key=lambda pair: (-pair[0], pair[2], pair[1]),
    )
    kept: dict[int, int] = {}
    for count, new, old in pairs:
        smaller = min(sizes[old], shared[new].total())
        if new not in kept and old not in kept.values() and count >= _SAME * smaller:
            kept[new] = old
    found = []
    for new, counts in enumerate(shared):
        if new in kept:
            into = tuple(
                old
                for old, count in sorted(counts.items())
                if old not in kept.values() and count >= _MOST_OF * sizes[old]
            )
            found.append(Identity(kept[new], True, merged=into))
            continue
        source = max(counts, key=lambda old: (counts[old], -old)) if counts else None
        most = source is not None and counts[source] >= _MOST_OF * counts.total()
        found.append(Identity(next_id, False, split_from=source if most else None))
        next_id += 1
    return found
