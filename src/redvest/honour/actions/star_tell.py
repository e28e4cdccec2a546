"""Tells those whom a star concerns: the person, and who decides on it."""

from __future__ import annotations

from datetime import datetime

from redvest.core.clock import day_of
from redvest.honour.choices import StarApprover
from redvest.honour.models import StarAward
from redvest.honour.rules.star import approver_of, district_path
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind
from redvest.registry.models import Volunteer
from redvest.registry.queries.merge import living_record
from redvest.registry.queries.role import nearest_officers


def person_of(*, award: StarAward) -> Volunteer:
    """Who has it, whichever of their records it was given to."""
    return Volunteer.objects.select_related("account").get(pk=living_record(award.volunteer_id))


def tell_owner(*, award: StarAward, text: str, at: datetime) -> None:
    """One notice to the person, or to the guardians of a child."""
    notice = Notice(MessageKind.HOURS, about=award)
    tell_person(volunteer=person_of(award=award), text=text, at=at, notice=notice)


def tell_approvers(*, award: StarAward, text: str, at: datetime) -> None:
    """One notice to each officer of the district, or of the city's centre."""
    county = approver_of(award.level) == StarApprover.COUNTY
    path = district_path(award.region_path, award.city) if county else f"{award.city}/"
    work = Notice(MessageKind.WORK, about=award)
    tell_accounts(accounts=nearest_officers(path, day_of(at)), text=text, at=at, notice=work)
