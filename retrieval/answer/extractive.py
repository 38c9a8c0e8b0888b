"""Passages -> Answer in the documents' own words: the few pieces that answer, each with its source.

Every part stands word for word in the passage that its citation names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.markup import without_links
from core.records import AnswerPart, Citation, Passage
from retrieval.answer.units import Unit, UnitKind, units
from retrieval.words import said

_PASSAGES = 3
"""Passages an answer may draw on."""
_CHARACTERS = 1_100
"""About what a person reads at a glance; a step list that has begun is finished all the same."""
_WORTH_ADDING = 0.6
"""Share of the best piece's score that another one needs."""
_WORTH_CITING_TOO = 0.75
"""Share of the best piece's score that a piece of another passage needs."""
_SHORT = 450
"""Characters below which an answer goes on with what follows."""
_STEPS = 12
_LEAD = 0.15
"""What being the first sentence of a passage is worth: it often says what the passage is about."""


@dataclass(frozen=True, slots=True)
class Extract:
    """The body of an answer."""

    parts: tuple[AnswerPart, ...]
    citations: tuple[Citation, ...]


def extract(passages: Sequence[Passage], weights: Mapping[str, float]) -> Extract:
    """The pieces of the best passages that speak of what was asked.

    `weights` gives each stem of the question its weight, such as its inverse document frequency.
    """
    chosen: list[tuple[Passage, list[Unit]]] = []
    room = _CHARACTERS
    best = 0.0
    for passage in passages[:_PASSAGES]:
        pieces = units(passage)
        scores = [_score(piece, position, weights) for position, piece in enumerate(pieces)]
        if not pieces or (chosen and max(scores) < _WORTH_CITING_TOO * best):
            continue
        best = max(best, *scores)
        picked = _pick(pieces, scores, room)
        if not chosen:
            picked = _read_on(pieces, picked)
        picked = _whole(pieces, picked)
        # Pages repeat each other; whoever reads the answer need not read it twice.
        told = {piece.text for _, earlier in chosen for piece in earlier}
        if any(pieces[i].text not in told for i in picked):
            chosen.append((passage, [pieces[i] for i in picked]))
            room -= sum(len(pieces[i].text) for i in picked)
    return cited(chosen)


def _score(unit: Unit, position: int, weights: Mapping[str, float]) -> float:
    if unit.kind is UnitKind.LABEL or unit.says_nothing:
        return 0.0
    has = said(unit.text)
    total = sum(weights.values()) or 1.0
    overlap = sum(weight for stem, weight in weights.items() if stem in has) / total
    # A long piece mentions more by chance.
    overlap /= 1.0 + max(len(has) - 40, 0) / 80
    return overlap + (_LEAD if position == 0 else 0.0)


def _pick(pieces: Sequence[Unit], scores: Sequence[float], room: int) -> list[int]:
    """Positions of the pieces to show, in reading order."""
    order = sorted(range(len(pieces)), key=lambda i: (-scores[i], i))
    picked: list[int] = []
    for position in order:
        if picked and scores[position] < _WORTH_ADDING * scores[order[0]]:
            break
        group = [i for i in _belonging(pieces, position) if i not in picked]
        size = sum(len(pieces[i].text) for i in group)
        if not group or (picked and size > room):
            continue
        picked += group
        room -= size
        if room <= 0:
            break
    return sorted(picked)


def _read_on(pieces: Sequence[Unit], picked: list[int]) -> list[int]:
    """A match alone is often only the symptom, such as a pasted message: what to do about it
    stands after it. So a short answer reads on, up to where another subject begins."""
    while picked and picked[-1] + 1 < len(pieces):
        shown = sum(len(pieces[i].text) for i in picked)
        following = _belonging(pieces, picked[-1] + 1)
        size = sum(len(pieces[i].text) for i in following)
        another = pieces[picked[-1] + 1].begins_a_subject
        if another or not following or shown >= _SHORT or shown + size > _CHARACTERS:
            break
        picked = sorted({*picked, *following})
    return picked


def _whole(pieces: Sequence[Unit], picked: Sequence[int]) -> list[int]:
    """What of it can be read alone: nothing that announces what is not shown, and nothing that
    only holds a place. Code under a mere name gets the sentence beside it."""
    kept: list[int] = []
    for position in sorted(picked, reverse=True):
        if pieces[position].introduces:
            shown = position + 1 in kept
        else:
            # "No." says nothing, unless the question stands before it.
            replies = position - 1 in picked and pieces[position - 1].asks
            empty = pieces[position].holds_a_place if replies else pieces[position].says_nothing
            shown = not empty
        if shown:
            kept.append(position)
    if kept and not any(pieces[i].is_prose for i in kept):
        kept += _nearest_prose(pieces, min(kept), max(kept))
    return sorted({*kept, *(before for i in kept for before in _begun_before(pieces, i))})


