"""Greetings and thanks, and nothing else: they are returned, not searched for."""

import re
from enum import StrEnum

_EDGE = r"[\W_]*"
_GREETING = (
    r"(?:hi|hey|hello|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|hallo|bonjour|hola|ciao"
    r"|guten (?:tag|morgen)|ol[aá])"
    r"(?: (?:there|all|again|team|everyone|everybody|folks|dialtone|bot))?"
)
_THANKS = (
    r"(?:(?:ok(?:ay)?|great|perfect|awesome|cool|nice|super)[\W_]+)?"
    r"(?:(?:many )?thanks|thank you|thx|tysm?|ty|cheers|much appreciated|danke|merci|gracias|grazie"
    r"|obrigad[oa])"
    r"(?: (?:you|so much|very much|a lot|a bunch|again|all|both|everyone|it works"
    r"|for (?:the|your) (?:quick |fast )?(?:help|answer|reply|response)"
    r"|(?:that|this) (?:helps|helped|worked|works)))*"
    r"(?:[\W_]+(?:that|this|it) (?:helps|helped|worked|works)(?: now)?)?"
)
_LONGEST = 80


class Courtesy(StrEnum):
    """What somebody is polite with."""

    GREETING = "greeting"
    THANKS = "thanks"


_SAID = {
    Courtesy.GREETING: re.compile(f"{_EDGE}{_GREETING}{_EDGE}", re.IGNORECASE),
    Courtesy.THANKS: re.compile(f"{_EDGE}{_THANKS}{_EDGE}", re.IGNORECASE),
}


_OF = (
    ("de", "guten|danke"),
    ("fr", "bonjour|merci"),
    ("es", "hola|gracias"),
    ("pt", "ol[aá]|obrigad[oa]"),
    ("it", "ciao|grazie"),
)
_TONGUES = {code: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for code, words in _OF}


def language_of_courtesy(text: str) -> str:
    """The language of a greeting or of thanks, which is too short to tell by anything else.

    Empty where it may be several, such as hallo.
    """
    return next((code for code, words in _TONGUES.items() if words.search(text)), "")


def courtesy_in(text: str) -> Courtesy | None:
    """The courtesy that a message is; None where it is more than that, or none."""
    said = " ".join(text.split())
    if len(said) > _LONGEST or "?" in said:
        return None
    return next((each for each, pattern in _SAID.items() if pattern.fullmatch(said)), None)
