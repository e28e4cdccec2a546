"""Reads who came in a crisis: by pass or by the tail of a phone, who is out there, who was there how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from redvest.care.crisis_errors import AreaUnknown, PassUnknown
from redvest.care.models import Crisis, CrisisStay, CrisisVolunteer, StagingArea
from redvest.care.rules.crisis import read_pass

TAIL = 4


@dataclass(frozen=True, slots=True)
class TimeThere:
    """One person's presence, as somebody let them in and out."""

    stay: CrisisStay
    minutes: int


def people_of(crisis: Crisis, asked: str = "", where: str = "") -> QuerySet[CrisisVolunteer]:
    """Everybody who registered, the latest first; ``where``: ``there``, ``never``, ``left``, or ``stays``: would stay on."""
    now = CrisisStay.objects.filter(person=OuterRef("pk"))
    rows = CrisisVolunteer.objects.filter(crisis=crisis).annotate(
        there=Exists(now.filter(out_at__isnull=True)), came=Exists(now)
    )
    rows = rows.prefetch_related(
        Prefetch(
            "stays", CrisisStay.objects.select_related("area").order_by("in_at"), to_attr="stays_in_order"
        )
    )
    if where == "there":
        rows = rows.filter(there=True)
    elif where == "never":
        rows = rows.filter(came=False)
    elif where == "left":
        rows = rows.filter(came=True, there=False)
    elif where == "stays":
        rows = rows.filter(stays_on=True)
    if text := asked.strip():
        code = read_pass(text)
        if code:
            rows = rows.filter(pass_code=code)
        elif text.isdigit():
            rows = rows.filter(phone_tail=text[-TAIL:])
        else:
            rows = rows.filter(name__icontains=text[:20])
    return rows.order_by("-registered_at", "-id")


def staying_count(crisis: Crisis) -> tuple[int, int]:
    """How many said that they would stay on, and how many of them are on the register by now."""
    rows = CrisisVolunteer.objects.filter(crisis=crisis, stays_on=True)
    return rows.count(), rows.filter(volunteer__isnull=False).count()


def person_by_pass(crisis: Crisis, raw: str) -> CrisisVolunteer:
    """Whose pass it is. Raises PassUnknown."""
    code = read_pass(raw)
    found = CrisisVolunteer.objects.filter(crisis=crisis, pass_code=code).first() if code else None
    if found is None:
        raise PassUnknown
    return found


def areas_of(crisis: Crisis) -> QuerySet[StagingArea]:
    return StagingArea.objects.filter(crisis=crisis).order_by("name", "id")


def area_of(crisis: Crisis, key: UUID | None) -> StagingArea:
    """Raises AreaUnknown."""
    found = StagingArea.objects.filter(crisis=crisis, pk=key).first() if key else None
    if found is None:
        raise AreaUnknown
    return found


def out_there(crisis: Crisis) -> QuerySet[CrisisStay]:
    """Who came and did not leave, those who are out longest first."""
    rows = CrisisStay.objects.filter(crisis=crisis, out_at__isnull=True)
    return rows.select_related("person", "area").order_by("in_at", "id")


def times_there(crisis: Crisis) -> list[TimeThere]:
    """Each stay that has ended, for the list of hours."""
    rows = CrisisStay.objects.filter(crisis=crisis, out_at__isnull=False)
    rows = rows.select_related("person__volunteer", "area", "in_by", "out_by").order_by("in_at", "id")
    return [TimeThere(each, minutes_between(each.in_at, each.out_at)) for each in rows if each.out_at]


def minutes_between(since: datetime, until: datetime) -> int:
    return int((until - since).total_seconds()) // 60