def _begun_before(pieces: Sequence[Unit], position: int) -> list[int]:
    """What a sentence begins with where code or a formula stands in the middle of it."""
    found: list[int] = []
    while position and pieces[position].goes_on and not pieces[position - 1].ends:
        position -= 1
        found.append(position)
    return found


def _nearest_prose(pieces: Sequence[Unit], first: int, last: int) -> list[int]:
    """The piece that is nearest before these, else after them, and can be read alone."""
    for position in (*range(first - 1, -1, -1), *range(last + 1, len(pieces))):
        if pieces[position].is_prose:
            return [position]
    return []


def _belonging(pieces: Sequence[Unit], position: int) -> list[int]:
    """The piece and what it cannot be read without: steps stay together, code keeps its lead.

    Nothing where the piece only announces something and the passage ends there.
    """
    piece = pieces[position]
    group = {position}
    if piece.kind is UnitKind.ITEM:
        steps = [i for i, other in enumerate(pieces) if other.block == piece.block]
        ordered = pieces[steps[0]].text[0].isdigit()
        if ordered and len(steps) <= _STEPS:
            group.update(steps)
        group.update(_introduction(pieces, steps[0]))
    elif piece.kind in (UnitKind.CODE, UnitKind.TABLE):
        group.update(_introduction(pieces, position))
    elif piece.introduces:
        following = _what_follows(pieces, position)
        return sorted({position, *following}) if following else []
    if piece.kind is UnitKind.SENTENCE and _is(pieces, position + 1, UnitKind.CODE):
        group.add(position + 1)
    return sorted(group)


def _introduction(pieces: Sequence[Unit], position: int) -> list[int]:
    before = position - 1
    if before < 0 or pieces[before].kind is not UnitKind.SENTENCE:
        return []
    return [before]


def _what_follows(pieces: Sequence[Unit], position: int) -> list[int]:
    """The rest of its block or, at the end of that, the beginning of the next one."""
    if position + 1 >= len(pieces):
        return []
    block = pieces[position + 1].block
    return [i for i, other in enumerate(pieces) if other.block == block and i > position][:_STEPS]


def _is(pieces: Sequence[Unit], position: int, kind: UnitKind) -> bool:
    return position < len(pieces) and pieces[position].kind is kind


def cited(chosen: Sequence[tuple[Passage, Sequence[Unit]]], first: int = 1) -> Extract:
    """Pieces of passages as the body of an answer, whose citations count from `first`."""
    parts: list[AnswerPart] = []
    citations: list[Citation] = []
    for number, (passage, pieces) in enumerate(chosen, start=first):
        run: list[Unit] = []
        citations.append(
            Citation(
                number=number,
                source=passage.source,
                path=passage.path,
                url=passage.url,
                title=passage.title,
                heading=" > ".join(passage.heading_path),
                quote=_quote(pieces),
                updated_at=passage.updated_at,
                kind=passage.kind,
                channel=passage.channel,
                solved=passage.solved,
            )
        )
        for piece in pieces:
            if run and run[-1].block != piece.block:
                parts.append(_part(run, number))
                run = []
            run.append(piece)
        parts.append(_part(run, number))
    return Extract(tuple(parts), tuple(citations))


def _part(run: Sequence[Unit], citation: int) -> AnswerPart:
    """Pieces of one block read as one: sentences on a line, items on lines of their own."""
    between = " " if run[0].kind is UnitKind.SENTENCE else "\n"
    text = between.join(piece.text for piece in run)
    return AnswerPart(text if run[0].kind is UnitKind.CODE else without_links(text), citation)


def _quote(pieces: Sequence[Unit]) -> str:
    """The piece that carries the citation: the first one with words of its own."""
    for piece in pieces:
        if piece.is_prose and piece.kind is not UnitKind.TABLE:
            return piece.text
    carries = next((piece for piece in pieces if not piece.introduces), pieces[0])
    if carries.kind is UnitKind.CODE:
        return "\n".join(carries.text.split("\n")[1:-1])
    return carries.text
