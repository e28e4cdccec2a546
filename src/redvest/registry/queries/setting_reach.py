"""Whom another value of a dated rule would meet: told before it is set."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_noop

from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.registry.queries.body import registered_on
from redvest.registry.queries.role import QUOTAS, live_grants

_QUOTAS = {key: role for role, key in QUOTAS.items()}
_REPORTS = ("bodies.annual_report_days",)


def who_is_met(key: str, value: Any, path: str, on: date) -> list[tuple[str, int]]:
    """Sentences with ``%(n)d`` and their numbers; none for a rule that meets nobody by itself. At most two queries."""
    if key in _QUOTAS:
        held = live_grants(on).filter(role=_QUOTAS[key], body__region_path__startswith=path)
        rows = held.values("body").annotate(people=Count("account", distinct=True)).order_by()
        over = rows.filter(people__gt=value).count()
        return [
            (gettext_noop("这里有 %(n)d 个组织正在用这个名额。"), rows.count()),
            (gettext_noop("%(n)d 个组织现在的人数已经超过：原来的角色不动，不能再加。"), over),
        ]
    if key in _REPORTS:
        active = Body.objects.filter(region_path__startswith=path, state=BodyState.ACTIVE)
        return [(gettext_noop("这里有 %(n)d 个组织要按新的日子交年度工作报告。"), active.count())]
    if key.startswith("age."):
        return [(gettext_noop("这里有 %(n)d 名志愿者那一天还没有满这个年龄。"), _younger(value, path, on))]
    return []


def _younger(age: int, path: str, on: date) -> int:
    """Registered people of a place who are not this old on a day."""
    year = on.year - age
    born_after = date(year, 3, 1) if (on.month, on.day) == (2, 29) else on.replace(year=year)
    return registered_on().filter(region_path__startswith=path, birth_on__gt=born_after).count()
