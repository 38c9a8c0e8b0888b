"""The desk, for those who answer: open calls, and what may be done with each. Needs an API key."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query

from bot.crossing import Lane
from bot.web.admin import admin, transcript
from bot.web.parts import Parts, PartsOf, known_id
from bot.web.problems import Problem, documented, not_found
from bot.web.shapes import (
    CallBody,
    EscalationList,
    EscalationRow,
    LessonBody,
    Reassign,
    Step,
)
from bot.web.views import delivery_body, escalation_row, happened_body, lesson_body
from core.conversation import Escalation, EscalationState
from core.db.call_list import worst
from core.db.escalations import Escalations
from core.errors import UserError

router = APIRouter(prefix="/api/v1/admin", tags=["desk"], dependencies=[Depends(admin)])
EscalationId = Annotated[str, Path(description="A call's id.")]
_READ = documented(401, 404, 422, 429, 503)
_DONE = documented(400, 401, 404, 413, 422, 429, 503)


@router.get("/escalations", responses=documented(401, 422, 429, 503))
async def escalations(
    parts: PartsOf,
    state: Annotated[EscalationState | None, Query(description="Only in this state.")] = None,
    order: Annotated[
        Literal["newest", "urgent"],
        Query(description="`urgent`: only what is not over, and who waits worst first."),
    ] = "newest",
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> EscalationList:
    """Calls for a human, a part at a time."""
    calls = parts.calls
    if order == "urgent" and state is None:
        found = await parts.crossing.over(Lane.READ, calls.unresolved, limit, skip)
    else:
        found = await parts.crossing.over(Lane.READ, calls.newest, state, limit, skip)
    tally = await parts.crossing.over(Lane.READ, calls.tally)
    return EscalationList(
        escalations=[escalation_row(one.escalation, one.stuck, one.question) for one in found],
        waiting=tally.waiting,
        unresolved=tally.unresolved,
        undelivered=tally.undelivered,
    )


@router.get("/escalations/{escalation_id}", responses=_READ)
async def read(parts: PartsOf, escalation_id: EscalationId) -> CallBody:
    """One call: the whole conversation, everything that happened, who was told."""
    key = known_id(escalation_id, "call")
    try:
        found = await parts.crossing.over(Lane.READ, _stored(parts).get, key)
    except LookupError:
        raise not_found("call") from None
    conversation = await parts.assistant.read(found.conversation_id, None)
    events = await parts.crossing.over(Lane.READ, _stored(parts).events, key)
    told = await parts.crossing.over(Lane.READ, parts.deliveries.of, key)
    return CallBody(
        escalation=escalation_row(found, worst(told, key)),
        conversation=transcript(conversation),
        events=[happened_body(event) for event in events],
        deliveries=[delivery_body(delivery) for delivery in told],
        lesson=await _lesson(parts, key),
    )


@router.post("/escalations/{escalation_id}/claim", responses=_DONE)
async def claim(parts: PartsOf, escalation_id: EscalationId, step: Step) -> EscalationRow:
    """Take it: the asker is told who looks at it, and the bot stays silent."""
    key = known_id(escalation_id, "call")
    return await _done(parts, lambda: parts.desk.acknowledge(key, step.author))


@router.post("/escalations/{escalation_id}/resolve", responses=_DONE)
async def resolve(parts: PartsOf, escalation_id: EscalationId, step: Step) -> EscalationRow:
    """It is over."""
    key = known_id(escalation_id, "call")
    return await _done(parts, lambda: parts.desk.resolve(key, step.author))


@router.post("/escalations/{escalation_id}/reopen", responses=_DONE)
async def reopen(parts: PartsOf, escalation_id: EscalationId, step: Step) -> EscalationRow:
    """It was not over: it goes out again."""
    key = known_id(escalation_id, "call")
    return await _done(parts, lambda: parts.desk.reopen(key, step.author))


@router.post("/escalations/{escalation_id}/reassign", responses=_DONE)
async def reassign(parts: PartsOf, escalation_id: EscalationId, step: Reassign) -> EscalationRow:
    """Pass it on to another team of the catalog."""
    key = known_id(escalation_id, "call")
    return await _done(parts, lambda: parts.desk.reassign(key, step.team, step.author))


@router.post("/escalations/{escalation_id}/docs-gap", responses=_DONE)
async def docs_gap(parts: PartsOf, escalation_id: EscalationId, step: Step) -> EscalationRow:
    """The docs should have answered this."""
    key = known_id(escalation_id, "call")
    return await _done(parts, lambda: parts.desk.docs_gap(key, step.author))


async def _lesson(parts: Parts, key: str) -> LessonBody | None:
    found = await parts.crossing.over(Lane.READ, parts.lessons.of, key)
    return lesson_body(found) if found and found.question else None


def _stored(parts: Parts) -> Escalations:
    return parts.assistant.escalations


async def _done(parts: Parts, step: Callable[[], Escalation]) -> EscalationRow:
    try:
        changed = await parts.assistant.handle(step)
    except LookupError:
        raise not_found("call") from None
    except UserError as error:
        raise Problem(422, "invalid-request", error.message, error.remedy) from None
    return escalation_row(changed)
