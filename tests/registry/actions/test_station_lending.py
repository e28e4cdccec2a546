"""Lending at a station: never more than there is, back once, the borrower's phone sealed and let go of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.clock import day_of
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.retention import apply_retention
from redvest.registry.actions.station_holding import set_facility
from redvest.registry.actions.station_lending import lend_thing, take_back, undo_take_back, unmask_borrower
from redvest.registry.loan_errors import LoanDayWrong, LoanReturned, LoanUnknown, NothingLeft
from redvest.registry.models import Station, StationLoan
from redvest.registry.queries.station_holding import left_of, loans_out
from redvest.registry.rules.phone import PhoneFault
from redvest.registry.rules.standing import Standing
from redvest.registry.station_errors import StationWordsMissing
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import NOW
from tests.factories.station import keeper_of

TODAY = day_of(NOW)
PHONE = "13812345678"


def station_with(count: int) -> tuple[Station, Standing]:
    station = make.make_station()
    keeper = keeper_of(station)
    set_facility(by=keeper, station=station, name="轮椅", count=count, at=NOW)
    return station, keeper


def lend(by: Standing, station: Station, **other: object) -> StationLoan:
    said = {
        "thing": "轮椅",
        "borrower": "王阿姨",
        "phone": PHONE,
        "due_on": TODAY + timedelta(days=7),
    } | other
    return lend_thing(by=by, station=station, at=NOW, **said)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_last_one_is_lent_once_and_again_when_it_is_back() -> None:
    station, keeper = station_with(1)
    loan = lend(keeper, station)
    with pytest.raises(NothingLeft):
        lend(keeper, station)
    take_back(by=keeper, loan=loan, at=NOW)
    with pytest.raises(LoanReturned):
        take_back(by=keeper, loan=loan, at=NOW)
    lend(keeper, station)
    assert [each.borrower for each in loans_out(station.pk)] == ["王阿姨"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"thing": "飞机"}, NothingLeft), ({"borrower": " "}, StationWordsMissing), ({"phone": "123"}, PhoneFault),
        ({"due_on": TODAY - timedelta(days=1)}, LoanDayWrong), ({"due_on": TODAY + timedelta(days=61)}, LoanDayWrong),
    ],
)  # fmt: skip
def test_an_odd_loan_is_refused(other: dict[str, object], refusal: type[Exception]) -> None:
    station, keeper = station_with(2)
    lines = AuditLine.objects.count()
    with pytest.raises(refusal):
        lend(keeper, station, **other)
    assert not StationLoan.objects.exists() and AuditLine.objects.count() == lines


@pytest.mark.django_db
def test_the_phone_is_sealed_and_a_look_at_it_leaves_a_line() -> None:
    station, keeper = station_with(1)
    loan = lend(keeper, station)
    assert PHONE.encode() not in bytes(loan.phone_sealed) and loan.phone_tail == "5678"
    with pytest.raises(StationWordsMissing):
        unmask_borrower(by=keeper, loan=loan, reason=" ", at=NOW)
    with pytest.raises(NotAllowed):
        unmask_borrower(by=keeper_of(make.make_station(name="隔壁站")), loan=loan, reason="催还", at=NOW)
    assert not AuditLine.objects.filter(verb="unmask_borrower").exists()
    assert unmask_borrower(by=keeper, loan=loan, reason="催还轮椅", at=NOW) == PHONE
    line = AuditLine.objects.get(verb="unmask_borrower")
    assert line.reason == "催还轮椅" and PHONE not in str(line.details)
    take_back(by=keeper, loan=loan, at=NOW)
    loan.refresh_from_db()
    with pytest.raises(LoanReturned):
        unmask_borrower(by=keeper, loan=loan, reason="再看看", at=NOW)


@pytest.mark.django_db
def test_who_does_not_keep_it_lends_nothing() -> None:
    station, keeper = station_with(1)
    loan = lend(keeper, station)
    for by in (keeper_of(make.make_station(name="隔壁站")), make.standing_of(make.make_account())):
        with pytest.raises(NotAllowed):
            lend(by, station)
        with pytest.raises(NotAllowed):
            take_back(by=by, loan=loan, at=NOW)
    assert StationLoan.objects.get().returned_on is None


@pytest.mark.django_db
def test_a_loan_is_forgotten_thirty_days_after_its_return_and_not_before() -> None:
    station, keeper = station_with(2)
    back, _out = lend(keeper, station), lend(keeper, station)
    take_back(by=keeper, loan=back, at=NOW)
    assert apply_retention(city=station.city, at=NOW + timedelta(days=30))["loans"] == 0
    assert apply_retention(city=station.city, at=NOW + timedelta(days=31))["loans"] == 1
    back.refresh_from_db()
    assert (back.borrower, bytes(back.phone_sealed), back.phone_tail, back.thing) == ("", b"", "", "轮椅")
    assert apply_retention(city=station.city, at=NOW + timedelta(days=32))["loans"] == 0
    assert StationLoan.objects.get(returned_on=None).borrower


@pytest.mark.django_db
def test_a_return_said_by_mistake_is_taken_back_the_same_day_while_there_is_one_to_spare() -> None:
    station, keeper = station_with(1)
    first = lend(keeper, station)
    take_back(by=keeper, loan=first, at=NOW)
    with pytest.raises(NotAllowed):
        undo_take_back(by=make.make_member(), loan=first, at=NOW)
    with pytest.raises(LoanUnknown):
        undo_take_back(by=keeper, loan=first, at=NOW + timedelta(days=1))
    second = lend(keeper, station)
    with pytest.raises(NothingLeft):
        undo_take_back(by=keeper, loan=first, at=NOW)
    assert left_of(station.pk)[0][1] == 0
    take_back(by=keeper, loan=second, at=NOW)
    undo_take_back(by=keeper, loan=first, at=NOW)
    first.refresh_from_db()
    assert first.returned_on is None


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_lend_the_last_one_twice() -> None:
    station, keeper = station_with(1)
    answers = at_once(*[lambda: lend(keeper, station)] * 3)
    assert sum(isinstance(each, NothingLeft) for each in answers) == 2
    assert StationLoan.objects.count() == 1
