"""How a message begins before it says anything."""

import re

_GREETING = re.compile(
    r"^\s*(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings|howdy)\b"
    r"(?:\s+(?:all|everyone|everybody|folks|team|there|guys|again)\b)?[\s,.!:-]*"
    r"|dear\s+\w+(?:\s+\w+)?\s*[,!:]\s*)+",
    re.IGNORECASE,
)


def without_greeting(text: str) -> str:
    """What comes after “Hi all,” and its like."""
    return _GREETING.sub("", text)
