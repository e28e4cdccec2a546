"""Expected failures, and unexpected ones, as problem+json (RFC 9457) with stable codes. Translates, decides nothing."""

from __future__ import annotations

import inspect
import json
from typing import Any

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from redvest.core.errors import DomainError, Invalid, NotFound
from redvest.faces.openapi.protocol_errors import BadJson, OurFault
from redvest.faces.openapi.sentences import fault_of

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 20

log = structlog.get_logger()


def problem(fault: DomainError) -> HttpResponse:
    """The answer to a domain error: what kind it is, what people read, and its details."""
    kind = type(fault)
    about = {
        "type": f"/api/docs#{fault.code}",
        "title": gettext(inspect.cleandoc(kind.__doc__ or fault.message)),
        "status": fault.status,
        "detail": fault.message,
        "code": fault.code,
    }
    content = json.dumps({**fault.details, **about}, ensure_ascii=False, default=str)
    response = HttpResponse(content, status=fault.status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if "retry_after" in fault.details:
        response["Retry-After"] = str(fault.details["retry_after"])
    if fault.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def _expected(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(fault)


def _invalid(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(Invalid(errors=[fault_of(each) for each in fault.errors[:MOST_ERRORS]]))


def _http(request: HttpRequest, fault: Any) -> HttpResponse:
    # The framework raises this for one thing only: a body that cannot be read, and keeps the reason as its cause.
    cause = fault.__cause__
    return problem(cause if isinstance(cause, DomainError) else BadJson())


def _missing(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(NotFound())


def _unexpected(request: HttpRequest, fault: Any) -> HttpResponse:
    log.error("api_failed", path=request.path, method=request.method, exc_info=fault)
    return problem(OurFault())


def translate_errors(api: NinjaAPI) -> None:
    """Have every failure of a call answered as a problem."""
    api.add_exception_handler(DomainError, _expected)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(Exception, _unexpected)
