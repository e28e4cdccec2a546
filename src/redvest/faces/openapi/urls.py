"""Addresses of the API under ``/api/``: version 1, its document, the page that explains it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja.operation import PathView

from redvest.faces.openapi.api import api
from redvest.faces.openapi.docs import docs, document
from redvest.faces.openapi.door import Door, Open
from redvest.faces.openapi.problems import problem
from redvest.faces.openapi.protocol_errors import AddressNotFound, BodyTooLarge, MethodNotAllowed
from redvest.faces.shared.entry import public

LARGEST = 1_000_000  # bytes of a request's body

View = Callable[..., HttpResponseBase]


def _calls() -> Iterator[URLPattern]:
    """One pattern for each path; its view says for each method who may enter."""
    for router in api._get_bound_routers():
        for route, path_view in router.path_operations.items():
            address = re.sub(r"\{(\w+:)?(\w+)\}", r"<\1\2>", route.lstrip("/"))
            yield path(f"v1/{address}", _entered(path_view))


def _entered(path_view: PathView) -> View:
    call = path_view.get_view()

    @wraps(call)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            return problem(BodyTooLarge())
        response: HttpResponseBase = call(request, *args, **kwargs)
        return _not_allowed(response) if response.status_code == MethodNotAllowed.status else response

    entered.who_may_enter = "; ".join(sorted(_doors(path_view)))  # type: ignore[attr-defined]
    return entered


def _doors(path_view: PathView) -> Iterator[str]:
    for operation in path_view.operations:
        for door in operation.auth_callbacks:
            assert isinstance(door, Open | Door)
            yield f"{' '.join(operation.methods)} {door.who}"


def _not_allowed(response: HttpResponseBase) -> HttpResponse:
    refused = problem(MethodNotAllowed())
    refused["Allow"] = response["Allow"]
    return refused


@public
def unknown(request: HttpRequest) -> HttpResponse:
    """Every other address under ``/api/``: a problem, not a page."""
    return problem(AddressNotFound())


urlpatterns: list[URLPattern] = [
    path("v1/openapi.json", document, name="api-document"),
    path("docs", docs, name="api-docs"),
    path("docs/", docs),
    *_calls(),
    # Nothing below /api/ answers with a page: a program that asks a wrong address gets a problem.
    re_path("^", csrf_exempt(unknown)),
]
