"""Files as answers: somebody's paper to look at, or something to take along."""

from __future__ import annotations

from django.http import HttpResponse

_PLAIN = {"X-Content-Type-Options": "nosniff"}  # it is somebody else's file: no browser guesses what it is


def paper_answer(data: bytes, media_type: str) -> HttpResponse:
    """A photo or PDF that was handed in, shown in the browser."""
    return HttpResponse(data, content_type=media_type, headers=_PLAIN)


def download_answer(data: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to be kept under ``name``, never run in a page."""
    kept = {"Content-Disposition": f'attachment; filename="{name}"', **_PLAIN}
    return HttpResponse(data, content_type=media_type, headers=kept)
