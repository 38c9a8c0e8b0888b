"""What people ask, for those who plan: themes of any weeks and team, and what was done about them.

Everything was counted when it was stored, so a page of a hundred thousand questions is a few sums.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from bot.crossing import Lane
from bot.web.admin import admin
from bot.web.parts import PartsOf
from bot.web.problems import Problem, documented, not_found
from bot.web.shapes import Said
from core.db.cases import Cases, Scope, ThemeSums
from core.db.theme_book import Recorded, ThemeBook
from core.report_settings import QUOTED_FROM

_QUESTIONS = 50
_WEEK = r"^\d{4}-W\d{2}$"


class QuestionTexts(Protocol):
    """Reads the words of questions where they were said."""

    def __call__(self, places: list[tuple[int | None, str]]) -> Iterator[tuple[str, str, datetime]]:
        """(thread's key, conversation's id) -> (words, permalink, asked at), where still there."""


@dataclass(frozen=True, slots=True)
class Insights:
    """Where the figures are."""

    cases: Cases
    book: ThemeBook
    texts: QuestionTexts


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class InterventionBody(_Shape):
    """Something that was done."""

    id: int
    text: str
    since: date


class NewIntervention(_Shape):
    """Something that was done about a theme."""

    text: Said = Field(max_length=300)
    since: date | None = Field(default=None, description="The day it took effect; today if none.")


SuchAs = Annotated[
    str,
    Field(
        description="What the newest report says is asked of it, if its label is key terms alone."
    ),
]


class ThemeBody(_Shape):
    """A theme in the chosen weeks."""

    id: int
    label: str
    such_as: SuchAs
    kind: str
    questions: int
    askers: int
    human_hours: float
    share: float = Field(description="Of all human time in the chosen weeks, 0 to 1.")
    solved: int
    unanswered: int
    by_dialtone: int
    without_human: int
    escalated: int
    frustrated: int


class InsightsBody(_Shape):
    """Themes, most human time first."""

    weeks: list[str] = Field(description="Every week that has questions, newest first.")
    teams: list[str]
    kinds: list[str] = Field(description="Every kind of theme that there is.")
    questions: int
    human_hours: float
    unnamed: int = Field(description="Questions in no theme, or in themes of fewer than 3 people.")
    weekly: dict[str, int]
    themes: list[ThemeBody]


class QuestionBody(_Shape):
    """One question."""

    text: str
    permalink: str
    asked_at: datetime


class ThemeDetail(_Shape):
    """A theme from near."""

    id: int
    label: str
    such_as: SuchAs
    kind: str
    evidence: str
    weekly: dict[str, int]
    questions: list[QuestionBody]
    interventions: list[InterventionBody]


Since = Annotated[str, Query(pattern=_WEEK, description="First week, as 2021-W07.")]
Until = Annotated[str, Query(pattern=_WEEK, description="Last week.")]
Team = Annotated[str, Query(max_length=200, description="Only questions of this team.")]
ThemeId = Annotated[int, Path(ge=1, lt=2**31, description="A theme's id.")]
_FIRST, _LAST = "0000-W00", "9999-W99"


def router(insights: Insights) -> APIRouter:
    """The routes over these figures."""
    routes = APIRouter(
        prefix="/api/v1/admin/insights", tags=["insights"], dependencies=[Depends(admin)]
    )

    @routes.get("", responses=documented(401, 422, 429, 503))
    async def overview(
        parts: PartsOf,
        since: Since = _FIRST,
        until: Until = _LAST,
        team: Team = "",
        kind: Annotated[str, Query(max_length=40, description="Only this kind of theme.")] = "",
    ) -> InsightsBody:
        """Themes of these weeks with what they cost."""
        scope = Scope(since, until, team)
        return await parts.crossing.over(Lane.READ, _overview, insights, scope, kind)

    @routes.get("/themes/{theme_id}", responses=documented(401, 404, 422, 429, 503))
    async def theme(
        parts: PartsOf,
        theme_id: ThemeId,
        since: Since = _FIRST,
        until: Until = _LAST,
        team: Team = "",
    ) -> ThemeDetail:
        """A theme's newest questions, its weeks, and what was done about it."""
        scope = Scope(since, until, team)
        return await parts.crossing.over(Lane.READ, _detail, insights, theme_id, scope)

    @routes.post(
        "/themes/{theme_id}/interventions",
        status_code=201,
        responses=documented(400, 401, 404, 413, 422, 429, 503),
    )
    async def intervene(
        parts: PartsOf, theme_id: ThemeId, done: NewIntervention
    ) -> InterventionBody:
        """Note that something was done; the next reports say whether it worked."""
        return await parts.crossing.over(Lane.WRITE, _note, insights, theme_id, done)

    return routes


