"""Opens a minor's record to one member of staff for a short time (未成年人网络保护条例 art. 36)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.errors import NotAllowed
from redvest.registry.actions.unmask import SHORTEST_REASON
from redvest.registry.choices import LookReason
from redvest.registry.models import MinorLook, Volunteer
from redvest.registry.policy import Standing, require_member, require_staff
from redvest.registry.privacy_errors import ReasonMissing
from redvest.registry.queries.setting import rule
from redvest.registry.queries.volunteer import people_of


@transaction.atomic
def open_minor(*, by: Standing, volunteer: Volunteer, reason: str, words: str, at: datetime) -> MinorLook:
    """Whoever may find this person opens the record. Raises NotAllowed, ReasonMissing."""
    account_id = require_member(by)
    require_staff(by)
    if not people_of(by).filter(pk=volunteer.pk).exists():
        raise NotAllowed
    words = " ".join(words.split())
    if reason not in LookReason.values or len(words) < SHORTEST_REASON:
        raise ReasonMissing
    minutes = rule("privacy.minor_look_minutes", volunteer.region_path, day_of(at))
    look = MinorLook.objects.create(
        city=volunteer.city,
        account_id=account_id,
        volunteer=volunteer,
        reason=reason,
        words=words[:200],
        at=at,
        until=at + timedelta(minutes=minutes),
    )
    write_line(
        by=by.actor, at=at, city=volunteer.city, verb="open_minor", target=volunteer, reason=words[:200],
        kind=reason, minutes=minutes,
    )  # fmt: skip
    return look
