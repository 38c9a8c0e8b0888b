"""What is learned of humans' answers: drafts to decide on, and changes suggested for the docs."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from bot.crossing import Lane
from bot.web.admin import admin
from bot.web.parts import PartsOf, known_id
from bot.web.problems import documented, not_found
from bot.web.shapes import (
    LessonBody,
    LessonDecided,
    SuggestionBody,
    SuggestionDecided,
    SuggestionList,
)
from bot.web.views import lesson_body, suggestion_body
from core.db.lessons import APPROVED, DISCARDED
from core.db.suggestions import DISMISSED, DONE

router = APIRouter(prefix="/api/v1/admin", tags=["desk"], dependencies=[Depends(admin)])
_DONE = documented(400, 401, 404, 413, 422, 429, 503)


@router.post("/lessons/{lesson_id}", responses=_DONE)
async def decide(
    parts: PartsOf,
    lesson_id: Annotated[str, Path(description="A lesson's id.")],
    decided: LessonDecided,
) -> LessonBody:
    """Approve a human's answer, as it is or edited, or discard it.

    What is approved is searched within a minute; approved again, it replaces what it was.
    """
    key = known_id(lesson_id, "lesson")
    state = APPROVED if decided.approve else DISCARDED
    now = datetime.now(UTC)
    try:
        lesson = await parts.crossing.over(
            Lane.WRITE,
            parts.lessons.decide,
            key,
            state,
            decided.question,
            decided.answer,
            decided.author,
            now,
        )
    except LookupError:
        raise not_found("lesson") from None
    return lesson_body(lesson)


@router.get("/suggestions", responses=documented(401, 422, 429, 503))
async def suggestions(parts: PartsOf) -> SuggestionList:
    """Changes to the docs that answers which are alike suggest, and nobody has dealt with."""
    found = await parts.crossing.over(Lane.READ, parts.suggestions.open)
    stuck = {one.id: one for one in await parts.crossing.over(Lane.READ, parts.deliveries.stuck)}
    return SuggestionList(suggestions=[suggestion_body(one, stuck.get(one.id)) for one in found])


@router.post("/suggestions/{suggestion_id}", responses=_DONE)
async def dealt_with(
    parts: PartsOf,
    suggestion_id: Annotated[str, Path(description="A suggestion's id.")],
    decided: SuggestionDecided,
) -> SuggestionBody:
    """The docs say it now, or will not: nobody needs to be told any more."""
    key = known_id(suggestion_id, "suggestion")
    state = DONE if decided.done else DISMISSED
    now = datetime.now(UTC)
    try:
        found = await parts.crossing.over(
            Lane.WRITE, parts.suggestions.decide, key, state, decided.author, now
        )
    except LookupError:
        raise not_found("suggestion") from None
    return suggestion_body(found)
