"""Occurrences of a series changed or called off: one, this and those after it, all; each person told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings

from redvest.core.errors import NotAllowed
from redvest.registry.models import OutgoingMessage, Volunteer
from redvest.service.actions.activity_form import PostForm
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.series import create_series
from redvest.service.actions.series_notice import tell_changed, tell_occurrences_cancelled
from redvest.service.actions.series_review import approve_series, cancel_occurrences, submit_series
from redvest.service.actions.signup import sign_up
from redvest.service.choices import EditScope
from redvest.service.models import Activity, Series, SignUp
from redvest.service.queries.series import turn_of
from redvest.service.rules.repeat import RepeatForm
from redvest.service.series_errors import NothingLeft
from tests.factories.registry import (
    NOW,
    make_body,
    make_leader,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import HOUR, make_project, make_signup, make_stay
from tests.service.actions.test_activity import form_for

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)
BEGINS = NOW + 48 * HOUR


class Saturdays:
    """Four published ones: Li on the last three, Wang on the last."""

    def __init__(self) -> None:
        make_region_tree()
        project = make_project()
        self.leader = make_leader(project.body)
        self.series: Series = create_series(
            by=self.leader, form=form_for(project), posts=[PostForm(title="陪同员", places=5)],
            repeat=RepeatForm("week", times=4), at=NOW,
        )  # fmt: skip
        Activity.objects.filter(series=self.series).update(signup_opens_at=NOW)  # for all of them at once
        submit_series(by=self.leader, series=self.series, at=NOW)
        approve_series(by=make_officer(), series=self.series, at=NOW)
        self.li, self.wang = make_volunteer(phone="19907902001"), make_volunteer(phone="19907902002")
        for number, person in ((1, self.li), (2, self.li), (3, self.li), (3, self.wang)):
            self.join(number, person)

    def join(self, number: int, person: Volunteer) -> None:
        sign_up(by=volunteer_standing(person), post_id=self.rows()[number].posts.get().pk, at=NOW)

    def rows(self) -> list[Activity]:
        return list(self.series.occurrences.order_by("occurs_on"))

    def moved(self) -> list[float]:
        return [(row.starts_at - BEGINS - n * WEEK) / HOUR for n, row in enumerate(self.rows())]

    def change(self, number: int, hours: float, scope: EditScope) -> object:
        row = self.rows()[number]
        form = ChangeForm(starts_at=row.starts_at + hours * HOUR, ends_at=row.ends_at + hours * HOUR)
        return change_activity(by=self.leader, activity=row, form=form, scope=scope, at=NOW)

    def cancel(self, number: int, scope: EditScope) -> int:
        row = self.rows()[number]
        return cancel_occurrences(by=self.leader, activity=row, scope=scope, reason="场地维修", at=NOW + HOUR)

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]


@pytest.fixture
def saturdays(settings: LazySettings) -> Saturdays:
    settings.REDVEST_DEMO = True
    return Saturdays()


def texts() -> list[str]:
    return list(OutgoingMessage.objects.order_by("id").values_list("text", flat=True))


@pytest.mark.parametrize(
    ("scope", "moved"),
    [(EditScope.ONE, [0, 0, 1, 0]), (EditScope.FOLLOWING, [0, 0, 1, 1]), (EditScope.ALL, [1, 1, 1, 1])],
)
def test_a_change_is_about_one_the_following_or_all(saturdays, scope, moved):
    saturdays.change(2, 1, scope)
    assert saturdays.moved() == moved
    starts = [
        signup.period.lower for signup in SignUp.objects.filter(volunteer=saturdays.li).order_by("period")
    ]
    assert starts == [row.starts_at for row in saturdays.rows()[1:]]


@pytest.mark.parametrize("weeks", [1, -1])
def test_a_whole_series_moves_onto_its_own_days_without_meeting_itself(saturdays, weeks):
    if weeks < 0:
        saturdays.cancel(0, EditScope.ONE)  # a week before the first would be in the past
    saturdays.change(3, weeks * 7 * 24, EditScope.ALL)
    assert saturdays.moved()[1:] == [weeks * 168] * 3
    assert SignUp.objects.filter(volunteer=saturdays.li, state="confirmed").count() == 3


def test_a_change_of_many_is_one_message_each(saturdays):
    edit = saturdays.change(1, 1, EditScope.FOLLOWING)
    tell_changed(edit=edit, at=NOW)
    li, wang = sorted(texts(), key=len, reverse=True)
    assert "3月14日 11:00–13:00" in li
    assert "另外 2 场也改了" in li
    assert "3月28日 11:00–13:00" in wang
    assert "另外" not in wang


@pytest.mark.parametrize(
    ("scope", "states"),
    [
        (EditScope.ONE, ["published", "published", "cancelled", "published"]),
        (EditScope.FOLLOWING, ["published", "published", "cancelled", "cancelled"]),
        (EditScope.ALL, ["cancelled"] * 4),
    ],
)
def test_calling_off_is_about_one_the_following_or_all(saturdays, scope, states):
    assert saturdays.cancel(2, scope) == states.count("cancelled")
    assert saturdays.states() == states
    live = SignUp.objects.filter(state="confirmed").values_list("activity__state", flat=True)
    assert set(live) <= {"published"}


def test_who_was_on_several_hears_once_with_the_days(saturdays):
    saturdays.cancel(1, EditScope.FOLLOWING)
    for _ in range(2):  # a task that runs twice tells nobody twice
        tell_occurrences_cancelled(series_id=saturdays.series.pk, cancelled_at=NOW + HOUR, at=NOW + HOUR)
    assert len(texts()) == 2
    assert any("3月14日、3月21日、3月28日取消了。原因：场地维修。" in text for text in texts())
    assert any("”3月28日取消了。" in text for text in texts())


def test_what_has_begun_or_been_attended_stays(saturdays):
    first, second = saturdays.rows()[:2]
    post = second.posts.get()
    make_stay(signup=make_signup(post=post, volunteer=make_volunteer()), in_at=second.starts_at)
    at = first.starts_at + HOUR
    row = saturdays.rows()[3]
    cancel_occurrences(by=saturdays.leader, activity=row, scope=EditScope.ALL, reason="停办", at=at)
    assert saturdays.states() == ["published", "published", "cancelled", "cancelled"]
    with pytest.raises(NothingLeft):
        cancel_occurrences(by=saturdays.leader, activity=row, scope=EditScope.ALL, reason="停办", at=at)


def test_strangers_call_nothing_off(saturdays):
    for by in (make_member(), make_leader(make_body())):
        with pytest.raises(NotAllowed):
            cancel_occurrences(
                by=by, activity=saturdays.rows()[0], scope=EditScope.ALL, reason="停办", at=NOW
            )
    assert saturdays.states() == ["published"] * 4


def test_each_knows_its_turn_among_those_that_take_place(saturdays):
    saturdays.cancel(1, EditScope.ONE)
    turns = [turn_of(row) for row in saturdays.rows()]
    assert [(turn.number, turn.of) for turn in turns if turn] == [(1, 3), (2, 3), (2, 3), (3, 3)]
