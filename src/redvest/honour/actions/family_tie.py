"""Family to whom somebody may give: named by one, agreed to by the other, ended by either."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.db.constraint import refused_by
from redvest.core.errors import NotAllowed
from redvest.honour.choices import FamilyRelation
from redvest.honour.ledger_errors import FamilyTieTaken, FamilyTieUnknown, FamilyTieWrong, FamilyUnknown
from redvest.honour.models import FamilyTie
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.rules.volunteer_number import normalise


@transaction.atomic
def ask_family_tie(*, by: Standing, number: str, relation: str, at: datetime) -> FamilyTie:
    """Name a spouse or parent by their volunteer number. Raises FamilyTieWrong, FamilyUnknown, FamilyTieTaken."""
    own, typed = require_volunteer(by), normalise(number)
    if not typed or relation not in FamilyRelation.values:
        raise FamilyTieWrong
    relative = Volunteer.objects.filter(city=by.city, number=typed, state=VolunteerState.ACTIVE).first()
    if relative is None:
        raise FamilyUnknown
    if by.is_self(relative.pk):
        raise FamilyTieWrong
    with refused_by(one_live_family_tie=FamilyTieTaken, one_spouse_at_a_time=FamilyTieTaken):
        tie = FamilyTie.objects.create(
            city=by.city, giver_id=own, relative=relative, relation=relation, asked_at=at
        )
    write_line(by=by.actor, at=at, city=by.city, verb="ask_family_tie", target=tie)
    return tie


@transaction.atomic
def agree_family_tie(*, by: Standing, tie: FamilyTie, at: datetime) -> None:
    """The relative's own yes. Raises NotAllowed, FamilyTieUnknown."""
    if not by.is_self(tie.relative_id):
        raise NotAllowed
    rows = FamilyTie.objects.filter(pk=tie.pk, agreed_at__isnull=True, ended_at__isnull=True)
    if not rows.update(agreed_at=at):
        raise FamilyTieUnknown
    write_line(by=by.actor, at=at, city=tie.city, verb="agree_family_tie", target=tie)


@transaction.atomic
def end_family_tie(*, by: Standing, tie: FamilyTie, at: datetime) -> None:
    """Either of the two, at any time; what was given stays given. Raises NotAllowed, FamilyTieUnknown."""
    if not by.is_self(tie.giver_id) and not by.is_self(tie.relative_id):
        raise NotAllowed
    if not FamilyTie.objects.filter(pk=tie.pk, ended_at__isnull=True).update(ended_at=at):
        raise FamilyTieUnknown
    write_line(by=by.actor, at=at, city=tie.city, verb="end_family_tie", target=tie)
