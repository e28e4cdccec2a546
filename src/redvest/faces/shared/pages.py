"""Cursor pages of lists: the filters stay in the address, the cursor is its last part."""

from __future__ import annotations

from typing import TypedDict, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict

from redvest.core.paging import page_of
from redvest.faces.shared.entry import HouseRequest

M = TypeVar("M", bound=Model)
SIZE = 30


class Pager(TypedDict):
    prev_url: str
    next_url: str
    text: str


def paged(
    request: HouseRequest, rows: QuerySet[M], *, keys: tuple[str, ...], size: int = SIZE
) -> tuple[list[M], Pager]:
    """One page of a list and the way to the next and to the first one. Raises BadCursor."""
    after = request.GET.get("after", "")[:400]
    page = page_of(rows, keys=keys, after=after or None, size=size)
    first = _address(request.GET, "") if after else ""
    following = _address(request.GET, page.next) if page.next else ""
    return list(page.items), {"prev_url": first, "next_url": following, "text": ""}


def _address(asked: QueryDict, after: str) -> str:
    kept = asked.copy()
    kept.pop("after", None)
    if after:
        kept["after"] = after
    return f"?{kept.urlencode()}"


def asked_text(request: HouseRequest, name: str = "q", longest: int = 60) -> str:
    """A text of the address, without what no database column can hold."""
    return " ".join(request.GET.get(name, "").replace("\x00", "").split())[:longest]
