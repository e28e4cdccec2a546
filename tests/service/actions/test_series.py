"""A series: laid out in one go, handed in and decided once, edited as one or as many."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.clock import CHINA
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.policy import Standing
from redvest.service.actions.activity_form import PostForm
from redvest.service.actions.series import create_series, redraft
from redvest.service.actions.series_review import approve_series, refuse_series, submit_series
from redvest.service.activity_errors import BadActivity, IncompleteNotice, NotAffirmed
from redvest.service.choices import ActivityState, EditScope
from redvest.service.models import (
    Activity,
    AgreementTerms,
    Post,
    PostCourse,
    Project,
    Series,
    ServiceStatement,
)
from redvest.service.rules.repeat import RepeatForm
from redvest.service.rules.statement import Statement
from redvest.service.series_errors import BadRepeat, NothingLeft
from tests.factories.parts import make_course
from tests.factories.registry import NOW, make_body, make_leader, make_member, make_officer, make_region_tree
from tests.factories.service import HOUR, make_project
from tests.service.actions.test_activity import form_for

pytestmark = pytest.mark.django_db
WEEKLY = RepeatForm("week", times=4)
STATED = Statement(not_duty=True, unpaid=True, public_benefit=True)
BEGINS = NOW + 48 * HOUR  # Saturday 7 March 2026, ten o'clock in China
SHIFTS = (
    PostForm(title="引导员", places=3, shift="早班", starts_at=BEGINS, ends_at=BEGINS + HOUR),
    PostForm(title="陪同员", places=5, min_age=16),
)


@pytest.fixture
def project() -> Project:
    make_region_tree()
    return make_project()


@pytest.fixture
def leader(project: Project) -> Standing:
    return make_leader(project.body)


def laid(leader: Standing, project: Project, repeat: RepeatForm = WEEKLY, **changes: object) -> Series:
    changes = {"statement": STATED} | changes
    return create_series(by=leader, form=form_for(project, **changes), posts=SHIFTS, repeat=repeat, at=NOW)


def days(series: Series) -> list[str]:
    return [f"{row.occurs_on:%m-%d}" for row in series.occurrences.order_by("starts_at")]


def states(series: Series) -> set[str]:
    return set(series.occurrences.values_list("state", flat=True))


def test_fifty_two_weeks_are_one_call_in_a_few_statements(project, leader):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        series = laid(leader, project, RepeatForm("week", times=52), agreement=True)

    assert len(caught) < 30
    assert (Activity.objects.count(), Post.objects.count()) == (52, 104)
    assert (ServiceStatement.objects.count(), AgreementTerms.objects.count()) == (52, 52)
    assert (series.rule, series.first_on) == ("FREQ=WEEKLY;BYDAY=SA;UNTIL=20270227", date(2026, 3, 7))
    last = series.occurrences.latest("starts_at")
    assert (last.starts_at, last.ends_at) == (
        BEGINS + timedelta(weeks=51),
        BEGINS + timedelta(weeks=51) + 2 * HOUR,
    )
    assert last.posts.get(shift="早班").ends_at == BEGINS + timedelta(weeks=51) + HOUR
    assert last.signup_closes_at == last.starts_at
    line = AuditLine.objects.get(verb="create_series")
    assert (line.target_id, line.details["occurrences"]) == (str(series.pk), 52)


def test_the_first_occurrence_is_the_first_day_of_the_rule(project, leader):
    series = laid(leader, project, RepeatForm("week", weekdays=(0, 2), times=3))
    assert days(series) == ["03-09", "03-11", "03-16"]
    assert series.occurrences.earliest("starts_at").starts_at == BEGINS + timedelta(days=2)


def test_holidays_are_left_out_where_that_is_wanted(project, leader):
    # Qingming 2026 is off from Saturday 4 April to Monday the 6th; 9 May is worked in exchange for Labour Day's.
    wanted = RepeatForm("week", until=date(2026, 5, 16), leave_out="made-up")
    series = laid(leader, project, wanted)
    assert days(series) == ["03-07", "03-14", "03-21", "03-28", "04-11", "04-18", "04-25", "05-16"]
    assert [f"{day:%m-%d}" for day in series.left_out] == ["04-04", "05-02", "05-09"]
    assert "05-09" in days(laid(leader, project, replace(wanted, leave_out="holidays"), title="另一个"))


def test_the_same_form_sent_twice_is_one_series(project, leader):
    first, again = (
        create_series(by=leader, form=form_for(project), posts=SHIFTS, repeat=WEEKLY, key="k1", at=NOW)
        for _ in range(2)
    )
    assert first.pk == again.pk
    assert Activity.objects.count() == 4


@pytest.mark.parametrize(
    "repeat",
    [
        RepeatForm("week"),
        RepeatForm("day", until=date(2026, 12, 31)),
        RepeatForm("week", until=date(2026, 3, 9)),
    ],
)
def test_a_rule_without_an_end_or_with_too_many_or_too_few_days_makes_nothing(project, leader, repeat):
    with pytest.raises(BadRepeat) as refused:
        laid(leader, project, repeat)
    assert refused.value.details["errors"][0]["field"] == "until"
    assert not Series.objects.exists() and not Activity.objects.exists()


def test_a_fault_of_the_activity_makes_no_half_of_a_series(project, leader):
    with pytest.raises(BadActivity):
        laid(leader, project, ends_at=BEGINS)
    with pytest.raises(NotAllowed):
        laid(make_leader(make_body()), project)
    assert not Series.objects.exists() and not Activity.objects.exists()


def test_trainings_are_asked_for_in_every_occurrence(project, leader):
    course = make_course(body=project.body)
    posts = (replace(SHIFTS[1], courses=(course.pk,)),)
    create_series(by=leader, form=form_for(project), posts=posts, repeat=WEEKLY, at=NOW)
    assert PostCourse.objects.filter(course=course).count() == 4


def test_it_is_handed_in_and_published_once(project, leader):
    series = laid(leader, project, agreement=True)
    assert submit_series(by=leader, series=series, at=NOW) == 4
    assert states(series) == {"submitted"}

    assert approve_series(by=make_officer(), series=series, at=NOW + HOUR) == 4

    assert states(series) == {"published"}
    assert AgreementTerms.objects.filter(fixed_at=NOW + HOUR).count() == 4
    assert AuditLine.objects.filter(verb="approve_series").count() == 1
    with pytest.raises(NothingLeft):
        approve_series(by=make_officer(), series=series, at=NOW + HOUR)


def test_one_occurrence_that_lacks_something_holds_all_up(project, leader):
    series = laid(leader, project)
    bad = series.occurrences.latest("starts_at")
    bad.posts.all().delete()
    with pytest.raises(IncompleteNotice) as refused:
        submit_series(by=leader, series=series, at=NOW)
    assert (refused.value.details["activity"], refused.value.details["missing"]) == (str(bad.pk), ["posts"])
    assert states(series) == {"draft"}


def test_who_leads_it_or_governs_elsewhere_does_not_approve_it(project, leader):
    tree = make_region_tree()
    series = laid(leader, project)
    submit_series(by=leader, series=series, at=NOW)
    for by in (leader, make_officer(tree.fenyi), make_member()):
        with pytest.raises(NotAllowed):
            approve_series(by=by, series=series, at=NOW)
    assert states(series) == {"submitted"}


def test_without_a_statement_the_officer_has_to_affirm_it(project, leader):
    series = laid(leader, project, statement=None)
    submit_series(by=leader, series=series, at=NOW)
    with pytest.raises(NotAffirmed):
        approve_series(by=make_officer(), series=series, affirms_service=False, at=NOW)
    approve_series(by=make_officer(), series=series, at=NOW)
    assert AuditLine.objects.get(verb="approve_series").details["service_affirmed_by"] == "reviewer"


def test_sent_back_it_is_edited_as_a_whole_and_keeps_its_days(project, leader):
    series = laid(leader, project)
    submit_series(by=leader, series=series, at=NOW)
    assert refuse_series(by=make_officer(), series=series, note="写明带什么", at=NOW) == 4
    second = series.occurrences.order_by("starts_at")[1]

    form = form_for(
        project,
        title="带剪刀来",
        starts_at=second.starts_at + HOUR,
        ends_at=second.ends_at + HOUR,
        statement=STATED,
    )
    posts = (PostForm(title="园艺员", places=2, starts_at=form.starts_at, ends_at=form.ends_at),)
    assert redraft(by=leader, activity=second, form=form, posts=posts, scope=EditScope.FOLLOWING, at=NOW) == 3

    rows = list(series.occurrences.order_by("starts_at"))
    assert [row.title for row in rows] == ["周六陪独居老人买菜", "带剪刀来", "带剪刀来", "带剪刀来"]
    assert [row.starts_at - BEGINS for row in rows] == [
        timedelta(0), timedelta(weeks=1) + HOUR, timedelta(weeks=2) + HOUR, timedelta(weeks=3) + HOUR,
    ]  # fmt: skip
    assert [row.posts.get().starts_at for row in rows[1:]] == [row.starts_at for row in rows[1:]]
    assert submit_series(by=leader, series=series, at=NOW) == 4


def test_editing_one_leaves_the_others_alone(project, leader):
    series = laid(leader, project)
    second = series.occurrences.order_by("starts_at")[1]
    form = form_for(project, title="只这一场", starts_at=second.starts_at, ends_at=second.ends_at)
    assert redraft(by=leader, activity=second, form=form, posts=SHIFTS[1:], scope=EditScope.ONE, at=NOW) == 1
    assert Activity.objects.filter(title="只这一场").count() == 1
    assert Activity.objects.exclude(state=ActivityState.DRAFT).count() == 0


def openings(series: Series) -> list[str]:
    """In China, the soonest occurrence first."""
    rows = series.occurrences.order_by("starts_at")
    return [f"{row.signup_opens_at.astimezone(CHINA):%m-%d %H:%M}" for row in rows]


def test_without_an_opening_the_first_opens_at_once_and_the_others_at_midnight_as_many_days_before(
    project, leader
):
    """Sent on Thursday at 10:07 for Saturday: two days ahead, and nobody waits for seven minutes past ten."""
    at = NOW + timedelta(minutes=7)
    form = form_for(project, statement=STATED)
    series = create_series(by=leader, form=form, posts=SHIFTS, repeat=WEEKLY, at=at)
    assert series.occurrences.earliest("starts_at").signup_opens_at == at
    assert openings(series) == ["03-05 10:07", "03-12 00:00", "03-19 00:00", "03-26 00:00"]
    # What is drafted anew without an opening keeps the one it has.
    first = series.occurrences.earliest("starts_at")
    redraft(by=leader, activity=first, form=form, posts=SHIFTS, scope=EditScope.ALL, at=at + HOUR)
    assert openings(series) == ["03-05 10:07", "03-12 00:00", "03-19 00:00", "03-26 00:00"]


def test_an_opening_that_was_given_keeps_its_clock(project, leader):
    series = laid(leader, project, signup_opens_at=NOW + HOUR)
    assert openings(series) == ["03-05 11:00", "03-12 11:00", "03-19 11:00", "03-26 11:00"]


def test_sign_up_that_closes_early_opens_before_it_closes(project, leader):
    series = laid(leader, project, RepeatForm("day", times=3), signup_closes_at=NOW + timedelta(minutes=1))
    assert openings(series) == ["03-05 10:00", "03-06 00:00", "03-07 00:00"]
    rows = series.occurrences.all()
    assert all(row.signup_opens_at < row.signup_closes_at < row.starts_at for row in rows)


def test_begun_already_and_at_midnight_it_opens_at_once(project, leader):
    """Nothing opens at the moment at which it closes."""
    midnight = NOW.astimezone(CHINA).replace(hour=0)
    form = form_for(project, starts_at=midnight, ends_at=midnight + 12 * HOUR, statement=STATED)
    posts = [PostForm("陪同员", 5)]
    series = create_series(by=leader, form=form, posts=posts, repeat=WEEKLY, at=NOW)
    assert {row.signup_opens_at for row in series.occurrences.all()} == {NOW}
