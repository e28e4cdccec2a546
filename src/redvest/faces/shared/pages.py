"""Cursor pages of lists: the filters stay in the address, the cursor is its last part."""

from __future__ import annotations

from typing import TypedDict, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict

from redvest.core.paging import page_of
from redvest.faces.shared.entry import HouseRequest

M = TypeVar("M", bound=Model)
T = TypeVar("T")
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


def sliced(request: HouseRequest, rows: list[T], *, size: int = SIZE) -> tuple[list[T], Pager]:
    """One page of what was reckoned as a whole, for sums over all of it: its page is a number in the address."""
    asked = request.GET.get("page", "")
    last = max(-(-len(rows) // size), 1)
    page = min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 6 else 1
    before = _address(request.GET, str(page - 1), name="page") if page > 1 else ""
    following = _address(request.GET, str(page + 1), name="page") if page < last else ""
    text = f"{page} / {last}" if last > 1 else ""
    return rows[(page - 1) * size : page * size], {"prev_url": before, "next_url": following, "text": text}


def _address(asked: QueryDict, after: str, name: str = "after") -> str:
    kept = asked.copy()
    kept.pop(name, None)
    if after:
        kept[name] = after
    return f"?{kept.urlencode()}"


def asked_text(request: HouseRequest, name: str = "q", longest: int = 60) -> str:
    """A text of the address, without what no database column can hold."""
    return " ".join(request.GET.get(name, "").replace("\x00", "").split())[:longest]
