"""Answers that machines of strangers read in a browser: JSON or text, open to every origin, kept for a moment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse


def public_text(text: str, media_type: str, *, seconds: int) -> HttpResponse:
    """A text for everybody, that may be kept for some seconds."""
    response = HttpResponse(text, content_type=media_type)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={seconds}"
    return response


def public_json(found: Mapping[str, Any], media_type: str, *, seconds: int) -> HttpResponse:
    return public_text(json.dumps(found, ensure_ascii=False), media_type, seconds=seconds)
