"""Looking at whose a need is and where: each look is on the audit trail, whoever looks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.care.choices import LIVE_SERVINGS
from redvest.care.dispatch_errors import PrivateClosed, PrivateNotYet, PrivateReasonNeeded
from redvest.care.models import Need, NeedServing
from redvest.care.queries.need_reading import private_of
from redvest.care.queries.private_time import readable_until
from redvest.care.rules.need_private import Private
from redvest.core.audit import write_line
from redvest.core.errors import NotFound
from redvest.registry.policy import Standing, require_member


@transaction.atomic
def read_private(*, by: Standing, need: Need, reason: str = "", at: datetime) -> Private:
    """Name, phone, address and words. For the volunteer who accepted, until a day after the end; for
    who leads the activity that it became with a reason. The desk looks by ``need_verify.look_at_need``.

    Raises NotFound, PrivateNotYet, PrivateClosed, PrivateReasonNeeded; then nothing is shown.
    """
    require_member(by)
    if by.city != need.city:
        raise NotFound
    need = Need.objects.get(pk=need.pk)
    mine = NeedServing.objects.filter(need=need, volunteer_id__in=by.records)
    if mine.filter(state__in=LIVE_SERVINGS).exists():
        _require_in_time(need, at)
        return _opened(by, need, "", at, who="volunteer")
    if need.activity_id is not None and need.body_id is not None and by.leads(need.body_id):
        _require_in_time(need, at)
        if not reason.strip():
            raise PrivateReasonNeeded
        return _opened(by, need, reason.strip()[:200], at, who="leader")
    raise PrivateClosed if mine.exists() else PrivateNotYet


def _require_in_time(need: Need, at: datetime) -> None:
    until = readable_until(need)
    if until is not None and at >= until:
        raise PrivateClosed


def _opened(by: Standing, need: Need, reason: str, at: datetime, *, who: str) -> Private:
    if need.private_gone_at is not None:  # kept long enough, and let go of
        raise PrivateClosed
    write_line(by=by.actor, at=at, city=need.city, verb="read_private", target=need, reason=reason, who=who)
    return private_of(need)
