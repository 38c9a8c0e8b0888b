"""Cases of a window of weeks -> the report of its last week."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import numpy as np

from analytics.asked import gist
from analytics.case import Case
from analytics.effect import Effect, Intervention, effect
from analytics.kinds import Judged, Kind, judge
from analytics.report.record import Example, ThemeRow, WeeklyReport
from analytics.report.weeks import figures, name_of, starts_until, week_index
from analytics.report.words import several
from analytics.themes.identity import Identity, identify
from analytics.themes.levels import Levels, two_levels
from analytics.themes.naming import stays
from analytics.themes.themes import Theme, find_groups
from analytics.toil import Toil, rank
from core.ports import Vectors
from core.records import AnswerKind
from core.report_settings import QUOTED_FROM
from core.thread import Outcome

WINDOW = 12
"""Weeks that themes are looked for in."""
_ALIKE = 0.5
"""Cosine from which two questions are taken to ask for the same."""
_BLOCK = 2048
_EXAMPLES, _PARTS, _DECISIONS, _TEAMS = 3, 4, 3, 3
_HELPED = -0.5
"""A theme that an intervention changed by this or more needs no other decision."""
_DO = {
    Kind.AUTOMATION: "Automate",
    Kind.BUG: "Fix",
    Kind.FINDABILITY: "Make the page easier to find for",
    Kind.DOCS_GAP: "Write the page for",
    Kind.HOW_TO: "Write or improve the how-to for",
}


@dataclass(frozen=True, slots=True)
class Reported:
    """A report, and which theme each case is in, to be known by next week."""

    report: WeeklyReport
    theme_of: Mapping[str, int]
    """Key of a case -> id of its theme."""


def weekly_report(
    cases: Sequence[Case],
    texts: Sequence[str],
    vectors: Vectors,
    start: date,
    *,
    known: Mapping[str, int] | None = None,
    names: Mapping[int, str] | None = None,
    next_id: int = 1,
    interventions: Sequence[Intervention] = (),
    team_of: Callable[[str], str] = lambda person: "",
) -> Reported:
    """The report of the week that begins at `start`, from the cases of WINDOW weeks until its end.

    `texts` and `vectors` say what each case asks. `known` and `names`: earlier themes.
    `team_of`: the team of a person, empty where nobody knows.
    """
    starts = starts_until(start, WINDOW)
    weeks = week_index(cases, starts)
    replies = [" ".join(case.replies) for case in cases]
    levels = two_levels(find_groups(texts, vectors, broad=True), texts, vectors, replies)
    found = levels.themes
    members = [[cases[row].key for row in theme.members] for theme in found.themes]
    identities = identify(members, known or {}, next_id)
    repeated = [_repeated(vectors[list(theme.members)]) for theme in found.themes]
    minutes = [case.minutes for case in cases]
    ranking = rank(minutes, found.theme_of, repeated, _span(weeks), levels.otherwise)
    toils = {toil.theme: toil for toil in ranking.toils}
    order = [toil.theme for toil in ranking.toils]
    order += [at for at in range(len(found.themes)) if at not in toils]
    maker = _Rows(cases, texts, weeks, levels, identities, toils, names or {}, team_of)
    rows = tuple(maker.row(at) for at in order)
    trend = tuple(
        figures(day, [case for case, at in zip(cases, weeks, strict=True) if at == number])
        for number, day in enumerate(starts)
    )
    effects = _effects(interventions, rows, trend, starts, names or {})
    helped = {done.intervention.theme for done in effects if _helped(done)}
    open_ = [row for row in rows if _pays(row) and row.id not in helped]
    report = WeeklyReport(
        week=name_of(start),
        start=start,
        end=start + timedelta(days=6),
        this=trend[-1],
        last=trend[-2],
        trend=trend,
        themes=rows,
        curve=ranking.cumulative,
        decisions=tuple(map(_decision, open_[:_DECISIONS])),
        effects=effects,
        recognition=_recognition(rows),
        gone=_gone(identities, known or {}, names or {}),
        unassigned=found.unassigned,
    )
    theme_of = {
        case.key: identities[at].id
        for case, at in zip(cases, found.theme_of, strict=True)
        if at is not None
    }
    return Reported(report, theme_of)


@dataclass(frozen=True, slots=True)
class _Rows:
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
        return ThemeRow(
            id=identity.id,
            name=self._name(theme, identity, quoted),
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
            examples=self._examples(now or mine, theme) if quoted else (),
            parts=self._parts(theme) if quoted else (),
            note=self._note(identity, theme, quoted),
        )

    def _before(self) -> int:
        """Weeks before this one of which anything is known, at most 8."""
        return min(WINDOW - 1 - min(self.weeks), 8)

    def _name(self, theme: Theme, identity: Identity, quoted: bool) -> str:
        # Two words of a rare question may be somebody's own: then only what was counted is said.
        name = ", ".join(theme.label.terms) or "(few words)"
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
        """The latest public ones of different askers, so that nobody is shown twice."""
        public = [case for case in cases if case.is_public]
        latest = sorted(public, key=lambda case: case.asked_at, reverse=True)
        different = {case.asker: case for case in reversed(latest)}
        chosen = sorted(different.values(), key=lambda case: case.asked_at, reverse=True)
        return tuple(Example(gist(case.text, 160), case.permalink) for case in chosen[:_EXAMPLES])

    def _parts(self, theme: Theme) -> tuple[tuple[str, int], ...]:
        return tuple(
            (gist(self.texts[rows[0]]), len(rows))
            for rows in theme.questions[:_PARTS]
            if len({self.cases[row].asker for row in rows}) >= QUOTED_FROM
            and self.cases[rows[0]].is_public
        )

    def _note(self, identity: Identity, theme: Theme, quoted: bool) -> str:
        before = self._before_named(identity)
        if before and before != self._name(theme, identity, quoted):
            return f"Before, it was called: {before}."
        if identity.merged:
            gone = ", ".join(self.names.get(old, f"theme {old}") for old in identity.merged)
            return f"Now holds what was: {gone}."
        if identity.split_from is not None:
            return f"Split from: {self.names.get(identity.split_from, identity.split_from)}."
        return ""


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


def _repeated(vectors: Vectors) -> float:
    """Share of questions that are like another one of their theme."""
    if len(vectors) < 2:
        return 0.0
    like = 0
    for begin in range(0, len(vectors), _BLOCK):
        near = vectors[begin : begin + _BLOCK] @ vectors.T
        near[np.arange(len(near)), np.arange(begin, begin + len(near))] = -1
        like += int((near.max(axis=1) >= _ALIKE).sum())
    return like / len(vectors)


def _span(weeks: Sequence[int]) -> float:
    """Weeks from the first question to the end of the window."""
    return float(WINDOW - min(weeks)) if weeks else 1.0


def _pays(row: ThemeRow) -> bool:
    """Whether a remedy would spare anything: what was asked once and not again needs none."""
    return row.toil is not None and row.toil.saves.value > 0


def _helped(done: Effect) -> bool:
    change = done.change
    return change is not None and change.value <= _HELPED and change.high < 0


def _decision(row: ThemeRow) -> str:
    toil = row.toil
    assert toil is not None
    judged: Judged = row.judged
    return (
        f"{_DO[judged.kind]} “{row.name}”: {several(row.questions, 'question')},"
        f" {toil.hours_a_week:.1f} hours a week; would spare"
        f" {toil.saves.value:.0%} ({toil.saves.low:.0%} to {toil.saves.high:.0%}) of human time."
    )


def _effects(
    interventions: Sequence[Intervention],
    rows: Sequence[ThemeRow],
    trend: Sequence[object],
    starts: Sequence[date],
    names: Mapping[int, str],
) -> tuple[Effect, ...]:
    totals = [getattr(week, "questions", 0) for week in trend]
    by_id = {row.id: row for row in rows}
    found = []
    for done in interventions:
        row = by_id.get(done.theme)
        counts = list(row.trend) if row else [0] * len(starts)
        others = [total - count for total, count in zip(totals, counts, strict=True)]
        # Weeks before anybody asked anything say nothing about before and after.
        first = next((n for n, total in enumerate(totals) if total), 0)
        name = row.name if row else names.get(done.theme, f"theme {done.theme}")
        found.append(effect(done, name, starts[first:], counts[first:], others[first:]))
    return tuple(found)


def _recognition(rows: Sequence[ThemeRow]) -> tuple[str, ...]:
    shrunk = [row for row in rows if row.status == "shrinking" and row.questions >= 5]
    return tuple(
        f"“{row.name}” shrank to {row.this_week} this week from"
        f" {sum(row.trend[-9:-1]) / 8:.1f} a week."
        for row in shrunk[:3]
    )


def _gone(
    identities: Sequence[Identity], known: Mapping[str, int], names: Mapping[int, str]
) -> tuple[str, ...]:
    here = {identity.id for identity in identities}
    merged = {old for identity in identities for old in identity.merged}
    return tuple(names[old] for old in sorted(set(known.values()) - here - merged) if old in names)
