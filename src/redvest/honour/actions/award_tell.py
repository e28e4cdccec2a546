"""Tells those whom an award concerns: who stands, and who runs the edition."""

from __future__ import annotations

from datetime import datetime

from redvest.core.clock import day_of
from redvest.honour.models import AwardEdition, AwardNomination
from redvest.honour.queries.award_record import nominee_of
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind
from redvest.registry.models import Body, Region, Volunteer
from redvest.registry.queries.role import heads_of, nearest_officers


def tell_nominee(*, nomination: AwardNomination, text: str, at: datetime) -> None:
    """One notice to the person (a child's guardians), to the heads of the organisation, or to the place's officers."""
    notice, nominee = Notice(MessageKind.OTHER, about=nomination), nominee_of(nomination)
    if isinstance(nominee, Volunteer):
        tell_person(volunteer=nominee, text=text, at=at, notice=notice)
        return
    on = day_of(at)
    if isinstance(nominee, Region):
        accounts = nearest_officers(nominee.path, on)
    else:
        accounts = list(heads_of(nominee.pk if isinstance(nominee, Body) else nominee.body_id, on))
    tell_accounts(accounts=accounts, text=text, at=at, notice=notice)


def whom(*, nomination: AwardNomination) -> str:
    """How a notice calls who stands: a person with an account 你, a child whose guardians read it by name."""
    nominee = nominee_of(nomination)
    if isinstance(nominee, Volunteer):
        return "你" if nominee.account_id is not None else nominee.name
    return f"“{nominee.name}”"


def tell_organisers(*, edition: AwardEdition, text: str, at: datetime) -> None:
    """One notice to each officer of the edition's place."""
    work = Notice(MessageKind.WORK, about=edition)
    accounts = nearest_officers(edition.region_path, day_of(at))
    tell_accounts(accounts=accounts, text=text, at=at, notice=work)
