"""Looking for activities, drafting them, and leading them through review to their end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query

from redvest.core import clock
from redvest.faces.openapi.answers import BRIEFLY, PRIVATE, plain_answer
from redvest.faces.openapi.calls.activity_facts import activity_facts, post_facts, post_terms
from redvest.faces.openapi.calls.finding import domain_key, find_activity, point_of, region_of
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, public, staff
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.activity import (
    ActivityDetail,
    ActivityForm,
    ActivityPage,
    ActivityQuery,
    ActivityState,
    AudienceForm,
    AudienceShape,
    Note,
)
from redvest.faces.openapi.shapes.series import CancelForm
from redvest.registry.policy import Standing
from redvest.registry.queries.shown_name import public_name_of_account
from redvest.service.actions import activity as actions
from redvest.service.actions.activity_form import ActivityForm as DomainForm
from redvest.service.actions.activity_form import PostForm as DomainPost
from redvest.service.actions.audience import record_audience as count_audience
from redvest.service.actions.series_review import cancel_occurrences
from redvest.service.activity_errors import IncompleteNotice
from redvest.service.choices import EditScope
from redvest.service.models import Activity, Post
from redvest.service.policy import may_publish_for
from redvest.service.queries.activity_cards import activity_page, card_of, post_cards
from redvest.service.queries.activity_kind import audience_of
from redvest.service.rules.statement import Statement

# The notice's items under the names that their fields have in this API.
FIELDS_OF = {"place_name": ("place",), "point": ("lon", "lat"), "time": ("starts_at", "ends_at")}

calls = Calls("活动")


@calls.get("/activities", public, "找活动", ActivityPage)
def list_activities(request: Asking, asked: Query[ActivityQuery]) -> HttpResponse:
    """Published activities that are not over, the soonest first; without days, of a series only its next one."""
    at, city = clock.now(), request.standing.city
    page = activity_page(
        city=city,
        at=at,
        after=asked.after,
        size=asked.limit,
        q=asked.q,
        domain=domain_key(asked.domain, city),
        region_path=region_of(asked.region, city).path if asked.region else "",
        near=point_of(asked.near),
        from_=asked.from_,
        to=asked.to,
        within_m=asked.within * 1_000,
        open_only=asked.open,
        weekdays=tuple(map(int, asked.days.split(","))) if asked.days else (),
        part=asked.part,
        age=asked.age,
        easy=asked.easy,
    )
    return plain_answer(
        {"items": [activity_facts(card) for card in page.items], "next": page.next},
        cache=PRIVATE if request.standing.signed_in else BRIEFLY,
    )


@calls.get("/activities/{uuid:activity_id}", public, "一场活动", ActivityDetail)
def get_activity(request: Asking, activity_id: UUID) -> HttpResponse:
    """One activity with its whole notice; drafts only for who may edit or review them."""
    activity = find_activity(request, activity_id)
    notice = {name: getattr(activity, name) for name in NOTICE}
    notice["leader_name"] = _leader_name(request.standing, activity)
    more: dict[str, Any] = {"project": activity.project_id, "terms": post_terms(activity)}
    more["audience"] = audience_of(activity)
    return plain_answer(activity_facts(card_of(activity)) | more | notice)


@calls.post("/activities", staff, "起草活动", ActivityState, 404, 409, status=201)
@once
def create_activity(request: Asking, form: ActivityForm) -> HttpResponse:
    """A draft with its posts; it may be incomplete until it is submitted."""
    activity = actions.create_activity(
        by=request.standing, form=domain_form(form, request), posts=domain_posts(form), at=clock.now()
    )
    return state_of(activity, status=201)


@calls.put("/activities/{uuid:activity_id}", staff, "修改草稿", ActivityState, 409)
def update_activity(request: Asking, activity_id: UUID, form: ActivityForm) -> HttpResponse:
    """Replace a draft or a refused activity; its posts become those given."""
    activity = find_activity(request, activity_id)
    changed = actions.update_activity(
        by=request.standing,
        activity=activity,
        form=domain_form(form, request),
        posts=domain_posts(form),
        at=clock.now(),
    )
    return state_of(changed)


@calls.post("/activities/{uuid:activity_id}/submit", staff, "提交审核", ActivityState, 409)
@once
def submit_activity(request: Asking, activity_id: UUID) -> HttpResponse:
    """422 ``incomplete-notice`` lists in ``missing`` what the notice lacks."""
    try:
        return _step(request, activity_id, actions.submit_activity)
    except IncompleteNotice as fault:
        named = [field for item in fault.details["missing"] for field in FIELDS_OF.get(item, (item,))]
        raise IncompleteNotice(missing=named, words=fault.details["words"]) from fault


@calls.post("/activities/{uuid:activity_id}/approve", staff, "批准发布", ActivityState, 409)
@once
def approve_activity(request: Asking, activity_id: UUID) -> HttpResponse:
    """An officer of the place publishes it; without the publisher's statement this affirms that it is volunteer service."""
    return _step(request, activity_id, actions.approve_activity)


