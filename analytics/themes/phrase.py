"""A question -> a heading: the clause that says what is wanted, without how it was led up to."""

import re

from analytics.asked import gist

READABLE = 0.45
"""What reads worse by itself than this is no heading."""
_LONGEST = 80
_LED_UP = re.compile(
    r"^(?:(?:so|ok|okay|also|and|but|well|hmm+|um+|a+h+|o+h+|sorry|please|pls|just|now|then"
    r"|quick question"
    r"|however|therefore|unfortunately|currently|otherwise|actually|meanwhile"
    r"|(?:a )?(?:dumb|noob|newbie|general|stupid|silly) question|question|again|btw|basically"
    r"|as (?:i['’]?m|i am|we['’]?re|a)\b[^,?.]{0,40}(?=,)|when it comes to"
    r"|\w+(?=, (?:when|how|what|where|why|is|are|does|do|can|could|should)\b)"
    r"|i (?:was )?wonder(?:ing)?|(?:i )?(?:just )?(?:want|wanted) to (?:ask|know|check)"
    r"|(?:does|do|did) (?:any|some)(?:one|body)(?: here)? know(?: of)?"
    r"|(?:any|some)(?:one|body) knows?(?: of)?"
    r"|(?:any (?:idea|clue|suggestions?|advice|tips)|is it known"
    r"|(?:does )?(?:any|some)(?:one|body) (?:have|has|got)(?: an?| any| some| the)?"
    r" (?:ideas?|clues?|suggestions?|advice|tips|experience|recommendations?)"
    r"|(?:can|could) (?:any|some)(?:one|body) (?:explain|tell me))(?: on| about| for| with)?)"
    r"\b(?: if| whether)?[\s,:;.!-]*)+",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"^(?:how (?:do|does|can|would|should|could) (?:i|you|we|one|people)(?: go about)?|how to"
    r"|(?:is|are) there (?:a|an|any|some)(?: \w+){0,3} ways? (?:to|of|for|in which i can)"
    r"|what(?:'s|’s| is| are| would be) (?:the|a)(?: \w+){0,4} ways? (?:to|of|for)"
    r"|(?:i['’]?m|i am|we are|we['’]re) (?:trying|attempting|looking) to"
    r"|(?:i|we)(?:['’]d like| would like| want| need)(?: to)"
    r"|is it possible(?: for \w+)? to|how is it possible to)\s+",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^(?:can|could|would|will) (?:(?:some|any)(?:one|body)|you|u)(?: please| pls| kindly)?\s+",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?:[,;:(]| - | – | — |\b(?:because|since|but|so that|as i|and i|i get)\b)")
