"""What every request passes: an id and headers that keep it safe, its person's language, and domain errors made answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation

from redvest.core.errors import DomainError
from redvest.faces.shared import errors

Next = Callable[[HttpRequest], HttpResponse]


class HouseHeaders:
    """Give each request an id, bind it to the log, and send it back with what no page of the house may do."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.policy: str = settings.CONTENT_SECURITY_POLICY

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex[:16]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        # A page that is made to stand within another page of the house says so itself.
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response


class NoNulls:
    """Leave out of forms and addresses the one character that no column of the database can hold; and let a line end as
    the page counts it: a browser counts a line break of a text as one character (HTML, maxlength) and sends two.

    The API refuses the first instead, and says so: a program that sends it has a fault worth hearing of.
    """

    REFUSING = "/api/"
    FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(self.REFUSING):
            return self.get_response(request)
        if _has_null(request.GET):
            request.GET = _without_nulls(request.GET)  # type: ignore[assignment]
        if (
            request.method == "POST"
            and request.content_type in self.FORMS
            and _has_null(request.POST, "\r\n")
        ):
            request.POST = _without_nulls(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def _has_null(sent: QueryDict, *others: str) -> bool:
    marks = ("\x00", *others)
    found = (text for name, texts in sent.lists() for text in (name, *map(str, texts)))
    return any(mark in text for text in found for mark in marks)


def _without_nulls(sent: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name, texts in sent.lists():
        kept.setlist(
            name.replace("\x00", ""), [str(text).replace("\x00", "").replace("\r\n", "\n") for text in texts]
        )
    kept._mutable = False
    return kept


class ChosenLanguage:
    """Chinese unless the person chose otherwise: a browser's own language is no choice (design 2, Chinese first)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.known = {code for code, _ in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in self.known else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response["Content-Language"] = language
        return response


class DomainErrors:
    """Turn an expected failure that a page did not handle itself into a page that says what to do; an empty 405, too."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        bare = answer.status_code == 405 and not answer.streaming and not answer.content
        if bare and request.method == "GET" and not request.path.startswith("/api/"):
            return errors.post_only(request, answer)
        return answer

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if isinstance(fault, DomainError):
            return errors.page(request, fault)
        return None