@calls.post("/activities/{uuid:activity_id}/refuse", staff, "退回修改", ActivityState, 409)
@once
def refuse_activity(request: Asking, activity_id: UUID, form: Note) -> HttpResponse:
    """An officer of the place sends it back."""
    activity = find_activity(request, activity_id)
    return state_of(
        actions.refuse_activity(by=request.standing, activity=activity, note=form.note, at=clock.now())
    )


@calls.post("/activities/{uuid:activity_id}/cancel", staff, "取消活动", ActivityState, 409)
@once
def cancel_activity(request: Asking, activity_id: UUID, form: CancelForm) -> HttpResponse:
    """Calls it off, or it and others of its series; everybody's sign-up ends."""
    activity = find_activity(request, activity_id)
    cancel_occurrences(
        by=request.standing,
        activity=activity,
        scope=EditScope(form.scope),
        reason=form.reason,
        at=clock.now(),
    )
    activity.refresh_from_db(fields=["state"])
    return state_of(activity)


@calls.post("/activities/{uuid:activity_id}/close", staff, "结束活动", ActivityState, 409)
@once
def close_activity(request: Asking, activity_id: UUID) -> HttpResponse:
    """Its leader ends it: who was there has served, who was not was absent."""
    return _step(request, activity_id, actions.close_activity)


@calls.post("/activities/{uuid:activity_id}/audience", staff, "登记听众人数", AudienceShape, 409)
@once
def put_down_audience(request: Asking, activity_id: UUID, form: AudienceForm) -> HttpResponse:
    """Its leader counts who came to listen; counting again replaces what was counted."""
    activity = find_activity(request, activity_id)
    total = count_audience(by=request.standing, activity=activity, people=form.people, at=clock.now())
    return plain_answer({"people": audience_of(activity), "total": total})


def _leader_name(by: Standing, activity: Activity) -> str:
    """Whole for who works on the activity; to everybody else as its owner lets it be published."""
    if may_publish_for(by, activity.body):
        return activity.leader_name
    return public_name_of_account(activity.leader_id, activity.leader_name, clock.day_of(clock.now()))


NOTICE = (
    "content", "conditions", "how_to_apply", "risks", "guarantees", "contact_name", "contact_phone", "dangerous",
    "break_minutes", "review_note", "kind", "audience_places",
)  # fmt: skip


def _step(request: Asking, activity_id: UUID, act: Callable[..., Activity]) -> HttpResponse:
    activity = find_activity(request, activity_id)
    return state_of(act(by=request.standing, activity=activity, at=clock.now()))


def state_of(activity: Activity, *, status: int = 200) -> HttpResponse:
    posts = [post_facts(post) for post in post_cards(Post.objects.filter(activity=activity))]
    return plain_answer({"id": activity.pk, "state": activity.state, "posts": posts}, status=status)


def domain_form(form: ActivityForm, request: Asking) -> DomainForm:
    city, stated = request.standing.city, form.service_statement
    same = form.model_dump(exclude={"project", "domain", "region", "place", "posts", "service_statement"})
    return DomainForm(
        project_id=form.project,
        domain_key=domain_key(form.domain, city),
        region_code=region_of(form.region, city).code,
        place_name=form.place,
        statement=Statement(**stated.model_dump()) if stated else None,
        **same,
    )


def domain_posts(form: ActivityForm) -> list[DomainPost]:
    return [
        DomainPost(
            **post.model_dump()
            | {name: tuple(getattr(post, name)) for name in ("courses", "qualifications", "skills")}
        )
        for post in form.posts
    ]
