"""What a model writes, read while it comes: sentences with the passages they name.

It was asked for a line of JSON a sentence. What it writes may be an array, lie in a fence, be cut,
lack a quote, or be plain sentences with [1] behind them; all of that is read. What cannot be read
is no sentence.
"""

import json
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

from retrieval.answer.units import sentences


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence, step or block of code, and the numbers of the passages that it names."""

    text: str
    passages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedBack:
    """The cases between which the asker is to choose."""

    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Declined:
    """The model says that the passages do not answer."""


Item = Drafted | AskedBack | Declined

_TEXT = re.compile(r'"text"\s*:\s*"((?:[^"\\]|\\.)*)"', re.DOTALL)
_PASSAGE = re.compile(r'"(?:passages?|source|citation)"\s*:\s*["\[]?\s*(\d+)')
_MARKS = re.compile(r"\[(?:passage |source )?(\d{1,2}(?:\s*,\s*\d{1,2})*)\]", re.IGNORECASE)
_MARKS_BEHIND = re.compile(r"([.!?])((?:\s*\[\d{1,2}\])+)")
_NUMBER_ALONE = re.compile(r"\[[\d,\s]*$")
_STEP = re.compile(r"\d{1,3}[.)]")
_FENCE = "```"
_ENDS = (".", "!", "?", ":", ")", "`", '"', "'", "。", "|")
_DECLINES = re.compile(
    r"^\W*(?:sorry,? |unfortunately,? )?(?:i (?:do not|don['’]t|cannot|can['’]t) "
    r"(?:know|answer|find|help)|"
    r"the passages? (?:do|does) not|there is no (?:answer|information)|"
    r"i['’]m (?:sorry|unable)|as an ai\b|unknown\W*$)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{1,3}")
_OPENERS = "[,] \t\r\n"
_TOO_LITTLE = frozenset(("[", "`", "``", "```", "```j", "```js", "```jso", "```json", "```jsonl"))
"""From which cannot be told yet whether JSON begins."""
_FENCE_LINE = re.compile(r"```(?:json|jsonl|ndjson)?[ \t]*\n", re.IGNORECASE)


class Reader:
    """Turns pieces of a stream into items. `feed` what comes, then `end`."""

    def __init__(self) -> None:
        self._held = ""
        self._json = False
        self._named: tuple[int, ...] = ()
        """The passages of the sentence before: code that follows it has no mark of its own."""

    def feed(self, text: str) -> list[Item]:
        """What is complete by now."""
        self._held += text
        return list(self._take(last=False))

    def end(self) -> list[Item]:
        """What the rest holds."""
        return list(self._take(last=True))

    def _take(self, last: bool) -> Iterator[Item]:
        while True:
            self._skip()
            if not self._held:
                return
            if self._held[0] == "{":
                self._json = True
                end = _closing(self._held)
                if end < 0 and not last:
                    return
                whole = self._held if end < 0 else self._held[: end + 1]
                self._held = "" if end < 0 else self._held[end + 1 :]
                yield from _from_object(whole)
            else:
                taken = yield from self._prose(last)
                if not taken:
                    return

    def _skip(self) -> None:
        held = self._held.lstrip(_OPENERS) if self._begins_json() else self._held.lstrip()
        fence = _FENCE_LINE.match(held)
        if fence and held[fence.end() :].lstrip(_OPENERS).startswith("{"):
            held = held[fence.end() :].lstrip(_OPENERS)
        if self._json and held.startswith(_FENCE):
            held = held[len(_FENCE) :].lstrip()
        self._held = held

    def _begins_json(self) -> bool:
        bare = self._held.lstrip()
        return self._json or bool(re.match(r"\[\s*[{\]]", bare))

    def _prose(self, last: bool) -> Generator[Item, None, bool]:
        """Yields what is complete; returns whether anything was taken from the text held."""
        held = self._held
        if not last and held.strip() in _TOO_LITTLE:
            return False
        begin = re.search(r"(?m)^\s*\{", held)
        prose, rest = (held[: begin.start()], held[begin.start() :]) if begin else (held, "")
        done, left = _complete(prose, last or bool(rest))
        self._held = left + rest
        for item in _from_prose(done, last and not rest, self._named):
            self._named = item.passages if isinstance(item, Drafted) else ()
            yield item
        return bool(done) and bool(self._held)


def _closing(text: str) -> int:
    """Where the object that begins the text ends; -1 where it does not."""
    depth, quoted, escaped = 0, False, False
    for place, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = quoted
        elif character == '"':
            quoted = not quoted
        elif not quoted and character in "{}":
            depth += 1 if character == "{" else -1
            if depth == 0:
                return place
        elif character == "\n" and text[place + 1 : place + 2] == "{":
            # A new line of JSON: a quote or brace before it is missing.
            return place
    return -1


def _from_object(text: str) -> Iterator[Item]:
    try:
        found: Any = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        found = _repaired(text)
    if isinstance(found, dict):
        yield from _items(found)


def _repaired(text: str) -> dict[str, Any] | None:
    """What can still be told of a broken object: only a text whose end is there."""
    said = _TEXT.search(text)
    if not said:
        return {"unknown": True} if re.search(r'"?unknown"?\s*:\s*true', text, re.I) else None
    try:
        words = json.loads(f'"{said[1]}"', strict=False)
    except ValueError:
        words = said[1]
    passage = _PASSAGE.search(text)
    return {"text": words, "passage": int(passage[1]) if passage else None}


def _items(found: dict[str, Any]) -> Iterator[Item]:
    inner = found.get("parts") or found.get("answer") or found.get("lines")
    if isinstance(inner, list):
        for part in inner:
            yield from _items(part if isinstance(part, dict) else {"text": part})
        return
    if found.get("unknown") is True or found.get("kind") == "unknown":
        yield Declined()
        return
    cases = found.get("ask")
    if isinstance(cases, list):
        yield AskedBack(tuple(case for case in cases if isinstance(case, str)))
        return
    text = found.get("text", inner)
    if isinstance(text, str) and text.strip():
        named = found.get("passage", found.get("passages"))
        yield from _of_sentences(text, _numbers(named))


def _of_sentences(text: str, named: tuple[int, ...]) -> Iterator[Item]:
    """Each sentence by itself: what one may say does not carry the next."""
    for item in _from_prose(text, cut=False):
        if isinstance(item, Drafted):
            yield Drafted(item.text, named or item.passages)
        else:
            yield item


def _numbers(named: Any) -> tuple[int, ...]:
    """The numbers of passages, however they are written down."""
    every = named if isinstance(named, list) else [named]
    return tuple(int(found) for each in every for found in _DIGITS.findall(str(each)))


def _complete(text: str, last: bool) -> tuple[str, str]:
    """What of the prose is complete, and what is not yet."""
    if last:
        return text, ""
    if text.count(_FENCE) % 2:
        # Code is said whole or not at all.
        at = text.rfind(_FENCE)
        return text[:at], text[at:]
    line = text.rfind("\n") + 1
    done, open_line = text[:line], text[line:]
    bare = open_line.strip()
    if bare and (bare.startswith(_FENCE) or _FENCE.startswith(bare)):
        # It may end a block of code or begin one.
        return ("", text) if _FENCE in done else (done, open_line)
    pieces = _sentences(open_line)
    if len(pieces) < 2 or _NUMBER_ALONE.search(open_line):
        return done, open_line
    kept = open_line.rfind(pieces[-1])
    return (done + open_line[:kept], open_line[kept:]) if kept > 0 else (done, open_line)


def _sentences(line: str) -> list[str]:
    """The sentences of a line; the number of a step belongs to the step."""
    found: list[str] = []
    for piece in sentences(_MARKS_BEHIND.sub(r"\2\1", line)):
        if found and _STEP.fullmatch(found[-1]):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def _from_prose(text: str, cut: bool, named: tuple[int, ...] = ()) -> Iterator[Item]:
    """The sentences of prose; `cut` where the last one may lack its end."""
    found: list[Drafted] = []
    outside = re.split(r"(```.*?(?:```|\Z))", text, flags=re.DOTALL)
    for number, part in enumerate(outside):
        if number % 2:
            if part.count(_FENCE) == 2:
                before = found[-1].passages if found else named
                found.append(Drafted(part, before))
            continue
        for line in part.split("\n"):
            found += (_drafted(sentence) for sentence in _sentences(line.strip()))
    if cut and found and not found[-1].text.endswith(_ENDS):
        found.pop()
    for item in found:
        if _DECLINES.match(item.text):
            yield Declined()
        elif item.text and not _STEP.fullmatch(item.text):
            yield item


def _drafted(sentence: str) -> Drafted:
    numbers = tuple(int(n) for found in _MARKS.findall(sentence) for n in found.split(","))
    text = _MARKS.sub("", sentence)
    return Drafted(re.sub(r"\s+([.!?])$", r"\1", " ".join(text.split())), numbers)
