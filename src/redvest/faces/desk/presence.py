"""Reads for the gate and the hours page: everybody on the list with their stays, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from redvest.core import clock
from redvest.faces.shared.words import clock_words
from redvest.registry.models import Volunteer
from redvest.service.choices import HOLDING
from redvest.service.models import Activity, Attendance, SignUp


def stays_of(activity: Activity) -> dict[UUID, list[Attendance]]:
    """The stays of an activity by person, in order. One query."""
    stays: dict[UUID, list[Attendance]] = defaultdict(list)
    for stay in Attendance.objects.filter(activity=activity).order_by("in_at"):
        stays[stay.volunteer_id].append(stay)
    return stays


def count_of_people_at(activities: Iterable[UUID]) -> dict[UUID, int]:
    """How many people came to each of these activities. One query."""
    rows = Attendance.objects.filter(activity__in=list(activities)).order_by().values("activity")
    counted = rows.annotate(people=Count("volunteer", distinct=True))
    return dict(counted.values_list("activity", "people"))


def stay_words(stay: Attendance) -> str:
    """`8:32–10:31`, or `8:32–` while it is open."""
    return f"{clock_words(stay.in_at)}–{clock_words(stay.out_at) if stay.out_at else ''}"


def likely_out(activity: Activity, stay: Attendance, at: datetime) -> str:
    """The time that a forgotten way out starts with: the end of the activity, but not before the way in."""
    return max(stay.in_at, min(at, activity.ends_at)).astimezone(clock.CHINA).strftime("%H:%M")


def people_at(activity: Activity, at: datetime) -> list[dict[str, Any]]:
    """Who holds a place, with where they are: not come, here, gone. Those still to come stand first. Two queries."""
    stays = stays_of(activity)
    people: list[dict[str, Any]] = []
    places = SignUp.objects.filter(activity=activity, state__in=HOLDING).select_related("volunteer", "post")
    for place in places.order_by("volunteer__pinyin", "queue"):
        mine = stays.get(place.volunteer_id, [])
        still_here = next((stay for stay in mine if stay.out_at is None), None)
        people.append(
            {
                "volunteer": place.volunteer_id,
                "name": place.volunteer.name,
                "pinyin": place.volunteer.pinyin,
                "tail": place.volunteer.phone_tail,
                "post": place.post.label,
                "times": " · ".join(stay_words(stay) for stay in mine),
                "here": still_here is not None,
                "came": bool(mine),
                "stay": still_here.pk if still_here else None,
                "out_at": likely_out(activity, still_here, at) if still_here else "",
            }
        )
    return sorted(people, key=lambda person: (person["came"], not person["here"]))


def names_of(people: set[UUID]) -> dict[UUID, Volunteer]:
    """The records of these people."""
    return Volunteer.objects.in_bulk(list(people))
