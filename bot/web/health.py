"""Is it up, is it ready, and what has it counted?"""

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from bot.web.parts import Check, PartsOf
from bot.web.problems import Problem, documented

router = APIRouter(tags=["health"])
_PATIENCE = 3.0


class Alive(BaseModel):
    """The process answers."""

    status: str = "ok"


class Dependency(BaseModel):
    """Something without which questions cannot be answered."""

    ok: bool
    found: str


class Ready(BaseModel):
    """Everything that is needed is there."""

    ready: bool
    dependencies: dict[str, Dependency]


@router.get("/healthz")
async def alive() -> Alive:
    """Whether the process lives."""
    return Alive()


@router.get("/readyz", responses=documented(503))
async def ready(parts: PartsOf) -> Ready:
    """Whether questions can be answered, and if not, which dependency is away."""
    looked = await asyncio.gather(*(_look(check) for check in parts.checks.values()))
    found = dict(zip(parts.checks, looked, strict=True))
    away = [name for name, dependency in found.items() if not dependency.ok]
    if parts.stopping.is_set():
        away.append("server (going down)")
    if away:
        raise Problem(
            503,
            "not-ready",
            f"Away: {', '.join(away)}.",
            "Wait a moment after a start; else run `dialtone doctor` where it runs.",
            headers={"Retry-After": "5"},
            dependencies={name: item.model_dump() for name, item in found.items()},
        )
    return Ready(ready=True, dependencies=found)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(parts: PartsOf) -> Response:
    """Counts for Prometheus."""
    return Response(parts.metrics.text(), media_type=CONTENT_TYPE_LATEST)


async def _look(check: Check) -> Dependency:
    try:
        return Dependency(ok=True, found=await asyncio.wait_for(check(), _PATIENCE))
    except TimeoutError:
        return Dependency(ok=False, found="does not answer")
    except Exception as error:  # noqa: BLE001  whatever a dependency raises, it is away
        # Not its text, which may name files and servers: this page is open to everybody.
        return Dependency(ok=False, found=type(error).__name__)
