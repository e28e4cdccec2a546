"""Who leads an activity hears what was decided on it: once, in one message for a whole series, with the reason in full."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django_tasks_db.models import DBTaskResult

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.models import Account, Message
from redvest.registry.policy import Standing
from redvest.service import jobs
from redvest.service.actions.activity import (
    approve_activity,
    cancel_activity,
    create_activity,
    refuse_activity,
    submit_activity,
)
from redvest.service.actions.coleader import add_co_leader
from redvest.service.actions.review_notice import Decision, tell_reviewed
from redvest.service.actions.series import create_series
from redvest.service.actions.series_review import approve_series, refuse_series, submit_series
from redvest.service.errors import WrongState
from redvest.service.models import Activity, Project, Series
from redvest.service.rules.repeat import RepeatForm
from redvest.service.rules.statement import Statement
from tests.factories import registry as make
from tests.factories.registry import NOW, TODAY
from tests.factories.service import HOUR, make_project
from tests.service.actions.test_activity import POSTS, form_for

pytestmark = pytest.mark.django_db
STATED = Statement(not_duty=True, unpaid=True, public_benefit=True)
NOTE = "请写明在哪里集合、带什么，" * 12 + "谢谢。"


@pytest.fixture
def project() -> Project:
    make.make_region_tree()
    return make_project(body=make.make_body(name="暖阳队"))


@pytest.fixture
def leader(project: Project) -> Standing:
    return make.make_leader(project.body)


@pytest.fixture
def officer(project: Project) -> Standing:
    return make.make_officer()


def drafted(leader: Standing, project: Project) -> Activity:
    form = form_for(project, statement=STATED)
    return create_activity(by=leader, form=form, posts=POSTS, at=NOW)


def handed_in(leader: Standing, project: Project, by: Standing | None = None) -> Activity:
    return submit_activity(by=by or leader, activity=drafted(leader, project), at=NOW)


def laid(leader: Standing, project: Project, times: int = 3) -> Series:
    form = form_for(project, statement=STATED)
    return create_series(by=leader, form=form, posts=POSTS, repeat=RepeatForm("week", times=times), at=NOW)


def joins(leader: Standing, activity: Activity, name: str = "王领队") -> Account:
    """Somebody who leads it too."""
    account = make.make_account(name=name)
    make.make_grant(account=account, role=Role.ACTIVITY_LEADER, body=activity.body)
    add_co_leader(
        by=leader, activity=activity, account_id=account.pk, ends_on=TODAY + timedelta(days=2), at=NOW
    )
    return account


def work_off() -> int:
    """Run what is queued, as the worker does; returns how many."""
    queued = DBTaskResult.objects.filter(task_path__contains="reviewed", status="READY").order_by(
        "enqueued_at"
    )
    rows = list(queued)
    for each in rows:
        name = each.task_path.rsplit(".", 1)[1]
        getattr(jobs, name).func(*each.args_kwargs["args"])
        DBTaskResult.objects.filter(pk=each.pk).update(status="SUCCESSFUL")
    return len(rows)


def heard(account_id: UUID | None) -> list[str]:
    rows = Message.objects.filter(account=account_id).order_by("created_at", "id")
    assert {each.kind for each in rows} <= {"work"}
    return [each.text for each in rows]


def test_a_published_activity_is_told_to_all_who_lead_it_once(project, leader, officer):
    activity = handed_in(leader, project)
    other = joins(leader, activity)
    approve_activity(by=officer, activity=activity, at=NOW + HOUR)

    assert work_off() == 1
    decision = Decision(officer.account_id, NOW + HOUR)
    tell_reviewed(activity_id=activity.pk, decision=decision, at=NOW + 2 * HOUR)

    said = ["【暖阳队】“周六陪独居老人买菜”（3月7日 10:00）审核通过，已经发布。"]
    assert (heard(leader.account_id), heard(other.pk)) == (said, said)
    assert not heard(officer.account_id)
    about = set(Message.objects.values_list("about_kind", "about_id"))
    assert about == {("Activity", str(activity.pk))}
    line = AuditLine.objects.get(verb="told_reviewed")
    assert (line.target_id, line.details["people"]) == (str(activity.pk), 2)


def test_sent_back_says_why_in_full_and_each_time_anew(project, leader, officer):
    activity = handed_in(leader, project)
    refuse_activity(by=officer, activity=activity, note=NOTE, at=NOW + HOUR)
    assert work_off() == 1
    assert heard(leader.account_id) == [
        f"【暖阳队】“周六陪独居老人买菜”（3月7日 10:00）退回来了，请改好再提交。审核意见：{NOTE}"
    ]

    submit_activity(by=leader, activity=activity, at=NOW + 2 * HOUR)
    refuse_activity(by=officer, activity=activity, note="还差风险提示", at=NOW + 3 * HOUR)
    assert work_off() == 1
    assert len(heard(leader.account_id)) == 2
    assert heard(leader.account_id)[1].endswith("审核意见：还差风险提示")


def test_whoever_handed_it_in_hears_too_and_not_twice(project, leader, officer):
    secretary = make.make_leader(project.body)
    activity = handed_in(leader, project, by=secretary)
    again = handed_in(leader, project)
    for each in (activity, again):
        approve_activity(by=officer, activity=each, at=NOW + HOUR)
    work_off()
    assert (len(heard(leader.account_id)), len(heard(secretary.account_id))) == (2, 1)


def test_who_decides_is_not_told_of_it(project, leader, officer):
    """An officer may hand in for a body of the place, and publish what another leads."""
    activity = handed_in(leader, project, by=officer)
    approve_activity(by=officer, activity=activity, at=NOW + HOUR)
    work_off()
    assert len(heard(leader.account_id)) == 1
    assert not heard(officer.account_id)


def test_a_whole_series_is_one_message(project, leader, officer):
    series = laid(leader, project, times=52)
    first, last = series.occurrences.earliest("starts_at"), series.occurrences.latest("starts_at")
    other = joins(leader, first)
    only_last = joins(leader, last, "周领队")
    submit_series(by=leader, series=series, at=NOW)
    approve_series(by=officer, series=series, at=NOW + HOUR)

    assert work_off() == 1
    tell_reviewed(
        activity_id=first.pk, decision=Decision(officer.account_id, NOW + HOUR, whole=True), at=NOW + 2 * HOUR
    )

    said = ["【暖阳队】系列“周六陪独居老人买菜”（52 场）审核通过，已经发布。"]
    assert [heard(each) for each in (leader.account_id, other.pk, only_last.pk)] == [said] * 3
    assert set(Message.objects.values_list("about_kind", "about_id")) == {("Series", str(series.pk))}


def test_a_series_sent_back_says_why_once(project, leader, officer):
    series = laid(leader, project)
    submit_series(by=leader, series=series, at=NOW)
    refuse_series(by=officer, series=series, note=NOTE, at=NOW + HOUR)
    work_off()
    assert heard(leader.account_id) == [
        f"【暖阳队】系列“周六陪独居老人买菜”（3 场）退回来了，请改好再提交。审核意见：{NOTE}"
    ]


@pytest.mark.parametrize("whole", [False, True])
def test_what_moved_on_meanwhile_is_told_to_nobody(project, leader, officer, whole):
    if whole:
        series = laid(leader, project)
        submit_series(by=leader, series=series, at=NOW)
        refuse_series(by=officer, series=series, note=NOTE, at=NOW + HOUR)
        submit_series(by=leader, series=series, at=NOW + 2 * HOUR)
    else:
        activity = handed_in(leader, project)
        approve_activity(by=officer, activity=activity, at=NOW + HOUR)
        cancel_activity(by=leader, activity=activity, reason="下雨", at=NOW + 2 * HOUR)
    assert work_off() == 1
    assert not Message.objects.filter(kind="work").exists()
    assert not AuditLine.objects.filter(verb="told_reviewed").exists()


def test_a_refused_decision_queues_nothing(project, leader, officer):
    activity = handed_in(leader, project)
    with pytest.raises(NotAllowed):
        approve_activity(by=leader, activity=activity, at=NOW + HOUR)
    with pytest.raises(WrongState):
        refuse_activity(by=officer, activity=activity, note=" ", at=NOW + HOUR)
    activity.refresh_from_db()
    assert (activity.state, activity.decided_at) == ("submitted", None)
    assert work_off() == 0 and not Message.objects.exists()


def test_the_moment_survives_the_queue(project, leader, officer):
    """A decision at an odd microsecond is found again."""
    at: datetime = NOW + timedelta(microseconds=123_457)
    approve_activity(by=officer, activity=handed_in(leader, project), at=at)
    assert work_off() == 1
    assert len(heard(leader.account_id)) == 1
