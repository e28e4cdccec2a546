"""What was sent to the organisations that somebody leads: taking it or not, asking members, signing for the hours."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.care.actions.dispatch_answer import accept_for_body, ask_members, decline_for_body
from redvest.care.actions.need_activity import turn_into_activity
from redvest.care.actions.serving_hours import countersign_serving
from redvest.care.choices import DispatchState, NeedState
from redvest.care.models import Dispatch, Need, NeedServing
from redvest.care.queries.dispatch import (
    LATEST_SENT,
    dispatch_for,
    dispatches_for,
    members_to_ask,
    more_members_than_shown,
    panel_of,
    servings_for,
    to_countersign,
    unrecorded,
)
from redvest.care.queries.need import needs_for
from redvest.core import clock
from redvest.core.errors import NotAllowed, NotFound
from redvest.faces.desk.forms.dispatch import FIELDS, ActivityFields
from redvest.faces.desk.forms.sent import attempt
from redvest.faces.desk.frame import show
from redvest.faces.desk.need_dispatch import ROUNDS, serving_row
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.registry.models import Body
from redvest.registry.rules.names import mask_name
from redvest.service.choices import ProjectState
from redvest.service.models import Project

SAID = {
    "accept": gettext_lazy("接下来了。再问问队里谁去，他们答应了才算。"),
    "decline": gettext_lazy("回了，派单的人会另外安排。"),
    "ask": gettext_lazy("问出去了，等他们答复。"),
}
MOST = 100  # of what waits, on one page


@never_cache
@require_safe
@staff
def dispatches(request: HouseRequest) -> HttpResponse:
    """What waits for an answer first; beside it the hours that wait for a signature."""
    by, at = request.standing, clock.now()
    if not by.bodies():
        raise NotAllowed
    sent = dispatches_for(by)
    waiting = sent.filter(state=DispatchState.OPEN).order_by("due_at", "id")[:MOST]
    rows, pager = paged(request, sent.exclude(state=DispatchState.OPEN), keys=LATEST_SENT)
    context = {
        "waiting_rows": [_row(each, at) for each in waiting],
        "rows": [_row(each, at) for each in rows],
        "pager": pager,
        "to_sign": [_hours(each) for each in to_countersign(by)[:MOST]],
        "unrecorded": [_hours(each) for each in unrecorded(by)[:MOST]],
        "bodies": list(Body.objects.filter(pk__in=by.bodies()).order_by("name")),
    }
    return show(request, "desk/dispatches.html", context, on="dispatches")


def _row(each: Dispatch, at: Any) -> dict[str, Any]:
    open_ = each.state == DispatchState.OPEN
    return {
        "round": each,
        "need": each.need,
        "open": open_,
        "late": open_ and each.due_at < at,
        "state": DispatchState(each.state).label
        if each.state != DispatchState.ACCEPTED
        else each.need.get_state_display(),
        "kind": ROUNDS.get(DispatchState(each.state), "off"),
    }


def _hours(each: NeedServing) -> dict[str, Any]:
    return {"serving": each, "need": each.need, "name": mask_name(each.volunteer.name)}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def dispatch(request: HouseRequest, key: UUID) -> HttpResponse:
    """One of them. ``verb`` is ``accept``, ``decline`` (with a reason) or ``ask`` (``person`` several times)."""
    by, at = request.standing, clock.now()
    round_ = dispatch_for(by, key)
    if request.method == "POST":
        with refusal_told(request):
            messages.success(request, _act(request, round_))
        return redirect("desk:dispatch", key=key)
    need, panel = round_.need, panel_of(round_.need)
    ours = round_.state == DispatchState.ACCEPTED and need.body_id == round_.body_id
    asking = ours and need.state == NeedState.ACCEPTED and need.activity_id is None
    lacks, words = asking and need.taken < need.hands, asked_text(request)
    context = {
        "round": round_,
        "need": need,
        "row": _row(round_, at),
        "open": round_.state == DispatchState.OPEN,
        "asking": asking,
        "words": words,
        "members": members_to_ask(round_, words) if lacks else [],
        "searching": lacks and (bool(words) or more_members_than_shown(round_)),
        "may_make": asking and not need.taken,
        "asks": [
            {"name": ask.volunteer.name, "state": ask.get_state_display(), "words": ask.words}
            for ask in panel.asks.get(round_.pk, [])
        ],
        "servings": [serving_row(request, need, each) for each in servings_for(need)] if ours else [],
    }
    return show(request, "desk/dispatch.html", context, on="dispatches")


def _act(request: HouseRequest, round_: Dispatch) -> str:
    by, at = request.standing, clock.now()
    verb = which(request, "accept", "decline", "ask")
    if verb == "accept":
        accept_for_body(by=by, dispatch=round_, at=at)
    elif verb == "decline":
        decline_for_body(by=by, dispatch=round_, reason=request.POST.get("reason", ""), at=at)
    else:
        people = [UUID(each) for each in request.POST.getlist("person") if _is_key(each)]
        ask_members(by=by, need=round_.need, volunteers=people, at=at)
    return str(SAID[verb])


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@never_cache
@require_POST
@staff
def sign(request: HouseRequest, key: UUID) -> HttpResponse:
    """A leader's countersign; ``body`` takes on hours that no organisation records yet."""
    by, at = request.standing, clock.now()
    serving = NeedServing.objects.select_related("need").filter(pk=key, city=by.city).first()
    if serving is None:
        raise NotFound
    text = request.POST.get("body", "")
    body = Body.objects.filter(pk=UUID(text), city=by.city).first() if _is_key(text) else None
    with refusal_told(request):
        verdict = countersign_serving(by=by, serving=serving, body=body, at=at)
        said = _("会签好了，等级 %(grade)s。") % {"grade": verdict.grade.value}
        messages.success(request, said + "".join(_(each) + "。" for each in verdict.missing[:1]))
    return redirect("desk:dispatches")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def make_activity(request: HouseRequest, key: UUID) -> HttpResponse:
    """An activity of a need, in one step: by the body that took it, or who dispatches there and leads a body."""
    by = request.standing
    need = _need(request, key)
    places = max(need.hands - need.taken, 1)
    form = ActivityFields(
        request.POST if request.method == "POST" else None, projects=_projects(request),
        initial={"starts_at": need.starts_at, "ends_at": need.ends_at, "places": places},
    )  # fmt: skip
    made: list[Any] = []

    def act(_typed: dict[str, Any]) -> None:
        made.append(turn_into_activity(by=by, need=need, form=form.to_form(), at=clock.now()))

    if request.method == "POST" and attempt(form, partial(act), FIELDS):
        messages.success(request, _("草稿建好了，补齐招募公告就能交审。"))
        return redirect("desk:activity", key=made[0].pk)
    context = {"need": need, "form": form, "status": 422 if form.errors else 200}
    return show(
        request, "desk/need_activity.html", context, on="dispatches", status=422 if form.errors else 200
    )


def _need(request: HouseRequest, key: UUID) -> Need:
    """One that this person dispatches, or that a body of theirs took. Raises NotFound."""
    by = request.standing
    taken = Need.objects.select_related("region", "domain").filter(pk=key, city=by.city, body__in=by.bodies())
    found = taken.first() or needs_for(by).filter(pk=key).first()
    if found is None:
        raise NotFound
    if not by.bodies():
        raise NotAllowed
    return found


def _projects(request: HouseRequest) -> list[tuple[str, str]]:
    rows = Project.objects.filter(body__in=request.standing.bodies(), state=ProjectState.RUNNING)
    return [
        (str(each.pk), f"{each.body.name} · {each.name}")
        for each in rows.select_related("body").order_by("name")[:200]
    ]
