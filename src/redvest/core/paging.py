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


class BadCursor(Invalid):
    """翻页的地址不完整，请从第一页重新开始。"""

    code = "bad-cursor"


@dataclass(frozen=True)
class Page(Generic[M]):
    items: Sequence[M]
    next: str | None


def page_of(rows: QuerySet[M], *, keys: tuple[str, ...], after: str | None, size: int) -> Page[M]:
    """One page of ``rows`` in ascending order of ``keys`` (field names; prefix "-" for all: descending).

    The last key must be unique. Raises BadCursor.
    """
    names = tuple(key.lstrip("-") for key in keys)
    descending = keys[0].startswith("-")
    if after:
        rows = _beyond(rows, names, _decode(after, len(names)), descending)
    found = list(rows.order_by(*keys)[: size + 1])
    items = found[:size]
    last = [getattr(items[-1], name) for name in names] if len(found) > size else None
    return Page(items=items, next=_encode(last) if last else None)


def _beyond(rows: QuerySet[M], names: tuple[str, ...], values: list[Any], descending: bool) -> QuerySet[M]:
    # A row comparison uses one index range scan; the OR chain Django would write does not.
    table = rows.model._meta.db_table
    fields = [_column(rows.model, name) for name in names]
    columns = ", ".join(f'"{table}"."{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(names))
    sign = "<" if descending else ">"
    try:
        params = [
            field.get_prep_value(field.to_python(value)) for field, value in zip(fields, values, strict=True)
        ]
    except Exception as fault:
        raise BadCursor from fault
    condition = RawSQL(f"({columns}) {sign} ({marks})", params)  # noqa: S611 - names come from the model's own fields
    return cast("QuerySet[M]", rows.alias(_beyond=condition).filter(_beyond=True))


def _column(model: type[Model], name: str) -> Field[Any, Any]:
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return field


def _encode(values: list[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, datetime) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


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
