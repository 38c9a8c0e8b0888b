"""A theme of the report, from its cases."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from analytics.asked import gist
from analytics.case import Case
from analytics.kinds import judge
from analytics.report.record import Example, ThemeRow
from analytics.report.weeks import WINDOW
from analytics.said import HABITS, Said, stems_of
from analytics.themes.identity import Identity
from analytics.themes.levels import Levels
from analytics.themes.naming import FEW_WORDS, is_terms, stays
from analytics.themes.phrase import READABLE, phrase, readable
from analytics.themes.themes import Theme
from analytics.toil import Toil
from core.records import AnswerKind
from core.report_settings import QUOTED_FROM
from core.thread import Outcome

_EXAMPLES, _PARTS, _TEAMS = 3, 4, 3
_EXAMPLE = 160
"""Characters of an example."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes the rows of a report's themes."""

    cases: Sequence[Case]
    texts: Sequence[str]
    weeks: Sequence[int]
    levels: Levels
    identities: Sequence[Identity]
    toils: Mapping[int, Toil]
    names: Mapping[int, str]
    team_of: Callable[[str], str]

    def row(self, at: int) -> ThemeRow:
        theme, identity = self.levels.themes.themes[at], self.identities[at]
        mine = [self.cases[row] for row in theme.members]
        trend = np.bincount([self.weeks[row] for row in theme.members], minlength=WINDOW)
        askers = Counter(case.asker for case in mine if case.asker)
        quoted = len(askers) >= QUOTED_FROM
        now = [self.cases[row] for row in theme.members if self.weeks[row] == WINDOW - 1]
        waits = [case.first_reply.total_seconds() / 60 for case in mine if case.first_reply]
        answers = Counter(case.answer for case in mine)
        name = self._name(theme, identity, quoted)
        parts = self._parts(theme) if quoted else ()
        return ThemeRow(
            id=identity.id,
            name=name,
            area=self.levels.name(at),
            question=theme.label.question if quoted and self._is_public(theme) else "",
            status=_status(identity, trend.tolist(), self._before()),
            judged=judge(mine),
            this_week=int(trend[-1]),
            last_week=int(trend[-2]),
            trend=tuple(trend.tolist()),
            questions=len(mine),
            askers=len(askers),
            repeat_askers=sum(count > 1 for count in askers.values()) / max(len(askers), 1),
            hours_this_week=sum(case.minutes for case in now) / 60,
            toil=self.toils.get(at),
            answered=answers[AnswerKind.ANSWERED],
            partial=answers[AnswerKind.PARTIAL],
            unknown=answers[AnswerKind.UNKNOWN],
            escalated=sum(case.escalated for case in mine),
            unanswered=sum(case.outcome is Outcome.UNANSWERED for case in mine),
            solved=sum(case.outcome is Outcome.SOLVED for case in mine),
            reopened=sum(case.reopened for case in mine),
            helpful=sum(case.helpful is True for case in mine),
            unhelpful=sum(case.helpful is False for case in mine),
            frustrated=sum(case.frustrated for case in mine),
            first_reply=median(waits) if waits else None,
            places=tuple(Counter(case.place for case in mine).most_common(3)),
            asked_by=self._teams([case.asker] for case in mine),
            answered_by=self._teams(case.helpers for case in mine),
            examples=self._examples(mine, theme) if quoted else (),
            parts=parts,
            such_as=_such_as(parts) if is_terms(name) else "",
            note=self._note(identity, name),
        )

    def _before(self) -> int:
        """Weeks before this one of which anything is known, at most 8."""
        return min(WINDOW - 1 - min(self.weeks), 8)

    def _name(self, theme: Theme, identity: Identity, quoted: bool) -> str:
        # Two words of a rare question may be somebody's own: then only what was counted is said.
        name = ", ".join(theme.label.terms) or FEW_WORDS
        if quoted and self._is_public(theme):
            name = str(theme.label)
        before = self._before_named(identity)
        texts = [self.texts[row] for row in theme.members]
        return before if before and stays(before, name, texts) else name

    def _before_named(self, identity: Identity) -> str:
        return self.names.get(identity.id, "") if identity.known else ""

    def _is_public(self, theme: Theme) -> bool:
        return self.cases[theme.label.central].is_public

    def _teams(self, people: Iterable[Sequence[str]]) -> tuple[tuple[str, int], ...]:
        """The teams of the people of each case, a team once a case."""
        counted = Counter(
            team for mine in people for team in {self.team_of(one) for one in mine} if team
        )
        return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:_TEAMS])

    def _examples(self, cases: Sequence[Case], theme: Theme) -> tuple[Example, ...]:
        """The latest public ones of different askers, so that nobody is shown twice.

        Where some say what the theme is about, only those are shown; best those that read well.
        """
        about = stems_of(" ".join((str(theme.label), *theme.label.terms))) - HABITS
        public = [case for case in cases if case.is_public]
        latest = sorted(public, key=lambda case: case.asked_at, reverse=True)
        told = [case for case in latest if about & stems_of(gist(case.text, _EXAMPLE))]
        clear = (case for case in told if readable(phrase(case.text)) >= READABLE)
        chosen = _of_different(clear) or _of_different(told) or _of_different(latest)
        return tuple(Example(gist(case.text, _EXAMPLE), case.permalink) for case in chosen)

    def _parts(self, theme: Theme) -> tuple[tuple[str, int], ...]:
        """What exactly is asked, each part in the words of one of its own, and by how many."""
        found: Counter[str] = Counter()
        for rows in theme.questions:
            if len({self.cases[row].asker for row in rows}) >= QUOTED_FROM:
                said = Said([self.texts[row] for row in rows])
                public = [self.texts[row] for row in rows if self.cases[row].is_public]
                if heading := _heading(public, said):
                    found[heading] += len(rows)
        return tuple(found.most_common(_PARTS))

    def _note(self, identity: Identity, name: str) -> str:
        before = self._before_named(identity)
        if before and before != name:
            return f"Before, it was called: {before}."
        if identity.merged:
            gone = ", ".join(self.names.get(old, f"theme {old}") for old in identity.merged)
            return f"Now holds what was: {gone}."
        if identity.split_from is not None:
            return f"Split from: {self.names.get(identity.split_from, identity.split_from)}."
        return ""


