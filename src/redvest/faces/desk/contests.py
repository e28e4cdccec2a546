"""Contests at the desk: those that I run, judge or may send a class to; one with its steps; written and changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.contest import PLACE, ContestFields, ReasonFields, contest_values
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.shared.contest_page import contest_state
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.honour.actions.contest import (
    call_off_contest,
    draft_contest,
    edit_contest,
    give_out_result,
    open_contest,
    start_judging,
)
from redvest.honour.choices import ContestState
from redvest.honour.models import Contest
from redvest.honour.queries.contest import (
    contest_in_charge,
    contests_in_charge,
    contests_taking,
    contests_to_judge,
    counts_of,
    judges_of,
    organisers,
    schools,
)
from redvest.honour.queries.contest_entry import entries_listed, hints_of
from redvest.honour.queries.contest_judging import unmarked
from redvest.registry.models import Body, Region
from redvest.registry.policy import Standing

LISTS = {
    "open": (ContestState.DRAFT, ContestState.OPEN, ContestState.JUDGING),
    "over": (ContestState.PUBLISHED, ContestState.CALLED_OFF),
}
ON = "contests"


@never_cache
@require_safe
@staff
def contests(request: HouseRequest) -> HttpResponse:
    """``list=over``: those that are over. Above them what I judge, and where I may send a class."""
    by, at = request.standing, clock.now()
    chosen = "over" if request.GET.get("list") == "over" else "open"
    runs = bool(by.regions() or by.headed())
    found, pager = paged(
        request, contests_in_charge(by).filter(state__in=LISTS[chosen]), keys=("-created_at", "-id")
    )
    teaches = schools(by).exists()
    context = {
        "rows": [(each, contest_state(each, at)) for each in found],
        "pager": pager,
        "chosen": chosen,
        "runs": runs,
        "judged": list(contests_to_judge(by)),
        "taking": list(contests_taking(by.city, at)[:30]) if teaches or runs else [],
    }
    return show(request, "desk/contests.html", context, on=ON)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new(request: HouseRequest) -> HttpResponse:
    """By who governs a place, for it, or runs an organisation, for that."""
    by = request.standing
    owners = _owners(by)
    if not owners:
        raise NotAllowed
    form = ContestFields(request.POST or None, owners=owners)
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data["owner"]
        region, body = _owner(by, owner)
        try:
            made = draft_contest(by=by, region=region, body=body, form=form.to_form(), at=clock.now())
        except DomainError as fault:
            blame(form, fault, {})
        else:
            messages.success(request, _("写好了，还没有人看到。检查一遍再发布。"))
            return redirect("desk:contest", key=made.pk)
    failed = form.is_bound and form.errors
    return show(request, "desk/contest_edit.html", {"form": form}, on=ON, status=422 if failed else 200)


def _owners(by: Standing) -> list[tuple[str, str]]:
    places = Region.objects.filter(path__in=by.regions()).order_by("path")
    return [(f"{PLACE}:{each.code}", each.name) for each in places] + [
        (str(each.pk), each.name) for each in organisers(by)
    ]


def _owner(by: Standing, chosen: str) -> tuple[Region, Body | None]:
    if chosen.startswith(f"{PLACE}:"):
        return Region.objects.get(code=chosen.removeprefix(f"{PLACE}:")), None
    body = organisers(by).select_related("region").get(pk=chosen)
    return body.region, body


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def edit(request: HouseRequest, key: UUID) -> HttpResponse:
    """Until it is judged."""
    by = request.standing
    contest = contest_in_charge(by, key)
    form = ContestFields(request.POST or None, initial=contest_values(contest))
    if request.method == "POST" and form.is_valid():
        try:
            edit_contest(by=by, key=key, form=form.to_form(), at=clock.now())
        except DomainError as fault:
            if fault.status in (403, 404):
                raise
            blame(form, fault, {})
        else:
            messages.success(request, _("改好了。"))
            return redirect("desk:contest", key=key)
    failed = form.is_bound and form.errors
    context = {"form": form, "contest": contest}
    return show(request, "desk/contest_edit.html", context, on=ON, status=422 if failed else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def contest(request: HouseRequest, key: UUID) -> HttpResponse:
    """Where it is and the one next step; a POST takes it: ``open``, ``judge``, ``publish`` or ``call-off``."""
    by = request.standing
    found = contest_in_charge(by, key)
    form = ReasonFields(request.POST or None if request.POST.get("verb") == "call-off" else None)
    if request.method == "POST":
        verb = which(request, "open", "judge", "publish", "call-off")
        if verb != "call-off" or form.is_valid():
            with refusal_told(request):
                messages.success(request, _step(by, key, verb, form))
            return redirect("desk:contest", key=key)
    context = {
        "contest": found,
        "state": contest_state(found, clock.now()),
        "counts": counts_of(found),
        "waiting": entries_listed(found, only="waiting").count(),
        "hints": hints_of(found).count(),
        "judges": list(judges_of(found)),
        "unmarked": unmarked(found) if found.state == ContestState.JUDGING else 0,
        "over": clock.now() >= found.enter_until,
        "changeable": found.state in (ContestState.DRAFT, ContestState.OPEN),
        "ended": found.state in (ContestState.PUBLISHED, ContestState.CALLED_OFF),
        "form": form,
    }
    failed = form.is_bound and form.errors
    return show(request, "desk/contest.html", context, on=ON, status=422 if failed else 200)


def _step(by: Standing, key: UUID, verb: str, form: ReasonFields) -> str:
    at = clock.now()
    if verb == "call-off":
        call_off_contest(by=by, key=key, reason=form.cleaned_data["reason"], at=at)
        return _("取消了，投稿的人会收到消息。")
    steps: dict[str, Any] = {
        "open": (open_contest, _("发布了，大家看得到了。")),
        "judge": (start_judging, _("开始评审，不再收稿。下一步请评委、分作品。")),
        "publish": (give_out_result, _("结果公布了，投稿的人会收到消息。")),
    }
    action, said = steps[verb]
    action(by=by, key=key, at=at)
    return str(said)


def shown_contest(by: Standing, key: UUID) -> Contest:
    """One that somebody runs, or that takes works of the school where they teach. Raises ContestUnknown."""
    if schools(by).exists():
        found = contests_taking(by.city, clock.now()).filter(pk=key).first()
        if found is not None:
            return found
    return contest_in_charge(by, key)
