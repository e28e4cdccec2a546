"""Reads about series: which days, which occurrences, whose, how many; in as few queries as said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from redvest.registry.choices import Role
from redvest.registry.queries.role import standing_of
from redvest.service.choices import ActivityState, EditScope, SignUpState
from redvest.service.models import Activity, Series
from redvest.service.queries.series import (
    all_affirmed,
    coming,
    in_charge,
    mine_in,
    numbers_of,
    occurrences,
    planned,
    turn_of,
    waiting_once,
    within_scope,
    years_unknown,
)
from redvest.service.rules.repeat import RepeatForm
from tests.factories.registry import (
    NOW,
    TODAY,
    make_account,
    make_body,
    make_centre,
    make_grant,
    make_leader,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
)
from tests.factories.service import HOUR, make_activity, make_post, make_signup, make_statement

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)
BEGINS = NOW + 48 * HOUR


def series(count: int = 3, *, begins=BEGINS, **activity: object) -> Series:
    first = make_activity(starts_at=begins, **activity)
    made = Series.objects.create(
        city=first.city, body=first.body, project=first.project, title="周六陪老人", region_path=first.region_path,
        rule="FREQ=WEEKLY;BYDAY=SA;UNTIL=20261231", first_on=begins.date(), made_by=first.leader, created_at=NOW,
    )  # fmt: skip
    for number in range(count):
        row = (
            first
            if not number
            else make_activity(starts_at=begins + number * WEEK, project=first.project, **activity)
        )
        make_post(activity=row, places=5)
        Activity.objects.filter(pk=row.pk).update(series=made, occurs_on=row.starts_at.date(), decided_at=NOW)
    return made


def rows(made: Series) -> list[Activity]:
    return list(made.occurrences.order_by("starts_at"))


@pytest.mark.parametrize(
    ("leave_out", "days"),
    [
        ("", ["05-02", "05-09", "05-16"]),
        ("holidays", ["05-09", "05-16", "05-23"]),
        ("made-up", ["05-16", "05-23", "05-30"]),
    ],
)
def test_holidays_and_weekends_worked_for_them_are_left_out_as_asked(leave_out, days):
    # Labour Day 2026: 1 to 5 May are off, Saturday 9 May is worked for it.
    found = planned(RepeatForm("week", times=3, leave_out=leave_out), date(2026, 5, 2))
    assert [f"{day:%m-%d}" for day in found.days] == days


def test_years_that_nobody_has_announced_yet_are_named_once():
    assert years_unknown([date(2026, 3, 7), date(2031, 1, 4), date(2031, 1, 11), date(2032, 1, 3)]) == [
        2031,
        2032,
    ]


def test_a_series_is_in_charge_of_its_body_of_the_bodys_place_and_of_the_place_where_it_happens():
    tree = make_region_tree()
    made = series(body=make_body(region=tree.fenyi), region=tree.yushui)
    for by in (
        make_leader(made.body),
        make_officer(tree.fenyi),
        make_officer(tree.yushui),
        make_centre(),
    ):
        assert list(in_charge(by)) == [made]
    nobody = make_account()
    make_grant(account=nobody, role=Role.ACTIVITY_LEADER, body=make_body())
    for by in (standing_of(nobody, TODAY), make_member()):
        assert not in_charge(by).exists()


def test_occurrences_tell_who_waits_and_how_many_are_taken_in_two_queries(django_assert_num_queries):
    made = series(3)
    post = rows(made)[1].posts.get()
    make_post(activity=rows(made)[1], places=7)
    make_signup(post=post, volunteer=make_volunteer())
    for _ in range(2):
        make_signup(post=post, volunteer=make_volunteer(), state=SignUpState.WAITING)
    with django_assert_num_queries(2):
        waiting = [row.waiting for row in occurrences(made)]
        numbers = numbers_of(made)
    assert waiting == [0, 2, 0]
    assert [numbers[row.pk] for row in rows(made)] == [(0, 5), (1, 12), (0, 5)]


def test_turns_count_what_takes_place_and_an_activity_of_its_own_has_none():
    made = series(3)
    Activity.objects.filter(pk=rows(made)[0].pk).update(state="cancelled")
    turns = [turn_of(row) for row in rows(made)]
    assert [(turn.number, turn.of) for turn in turns if turn] == [(1, 2), (1, 2), (2, 2)]
    assert turn_of(make_activity()) is None


def test_the_scope_of_a_change_leaves_out_what_has_begun_or_is_over():
    made = series(5, begins=NOW - 14 * 24 * HOUR)
    all_rows = rows(made)
    Activity.objects.filter(pk=all_rows[4].pk).update(state="cancelled")
    third, at = all_rows[2], NOW - 10 * 24 * HOUR
    found = {scope: list(within_scope(third, scope, at)) for scope in EditScope}
    assert found == {
        EditScope.ONE: [third], EditScope.FOLLOWING: all_rows[2:4], EditScope.ALL: all_rows[1:4],
    }  # fmt: skip


def test_following_goes_by_the_time_at_which_things_really_happen():
    made = series(3)
    first, second, third = rows(made)
    Activity.objects.filter(pk=third.pk).update(
        starts_at=second.starts_at - HOUR * 24, ends_at=second.ends_at - HOUR * 24
    )
    assert set(within_scope(second, EditScope.FOLLOWING, NOW)) == {second}
    third.refresh_from_db()
    assert list(within_scope(third, EditScope.FOLLOWING, NOW)) == [third, second]
    assert first not in within_scope(third, EditScope.FOLLOWING, NOW)


def test_an_activity_of_its_own_is_alone_in_every_scope():
    alone = make_activity()
    series(2)
    for scope in EditScope:
        assert list(within_scope(alone, scope, NOW)) == [alone]


def test_the_public_sees_what_is_announced_and_not_over():
    made = series(4)
    first, second, third, _fourth = rows(made)
    Activity.objects.filter(pk=second.pk).update(state="draft")
    Activity.objects.filter(pk=third.pk).update(state="cancelled")
    assert [row.pk for row in coming(made, NOW)] == [first.pk, rows(made)[3].pk]
    assert [row.pk for row in coming(made, first.ends_at)] == [rows(made)[3].pk]
    assert [(row.held, row.offered) for row in coming(made, NOW)] == [(0, 5), (0, 5)]


def test_my_own_live_sign_ups_are_found_by_activity_and_those_that_ended_are_not():
    made, person = series(3), make_volunteer()
    states = (SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.CANCELLED)
    for row, state in zip(rows(made), states, strict=True):
        make_signup(post=row.posts.get(), volunteer=person, state=state)
    make_signup(post=make_post(activity=make_activity(starts_at=NOW + 500 * HOUR)), volunteer=person)
    first, second, _third = rows(made)
    assert mine_in(made, [person.pk]) == {first.pk: "confirmed", second.pk: "waiting"}
    assert mine_in(made, [make_volunteer().pk]) == {}


def test_all_are_affirmed_only_when_each_is_stated_whole(django_assert_num_queries):
    made = series(2)
    first, second = rows(made)
    account = make_account()
    make_statement(activity=first, by=account)
    assert not all_affirmed([first, second])
    said = make_statement(activity=second, by=account, unpaid=False)
    assert not all_affirmed([first, second])
    said.unpaid = True
    said.save()
    with django_assert_num_queries(1):
        assert all_affirmed([first, second])
    said.party_service = True
    said.save()
    assert not all_affirmed([first, second])  # such an activity lies outside working hours, and says so


def test_a_day_is_there_once_in_a_series_and_a_day_without_a_series_is_not():
    made = series(2)
    first, second = rows(made)
    for changes in ({"occurs_on": first.occurs_on}, {"occurs_on": None}, {"series": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Activity.objects.filter(pk=second.pk).update(**changes)


def test_of_what_waits_a_series_stands_once_and_says_how_many() -> None:
    rows = Activity.objects.filter(state="submitted")
    single = make_activity(state=ActivityState.SUBMITTED, starts_at=NOW + 30 * HOUR)
    made = Series.objects.create(
        city=single.city, body=single.body, project=single.project, title="周六", region_path=single.region_path,
        rule="FREQ=WEEKLY;BYDAY=SA;UNTIL=20261231", first_on=TODAY, made_by=single.leader, created_at=NOW,
    )  # fmt: skip
    mine = [
        make_activity(project=single.project, state=ActivityState.SUBMITTED, starts_at=BEGINS + n * WEEK)
        for n in range(4)
    ]
    for row in mine:
        Activity.objects.filter(pk=row.pk).update(series=made, occurs_on=row.starts_at.date())
    first, second, *_others = mine
    found = waiting_once(rows).order_by("starts_at", "id")
    assert [(each.pk, each.of_series) for each in found] == [(single.pk, 0), (first.pk, 4)]
    Activity.objects.filter(pk=first.pk).update(state="published")
    assert [(each.pk, each.of_series) for each in found.all()] == [(single.pk, 0), (second.pk, 3)]
    # Of two moved to one moment one is shown.
    Activity.objects.filter(pk=mine[2].pk).update(starts_at=second.starts_at)
    assert [each.pk for each in found.all()] == [single.pk, second.pk]
