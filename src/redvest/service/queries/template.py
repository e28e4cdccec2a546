"""Reads about templates: what an activity is without its day, and which an organisation keeps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from redvest.registry.models import Body
from redvest.registry.policy import Standing
from redvest.service.models import Activity, ActivityTemplate, AgreementTerms
from redvest.service.queries.training import needs_of
from redvest.service.rules.blueprint import POST, blueprint

MOST = 50


def blueprint_of(activity: Activity) -> dict[str, Any]:
    """What another activity can be begun from. Four queries."""
    posts = list(activity.posts.all())
    needs = needs_of(post.pk for post in posts)
    same = ("starts_at", "ends_at", "qualifications", "skills")
    wanted = AgreementTerms.objects.filter(activity=activity).exists()
    fields = {name: getattr(activity, name, None) for name in _SAME}
    fields |= {"domain_key": activity.domain_id, "region_code": activity.region_id, "agreement": wanted}
    times = {name: getattr(activity, name) for name in _TIMES}
    return blueprint(
        fields,
        times,
        [
            {name: getattr(post, name) for name in (*POST, *same)}
            | {"courses": [course.pk for course in needs.get(post.pk, ())]}
            for post in posts
        ],
    )


_SAME = (
    "title", "content", "place_name", "lon", "lat", "break_minutes", "conditions", "how_to_apply", "risks", "guarantees",
    "dangerous", "danger_note", "kind", "audience_places",
)  # fmt: skip
_TIMES = ("starts_at", "ends_at", "signup_opens_at", "signup_closes_at")


def templates_of(body: Body) -> QuerySet[ActivityTemplate]:
    """Those in use, by name."""
    return ActivityTemplate.objects.filter(body=body, retired_at__isnull=True).order_by("name")[:MOST]


def template_within(by: Standing, key: UUID) -> ActivityTemplate | None:
    """A template of a body that this person may publish for."""
    found = ActivityTemplate.objects.filter(pk=key, city=by.city, retired_at__isnull=True)
    row = found.select_related("body").first()
    inside = row is not None and (by.leads(row.body_id) or by.governs(row.body.region_path))
    return row if inside else None
