"""How activities and posts become answers: plain values in the form of their shapes, without a model for each.

Nothing of ours is validated again: a list of a hundred is written out fast. A test holds the answers to the shapes.
"""

from __future__ import annotations

from typing import Any

from redvest.faces.openapi.shapes.base import local_text
from redvest.service.models import Activity
from redvest.service.queries.activity_cards import ActivityCard, PostCard


def activity_facts(card: ActivityCard) -> dict[str, Any]:
    """The fields of ``ActivityShape``."""
    return {
        "id": card.id,
        "title": card.title,
        "state": card.state,
        "starts_at": local_text(card.starts_at),
        "ends_at": local_text(card.ends_at),
        "signup_opens_at": local_text(card.signup_opens_at),
        "signup_closes_at": local_text(card.signup_closes_at),
        "place": {
            "name": card.place_name,
            "region": {"key": card.region_code, "name": card.region_name},
            "lon": card.lon,
            "lat": card.lat,
        },
        "domain": {"key": card.domain_key, "name": card.domain_name},
        "body": {"id": card.body_id, "name": card.body_name},
        "posts": [post_facts(post) for post in card.posts],
        "series": card.series_id,
    }


def post_facts(post: PostCard) -> dict[str, Any]:
    """The fields of ``PostShape``, which have the same names."""
    return post._asdict()


def post_terms(activity: Activity) -> list[dict[str, Any]]:
    """The fields of ``PostTerms``, of posts at hand."""
    return [
        {
            "post": post.pk,
            "shift": post.shift,
            "starts_at": local_text(post.starts_at or activity.starts_at),
            "ends_at": local_text(post.ends_at or activity.ends_at),
            "break_minutes": post.break_minutes if post.starts_at else activity.break_minutes,
            "meeting_point": post.meeting_point or activity.place_name,
            "qualifications": post.qualifications,
            "skills": post.skills,
        }
        for post in activity.posts.all()
    ]
