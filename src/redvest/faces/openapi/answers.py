"""How a call answers: a shape as JSON with its caching said, written out once, past the framework's second pass."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from pydantic_core import to_json

from redvest.faces.openapi.shapes.base import Shape

MEDIA_TYPE = "application/json"
PRIVATE = "no-store"
BRIEFLY = "public, max-age=10"
LONG = "public, max-age=300"


def answer(shape: Shape, *, status: int = 200, cache: str = PRIVATE) -> HttpResponse:
    """The shape as JSON. Validating what we built ourselves a second time would only cost time."""
    return _json(shape.model_dump_json(by_alias=True), status, cache)


def plain_answer(values: dict[str, Any], *, status: int = 200, cache: str = PRIVATE) -> HttpResponse:
    """Plain values that already have the form of a shape, for long lists."""
    return _json(to_json(values), status, cache)


def _json(content: str | bytes, status: int, cache: str) -> HttpResponse:
    headers = {"Cache-Control": cache}
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE, headers=headers)


def nothing() -> HttpResponse:
    """204: done, and nothing to say."""
    response = HttpResponse(status=204)
    response["Cache-Control"] = PRIVATE
    return response
