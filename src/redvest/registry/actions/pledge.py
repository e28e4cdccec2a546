"""The integrity agreement: a new version by the centre, a signature by who holds or will hold a role."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.registry.governance_errors import PledgeMissing, PledgeWrong
from redvest.registry.models import Pledge, PledgeSignature, Region
from redvest.registry.policy import Standing, require_centre, require_member
from redvest.registry.queries.pledge import pledge_on

LEAST, MOST = 20, 5000


@transaction.atomic
def publish_pledge(*, by: Standing, text: str, effective_on: date, at: datetime) -> Pledge:
    """A new version that holds from a day on. From then every role rests until its holder has signed it."""
    require_centre(by)
    text = "\n".join(line.strip() for line in text.strip().splitlines())
    if not LEAST <= len(text) <= MOST or effective_on < day_of(at):
        raise PledgeWrong
    Region.objects.select_for_update(no_key=True).get(pk=by.city)
    last = Pledge.objects.filter(city=by.city).aggregate(most=Max("version"))["most"] or 0
    try:
        with transaction.atomic():
            pledge = Pledge.objects.create(
                city=by.city,
                version=last + 1,
                text=text,
                effective_on=effective_on,
                set_by_id=by.account_id,
                set_at=at,
            )
    except IntegrityError as fault:
        raise PledgeWrong from fault
    write_line(by=by.actor, at=at, city=by.city, verb="publish_pledge", target=pledge, version=last + 1)
    return pledge


@transaction.atomic
def sign_pledge(*, by: Standing, at: datetime) -> Pledge:
    """Sign the version in force. Signing twice is no fault and leaves one signature."""
    account_id = require_member(by)
    pledge = pledge_on(by.city, day_of(at))
    if pledge is None:
        raise PledgeMissing
    _, new = PledgeSignature.objects.get_or_create(
        account_id=account_id, pledge=pledge, defaults={"signed_at": at}
    )
    if new:
        write_line(by=by.actor, at=at, city=by.city, verb="sign_pledge", target=pledge)
    return pledge


@transaction.atomic
def load_pledge(*, city: str, text: str, since: date, signed_by: list[UUID], at: datetime) -> Pledge:
    """The demo city's text with the signatures of its staff."""
    pledge = Pledge.objects.create(city=city, version=1, text=text, effective_on=since, set_at=at)
    PledgeSignature.objects.bulk_create(
        PledgeSignature(account_id=key, pledge=pledge, signed_at=at) for key in signed_by
    )
    write_line(by=SYSTEM, at=at, city=city, verb="load_pledge", target=pledge, signatures=len(signed_by))
    return pledge
