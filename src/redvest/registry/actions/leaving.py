"""A person leaves and may come back, or asks to be erased: done by the house when the waiting days are over."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from redvest.core import events
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.registry.choices import RealNameState, VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.events import PersonErased, VolunteerStateChanged
from redvest.registry.models import (
    Account,
    ApiToken,
    Consent,
    Erasure,
    Grant,
    Guardian,
    Membership,
    OneTimeCode,
    Volunteer,
)
from redvest.registry.person_errors import ErasureAsked, ErasureNone, NotLeft
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.setting import rule

FORGOTTEN = "已注销"


@transaction.atomic
def leave(*, by: Standing, at: datetime) -> None:
    """Go off the register. Hours stay, and coming back takes one press."""
    _move(by, VolunteerState.ACTIVE, VolunteerState.LEFT, VolunteerNotActive, "leave", at)


@transaction.atomic
def come_back(*, by: Standing, at: datetime) -> None:
    """Be on the register again after having left."""
    _move(by, VolunteerState.LEFT, VolunteerState.ACTIVE, NotLeft, "come_back", at)


def _move(
    by: Standing,
    old: VolunteerState,
    new: VolunteerState,
    refusal: type[VolunteerNotActive | NotLeft],
    verb: str,
    at: datetime,
) -> None:
    key = require_volunteer(by)
    if not Volunteer.objects.filter(pk=key, state=old).update(state=new):
        raise refusal
    volunteer = Volunteer.objects.get(pk=key)
    write_line(by=by.actor, at=at, city=volunteer.city, verb=verb, target=volunteer)
    events.publish(VolunteerStateChanged(volunteer.city, key, new.value))


@transaction.atomic
def ask_erasure(*, by: Standing, at: datetime) -> Erasure:
    """Ask to be forgotten. Raises ErasureAsked when that waits already."""
    volunteer = Volunteer.objects.get(pk=require_volunteer(by))
    days = int(rule("people.erasure_days", volunteer.region_path, day_of(at)))
    try:
        with transaction.atomic():
            wish = Erasure.objects.create(
                city=volunteer.city, volunteer=volunteer, asked_at=at, due_at=at + timedelta(days=days)
            )
    except IntegrityError as fault:
        raise ErasureAsked from fault
    write_line(by=by.actor, at=at, city=volunteer.city, verb="ask_erasure", target=volunteer)
    return wish


@transaction.atomic
def cancel_erasure(*, by: Standing, at: datetime) -> None:
    """Take the wish back before it is carried out."""
    key = require_volunteer(by)
    wishes = Erasure.objects.filter(volunteer_id=key, cancelled_at=None, done_at=None)
    if not wishes.update(cancelled_at=at):
        raise ErasureNone
    volunteer = Volunteer.objects.get(pk=key)
    write_line(by=by.actor, at=at, city=volunteer.city, verb="cancel_erasure", target=volunteer)


def erase_due(*, at: datetime) -> int:
    """Carry out every wish whose day has come, each in a transaction of its own; returns how many."""
    due = Erasure.objects.filter(due_at__lte=at, cancelled_at=None, done_at=None)
    return sum(_erase(key, at) for key in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _erase(wish_id: UUID, at: datetime) -> bool:
    """Forget one person: the guarded update decides between two workers and against a late change of mind."""
    open_wish = Erasure.objects.filter(pk=wish_id, due_at__lte=at, cancelled_at=None, done_at=None)
    if not open_wish.update(done_at=at):
        return False
    wish = Erasure.objects.select_related("volunteer").get(pk=wish_id)
    keys = list(records_of(wish.volunteer_id))
    for volunteer in Volunteer.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        events.publish(PersonErased(volunteer.city, volunteer.pk, at))
        _forget_account(volunteer.account_id)
        _forget_record(volunteer)
        write_line(by=SYSTEM, at=at, city=volunteer.city, verb="erase_person", target=volunteer)
    return True


def _forget_record(volunteer: Volunteer) -> None:
    """What is left is a number that the ledger's entries hang on."""
    for related in (Guardian, Consent, Membership):
        related.objects.filter(volunteer=volunteer).delete()
    volunteer.domains.clear()
    Volunteer.objects.filter(pk=volunteer.pk).update(
        account=None, name=FORGOTTEN, pinyin="", sex="", birth_on=None, id_type="", id_sealed=None, id_hash=None,
        phone_sealed=None, phone_hash=None, phone_tail="", skills="", search=[],
        real_name_state=RealNameState.MISSING, state=VolunteerState.ERASED,
    )  # fmt: skip


def _forget_account(account_id: UUID | None) -> None:
    """The account's row stays, empty and switched off, since what its owner recorded for others names it."""
    if account_id is None:
        return
    account = Account.objects.get(pk=account_id)
    OneTimeCode.objects.filter(phone_hash=bytes(account.phone_hash)).delete()
    ApiToken.objects.filter(account=account).delete()
    Grant.objects.filter(account=account).delete()
    Account.objects.filter(pk=account.pk).update(
        name=FORGOTTEN, phone_sealed=b"",
        phone_hash=secrets.token_bytes(32), phone_tail="", password=make_password(None), is_active=False
    )  # fmt: skip
