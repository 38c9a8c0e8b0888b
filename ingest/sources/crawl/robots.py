"""robots.txt as RFC 9309 reads it: the longest matching rule decides, `*` and `$` work.

The standard library's parser knows neither, and documentation sites use both.
"""

from dataclasses import dataclass, field
from urllib.parse import quote, unquote

LONGEST = 500_000
"""Bytes that are read of it, as the RFC suggests."""
_LONGEST_DELAY = 30.0
_MOST_RULES = 5_000


@dataclass(slots=True)
class _Group:
    agents: list[str] = field(default_factory=list)
    rules: list[tuple[str, bool]] = field(default_factory=list)
    delay: float = 0.0


class Robots:
    """What a site allows one crawler to read."""

    def __init__(self, text: str = "", agent: str = "dialtone") -> None:
        groups = _groups(text)
        named = [group for group in groups if agent.lower() in group.agents]
        chosen = named or [group for group in groups if "*" in group.agents]
        self._rules = [rule for group in chosen for rule in group.rules][:_MOST_RULES]
        self.delay_seconds = max((group.delay for group in chosen), default=0.0)
        """Seconds between two requests that the site asks for, within reason."""

    def allows(self, target: str) -> bool:
        """Whether this path (with its query) may be read."""
        target = _comparable(target)
        best, verdict = -1, True
        for pattern, allowed in self._rules:
            length = len(pattern)
            # Of two rules as long as each other, the one that allows wins.
            if (length > best or (length == best and allowed)) and _matches(pattern, target):
                best, verdict = length, allowed
        return verdict


def _groups(text: str) -> list[_Group]:
    groups: list[_Group] = []
    in_agents = False
    for line in text.splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            if not in_agents:
                groups.append(_Group())
            # `Dialtone/1.0` names the same crawler as `Dialtone`.
            groups[-1].agents.append(value.lower().partition("/")[0])
        elif groups and key in ("allow", "disallow") and value:
            groups[-1].rules.append((_comparable(value), key == "allow"))
        elif groups and key == "crawl-delay":
            groups[-1].delay = _delay(value)
        in_agents = key == "user-agent" or (in_agents and not key)
    return groups


def _delay(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        return 0.0
    return min(seconds, _LONGEST_DELAY) if seconds > 0 else 0.0


def _comparable(path: str) -> str:
    """The same spelling for rules and addresses, whichever letters either has encoded."""
    return quote(unquote(path), safe="/*$?&=:@!'()+,;~%")


def _matches(pattern: str, target: str) -> bool:
    """Whether the target begins with the pattern. Linear: rules come from strangers."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    position = len(first)
    for number, part in enumerate(rest, start=1):
        if anchored and number == len(rest):
            return len(target) - len(part) >= position and target.endswith(part)
        found = target.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return not anchored or position == len(target)
