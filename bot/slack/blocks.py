"""How what we say looks in Slack: blocks for the eye, text for notifications and screen readers.

An answer reads from the top: the way to a human, the answer with its numbers, the sources behind
them, what to do next, and whether it helped.
"""

from collections.abc import Sequence
from datetime import datetime

from bot import messages
from bot import slack_messages as say
from bot.links import retrieved, web_address
from bot.past_messages import day
from bot.slack import buttons
from bot.slack.mrkdwn import escaped, link, mrkdwn, shortened
from bot.slack.rich_text import Link, clean, elements, section, text
from bot.slack.splitting import MESSAGE_LENGTH, blocks_of, messages_of
from core.conversation import Doubt, EscalationKind, Message, Role
from core.markup import plain
from core.records import AnswerKind, AnswerPart, Citation, DocumentKind
from core.slack import Json

_TITLE = 110
_LISTED = 2500
"""Characters of a list of sources; Slack takes 3,000 of a text."""
_NEAREST = 3
_NOTIFIED = 1500
"""Characters of the text beside the blocks: what is read out and shown in a notification."""


def answer(message: Message, *, team: str = "", now: datetime | None = None) -> list[Json]:
    """The arguments of `chat.postMessage` that show an answer: one or more messages, in order.

    `team` looks after what was asked, where that is known.
    """
    if message.kind is AnswerKind.UNKNOWN:
        return [_unknown(message, team)]
    if not message.parts:
        return [_sentence(message)]
    bodies = messages_of([*_lead(message), *parts(message), *_notes(message)])
    bodies[0] = [buttons.human_first(message.id, message.language), *bodies[0]]
    spoken = [_spoken(message)]
    for number, body in enumerate(bodies[1:], start=2):
        spoken.append(say.continued(number, len(bodies)))
        body.insert(0, note(spoken[-1]))
    bodies[-1] += _closing(message, now)
    return [{"text": words, "blocks": body} for words, body in zip(spoken, bodies, strict=True)]


def whispered(message: Message, *, team: str = "", now: datetime | None = None) -> list[Json]:
    """The same for one pair of eyes, with a button that shares it."""
    shown = answer(message, team=team, now=now)
    if message.parts:
        shown[-1]["blocks"].append(buttons.share(message.id))
    return shown


def said(message: Message) -> list[Json]:
    """What a human or the house said, without buttons."""
    link_to = web_address if message.role is Role.HUMAN else _only(retrieved(message))
    bodies = messages_of(blocks_of(elements(message.text, link_to)))
    spoken = _spoken(message)
    return [{"text": spoken, "blocks": body} for body in bodies if body]


def looking(status: str) -> Json:
    """What stands in the thread until the answer takes its place."""
    return {"text": escaped(f"{status}…"), "blocks": [note(f"{status}…")]}


def promise(sentence: str) -> Json:
    """That a human was asked: as large as an answer, for it is what somebody waits for."""
    body = [section(text(clean(shortened(sentence, MESSAGE_LENGTH))))]
    return {"text": escaped(shortened(sentence, _NOTIFIED)), "blocks": blocks_of(body)}


def notice(sentence: str) -> Json:
    """One sentence of ours, with nothing to press."""
    return {"text": escaped(sentence), "blocks": [note(sentence)]}


def marked_deleted(payload: Json) -> Json:
    """An answer whose question was deleted."""
    gone = messages.question_deleted()
    pressed = ("actions", "context_actions")
    kept = [block for block in payload.get("blocks", ()) if block["type"] not in pressed]
    return {"text": escaped(gone), "blocks": [note(gone), *kept]}


def marked_solved(payload: Json) -> Json:
    """An answer that solved it: it can still be judged, and a human is still a tap away."""
    kept = [
        note(say.solved_in_thread()) if block.get("block_id") == buttons.WAYS_ON else block
        for block in payload.get("blocks", ())
    ]
    return {"text": payload.get("text") or say.solved_in_thread(), "blocks": kept}


def shared(payloads: Sequence[Json], user: str, question: str) -> list[Json]:
    """A whispered answer, for everybody: who asked what, then the answer."""
    asked = escaped(shortened(question, 500))
    over = {"type": "context", "elements": [mrkdwn(say.asked_privately(f"<@{user}>", asked))]}
    first, *more = payloads
    head, *body = first["blocks"]
    return [{**first, "blocks": [head, over, *body]}, *more]


def note(sentence: str) -> Json:
    """A small grey line."""
    return {"type": "context", "elements": [mrkdwn(escaped(sentence))]}


