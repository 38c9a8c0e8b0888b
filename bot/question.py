"""Whether a message of a chat channel asks for help.

Judged from the message alone, by signs that a person could name and the weight of each. The
weights are those of a logistic regression, which `benchmarks/question_detection.py` fits to
labelled messages and writes to `question_weights.json`.
"""

import json
import math
import re
from functools import lru_cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("question_weights.json")
THRESHOLD = 0.4
"""Probability from which a message counts as a question. A question that nobody hears costs a bit
more than a remark that is answered."""

_LONGEST = 6000
"""Characters that are looked at: whoever writes more has asked before."""

_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_ADDRESS = re.compile(r"<?https?://\S+>?")
_MENTION = re.compile(r"<[@!#][^<>]*>")
_EMOJI = re.compile(r":[a-z0-9_+'-]+:|[\U0001F300-\U0001FAFF\u2600-\u27BF]", re.IGNORECASE)
_QUOTED = re.compile(r"^(?:>|&gt;).*$", re.MULTILINE)
_GREETING = re.compile(
    r"(?:(?:hi|hey|hello|hiya|howdy|good (?:morning|afternoon|evening|day)|greetings|dear|yo)\b"
    r"(?: (?:there|all|everyone|everybody|team|folks|guys|people|again|and|ya'?ll|y'?all)\b)*"
    r"|(?:quick |stupid |dumb |newbie |beginner )?question\b)[\s,.!:;–—-]*",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?？])\s+|\n+")
