"""Planning how an activity's hot posts are given out, and how it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.opening import FIELDS, StageSet, initial_of, initial_stages
from redvest.faces.desk.frame import show
from redvest.faces.desk.out_of_reach import ActivityOutOfReach
from redvest.faces.desk.scope import activity_within
from redvest.faces.desk.words import moment_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.policy import Standing
from redvest.registry.queries.region import districts
from redvest.service import policy
from redvest.service.actions.opening import call_off_opening, plan_opening
from redvest.service.choices import OpeningMode
from redvest.service.models import Opening, Post
from redvest.service.opening_errors import OpeningFixed
from redvest.service.queries.opening import progress
from redvest.service.rules.opening import OpeningPlan


@never_cache
@require_safe
@staff
def openings(request: HouseRequest, key: UUID) -> HttpResponse:
    """An activity's posts, each with its opening and how far it has come."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    policy.require_may_see_roster(by, found)
    posts = list(found.posts.select_related("opening"))
    seen, today = progress([post.pk for post in posts]), clock.day_of(at)
    rows = [
        {
            "post": post,
            "opening": opening,
            "opens": moment_words(opening.opens_at, today) if opening else "",
            "draws": moment_words(opening.draws_at, today) if opening and opening.draws_at else "",
            "seen": seen.get(post.pk),
            "fixed": opening is not None and at >= opening.opens_at,
        }
        for post in posts
        for opening in [getattr(post, "opening", None)]
    ]
    context = {
        **activity_head(by, found, at, tab="openings"),
        "rows": rows,
        "may_plan": policy.may_publish_for(by, found.body),
    }
    return show(request, "desk/openings.html", context, on="activities")


def _post_within(by: Standing, key: UUID) -> Post:
    """A post of an activity in this person's charge. Raises NotFound."""
    post = Post.objects.filter(pk=key, city=by.city).first()
    if post is None:
        raise ActivityOutOfReach
    post.activity = activity_within(by, post.activity_id)
    return post


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def opening(request: HouseRequest, key: UUID) -> HttpResponse:
    """The plan of one post, before it begins."""
    by, at = request.standing, clock.now()
    post = _post_within(by, key)
    policy.require_may_publish_for(by, post.activity.body)
    former = Opening.objects.filter(post=post).first()
    if former is not None and at >= former.opens_at:
        raise OpeningFixed
    mode = _mode(request, former)
    typed = request.POST if request.method == "POST" else None
    same = former if former is not None and former.mode == mode else None
    form = FIELDS[mode](typed, initial=initial_of(same))
    regions = [(each.code, each.name) for each in districts(by.city)]
    rows = StageSet(typed, initial=initial_stages(same), prefix="stage", form_kwargs={"regions": regions})
    staged = mode == OpeningMode.STAGED
    valid = form.is_valid() and (not staged or rows.is_valid()) if typed else False
    if valid:
        stages = rows.stages(form.cleaned_data["opens_at"]) if staged else ()
        if _planned(by, post, form.plan(stages), form, at):
            messages.success(request, _("放号安排好了，活动页上能看到。"))
            return redirect("desk:openings", key=post.activity_id)
    context: dict[str, Any] = {
        **activity_head(by, post.activity, at, tab="openings"),
        "post": post, "mode": mode, "form": form, "rows": rows if staged else None, "former": former,
        "modes": [(each.value, each.label) for each in OpeningMode],
        "faulty": typed is not None,
        "window": [moment_words(moment, clock.day_of(at)) for moment in
                   (post.activity.signup_opens_at, post.activity.signup_closes_at)],
    }  # fmt: skip
    return show(request, "desk/opening.html", context, on="activities", status=422 if typed else 200)


def _mode(request: HouseRequest, former: Opening | None) -> str:
    asked = request.POST.get("mode") or request.GET.get("mode") or (former.mode if former else "")
    return asked if asked in FIELDS else OpeningMode.FIRST_COME.value


def _planned(by: Standing, post: Post, plan: OpeningPlan, form: Any, at: datetime) -> bool:
    try:
        plan_opening(by=by, post=post, plan=plan, at=at)
    except DomainError as fault:
        if fault.status in (401, 403):
            raise
        blame(form, fault, {})
        return False
    return True


@require_POST
@staff
def call_off(request: HouseRequest, key: UUID) -> HttpResponse:
    """Back to signing up as for any post."""
    post = _post_within(request.standing, key)
    try:
        call_off_opening(by=request.standing, post=post, at=clock.now())
    except DomainError as fault:
        if fault.status == 403:
            raise
        messages.error(request, fault.message)
    else:
        messages.success(request, _("取消了放号，这个岗位按平常的办法报名。"))
    return redirect("desk:openings", key=post.activity_id)
