"""How activities and posts become their shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from redvest.faces.openapi.shapes.activity import Place, PostShape
from redvest.faces.openapi.shapes.base import Named, Words
from redvest.service.models import Activity, Post

# What a list reads of an activity: a notice's long texts stay where they are.
LISTED = (
    "id", "title", "state", "starts_at", "ends_at", "signup_opens_at", "signup_closes_at", "place_name", "lon", "lat",
    "region__code", "region__name", "domain__key", "domain__name", "body__id", "body__name",
)  # fmt: skip


def activity_facts(activity: Activity, waiting: Mapping[UUID, int]) -> dict[str, Any]:
    """The fields of ``ActivityShape``. Nothing of ours is validated again: a list of a hundred is written out fast."""
    region, domain, body = activity.region, activity.domain, activity.body
    return {
        "id": activity.pk,
        "title": activity.title,
        "state": activity.state,
        "starts_at": activity.starts_at,
        "ends_at": activity.ends_at,
        "signup_opens_at": activity.signup_opens_at,
        "signup_closes_at": activity.signup_closes_at,
        "place": Place.model_construct(
            name=activity.place_name,
            region=Words.model_construct(key=region.code, name=region.name),
            lon=activity.lon,
            lat=activity.lat,
        ),
        "domain": Words.model_construct(key=domain.key, name=domain.name),
        "body": Named.model_construct(id=str(body.pk), name=body.name),
        "posts": post_shapes(activity.posts.all(), waiting),
    }


def post_shapes(posts: Iterable[Post], waiting: Mapping[UUID, int]) -> list[PostShape]:
    """Posts with how many wait for each."""
    return [
        PostShape.model_construct(
            id=post.pk,
            title=post.title,
            description=post.description,
            places=post.places,
            taken=post.taken,
            waiting=waiting.get(post.pk, 0),
            min_age=post.min_age,
            max_age=post.max_age,
        )
        for post in posts
    ]
