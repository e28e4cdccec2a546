"""How a call answers: a shape as JSON with its caching said, written out once, past the framework's second pass."""

from __future__ import annotations

from django.http import HttpResponse

from redvest.faces.openapi.shapes.base import Shape

MEDIA_TYPE = "application/json"
PRIVATE = "no-store"
BRIEFLY = "public, max-age=10"
LONG = "public, max-age=300"


def answer(shape: Shape, *, status: int = 200, cache: str = PRIVATE) -> HttpResponse:
    """The shape as JSON. Validating what we built ourselves a second time would only cost time."""
    response = HttpResponse(shape.model_dump_json(by_alias=True), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = cache
    return response


def nothing() -> HttpResponse:
    """204: done, and nothing to say."""
    response = HttpResponse(status=204)
    response["Cache-Control"] = PRIVATE
    return response
