"""How a thread ended: who helped, which message solved it, and whether anybody said so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.thread import Outcome, Speaker
from ingest.threads.post import Post

_TICK = re.compile(r"check|tick(?!et)|^solved|^resolved|^done$|^fixed|^yes$|^answered|^completed")
_THANKING = re.compile(r"^(?:pray|thank|thx|ty$|tyvm|gratitude|bow|man-bowing|woman-bowing)")
_THANKS = re.compile(
    r"\b(?:thanks|thank (?:you|u)|thx|tysm|tyvm|ty|cheers|much appreciated|appreciate (?:it|that)"
    r"|(?:that|this|it|which)(?:'s| has| did)? ?(?:works?|worked|helps|helped|fixed|solved|did it"
    r"|did the trick|was it)|works? (?:now|great|perfectly|fine|like a charm)|(?:got|have) it"
    r" (?:working|to work)|(?:problem|issue) (?:is )?(?:solved|fixed|gone|resolved)|solved(?: it)?"
    r"|fixed it|perfect|awesome|you(?:'re| are) right)\b|🙏",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:still|but|however|unfortunately|doesn'?t|does not|didn'?t|did not|not work|no luck"
    r"|same (?:error|issue|problem)|in advance|fails?|failed|another (?:error|issue)|I(?:'ll| will)"
    r" (?:try|check|look|test|give))\b",
    re.IGNORECASE,
)
_FOUND_OUT = re.compile(
    r"\b(?:figured (?:it )?out|found (?:it|the (?:issue|problem|solution|cause|reason|answer))"
    r"|(?:I|I've|I have) (?:solved|fixed|resolved) (?:it|this|the)|turns out|turned out"
    r"|the (?:issue|problem|solution|fix|cause) was|nvm|never ?mind|solved:|solution:"
    r"|edit:.*solved)\b",
    re.IGNORECASE,
)
_SAME_HERE = re.compile(
    r"^\W*(?:same(?: here| issue| problem| question)?|me too|\+1|following|bump"
    r"|any (?:update|news)s?|also (?:interested|seeing this)|interested"
    r"|lol|haha+|nice|cool|wow|yes|yep|no|nope|ok(?:ay)?"
    r"|hmm+|interesting|great|good question|what|why|huh|sure|np|no problem|you(?:'re| are) welcome"
    r"|yw|anytime|glad (?:it|that|I)[^.\n]{0,40}|right|true|sorry)\W*$",
    re.IGNORECASE,
)
_ASKS_BACK = re.compile(r"\?\s*(?::[\w+-]+:\s*)*$")
_INSTRUCTS = re.compile(
    r"```|`[^`]+`|https?://|\b(?:you (?:can|could|need|should|have to|want|might)|try|use|run"
    r"|set|add|install|remove|change|replace|check|make sure|instead|should (?:work|be)"
    r"|look at|see|upgrade|update|restart|put|call|pass|just"
    r"|because|due to|means|is (?:not )?supported)\b",
    re.IGNORECASE,
)
_MEETS = re.compile(
    r"https?://(?:[\w-]+\.)*(?:meet\.google\.com|zoom\.us/(?:j|my)"
    r"|teams\.(?:microsoft|live)\.com/(?:l/)?meet"
    r"|calendly\.com|cal\.com|whereby\.com|webex\.com|meet\.jit\.si)\b",
    re.IGNORECASE,
)
"""Where it was solved in a call, the way to the call solves it for nobody else."""
_FEW = 12
"""Characters below which a message says nothing that could be followed."""
_INVITATION = 300
"""Characters up to which a message with the address of a call says nothing else."""
_TOGETHER = 3
"""Messages in a row by which one helper says one thing."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a thread ended, and what each of its speakers was."""

    outcome: Outcome
    resolution: tuple[str, ...]
    speakers: tuple[Speaker, ...]
    """One a post."""


