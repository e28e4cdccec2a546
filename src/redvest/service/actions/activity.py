"""What can be done with activities: drafting, review, publication, cancelling and closing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from redvest.core import audit, events
from redvest.registry.choices import BodyState
from redvest.registry.policy import Standing, require_member
from redvest.service import policy
from redvest.service.actions import signup
from redvest.service.actions.activity_fields import fill, leader_of, new_posts
from redvest.service.actions.activity_form import ActivityForm, PostForm, check_form
from redvest.service.actions.activity_posts import replace_posts
from redvest.service.actions.agreement import fix_agreement, require_agreement, set_agreement
from redvest.service.actions.coleader import require_no_co_leader
from redvest.service.actions.insurance import require_insurance
from redvest.service.actions.offer import lock_posts
from redvest.service.actions.training import ask_for_courses
from redvest.service.activity_errors import IncompleteNotice, NotAffirmed
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.errors import WrongState
from redvest.service.events import ActivityCancelled, ActivityReviewed
from redvest.service.models import Activity, Post, ServiceStatement, SignUp
from redvest.service.queries.hours import who_served
from redvest.service.queries.statement import affirmed, missing_of

EDITABLE = (ActivityState.DRAFT, ActivityState.REFUSED)


@transaction.atomic
def create_activity(*, by: Standing, form: ActivityForm, posts: Sequence[PostForm], at: datetime) -> Activity:
    """Draft an activity with its posts. It may be incomplete: submitting asks for what is missing.

    Raises NotAllowed, WrongState (the body may not publish), BadActivity (with the fields at fault).
    """
    checked = check_form(form=form, posts=posts, city=by.city, at=at)
    project = checked.project
    policy.require_may_publish_for(by, project.body)
    if project.body.state != BodyState.ACTIVE:
        raise WrongState("这个组织还没有通过审核，或者已经暂停，暂时不能发布活动。")
    activity = Activity(city=project.city, project=project, body=project.body, created_at=at)
    activity.leader = leader_of(by=by, form=form, project=project, at=at)
    fill(activity=activity, form=form, project=project, at=at)
    activity.region, activity.region_path = checked.region, checked.region.path
    activity.domain = checked.domain
    activity.save(force_insert=True)
    made = Post.objects.bulk_create(new_posts(activity=activity, posts=posts))
    _set_conditions(by, activity, form, made, posts)
    _state(by, activity, form, at)
    audit.write_line(by=by.actor, at=at, city=activity.city, verb="create_activity", target=activity)
    return activity


def _state(by: Standing, activity: Activity, form: ActivityForm, at: datetime) -> None:
    """Keep what the publisher says of whether this is volunteer service; who was not asked has said nothing."""
    if form.statement is not None:
        said = asdict(form.statement) | {"stated_by_id": require_member(by), "stated_at": at}
        ServiceStatement.objects.update_or_create(activity=activity, defaults=said)


def _set_conditions(
    by: Standing, activity: Activity, form: ActivityForm, made: Sequence[Post], posts: Sequence[PostForm]
) -> None:
    """What goes with new posts: the trainings that they ask for, and whether there is an agreement to sign."""
    ask_for_courses(posts=made, wanted=[post.courses for post in posts], body_id=activity.body_id)
    set_agreement(by=by, activity=activity, wanted=form.agreement)


@transaction.atomic
def update_activity(
    *, by: Standing, activity: Activity, form: ActivityForm, posts: Sequence[PostForm], at: datetime
) -> Activity:
    """Edit a draft or a refused activity; its posts become those given, a planned opening stays with its post.

    Raises NotAllowed, WrongState (published things are cancelled, not rewritten), BadActivity.
    """
    activity = (
        Activity.objects.select_for_update(of=("self",)).select_related("body", "leader").get(pk=activity.pk)
    )
    policy.require_may_publish_for(by, activity.body)
    if activity.state not in EDITABLE:
        raise WrongState("已经提交或发布的活动不能再改内容。需要改请先取消，或请审核人退回。")
    checked = check_form(form=form, posts=posts, city=by.city, at=at)
    if checked.project.body_id != activity.body_id:
        policy.require_may_publish_for(by, checked.project.body)
    activity.project, activity.body = checked.project, checked.project.body
    if form.leader_id not in (None, activity.leader_id):
        activity.leader = leader_of(by=by, form=form, project=checked.project, at=at)
    fill(activity=activity, form=form, project=checked.project, at=at)
    activity.region, activity.region_path, activity.domain = (
        checked.region,
        checked.region.path,
        checked.domain,
    )
    activity.save()
    made = replace_posts(activity=activity, posts=posts)
    _set_conditions(by, activity, form, made, posts)
    _state(by, activity, form, at)
    audit.write_line(by=by.actor, at=at, city=activity.city, verb="update_activity", target=activity)
    return activity


@transaction.atomic
def submit_activity(*, by: Standing, activity: Activity, at: datetime) -> Activity:
    """Hand a complete notice in for review.

    Raises IncompleteNotice with ``missing`` (field names) and ``words`` (what to call them), NotAllowed, WrongState.
    """
    policy.require_may_publish_for(by, activity.body)
    missing = missing_of(activity)
    if missing:
        raise IncompleteNotice(missing=[item.key for item in missing], words=[item.words for item in missing])
    _move(activity, EDITABLE, ActivityState.SUBMITTED, submitted_at=at, review_note="")
    audit.write_line(by=by.actor, at=at, city=activity.city, verb="submit_activity", target=activity)
    return activity


@transaction.atomic
def approve_activity(
    *, by: Standing, activity: Activity, at: datetime, affirms_service: bool = True
) -> Activity:
    """Publish a submitted activity.

    Raises NotAllowed (also for its own leader), NotAffirmed, InsuranceMissing, WrongState.

    Where the publisher stated nothing, who approves affirms that it is volunteer service (order 67 art. 19), and the
    audit line says so; the desk asks for it and passes what was ticked.
    """
    policy.require_may_review(by, activity)
    require_no_co_leader(by=by, activity=activity)
    stated = affirmed(activity)
    if not stated and not affirms_service:
        raise NotAffirmed
    require_insurance(activity=activity)
    _move(activity, (ActivityState.SUBMITTED,), ActivityState.PUBLISHED, decided_at=at)
    require_agreement(by=by, activity=activity)
    fix_agreement(activity=activity, at=at)
    audit.write_line(
        by=by.actor, at=at, city=activity.city, verb="approve_activity", target=activity,
        service_affirmed_by="publisher" if stated else "reviewer",
    )  # fmt: skip
    events.publish(ActivityReviewed(activity.city, activity.pk, by.account_id, False, at))
    return activity


@transaction.atomic
def refuse_activity(*, by: Standing, activity: Activity, note: str, at: datetime) -> Activity:
    """Send a submitted activity back with a note that says what to change."""
    policy.require_may_review(by, activity)
    if not note.strip():
        raise WrongState("退回时请写明要改什么，发布人才知道怎么改。")
    _move(
        activity,
        (ActivityState.SUBMITTED,),
        ActivityState.REFUSED,
        decided_at=at,
        review_note=note.strip()[:200],
    )
    audit.write_line(by=by.actor, at=at, city=activity.city, verb="refuse_activity", target=activity)
    events.publish(ActivityReviewed(activity.city, activity.pk, by.account_id, False, at))
    return activity


@transaction.atomic
def cancel_activity(*, by: Standing, activity: Activity, reason: str, at: datetime) -> Activity:
    """Call an activity off: everybody's sign-up ends and they are told why."""
    call_off(by=by, activity=activity, reason=reason, at=at)
    events.publish(ActivityCancelled(activity.city, activity.pk, reason, at))
    return activity