_NO_SUBJECT = re.compile(
    r"^(?:it|this|that|these|those|they|he|she|yes|no|yeah|thanks|thank|same|here|there|you|or"
    r"|which|one|for|with|would|however|any help|somehow|hopefully|apparently|recently|if|is|are"
    r"|does|do|did|was|has|have|another|hmm?|yep|not|still"
    r"|in|on|at|per|don['’]?t|maybe|anyway|i|i['’]m|i['’]ve|we|seems?|looks|guess|got|tried|trying|posted|doing"
    r"|having|pardon|curious|yet|first|last|only|should(?= (?:be|help|work|fix|have)))\b",
    re.IGNORECASE,
)
_LEFT_OVER = re.compile(
    r"(?:\s*\([^)]*|,?\s+(?:in|at|on|from|for|with|to|of|between|than|about|by|see|seen|as|and|or"
    r"|e\.?g|i\.?e|here))+$",
    re.IGNORECASE,
)
"""What stands before something that was taken out, such as an address."""
_COURTESY = re.compile(
    r"(?:[\s,.;:!-]+(?:(?:many |big )?thanks?(?: you)?(?: (?:a lot|so much|very much|again))*"
    r"(?: in advance)?|in advance|thx|tia|cheers|please|pls|asap|urgent(?:ly)?))+\W*$",
    re.IGNORECASE,
)
"""What is said behind a request to be kind, or in haste."""
_THANKS = re.compile(r"\b(?:thank\w*|thx|appreciat\w+|grateful)\b", re.IGNORECASE)
_ALONE = re.compile(r"(?:\s+[^\w\s]+)+$")
"""Signs behind a heading that belong to no word, such as what is left of a mention."""
_NUMBER = re.compile(r"(?:\s+#?\d{3,})+$")
"""An end that tells one job, ticket or build from others."""
_ASIDE = re.compile(r"\s+\([^()]*\)(?=\s|[?.!]*$)")
_TWICE = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)
_ADDED = re.compile(
    r"\s+(?=(?:from|in|on|onto|with|without|for|using|when|while|after|before|of|at|by|into|via"
    r"|through|because|instead|so that|during|under)\b)",
    re.IGNORECASE,
)
"""Where something is added that a heading may do without."""
_INSIDE = re.compile(
    r"\s(?:if|whether|that|which|who|why|how|what|where|when|while|because)\b", re.IGNORECASE
)
"""Where a clause begins that loses its sense without its end."""
_ASKS = re.compile(
    r"(?:How|Why|What)\b|Which (?!i |we |you )"
    r"|Where(?: to|['’]s| (?:i|we|you|is|are|do|does|did|can|could|should|would|will|was))\b"
    r"|When(?: to|['’]s| (?:is|are|do|does|did|can|could|should|would|will|was))\b",
    re.IGNORECASE,
)
_HANGS = re.compile(
    r"(?:when|while|whenever|after|before|since|because|during|once|as)\b", re.IGNORECASE
)
"""What begins a clause that hangs on another, which is not there."""
_OWN = re.compile(r"\b(?:I|I'm|I’m|I've|I’ve|me|we)\b")
_POINTS = re.compile(r"\b(?:that|it|they|them|here)\b", re.IGNORECASE)
"""What may point at something else in the heading."""
_ELSEWHERE = re.compile(
    r"\b(?:(?<!in which )this|these|those|the following|something|things?|the (?:above|below)"
    r"|ones?(?= (?:as|in|on|for|to|with|from)\b|$))\b",
    re.IGNORECASE,
)
"""What points at what was said or shown elsewhere."""
_VAGUE = re.compile(
    r"\b(?:do|doing|done|did|get|getting|make|fix|solve) (?:it|this|that|these|those)\b"
    r"|^\W*\(|:(?:\s|$)",
    re.IGNORECASE,
)
"""What is about something said elsewhere, an aside, or leads up to what is not there."""
_JUDGES = re.compile(
    r"\b(?:horribl[ey]|terribl[ey]|awful(?:ly)?|stupid|annoying(?:ly)?|ridiculous(?:ly)?|useless"
    r"|insane(?:ly)?|crap(?:py)?|sucks?|hates?|worst|wtf|nightmares?)\b",
    re.IGNORECASE,
)
"""What somebody thinks of something, which is not what everybody asks about it."""
_RAW = re.compile(r"https?:|\^\^|[<>{}|\\=]|[@$#%]\w|\w\(|\.\.|\(\s*\)|image:|\S{30,}|…")


def phrase(text: str) -> str:
    """What is asked, as a heading of at most 80 characters; empty where it makes none."""
    said = _ASIDE.sub("", _TWICE.sub(r"\1", _LED_UP.sub("", gist(text, 220))))
    said = _COURTESY.sub("", said.strip(" ?!.,:;-–—\"'“”"))
    if _HOW.match(said):
        said = "How to " + _HOW.sub("", said).removeprefix("to ")
    said = _REQUEST.sub("", said)
    if len(said) > _LONGEST:
        said = _shorter(said)
    said = _LEFT_OVER.sub("", _ALONE.sub("", _NUMBER.sub("", said)))
    return said[:1].upper() + said[1:]


def shorter(heading: str) -> list[str]:
    """The heading without what is added at its end, the shortest first; itself last."""
    clause = _INSIDE.search(heading)
    last = clause.start() if clause else len(heading)
    ends = [found.start() for found in _ADDED.finditer(heading) if found.start() <= last]
    return [*(heading[:end] for end in ends), heading]


def readable(heading: str) -> float:
    """How well a heading stands by itself, from 0, not at all, to 1."""
    words = heading.split()
    if len(words) < 3 or any(no.search(heading) for no in (_RAW, _THANKS, _JUDGES)):
        return 0.0
    worth = 1.0 if _ASKS.match(heading) else 0.3 if _HANGS.match(heading) else 0.6
    worth -= 0.3 if _NO_SUBJECT.match(heading) else 0.0
    worth -= 0.2 if _OWN.search(heading) else 0.0
    worth -= 0.6 if _ELSEWHERE.search(heading) else 0.25 if _POINTS.search(heading) else 0.0
    worth -= 0.4 if _VAGUE.search(heading) else 0.0
    worth -= 0.15 if len(words) < 4 or len(words) > 11 else 0.0
    return round(max(worth, 0.0), 2)


def _shorter(said: str) -> str:
    """Up to where its first clause ends; empty where that is too far or leaves next to nothing."""
    ends = [found.start() for found in _CLAUSE.finditer(said)]
    kept = [said[:end].rstrip(" ,;:-–—(") for end in ends if end <= _LONGEST]
    kept = [clause for clause in kept if len(clause.split()) >= 4]
    return kept[0] if kept else ""
