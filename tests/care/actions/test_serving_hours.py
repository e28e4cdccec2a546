"""Hours of a need: who stands behind them, which grade they have, and that nobody alone makes more than D."""

from __future__ import annotations

import pytest

from redvest.care.actions.need_confirm import confirm_by_call, confirm_by_tap
from redvest.care.actions.serving import begin_serving, finish_serving
from redvest.care.actions.serving_hours import countersign_serving, second_serving
from redvest.care.choices import ConfirmAnswer, NeedState, ServingState
from redvest.care.dispatch_errors import NoRecordingBody, NotSecondYet, OwnServing, ServingMoved
from redvest.care.models import NeedServing
from redvest.core.errors import NotAllowed
from redvest.registry.choices import Role
from redvest.registry.models import Account
from redvest.registry.policy import GUEST_STANDING
from redvest.service.actions.correction import void_entry
from redvest.service.choices import EntryKind, EntryMark, Grade
from redvest.service.hours_errors import HoursOverlap
from redvest.service.models import HoursEntry
from redvest.service.queries.hours import minutes_by_grade
from tests.factories import registry as make
from tests.factories.dispatch import HOUR, MINUTE, Served, by_of, person, served, taken
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db
LATER = NOW + 5 * HOUR


@pytest.fixture
def done() -> Served:
    return served()


def confirm(done: Served, answer: ConfirmAnswer = ConfirmAnswer.DONE) -> None:
    confirm_by_tap(by=GUEST_STANDING(CITY), need=done.need, token=done.token, answer=answer, at=LATER)


def current(done: Served) -> HoursEntry:
    entry = NeedServing.objects.select_related("entry").get(pk=done.serving.pk).entry
    assert entry is not None
    return entry


def test_countersigned_and_not_confirmed_it_is_d(done: Served) -> None:
    verdict = countersign_serving(by=done.leader, serving=done.serving, at=LATER)
    assert verdict.grade is Grade.D
    assert "服务码单独不算数，还差求助人确认服务已完成" in verdict.missing
    entry = current(done)
    assert (entry.grade, entry.minutes, entry.mark, entry.body, entry.activity) == (
        Grade.D, 50, EntryMark.NEED, done.body, None,
    )  # fmt: skip
    assert (entry.title, entry.source) == ("帮独居老人买药", f"需求 {done.need.number}")
    assert (entry.starts_at, entry.ends_at) == (NOW + HOUR, NOW + HOUR + 50 * MINUTE)
    assert entry.proofs == ["home-code", "leader-tick"]
    assert countersign_serving(by=done.leader, serving=done.serving, at=LATER).grade is Grade.D
    assert HoursEntry.objects.count() == 1


def test_confirmed_first_it_is_b_at_once(done: Served) -> None:
    confirm(done)
    assert countersign_serving(by=done.leader, serving=done.serving, at=LATER).grade is Grade.B
    assert current(done).proofs == ["home-code", "home-yes", "leader-tick"]


def test_confirmed_afterwards_it_is_entered_again_as_b(done: Served) -> None:
    countersign_serving(by=done.leader, serving=done.serving, at=LATER)
    confirm(done)
    assert current(done).grade == Grade.B
    assert sorted(HoursEntry.objects.values_list("kind", flat=True)) == ["correction", "record", "void"]
    assert minutes_by_grade(done.serving.volunteer_id) == {"A": 0, "B": 50, "C": 0, "D": 0}


def test_without_the_requester_a_second_officer_makes_it_c(done: Served) -> None:
    with pytest.raises(NotSecondYet):
        second_serving(by=make.make_officer(), serving=done.serving, at=LATER)
    countersign_serving(by=done.leader, serving=done.serving, at=LATER)
    with pytest.raises(OwnServing):
        second_serving(by=done.leader, serving=done.serving, at=LATER)
    for by in (person(), make.make_member(), make.make_leader(make.make_body())):
        with pytest.raises(NotAllowed):
            second_serving(by=by, serving=done.serving, at=LATER)
    assert second_serving(by=make.make_officer(), serving=done.serving, at=LATER).grade is Grade.C
    assert (current(done).grade, current(done).kind) == (Grade.C, EntryKind.CORRECTION)
    confirm(done)
    assert current(done).grade == Grade.B


def test_who_does_not_countersign(done: Served) -> None:
    confirm(done)
    for by in (
        make.make_officer(),
        make.make_leader(make.make_body()),
        make.make_member(),
        by_of(done.serving),
    ):
        with pytest.raises(NotAllowed):
            countersign_serving(by=by, serving=done.serving, at=LATER)
    assert not HoursEntry.objects.exists()