def ending_of(posts: Sequence[Post]) -> Ending:
    """Judge a thread by its own words and reactions. `posts[0]` is the question."""
    asker = posts[0].author
    helps = [_helps(post, asker) for post in posts]
    helpers = {post.author for post, each in zip(posts, helps, strict=True) if each}
    speakers = tuple(_speaker(post, asker, helpers) for post in posts)
    solved = _solving(posts, helps, asker, helpers)
    if solved is not None:
        return Ending(Outcome.SOLVED, _whole(posts, helps, solved), speakers)
    answers = [n for n, each in enumerate(helps) if each and not _only_asks_back(posts[n])]
    if not answers:
        return Ending(Outcome.UNANSWERED, (), speakers)
    told = [n for n in answers if _INSTRUCTS.search(posts[n].text)]
    return Ending(Outcome.ANSWERED, _whole(posts, helps, (told or answers)[-1]), speakers)


def _speaker(post: Post, asker: str, helpers: set[str]) -> Speaker:
    if post.is_bot:
        return Speaker.BOT
    if post.author == asker:
        return Speaker.ASKER
    return Speaker.HELPER if post.author in helpers else Speaker.BYSTANDER


def _helps(post: Post, asker: str) -> bool:
    """Whether it is said to the asker by somebody else, and says something."""
    if post.is_bot or post.author == asker:
        return False
    text = post.text.strip()
    if _MEETS.search(text) and len(text) < _INVITATION:
        return False
    thanks = _THANKS.search(text) and len(text) < 60 and not _INSTRUCTS.search(text)
    return len(text) >= _FEW and not _SAME_HERE.match(text) and not thanks


def _only_asks_back(post: Post) -> bool:
    text = post.text.strip()
    return bool(_ASKS_BACK.search(text)) and not re.search(r"```|https?://", text)


def _solving(
    posts: Sequence[Post], helps: Sequence[bool], asker: str, helpers: set[str]
) -> int | None:
    """Position of the message that solved it, where somebody said that it is solved."""
    may_tick = helpers | {asker}
    for position in range(len(posts) - 1, -1, -1):
        if not _reacted(posts[position], _TICK, may_tick):
            continue
        if helps[position]:
            return position
        found = _last_help(posts, helps, position if position else len(posts))
        if found is not None:
            return found
        if position and posts[position].author == asker:
            return position
    return _thanked(posts, helps, asker)


def _thanked(posts: Sequence[Post], helps: Sequence[bool], asker: str) -> int | None:
    found: int | None = None
    for position, post in enumerate(posts[1:], start=1):
        if helps[position] and _reacted(post, _THANKING, {asker}):
            found = position
        if post.author != asker or post.is_bot:
            continue
        if _FOUND_OUT.search(post.text) and not _ASKS_BACK.search(post.text.strip()):
            # The asker's own solution, where it says what it was.
            says_it = len(post.text) > 40 or "`" in post.text
            found = position if says_it else _last_help(posts, helps, position)
        elif _THANKS.search(post.text):
            if _NOT_YET.search(post.text) or _ASKS_BACK.search(post.text.strip()):
                continue
            before = _last_help(posts, helps, position)
            found = before if before is not None else found
    return found


def _last_help(posts: Sequence[Post], helps: Sequence[bool], before: int) -> int | None:
    """The last message before that somebody could follow; one that instructs goes first."""
    answers = [n for n in range(before) if helps[n] and not _only_asks_back(posts[n])]
    told = [n for n in answers if _INSTRUCTS.search(posts[n].text)]
    if told and answers and answers[-1] - told[-1] <= _TOGETHER:
        return told[-1]
    return answers[-1] if answers else None


def _whole(posts: Sequence[Post], helps: Sequence[bool], solved: int) -> tuple[str, ...]:
    """The message that solved it, with what its author said right before and after it."""
    author = posts[solved].author
    first = last = solved
    while first > 1 and posts[first - 1].author == author and solved - first < _TOGETHER - 1:
        first -= 1
    while (
        last + 1 < len(posts) and posts[last + 1].author == author and helps[last + 1]
        and last - solved < _TOGETHER - 1
    ):  # fmt: skip
        last += 1
    return tuple(posts[n].id for n in range(first, last + 1) if n == solved or helps[n])


def _reacted(post: Post, pattern: re.Pattern[str], people: set[str]) -> bool:
    return any(
        pattern.search(reaction.name.lower()) and people & set(reaction.people)
        for reaction in post.reactions
    )
