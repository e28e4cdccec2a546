"""Somebody with a pass goes to a need: never more than it takes. Where exactly it is, the staging area tells them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from redvest.care.choices import CrisisNeedState
from redvest.care.crisis_errors import (
    CrisisNeedEnded,
    CrisisNeedUnknown,
    EnoughGoing,
    GoingAlready,
    NotGoing,
)
from redvest.care.models import CrisisGoing, CrisisNeed, CrisisVolunteer
from redvest.care.queries.crisis import hold_live
from redvest.core.audit import write_line
from redvest.registry.policy import Standing


@transaction.atomic
def go_to_crisis_need(
    *, by: Standing, need: CrisisNeed, person: CrisisVolunteer, at: datetime
) -> CrisisGoing:
    """Who holds the pass says it. Raises CrisisOver, EnoughGoing, GoingAlready, CrisisNeedEnded, CrisisNeedUnknown."""
    if need.crisis_id != person.crisis_id:
        raise CrisisNeedUnknown
    hold_live(need.crisis)
    rows = CrisisNeed.objects.filter(
        pk=need.pk, state=CrisisNeedState.VERIFIED, expires_at__gt=at, coming__lt=F("wanted")
    )
    if not rows.update(coming=F("coming") + 1):
        _why_not(need, person, at)
    try:
        with transaction.atomic():
            going = CrisisGoing.objects.create(need=need, person=person, said_at=at)
    except IntegrityError as fault:
        raise GoingAlready from fault
    write_line(
        by=by.actor, at=at, city=need.city, verb="go_to_crisis_need", target=need, person=str(person.pk)
    )
    return going


def _why_not(need: CrisisNeed, person: CrisisVolunteer, at: datetime) -> None:
    if CrisisGoing.objects.filter(need=need, person=person, withdrawn_at__isnull=True).exists():
        raise GoingAlready
    board = CrisisNeed.objects.filter(pk=need.pk, state=CrisisNeedState.VERIFIED, expires_at__gt=at)
    raise EnoughGoing if board.exists() else CrisisNeedEnded


@transaction.atomic
def withdraw_crisis_going(*, by: Standing, need: CrisisNeed, person: CrisisVolunteer, at: datetime) -> None:
    """Does not go after all: the place is free. Raises NotGoing, also when pressed twice."""
    if not CrisisNeed.objects.filter(pk=need.pk).select_for_update(of=("self",)).exists():
        raise CrisisNeedUnknown
    rows = CrisisGoing.objects.filter(need=need, person=person, withdrawn_at__isnull=True)
    if not rows.update(withdrawn_at=at):
        raise NotGoing
    CrisisNeed.objects.filter(pk=need.pk).update(coming=F("coming") - 1)
    write_line(
        by=by.actor, at=at, city=need.city, verb="withdraw_crisis_going", target=need, person=str(person.pk)
    )