def test_the_volunteer_the_requester_and_who_countersigns_are_three_people(done: Served) -> None:
    confirm(done)
    own = Account.objects.get(pk=by_of(done.serving).account_id)
    make.make_grant(account=own, role=Role.ACTIVITY_LEADER, body=done.body)
    helped = make.make_account(phone="13907900001", name="刘桂英")  # by the phone that asked
    make.make_grant(account=helped, role=Role.ACTIVITY_LEADER, body=done.body)
    for account in (own, helped):
        with pytest.raises(OwnServing):
            countersign_serving(by=make.standing_of(account), serving=done.serving, at=LATER)
    assert not HoursEntry.objects.exists()


def test_who_rang_back_does_not_countersign_as_well(done: Served) -> None:
    both = make.make_account(name="又打电话又会签")
    make.make_grant(account=both, role=Role.ACTIVITY_LEADER, body=done.body)
    make.make_grant(account=both, role=Role.REGION_OFFICER, region=make.make_region_tree().yushui)
    by = make.standing_of(both)
    confirm_by_call(by=by, need=done.need, answer=ConfirmAnswer.DONE, at=LATER)
    with pytest.raises(OwnServing):
        countersign_serving(by=by, serving=done.serving, at=LATER)
    assert not HoursEntry.objects.exists()
    assert countersign_serving(by=done.leader, serving=done.serving, at=LATER).grade is Grade.B


def test_who_countersigned_does_not_ring_back_as_well(done: Served) -> None:
    both = make.make_account(name="又会签又打电话")
    make.make_grant(account=both, role=Role.ACTIVITY_LEADER, body=done.body)
    make.make_grant(account=both, role=Role.REGION_OFFICER, region=make.make_region_tree().yushui)
    by = make.standing_of(both)
    countersign_serving(by=by, serving=done.serving, at=LATER)
    with pytest.raises(OwnServing):
        confirm_by_call(by=by, need=done.need, answer=ConfirmAnswer.DONE, at=LATER)
    assert current(done).grade == Grade.D
    done.need.refresh_from_db()
    assert done.need.state == NeedState.SERVED


def test_a_need_of_nobodys_body_has_no_hours_until_a_leader_takes_it_on() -> None:
    serving = taken()
    assert serving.body is None
    me = by_of(serving)
    begin_serving(by=me, serving=serving, at=NOW)
    finish_serving(by=me, serving=serving, at=NOW + 30 * MINUTE)
    body = make.make_body()
    leader = make.make_leader(body)
    with pytest.raises(NoRecordingBody):
        countersign_serving(by=leader, serving=serving, at=LATER)
    with pytest.raises(NotAllowed):
        countersign_serving(by=leader, serving=serving, body=make.make_body(), at=LATER)
    with pytest.raises(NotAllowed):
        countersign_serving(by=make.make_officer(), serving=serving, body=body, at=LATER)
    assert not HoursEntry.objects.exists()
    countersign_serving(by=leader, serving=serving, body=body, at=LATER)
    serving.refresh_from_db()
    assert (serving.body, HoursEntry.objects.get().body) == (body, body)


def test_hours_that_overlap_are_refused(done: Served) -> None:
    make_entry(volunteer=done.serving.volunteer, body=make.make_body(), starts_at=NOW + HOUR, minutes=60)
    with pytest.raises(HoursOverlap):
        countersign_serving(by=done.leader, serving=done.serving, at=LATER)
    done.serving.refresh_from_db()
    assert (HoursEntry.objects.count(), done.serving.countersigned_at) == (1, None)


def test_not_done_takes_the_hours_back(done: Served) -> None:
    countersign_serving(by=done.leader, serving=done.serving, at=LATER)
    confirm(done, ConfirmAnswer.NOT_DONE)
    done.serving.refresh_from_db()
    assert done.serving.state == ServingState.DISPUTED
    assert sum(minutes_by_grade(done.serving.volunteer_id).values()) == 0
    with pytest.raises(ServingMoved):
        countersign_serving(by=done.leader, serving=done.serving, at=LATER)


def test_what_the_body_voided_is_not_brought_back_by_a_confirmation(done: Served) -> None:
    countersign_serving(by=done.leader, serving=done.serving, at=LATER)
    void_entry(by=make.make_body_admin(done.body), entry=current(done), reason="没有去", at=LATER)
    confirm(done)
    assert sum(minutes_by_grade(done.serving.volunteer_id).values()) == 0
