"""At the partner's counter: a code is looked up and what it opens is handed out, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext

from redvest.core import throttle
from redvest.core.audit import write_line
from redvest.core.clock import CHINA, day_of
from redvest.core.errors import NotAllowed
from redvest.honour.choices import RedemptionState
from redvest.honour.models import Redemption
from redvest.honour.policy import require_serves
from redvest.honour.queries.redeem import hash_of_code, partners_served, redemption_by_code
from redvest.honour.redeem_errors import CodeUnknown, CodeUsed, RedemptionOver
from redvest.honour.rules.redeem import DIGITS
from redvest.registry.policy import Standing, require_member

TRIES, WINDOW = (
    20,
    timedelta(minutes=10),
)  # wrong codes of one account: enough for tired eyes, too few for guessing


def counters_of(*, by: Standing) -> list[UUID]:
    """The partners where somebody hands out. Raises NotAllowed for who hands out nowhere."""
    found = list(partners_served(by).values_list("pk", flat=True))
    if not found:
        raise NotAllowed
    return found


def count_try(*, by: Standing, at: datetime) -> str:
    """One code asked for; a right one is taken off again (``throttle.take_back``), wrong ones stay. Raises TooManyTries.

    Outside any transaction: a refusal that takes its count back would count nothing.
    """
    key = f"counter-code:{require_member(by)}"
    throttle.hit(key, limit=TRIES, window=WINDOW, at=at)
    return key


def look_up_redemption(*, by: Standing, code: str, at: datetime) -> Redemption:
    """What a code opens at somebody's counters, to be shown before it is handed out; what it opened, once it is used.

    Raises NotAllowed, TooManyTries, CodeUnknown.
    """
    partners = counters_of(by=by)
    key = count_try(by=by, at=at)
    found = redemption_by_code(partners, code) if len(code) == DIGITS else None
    if found is None:
        raise CodeUnknown
    throttle.take_back(key)
    return found


@transaction.atomic
def pick_up(*, by: Standing, key: UUID, code: str, at: datetime) -> Redemption:
    """Hand it out to whoever showed ``code``, once.

    Raises CodeUnknown, NotAllowed, OwnCode, CodeUsed (it says when), RedemptionOver.
    """
    rows = Redemption.objects.select_for_update(of=("self",)).select_related("item__partner", "volunteer")
    kept = rows.filter(pk=key, city=by.city).first()
    if kept is None or bytes(kept.code_hash) != hash_of_code(code):
        raise CodeUnknown
    require_serves(by, kept.item.partner, kept.volunteer_id, at)
    if kept.state == RedemptionState.PICKED_UP:
        assert kept.ended_at is not None
        moment = date_format(kept.ended_at.astimezone(CHINA), "Y年n月j日 H:i")
        raise CodeUsed(gettext("这个码 %(when)s 已经领过了，不能再领。") % {"when": moment})
    if kept.state != RedemptionState.HELD or kept.until < day_of(at):
        raise RedemptionOver
    kept.state, kept.ended_at, kept.picked_up_by_id = RedemptionState.PICKED_UP, at, by.account_id
    kept.save(update_fields=["state", "ended_at", "picked_up_by"])
    write_line(
        by=by.actor, at=at, city=kept.city, verb="pick_up_redemption", target=kept, item=str(kept.item_id)
    )  # fmt: skip
    return kept
