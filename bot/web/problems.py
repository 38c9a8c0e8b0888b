"""Every error as application/problem+json (RFC 9457), with a remedy."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from core.db.posts import KeyReused
from core.errors import DialtoneError

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)


class ProblemBody(BaseModel):
    """What went wrong, and what to do about it."""

    model_config = ConfigDict(
        title="Problem",
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:dialtone:problem:not-found",
                    "title": "Not found",
                    "status": 404,
                    "detail": "There is no such conversation of yours.",
                    "remedy": "Start a new conversation.",
                }
            ]
        },
    )

    type: str = Field(description="Names the kind of problem, for programs.")
    title: str
    status: int
    detail: str
    remedy: str = Field(description="What to do about it, for people.")
    instance: str | None = None


class Problem(Exception):
    """An error that a caller is told about."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        remedy: str,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = dict(headers or {})
        self.body = {
            "type": f"urn:dialtone:problem:{kind}",
            "title": kind.replace("-", " ").capitalize(),
            "status": status,
            "detail": detail,
            "remedy": remedy,
            **more,
        }

    def response(self) -> JSONResponse:
        """The problem as an answer."""
        return JSONResponse(self.body, self.status, self.headers, MEDIA_TYPE)


def not_found(what: str = "conversation") -> Problem:
    """The same for what is not there and for what belongs to somebody else."""
    detail = f"There is no such {what} of yours."
    return Problem(404, "not-found", detail, "Start a new conversation.")


def away() -> Problem:
    """Something that this depends on does not answer. Says nothing of where it is."""
    return Problem(
        503,
        "unavailable",
        "This cannot be stored or read right now.",
        "Try again in a moment, with the same Idempotency-Key: nothing is asked twice.",
        headers={"Retry-After": "5"},
    )


_DESCRIPTIONS = {
    400: "The body cannot be read.",
    401: "The token is missing, forged, expired or meant for elsewhere.",
    403: "This origin may not show the bubble, or nobody may ask without signing in.",
    404: "There is nothing such of yours.",
    413: "The body is too long.",
    422: "The request does not say what it should.",
    429: "Too much at once; Retry-After says when to go on.",
    503: "Something that this depends on is away.",
}


def documented(*codes: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of these problems."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        code: {"description": _DESCRIPTIONS[code], "content": content} for code in sorted(codes)
    }


def install(app: FastAPI) -> None:
    """Answer every error so, whoever raises it."""
    app.add_exception_handler(Problem, _own)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(KeyReused, _reused)
    app.add_exception_handler(DialtoneError, _away)
    app.add_exception_handler(Exception, _unexpected)


def _own(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return error.response()


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return Problem(
        422,
        "invalid-request",
        f"{place}: {first['msg']}",
        "See /openapi.json for what this expects.",
        errors=[
            {"place": ".".join(str(part) for part in item["loc"]), "message": item["msg"]}
            for item in error.errors()[:10]
        ],
    ).response()


_REMEDIES = {
    400: "Send a body of JSON in UTF-8.",
    404: "See /openapi.json for the addresses that there are.",
    405: "See the Allow header for what may be done here.",
}


def _plain(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kind = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    remedy = _REMEDIES.get(error.status_code, "Check the request and try again.")
    return Problem(
        error.status_code, kind, str(error.detail), remedy, headers=error.headers
    ).response()


def _reused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, KeyReused)
    return Problem(422, "idempotency-key-reused", error.message, error.remedy).response()


def _away(_request: Request, error: Exception) -> JSONResponse:
    # The text names files and servers: it is for the operator's log, not for visitors.
    _log.error("A request failed: %s", error)
    return away().response()


def _unexpected(_request: Request, error: Exception) -> JSONResponse:
    _log.error("A request failed.", exc_info=error)
    return Problem(
        500,
        "internal-error",
        "Something broke on our side; it is in the log.",
        "Try again, or reach a human through your usual channel.",
    ).response()
