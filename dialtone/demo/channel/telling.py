"""Scripts and people -> the messages of the channel, in the order of their times."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from dialtone.demo.channel.people import Person, everybody
from dialtone.demo.channel.script import WEEKS, Line, Opening, Situation, lines, situations
from dialtone.demo.channel.slots import Slots
from dialtone.demo.channel.voice import said, varied

ZONE = ZoneInfo("Europe/Amsterdam")
FIRST_DAY = datetime(2026, 9, 14, tzinfo=ZONE)
SEED = 2026
_DAYS = ("mon", "tue", "wed", "thu", "fri")
_HOURS = (8, 9, 9, 10, 10, 10, 11, 11, 12, 13, 14, 14, 15, 15, 16, 16, 17, 18, 20)
_LOOSE = 0.05
"""Share of threads whose replies nobody threaded."""
_OWNERS = {
    "access": ("team-access",),
    "outdated": ("team-deploy", "team-access", "team-edge"),
    "deploy-stuck": ("team-deploy", "team-runtime"),
    "quota": ("team-runtime",),
    "ci": ("team-build",),
    "registration": ("team-devex",),
    "certificate": ("team-edge",),
    "secrets": ("team-security", "team-devex"),
    "pasted": ("team-devex", "team-security"),
    "images": ("team-build",),
    "database": ("team-storage",),
    "bucket": ("team-storage",),
    "kafka": ("team-streams",),
    "egress": ("team-edge",),
    "gateway": ("team-edge",),
    "vpn": ("team-access",),
    "terraform": ("team-cloud",),
    "cost": ("team-cloud",),
    "logs": ("team-observability",),
    "flag": ("team-deploy",),
}


@dataclass(slots=True)
class Message:
    """One message of the channel, not yet as Slack writes it."""

    at: datetime
    author: Person
    text: str
    thread: "Told | None" = None
    edited: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    ts: str = ""


@dataclass(slots=True)
class Told:
    """A thread: its messages, oldest first, and why it was asked: only the generator knows."""

    cause: str
    situation: str
    messages: list[Message]
    loose: bool = False
    """Its replies stand in the channel instead of the thread."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Everything that was said, and by whom."""

    people: Sequence[Person]
    threads: Sequence[Told]
    chatter: Sequence[Message]
    announcements: Sequence[Message]


def tell(seed: int = SEED) -> Channel:
    """The channel: the same for the same seed."""
    random = Random(seed)
    people = everybody(random)
    threads = [told for each in situations() for told in _threads(each, people, random)]
    threads.sort(key=lambda told: told.messages[0].at)
    return Channel(people, threads, _chatter(people, random), _announcements(people))


def _threads(situation: Situation, people: Sequence[Person], random: Random) -> Iterator[Told]:
    used: Counter[Opening] = Counter()
    answered: Counter[int] = Counter()
    for _ in range(situation.count):
        opening = min(situation.openings, key=lambda each: (used[each], random.random()))
        fitting = opening.talks or tuple(range(len(situation.talks)))
        talk = min(fitting, key=lambda index: (answered[index], random.random()))
        text = opening.text
        asker = _asker(situation, people, random)
        if used[opening]:
            text = varied(text, asker, random)
        used[opening] += 1
        answered[talk] += 1
        at = _asked_at(situation, opening, random)
        yield _thread(situation, text, situation.talks[talk], at, asker, people, random)


def _asker(situation: Situation, people: Sequence[Person], random: Random) -> Person:
    team = situation.settings.get("team")
    asking = [each for each in people if each.team == team or not (team or each.platform)]
    if random.random() < 0.3:
        # Some ask a great deal more than others.
        return asking[int(random.paretovariate(0.7) - 1) % len(asking)]
    return random.choice(asking)


def _asked_at(situation: Situation, opening: Opening, random: Random) -> datetime:
    weights = [
        weight * (1 + 0.04 * week) if week in opening.weeks else 0.0
        for week, weight in enumerate(situation.weeks)
    ]
    if not any(weights):
        weights = [float(week in opening.weeks) for week in range(WEEKS)]
    week = random.choices(range(WEEKS), weights)[0]
    given = situation.settings
    day = (
        _DAYS.index(given["day"])
        if "day" in given
        else random.choices(range(5), (5, 4, 4, 4, 3))[0]
    )
    hour = int(given.get("hour", random.choice(_HOURS)))
    minutes = random.randrange(60) + random.random()
    return FIRST_DAY + timedelta(days=7 * week + day, hours=hour, minutes=minutes)


