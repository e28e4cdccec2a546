"""A search for activities as it is kept: what was asked, without a page, an order or a place on the map. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self


@dataclass(frozen=True)
class Look:
    """The filters of a list (``queries/activity.search_activities``); ``region`` is a code. A position is never kept."""

    q: str = ""
    domain: str = ""
    region: str = ""
    from_: date | None = None
    to: date | None = None
    weekdays: tuple[int, ...] = ()
    part: str = ""
    age: int | None = None
    easy: bool = False

    def kept(self) -> dict[str, Any]:
        """What a row keeps: only what was asked, in one spelling, so that the same search is the same row."""
        asked = {name: value for name, value in asdict(self).items() if value not in ("", None, (), False)}
        days = {name: value.isoformat() for name, value in asked.items() if isinstance(value, date)}
        lists = {"weekdays": sorted(self.weekdays)} if self.weekdays else {}
        return asked | days | lists

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """The search of a row; what a later version may have added is left out."""
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in kept.items() if name in known}
        for name in ("from_", "to"):
            if values.get(name):
                values[name] = date.fromisoformat(values[name])
        return cls(**values | {"weekdays": tuple(values.get("weekdays", ()))})

    def over(self, today: date) -> bool:
        """Whether all the days that it asks for are gone."""
        return self.to is not None and self.to < today