@dataclass(frozen=True, slots=True)
class _Known:
    """A theme as the newest report names it."""

    id: int
    label: str
    such_as: str
    kind: str
    evidence: str


def _themes(insights: Insights) -> dict[int, _Known]:
    """Every theme of any report, with what the newest one says of it."""
    report = json.loads(insights.book.report() or "{}")
    rows = {row["id"]: row for row in report.get("themes", ())}
    return {
        key: _known(key, name, rows.get(key, {})) for key, name in insights.book.names().items()
    }


def _known(key: int, name: str, row: Mapping[str, Any]) -> _Known:
    """`row`: what the newest report says, as JSON; empty where it does not have the theme."""
    judged = row.get("judged") or {"kind": "", "evidence": ""}
    return _Known(key, name, row.get("such_as", ""), judged["kind"], judged["evidence"])


def _overview(insights: Insights, scope: Scope, kind: str) -> InsightsBody:
    sums = insights.cases.sums(scope)
    counted = insights.cases.asked()
    weekly = Counter[str]()
    for one in counted:
        weekly[one.week] += one.questions if one.within(scope) else 0
    known = _themes(insights)
    minutes = sum(one.minutes for one in sums)
    named = [
        (known[one.theme_id], one)
        for one in sums
        if one.theme_id in known and one.askers >= QUOTED_FROM
    ]
    asked = sum(one.questions for one in sums)
    return InsightsBody(
        weeks=sorted(weekly, reverse=True),
        teams=sorted({one.team for one in counted} - {""}),
        kinds=sorted({theme.kind for theme, _ in named if theme.kind}),
        questions=asked,
        human_hours=round(minutes / 60, 2),
        unnamed=asked - sum(one.questions for _, one in named),
        weekly={week: count for week, count in weekly.items() if count},
        themes=[
            _theme_body(theme, one, minutes) for theme, one in named if kind in ("", theme.kind)
        ],
    )


def _theme_body(theme: _Known, one: ThemeSums, minutes: float) -> ThemeBody:
    return ThemeBody(
        id=theme.id,
        label=theme.label,
        such_as=theme.such_as,
        kind=theme.kind,
        questions=one.questions,
        askers=one.askers,
        human_hours=round(one.minutes / 60, 2),
        share=round(one.minutes / minutes, 4) if minutes else 0.0,
        solved=one.solved,
        unanswered=one.unanswered,
        by_dialtone=one.by_dialtone,
        without_human=one.without_human,
        escalated=one.escalated,
        frustrated=one.frustrated,
    )


def _detail(insights: Insights, theme_id: int, scope: Scope) -> ThemeDetail:
    theme = _named(insights, theme_id)
    places = insights.cases.newest(scope, theme_id, _QUESTIONS)
    return ThemeDetail(
        id=theme.id,
        label=theme.label,
        such_as=theme.such_as,
        kind=theme.kind,
        evidence=theme.evidence,
        weekly=insights.cases.weekly(scope, theme_id),
        questions=[
            QuestionBody(text=text, permalink=link, asked_at=at)
            for text, link, at in insights.texts(places)
        ],
        interventions=[
            _intervention(done)
            for done in insights.book.interventions()
            if done.theme_id == theme_id
        ],
    )


def _note(insights: Insights, theme_id: int, done: NewIntervention) -> InterventionBody:
    _named(insights, theme_id)
    today = datetime.now(UTC).date()
    if (done.since or today) > today:
        raise Problem(
            422, "invalid", "The day lies in the future.", "Note it when it has taken effect."
        )
    return _intervention(insights.book.intervene(theme_id, done.text, done.since or today))


def _named(insights: Insights, theme_id: int) -> _Known:
    """The theme. One of too few people is not there: nothing of it is shown."""
    theme = _themes(insights).get(theme_id)
    if theme is None or insights.cases.askers(theme_id) < QUOTED_FROM:
        raise not_found()
    return theme


def _intervention(done: Recorded) -> InterventionBody:
    return InterventionBody(id=done.id, text=done.what, since=done.on)
