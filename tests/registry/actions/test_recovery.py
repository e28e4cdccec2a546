"""A lost phone: days to object, or two people at a station; a stranger gets nothing, and no password is ever set."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from redvest.core.errors import NotAllowed, TooManyTries
from redvest.core.models import AuditLine
from redvest.registry.account_errors import PhoneTaken, WrongCode
from redvest.registry.actions import recovery as act
from redvest.registry.actions.account import sign_in
from redvest.registry.actions.child import register_child
from redvest.registry.choices import CodePurpose, IdType, RecoveryState, Role
from redvest.registry.models import Account, AccountRecovery, Grant, Guardian, Station, Volunteer
from redvest.registry.phone_errors import (
    RecoveryAlone,
    RecoveryAtStation,
    RecoveryNone,
    RecoveryRefused,
    RecoveryWaiting,
)
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from redvest.registry.queries.guardian import acts_for, children_of
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.registry.actions.test_child import form as child_form

pytestmark = pytest.mark.django_db
OLD, NEW = "19907903333", "19907904444"
WEEK = make.NOW + timedelta(days=7)


@pytest.fixture
def number() -> str:
    return make.next_id_number()


@pytest.fixture
def owner(number: str) -> Volunteer:
    return make.make_volunteer(name="李明霞", phone=OLD, id_number=number)


def form(number: str, **changes: str) -> act.LostPhone:
    phone = changes.get("phone", NEW)
    code = make.make_code(phone, CodePurpose.RECOVER)
    said = {
        "name": "李明霞",
        "id_type": IdType.RESIDENT_CARD,
        "id_number": number,
        "phone": phone,
        "code": code,
    }
    return act.LostPhone(**(said | changes))


def ask(number: str, **changes: str) -> AccountRecovery:
    return act.ask_recovery(city=make.CITY, form=form(number, **changes), at=make.NOW, ip="203.0.113.9")


def keeper(station: Station) -> Standing:
    account = make.make_account(name="赵站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return make.standing_of(account)


def tail(owner: Volunteer) -> str:
    return Account.objects.get(pk=owner.account_id).phone_tail


def test_after_the_days_the_new_phone_signs_in(owner: Volunteer, number: str, settings: Any) -> None:
    settings.REDVEST_DEMO = True
    asked = ask(number)
    assert asked.due_at == WEEK
    assert "不是你的话" in make.last_text(OLD)
    with pytest.raises(RecoveryWaiting):
        ask(number)
    assert act.recover_due(at=WEEK - timedelta(seconds=1)) == 0
    assert tail(owner) == "3333"

    assert act.recover_due(at=WEEK) == 1

    asked.refresh_from_db()
    assert (asked.state, asked.phone_sealed, tail(owner)) == (RecoveryState.DONE, None, "4444")
    account = Account.objects.get(pk=owner.account_id)
    assert (account.session_epoch, account.has_usable_password()) == (1, False)
    make.make_code(NEW, CodePurpose.SIGN_IN, at=WEEK)
    assert sign_in(city=make.CITY, phone=NEW, code="246810", at=WEEK).pk == account.pk
    assert act.recover_due(at=WEEK) == 0


def test_the_children_go_along_and_not_to_the_next_holder_of_the_old_phone(
    owner: Volunteer, number: str
) -> None:
    by = make.volunteer_standing(owner)
    children = [register_child(by=by, form=child_form(), relation="母亲", at=make.NOW) for _ in range(2)]
    ask(number)
    assert act.recover_due(at=WEEK) == 1
    assert {each.pk for each in children_of(by, WEEK)} == {each.pk for each in children}
    assert set(Guardian.objects.values_list("phone_tail", flat=True)) == {"4444"}
    stranger = make.standing_of(make.make_account(phone=OLD, name="王小路"))
    assert children_of(stranger, WEEK) == []
    assert not any(acts_for(stranger, each.pk, WEEK) for each in children)


def test_the_old_phone_objects(owner: Volunteer, number: str) -> None:
    ask(number)
    with pytest.raises(RecoveryNone):
        act.object_recovery(by=make.make_member(), at=make.NOW)
    act.object_recovery(by=make.volunteer_standing(owner), at=make.NOW)
    assert act.recover_due(at=WEEK) == 0
    assert (AccountRecovery.objects.get().state, tail(owner)) == (RecoveryState.OBJECTED, "3333")


def test_a_stranger_gets_nothing_and_not_for_long(owner: Volunteer, number: str) -> None:
    with pytest.raises(RecoveryRefused):
        ask(number, name="王小路")
    with pytest.raises(RecoveryRefused):
        ask(make.next_id_number())
    with pytest.raises(WrongCode):
        ask(number, code="000000")
    for _ in range(3):
        with pytest.raises(RecoveryRefused):
            ask(number, name="王小路")
    with pytest.raises(TooManyTries):
        ask(number)
    assert not AccountRecovery.objects.exists()


def test_who_has_power_comes_to_the_station(owner: Volunteer, number: str) -> None:
    account = Account.objects.get(pk=owner.account_id)
    make.make_grant(account=account, role=Role.INSPECTOR, region=make.make_region_tree().yushui)
    with pytest.raises(RecoveryAtStation):
        ask(number)
    assert not AccountRecovery.objects.exists()


def test_two_people_at_a_station(owner: Volunteer, number: str) -> None:
    station = make.make_station()
    witness = keeper(station)
    waiting = ask(number)
    with pytest.raises(NotAllowed):
        act.witness_recovery(by=keeper(make.make_station()), station=station, form=form(number), at=make.NOW)
    seen = act.witness_recovery(by=witness, station=station, form=form(number), at=make.NOW)
    waiting.refresh_from_db()
    assert waiting.state == RecoveryState.ENDED  # the person stands there: the slow way is over
    with pytest.raises(NotAllowed):
        act.confirm_recovery(by=witness, recovery_id=seen.pk, at=make.NOW)
    with pytest.raises(NotAllowed):
        far = make.make_officer(make.make_region_tree().fenyi)
        act.confirm_recovery(by=far, recovery_id=seen.pk, at=make.NOW)
    assert tail(owner) == "3333"
    officer = make.make_officer()
    act.confirm_recovery(by=officer, recovery_id=seen.pk, at=make.NOW)
    seen.refresh_from_db()
    assert (seen.state, seen.witness_id, seen.second_id) == ("done", witness.account_id, officer.account_id)
    assert tail(owner) == "4444"
    with pytest.raises(RecoveryNone):
        act.confirm_recovery(by=officer, recovery_id=seen.pk, at=make.NOW)


def given(owner: Volunteer, role: Role, **place: Any) -> None:
    make.make_grant(account=Account.objects.get(pk=owner.account_id), role=role, **place)


def test_no_junior_moves_the_centres_phone(owner: Volunteer, number: str) -> None:
    tree, station = make.make_region_tree(), make.make_station()
    given(owner, Role.CENTRE, region=tree.city)
    seen = act.witness_recovery(by=keeper(station), station=station, form=form(number), at=make.NOW)
    for officer in (make.make_officer(tree.chengnan), make.make_officer(tree.yushui)):
        with pytest.raises(NotAllowed):
            act.confirm_recovery(by=officer, recovery_id=seen.pk, at=make.NOW)
    seen.refresh_from_db()
    account = Account.objects.get(pk=owner.account_id)
    assert (seen.state, seen.second_id, tail(owner)) == (RecoveryState.WAITING, None, "3333")
    assert (account.session_epoch, account.has_usable_password()) == (0, True)
    act.confirm_recovery(by=make.make_centre(), recovery_id=seen.pk, at=make.NOW)
    assert tail(owner) == "4444"


@pytest.mark.parametrize("days", [0, 30])
def test_every_role_counts_and_so_does_one_to_come(owner: Volunteer, number: str, days: int) -> None:
    tree, station = make.make_region_tree(), make.make_station()
    first = make.TODAY + timedelta(days=days)
    given(owner, Role.REGION_OFFICER, region=tree.chengnan, starts_on=first)
    given(owner, Role.BODY_ADMIN, body=make.make_body(region=tree.fenyi), starts_on=first)
    seen = act.witness_recovery(by=keeper(station), station=station, form=form(number), at=make.NOW)
    equal, above, elsewhere = (make.make_officer(each) for each in (tree.chengnan, tree.yushui, tree.fenyi))
    for officer in (equal, above, elsewhere):
        with pytest.raises(NotAllowed):
            act.confirm_recovery(by=officer, recovery_id=seen.pk, at=make.NOW)
    assert tail(owner) == "3333"
    Grant.objects.filter(body__isnull=False).update(revoked_at=make.NOW)
    with pytest.raises(NotAllowed):
        act.confirm_recovery(by=equal, recovery_id=seen.pk, at=make.NOW)
    act.confirm_recovery(by=above, recovery_id=seen.pk, at=make.NOW)
    assert tail(owner) == "4444"


def test_who_was_given_power_while_it_waited_comes_to_the_station_too(owner: Volunteer, number: str) -> None:
    asked = ask(number)
    given(owner, Role.CENTRE, region=make.make_region_tree().city)
    assert act.recover_due(at=WEEK) == 0
    asked.refresh_from_db()
    assert (asked.state, asked.phone_sealed, tail(owner)) == (RecoveryState.ENDED, None, "3333")


def test_nobody_alone_nor_for_oneself(owner: Volunteer, number: str) -> None:
    station = make.make_station()
    officer = make.make_officer()
    seen = act.witness_recovery(by=officer, station=station, form=form(number), at=make.NOW)
    with pytest.raises(RecoveryAlone):
        act.confirm_recovery(by=officer, recovery_id=seen.pk, at=make.NOW)
    account = Account.objects.get(pk=owner.account_id)
    make.make_grant(account=account, role=Role.REGION_OFFICER, region=make.make_region_tree().yushui)
    own = make.volunteer_standing(owner)
    with pytest.raises(RecoveryAlone):
        act.confirm_recovery(by=own, recovery_id=seen.pk, at=make.NOW)
    with pytest.raises(RecoveryAlone):
        act.witness_recovery(by=own, station=station, form=form(number), at=make.NOW)
    assert act.recover_due(at=WEEK) == 0  # nobody confirmed: it ends
    seen.refresh_from_db()
    assert (seen.state, tail(owner)) == (RecoveryState.ENDED, "3333")
    assert act.recover_due(at=WEEK) == 0
    assert AuditLine.objects.filter(verb="end_recovery", target_id=str(seen.pk)).count() == 1


def test_a_phone_that_went_elsewhere_meanwhile(owner: Volunteer, number: str) -> None:
    make.make_account(phone="19907905555")
    with pytest.raises(PhoneTaken):
        ask(number, phone="19907905555")
    ask(number)
    make.make_account(phone=NEW)
    assert act.recover_due(at=WEEK) == 0
    assert (AccountRecovery.objects.get().state, tail(owner)) == (RecoveryState.ENDED, "3333")


@pytest.mark.django_db(transaction=True)
def test_an_objection_at_the_last_moment() -> None:
    number = make.next_id_number()
    owner = make.make_volunteer(name="李明霞", phone=OLD, id_number=number)
    ask(number)
    by = make.volunteer_standing(owner)
    at_once(partial(act.recover_due, at=WEEK), partial(act.object_recovery, by=by, at=WEEK))
    moved = secret.phone_hash(NEW) == bytes(Account.objects.get(pk=owner.account_id).phone_hash)
    assert AccountRecovery.objects.get().state == (RecoveryState.DONE if moved else RecoveryState.OBJECTED)
