"""Cursor pages: a page costs the same wherever it lies, and rows added meanwhile shift nothing.

The cursor is the sort key of the last row seen, as URL-safe base64 of JSON; it is not secret and not trusted.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from django.db.models import Field, Model, QuerySet
from django.db.models.expressions import RawSQL

from redvest.core.errors import Invalid

M = TypeVar("M", bound=Model)
Item = TypeVar("Item")


class BadCursor(Invalid):
    """翻页的地址不完整，请从第一页重新开始。"""

    code = "bad-cursor"


@dataclass(frozen=True)
class Page(Generic[Item]):
    items: Sequence[Item]
    next: str | None


def page_of(rows: QuerySet[M], *, keys: tuple[str, ...], after: str | None, size: int) -> Page[M]:
    """One page of ``rows`` in ascending order of ``keys`` (field names; prefix "-" for all: descending).

    The last key must be unique. Raises BadCursor.
    """
    return cut(list(page_rows(rows, keys=keys, after=after, size=size)), keys=keys, size=size)


def page_rows(
    rows: QuerySet[M, Any], *, keys: tuple[str, ...], after: str | None, size: int
) -> QuerySet[M, Any]:
    """The rows of one page and one more, which says whether another page follows. Raises BadCursor."""
    if after:
        rows = _beyond(rows, keys, after)
    return rows.order_by(*keys)[: size + 1]


def cut(found: Sequence[Item], *, keys: tuple[str, ...], size: int) -> Page[Item]:
    """The page in what ``page_rows`` found."""
    items = found[:size]
    last = [getattr(items[-1], name.lstrip("-")) for name in keys] if len(found) > size else None
    return Page(items=items, next=write_cursor(last) if last else None)


def _beyond(rows: QuerySet[M, Any], keys: tuple[str, ...], after: str) -> QuerySet[M, Any]:
    # A row comparison uses one index range scan; the OR chain Django would write does not.
    table = rows.model._meta.db_table
    columns = ", ".join(f'"{table}"."{_column(rows.model, key.lstrip("-")).column}"' for key in keys)
    marks = ", ".join(["%s"] * len(keys))
    sign = "<" if keys[0].startswith("-") else ">"
    condition = RawSQL(f"({columns}) {sign} ({marks})", read_cursor(rows.model, keys, after))  # noqa: S611 - names come from the model's own fields
    return cast("QuerySet[M, Any]", rows.alias(_beyond=condition).filter(_beyond=True))


def _column(model: type[Model], name: str) -> Field[Any, Any]:
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return field


def write_cursor(values: Sequence[Any]) -> str:
    """The cursor after the row with these sort keys."""
    plain = [value.isoformat() if isinstance(value, datetime) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def read_cursor(model: type[Model], keys: tuple[str, ...], cursor: str) -> list[Any]:
    """The sort keys in a cursor, as the database takes them. Raises BadCursor."""
    fields = [_column(model, key.lstrip("-")) for key in keys]
    values = _decode(cursor, len(keys))
    try:
        return [
            field.get_prep_value(field.to_python(value)) for field, value in zip(fields, values, strict=True)
        ]
    except Exception as fault:
        raise BadCursor from fault


def _decode(cursor: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as fault:
        raise BadCursor from fault
    if not isinstance(values, list) or len(values) != length or not all(map(_storable, values)):
        raise BadCursor
    return values


def _storable(value: Any) -> bool:
    """A text that the database can take: no NUL and no half of a character."""
    return isinstance(value, str) and "\0" not in value and value == value.encode(errors="ignore").decode()
