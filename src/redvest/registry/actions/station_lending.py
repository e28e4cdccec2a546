"""Lending: never more of a thing than there is, back once, and the borrower's phone shown only with a line on record."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.registry.loan_errors import LoanDayWrong, LoanReturned, LoanUnknown, NothingLeft
from redvest.registry.models import Station, StationFacility, StationLoan
from redvest.registry.policy import Standing, require_keeps
from redvest.registry.queries.secret import LOAN_PHONE, keyring, open_sealed
from redvest.registry.rules import phone as phones
from redvest.registry.rules.station_holding import short_words
from redvest.registry.station_errors import StationWordsMissing

LONGEST = timedelta(days=60)


@transaction.atomic
def lend_thing(
    *, by: Standing, station: Station, thing: str, borrower: str, phone: str, due_on: date, at: datetime
) -> StationLoan:
    """Lend one. Raises NotAllowed, StationWordsMissing, PhoneFault, LoanDayWrong, NothingLeft."""
    require_keeps(by, station.pk, station.region.path)
    borrower, number, today = short_words(borrower, 20), phones.check(phone), day_of(at)
    if not today <= due_on <= today + LONGEST:
        raise LoanDayWrong
    # The station's row is the lock behind the count, as where its things are counted: the last wheelchair is lent once.
    Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
    live = StationFacility.objects.filter(station=station, name=thing, ends_on__isnull=True)
    kept = live.first()
    out = StationLoan.objects.filter(station=station, thing=thing, returned_on__isnull=True).count()
    if kept is None or out >= kept.count:
        raise NothingLeft
    made = StationLoan.objects.create(
        city=station.city, station=station, thing=thing, borrower=borrower,
        phone_sealed=keyring().encrypt(number, context=LOAN_PHONE), phone_tail=number[-4:], lent_on=today,
        due_on=due_on, lent_by_id=by.account_id,
    )  # fmt: skip
    write_line(by=by.actor, at=at, city=station.city, verb="lend_thing", target=made, thing=thing)
    return made


@transaction.atomic
def take_back(*, by: Standing, loan: StationLoan, at: datetime) -> None:
    """It is back, once. Raises NotAllowed, LoanReturned."""
    station = loan.station
    require_keeps(by, station.pk, station.region.path)
    out = StationLoan.objects.filter(pk=loan.pk, returned_on__isnull=True)
    if not out.update(returned_on=day_of(at)):
        raise LoanReturned
    write_line(by=by.actor, at=at, city=station.city, verb="take_back", target=loan, thing=loan.thing)


@transaction.atomic
def undo_take_back(*, by: Standing, loan: StationLoan, at: datetime) -> None:
    """It is not back after all: said on the day itself, while there is one to spare.

    Raises NotAllowed, LoanUnknown, NothingLeft.
    """
    station, today = loan.station, day_of(at)
    require_keeps(by, station.pk, station.region.path)
    things = StationFacility.objects.select_for_update().filter(
        station=station, name=loan.thing, ends_on__isnull=True
    )
    kept = things.first()
    out = StationLoan.objects.filter(station=station, thing=loan.thing, returned_on__isnull=True).count()
    if kept is None or out >= kept.count:
        raise NothingLeft
    back = StationLoan.objects.filter(pk=loan.pk, returned_on=today)
    if not back.update(returned_on=None):
        raise LoanUnknown
    write_line(by=by.actor, at=at, city=station.city, verb="undo_take_back", target=loan, thing=loan.thing)


@transaction.atomic
def unmask_borrower(*, by: Standing, loan: StationLoan, reason: str, at: datetime) -> str:
    """The whole phone, to ask for a thing that is out. Raises NotAllowed, StationWordsMissing, LoanReturned."""
    station = loan.station
    require_keeps(by, station.pk, station.region.path)
    if loan.returned_on is not None:
        raise LoanReturned
    reason = " ".join(reason.split())[:200]
    if len(reason) < 2:
        raise StationWordsMissing
    write_line(by=by.actor, at=at, city=station.city, verb="unmask_borrower", target=loan, reason=reason)
    return open_sealed(loan.phone_sealed, context=LOAN_PHONE)
