"""Whether somebody asks for a human in so many words. A long question that only mentions one does
not: it is answered, and the button is there."""

import re

_HUMAN = (
    r"(?:an? )?(?:real |actual |live )?"
    r"(?:human(?: being)?|person|someone|somebody|operator|agent|engineer)"
)
_POLITE = (
    r"(?:please |can i |could i |may i |i(?: would|'d) like to |i want to |i need to |let me )*"
)
_VERB = (
    r"(?:(?:talk|speak|chat) (?:to|with)|get|reach|connect me (?:to|with)|escalate to|need|want)"
)
_WISH = re.compile(
    rf"\W*{_POLITE}(?:{_VERB} )?{_HUMAN}(?:,? please| now| for help)?\W*"
    rf"|\W*i (?:need|want) {_HUMAN}(?:,? please| now)?\W*",
    re.IGNORECASE,
)
_LONGEST = 80


def asks_for_human(text: str) -> bool:
    """True for "can I talk to a human please?" and the like."""
    return len(text) <= _LONGEST and bool(_WISH.fullmatch(" ".join(text.split())))
