"""Whether somebody is at the end of their patience."""

import re

_SAID = re.compile(
    r"\b(?:"
    r"(?:this|that|it) (?:is|'s|still) (?:not|n't) (?:help|work|what i asked)\w*"
    r"|(?:does|did|do)(?: not|n't) (?:help|work|answer)(?:ing)?(?: at all| me)?\s*[.!?]*$"
    r"|(?:you|this bot)(?: are|'re| is)? (?:useless|stupid|terrible|no help|not helping)"
    r"|useless|ridiculous|unacceptable|frustrat\w+|fed up|waste of (?:my )?time|wtf|ffs"
    r"|(?:still|again) (?:broken|not working|failing)"
    r"|(?:asked|told you) (?:this |that )?(?:already|before|twice|three times)"
    r"|for the (?:third|fourth|fifth|last|hundredth|umpteenth) time"
    r"|nobody (?:helps|answers|cares)"
    r")",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[!?]{3,}")
_SHOUT = 12


def is_frustrated(text: str) -> bool:
    """Whether somebody said so, or shouts."""
    if _SAID.search(text) or _MARKS.search(text):
        return True
    letters = [c for c in text if c.isalpha()]
    shouted = len(letters) >= _SHOUT and sum(c.isupper() for c in letters) > 0.9 * len(letters)
    return shouted and " " in text.strip()
