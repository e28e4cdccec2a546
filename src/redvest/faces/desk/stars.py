"""Stars at the desk: what waits for an approver, one with its decision, objections and review, and who is proposed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.star import FIELDS, StarDecision, StarProposal, StarReview
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pressed import pressed, which
from redvest.faces.shared.star_state import star_flagged, star_state
from redvest.faces.shared.told import refusal_told
from redvest.honour.actions.star import decide_star, propose_star
from redvest.honour.actions.star_publicity import answer_star_objection
from redvest.honour.actions.star_review import review_star
from redvest.honour.choices import StarApprover, StarState
from redvest.honour.models import StarAward
from redvest.honour.policy import own_star
from redvest.honour.queries.star import (
    objections_of,
    star_in_charge,
    star_record,
    stars_in_charge,
    stars_proposed,
    stars_waiting,
)
from redvest.honour.rules.star import approver_of, star_name
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.merge import living_record
from redvest.registry.queries.sharing import may_look
from redvest.registry.rules.names import mask_name

STATES = {
    "public": (StarState.IN_PUBLICITY,),
    "granted": (StarState.GRANTED,),
    "ended": (StarState.REFUSED, StarState.WITHDRAWN, StarState.ENDED),
}


def _words() -> dict[str, str]:
    return {"waiting": _("等我办"), "public": _("公示中"), "granted": _("已授予"), "ended": _("没有授予")}


@never_cache
@require_safe
@staff
def stars(request: HouseRequest) -> HttpResponse:
    """``list=``: what waits for me, what is in public, granted or came to nothing; what waits longest comes first."""
    by = request.standing
    if not by.regions():
        if by.bodies():
            return redirect("desk:star-propose")
        raise NotAllowed
    chosen = request.GET.get("list", "")
    if chosen in STATES:
        rows, keys = stars_in_charge(by).filter(state__in=STATES[chosen]), ("-applied_at", "-id")
    else:
        chosen, rows, keys = "waiting", stars_waiting(by), ("applied_at", "id")
    found, pager = paged(request, rows, keys=keys)
    context = {
        "rows": [_row(each) for each in found],
        "pager": pager,
        "chosen": chosen,
        "lists": list(_words().items()),
        "leads": bool(by.bodies()),
    }
    return show(request, "desk/stars.html", context, on="stars")


def _row(award: StarAward) -> dict[str, Any]:
    return {
        "award": award,
        "star": star_name(award.level),
        "name": mask_name(award.volunteer.name),
        "state": star_state(award),
    }


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def star(request: HouseRequest, key: UUID) -> HttpResponse:
    """One star with what speaks for it and against it; a POST decides, or reviews what was flagged."""
    by, at = request.standing, clock.now()
    award = star_in_charge(by, key)
    flagged = star_flagged(award)
    province = approver_of(award.level) == StarApprover.PROVINCE
    form: forms.Form = (
        StarReview(request.POST or None) if flagged else StarDecision(request.POST or None, province=province)
    )
    if request.method == "POST" and form.is_valid():
        step = _review if flagged else _decide
        verb = which(request, "keep", "end") if flagged else which(request, "grant", "refuse")
        try:
            told = step(by, award, verb, form.cleaned_data)
        except DomainError as fault:
            if fault.status in (401, 403, 404):
                raise
            if fault.status == 409:
                messages.error(request, fault.message)
                return redirect("desk:star", key=key)
            blame(form, fault, FIELDS)
        else:
            messages.success(request, told)
            return redirect("desk:star", key=key)
    person: Volunteer = award.volunteer
    record = star_record(living_record(person.pk), (award.since, award.until))
    context = {
        **_row(award),
        "name": person.name if may_look(by, person, at) else mask_name(person.name),
        "record": record,
        "wanted": award.wanted_minutes,
        "flagged": flagged,
        "own": own_star(by, award, at),
        "open": flagged or award.state == StarState.APPLIED,
        "objections": list(objections_of(award)),
        "answerable": award.state == StarState.IN_PUBLICITY,
        "form": form,
    }
    failed = form.is_bound and form.errors
    return show(request, "desk/star.html", context, on="stars", status=422 if failed else 200)


def _decide(by: Standing, award: StarAward, verb: str, typed: dict[str, Any]) -> str:
    number, at = typed.get("document_number", ""), clock.now()
    decide_star(
        by=by, key=award.pk, grant=verb == "grant", reason=typed["reason"], document_number=number, at=at
    )
    return _("通过了，现在公示。") if verb == "grant" else _("没有通过，志愿者会收到消息。")


def _review(by: Standing, award: StarAward, verb: str, typed: dict[str, Any]) -> str:
    review_star(by=by, key=award.pk, keep=verb == "keep", reason=typed["reason"], at=clock.now())
    return _("复核好了，志愿者会收到消息。")


@never_cache
@require_POST
@staff
def answer(request: HouseRequest, key: UUID, objection: UUID) -> HttpResponse:
    """Upheld, which ends the application, or not; who objected reads the answer."""
    star_in_charge(request.standing, key)
    upheld, said = pressed(request, "uphold", "dismiss"), request.POST.get("answer", "")
    with refusal_told(request):
        answer_star_objection(by=request.standing, key=objection, upheld=upheld, answer=said, at=clock.now())
        messages.success(request, _("答复好了，提意见的人会收到消息。"))
    return redirect("desk:star", key=key)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def propose(request: HouseRequest) -> HttpResponse:
    """Somebody of an organisation that I lead, for their next star; and what became of those before."""
    by = request.standing
    bodies = list(Body.objects.filter(pk__in=by.bodies()).order_by("name"))
    if not bodies:
        raise NotAllowed
    form = StarProposal(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid() and _proposed(by, bodies, form):
        messages.success(request, _("推荐上去了，志愿者会收到消息。"))
        return redirect("desk:star-propose")
    found, pager = paged(request, stars_proposed(by), keys=("-applied_at", "-id"))
    context = {"form": form, "rows": [_row(each) for each in found], "pager": pager}
    failed = form.is_bound and form.errors
    return show(request, "desk/star_propose.html", context, on="stars", status=422 if failed else 200)


def _proposed(by: Standing, bodies: list[Body], form: StarProposal) -> bool:
    typed = form.cleaned_data
    body = next(each for each in bodies if str(each.pk) == typed["body"])
    try:
        propose_star(by=by, body=body, number=typed["number"], words=typed["reason"], at=clock.now())
    except DomainError as fault:
        blame(form, fault, FIELDS)
        return False
    return True
