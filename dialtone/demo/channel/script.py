"""The scripts that the channel is told from: what is asked, and what is said to it.

A file of `scripts/` holds situations. `@ CAUSE/NAME COUNT key=value ...` begins one, `?` an opening
and `--` a talk; lines that are indented go on with the one above:

    @ quota/exceeded 21 wait=19 pace=13 weeks=1,1,2
    ?12 {getting|seeing} "exceeded quota" in %ns%
    ?2@4-9 rollout of %service% ended in QUOTA
    --
    > how much is used?
    < all of it %%later=2h %%tick

The digits after `?` say which talks answer that opening, `@4-9` in which weeks it is asked.
`<` is the asker, `>` and `>>` are helpers, `!` is a bystander. `{a|b}` is one or the other and
`%name%` is filled in (see `slots.py`). Marks at the end of a line: `%%tick` is a tick under what it
thanks for, `%%edit` an edited message, `%%later=2h` a pause.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPTS = Path(__file__).parent / "scripts"
WEEKS = 10
SPEAKERS = ("<", ">>", ">", "!")
_OPENING = re.compile(r"\?(?P<talks>\d*)(?:@(?P<first>\d)(?:-(?P<last>\d))?)? (?P<text>.*)")
_MARK = re.compile(r"\s%%(\w+)(?:=(\w+))?")
_MINUTES = {"m": 1, "h": 60, "d": 1440}


@dataclass(frozen=True, slots=True)
class Opening:
    """One way to ask. `talks` are the talks that answer it; none means every one."""

    text: str
    talks: tuple[int, ...]
    weeks: range


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a talk."""

    speaker: str
    """One of SPEAKERS."""
    text: str
    pause: int = 0
    """Minutes that pass before it, besides the time that it takes to write."""
    ticks: bool = False
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """Something that is asked about again and again, or once."""

    cause: str
    name: str
    count: int
    settings: Mapping[str, str]
    openings: tuple[Opening, ...]
    talks: tuple[tuple[Line, ...], ...]

    @property
    def wait(self) -> float:
        """Minutes until the first reply, in the middle."""
        return float(self.settings.get("wait", "15"))

    @property
    def pace(self) -> float:
        """Minutes between two messages, in the middle."""
        return float(self.settings.get("pace", "7"))

    @property
    def weeks(self) -> tuple[float, ...]:
        """How often it comes up in each of the weeks, relative to each other."""
        if given := self.settings.get("week"):
            return tuple(float(week == int(given)) for week in range(WEEKS))
        if given := self.settings.get("weeks"):
            return tuple(float(part) for part in given.split(","))
        return (1.0,) * WEEKS


def situations(folder: Path = SCRIPTS) -> list[Situation]:
    """Every situation of every script, in a fixed order."""
    files = sorted(folder.glob("*.txt"))
    return [each for file in files for each in _situations(file.read_text(encoding="utf-8"))]


def lines(name: str) -> list[str]:
    """The lines of a script that is a plain list."""
    text = (SCRIPTS / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("# ")]


def _situations(text: str) -> Iterator[Situation]:
    for part in re.split(r"(?m)^(?=@ )", text)[1:]:
        head, *body = part.splitlines()
        _, name, count, *settings = head.split()
        said = _gathered(body)
        yield Situation(
            cause=name.split("/")[0],
            name=name,
            count=int(count),
            settings=dict(setting.split("=") for setting in settings),
            openings=tuple(_opening(each) for each in said if each.startswith("?")),
            talks=tuple(_talks(said)),
        )


def _gathered(body: Sequence[str]) -> list[str]:
    """Messages, each with the indented lines that go on with it."""
    said: list[str] = []
    for line in body:
        if line.startswith("  ") and said:
            said[-1] += "\n" + line[2:]
        elif line.strip() and not line.startswith("# "):
            said.append(line)
    return said


def _opening(line: str) -> Opening:
    head, _, rest = line.partition("\n")
    found = _OPENING.fullmatch(head)
    if found is None:
        raise ValueError(f"not an opening: {head}")
    first = int(found["first"] or 0)
    last = int(found["last"] or found["first"] or WEEKS - 1)
    return Opening(
        text=found["text"] + (f"\n{rest}" if rest else ""),
        talks=tuple(int(digit) - 1 for digit in found["talks"]),
        weeks=range(first, last + 1),
    )


def _talks(said: Sequence[str]) -> Iterator[tuple[Line, ...]]:
    talk: list[Line] | None = None
    for each in said:
        if each.startswith("--"):
            if talk is not None:
                yield tuple(talk)
            talk = []
        elif talk is not None:
            talk.append(_line(each))
    yield tuple(talk or ())


def _line(text: str) -> Line:
    speaker = next(mark for mark in SPEAKERS if text.startswith(mark))
    marks = dict(_MARK.findall(text))
    pause = marks.get("later", "")
    return Line(
        speaker=speaker,
        text=_MARK.sub("", text[len(speaker) :]).strip(" "),
        pause=int(pause[:-1]) * _MINUTES[pause[-1]] if pause else 0,
        ticks="tick" in marks,
        edited="edit" in marks,
    )
