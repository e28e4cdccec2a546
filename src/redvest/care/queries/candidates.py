"""Who may be asked next about a need, and why these: near first, who wants to do it and is free then, whom nobody asked
lately. How many of them it takes is ``notify_call``'s to say; whom a day's matching proposes is looked at here again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from redvest.care.choices import AskState
from redvest.care.models import Need, NeedAsk, NeedServing
from redvest.care.queries.cells import out_of_reach
from redvest.care.queries.need_fit import BUSY, REAL, age_floor_of
from redvest.care.queries.notify_call import enough_of
from redvest.care.rules.ask_reasons import reason
from redvest.care.rules.climb import place_above
from redvest.core import clock
from redvest.registry.choices import (
    DutyTurnState,
    ProjectInvites,
    QualificationState,
    VolunteerState,
)
from redvest.registry.models import DutyTurn, Qualification, Volunteer
from redvest.registry.queries.setting import rules
from redvest.registry.queries.skill import skills_on
from redvest.service.choices import LIVE_SIGNUPS
from redvest.service.models import SignUp

Reasons = list[dict[str, Any]]
KEYS = ("dispatch.wave_size", "dispatch.rest_days", "dispatch.most_held", "dispatch.reach_metres")


def choose_wave(need: Need, at: datetime, waves: int = 1) -> list[tuple[UUID, Reasons]]:
    """The volunteers to ask next, best first, each with the reasons. ``waves``: still to come with this one.

    As many as it takes for a likely yes, and no more (``notify_call``); at most ``dispatch.wave_size``.

    Never somebody who was asked about this need before, whom anything was asked within the rest days, who wants no
    invitations, who is under age, who asked for the help, who has enough in hand, or who lives too far.
    """
    size, rows = _asked_of(need, at)
    near = rows.filter(region_path__startswith=place_above(need.region_path) or need.region_path)
    return [(each.pk, _reasons(each, at)) for each in enough_of(need, near, at, waves=waves, most=size)]


def still_fit(need: Need, people: Iterable[UUID], at: datetime) -> set[UUID]:
    """Of people whom a matching proposed, those who may still be asked: since it was solved some said yes elsewhere."""
    _size, rows = _asked_of(need, at)
    return set(rows.filter(pk__in=list(people)).values_list("pk", flat=True))


def _asked_of(need: Need, at: datetime) -> tuple[int, QuerySet[Volunteer, Any]]:
    """How many are asked at once, and who may be, in their order."""
    found = rules(KEYS, need.region_path, clock.day_of(at))
    size, rest, most, reach = (int(found[key]) for key in KEYS)
    near = _fitting(need, at, rest).exclude(region__in=out_of_reach(need, reach))
    return size, _ordered(near, need, most)


def _fitting(need: Need, at: datetime, rest_days: int) -> QuerySet[Volunteer, Any]:
    """Everybody who may be asked: what ``need_fit`` refuses, and what spares people from being asked too often."""
    day = clock.day_of(need.starts_at or at)
    mine = NeedAsk.objects.filter(volunteer=OuterRef("pk"))
    served = NeedServing.objects.filter(volunteer=OuterRef("pk"), need=need)
    rows = Volunteer.objects.filter(
        ~Exists(mine.filter(need=need)),
        ~Exists(mine.filter(asked_at__gt=at - timedelta(days=rest_days))),
        ~Exists(served),
        Q(profile__isnull=True) | ~Q(profile__project_invites=ProjectInvites.REFUSE),
        city=need.city, state=VolunteerState.ACTIVE, real_name_state__in=REAL, account__is_active=True,
        birth_on__lte=_born_by(day, age_floor_of(need, day)),
    )  # fmt: skip
    if need.requester_id:
        rows = rows.exclude(account=need.requester_id)
    if need.phone_hash is not None:
        rows = rows.exclude(account__phone_hash=bytes(need.phone_hash))
    for kind in need.qualifications:
        held = Qualification.objects.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gte=day),
            volunteer=OuterRef("pk"), kind=kind, state=QualificationState.VERIFIED,
        )  # fmt: skip
        rows = rows.filter(Exists(held))
    return _without_plans(rows, need)


def _born_by(day: date, years: int) -> date:
    """The last birthday of whoever is so old on a day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # a 29 February, in a year that has none
        return day.replace(year=day.year - years, day=28)


def _without_plans(rows: QuerySet[Volunteer, Any], need: Need) -> QuerySet[Volunteer, Any]:
    begins, ends = need.starts_at, need.ends_at
    if begins is None or ends is None:
        return rows
    signed = SignUp.objects.filter(
        volunteer=OuterRef("pk"), state__in=LIVE_SIGNUPS, period__overlap=(begins, ends)
    )
    duty = DutyTurn.objects.filter(
        volunteer=OuterRef("pk"), state=DutyTurnState.TAKEN, starts_at__lt=ends, ends_at__gt=begins
    )
    other = NeedServing.objects.filter(
        volunteer=OuterRef("pk"), state__in=BUSY, need__starts_at__lt=ends, need__ends_at__gt=begins
    )
    return rows.filter(~Exists(signed), ~Exists(duty), ~Exists(other))


def _ordered(rows: QuerySet[Volunteer, Any], need: Need, most: int) -> QuerySet[Volunteer, Any]:
    """Who holds fewer than ``most``, by a sum of plain points, then by who waited longest for being asked, then by id."""
    wants = Volunteer.domains.through.objects.filter(
        volunteer_id=OuterRef("pk"), servicedomain_id=need.domain_id
    )
    asked = NeedAsk.objects.filter(volunteer=OuterRef("pk")).order_by().values("volunteer")
    busy = NeedServing.objects.filter(volunteer=OuterRef("pk"), state__in=BUSY).order_by().values("volunteer")
    names = [each.name for each in skills_on(clock.day_of(need.created_at)) if each.key in need.skills]
    knows = Q(pk__in=[])
    for name in names:
        knows |= Q(skills__contains=name)
    free = Q(profile__isnull=False) & ~Q(shared=0) if need.slots else Q(pk__in=[])
    return (
        rows.annotate(
            shared=Coalesce(F("profile__slots"), 0).bitand(need.slots),
            asked_last=Subquery(asked.annotate(last=Max("asked_at")).values("last")),
            holding=Coalesce(Subquery(busy.annotate(n=Count("pk")).values("n")), 0),
        )
        .filter(holding__lt=most)
        .annotate(
            at_home=_point(Q(region_path__startswith=need.region_path), 2),
            likes=_point(Q(Exists(wants)), 2),
            can=_point(knows, 2),
            spare=_point(free, 1),
        )
        .annotate(points=F("at_home") + F("likes") + F("can") + F("spare") - F("holding"))
        .order_by("-points", F("asked_last").asc(nulls_first=True), "id")
    )


def _point(when: Q, worth: int) -> Case:
    return Case(When(when, then=Value(worth)), default=Value(0), output_field=IntegerField())


def _reasons(each: Any, at: datetime) -> Reasons:
    """What spoke for one, in the order in which it weighed."""
    found = [reason("same-community" if each.at_home else "near")]
    found += [
        reason(code)
        for code, so in (
            ("domain", each.likes),
            ("skill", each.can),
            ("free", each.spare),
            ("free-hands", not each.holding),
        )
        if so
    ]
    if each.asked_last is None:
        found.append(reason("never-asked"))
    else:
        found.append(reason("rested", days=(at - each.asked_last).days))
    return found


def declined(need: Need) -> int:
    """How many said no to a need, in all its rounds."""
    return NeedAsk.objects.filter(need=need, state=AskState.DECLINED).count()
