"""From draft to closed: what must be there, who decides, and what a decision does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.registry.choices import BodyState, Role
from redvest.service.actions.activity import (
    approve_activity,
    cancel_activity,
    close_activity,
    create_activity,
    refuse_activity,
    submit_activity,
    update_activity,
)
from redvest.service.actions.activity_form import ActivityForm, PostForm
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.project import ProjectForm, close_project, create_project
from redvest.service.activity_errors import BadActivity, BadProject, IncompleteNotice
from redvest.service.choices import ActivityState
from redvest.service.errors import WrongState
from redvest.service.models import Activity, Project
from tests.factories.registry import (
    NOW,
    make_body,
    make_centre,
    make_domain,
    make_grant,
    make_leader,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
    standing_of,
)
from tests.factories.service import HOUR, make_activity, make_post, make_project, make_signup, make_stay

pytestmark = pytest.mark.django_db
POSTS = (PostForm(title="陪同员", places=10, min_age=16),)


def form_for(project: Project, **changes: object) -> ActivityForm:
    make_domain()
    form = ActivityForm(
        project_id=project.pk, title="周六陪独居老人买菜", domain_key="xinyu:02", region_code="360502001001",
        starts_at=NOW + 48 * HOUR, ends_at=NOW + 50 * HOUR, content="陪老人去菜场", place_name="百花湖社区服务站",
        lon=114.93, lat=27.81, conditions="能提 5 公斤", how_to_apply="网上报名", risks="过马路",
        guarantees="保险", contact_name="陈小梅", contact_phone="0790-6440000",
    )  # fmt: skip
    return replace(form, **changes)


@pytest.fixture
def project() -> Project:
    make_region_tree()
    return make_project()


@pytest.fixture
def leader(project):
    return make_leader(project.body)


def test_a_leader_drafts_submits_and_an_officer_publishes(project, leader):
    draft = create_activity(by=leader, form=form_for(project), posts=POSTS, at=NOW)
    assert (draft.state, draft.leader_id, draft.region_path) == (
        "draft",
        leader.account_id,
        "360500/360502/360502001/360502001001/",
    )
    assert [(post.title, post.places, post.min_age) for post in draft.posts.all()] == [("陪同员", 10, 16)]

    submit_activity(by=leader, activity=draft, at=NOW)
    approve_activity(by=make_officer(), activity=draft, at=NOW + HOUR)

    draft.refresh_from_db()
    assert (draft.state, draft.submitted_at, draft.decided_at) == ("published", NOW, NOW + HOUR)


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("content", "content"), ("place_name", "place_name"), ("conditions", "conditions"), ("risks", "risks"),
        ("how_to_apply", "how_to_apply"), ("guarantees", "guarantees"), ("contact_name", "contact_name"),
        ("contact_phone", "contact_phone"),
    ],
)  # fmt: skip
def test_each_item_of_the_notice_is_required(project, leader, field, key):
    draft = create_activity(by=leader, form=form_for(project, **{field: "  "}), posts=POSTS, at=NOW)

    with pytest.raises(IncompleteNotice) as refused:
        submit_activity(by=leader, activity=draft, at=NOW)

    assert refused.value.details["missing"] == [key]
    draft.refresh_from_db()
    assert draft.state == ActivityState.DRAFT


def test_everything_missing_is_named_at_once(project, leader):
    bare = form_for(project, content="", lon=None, lat=None, risks="", guarantees="")
    draft = create_activity(by=leader, form=bare, posts=(), at=NOW)

    with pytest.raises(IncompleteNotice) as refused:
        submit_activity(by=leader, activity=draft, at=NOW)

    assert refused.value.details["missing"] == ["content", "risks", "guarantees", "point", "posts"]
    assert "可能的风险" in refused.value.details["words"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": NOW + 48 * HOUR}, "ends_at"),
        ({"ends_at": NOW + timedelta(days=40)}, "ends_at"),
        ({"title": " "}, "title"),
        ({"title": "很" * 61}, "title"),
        ({"break_minutes": 120}, "break_minutes"),
        ({"lat": None}, "point"),
        ({"lon": 27.81, "lat": 114.93}, "point"),
        ({"region_code": "999999"}, "region"),
        ({"domain_key": "nope"}, "domain"),
        ({"signup_closes_at": NOW + 51 * HOUR}, "signup_closes_at"),
    ],
)
def test_bad_facts_are_refused_with_the_field(project, leader, changes, field):
    with pytest.raises(BadActivity) as refused:
        create_activity(by=leader, form=form_for(project, **changes), posts=POSTS, at=NOW)

    assert field in {fault["field"] for fault in refused.value.details["errors"]}
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    "post",
    [PostForm("", 5), PostForm("员", 0), PostForm("员", 200_000), PostForm("员", 5, min_age=60, max_age=18)],
)
def test_bad_posts_are_refused(project, leader, post):
    with pytest.raises(BadActivity):
        create_activity(by=leader, form=form_for(project), posts=[post], at=NOW)

    assert not Activity.objects.exists()


def test_outsiders_and_leaders_of_others_cannot_draft(project):
    for by in (make_member(), make_leader(make_body())):
        with pytest.raises(NotAllowed):
            create_activity(by=by, form=form_for(project), posts=POSTS, at=NOW)
    assert not Activity.objects.exists()


@pytest.mark.parametrize("state", [BodyState.APPLIED, BodyState.SUSPENDED, BodyState.EXITED])
def test_a_body_not_in_good_standing_publishes_nothing(state):
    project = make_project(body=make_body(state=state))

    with pytest.raises(WrongState):
        create_activity(by=make_officer(), form=form_for(project), posts=POSTS, at=NOW)

    assert not Activity.objects.exists()


def test_a_dangerous_activity_takes_nobody_under_eighteen(project, leader):
    draft = create_activity(by=leader, form=form_for(project, dangerous=True), posts=POSTS, at=NOW)

    assert draft.posts.get().min_age == 18


def test_recruiting_ends_when_service_begins_unless_it_is_already_going_on(project, leader):
    ahead = create_activity(by=leader, form=form_for(project), posts=POSTS, at=NOW)
    now_on = create_activity(by=leader, form=form_for(project, starts_at=NOW - HOUR), posts=POSTS, at=NOW)

    assert ahead.signup_closes_at == ahead.starts_at
    assert now_on.signup_closes_at == now_on.ends_at


def test_who_may_review(project):
    activity = make_activity(project=project, state=ActivityState.SUBMITTED)
    elsewhere = make_officer(make_region_tree().fenyi)
    for by in (make_member(), make_leader(project.body), elsewhere):
        with pytest.raises(NotAllowed):
            approve_activity(by=by, activity=activity, at=NOW)
    activity.refresh_from_db()
    assert activity.state == ActivityState.SUBMITTED

    approve_activity(by=make_centre(), activity=activity, at=NOW)
    assert activity.state == ActivityState.PUBLISHED


def test_nobody_approves_their_own_activity():
    officer = make_officer()
    activity = make_activity(state=ActivityState.SUBMITTED)
    Activity.objects.filter(pk=activity.pk).update(leader_id=officer.account_id)
    activity.refresh_from_db()

    with pytest.raises(NotAllowed):
        approve_activity(by=officer, activity=activity, at=NOW)


def test_sent_back_with_a_note_edited_and_submitted_again(project, leader):
    draft = create_activity(by=leader, form=form_for(project), posts=POSTS, at=NOW)
    submit_activity(by=leader, activity=draft, at=NOW)
    officer = make_officer()
    with pytest.raises(WrongState):
        refuse_activity(by=officer, activity=draft, note=" ", at=NOW)
    refuse_activity(by=officer, activity=draft, note="请写明集合地点", at=NOW)

    edited = update_activity(
        by=leader,
        activity=draft,
        form=form_for(project, title="新标题"),
        posts=[PostForm("联络员", 3)],
        at=NOW,
    )
    submit_activity(by=leader, activity=edited, at=NOW)

    edited.refresh_from_db()
    assert (edited.title, edited.state, edited.review_note) == ("新标题", "submitted", "")
    assert [post.title for post in edited.posts.all()] == ["联络员"]


def test_published_activities_are_not_rewritten(project, leader):
    activity = make_activity(project=project)

    with pytest.raises(WrongState):
        update_activity(
            by=leader, activity=activity, form=form_for(project, title="改名"), posts=POSTS, at=NOW
        )

    activity.refresh_from_db()
    assert activity.title == "陪独居老人买菜"


def test_cancelling_ends_every_sign_up(project, leader):
    post = make_post(activity=make_activity(project=project))
    signup = make_signup(post=post, volunteer=make_volunteer())

    cancel_activity(by=leader, activity=post.activity, reason="暴雨", at=NOW)

    signup.refresh_from_db()
    post.refresh_from_db()
    assert (signup.state, post.taken, post.activity.state) == ("cancelled", 0, "cancelled")


def test_after_the_first_check_in_it_cannot_be_cancelled(project, leader):
    activity = make_activity(project=project, starts_at=NOW - HOUR)
    signup = make_signup(post=make_post(activity=activity), volunteer=make_volunteer())
    make_stay(signup=signup, in_at=NOW)

    with pytest.raises(WrongState):
        cancel_activity(by=leader, activity=activity, reason="下雨", at=NOW)

    signup.refresh_from_db()
    assert signup.state == "confirmed"


def test_closing_tells_who_served_from_who_stayed_away(project, leader):
    activity = make_activity(project=project, starts_at=NOW - 3 * HOUR)
    post = make_post(activity=activity, places=2)
    came, absent = (make_signup(post=post, volunteer=make_volunteer()) for _ in range(2))
    waited = make_signup(post=post, volunteer=make_volunteer(), state="waiting")
    make_stay(signup=came, in_at=NOW - 3 * HOUR, out_at=NOW - HOUR)

    close_activity(by=leader, activity=activity, at=NOW)

    states = []
    for signup in (came, absent, waited):
        signup.refresh_from_db()
        states.append(signup.state)
    post.refresh_from_db()
    assert states == ["served", "absent", "lapsed"]
    assert post.taken == 2


def test_it_cannot_be_closed_before_it_begins_nor_by_others(project, leader):
    activity = make_activity(project=project)
    with pytest.raises(WrongState):
        close_activity(by=leader, activity=activity, at=NOW)
    with pytest.raises(NotAllowed):
        close_activity(by=make_officer(), activity=activity, at=activity.ends_at)
    activity.refresh_from_db()
    assert activity.state == ActivityState.PUBLISHED


def test_a_project_gets_a_code_and_can_be_found(project, leader):
    make_domain()
    made = create_project(
        by=leader, body=project.body, form=ProjectForm("护河行动", "xinyu:02", "360502"), at=NOW
    )

    assert made.code.startswith("P3605022603")
    assert "护河" in made.search
    close_project(by=leader, project=made, at=NOW)
    made.refresh_from_db()
    assert made.state == "closed"


def test_a_bad_project_is_refused(project, leader):
    before = Project.objects.count()
    with pytest.raises(BadProject) as refused:
        create_project(by=leader, body=project.body, form=ProjectForm(" ", "x", "y"), at=NOW)
    assert {fault["field"] for fault in refused.value.details["errors"]} == {"name", "region", "domain"}
    assert Project.objects.count() == before


def test_a_region_officer_may_draft_for_a_body_of_the_place(project):
    officer = make_officer()

    assert create_activity(by=officer, form=form_for(project), posts=POSTS, at=NOW).state == "draft"


def standing_account(standing):
    from redvest.registry.models import Account

    return Account.objects.get(pk=standing.account_id)


def test_standing_is_read_afresh(project):
    account = standing_account(make_member())
    make_grant(account=account, role=Role.ACTIVITY_LEADER, body=project.body)

    assert create_activity(by=standing_of(account), form=form_for(project), posts=POSTS, at=NOW).pk


def test_the_leader_is_somebody_of_the_body(project, leader):
    colleague, outsider = make_leader(project.body), make_member()

    draft = create_activity(
        by=leader, form=form_for(project, leader_id=colleague.account_id), posts=POSTS, at=NOW
    )
    assert draft.leader_id == colleague.account_id

    with pytest.raises(BadActivity) as refused:
        create_activity(by=leader, form=form_for(project, leader_id=outsider.account_id), posts=POSTS, at=NOW)
    assert refused.value.details["errors"][0]["field"] == "leader"
    assert Activity.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": NOW - 30 * HOUR, "ends_at": NOW - 28 * HOUR}, "ends_at"),
        ({"signup_closes_at": NOW - HOUR}, "signup_closes_at"),
    ],
)
def test_what_is_over_recruits_nobody(project, leader, changes, field):
    with pytest.raises(BadActivity) as refused:
        create_activity(by=leader, form=form_for(project, **changes), posts=POSTS, at=NOW)

    assert [fault["field"] for fault in refused.value.details["errors"]] == [field]
    assert not Activity.objects.exists()


def test_hours_in_the_ledger_keep_an_activity_from_being_cancelled_and_count_as_service(project, leader):
    activity = make_activity(project=project, starts_at=NOW - 3 * HOUR)
    signup = make_signup(post=make_post(activity=activity), volunteer=make_volunteer())
    confirm_hours(by=leader, activity=activity, entries=[HoursForm(signup.volunteer_id, 60)], at=NOW)

    with pytest.raises(WrongState):
        cancel_activity(by=leader, activity=activity, reason="误发", at=NOW)
    close_activity(by=leader, activity=activity, at=NOW)

    signup.refresh_from_db()
    assert signup.state == "served"
