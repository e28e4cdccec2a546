"""Watches: what has begun to take people is held against every watched search; whoever it fits is told once.

News is what joins the table of recruiting activities between two looks, whether it was published, opened or had a
place given back. Both tables are written in the same transaction, so a look that fails has not looked.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from redvest.core.identifiers import uuid7
from redvest.registry.choices import VolunteerState
from redvest.service.choices import LIVE_SIGNUPS
from redvest.service.models import RecruitingActivity, SavedSearch, SignUp, WatchNotice
from redvest.service.queries.activity import search_activities
from redvest.service.queries.saved_search import found_among
from redvest.service.rules.look import Look

FORGET_AFTER = timedelta(days=30)  # a notice is of no use once its activity is long over


@transaction.atomic
def look_out(*, city: str, at: datetime) -> int:
    """Match what is news; returns how many notices were made. One look at a time, and a repeat finds nothing new."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('watches:' || %s, 33))", [city])
    WatchNotice.objects.filter(city=city, activity__ends_at__lt=at - FORGET_AFTER).delete()
    news = _news(city, at)
    if not news:
        return 0
    before = WatchNotice.objects.filter(city=city).count()
    for asked, searches in _watched(city).items():
        look = Look.of(json.loads(asked))
        found = found_among(look, city=city, among=news, at=at)
        _note(city, searches, found, at)
    return WatchNotice.objects.filter(city=city).count() - before


def _news(city: str, at: datetime) -> list[UUID]:
    """Bring the table of recruiting activities up to date; returns those that joined it."""
    now = set(search_activities(city=city, at=at, open_only=True).order_by().values_list("pk", flat=True))
    before = set(RecruitingActivity.objects.filter(city=city).values_list("pk", flat=True))
    RecruitingActivity.objects.filter(pk__in=before - now).delete()
    fresh = sorted(now - before)
    RecruitingActivity.objects.bulk_create(
        RecruitingActivity(activity_id=key, city=city, since=at) for key in fresh
    )
    return fresh


def _watched(city: str) -> dict[str, list[SavedSearch]]:
    """Watched searches of people who may serve, those that ask the same together: each question is asked once."""
    rows = SavedSearch.objects.filter(city=city, watched=True, volunteer__state=VolunteerState.ACTIVE)
    found: dict[str, list[SavedSearch]] = defaultdict(list)
    for each in rows.order_by("created_at", "id"):
        found[json.dumps(each.asked, sort_keys=True)].append(each)
    return found


def _note(city: str, searches: list[SavedSearch], found: list[UUID], at: datetime) -> None:
    """One notice for each person and activity, but none about what somebody is already on."""
    if not found:
        return
    people = [each.volunteer_id for each in searches]
    on_it = SignUp.objects.filter(activity_id__in=found, volunteer_id__in=people, state__in=LIVE_SIGNUPS)
    taken = set(on_it.values_list("volunteer_id", "activity_id"))
    WatchNotice.objects.bulk_create(
        (
            WatchNotice(
                id=uuid7(),
                city=city,
                volunteer_id=each.volunteer_id,
                activity_id=key,
                search=each,
                found_at=at,
            )
            for each in searches
            for key in found
            if (each.volunteer_id, key) not in taken
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )
