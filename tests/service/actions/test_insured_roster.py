"""The roster for the insurer: fixed once at the start, later people marked, nothing changed afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from redvest.core.models import AuditLine
from redvest.registry.actions.minor_look import open_minor
from redvest.service.actions.insured_roster import freeze_due, freeze_roster, full_numbers
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, Post, RosterFreeze, RosterLine, SignUp
from redvest.service.queries.protection import fixed_roster, rosters_due
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
START = NOW + timedelta(hours=1)
AFTER = START + timedelta(minutes=5)


@pytest.fixture
def post() -> Post:
    return service.make_post(activity=service.make_activity(starts_at=START), places=20)


def joined(post: Post, *, state: SignUpState = SignUpState.CONFIRMED, minutes: int = -30) -> SignUp:
    """Somebody whose place was confirmed so many minutes after the start."""
    at = START + timedelta(minutes=minutes)
    return service.make_signup(post=post, volunteer=registry.make_volunteer(), state=state, at=at)


def lines(activity: Activity) -> list[tuple[int, str, bool]]:
    rows = RosterLine.objects.filter(activity=activity).order_by("order")
    return [(row.order, row.number, row.late) for row in rows]


def test_before_the_start_nothing_is_fixed(post: Post) -> None:
    joined(post)
    assert freeze_roster(activity_id=post.activity_id, at=NOW) == 0
    assert not RosterFreeze.objects.exists()
    assert not RosterLine.objects.exists()


def test_at_the_start_everybody_with_a_place_is_on_it_with_hidden_numbers(post: Post) -> None:
    one, two = joined(post, minutes=-30), joined(post, minutes=-20)
    joined(post, state=SignUpState.WAITING)
    joined(post, state=SignUpState.CANCELLED)

    assert freeze_roster(activity_id=post.activity_id, at=START) == 2

    assert lines(post.activity) == [(1, one.volunteer.number, False), (2, two.volunteer.number, False)]
    found = fixed_roster(post.activity)
    assert found is not None
    assert found.intact
    assert found.freeze.people == 2
    assert found.digest == bytes(found.freeze.digest).hex()
    assert "*" in found.lines[0].masked_id


def test_who_comes_later_is_late_and_the_first_digest_still_fits(post: Post) -> None:
    joined(post)
    freeze_roster(activity_id=post.activity_id, at=START)
    late = joined(post, minutes=3)

    assert freeze_roster(activity_id=post.activity_id, at=AFTER) == 1
    assert freeze_roster(activity_id=post.activity_id, at=AFTER) == 0

    assert lines(post.activity)[1] == (2, late.volunteer.number, True)
    found = fixed_roster(post.activity)
    assert found is not None
    assert found.intact
    assert found.freeze.people == 1
    assert found.digest != bytes(found.freeze.digest).hex()
    assert found.lines[1].added_at == AFTER


def test_fixed_too_late_it_still_tells_who_was_late(post: Post) -> None:
    late, early = joined(post, minutes=4), joined(post, minutes=-4)

    freeze_roster(activity_id=post.activity_id, at=START + timedelta(hours=9))

    assert lines(post.activity) == [(1, early.volunteer.number, False), (2, late.volunteer.number, True)]
    assert RosterFreeze.objects.get().people == 1


def test_who_was_taken_off_after_the_start_was_on_it(post: Post) -> None:
    gone = joined(post)
    SignUp.objects.filter(pk=gone.pk).update(state=SignUpState.CANCELLED, cancelled_at=AFTER)
    before = joined(post)
    SignUp.objects.filter(pk=before.pk).update(
        state=SignUpState.CANCELLED, cancelled_at=START - timedelta(minutes=1)
    )

    freeze_roster(activity_id=post.activity_id, at=AFTER)

    assert lines(post.activity) == [(1, gone.volunteer.number, False)]


@pytest.mark.parametrize("state", [ActivityState.DRAFT, ActivityState.SUBMITTED, ActivityState.CANCELLED])
def test_what_never_recruited_has_no_roster(state: ActivityState) -> None:
    activity = service.make_activity(starts_at=START, state=state)
    assert freeze_roster(activity_id=activity.pk, at=AFTER) == 0
    assert not RosterFreeze.objects.exists()


def test_an_empty_roster_is_fixed_as_empty(post: Post) -> None:
    freeze_roster(activity_id=post.activity_id, at=START)
    found = fixed_roster(post.activity)
    assert found is not None
    assert (found.freeze.people, found.intact) == (0, True)
    assert AuditLine.objects.filter(verb="freeze_roster").count() == 1


def test_the_database_refuses_to_change_it(post: Post) -> None:
    joined(post)
    freeze_roster(activity_id=post.activity_id, at=START)
    for rows in (RosterLine.objects.all(), RosterFreeze.objects.all()):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.delete()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        RosterLine.objects.update(name="别人")


@pytest.mark.parametrize(
    "change",
    ["UPDATE service_rosterline SET name = '别人'", 'DELETE FROM service_rosterline WHERE "order" = 2'],
)
def test_a_change_behind_our_back_shows(post: Post, change: str) -> None:
    joined(post)
    joined(post)
    freeze_roster(activity_id=post.activity_id, at=START)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE service_rosterline DISABLE TRIGGER USER")
        cursor.execute(change)
        cursor.execute("ALTER TABLE service_rosterline ENABLE TRIGGER USER")

    found = fixed_roster(post.activity)

    assert found is not None
    assert not found.intact


def test_the_job_finds_what_is_due_and_only_that(post: Post) -> None:
    joined(post)
    later = service.make_activity(starts_at=START + timedelta(hours=4))
    old = service.make_activity(starts_at=START - timedelta(days=4))

    assert freeze_due(at=AFTER) == 1
    assert freeze_due(at=AFTER) == 0
    joined(post, minutes=2)
    assert freeze_due(at=AFTER + timedelta(minutes=1)) == 1

    assert len(lines(post.activity)) == 2
    assert not RosterFreeze.objects.filter(activity__in=[later, old]).exists()
    assert not rosters_due(AFTER + timedelta(minutes=1)).exists()


def test_thirty_people_cost_no_more_queries_than_three(django_assert_num_queries: object) -> None:
    assert callable(django_assert_num_queries)
    for size in (3, 30):
        post = service.make_post(activity=service.make_activity(starts_at=START), places=40)
        for _ in range(size):
            joined(post)
        with django_assert_num_queries(10):
            freeze_roster(activity_id=post.activity_id, at=AFTER)
        with django_assert_num_queries(2):
            fixed_roster(post.activity)


def test_whole_numbers_leave_a_line_each_and_a_minors_stays_hidden_until_the_record_is_open(
    post: Post,
) -> None:
    grown = joined(post).volunteer
    child = registry.make_volunteer(birth_on=(NOW - timedelta(days=15 * 365)).date())
    service.make_signup(post=post, volunteer=child, at=NOW)
    freeze_roster(activity_id=post.activity_id, at=START)
    officer, why = registry.make_officer(), "出险理赔要核对身份"

    assert set(full_numbers(by=officer, activity=post.activity, reason=why, at=AFTER)) == {grown.pk}
    assert [line.reason for line in AuditLine.objects.filter(verb="unmask")] == [why]

    open_minor(by=officer, volunteer=child, reason="safety", words="受伤理赔", at=AFTER)
    assert set(full_numbers(by=officer, activity=post.activity, reason=why, at=AFTER)) == {grown.pk, child.pk}
