"""What the records say of whoever stands for an award: the figures of its conditions, and the pack of evidence.

Only confirmed minutes of grade A to C count, voids included (design invariant 5); a pack shows the others beside them.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from redvest.core.clock import day_of
from redvest.honour.choices import CategorySubject, StarState
from redvest.honour.models import AwardNomination, StarAward
from redvest.honour.rules.award import Conditions, Fact, Found, facts_of, year_window
from redvest.honour.rules.star import COUNTED
from redvest.registry.choices import REAL_NAMES, BodyState, VolunteerState
from redvest.registry.models import Body, Region, Volunteer
from redvest.registry.queries.merge import living_record, records_of
from redvest.registry.rules.age import age_on
from redvest.service.choices import AwardState, CaseOutcome, Grade, ProjectState, SubjectKind
from redvest.service.models import AwardRecord, Evaluation, HoursEntry, IntegrityCase, Project

Nominee = Volunteer | Body | Region | Project
MOST_TITLES, MOST_COMMENDATIONS = 20, 50


def subject_of(nominee: Nominee) -> CategorySubject:
    """The kind of category that this can stand for."""
    if isinstance(nominee, Volunteer):
        return CategorySubject.PERSON
    if isinstance(nominee, Body):
        return CategorySubject.BODY
    return CategorySubject.COMMUNITY if isinstance(nominee, Region) else CategorySubject.PROJECT


def nominee_of(nomination: AwardNomination) -> Nominee:
    """Who or what is nominated; of a person the record that lives on."""
    if nomination.volunteer_id is not None:
        people = Volunteer.objects.select_related("region", "account")
        return people.get(pk=living_record(nomination.volunteer_id))
    found = nomination.body or nomination.region or nomination.project
    assert found is not None
    return found


def facts_on(nominee: Nominee, asked: Conditions, year: int, on: date) -> list[Fact]:
    """Each condition with what was found on a day."""
    return facts_of(subject_of(nominee), asked, found_on(nominee, year, on), year)


def found_on(nominee: Nominee, year: int, on: date) -> Found:
    """A handful of queries, however much somebody has done."""
    entries = _entries(nominee)
    minutes, activities = _of_year(entries, year)
    common: dict[str, Any] = {"minutes": minutes, "activities": activities}
    if isinstance(nominee, Volunteer):
        records = records_of(nominee.pk)
        about = Q(volunteer_id__in=records) | Q(concerned__volunteer__in=records)
        return Found(
            **common,
            age=age_on(nominee.birth_on, on) if nominee.birth_on else None,
            years=age_on(day_of(nominee.registered_at), on),
            finding=_confirmed(about),
            serving=nominee.state == VolunteerState.ACTIVE,
        )
    if isinstance(nominee, Body):
        since = nominee.founded_on or day_of(nominee.decided_at or nominee.applied_at)
        return Found(
            **common,
            years=age_on(since, on),
            members=_registered(Q(memberships__body=nominee, memberships__left_on__isnull=True)),
            finding=_confirmed(Q(body=nominee) & ~Q(subject_kind=SubjectKind.PERSON)),
            serving=nominee.state == BodyState.ACTIVE,
        )
    if isinstance(nominee, Region):
        return Found(**common, members=_registered(Q(region_path__startswith=nominee.path)))
    return Found(
        **common,
        years=age_on(nominee.starts_on, on),
        finding=_confirmed(Q(activity__project=nominee)),
        serving=nominee.state != ProjectState.PLANNED and nominee.body.state == BodyState.ACTIVE,
    )


def _entries(nominee: Nominee) -> QuerySet[HoursEntry]:
    rows = HoursEntry.objects.order_by()
    if isinstance(nominee, Volunteer):
        return rows.filter(volunteer_id__in=records_of(nominee.pk))
    if isinstance(nominee, Body):
        return rows.filter(body=nominee)
    if isinstance(nominee, Region):
        return rows.filter(city=nominee.city, region_path__startswith=nominee.path)
    return rows.filter(activity__project=nominee)


def _of_year(entries: QuerySet[HoursEntry], year: int) -> tuple[int, int]:
    """Minutes that count, and activities of which any are left after corrections."""
    counted = entries.filter(grade__in=COUNTED, service_on__range=year_window(year))
    minutes = counted.aggregate(sum=Sum("minutes"))["sum"] or 0
    of_each = counted.filter(activity__isnull=False).values("activity").annotate(sum=Sum("minutes"))
    return max(minutes, 0), of_each.filter(sum__gt=0).count()


def _registered(where: Q) -> int:
    people = Volunteer.objects.filter(where, state=VolunteerState.ACTIVE, real_name_state__in=REAL_NAMES)
    return people.distinct().count()


def _confirmed(about: Q) -> bool:
    return IntegrityCase.objects.filter(about, outcome=CaseOutcome.CONFIRMED).exists()


def evidence_of(nominee: Nominee, year: int, on: date) -> dict[str, Any]:
    """The pack as JSON: hours by grade, the latest activities, evaluations, stars and earlier commendations.

    ``minutes`` and ``minutes_of_year`` are by grade; ``points`` are the sum of three scores from 1 to 5 of each evaluation.
    """
    entries, (since, until) = _entries(nominee), year_window(year)
    pack: dict[str, Any] = {
        "on": on.isoformat(),
        "year": year,
        "minutes": _by_grade(entries),
        "minutes_of_year": _by_grade(entries.filter(service_on__range=(since, until))),
        "activities": _latest_activities(entries),
        "evaluations": _evaluations(nominee),
        "figures": _figures(found_on(nominee, year, on)),
    }
    if isinstance(nominee, Volunteer):
        records = records_of(nominee.pk)
        held = StarAward.objects.filter(volunteer_id__in=records, state=StarState.GRANTED)
        pack["stars"] = sorted(set(held.values_list("level", flat=True)))
        pack["commendations"] = _commendations(records)
    return pack


def _figures(found: Found) -> dict[str, Any]:
    names = ("minutes", "age", "years", "members", "activities")
    return {name: getattr(found, name) for name in names}


def _by_grade(entries: QuerySet[HoursEntry]) -> dict[str, int]:
    sums = dict(entries.values_list("grade").annotate(sum=Sum("minutes")))
    return {grade.value: sums.get(grade.value) or 0 for grade in Grade}


def _latest_activities(entries: QuerySet[HoursEntry]) -> list[dict[str, Any]]:
    rows = entries.filter(grade__in=COUNTED, activity__isnull=False).values("activity", "title")
    sums = rows.annotate(sum=Sum("minutes"), on=F("activity__starts_at")).filter(sum__gt=0)
    return [
        {"title": row["title"], "on": day_of(row["on"]).isoformat(), "minutes": row["sum"]}
        for row in sums.order_by("-on", "activity")[:MOST_TITLES]
    ]


def _evaluations(nominee: Nominee) -> dict[str, int]:
    rows = Evaluation.objects.order_by()
    if isinstance(nominee, Volunteer):
        rows = rows.filter(volunteer_id__in=records_of(nominee.pk))
    elif isinstance(nominee, Body):
        rows = rows.filter(activity__body=nominee)
    elif isinstance(nominee, Region):
        rows = rows.filter(city=nominee.city, activity__region_path__startswith=nominee.path)
    else:
        rows = rows.filter(activity__project=nominee)
    sums = rows.aggregate(points=Sum(F("punctuality") + F("attitude") + F("skill")))
    return {"count": rows.count(), "points": sums["points"] or 0}


def _commendations(records: QuerySet[Volunteer, UUID]) -> list[dict[str, Any]]:
    rows = AwardRecord.objects.filter(volunteer_id__in=records, state=AwardState.RECORDED)
    return [
        {"name": row.name, "on": row.on.isoformat(), "granted_by": row.granted_by}
        for row in rows.order_by("-on", "-id")[:MOST_COMMENDATIONS]
    ]
