"""Stop coming reaches everybody who registered and is not there, once each, batch by batch; afterwards all is let go of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.care import jobs
from redvest.care.actions import crisis_broadcast
from redvest.care.actions.crisis import hand_back_crisis, say_come_again, say_stop_coming
from redvest.care.actions.crisis_after import forget_crisis_people, link_crisis_people
from redvest.care.actions.crisis_broadcast import tell_batch, tell_broadcast
from redvest.care.actions.crisis_staging import check_in_crisis
from redvest.care.models import Crisis, CrisisNeed, CrisisVolunteer
from redvest.care.queries.crisis import people_count
from redvest.care.queries.crisis_need import told_of
from redvest.core.models import AuditLine
from redvest.registry.models import Message
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def crowd(by: Standing, count: int) -> tuple[Crisis, list[CrisisVolunteer]]:
    crisis = care.make_crisis(by=by)
    return crisis, [care.make_person(crisis) for _ in range(count)]


def phones() -> list[str]:
    rows = Message.objects.exclude(phone_sealed=b"").values_list("phone_sealed", flat=True)
    return [secret.open_sealed(each, context=secret.MESSAGE_PHONE) for each in rows]


def test_everybody_who_is_not_there_is_told_once() -> None:
    officer = make.make_officer()
    crisis, people = crowd(officer, 3)
    check_in_crisis(by=officer, area=care.make_area(crisis, officer), person=people[0], signs=None, at=NOW)
    said = say_stop_coming(by=officer, crisis=crisis, words="人手够了", at=NOW)
    assert tell_broadcast(broadcast_id=said.pk, at=NOW) == 2
    assert tell_broadcast(broadcast_id=said.pk, at=NOW) == 0
    assert len(phones()) == len(set(phones())) == 2
    assert all(each.urgent and "请先不要来：人手够了" in each.text for each in Message.objects.all())
    said.refresh_from_db()
    assert (said.told, said.done_at) == (2, NOW)
    assert AuditLine.objects.get(verb="told_broadcast").details == {"people": 2}


def test_in_batches_and_where_it_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crisis_broadcast, "BATCH", 2)
    officer = make.make_officer()
    crisis, _people = crowd(officer, 5)
    said = say_stop_coming(by=officer, crisis=crisis, words="人手够了", at=NOW)
    assert [tell_batch(broadcast_id=said.pk, at=NOW) for _ in range(4)] == [2, 2, 1, None]
    assert len(set(phones())) == Message.objects.count() == 5


def test_whoever_registered_while_it_was_said_hears_it_too() -> None:
    """Another process's clock may be ahead, and a registration may commit between the look and the word."""
    by = make.make_officer()
    crisis, _people = crowd(by, 1)
    late = care.make_person(crisis, name="赶巧", at=NOW + timedelta(seconds=2))
    found = say_stop_coming(by=by, crisis=crisis, words="人手够了", at=NOW)
    assert tell_broadcast(broadcast_id=found.pk, at=NOW) == 2
    assert any(phone.endswith(late.phone_tail) for phone in phones())


def test_who_has_an_account_reads_it_in_the_inbox() -> None:
    officer, phone = make.make_officer(), make.next_phone()
    crisis = care.make_crisis(by=officer)
    account = make.make_account(phone=phone)
    care.make_person(crisis, phone=phone)
    said = say_stop_coming(by=officer, crisis=crisis, words="人手够了", at=NOW)
    tell_broadcast(broadcast_id=said.pk, at=NOW)
    assert Message.objects.get().account == account


def test_come_again_is_told_to_the_same_people() -> None:
    officer = make.make_officer()
    crisis, _people = crowd(officer, 2)
    say_stop_coming(by=officer, crisis=crisis, words="人手够了", at=NOW)
    again = say_come_again(by=officer, crisis=crisis, words="夜里换班", at=NOW)
    assert tell_broadcast(broadcast_id=again.pk, at=NOW) == 2
    assert {each.text.split("】")[-1] for each in Message.objects.all()} == {"需要人手了：夜里换班"}


def test_the_minute_takes_up_what_a_killed_worker_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crisis_broadcast, "BATCH", 2)
    officer = make.make_officer()
    crisis, _people = crowd(officer, 3)
    said = say_stop_coming(by=officer, crisis=crisis, words="人手够了", at=NOW)
    tell_batch(broadcast_id=said.pk, at=NOW)
    assert jobs.resume_crisis_broadcasts(NOW) == 1
    assert jobs.resume_crisis_broadcasts(NOW) == 0
    assert len(set(phones())) == 3


def test_kept_long_enough_names_and_phones_go_and_the_counts_stay() -> None:
    officer = make.make_officer()
    crisis, people = crowd(officer, 2)
    care.report(crisis, "王奶奶被困", phone="13812345678")
    hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW)
    assert forget_crisis_people(city=CITY, at=NOW + 179 * DAY) == 0
    assert CrisisVolunteer.objects.exclude(name="").count() == 2
    assert forget_crisis_people(city=CITY, at=NOW + 181 * DAY) == 3
    assert forget_crisis_people(city=CITY, at=NOW + 182 * DAY) == 0
    for person in CrisisVolunteer.objects.all():
        assert (person.name, person.phone_sealed, person.phone_hash, person.phone_tail) == (
            "",
            None,
            None,
            "",
        )
    need = CrisisNeed.objects.get()
    assert (told_of(need).words, need.phone_hash, need.phone_tail) == ("", None, "")
    assert people_count(crisis).registered == len(people)


def test_a_live_crisis_forgets_nobody() -> None:
    crowd(make.make_officer(), 1)
    assert forget_crisis_people(city=CITY, at=NOW + 999 * DAY) == 0
    assert CrisisVolunteer.objects.get().name


def test_who_registers_in_the_ordinary_way_afterwards_is_linked() -> None:
    officer, phone = make.make_officer(), make.next_phone()
    crisis = care.make_crisis(by=officer)
    stays = care.make_person(crisis, name="李明霞", phone=phone)
    other = care.make_person(crisis, name="王小路", phone=make.next_phone())
    known = make.make_volunteer(name="李明霞", phone=phone)
    make.make_volunteer(name="别人", phone=secret.open_sealed(other.phone_sealed, context="crisis.phone"))
    assert link_crisis_people(city=CITY, at=NOW) == 1
    assert link_crisis_people(city=CITY, at=NOW) == 0
    stays.refresh_from_db()
    other.refresh_from_db()
    assert (stays.volunteer, other.volunteer) == (known, None)
    jobs.settle_past_crises(NOW)
