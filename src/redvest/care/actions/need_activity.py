"""A need that wants many hands becomes an activity in one step, and follows what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.care.actions.dispatch import end_round, lapse_asks
from redvest.care.actions.need_hold import hold_need
from redvest.care.actions.need_link import ask_for_confirmation
from redvest.care.actions.need_step import move_need
from redvest.care.actions.need_word import tell_asked, tell_dispatcher
from redvest.care.choices import AskState, DispatchState, NeedState
from redvest.care.dispatch_errors import NeedHasPeople
from redvest.care.models import Need
from redvest.care.need_errors import NeedMoved
from redvest.care.policy import may_dispatch
from redvest.core.errors import NotAllowed
from redvest.registry.policy import Standing
from redvest.service.actions.activity import create_activity
from redvest.service.actions.activity_form import ActivityForm, PostForm
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, Project

BEFORE = (NeedState.QUEUED, NeedState.OFFERED, NeedState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class NeedActivityForm:
    """What the need does not say by itself: under which project, when, and who is called about it."""

    project_id: UUID
    starts_at: datetime
    ends_at: datetime
    places: int
    contact_name: str = ""
    contact_phone: str = ""


@transaction.atomic
def turn_into_activity(*, by: Standing, need: Need, form: NeedActivityForm, at: datetime) -> Activity:
    """A draft of an activity, filled in from the need; its leader completes the notice and hands it in as always.

    By a leader of the body that took the need, or by who dispatches there and leads a body. The place says the
    community alone: the address is nobody's business before they come.
    Raises NotAllowed, NeedHasPeople, NeedMoved, BadActivity; then nothing changed.
    """
    project = Project.objects.select_related("body").filter(pk=form.project_id, city=need.city).first()
    if project is None or not by.leads(project.body_id):
        raise NotAllowed
    need = hold_need(key=need.pk)
    if need.body_id != project.body_id and not may_dispatch(by, need):
        raise NotAllowed
    if need.taken:
        raise NeedHasPeople
    if need.state not in BEFORE or need.activity_id is not None:
        raise NeedMoved
    activity = create_activity(by=by, form=_filled(need, form), posts=[_post(need, form)], at=at)
    end_round(need=need, state=DispatchState.ACCEPTED, at=at)
    text = f"之前问过你的“{need.title}”办成了活动，想去可以到“活动”里报名。"
    tell_asked(asks=lapse_asks(need=need, state=AskState.TAKEN, at=at), text=text, at=at)
    move_need(
        by=by, need=need, before=BEFORE, after=NeedState.ACCEPTED, verb="turn_into_activity", at=at,
        words=project.body.name, body=project.body, activity=activity,
    )  # fmt: skip
    return activity


def _filled(need: Need, form: NeedActivityForm) -> ActivityForm:
    return ActivityForm(
        project_id=form.project_id, title=need.title, domain_key=need.domain_id, region_code=need.region_id,
        starts_at=form.starts_at, ends_at=form.ends_at, content=need.title, place_name=need.region.name,
        contact_name=form.contact_name, contact_phone=form.contact_phone, risks=need.risks,
    )  # fmt: skip


def _post(need: Need, form: NeedActivityForm) -> PostForm:
    return PostForm(
        title="志愿者", places=form.places, min_age=need.age_floor, qualifications=tuple(need.qualifications),
        skills=tuple(need.skills),
    )  # fmt: skip


def follow_activities(*, city: str, at: datetime) -> int:
    """Needs whose activity ended: one that was held is to be confirmed, one that was called off is queued again."""
    ended = (ActivityState.CLOSED, ActivityState.CANCELLED)
    rows = Need.objects.filter(city=city, state=NeedState.ACCEPTED, activity__state__in=ended)
    return sum(follow_activity(key=key, at=at) for key in list(rows.values_list("pk", flat=True)[:200]))


@transaction.atomic
def follow_activity(*, key: UUID, at: datetime) -> bool:
    """One need after its activity's end. False where somebody was first."""
    need = hold_need(key=key)
    if need.state != NeedState.ACCEPTED or need.activity is None:
        return False
    ended = need.activity.state
    if ended == ActivityState.CLOSED:
        need = move_need(
            by=None, need=need, before=(NeedState.ACCEPTED,), after=NeedState.SERVED, verb="follow_activity",
            at=at, served_at=at,
        )  # fmt: skip
        ask_for_confirmation(need=need, said=f"“{need.title}”的活动办完了。", at=at)
        return True
    if ended != ActivityState.CANCELLED:
        return False
    need = move_need(
        by=None, need=need, before=(NeedState.ACCEPTED,), after=NeedState.QUEUED, verb="follow_activity", at=at,
        words="活动取消了", activity=None, body=None,
    )  # fmt: skip
    tell_dispatcher(need=need, text=f"“{need.title}”办成的活动取消了，请另外安排。", at=at)
    return True