def _unknown(message: Message, team: str) -> Json:
    blocks = [
        buttons.human_first(message.id, message.language),
        *blocks_of(elements(f"{message.text}\n\n{say.unknown_way(team, message.language)}")),
    ]
    pages = [f"• {link(page.url, _title(page.title))}" for page in message.see_also[:_NEAREST]]
    blocks += _listed(say.label("nearest", message.language), pages)
    blocks.append(buttons.ways_on(message.id, message.language, solved=False))
    return {"text": _spoken(message), "blocks": blocks}


def _sentence(message: Message) -> Json:
    """A sentence that stands where an answer could not be made, or that a human was asked."""
    called = any(messages.says_handed_over(message.text, kind) for kind in EscalationKind)
    blocks = [
        *([] if called else [buttons.human_first(message.id, message.language)]),
        *blocks_of(elements(message.text)),
        buttons.ways_on(message.id, message.language, solved=False),
    ]
    return {"text": _spoken(message), "blocks": blocks}


def _lead(message: Message) -> list[Json]:
    lead = [note(messages.partial(message.language))] if message.kind is AnswerKind.PARTIAL else []
    threads = [each for each in message.citations if each.kind is DocumentKind.THREAD]
    if threads and len(threads) == len(message.citations):
        days = sorted({each.updated_at for each in threads if each.updated_at})
        dated = [day(moment) for moment in days]
        lead.append(note(say.history(len(threads), dated, differs=bool(message.doubts))))
    return lead + blocks_of(map(_doubt, message.doubts))


def _doubt(doubt: Doubt) -> Json:
    """Where a thread and a page differ: as large as the answer and before it, with the page."""
    url = web_address(doubt.page.url)
    opened = {**text(say.open_page(_title(doubt.page.title))), "type": "link", "url": url}
    return section(text(clean(doubt.text), italic=True), *((text(" "), opened) if url else ()))


def _notes(message: Message) -> list[Json]:
    """Whose words these are, how old, how often it was asked: as large as the answer."""
    said = [each for each in map(clean, message.notes) if each]
    return blocks_of([section(text("\n".join(said), italic=True))] if said else [])


def parts(message: Message) -> list[Json]:
    """What an answer says, part by part, each with its number."""
    link_to = _only(retrieved(message))
    cited = {citation.number: citation for citation in message.citations}
    made: list[Json] = []
    before = 0
    for part in message.parts:
        citation = cited.get(part.citation)
        page = web_address(citation.url) if citation else ""
        shown = elements(part.text, link_to, page)
        if not (is_bare(part) and part.citation == before):
            _mark(shown, part.citation, page)
        made += blocks_of(shown)
        before = part.citation
    return made


def is_bare(part: AnswerPart) -> bool:
    """Code or a table: it bears no number after words of the same source."""
    return part.text.startswith("```") or part.text.lstrip().startswith("|")


def _mark(shown: list[Json], number: int, url: str) -> None:
    """Put the number of its source behind what was said."""
    mark = text(f"[{number}]")
    leaf = {**mark, "type": "link", "url": url} if url else mark
    last = shown[-1] if shown else {}
    if last.get("type") == "rich_text_list":
        last = last["elements"][-1]
    if last.get("type") in ("rich_text_section", "rich_text_quote"):
        last["elements"] += [text(" "), leaf]
    else:
        shown.append(section(text(say.CODE_FROM), leaf))


def _closing(message: Message, now: datetime | None) -> list[Json]:
    spoken = message.language
    sources = [_source(citation, now) for citation in message.citations]
    return [
        *_listed(say.label("sources", spoken), sources),
        note(say.quoted(spoken)),
        buttons.ways_on(message.id, spoken),
        buttons.feedback(message.id, spoken),
    ]


def _listed(title: str, lines: Sequence[str]) -> list[Json]:
    """Small lines under a title, as many as a text may hold."""
    shown = [f"*{title}*"]
    for line in lines:
        if sum(map(len, shown)) + len(line) + len(shown) > _LISTED:
            break
        shown.append(line)
    if len(shown) == 1:
        return []
    return [{"type": "context", "elements": [mrkdwn("\n".join(shown))]}]


def _source(citation: Citation, now: datetime | None) -> str:
    age = messages.age(citation.updated_at, now)
    named = link(citation.url, _title(messages.where(citation)))
    return f"[{citation.number}] {named}" + (f" · {escaped(age)}" if age else "")


def _title(title: str) -> str:
    return shortened(" ".join(title.split()), _TITLE)


def _spoken(message: Message) -> str:
    return escaped(shortened(plain(message.text), _NOTIFIED)) or "…"


def _only(urls: frozenset[str]) -> Link:
    return lambda url: url if url in urls else ""