def call_off(*, by: Standing, activity: Activity, reason: str, at: datetime) -> None:
    """Without telling anybody yet, inside the caller's transaction. Raises NotAllowed, WrongState."""
    if not policy.may_publish_for(by, activity.body):
        policy.require_may_review(by, activity)
    if who_served(activity).exists():
        raise WrongState("已经有人签到，不能取消了。请结束活动，按实际情况确认时长。")
    open_states = (
        ActivityState.DRAFT,
        ActivityState.REFUSED,
        ActivityState.SUBMITTED,
        ActivityState.PUBLISHED,
    )
    _move(activity, open_states, ActivityState.CANCELLED, closed_at=at, review_note=reason.strip()[:200])
    signup.cancel_all(activity_id=activity.pk, at=at)
    audit.write_line(by=by.actor, at=at, city=activity.city, verb="cancel_activity", target=activity)


@transaction.atomic
def close_activity(*, by: Standing, activity: Activity, at: datetime) -> Activity:
    """End an activity: who was there has served, who was not is absent, and the waiting list dissolves.

    Places keep their count, so that taken always equals those who held one. Raises NotAllowed, WrongState.
    """
    policy.require_may_lead(by, activity)
    if at < activity.starts_at:
        raise WrongState("活动还没开始，不能结束。不办了请点“取消活动”。")
    _move(activity, (ActivityState.PUBLISHED,), ActivityState.CLOSED, closed_at=at)
    lock_posts(activity_id=activity.pk)  # nobody takes an offer between the count of places and its end
    present = who_served(activity).values("pk")
    held = SignUp.objects.filter(activity=activity, state=SignUpState.CONFIRMED)
    held.filter(volunteer_id__in=present).update(state=SignUpState.SERVED)
    held.exclude(volunteer_id__in=present).update(state=SignUpState.ABSENT)
    signup.end_list(activity=activity, at=at)
    audit.write_line(by=by.actor, at=at, city=activity.city, verb="close_activity", target=activity)
    return activity


def _move(
    activity: Activity, sources: Sequence[ActivityState], target: ActivityState, **changes: object
) -> None:
    """Change the state in one guarded update: of two people who decide at once, one decides."""
    if not Activity.objects.filter(pk=activity.pk, state__in=sources).update(state=target, **changes):
        raise WrongState
    activity.refresh_from_db()
