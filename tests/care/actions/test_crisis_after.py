"""After a crisis: each place keeps as long as its own, nobody is linked by half, and areas tell who may change them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.care.actions.crisis import hand_back_crisis
from redvest.care.actions.crisis_after import (
    INVITING,
    forget_crisis_people,
    invite_crisis_people,
    link_crisis_people,
)
from redvest.care.actions.crisis_need import show_crisis_phone
from redvest.care.actions.crisis_people import register_for_crisis
from redvest.care.actions.crisis_staging import check_in_crisis, check_out_crisis
from redvest.care.jobs import settle_past_crises
from redvest.care.models import CrisisNeed, CrisisStay, CrisisVolunteer
from redvest.care.queries.crisis import needs_count, people_count
from redvest.care.queries.crisis_people import people_of, staying_count, times_there
from redvest.core.models import AuditLine
from redvest.registry.models import Message
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_of_two_crises_only_the_one_that_is_long_over_is_forgotten() -> None:
    officer, centre = make.make_officer(), make.make_centre()
    old = care.make_crisis(by=officer)
    young = care.make_crisis(make.make_region_tree().fenyi, name="分宜县防汛", by=centre)
    phone = make.next_phone()
    care.make_person(old, phone=phone)
    kept = care.make_person(young, phone=phone)
    hand_back_crisis(by=officer, crisis=old, note="水退了", at=NOW)
    hand_back_crisis(by=centre, crisis=young, note="水退了", at=NOW + 100 * DAY)
    assert forget_crisis_people(city=CITY, at=NOW + 200 * DAY) == 1
    assert CrisisVolunteer.objects.exclude(name="").get() == kept
    line = AuditLine.objects.get(verb="forget_crisis_people")
    assert (line.target_id, line.actor_id, line.details) == (str(old.pk), None, {"rows": 1})
    assert forget_crisis_people(city=CITY, at=NOW + 281 * DAY) == 1
    assert not CrisisVolunteer.objects.exclude(name="").exists()


def test_another_city_is_not_forgotten_from_here() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    care.make_person(crisis)
    hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW)
    assert forget_crisis_people(city="360100", at=NOW + 999 * DAY) == 0
    assert CrisisVolunteer.objects.get().name == "王小路"


def test_what_was_forgotten_leaves_the_sums_the_passes_and_the_times() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    person, area = care.make_person(crisis), care.make_area(crisis, officer)
    care.make_person(crisis, name="没来的")
    need = care.verified(crisis, officer)
    told = care.report(crisis, "王奶奶被困", phone="13812345678")
    check_in_crisis(by=officer, area=area, person=person, signs=None, at=NOW)
    check_out_crisis(by=officer, person=person, at=NOW + 2 * HOUR)
    hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW + 3 * HOUR)
    before = people_count(crisis), needs_count(crisis)
    assert forget_crisis_people(city=CITY, at=NOW + 200 * DAY) == 4
    assert (people_count(crisis), needs_count(crisis)) == before
    assert [(each.stay.person.pass_code, each.minutes) for each in times_there(crisis)] == [
        (person.pass_code, 120)
    ]
    need.refresh_from_db()
    assert need.shown and need.area, "what everybody could read is no secret"
    told.refresh_from_db()
    assert show_crisis_phone(by=officer, need=told, at=NOW + 200 * DAY) == ""
    assert not people_of(crisis, "王小路").exists()
    assert people_of(crisis, person.pass_code).count() == 1
    assert not CrisisNeed.objects.filter(forgotten_at=None).exists()


def test_nobody_is_linked_by_the_phone_or_the_name_alone() -> None:
    crisis = care.make_crisis()
    phone = make.next_phone()
    mine = care.make_person(crisis, name="李明霞", phone=phone)
    make.make_volunteer(name="别的人", phone=phone)
    make.make_volunteer(name="李明霞")
    assert link_crisis_people(city=CITY, at=NOW) == 0
    mine.refresh_from_db()
    assert mine.volunteer is None
    assert not AuditLine.objects.filter(verb="link_crisis_people").exists()


def test_who_was_forgotten_is_linked_no_more() -> None:
    officer, phone = make.make_officer(), make.next_phone()
    crisis = care.make_crisis(by=officer)
    care.make_person(crisis, name="李明霞", phone=phone)
    hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW)
    forget_crisis_people(city=CITY, at=NOW + 200 * DAY)
    make.make_volunteer(name="李明霞", phone=phone)
    assert link_crisis_people(city=CITY, at=NOW + 201 * DAY) == 0


def test_who_is_linked_in_one_crisis_is_linked_in_each_and_written_down_once() -> None:
    officer, phone = make.make_officer(), make.next_phone()
    first = care.make_crisis(by=officer)
    second = care.make_crisis(
        make.make_region_tree().fenyi, name="分宜县防汛", by=make.make_centre(), at=NOW + HOUR
    )
    for crisis in (first, second):
        care.make_person(crisis, name="李明霞", phone=phone, at=NOW + HOUR)
    known = make.make_volunteer(name="李明霞", phone=phone)
    assert link_crisis_people(city=CITY, at=NOW + 2 * HOUR) == 2
    assert set(CrisisVolunteer.objects.values_list("volunteer", flat=True)) == {known.pk}
    line = AuditLine.objects.get(verb="link_crisis_people")
    assert (line.target_id, line.details) == (str(second.pk), {"people": 2})


def test_the_phone_of_somebody_forgotten_registers_anew_in_the_next_crisis() -> None:
    officer, phone = make.make_officer(), make.next_phone()
    first = care.make_crisis(by=officer)
    old = care.make_person(first, phone=phone)
    hand_back_crisis(by=officer, crisis=first, note="水退了", at=NOW)
    forget_crisis_people(city=CITY, at=NOW + 200 * DAY)
    later = NOW + 201 * DAY
    second = care.make_crisis(by=officer, at=later)
    form = care.registration(name="李明霞", phone=phone)
    done = register_for_crisis(by=care.GUEST, crisis=second, form=form, at=later)
    assert not done.again
    assert (done.person.crisis, done.person.name) == (second, "李明霞")
    old.refresh_from_db()
    assert old.name == ""
    assert not CrisisStay.objects.exists()


def told() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("text", flat=True))


def test_who_would_stay_on_is_asked_once_to_register_after_the_crisis() -> None:
    officer, known = make.make_officer(), make.next_phone()
    crisis = care.make_crisis(by=officer)
    care.make_person(crisis, name="不留下")
    for name, phone in (("李明霞", known), ("王小路", "")):
        form = care.registration(name=name, phone=phone, stays_on=True)
        register_for_crisis(by=care.GUEST, crisis=crisis, form=form, at=NOW)
    make.make_volunteer(name="李明霞", phone=known)
    assert (invite_crisis_people(city=CITY, at=NOW), told()) == (0, []), "not while it is on"
    hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW + HOUR)
    settle_past_crises(NOW + DAY)
    assert told() == [INVITING.format(crisis.name)]
    mine = CrisisVolunteer.objects.get(name="王小路")
    assert mine.invited_at == NOW + DAY
    assert AuditLine.objects.get(verb="invite_crisis_people").details == {"people": 1}
    settle_past_crises(NOW + 2 * DAY)
    assert len(told()) == 1
    assert staying_count(crisis) == (2, 1)
    assert {each.name for each in people_of(crisis, where="stays")} == {"李明霞", "王小路"}


def test_nobody_who_was_forgotten_or_is_of_another_city_is_asked() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    form = care.registration(stays_on=True)
    register_for_crisis(by=care.GUEST, crisis=crisis, form=form, at=NOW)
    hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW)
    assert invite_crisis_people(city="410800", at=NOW) == 0
    forget_crisis_people(city=CITY, at=NOW + 200 * DAY)
    assert invite_crisis_people(city=CITY, at=NOW + 200 * DAY) == 0
    assert told() == [] and CrisisVolunteer.objects.get().invited_at is None
