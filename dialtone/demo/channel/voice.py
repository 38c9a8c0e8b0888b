"""How one person's hand changes what they write: case, dropped signs, slips of the finger."""

import re
from random import Random

from dialtone.demo.channel.people import Person

# What nobody retypes by hand: code, links, mentions, emoji names, anything that looks like a name.
_KEPT = re.compile(
    r"```.*?```|`[^`]*`|<[^>]*>|:[a-z0-9_+-]+:|\S*[/._=:@#-]\S*|\"[^\"]*\"|\b\w*[a-z][A-Z]\w*",
    re.DOTALL,
)
_WORD = re.compile(r"[a-z]{5,}")
_ENDINGS = (
    " any idea?",
    " It blocks a release, so sooner is better.",
    " Nothing in #harbor-status.",
    " No hurry.",
    " help please",
    " (%service%)",
    " Happened since about %time%.",
    " what am I missing",
    " Sorry if this is in the docs, couldn't find it.",
    " we've tried turning it off and on again :)",
    " run: https://github.com/fernway/%service%/actions/runs/%run%",
    " Asking for %lead%, who is on a train.",
    " that's for %service% in %region%",
    " Can someone have a look?",
)
_BEGINNINGS = (
    "Quick question:",
    "Stupid question maybe,",
    "Hi again.",
    "So,",
    "Anyone here who knows:",
)


def said(text: str, person: Person, random: Random) -> str:
    """The text as this person types it. Code, links and names stay as they are."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\0{len(kept) - 1}\0"

    prose = _KEPT.sub(keep, text)
    if person.lower_case:
        prose = prose.lower()
        prose = prose.removesuffix(".")
    if person.typos:
        prose = _WORD.sub(lambda found: _slip(found[0], person.typos, random), prose)
    return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], prose)


def varied(text: str, person: Person, random: Random) -> str:
    """An opening that was used before, dressed so that nobody would notice."""
    if random.random() < 0.25:
        text = f"{random.choice(_BEGINNINGS)} {_inside(text)}"
    elif random.random() < person.greets:
        text = f"%hi% {text}"
    if random.random() < 0.45:
        ending = random.choice(_ENDINGS)
        if text.endswith("```"):
            return f"{text}\n{ending.strip()}"
        stop = "" if text[-1] in ".?!:)" or ending.startswith(" (") else random.choice(".,.")
        text += stop + ending
    return text


def _inside(text: str) -> str:
    """A sentence that no longer begins one."""
    plain = text[:1].isupper() and text[1:2].islower() and not text.startswith("I ")
    return text[0].lower() + text[1:] if plain else text


def _slip(word: str, often: float, random: Random) -> str:
    if random.random() > often * len(word) / 2:
        return word
    at = random.randrange(1, len(word) - 2)
    match random.randrange(3):
        case 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 1:
            return word[:at] + word[at + 1 :]
        case _:
            return word[:at] + word[at] + word[at:]
