"""The web surface put together: routes, what guards them, and what runs beside them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from bot.warming import warm_up
from bot.web import (
    admin,
    conversation_routes,
    desk,
    health,
    learning,
    pages,
    problems,
    session_routes,
)
from bot.web import insights as insights_page
from bot.web.guard import Guard, ProtectiveHeaders
from bot.web.insights import Insights
from bot.web.metrics import Measured
from bot.web.origins import Cors
from bot.web.parts import Parts
from bot.web.site import Site, shelf_router

VERSION = "1"


class Beside(Protocol):
    """Another surface in the same process."""

    @property
    def routers(self) -> Sequence[APIRouter]:
        """Routes that it needs."""

    async def start(self) -> None:
        """Begin."""

    async def close(self) -> None:
        """End."""


_DESCRIPTION = """
Ask a platform's docs, get answers with links, and reach a human at any time.

Begin a session, begin a conversation, post a question. Every error is `application/problem+json`
with a `remedy`. Every post takes an `Idempotency-Key`: sent again, nothing is asked twice.
"""


def create_app(
    parts: Parts,
    *,
    warm: Callable[[], Any] | None = None,
    site: Site | None = None,
    line: Beside | None = None,
    insights: Insights | None = None,
) -> FastAPI:
    """The ASGI application.

    `warm` loads what is slow to load; it runs in the background from the start on.
    `line` is another surface that lives as long as this one, such as Slack.
    `insights` are what /insights shows; without them there is no such page.
    """
    app = FastAPI(
        title="Dialtone",
        version=VERSION,
        description=_DESCRIPTION,
        docs_url=None,  # would load scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan(parts, warm, line),
        redirect_slashes=False,
    )
    app.state.parts = parts
    site = site or Site()
    problems.install(app)
    for router in (
        session_routes.router,
        conversation_routes.router,
        admin.router,
        desk.router,
        learning.router,
        health.router,
        pages.router(site.front or pages.FULL_PAGE, parts.settings.origins),
        *map(shelf_router, site.shelves),
        *(line.routers if line else ()),
        *((insights_page.router(insights), pages.insights_router()) if insights else ()),
    ):
        app.include_router(router)
    app.add_middleware(Guard, parts.limits, parts.settings.limits.body_bytes)
    app.add_middleware(Cors, parts.origins, (pages.SCRIPT,))
    app.add_middleware(Measured, parts.metrics)
    app.add_middleware(ProtectiveHeaders)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def _lifespan(parts: Parts, warm: Callable[[], Any] | None, line: Beside | None) -> Any:
    @asynccontextmanager
    async def running(_app: FastAPI) -> AsyncIterator[None]:
        await parts.assistant.start()
        warming = asyncio.create_task(warm_up(parts.crossing, warm)) if warm else None
        if line:
            await line.start()
        yield
        parts.stopping.set()
        parts.assistant.bell.ring_all()
        if warming:
            warming.cancel()
        if line:
            await line.close()
        await parts.assistant.close()
        parts.crossing.close()

    return running


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
        )
        shapes = schema["components"]["schemas"]
        shapes["Problem"] = problems.ProblemBody.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            shapes.pop(unused, None)
        app.openapi_schema = schema
    return app.openapi_schema
