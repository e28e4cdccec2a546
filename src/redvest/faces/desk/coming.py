"""Who will really come to an activity: answers to the question asked once more, post by post, and who is silent."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import activity_within
from redvest.faces.desk.words import moment_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.told import refusal_told
from redvest.registry.queries.setting import rules
from redvest.registry.rules.names import mask_name
from redvest.service import policy
from redvest.service.actions.reconfirm import set_reconfirm
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, SignUp
from redvest.service.queries.application import response_hours
from redvest.service.queries.reconfirm import answers_of, silent_on

WANTED = {"yes": True, "no": False, "place": None}
MOST = 200


@never_cache
@require_safe
@staff
def coming(request: HouseRequest, key: UUID) -> HttpResponse:
    """Names in full for who leads it, masked for who only watches."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    policy.require_may_see_roster(by, found)
    leads = policy.may_lead(by, found)
    posts = answers_of(found)
    times = [row.post.times for row in posts] or [(found.starts_at, found.ends_at)]
    chosen = any(row.post.needs_review for row in posts)
    context = {
        **activity_head(by, found, at, tab="coming"),
        "posts": posts,
        "chosen": chosen,
        "answered_in": response_hours(found.body_id, at) if chosen else None,
        "place": place_facts(found),
        "silent": [silent_line(row, leads, clock.day_of(at)) for row in silent_on(found)[:MOST]],
        "silent_in_all": sum(row.silent for row in posts),
        "may_set": leads
        and found.state == ActivityState.PUBLISHED
        and at < max(begin for begin, _end in times),
    }
    return show(request, "desk/coming.html", context, on="activities")


def place_facts(found: Activity) -> dict[str, Any]:
    """What the place has for posts that say nothing themselves."""
    keys = ("reconfirm.asked", "reconfirm.ask_hours", "reconfirm.due_hours")
    held = rules(keys, found.region_path, clock.day_of(found.starts_at))
    return {
        "asks": held["reconfirm.asked"] == "yes",
        "ask_hours": held["reconfirm.ask_hours"],
        "due_hours": held["reconfirm.due_hours"],
    }


def silent_line(row: SignUp, leads: bool, today: date) -> dict[str, Any]:
    person = row.volunteer
    return {
        "name": person.name if leads else mask_name(person.name),
        "tail": person.phone_tail,
        "post": row.post.label,
        "until": moment_words(row.reconfirm_by, today) if row.reconfirm_by else "",
    }


@require_POST
@staff
def choose(request: HouseRequest, key: UUID, post: UUID) -> HttpResponse:
    """Whether a post asks once more: yes, no, or as the place has it."""
    found = activity_within(request.standing, key)
    mine = found.posts.select_related("activity").filter(pk=post).first()
    wanted = request.POST.get("wanted", "")
    if mine is None or wanted not in WANTED:
        messages.error(request, _("没有找到这个岗位，请刷新后再看。"))
        return redirect("desk:coming", key=key)
    with refusal_told(request):
        set_reconfirm(by=request.standing, post=mine, wanted=WANTED[wanted], at=clock.now())
        messages.success(request, _("记下了。"))
    return redirect("desk:coming", key=key)
