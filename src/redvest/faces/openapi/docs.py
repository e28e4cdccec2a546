"""The API's document (OpenAPI 3.1) and the page that shows it to people, without a script or a third party's host."""

from __future__ import annotations

import inspect
import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from redvest.core.errors import every_error
from redvest.faces.openapi.api import api
from redvest.faces.openapi.problems import MEDIA_TYPE
from redvest.faces.shared.entry import public

PREFIX = "/api/v1"


@cache
def api_document() -> dict[str, Any]:
    """The whole document. Problems are said to be problems, and public calls to need no token."""
    found = json.loads(json.dumps(api.get_openapi_schema(path_prefix=f"{PREFIX}/"), default=str))
    for operation in _operations(found):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                response["content"] = {MEDIA_TYPE: next(iter(response["content"].values()))}
        operation.setdefault("security", [])
    return found  # type: ignore[no-any-return]


def _operations(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in found["paths"].values() for operation in methods.values()]


@cache
def _as_text() -> str:
    return json.dumps(api_document(), ensure_ascii=False)


@public
@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """``/api/v1/openapi.json``."""
    response = HttpResponse(_as_text(), content_type="application/json")
    response["Cache-Control"] = "public, max-age=300"
    return response


@public
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """``/api/docs``: every call by topic, then every error code with its sentence."""
    return render(
        request, "openapi/docs.html", {"topics": _topics(), "errors": _errors(), "document": api_document()}
    )


@cache
def _topics() -> dict[str, list[dict[str, Any]]]:
    topics: dict[str, list[dict[str, Any]]] = {}
    schemas = api_document()["components"]["schemas"]
    for path, methods in api_document()["paths"].items():
        for method, operation in methods.items():
            topics.setdefault(operation["tags"][0], []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "id": operation["operationId"],
                    "summary": operation["summary"],
                    "who": operation["description"],
                    "asked": [each for each in operation["parameters"] if each["in"] != "path"],
                    "fields": _fields(operation.get("requestBody"), schemas),
                    "status": min(operation["responses"]),
                    "answer": _fields(operation["responses"][min(operation["responses"])], schemas),
                }
            )
    return topics


def _fields(content: dict[str, Any] | None, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a body's shape, with what they are and whether they must be there."""
    if not content or "content" not in content:
        return []
    reference = next(iter(content["content"].values()))["schema"].get("$ref", "")
    shape = schemas.get(reference.rsplit("/", 1)[-1], {})
    required = set(shape.get("required", ()))
    return [
        {
            "name": name,
            "kind": _kind(about),
            "required": name in required,
            "about": about.get("description", ""),
        }
        for name, about in shape.get("properties", {}).items()
    ]


def _kind(about: dict[str, Any]) -> str:
    if "$ref" in about:
        return str(about["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in about:
        return " | ".join(_kind(each) for each in about["anyOf"])
    if about.get("type") == "array":
        return f"[{_kind(about.get('items', {}))}]"
    if "enum" in about:
        return " | ".join(str(value) for value in about["enum"])
    return str(about.get("format") or about.get("const") or about.get("type") or "object")


@cache
def _errors() -> list[dict[str, Any]]:
    found = {each.code: each for each in every_error()}
    return [
        {"code": code, "status": kind.status, "sentence": inspect.cleandoc(kind.__doc__ or "")}
        for code, kind in sorted(found.items())
    ]
