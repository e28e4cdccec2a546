"""A person leaves and may come back, or asks to be erased: done by the house when the waiting days are over."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core import events
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import CHINA, day_of
from redvest.core.db.constraint import broken_constraint
from redvest.registry.actions.consent import give_consent, guardian_consents
from redvest.registry.actions.forgetting import forget_account, forget_record
from redvest.registry.actions.forgetting_bodies import forget_in_bodies
from redvest.registry.actions.message import Notice, centre, tell_person
from redvest.registry.choices import ConsentPurpose, MessageKind, Role, VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.events import PersonErased, VolunteerStateChanged
from redvest.registry.guardian_errors import GuardianCodeNeeded
from redvest.registry.models import Consent, Erasure, Region, Volunteer
from redvest.registry.person_errors import ErasureAsked, ErasureCentre, ErasureNone, NotLeft
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.queries.identity import age_of
from redvest.registry.queries.merge import accounts_behind, accounts_of_person, open_erasure, records_of
from redvest.registry.queries.role import live_grants
from redvest.registry.queries.setting import rule
from redvest.registry.registration_errors import ConsentMissing

TO_SERVE = frozenset({ConsentPurpose.REGISTRATION, ConsentPurpose.GUARDIAN})


@transaction.atomic
def leave(*, by: Standing, at: datetime) -> None:
    """Go off the register. Hours stay; what was agreed to for serving ends, and is asked anew of who comes back."""
    key = require_volunteer(by)
    if not Volunteer.objects.filter(pk=key, state=VolunteerState.ACTIVE).update(state=VolunteerState.LEFT):
        raise VolunteerNotActive
    Consent.objects.filter(volunteer_id=key, purpose__in=TO_SERVE, withdrawn_at__isnull=True).update(
        withdrawn_at=at
    )
    volunteer = Volunteer.objects.get(pk=key)
    write_line(by=by.actor, at=at, city=volunteer.city, verb="leave", target=volunteer)
    events.publish(VolunteerStateChanged(volunteer.city, key, VolunteerState.LEFT.value))


@transaction.atomic
def come_back(*, by: Standing, agreed: bool, guardian_code: str = "", at: datetime) -> None:
    """Be on the register again: what a registration asks for is asked for, but for what the record knows.

    ``agreed``: the person's consent to be registered; a minor's guardian agrees by the code sent to them. Raises
    NotLeft, ConsentMissing, GuardianCodeNeeded, GuardianMissing, what codes raise, and what ``require_identity`` does.
    """
    record = Volunteer.objects.select_for_update().get(pk=require_volunteer(by))
    if record.state != VolunteerState.LEFT:
        raise NotLeft
    if not agreed:
        raise ConsentMissing
    age, own = age_of(record, at), ConsentPurpose.REGISTRATION
    if age.needs_guardian:
        if not guardian_code.strip():
            raise GuardianCodeNeeded
        purposes = {ConsentPurpose.GUARDIAN} | (
            {own, ConsentPurpose.MINOR_DATA} if age.needs_data_consent else set()
        )
        guardian_consents(by=by, volunteer=record, purposes=frozenset(purposes), code=guardian_code, at=at)
    if not age.needs_data_consent:
        give_consent(by=by, volunteer=record, purpose=own, at=at)
    write_line(by=by.actor, at=at, city=record.city, verb="come_back", target=record)


@transaction.atomic
def ask_erasure(*, by: Standing, at: datetime) -> Erasure:
    """Ask to be forgotten; the person is told by SMS. The face asks for a fresh proof first (``afresh.py``).

    Raises ErasureAsked when that waits already, ErasureCentre for who runs the city by any of
    the person's accounts.
    """
    # The row's lock: a merge of this record, or another wish, waits or has been.
    volunteer = Volunteer.objects.select_for_update().get(pk=require_volunteer(by))
    if volunteer.state in (VolunteerState.MERGED, VolunteerState.ERASED):
        raise VolunteerNotActive
    if (
        live_grants(day_of(at))
        .filter(role=Role.CENTRE, account__in=accounts_of_person(volunteer.pk))
        .exists()
    ):
        raise ErasureCentre
    if open_erasure(volunteer.pk) is not None:
        raise ErasureAsked
    days = int(rule("people.erasure_days", volunteer.region_path, day_of(at)))
    try:
        with transaction.atomic():
            wish = Erasure.objects.create(
                city=volunteer.city, volunteer=volunteer, asked_at=at, due_at=at + timedelta(days=days)
            )
    except IntegrityError as fault:
        if broken_constraint(fault) != "one_live_erasure":
            raise
        raise ErasureAsked from fault
    write_line(by=by.actor, at=at, city=volunteer.city, verb="ask_erasure", target=volunteer)
    text = (
        f"你申请了注销，{wish.due_at.astimezone(CHINA):%m月%d日 %H:%M} 以后办理，办了不能恢复。"
        f"不是你本人申请的，或者改主意了，请在那之前登录，到“退出和注销”里撤回，或者联系{centre()}。"
    )
    tell_person(volunteer=volunteer, text=text, at=at, notice=Notice(MessageKind.ACCOUNT))
    return wish


@transaction.atomic
def cancel_erasure(*, by: Standing, at: datetime) -> None:
    """Take the wish back before it is carried out."""
    key = require_volunteer(by)
    wishes = Erasure.objects.filter(volunteer_id__in=by.records, cancelled_at=None, done_at=None)
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
    wish = Erasure.objects.get(pk=wish_id)
    if _is_last_centre(wish, at):
        return False  # made one since asking: the wish waits until there is another
    open_wish = Erasure.objects.filter(pk=wish_id, due_at__lte=at, cancelled_at=None, done_at=None)
    if not open_wish.update(done_at=at):
        return False
    # No merge and no undoing comes between: both refuse while a wish waits, and wait for these rows.
    keys = list(records_of(wish.volunteer_id))
    marks = []
    for volunteer in Volunteer.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        marks += [bytes(volunteer.id_hash)] if volunteer.id_hash else []
        events.publish(PersonErased(volunteer.city, volunteer.pk, at))
        forget_in_bodies(volunteer=volunteer, at=at)  # by names and phones that the next lines take away
        for account_id in accounts_behind(volunteer):
            forget_account(account_id=account_id, at=at)
        forget_record(volunteer=volunteer, at=at)
        write_line(by=SYSTEM, at=at, city=volunteer.city, verb="erase_person", target=volunteer)
    Erasure.objects.filter(pk=wish_id).update(id_marks=marks)
    return True


def _is_last_centre(wish: Erasure, at: datetime) -> bool:
    """Whether the city would be run by nobody; its row is locked, so that the last two cannot both go at once."""
    Region.objects.select_for_update(no_key=True).filter(code=wish.city).first()
    centres = live_grants(day_of(at)).filter(
        role=Role.CENTRE, account__city=wish.city, account__is_active=True
    )
    holders = set(centres.values_list("account_id", flat=True))
    return bool(holders) and holders <= set(accounts_of_person(wish.volunteer_id))
