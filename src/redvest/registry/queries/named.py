"""What the things of the audit trail are called: for the page on which people read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Model

from redvest.core.models import AuditLine
from redvest.registry.models import Account, Body, Grant, Region, Station, Volunteer
from redvest.registry.rules.names import mask_name

_KINDS: dict[str, type[Model]] = {
    "Account": Account, "Body": Body, "Grant": Grant, "Region": Region, "Station": Station, "Volunteer": Volunteer,
}  # fmt: skip


def names_of(lines: Iterable[AuditLine]) -> dict[tuple[str, str], str]:
    """Names by kind and id; people's are masked, for the trail itself names nobody. At most six queries."""
    wanted: dict[str, set[Any]] = defaultdict(set)
    for line in lines:
        if line.target_kind in _KINDS and (key := _key(line.target_kind, line.target_id)) is not None:
            wanted[line.target_kind].add(key)
    found: dict[tuple[str, str], str] = {}
    for kind, keys in wanted.items():
        rows: Any = _KINDS[kind]._default_manager.filter(pk__in=keys)
        if kind == "Grant":
            rows = rows.select_related("account", "region", "body", "station")
        found |= {(kind, str(row.pk)): _name(row) for row in rows}
    return found


def _key(kind: str, text: str) -> Any:
    try:
        return int(text) if kind == "Grant" else text if kind == "Region" else UUID(text)
    except ValueError:
        return None


def _name(row: Any) -> str:
    if isinstance(row, Volunteer):
        return f"{mask_name(row.name)} {row.number}"
    if isinstance(row, Grant):
        return f"{row.account.name} · {row.get_role_display()} · {row.body or row.station or row.region}"
    return str(row.name)
