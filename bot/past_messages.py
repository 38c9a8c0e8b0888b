"""What is said about past threads: whose words these are, how often it was asked, and doubts."""

from datetime import UTC, datetime

from bot.age import age
from core.conversation import Doubt, SeeAlso
from core.records import Answer, AskedBefore, Citation, Contradiction, DocumentKind, Page

_MONTHS = 300
"""Days after which the name of a month alone would be taken for this year's."""
_DAYS = 31


def remarks(answer: Answer, now: datetime | None = None) -> tuple[str, ...]:
    """The sentences that stand below an answer, if any."""
    return (*(doubt.text for doubt in doubts(answer)), *notes(answer, now))


def notes(answer: Answer, now: datetime | None = None) -> tuple[str, ...]:
    """Those that take nothing back: whose words these are, how old, how often it was asked."""
    moment = now or datetime.now(UTC)
    quoted = {citation.number: citation for citation in answer.citations}
    said = [_whose(each) for each in answer.citations if each.kind is DocumentKind.THREAD]
    said += [_old(quoted[number], moment) for number in answer.outdated if number in quoted]
    if answer.asked_before:
        said.append(_often(answer.asked_before, moment))
    return tuple(said)


def doubts(answer: Answer) -> tuple[Doubt, ...]:
    """Where a thread and a page give different numbers."""
    return tuple(
        Doubt(_differ(found), SeeAlso(found.page_title, found.page_url))
        for found in answer.contradictions
    )


def thread_place(channel: str, *, solved: bool) -> str:
    """Where a thread is, and whether it helped."""
    place = f"#{channel}" if channel else "a help channel"
    return f"{place}, solved" if solved else place


def said_where(thread: Page) -> str:
    """The same for a found thread, with its age."""
    when = age(thread.updated_at)
    return " · ".join(filter(None, (thread_place(thread.channel, solved=thread.solved), when)))


def day(moment: datetime) -> str:
    """A date as people write it here: `March 3, 2026`."""
    return f"{moment:%B} {moment.day}, {moment.year}"


def _whose(citation: Citation) -> str:
    place = f"#{citation.channel}" if citation.channel else "a help channel"
    ending = "" if citation.solved else ", and nobody said whether it helped"
    return f"[{citation.number}] is what people said in {place}{ending}."


def _old(citation: Citation, now: datetime) -> str:
    return f"[{citation.number}] was said {age(citation.updated_at, now)} and may no longer hold."


def _differ(found: Contradiction) -> str:
    thread, page = found.thread.updated_at, found.page_updated_at
    newer = ""
    if thread and page:
        newer = " The page is newer." if page > thread else " The thread is newer."
    where = f"#{found.thread.channel}" if found.thread.channel else "a help channel"
    return (
        f"Careful: {found.page_title}{_dated(page)} says {found.page_says}, a thread in"
        f" {where}{_dated(thread)} says {found.thread_says}.{newer}"
    )


def _dated(moment: datetime | None) -> str:
    return f" ({day(moment)})" if moment else ""


def _often(before: AskedBefore, now: datetime) -> str:
    days = (now - before.since).days
    since = f"{before.since:%B}"
    if days > _MONTHS:
        since += f" {before.since.year}"
    elif days < _DAYS:
        since = f"{since} {before.since.day}"
    more = " or more" if before.or_more else ""
    return f"Asked {before.count}{more} times in help channels since {since}."
