"""Signed requests from Slack, where it reaches us by HTTP."""

from fastapi import APIRouter, Request, Response
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp

from core.slack_settings import EVENTS_PATH


def router(app: AsyncApp) -> APIRouter:
    """The one route that Slack calls."""
    made = APIRouter(include_in_schema=False)
    handler = AsyncSlackRequestHandler(app)

    @made.post(EVENTS_PATH)
    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return made
