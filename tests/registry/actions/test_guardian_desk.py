"""A new guardian at a station: by who saw the papers, by the guardian's own code, for a child who has none."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from redvest.core.errors import DomainError, NotAllowed, TooManyTries
from redvest.core.models import AuditLine
from redvest.registry.actions.guardian import Seen, SeenChild, end_guardian, enter_guardian
from redvest.registry.choices import CodePurpose, ConsentPurpose, IdType, Role, VolunteerState
from redvest.registry.models import Account, Consent, Guardian, Station, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import acts_for, guardians_of
from redvest.registry.rules.registration import GuardianForm
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.registry.actions.test_child import BORN, registered

pytestmark = pytest.mark.django_db
PHONE = "19907908810"
YES = frozenset({ConsentPurpose.GUARDIAN, ConsentPurpose.MINOR_DATA})
SHOWN = Seen("household", YES)


def keeper_of(station: Station) -> Standing:
    account = make.make_account(name="赵站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return make.standing_of(account)


def alone() -> tuple[Volunteer, SeenChild]:
    """A child whose only guardian acts no more, and what their papers say."""
    mother, number = make.make_account(), make.next_id_number(BORN)
    child = registered(mother, id_number=number)
    end_guardian(by=make.standing_of(mother), child=child, at=make.NOW)
    return child, SeenChild("李小雨", IdType.RESIDENT_CARD, number)


def enter(
    by: Standing, station: Station, papers: SeenChild, *, code: str = "246810", phone: str = PHONE,
    seen: Seen = SHOWN,
) -> Guardian:  # fmt: skip
    form = GuardianForm("王奶奶", "奶奶", phone, code)
    return enter_guardian(by=by, station=station, child=papers, form=form, seen=seen, at=make.NOW)


def test_the_child_may_serve_again_and_all_is_on_record() -> None:
    station, (child, papers) = make.make_station(), alone()
    keeper = keeper_of(station)
    make.make_code(PHONE, CodePurpose.GUARDIAN)
    bond = enter(keeper, station, papers)
    child.refresh_from_db()
    assert child.state == VolunteerState.ACTIVE
    assert (bond.seen, bond.entered_by_id, bond.agreed_at) == ("household", keeper.account_id, make.NOW)
    agreed = Consent.objects.get(volunteer=child, purpose="guardian", withdrawn_at=None)
    assert (agreed.read_by_id, agreed.given_by_guardian, agreed.wording) == (
        keeper.account_id,
        True,
        "2026-01",
    )
    line = AuditLine.objects.get(verb="enter_guardian")
    assert (line.actor_id, line.details["seen"], line.details["station"]) == (
        keeper.account_id, "household", str(station.pk),
    )  # fmt: skip
    assert acts_for(make.standing_of(make.make_account(phone=PHONE)), child.pk, make.NOW)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"code": "000000"}, "wrong-code"),
        ({"seen": Seen("household", frozenset())}, "guardian-code-needed"),
        ({"seen": Seen("household", frozenset({ConsentPurpose.GUARDIAN}))}, "minor-data-consent-missing"),
        ({"seen": Seen("a-friend-says-so", YES)}, "guardian-proof-missing"),
        (
            {"papers": SeenChild("李大雨", IdType.RESIDENT_CARD, make.next_id_number(BORN))},
            "seen-child-wrong",
        ),
    ],
)
def test_what_is_refused_changes_nothing(wrong: dict[str, object], code: str) -> None:
    station, (child, papers) = make.make_station(), alone()
    make.make_code(PHONE, CodePurpose.GUARDIAN)
    asked: dict[str, object] = {"papers": papers} | wrong
    with pytest.raises(DomainError) as refused:
        enter(keeper_of(station), station, **asked)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert (
        not guardians_of(child.pk).exists() and not AuditLine.objects.filter(verb="enter_guardian").exists()
    )
    assert Volunteer.objects.get(pk=child.pk).state == VolunteerState.PENDING_GUARDIAN


def test_the_name_has_to_agree_with_the_number() -> None:
    station, (_child, papers) = make.make_station(), alone()
    other = SeenChild("李大雨", papers.id_type, papers.id_number)
    with pytest.raises(DomainError, match="对不上"):
        enter(keeper_of(station), station, other)


def test_a_child_who_has_a_guardian_and_a_grown_up_are_refused() -> None:
    station, number = make.make_station(), make.next_id_number(BORN)
    keeper = keeper_of(station)
    registered(make.make_account(), id_number=number)
    with pytest.raises(DomainError) as refused:
        enter(keeper, station, SeenChild("李小雨", IdType.RESIDENT_CARD, number))
    assert refused.value.code == "guardian-stands"
    grown = make.next_id_number(date(1990, 5, 17))
    make.make_volunteer(name="李小雨", id_number=grown)
    with pytest.raises(DomainError) as refused:
        enter(keeper, station, SeenChild("李小雨", IdType.RESIDENT_CARD, grown))
    assert refused.value.code == "child-grown-up" and Guardian.objects.count() == 1


def test_only_who_keeps_the_station_and_never_for_oneself() -> None:
    station, (child, papers) = make.make_station(), alone()
    for by in (make.make_member(), keeper_of(make.make_station(name="另一个站"))):
        with pytest.raises(NotAllowed):
            enter(by, station, papers)
    account = Account.objects.get(pk=keeper_of(station).account_id)
    own = "19907908811"
    with pytest.raises(DomainError) as refused:
        mine = make.make_account(phone=own)
        make.make_grant(account=mine, role=Role.STATION_KEEPER, station=station)
        enter(make.standing_of(mine), station, papers, phone=own)
    assert refused.value.code == "guardian-self" and account.pk
    assert not guardians_of(child.pk).exists()


def test_numbers_cannot_be_tried_without_end() -> None:
    station = make.make_station()
    keeper = keeper_of(station)
    for _n in range(20):
        with pytest.raises(DomainError):
            enter(keeper, station, SeenChild("无此人", IdType.RESIDENT_CARD, make.next_id_number(BORN)))
    with pytest.raises(TooManyTries):
        enter(keeper, station, SeenChild("无此人", IdType.RESIDENT_CARD, make.next_id_number(BORN)))


@pytest.mark.django_db(transaction=True)
def test_of_two_stations_at_once_one_enters() -> None:
    station, (child, papers) = make.make_station(), alone()
    phones = (PHONE, "19907908812")
    for phone in phones:
        make.make_code(phone, CodePurpose.GUARDIAN)
    outcomes = at_once(*(partial(enter, keeper_of(station), station, papers, phone=each) for each in phones))
    refused = [each for each in outcomes if isinstance(each, DomainError)]
    assert [each.code for each in refused] == ["guardian-stands"]
    assert guardians_of(child.pk).count() == 1
