"""Reading what a form sent, where no form class checks it."""

from __future__ import annotations

from django.http import HttpRequest


def posted(request: HttpRequest, name: str, longest: int) -> str:
    """A text of the form, cut to its column and without what no column of the database can hold."""
    return request.POST.get(name, "").replace("\x00", "")[:longest]