def _thread(
    situation: Situation,
    opening: str,
    talk: Sequence[Line],
    at: datetime,
    asker: Person,
    people: Sequence[Person],
    random: Random,
) -> Told:
    slots = Slots(random, asker, people)
    cast = _cast(situation, asker, people, random)
    told = Told(situation.cause, situation.name, [])
    told.messages.append(Message(at, asker, said(slots.fill(opening, asker), asker, random), told))
    when = at
    for number, line in enumerate(talk):
        when = _next(when, situation, line, number == 0, random)
        speaker = cast[line.speaker]
        message = Message(
            when, speaker, said(slots.fill(line.text, speaker), speaker, random), told
        )
        message.edited = line.edited or random.random() < 0.02
        if line.ticks:
            _tick(told, asker, random)
        told.messages.append(message)
    _react(told, people, random)
    quick = bool(talk) and not any(line.pause for line in talk) and len(talk) < 4
    told.loose = quick and random.random() < 4 * _LOOSE
    return told


def _cast(
    situation: Situation, asker: Person, people: Sequence[Person], random: Random
) -> dict[str, Person]:
    platform = [each for each in people if each.platform]
    owners = [each for each in platform if each.team in _OWNERS.get(situation.cause, ())]
    first = random.choice(owners) if owners and random.random() < 0.6 else random.choice(platform)
    rest = [each for each in owners or platform if each is not first]
    second = random.choice(rest or [each for each in platform if each is not first])
    standing_by = [each for each in people if not each.platform and each is not asker]
    return {"<": asker, ">": first, ">>": second, "!": random.choice(standing_by)}


def _next(
    when: datetime, situation: Situation, line: Line, first: bool, random: Random
) -> datetime:
    middle = situation.wait if first else situation.pace
    minutes = min(middle * random.lognormvariate(0, 0.7), 8 * middle)
    after = when + timedelta(minutes=minutes + line.pause, seconds=random.random() * 40)
    if after.hour >= 20 and not line.pause:
        after = (after + timedelta(days=1)).replace(hour=9, minute=random.randrange(60))
    while after.weekday() > 4:
        after += timedelta(days=1)
    return after


def _tick(told: Told, asker: Person, random: Random) -> None:
    """A tick on the question, or thanks under the message that solved it."""
    helped = [message for message in told.messages if message.author is not asker]
    if not helped:
        return
    if random.random() < 0.6:
        told.messages[0].reactions.setdefault("white_check_mark", []).append(asker.id)
    else:
        mark = random.choice(("white_check_mark", "pray", "heavy_check_mark"))
        helped[-1].reactions.setdefault(mark, []).append(asker.id)


def _react(told: Told, people: Sequence[Person], random: Random) -> None:
    helpers = [message.author for message in told.messages[1:] if message.author.platform]
    if helpers and random.random() < 0.35:
        told.messages[0].reactions.setdefault("eyes", []).append(helpers[0].id)
    for message in told.messages[1:]:
        if random.random() < 0.07:
            several = random.sample(list(people), random.randint(1, 4))
            mark = random.choice(("+1", "+1", "joy", "heart", "raised_hands"))
            message.reactions.setdefault(mark, []).extend(each.id for each in several)


def _chatter(people: Sequence[Person], random: Random) -> list[Message]:
    said_before: list[Message] = []
    for text in lines("chatter.txt"):
        for _ in range(random.randint(2, 5)):
            at = FIRST_DAY + timedelta(
                days=7 * random.randrange(WEEKS) + random.randrange(5),
                hours=random.choice(_HOURS),
                minutes=60 * random.random(),
            )
            said_before.append(Message(at, random.choice(list(people)), text))
            if "freeze" in text or "frozen" in text or "yellow" in text or "customs" in text:
                said_before[-1].at = _late(text, at)
                break
    return said_before


def _late(text: str, at: datetime) -> datetime:
    """What is said of the peak freeze is said in its week."""
    if "freeze" not in text and "frozen" not in text:
        return at
    day = FIRST_DAY + timedelta(days=7 * 9 + 3)
    return day.replace(hour=18 if "frozen" in text else 12, minute=at.minute, second=at.second)


def _announcements(people: Sequence[Person]) -> list[Message]:
    author = {each.team: each for each in people}["team-devex"]
    found = []
    for line in lines("announce.txt"):
        week, day, hour, text = line.split(" ", 3)
        days = 7 * int(week) + _DAYS.index(day)
        found.append(Message(FIRST_DAY + timedelta(days=days, hours=int(hour)), author, text))
    return found
