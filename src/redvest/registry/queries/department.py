"""Which department leads, administers or joins at a place on a day, and how that changed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.resources import files

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from redvest.registry.choices import DepartmentDuty
from redvest.registry.governance_errors import DepartmentUnknown
from redvest.registry.models import Department, DepartmentRole, Region

_RANK = Case(
    When(duty=DepartmentDuty.LEAD, then=Value(0)),
    When(duty=DepartmentDuty.ADMINISTERS, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def department_lines() -> Iterator[tuple[str, str]]:
    """The key and name of every kind that comes with the house, in its order."""
    text = files("redvest.registry").joinpath("data/departments.csv").read_text(encoding="utf-8")
    yield from ((row["key"], row["name"]) for row in csv.DictReader(text.splitlines()))


def departments(city: str) -> QuerySet[Department]:
    """A city's list."""
    return Department.objects.filter(city=city)


def departments_of(region: Region, on: date) -> QuerySet[DepartmentRole]:
    """Who has a part at a place on a day: who leads first, then who administers, then the members."""
    return _on(on).filter(region=region).select_related("department").order_by(_RANK, "department__order")


def lead_of(path: str, on: date) -> DepartmentRole | None:
    """Who leads at a place on a day: there, or at the nearest place above it that has a lead."""
    codes = path.strip("/").split("/")
    rows = _on(on).filter(duty=DepartmentDuty.LEAD, region__code__in=codes)
    return rows.select_related("department", "region").order_by(-Length("region__path")).first()


def duty_history(region: Region) -> QuerySet[DepartmentRole]:
    """Every duty that there ever was or will be at a place, the newest first."""
    rows = DepartmentRole.objects.filter(region=region).select_related("department", "set_by")
    return rows.order_by("-starts_on", _RANK, "department__order")


def duty_of(region: Region, key: int) -> DepartmentRole:
    """One duty at a place. Raises DepartmentUnknown."""
    found = DepartmentRole.objects.select_related("region").filter(pk=key, region=region).first()
    if found is None:
        raise DepartmentUnknown
    return found


def on_day(history: Iterable[DepartmentRole], on: date) -> list[DepartmentRole]:
    """Those of a history that hold on a day, in the order of ``departments_of``. No query."""
    ranks = {DepartmentDuty.LEAD: 0, DepartmentDuty.ADMINISTERS: 1}
    live = [row for row in history if row.starts_on <= on and (row.ends_on is None or row.ends_on >= on)]
    return sorted(live, key=lambda row: (ranks.get(DepartmentDuty(row.duty), 2), row.department.order))


def _on(on: date) -> QuerySet[DepartmentRole]:
    return DepartmentRole.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)
