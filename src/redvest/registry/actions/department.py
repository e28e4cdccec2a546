"""Departments and what they are to a place: named, appointed from a day on, ended. Nobody's past is rewritten in silence."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from redvest.core.audit import write_line
from redvest.core.db.constraint import broken_constraint
from redvest.registry.choices import DepartmentDuty
from redvest.registry.governance_errors import (
    DepartmentNameWrong,
    DepartmentUnknown,
    DutyDatesWrong,
    DutyTaken,
    LeadTaken,
)
from redvest.registry.models import Department, DepartmentRole, Region
from redvest.registry.policy import Standing, require_centre, require_governs
from redvest.registry.queries.department import department_lines


@transaction.atomic
def load_departments(*, city: str) -> int:
    """Make or update the kinds that every city begins with; its own additions stay. Returns how many."""
    rows = [
        Department(city=city, key=key, name=name, order=turn)
        for turn, (key, name) in enumerate(department_lines(), start=1)
    ]
    Department.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["city", "key"], update_fields=["name", "order"]
    )
    return len(rows)


@transaction.atomic
def add_department(*, by: Standing, name: str, at: datetime) -> Department:
    """The centre adds a kind of office that the list lacks."""
    require_centre(by)
    name = " ".join(name.split())
    if not 2 <= len(name) <= 40:
        raise DepartmentNameWrong
    # One addition at a time: the next place in the list is counted, and two of it would look like one name twice.
    list(Department.objects.select_for_update().filter(city=by.city).order_by("pk").values_list("pk")[:1])
    order = Department.objects.filter(city=by.city).count() + 1
    try:
        with transaction.atomic():
            row = Department.objects.create(city=by.city, key=f"own-{order}", name=name, order=order)
    except IntegrityError as fault:
        raise DepartmentNameWrong from fault
    write_line(by=by.actor, at=at, city=by.city, verb="add_department", target=row, name=name)
    return row


@transaction.atomic
def appoint_department(
    *,
    by: Standing,
    department: Department,
    region: Region,
    duty: DepartmentDuty,
    starts_on: date,
    ends_on: date | None = None,
    basis: str = "",
    at: datetime,
) -> DepartmentRole:
    """Let a department have a duty at a place from a day on.

    What it takes the place of and has no end yet ends the day before: the former lead, and what this department was
    there until then. Two leads of one place on one day are refused by the database.
    """
    require_governs(by, region.path)
    if department.city != region.city:
        raise DepartmentUnknown
    if ends_on is not None and ends_on < starts_on:
        raise DutyDatesWrong
    _end_former(by, department, region, duty, starts_on, at)
    try:
        with transaction.atomic():
            row = DepartmentRole.objects.create(
                department=department,
                region=region,
                duty=duty,
                starts_on=starts_on,
                ends_on=ends_on,
                basis=" ".join(basis.split())[:200],
                set_by_id=by.account_id,
                set_at=at,
            )
    except IntegrityError as fault:
        name = broken_constraint(fault)
        if name == "one_lead_at_a_time":
            raise LeadTaken from fault
        if name == "one_duty_of_a_department_at_a_time":
            raise DutyTaken from fault
        raise
    told = {"department": department.key, "region": region.code, "duty": duty.value}
    write_line(by=by.actor, at=at, city=region.city, verb="appoint_department", target=row, **told)
    return row


def _end_former(
    by: Standing, department: Department, region: Region, duty: DepartmentDuty, starts_on: date, at: datetime
) -> None:
    """Each with a line of its own: whose turn was over is told of them, not only of who came after."""
    former = Q(department=department)
    if duty == DepartmentDuty.LEAD:
        former |= Q(duty=DepartmentDuty.LEAD)
    rows = DepartmentRole.objects.filter(former, region=region, ends_on__isnull=True, starts_on__lt=starts_on)
    for role in rows.select_for_update().order_by("id"):
        _end(by, role, region, starts_on - timedelta(days=1), at)


@transaction.atomic
def end_duty(*, by: Standing, role: DepartmentRole, ends_on: date, at: datetime) -> None:
    """A department's duty at a place ends with a day. Raises NotAllowed, DutyDatesWrong, DepartmentUnknown."""
    require_governs(by, role.region.path)
    if ends_on < role.starts_on:
        raise DutyDatesWrong
    _end(by, role, role.region, ends_on, at)


def _end(by: Standing, role: DepartmentRole, region: Region, ends_on: date, at: datetime) -> None:
    """Shortened and never lengthened. Raises DepartmentUnknown where it ended by then."""
    open_still = Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on)
    if not DepartmentRole.objects.filter(open_still, pk=role.pk).update(ends_on=ends_on):
        raise DepartmentUnknown
    role.ends_on = ends_on
    day = ends_on.isoformat()
    write_line(by=by.actor, at=at, city=region.city, verb="end_duty", target=role, ends_on=day)
