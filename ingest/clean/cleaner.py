"""Text without secrets and personal data, and a count of what was masked, by kind."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ingest.clean.assignments import ASSIGNMENTS
from ingest.clean.pasted import PASTED
from ingest.clean.personal import personal_rules
from ingest.clean.rule import Rule
from ingest.clean.tokens import TOKENS

CLEAN_VERSION = "2"
"""Changes when the same text would be cleaned differently: stored threads are then read anew."""

_SECRETS = (PASTED[0], *TOKENS, *PASTED[1:], *ASSIGNMENTS)
_GROUPS = ("v", "q", "s", "b", "u")
_MASKED = re.compile(r"\[secret: [\w-]+\]")
# While a text is cleaned a mask is a sign of private use, so that no rule finds anything in it.
_OPEN, _CLOSE = "\ue0a0", "\ue0a1"
_SIGN = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


class Cleaner:
    """Masks what should not be stored. `counts` says how often each kind was; never the value."""

    def __init__(self, customers: Mapping[str, str] | None = None) -> None:
        self._rules: Sequence[Rule] = (*_SECRETS, *personal_rules(customers or {}))
        self.counts: Counter[str] = Counter()

    def clean(self, text: str) -> str:
        """The text with typed placeholders. Cleaning again changes nothing."""
        masks: list[str] = []
        text = text.replace(_OPEN, "").replace(_CLOSE, "")
        text = _MASKED.sub(lambda match: _sign(match[0], masks), text)
        lowered = text.lower()
        for rule in self._rules:
            if not rule.hints or any(hint in lowered for hint in rule.hints):
                text = self._masked(rule, text, masks)
        return _SIGN.sub(lambda match: masks[int(match[1])], text) if masks else text

    def _masked(self, rule: Rule, text: str, masks: list[str]) -> str:
        pieces: list[str] = []
        end = at = 0
        while match := rule.pattern.search(text, at):
            start, stop = _span(match)
            value = text[start:stop]
            if stop <= start or _OPEN in value or not rule.accept(value):
                # What begins inside of what was refused may still be one.
                at = match.start() + 1
                continue
            self.counts[rule.kind] += 1
            pieces += [text[end:start], _sign(rule.mask, masks)]
            end = at = stop
        return "".join([*pieces, text[end:]]) if pieces else text


def _sign(mask: str, masks: list[str]) -> str:
    masks.append(mask)
    return f"{_OPEN}{len(masks) - 1}{_CLOSE}"


def _span(match: re.Match[str]) -> tuple[int, int]:
    for name in _GROUPS:
        if name in match.re.groupindex and match.start(name) >= 0:
            return match.span(name)
    return match.span()