_ASKED = re.compile(r"[?？؟]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_EDGES = " \t\n*_~,;:()•–—-"
_EVERYBODY = re.compile(r"<!(?:here|channel|everyone|subteam)|(?:^|\s)@(?:here|channel|everyone)\b")
_SHOWN_ERROR = re.compile(
    r"error|exception|traceback|fatal|failed|denied|not found|panic|warn", re.IGNORECASE
)

_SIGNS: dict[str, str] = {
    "asks for a way": (
        r"\b(?:how (?:do|can|could|should|would|does|to)\b|is there (?:a|an|any|some|something)\b"
        r"|are there (?:any|some)\b|is it possible|(?:best|right|correct|easiest|proper|"
        r"recommended|simple|simplest|good|better) (?:way|practice|approach|place)|"
        r"where (?:do|can|"
        r"is|are|should)\b|what(?:'s|’s| is| are| does| do| should| would)\b|which \w+)"
    ),
    "asks people": (
        r"\b(?:(?:does|did|do|has|have|is|are|can|could|would)? ?(?:any(?:one|body)|"
        r"some(?:one|body))"
        r" (?:else )?(?:know|have|has|had|help|tell|explain|seen|see|got|point|try|tried|run|ran|"
        r"running|familiar|experienc\w+|using|used|used to)|anyone\b|can (?:you|we|i) (?:please )?"
        r"(?:help|get|have)|(?:who|whom) (?:can|do|should|is|owns))"
    ),
    "asks for help": (
        r"\b(?:help(?:ing)? (?:me|us|with|please|needed|here|appreciated|would)|"
        r"need(?:ed)? (?:some |"
        r"a little |a bit of )?help|(?:some|any|little|bit of) help|(?:please|pls|plz) help|"
        r"any (?:idea|ideas|"
        r"clue|clues|hint|hints|tip|tips|suggestion|suggestions|advice|thoughts|pointers|"
        r"recommendations?|guidance|insights?|help|way|chance|chances|reason)|(?:would|i'd|i’d) "
        r"(?:be grateful|appreciate)|much appreciated|(?:thanks|thank you|thx) in advance"
        r"|point me|what am i|am i (?:doing|missing|right|wrong)|not sure (?:how|what|why|"
        r"where|if|"
        r"whether)|i don'?t (?:know|understand|see) (?:how|what|why|where|if))"
    ),
    "asks for an act": (
        r"(?:\b(?:can|could|would|will) (?:you|someone|somebody|anyone|anybody|we)|\bplease|\bpls|"
        r"\bplz|\bneed (?:a|an|more|to have|access)) (?:please )?(?:\w+ly )?(?:add|rotate|"
        r"approve|give|"
        r"grant|create|enable|unlock|reset|restart|remove|delete|raise|increase|renew|provision|"
        r"restore|new|access|quota|increase|help)\b"
    ),
    "is over": (
        r"\b(?:fixed|solved|resolved|(?:it |that |this )?work(?:s|ed) now|that worked|never ?mind|"
        r"nvm|found it|got it|back to normal|is over|is finished|all good|no action needed|"
        r"merged)\b"
    ),
    "wonders": (
        r"\b(?:wonder(?:ing|ed)?|curious|confused|puzzled|(?:have|had|got) (?:a|an|another|some|"
        r"few) (?:\w+ )?(?:questions?|doubts?|issues?|problems?)|wanted to (?:check|ask|know|"
        r"confirm)|want to know|looking for|(?:i'?m|i’m|am|we(?:'|’)?re|been) trying|i want to|"
        r"i need to|i(?:'|’)?d like to|struggling|figure out|stuck)\b"
    ),
    "names trouble": (
        r"\b(?:errors?|exceptions?|fail(?:s|ed|ing|ure|ures)?|broken|breaks|broke|crash(?:es|"
        r"ed|ing)?|"
        r"hang(?:s|ing)?|hung|stuck|stopped working|not working|(?:doesn|didn|isn|won|wouldn|aren|"
        r"wasn|hasn)['’]?t (?:\w+ )?(?:work\w*|run\w*|start\w*|deploy\w*|load\w*|show\w*|"
        r"update\w*|"
        r"find\w*|let\w*|seem\w*|do\w*|respond\w*|connect\w*|build\w*|open\w*)|(?:does|did|"
        r"is) not "
        r"(?:work|run|start|deploy|load|show|update|find|seem|respond|connect|build)\w*|"
        r"can(?:'|’)?t|"
        r"cannot|unable|timeouts?|timed out|times out|denied|forbidden|unauthori[sz]ed|refused|"
        r"missing|not found|warnings?|stack ?trace|traceback|segfaults?|slow|very strange|weird|"
        r"wrong|no longer|never (?:\w+s\b|reports)|nothing (?:happens|arrives|shows|changes)|"
        r"down\b|"
        r"lost|locked out|oom\w*|evicted|(?:does|do|did)(?: not|n['’]?t) (?:exist|happen)|no luck|"
        r"no clue|blocked|rejected|[45]\d\d(?:s|\b)|exit code)"
    ),
    "keeps getting": (
        r"\b(?:(?:i|we) (?:keep |am |are |just |now |always )*(?:get|getting|got|see|seeing|hit|"
        r"hitting)|(?:i'm|i’m|we're|we’re) (?:getting|seeing|hitting|having|facing)|gives? me|"
        r"tells me|throws|returns? (?:a |an )?\d*|all of a sudden|since (?:yesterday|today|"
        r"this))\b"
    ),
    "speaks of itself": r"\b(?:i|i'm|i’m|i've|i’ve|i'd|my|me|we|we're|we’re|our|us)\b",
    "speaks to one": r"\b(?:you|your|you're|you’re|you've|yours|u)\b",
    "announces": (
        r"\b(?:releas(?:ed|es|e notes|ing)|shipp(?:ed|ing)|launch\w*|announc\w+|excited|"
        r"happy to|proud|"
        r"shout ?out|polls?|congrat\w*|welcome|reminder|fyi|heads[- ]up|introducing|we(?:'|’)?ve "
        r"(?:just )?(?:added|moved|updated|upgraded|deployed|merged|rolled)|will be (?:down|"
        r"upgraded|unavailable|offline|updating|performing)|maintenance|now (?:live|available)|"
        r"join us|stay tuned|what(?:'|’)s new|changelog|kick(?:ing|ed) off|starting (?:today|"
        r"now))\b"
    ),
    "wants a review": (
        r"\b(?:reviews?|reviewed|ptal|(?:opened|raised|submitted|made|created) (?:a |an |the )?"
        r"(?:new )?(?:pr|pull request|mr|merge request|issue)|assign (?:me|it)|lgtm|merge)\b"
    ),
    "introduces": (
        r"\b(?:i(?:'|’)?m|i am|my name is) (?:a |an )?(?:new here|[a-z]+,? (?:a|an|the|from)\b)|"
        r"\b(?:student|undergrad\w*|intern|contribut\w+|connect with|dm me|nice to meet)\b"
    ),
    "hedges": (
        r"\b(?:maybe|probably|i think|i guess|i believe|i'd wager|in theory|usually|generally|"
        r"iirc|"
        r"afaik|imo|might be|could be|should be|likely|actually|basically)\b"
    ),
    "advises": (
        r"\b(?:you (?:can|could|should|need|might|would|have|just|want|may)|try|just use|use the|"
        r"make sure|see (?:also|here)|here is|here(?:'|’)s|instead of|have a look|take a look|"
        r"let me know|feel free|check out)\b"
    ),
}
_PATTERNS = {sign: re.compile(pattern, re.IGNORECASE) for sign, pattern in _SIGNS.items()}

_STARTS: dict[str, str] = {
    "starts by asking": (
        r"(?:how|what|what's|what’s|whats|why|where|where's|when|which|who|whose|whom|is|are|"
        r"am|does|"
        r"do|did|can|could|should|would|will|has|have|any|anyone|anybody|anything|was|were|isn't|"
        r"aren't|doesn't|don't|can't|isn’t|doesn’t|can’t)\b"
    ),
    "starts by telling of itself": (
        r"(?:i|i'm|i’m|i've|i’ve|i'd|i’d|my|we|we're|we’re|we've|our|trying|having|getting|"
        r"looking|"
        r"wondering|just wondering|need)\b"
    ),
    "starts as a reply": (
        r"(?:yes|yeah|yep|yup|no|nope|ok|okay|k|sure|right|ah|ahh?|oh|hm+|huh|lol|haha|wow|nice|"
        r"great|cool|perfect|awesome|exactly|indeed|true|agreed|got it|thanks|thank you|thx|ty|"
        r"sorry|well|that|that's|that’s|this|it|it's|it’s|they|those|these|he|she|you|you're|your|"
        r"but|and|or|so|also|because|then|though|as|like|probably|maybe|"
        r"alright|done|works|fixed|never mind|nvm|i see|i think|i agree|i guess)\b"
    ),
}
_STARTING = {sign: re.compile(pattern, re.IGNORECASE) for sign, pattern in _STARTS.items()}


AGAINST = frozenset(
    {
        "is over",
        "asks in a few words",
        "asks of one",
        "few words",
        "many emoji",
        "addresses one",
        "calls everybody",
        "quotes",
        "links",
        "speaks to one",
        "announces",
        "wants a review",
        "introduces",
        "hedges",
        "advises",
        "starts as a reply",
    }
)
"""Signs that can only lower the likelihood; every other can only raise it. So what was fitted to
some channels cannot learn, of others, that an announcement asks."""


_ENGLISH = frozenset(
    "a am an and any anyone are at can could did do does for from had has have he how i if in is it"
    " me my no not of on or our should so that the there they this to was we were what when where"
    " which who why will with would yes you your".split()
)
_NOT_OWN_TROUBLE = (
    "is over",
    "announces",
    "advises",
    "hedges",
    "speaks to one",
    "starts as a reply",
)


def is_question(text: str) -> bool:
    """Whether this message, as Slack or a person writes it, asks for help."""
    return likelihood(text) >= THRESHOLD


def likelihood(text: str) -> float:
    """Probability, 0 to 1, that the message asks for help. Pure, and quick: no model is loaded."""
    fitted = weights()
    found = signs(text)
    total = fitted["bias"] + sum(fitted.get(sign, 0.0) * much for sign, much in found.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def names_trouble(text: str) -> bool:
    """Whether it speaks of something that does not work."""
    return bool(_PATTERNS["names trouble"].search(text))


def signs(text: str) -> dict[str, float]:
    """What speaks for and against a question; each mostly 0 or 1, never more than 2."""
    text = text[:_LONGEST]
    unfenced = _FENCE.sub(" ", text)
    shown = " ".join(_FENCE.findall(text))
    bare = _MENTION.sub(" ", _ADDRESS.sub(" ", _CODE.sub(" it ", _QUOTED.sub(" ", unfenced))))
    said = _EMOJI.sub(" ", bare).strip(_EDGES)
    core = _GREETING.sub("", said, count=1).strip(_EDGES)
    sentences = [each.strip(_EDGES) for each in _SENTENCE_END.split(core) if each.strip(_EDGES)]
    asked = [each for each in sentences if _ASKED.search(each[-3:])]
    words = len(_WORD.findall(core))
    found = {
        "a sentence asks": bool(asked),
        "the last sentence asks": bool(sentences) and sentences[-1] in asked,
        "a mark of asking anywhere": bool(_ASKED.search(bare)),
        "a sentence starts by asking": any(map(_asks_first, sentences)),
        "asks, and starts by asking": any(map(_asks_first, asked)),
        "asks in a few words": bool(asked) and words < 8,
        "asks of one": any(_PATTERNS["speaks to one"].search(each) for each in asked),
        "greets": core != said,
        "shows code": bool(shown),
        "shows an error": bool(_SHOWN_ERROR.search(shown)),
        "names code": "`" in unfenced,
        "asks in another language": any(map(_foreign, asked)),
        "few words": words < 4 and core.isascii(),
        "words": min(2.0, math.log1p(words) / 3),
        "many emoji": min(2.0, len(_EMOJI.findall(bare)) / 2),
        "addresses one": text.lstrip().startswith(("<@", "@")),
        "calls everybody": bool(_EVERYBODY.search(text)),
        "quotes": bool(_QUOTED.search(text)),
        "links": min(2.0, len(_ADDRESS.findall(text)) / 2),
    }
    found |= {sign: bool(pattern.search(core)) for sign, pattern in _PATTERNS.items()}
    found |= {sign: bool(pattern.match(core)) for sign, pattern in _STARTING.items()}
    found["own trouble"] = found["speaks of itself"] and found["names trouble"]
    aside = any(found[sign] for sign in _NOT_OWN_TROUBLE)
    found["trouble and nothing else"] = found["names trouble"] and not aside
    return {sign: float(much) for sign, much in found.items()}


def _foreign(sentence: str) -> bool:
    words = {word.lower() for word in _WORD.findall(sentence)}
    return not words & _ENGLISH and (len(words) > 3 or not sentence.isascii())


def _asks_first(sentence: str) -> bool:
    return bool(_STARTING["starts by asking"].match(sentence))


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    read: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return read
