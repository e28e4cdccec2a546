"""Looks up for a leader why somebody cannot join one of their posts. It changes nothing but leaves its trace.

Only who leads the activity may ask, about one person whom they know by number or by name and phone, so many times an
hour; the answer names rules and no facts (``queries/join_reasons.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from redvest.core import audit
from redvest.core.errors import NotFound
from redvest.core.throttle import hit
from redvest.registry.policy import Standing
from redvest.registry.rules.names import mask_name
from redvest.service import policy
from redvest.service.finding_errors import PersonNotFound
from redvest.service.models import Post
from redvest.service.queries.join_reasons import REVEALING, person_meant, told_to_leader
from redvest.service.queries.signup import Reason, reasons_against

AN_HOUR = 60


@dataclass(frozen=True)
class Explained:
    """Whom it is about, as little as will do to know it is the right one, and every reason; none: they may join."""

    name: str
    reasons: list[Reason]


def explain_join(*, by: Standing, post_id: UUID, typed: str, at: datetime) -> Explained:
    """Every reason against this person on this post, for its leader.

    Raises NotAllowed, NotFound, PersonNotFound, TooManyTries.
    """
    post = Post.objects.select_related("activity").filter(pk=post_id, city=by.city).first()
    if post is None:
        raise NotFound
    policy.require_may_lead(by, post.activity)
    hit(f"explain-join:{by.account_id}", limit=AN_HOUR, window=timedelta(hours=1), at=at)
    person = person_meant(by.city, typed)
    if person is None:
        raise PersonNotFound
    found = reasons_against(volunteer_id=person.pk, post_id=post.pk, at=at)
    told = told_to_leader(found)
    with transaction.atomic():
        audit.write_line(
            by=by.actor, at=at, city=by.city, verb="explain_join", target=person, post=str(post.pk),
            told=sorted({each.code for each in told}), revealing=any(each.code in REVEALING for each in found),
        )  # fmt: skip
    return Explained(mask_name(person.name), told)
