"""What the things of the audit trail are called: for the page on which people read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Cast

from redvest.core.models import AuditLine
from redvest.registry.models import Account, Body, Grant, Region, Station, Volunteer
from redvest.registry.rules.names import mask_name

_KINDS: dict[str, type[Model]] = {"Account": Account, "Body": Body, "Region": Region, "Station": Station}
Key = tuple[str, str]


def names_of(lines: Iterable[AuditLine]) -> dict[Key, str]:
    """Names by kind and id; people's are masked, for the trail itself names nobody. At most two queries."""
    wanted: dict[str, set[Any]] = defaultdict(set)
    for line in lines:
        if (key := _key(line.target_kind, line.target_id)) is not None:
            wanted[line.target_kind].add(key)
    return _plain(wanted) | _of_grants(wanted["Grant"])


def _plain(wanted: Mapping[str, Collection[Any]]) -> dict[Key, str]:
    """What has a name of its own, whatever it is, in one query."""
    asked = [_row(kind, model, wanted[kind], Value("")) for kind, model in _KINDS.items() if wanted.get(kind)]
    if wanted.get("Volunteer"):
        asked.append(_row("Volunteer", Volunteer, wanted["Volunteer"], F("number")))
    if not asked:
        return {}
    rows = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    return {
        (kind, key): f"{mask_name(name)} {number}" if kind == "Volunteer" else name
        for kind, key, name, number in rows
    }


def _row(kind: str, model: type[Model], keys: Collection[Any], number: Any) -> QuerySet[Any, Any]:
    text = CharField()
    return model._default_manager.filter(pk__in=keys).values_list(
        Value(kind, output_field=text), Cast("pk", text), Cast("name", text), Cast(number, text)
    )


def _of_grants(keys: Collection[int]) -> dict[Key, str]:
    if not keys:
        return {}
    rows = Grant.objects.filter(pk__in=keys).select_related("account", "region", "body", "station")
    return {
        (
            "Grant",
            str(row.pk),
        ): f"{row.account.name} · {row.get_role_display()} · {row.body or row.station or row.region}"
        for row in rows
    }


def _key(kind: str, text: str) -> Any:
    """The key of a kind that has names; None for others and for what is no key."""
    try:
        if kind == "Grant":
            return int(text)
        if kind == "Region":
            return text
        return UUID(text) if kind in _KINDS or kind == "Volunteer" else None
    except ValueError:
        return None