def _such_as(parts: Sequence[tuple[str, int]]) -> str:
    """Of those that are asked about as often as any, the part that reads best."""
    most = max((count for _, count in parts), default=0)
    often = [text for text, count in parts if 2 * count >= most]
    return max(often, key=readable, default="")


def _heading(texts: Iterable[str], said: Said) -> str:
    """The heading that says what most say; empty where none reads well, or none is like another."""
    best, most = "", 1.5 / said.size
    for one in dict.fromkeys(map(phrase, texts)):
        stems = stems_of(one) - HABITS
        if len(stems) > 1 and readable(one) >= READABLE and said.share(stems) > most:
            best, most = one, said.share(stems)
    return best


def _of_different(cases: Iterable[Case]) -> list[Case]:
    """The first few of different askers."""
    found: dict[str, Case] = {}
    for case in cases:
        found.setdefault(case.asker, case)
        if len(found) == _EXAMPLES:
            break
    return list(found.values())


def _status(identity: Identity, trend: Sequence[int], known: int) -> str:
    """`known`: weeks before this one of which anything is known."""
    now, before = trend[-1], trend[:-1]
    if identity.merged:
        return "merged"
    if identity.split_from is not None:
        return "split"
    if now and not any(before):
        return "new"
    if not now:
        return "quiet"
    usual = sum(before[-known:]) / known
    spread = 1.5 * (usual + 1) ** 0.5
    return "growing" if now > usual + spread else "shrinking" if now < usual - spread else "steady"
