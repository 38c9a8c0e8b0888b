"""Cases of a window of weeks -> the report of its last week."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from analytics.case import Case
from analytics.effect import Effect, Intervention, effect
from analytics.kinds import Judged, Kind
from analytics.report.record import ThemeRow, WeeklyReport
from analytics.report.rows import Rows
from analytics.report.weeks import WINDOW, figures, name_of, starts_until, week_index
from analytics.report.words import several
from analytics.themes.identity import Identity, identify
from analytics.themes.levels import two_levels
from analytics.themes.themes import find_groups
from analytics.toil import rank
from core.ports import Vectors

_ALIKE = 0.5
"""Cosine from which two questions are taken to ask for the same."""
_BLOCK = 2048
_DECISIONS = 3
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
    maker = Rows(cases, texts, weeks, levels, identities, toils, names or {}, team_of)
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
        f"{_DO[judged.kind]} {_called(row)}: {several(row.questions, 'question')},"
        f" {toil.hours_a_week:.1f} hours a week; would spare"
        f" {toil.saves.value:.0%} ({toil.saves.low:.0%} to {toil.saves.high:.0%}) of human time."
    )


def _called(row: ThemeRow) -> str:
    return f"“{row.name}”, such as “{row.such_as}”" if row.such_as else f"“{row.name}”"


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
