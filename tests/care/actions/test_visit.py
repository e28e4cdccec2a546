"""Visits: written down by whoever went, and worth what others say of them, no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.care import jobs
from redvest.care.actions.pairing import hand_over_pairing
from redvest.care.actions.visit import VisitForm, log_visit
from redvest.care.actions.visit_check import call_back_visit, countersign_visit, read_visit, refuse_visit
from redvest.care.actions.visit_forget import forget_visits
from redvest.care.choices import CallAnswer, PairingEnd, PairingKind, PairingState, VisitState
from redvest.care.events import NeedNoticed
from redvest.care.models import Pairing, Visit
from redvest.care.pairing_errors import PairingMoved, PairingReasonMissing
from redvest.care.queries.pairing import visits_waiting
from redvest.care.visit_errors import (
    OwnVisit,
    SecondPersonNeeded,
    VisitMoved,
    VisitOverlaps,
    VisitTimeWrong,
    VisitTooLate,
    VisitWordsMissing,
)
from redvest.core import events
from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.choices import Role, VolunteerState
from redvest.registry.errors import NoVolunteerRecord
from redvest.registry.events import PersonErased
from redvest.registry.models import DatedSetting, Membership, Message
from redvest.registry.privacy_errors import ReasonMissing
from redvest.registry.queries import secret
from redvest.service.choices import EntryKind, Grade
from redvest.service.errors import NotServing
from redvest.service.models import HoursEntry
from redvest.service.queries.hours import minutes_on
from tests.factories import registry as make
from tests.factories.pairing import (
    HOUR,
    Village,
    make_pairing,
    make_secretary,
    make_village,
    make_visit,
    the_same,
)
from tests.factories.registry import NOW, TODAY, standing_of, volunteer_standing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FORM = VisitForm(starts_at=NOW - 3 * HOUR, minutes=90, words="陪刘奶奶量血压，修了灯", seen_at_home=True)


@pytest.fixture
def here() -> Village:
    return make_village()


@pytest.fixture
def pairing(here: Village) -> Pairing:
    return make_pairing(member=here.member, household=here.household)


def refused(fault: type[DomainError], act: Callable[..., Any], **said: Any) -> None:
    before = the_same(Pairing, Visit, HoursEntry, AuditLine, Message)
    with pytest.raises(fault):
        act(**said, at=NOW)
    assert the_same(Pairing, Visit, HoursEntry, AuditLine, Message) == before


@contextmanager
def heard(kind: type[Any]) -> Iterator[list[Any]]:
    found: list[Any] = []
    events.listen(kind, found.append)
    try:
        yield found
    finally:
        events._listeners[kind].remove(found.append)


def logged(here: Village, pairing: Pairing, **other: Any) -> Visit:
    return log_visit(by=here.me, pairing=pairing, form=replace(FORM, **other), at=NOW)


def test_a_visit_is_written_down_and_earns_nothing_yet(here: Village, pairing: Pairing) -> None:
    visit = logged(here, pairing)
    assert (visit.state, visit.minutes, visit.entry) == (VisitState.LOGGED, 90, None)
    assert "刘奶奶".encode() not in bytes(visit.words_sealed) and visit.seen_at_home
    pairing.refresh_from_db()
    assert pairing.visited_at == FORM.starts_at
    assert not HoursEntry.objects.exists()
    assert AuditLine.objects.get(verb="log_visit").details == {"minutes": 90}


def test_an_older_visit_does_not_turn_the_count_back(here: Village, pairing: Pairing) -> None:
    logged(here, pairing)
    logged(here, pairing, starts_at=NOW - 4 * DAY)
    pairing.refresh_from_db()
    assert pairing.visited_at == FORM.starts_at


def test_the_body_signs_and_it_is_grade_d_then_the_household_says_so_and_it_is_c(
    here: Village, pairing: Pairing
) -> None:
    visit = countersign_visit(by=here.secretary, visit=logged(here, pairing), at=NOW)
    assert visit.state == VisitState.RECORDED and visit.entry is not None
    assert (visit.entry.grade, visit.entry.minutes, visit.entry.body) == (Grade.D, 90, here.branch)
    assert visit.entry.recorded_by_id == here.secretary.account_id and visit.entry.second_officer_id is None
    assert "百花湖" not in visit.entry.title

    called = call_back_visit(by=here.officer, visit=visit, answer=CallAnswer.CAME, at=NOW)
    assert called.entry is not None
    assert (called.entry.grade, called.entry.kind) == (Grade.C, EntryKind.CORRECTION)
    assert called.entry.second_officer_id == here.officer.account_id
    assert minutes_on(here.member.volunteer_id, TODAY) == 90  # counted once
    refused(VisitMoved, call_back_visit, by=here.officer, visit=visit, answer=CallAnswer.NOT_CAME)


def test_rung_first_and_signed_then_it_is_c_at_once(here: Village, pairing: Pairing) -> None:
    visit = call_back_visit(by=here.officer, visit=logged(here, pairing), answer=CallAnswer.CAME, at=NOW)
    assert visit.entry is None
    signed = countersign_visit(by=here.secretary, visit=visit, at=NOW)
    assert signed.entry is not None and signed.entry.grade == Grade.C
    assert HoursEntry.objects.count() == 1


def test_who_says_nobody_came_takes_the_hours_back(here: Village, pairing: Pairing) -> None:
    before = logged(here, pairing, starts_at=NOW - 5 * DAY)
    visit = countersign_visit(by=here.secretary, visit=logged(here, pairing), at=NOW)
    call_back_visit(by=here.officer, visit=visit, answer=CallAnswer.NOT_CAME, at=NOW)
    visit.refresh_from_db()
    assert (visit.state, visit.entry) == (VisitState.REFUSED, None)
    assert minutes_on(here.member.volunteer_id, TODAY) == 0
    pairing.refresh_from_db()
    assert pairing.visited_at == before.starts_at  # a visit that was none ends no silence
    said = Message.objects.filter(account=here.member.volunteer.account).latest("created_at", "id").text
    assert "没来过" in said and "有不同意见" in said
    refused(VisitMoved, countersign_visit, by=here.secretary, visit=visit)


def test_nobody_at_home_may_be_rung_again(here: Village, pairing: Pairing) -> None:
    visit = call_back_visit(by=here.officer, visit=logged(here, pairing), answer=CallAnswer.NO_ANSWER, at=NOW)
    assert visit.called_by_id is None and visit.answer == CallAnswer.NO_ANSWER
    assert call_back_visit(by=here.officer, visit=visit, answer=CallAnswer.CAME, at=NOW).called_at == NOW


def test_who_may_stand_behind_it(here: Village, pairing: Pairing) -> None:
    visit = logged(here, pairing)
    refused(OwnVisit, countersign_visit, by=here.me, visit=visit)
    for by in (here.officer, here.stranger, make.make_leader(here.branch)):
        refused(NotAllowed, countersign_visit, by=by, visit=visit)
    refused(OwnVisit, call_back_visit, by=here.me, visit=visit, answer=CallAnswer.CAME)
    for by in (here.secretary, here.stranger):
        refused(NotAllowed, call_back_visit, by=by, visit=visit, answer=CallAnswer.CAME)


def test_two_different_people_stand_behind_it(here: Village, pairing: Pairing) -> None:
    """A secretary who also governs the place signs or rings, not both; the database says so, too."""
    both = make.make_account(name="钱书记")
    make.make_grant(account=both, role=Role.BRANCH_SECRETARY, body=here.branch)
    make.make_grant(account=both, role=Role.REGION_OFFICER, region=make.make_region_tree().baihua)
    by = standing_of(both)
    signed = countersign_visit(by=by, visit=logged(here, pairing), at=NOW)
    refused(SecondPersonNeeded, call_back_visit, by=by, visit=signed, answer=CallAnswer.CAME)
    rung = call_back_visit(
        by=by, visit=logged(here, pairing, starts_at=NOW - DAY), answer=CallAnswer.CAME, at=NOW
    )
    refused(SecondPersonNeeded, countersign_visit, by=by, visit=rung)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=rung.pk).update(countersigned_by=both)


def test_a_secretary_who_goes_themselves_signs_nothing(here: Village) -> None:
    grantee = here.member.volunteer.account
    assert grantee is not None
    make.make_grant(account=grantee, role=Role.BRANCH_SECRETARY, body=here.branch)
    mine = make_pairing(member=here.member, household=here.household)
    by = standing_of(grantee)
    visit = log_visit(by=by, pairing=mine, form=FORM, at=NOW)
    refused(OwnVisit, countersign_visit, by=by, visit=visit)
    assert list(visits_waiting(by)) == []


def test_the_branch_does_not_stand_behind_it(here: Village, pairing: Pairing) -> None:
    visit = logged(here, pairing)
    refused(PairingReasonMissing, refuse_visit, by=here.secretary, visit=visit, words="")
    refused(NotAllowed, refuse_visit, by=here.officer, visit=visit, words="那天在开会")
    refuse_visit(by=here.secretary, visit=visit, words="那天在开会", at=NOW)
    visit.refresh_from_db()
    assert (visit.state, visit.refuse_words) == (VisitState.REFUSED, "那天在开会")
    pairing.refresh_from_db()
    assert pairing.visited_at is None
    refused(VisitMoved, refuse_visit, by=here.secretary, visit=visit, words="再说一次")


def test_what_speaks_against_a_visit(here: Village, pairing: Pairing) -> None:
    by, said = here.me, {"pairing": pairing}
    for wrong in ({"minutes": 4}, {"minutes": 481}, {"starts_at": NOW - HOUR}, {"starts_at": NOW + DAY}):
        refused(VisitTimeWrong, log_visit, by=by, form=replace(FORM, **wrong), **said)
    refused(VisitTooLate, log_visit, by=by, form=replace(FORM, starts_at=NOW - 15 * DAY), **said)
    refused(VisitWordsMissing, log_visit, by=by, form=replace(FORM, words=" 好 "), **said)
    for other in (here.secretary, here.officer):
        refused(NoVolunteerRecord, log_visit, by=other, form=FORM, **said)
    refused(NotAllowed, log_visit, by=volunteer_standing(make.make_volunteer()), form=FORM, **said)
    Pairing.objects.update(starts_on=TODAY)
    pairing.refresh_from_db()
    refused(VisitTimeWrong, log_visit, by=by, form=replace(FORM, starts_at=NOW - DAY), **said)


def test_an_ended_pairing_takes_no_visits(here: Village, pairing: Pairing) -> None:
    Pairing.objects.update(state=PairingState.ENDED, ends_on=TODAY, end_why=PairingEnd.AGREED)
    refused(PairingMoved, log_visit, by=here.me, pairing=pairing, form=FORM)


def test_the_suspended_log_nothing(here: Village, pairing: Pairing) -> None:
    here.member.volunteer.state = VolunteerState.SUSPENDED
    here.member.volunteer.save()
    refused(NotServing, log_visit, by=here.me, pairing=pairing, form=FORM)


def test_nobody_is_in_two_places(here: Village, pairing: Pairing) -> None:
    logged(here, pairing)
    refused(VisitOverlaps, log_visit, by=here.me, pairing=pairing, form=replace(FORM, minutes=30))
    before = countersign_visit(
        by=here.secretary, visit=logged(here, pairing, starts_at=NOW - 2 * DAY), at=NOW
    )
    assert before.entry is not None
    inside = FORM.starts_at - 2 * DAY + 4 * HOUR
    Visit.objects.filter(pk=before.pk).update(starts_at=inside - 8 * DAY, ends_at=inside - 7 * DAY)
    refused(
        VisitOverlaps, log_visit, by=here.me, pairing=pairing, form=replace(FORM, starts_at=NOW - 2 * DAY)
    )


def test_a_need_that_was_noticed_reaches_the_place_without_saying_whose(
    here: Village, pairing: Pairing
) -> None:
    with heard(NeedNoticed) as found:
        visit = logged(here, pairing, need="刘奶奶想装个扶手")
        logged(here, pairing, starts_at=NOW - DAY)
    assert found == [NeedNoticed("360500", visit.pk, visit.region_path, NOW)]
    told = Message.objects.get(account_id=here.officer.account_id)
    assert "新的需要" in told.text and "扶手" not in told.text and "刘" not in told.text


def test_what_was_written_is_read_by_officers_with_a_reason(here: Village, pairing: Pairing) -> None:
    visit = logged(here, pairing, need="想装个扶手")
    refused(NotAllowed, read_visit, by=here.secretary, visit=visit, reason="核对情况")
    refused(ReasonMissing, read_visit, by=here.officer, visit=visit, reason="看")
    assert read_visit(by=here.officer, visit=visit, reason="核对情况", at=NOW) == (FORM.words, "想装个扶手")
    assert AuditLine.objects.get(verb="read_visit").reason == "核对情况"


def test_whoever_belongs_to_a_unit_goes_for_it(here: Village) -> None:
    body = make.make_body()
    twin = make_pairing(kind=PairingKind.TWINNED, body=body)
    person = make.make_volunteer()
    refused(NotAllowed, log_visit, by=volunteer_standing(person), pairing=twin, form=FORM)
    Membership.objects.create(city=body.city, body=body, volunteer=person, joined_on=date(2025, 1, 1))
    visit = log_visit(by=volunteer_standing(person), pairing=twin, form=FORM, at=NOW)
    signed = countersign_visit(by=make.make_body_admin(body), visit=visit, at=NOW)
    assert signed.entry is not None and signed.entry.title == "单位结对社区服务"


def test_leading_volunteers_is_no_visit(here: Village) -> None:
    led = make_pairing(kind=PairingKind.LED, member=here.member)
    refused(NotAllowed, log_visit, by=here.me, pairing=led, form=FORM)


def test_who_has_something_to_do_about_a_visit(here: Village, pairing: Pairing) -> None:
    visit = logged(here, pairing)
    assert list(visits_waiting(here.secretary)) == [visit] == list(visits_waiting(here.officer))
    assert list(visits_waiting(here.stranger)) == []
    countersign_visit(by=here.secretary, visit=visit, at=NOW)
    assert list(visits_waiting(here.secretary)) == [] and list(visits_waiting(here.officer)) == [visit]
    call_back_visit(by=here.officer, visit=visit, answer=CallAnswer.CAME, at=NOW)
    assert list(visits_waiting(here.officer)) == []


def test_the_note_of_a_hand_over_is_sealed(here: Village, pairing: Pairing) -> None:
    heir = make_pairing(kind=PairingKind.LED, member=None).member
    row = hand_over_pairing(by=here.officer, pairing=pairing, member=heir, note="刘奶奶耳背", at=NOW)
    assert b"\xe5\x88\x98" not in bytes(row.note_sealed)
    assert secret.open_sealed(row.note_sealed, context=secret.PAIRING_WORDS) == "刘奶奶耳背"


def test_a_secretary_of_another_branch_signs_nothing(here: Village, pairing: Pairing) -> None:
    elsewhere = make_secretary(make_pairing(kind=PairingKind.LED).body)
    refused(NotAllowed, countersign_visit, by=elsewhere, visit=make_visit(pairing))


def a_community_visit(**more: Any) -> Visit:
    twin = make_pairing(kind=PairingKind.TWINNED)
    return make_visit(twin, volunteer=make.make_volunteer(), words_sealed=b"x", need_sealed=b"y", **more)


def test_words_without_a_household_are_forgotten_by_themselves(here: Village, pairing: Pairing) -> None:
    visit = a_community_visit(hours_ago=25)
    later = a_community_visit(hours_ago=1)
    at_home = make_visit(pairing, words_sealed=b"x", hours_ago=25)
    due = visit.ends_at + timedelta(days=180)
    assert forget_visits(city="360500", at=due - timedelta(minutes=1)) == 0
    assert jobs.forget_households(due) == 1
    assert forget_visits(city="360500", at=due) == 0
    visit.refresh_from_db()
    assert (bytes(visit.words_sealed), bytes(visit.need_sealed), visit.minutes) == (b"", b"", 60)
    for each in (later, at_home):
        each.refresh_from_db()
        assert bytes(each.words_sealed) == b"x"
    line = AuditLine.objects.get(verb="forget_visits")
    assert (line.target_kind, line.target_id, line.details) == ("Region", "360500", {"visits": 1})
    assert read_visit(by=make.make_officer(), visit=visit, reason="核对情况", at=NOW) == ("", "")


def test_a_place_may_forget_words_sooner(here: Village) -> None:
    visit = a_community_visit(hours_ago=25)
    DatedSetting.objects.create(
        region=make.make_region_tree().yushui,
        key="pairing.visit_keep_days",
        value=1,
        effective_on=TODAY,
        set_at=NOW,
    )
    assert forget_visits(city="360500", at=visit.ends_at + timedelta(days=1)) == 1
    assert forget_visits(city="410800", at=NOW) == 0


def test_whoever_is_erased_leaves_no_words_of_a_visit(here: Village, pairing: Pairing) -> None:
    mine = make_visit(pairing, words_sealed=b"x", need_sealed=b"y")
    theirs = a_community_visit()
    jobs.on_person_erased(PersonErased("360500", mine.volunteer_id, NOW))
    for each in (mine, theirs):
        each.refresh_from_db()
    assert (bytes(mine.words_sealed), bytes(mine.need_sealed)) == (b"", b"y")
    assert bytes(theirs.words_sealed) == b"x"
