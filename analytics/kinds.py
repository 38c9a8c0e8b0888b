"""What kind of theme it is, and so what to do about it. By signs that can be counted and shown."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analytics.asked import asked, gist
from analytics.case import Case
from core.records import AnswerKind
from core.thread import Outcome


class Kind(StrEnum):
    """What would make a theme smaller."""

    AUTOMATION = "automation candidate"
    BUG = "product bug"
    FINDABILITY = "findability"
    DOCS_GAP = "docs gap"
    HOW_TO = "how-to"


@dataclass(frozen=True, slots=True)
class Judged:
    """A kind, how sure it is (0 to 1), and what speaks for it in words."""

    kind: Kind
    confidence: float
    evidence: str


_REQUEST = re.compile(
    r"\b(?:please|pls|can (?:you|someone|anyone|we)|could (?:you|someone|anyone|we)|would someone|"
    r"any objections?|(?:can|could|may) (?:i|we) (?:get|have|request)|"
    r"need (?:access|permission|approval|a review|more quota)|requesting|request for)\b",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"\b(?:access|permissions?|approv\w+|reviews?|restart\w*|re-?run\w*|re-?trigger\w*|quota|limit|"
    r"merg(?:e[ds]?|ing)|register\w*|registration|unblock\w*|unlock\w*|grant\w*|renew\w*|rotat\w+|"
    r"delete|add me|invite|whitelist\w*|provision\w*|reset|bump)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"^\W*(?:done|merged|approved|granted|restarted|re-?triggered|added|fixed|invited|unlocked|"
    r"reset|sorted|renewed|bumped|on it|will do|should (?:be good|work) now)\b"
    r"|\bI(?:'ve| have)? (?:just )?(?:merged|approved|granted|restarted|re-?triggered|added|"
    r"invited|unlocked|reset|renewed|raised|bumped|re-?ran)\b",
    re.IGNORECASE,
)
_FAILS = re.compile(
    r"\b(?:errors?|fail(?:s|ed|ing|ure)?|crash\w*|exceptions?|segfault\w*|broken|bug|regression|"
    r"hangs?|stuck|timeouts?|timed out|500|502|503)\b",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"\b(?:fail(?:s|ed|ing|ures?)|crash\w*|segfault\w*|broken|hang(?:s|ing)?|refuses|outages?|"
    r"time[ds]?[ -]?outs?|404|50[0-4]|(?:stopped|isn['’]t|not) working|"
    r"(?:can['’]?t|cannot) get \S.{0,40} to work)\b",
    re.IGNORECASE,
)
"""A failure that somebody reports, and not what they ask about one."""
_OWNED_UP = re.compile(
    r"\b(?:bug|regression|flak(?:y|es|ed)|intermittent\w*|known (?:issue|problem|failure)|"
    r"same failure|usual failure|crashe[sd]|segfault\w*|fixed (?:in|on|by)|should be fixed|"
    r"open(?:ed)? an? issue|file an? issue|outage|incident|broke)\b|/issues/\d+",
    re.IGNORECASE,
)
_HOW = re.compile(r"\b(?:how (?:do|can|to|would|should)|is there a way|what(?:'s| is) the)\b", re.I)
_NO_PAGE = re.compile(
    r"/(?:issues|pulls?|commits?|compare|archives|actions|runs|builds|builders|files)\b"
    r"|/blob/(?!.*\.(?:md|mdx|rst|adoc|txt|html))"
    r"|^https?://(?:github|gitlab|bitbucket)\.[a-z]+/[^/]+/[^/#]+/?$",
    re.IGNORECASE,
)
"""Addresses of reports, runs, messages, source and software: no page that answers."""
_SAID = 220
"""Characters of the sentence that says what somebody wants."""


def judge(cases: Sequence[Case]) -> Judged:
    """The kind that most signs speak for. `cases` is not empty."""
    signs = {kind: [sign(case) for case in cases] for kind, (sign, _) in _SIGNS.items()}
    shares = {kind: sum(found) / len(cases) for kind, found in signs.items()}
    scores = {kind: share * _SIGNS[kind][1] for kind, share in shares.items()}
    # Without any sign, nothing is proposed that somebody would have to build.
    order = sorted(scores, key=lambda kind: (-scores[kind], kind is not Kind.HOW_TO))
    best, second = order[0], order[1]
    lead = (scores[best] - scores[second]) / max(scores[best], 1e-9)
    # Few questions say little, however clearly: as if two more had spoken against.
    sure = shares[best] * (0.6 + 0.4 * lead) * len(cases) / (len(cases) + 2)
    count = sum(found > 0 for found in signs[best])
    return Judged(best, round(sure, 2), _EVIDENCE[best].format(count, len(cases)))


def _is_request(case: Case) -> bool:
    said = asked(case.text)
    wanted = bool(_ACTION.search(said)) and bool(_REQUEST.search(said))
    return ((wanted or bool(_ACTION.search(said))) and any(map(_DONE.search, case.replies))) or (
        wanted and not _HOW.search(said)
    )


def _is_bug(case: Case) -> float:
    """Half a sign where nobody says whose fault it was: a page may still be what was missing."""
    if _FAILS.search(case.text) and any(map(_OWNED_UP.search, case.replies)):
        return 1.0
    if not _FAILED.search(gist(case.text, _SAID)):
        return 0.0
    return 1.0 if case.outcome is Outcome.UNANSWERED else 0.5


def _has_page(case: Case) -> bool:
    return any(not _NO_PAGE.search(link) for link in case.links)


def _has_no_page(case: Case) -> bool:
    unknown = case.answer in (AnswerKind.UNKNOWN, AnswerKind.PARTIAL)
    by_hand = case.outcome is not Outcome.UNANSWERED and bool(case.replies) and not _has_page(case)
    return unknown or by_hand


def _is_how_to(case: Case) -> bool:
    return bool(_HOW.search(asked(case.text)))


_SIGNS: dict[Kind, tuple[Callable[[Case], float], float]] = {
    Kind.AUTOMATION: (_is_request, 1.3),
    Kind.BUG: (_is_bug, 1.3),
    Kind.FINDABILITY: (_has_page, 1.1),
    Kind.DOCS_GAP: (_has_no_page, 0.6),
    Kind.HOW_TO: (_is_how_to, 0.7),
}
"""Each kind's sign, and how much one sign says: the rare ones say more."""
_EVIDENCE = {
    Kind.AUTOMATION: "{0} of {1} ask for the same action, or a human did it and said so",
    Kind.BUG: "{0} of {1} report a failure; one that a human explained counts half",
    Kind.FINDABILITY: "in {0} of {1} a human gave a link to a page",
    Kind.DOCS_GAP: "in {0} of {1} a human explained it, without a page to point at",
    Kind.HOW_TO: "{0} of {1} ask how something is done",
}
