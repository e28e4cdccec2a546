"""Duty slots of a station: taken by one's own yes, given back until they begin, asked of a person by the keeper."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from redvest.core.audit import write_line
from redvest.core.db.constraint import broken_constraint
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import DutyTurnState, MessageKind, ProjectInvites, VolunteerState
from redvest.registry.duty_errors import (
    DutyAskedBefore,
    DutyAskingRefused,
    DutyOverlaps,
    DutyPersonUnknown,
    DutySlotBegun,
    DutySlotCalledOff,
    DutySlotFull,
    DutySlotUnknown,
)
from redvest.registry.models import DutySlot, DutyTurn, Volunteer
from redvest.registry.policy import Standing, require_keeps, require_volunteer
from redvest.registry.queries.duty import slot_words
from redvest.registry.queries.profile import profile_of
from redvest.registry.queries.station_team import require_team_age
from redvest.registry.rules.volunteer_number import normalise

_OPEN = (DutyTurnState.ASKED, DutyTurnState.GIVEN_BACK, DutyTurnState.DECLINED, DutyTurnState.CALLED_OFF)


@transaction.atomic
def take_slot(*, by: Standing, slot: DutySlot, at: datetime) -> DutyTurn:
    """The volunteer's yes, asked before or not. Saying it twice is saying it once.

    Raises NoVolunteerRecord, DutyPersonUnknown, TooYoungForTeam, DutySlotUnknown, DutySlotBegun, DutySlotFull,
    DutySlotCalledOff, DutyOverlaps; then nothing changed.
    """
    me = require_volunteer(by)
    _same_city(by, slot)
    # The person first: whoever is suspended, merged or forgotten at this moment comes before or after, never between.
    person = Volunteer.objects.select_for_update(no_key=True).get(pk=me)
    if person.state != VolunteerState.ACTIVE:
        raise DutyPersonUnknown
    require_team_age(person, at)
    if DutySlot.objects.select_for_update().get(pk=slot.pk).called_off_at:
        raise DutySlotCalledOff
    held = DutyTurn.objects.filter(slot=slot, volunteer_id=me, state=DutyTurnState.TAKEN).first()
    if held is not None:
        return held
    free = DutySlot.objects.filter(pk=slot.pk, starts_at__gt=at, taken__lt=F("places"))
    if not free.update(taken=F("taken") + 1):
        raise DutySlotBegun if slot.starts_at <= at else DutySlotFull
    try:
        with transaction.atomic():
            turn = _say_yes(slot, me, at)
    except IntegrityError as fault:
        if broken_constraint(fault) != "one_duty_at_a_time":
            raise
        raise DutyOverlaps from fault
    write_line(by=by.actor, at=at, city=slot.city, verb="take_duty", target=slot)
    return turn


def _say_yes(slot: DutySlot, me: UUID, at: datetime) -> DutyTurn:
    """The slot's row is locked by its count, so two yeses of one person come one after the other."""
    turn, made = DutyTurn.objects.get_or_create(
        slot=slot, volunteer_id=me,
        defaults={
            "starts_at": slot.starts_at, "ends_at": slot.ends_at, "state": DutyTurnState.TAKEN, "changed_at": at,
        },
    )  # fmt: skip
    if not made:
        again = DutyTurn.objects.filter(pk=turn.pk, state__in=_OPEN)
        if not again.update(state=DutyTurnState.TAKEN, changed_at=at):
            raise DutyOverlaps
        turn.state = DutyTurnState.TAKEN
    return turn


@transaction.atomic
def give_back_slot(*, by: Standing, slot: DutySlot, at: datetime) -> DutyTurnState:
    """Not coming after all, or no to being asked; until the slot begins. The alert may then be sent for it.

    Returns which of the two it was.

    Raises NoVolunteerRecord, DutySlotUnknown, DutySlotBegun.
    """
    me = require_volunteer(by)
    _same_city(by, slot)
    # The slot first, as in taking: the same order of locks.
    locked = DutySlot.objects.select_for_update().get(pk=slot.pk)
    if locked.starts_at <= at:
        raise DutySlotBegun
    mine = DutyTurn.objects.filter(slot=locked, volunteer_id=me)
    if mine.filter(state=DutyTurnState.TAKEN).update(state=DutyTurnState.GIVEN_BACK, changed_at=at):
        DutySlot.objects.filter(pk=locked.pk).update(taken=F("taken") - 1)
        said = DutyTurnState.GIVEN_BACK
    elif not mine.filter(state=DutyTurnState.ASKED).update(state=DutyTurnState.DECLINED, changed_at=at):
        raise DutySlotUnknown
    else:
        said = DutyTurnState.DECLINED
    write_line(by=by.actor, at=at, city=locked.city, verb="give_back_duty", target=locked)
    return said


@transaction.atomic
def ask_volunteer(
    *, by: Standing, slot: DutySlot, number: str = "", volunteer_id: UUID | None = None, at: datetime
) -> DutyTurn:
    """The keeper asks a person, by number or picked from a list; nobody is assigned without a yes: this takes no place.

    Nobody is asked twice for one slot: a no is left alone. Only after a calling off it starts anew.
    Raises NotAllowed, DutySlotBegun, DutySlotCalledOff, DutyPersonUnknown, TooYoungForTeam, DutyAskingRefused,
    DutyAskedBefore.
    """
    require_keeps(by, slot.station_id, slot.station.region.path)
    if slot.starts_at <= at:
        raise DutySlotBegun
    if DutySlot.objects.select_for_update().get(pk=slot.pk).called_off_at:
        raise DutySlotCalledOff
    people = Volunteer.objects.select_related("account").filter(state=VolunteerState.ACTIVE, city=slot.city)
    named = {"pk": volunteer_id} if volunteer_id else {"number": normalise(number)}
    person = people.filter(**named).first()
    if person is None:
        raise DutyPersonUnknown
    require_team_age(person, at)
    if profile_of(person).project_invites == ProjectInvites.REFUSE:
        raise DutyAskingRefused
    turn, made = DutyTurn.objects.get_or_create(
        slot=slot, volunteer=person,
        defaults={
            "starts_at": slot.starts_at, "ends_at": slot.ends_at, "state": DutyTurnState.ASKED, "changed_at": at,
        },
    )  # fmt: skip
    if not made:
        again = DutyTurn.objects.filter(pk=turn.pk, state=DutyTurnState.CALLED_OFF)
        if not again.update(state=DutyTurnState.ASKED, changed_at=at):
            raise DutyAskedBefore
        turn.state = DutyTurnState.ASKED
    text = f"{slot_words(slot)}想请你来值班。来不来由你，请到“我的值班”里答复。"
    tell_person(volunteer=person, text=text, at=at, notice=Notice(MessageKind.GROUP, about=slot))
    write_line(by=by.actor, at=at, city=slot.city, verb="ask_for_duty", target=slot, volunteer=str(person.pk))
    return turn


def _same_city(by: Standing, slot: DutySlot) -> None:
    if by.city != slot.city:
        raise DutySlotUnknown
