"""Sending a need out from its page at the desk: to whom, what they answered, ringing back, an activity made of it."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.care.actions.dispatch import (
    ask_in_waves,
    dispatch_to_body,
    open_for_grabbing,
    withdraw_dispatch,
)
from redvest.care.actions.need_confirm import confirm_by_call
from redvest.care.actions.recording import hear_recording
from redvest.care.actions.serving import release_serving
from redvest.care.actions.serving_hours import second_serving
from redvest.care.choices import (
    AskState,
    ConfirmAnswer,
    DispatchState,
    NeedState,
    ServingState,
)
from redvest.care.dispatch_errors import BodyCannotServe
from redvest.care.models import Dispatch, Need, NeedServing
from redvest.care.policy import may_dispatch, require_may_dispatch
from redvest.care.queries.dispatch import bodies_for, confirmation_in, panel_of, serving_in
from redvest.care.queries.need import need_for
from redvest.care.queries.serving_grade import verdict_of
from redvest.care.rules.ask_reasons import in_words
from redvest.care.rules.recording import media_type
from redvest.core import clock
from redvest.faces.desk.forms.dispatch import FIELDS, CallFields
from redvest.faces.desk.forms.sent import done
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.files import paper_answer
from redvest.faces.shared.pages import asked_text
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.registry.models import Body
from redvest.registry.rules.names import mask_name
from redvest.service.choices import Grade

ASKS = {AskState.ASKED: "wait", AskState.ACCEPTED: "ok"}
ROUNDS = {DispatchState.OPEN: "wait", DispatchState.ACCEPTED: "ok"}
SERVINGS = {
    ServingState.ACCEPTED: "ok", ServingState.SERVING: "ok", ServingState.SERVED: "wait", ServingState.CONFIRMED: "ok",
    ServingState.DISPUTED: "bad",
}  # fmt: skip
SAID = {
    "waves": gettext_lazy("问出去了，没人接会一批一批接着问。"),
    "grab": gettext_lazy("公开了，合适的志愿者都能接。"),
    "withdraw": gettext_lazy("收回来了，可以换一种派法。"),
    "second": gettext_lazy("复核好了。"),
    "release": gettext_lazy("换下来了，也告诉他了。还差人就接着派单。"),
}
TO_RELEASE = (ServingState.ACCEPTED, ServingState.SERVING)


def panel_context(request: HouseRequest, need: Need) -> dict[str, Any]:
    """What ``desk/need_dispatch.html`` shows of a need."""
    by, panel = request.standing, panel_of(need)
    may = may_dispatch(by, need)
    lacks = need.state == NeedState.ACCEPTED and need.taken < need.hands and need.activity_id is None
    back = need.state == NeedState.OFFERED or (need.state == NeedState.ACCEPTED and need.activity_id is None)
    return {
        "dispatch": {
            "may": may,
            "to_send": may and (need.state == NeedState.QUEUED or lacks),
            "may_withdraw": may and back and not need.taken,
            "may_call": may and need.state == NeedState.SERVED,
            "may_make": may and need.state in (NeedState.QUEUED, NeedState.OFFERED) and bool(by.bodies()),
            "rounds": [_round(each, panel.asks.get(each.pk, [])) for each in panel.rounds],
            "servings": [serving_row(request, need, each) for each in panel.servings],
            "confirmations": panel.confirmations,
        }
    }


def _round(each: Dispatch, asks: list[Any]) -> dict[str, Any]:
    return {
        "round": each,
        "kind": ROUNDS.get(DispatchState(each.state), "off"),
        "asks": [
            {
                "name": mask_name(ask.volunteer.name),
                "why": "，".join(in_words(ask.reasons)),
                "state": AskState(ask.state).label,
                "kind": ASKS.get(AskState(ask.state), "off"),
                "words": ask.words,
            }
            for ask in asks
        ],
    }


def serving_row(request: HouseRequest, need: Need, serving: NeedServing) -> dict[str, Any]:
    """Somebody who said yes, with the hours and what would better them."""
    by = request.standing
    serving.need = need
    verdict = verdict_of(serving) if serving.countersigned_at else None
    seconds = bool(serving.body_id and by.leads(serving.body_id)) or by.governs(need.region_path)
    weak = (
        verdict is not None and verdict.grade is Grade.D
    )  # nobody sees more of a service at somebody's home
    own = by.is_self(serving.volunteer_id) or serving.countersigned_by_id == by.account_id
    return {
        "serving": serving,
        "name": mask_name(serving.volunteer.name),
        "state": ServingState(serving.state).label,
        "kind": SERVINGS.get(ServingState(serving.state), "off"),
        "grade": serving.entry.grade if serving.entry else "",
        "missing": [_(each) for each in verdict.missing] if verdict and weak else [],
        "may_release": serving.state in TO_RELEASE and may_dispatch(by, need),
        "may_second": weak and serving.second_at is None and seconds and not own,
    }


@never_cache
@require_POST
@staff
def dispatch(request: HouseRequest, key: UUID) -> HttpResponse:
    """``verb`` is ``waves``, ``grab``, ``withdraw`` (with a reason), ``second`` or ``release`` (of a service)."""
    by, at = request.standing, clock.now()
    found = need_for(by, key, clock.day_of(at))
    verb = which(request, "waves", "grab", "withdraw", "second", "release")
    with refusal_told(request):
        if verb == "waves":
            ask_in_waves(by=by, need=found, at=at)
        elif verb == "grab":
            open_for_grabbing(by=by, need=found, at=at)
        elif verb == "withdraw":
            withdraw_dispatch(by=by, need=found, reason=request.POST.get("reason", ""), at=at)
        elif verb == "release":
            serving, reason = serving_in(found, _key(request, "serving")), request.POST.get("reason", "")
            release_serving(by=by, serving=serving, reason=reason, at=at)
        else:
            second_serving(by=by, serving=serving_in(found, _key(request, "serving")), at=at)
        messages.success(request, SAID[verb])
    return redirect("desk:need", key=key)


def _key(request: HouseRequest, name: str) -> UUID:
    """The id in a hidden field; one that is none is of nothing."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return UUID(int=0)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def choose_body(request: HouseRequest, key: UUID) -> HttpResponse:
    """Which organisation: those that do this kind of service there, or whatever is searched for."""
    by, at = request.standing, clock.now()
    found = need_for(by, key, clock.day_of(at))
    require_may_dispatch(by, found)
    if request.method == "POST":
        back = "desk:need-body"
        with refusal_told(request):
            body = Body.objects.filter(pk=_key(request, "body"), city=by.city).first()
            if body is None:
                raise BodyCannotServe(gettext_noop("没有找到这个组织，请从列出的里面重新选一个。"))
            dispatch_to_body(by=by, need=found, body=body, at=at)
            messages.success(request, _("派给%(name)s了，等答复。") % {"name": body.name})
            back = "desk:need"
        return redirect(back, key=key)
    words = asked_text(request)
    context = {"need": found, "words": words, "bodies": bodies_for(found, words)}
    return show(request, "desk/need_body.html", context, on="needs")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def call_back(request: HouseRequest, key: UUID) -> HttpResponse:
    """Ring the requester and write down what was said."""
    by, at = request.standing, clock.now()
    found = need_for(by, key, clock.day_of(at))
    require_may_dispatch(by, found)
    form = CallFields(request.POST, request.FILES) if request.method == "POST" else CallFields()
    sent = form if request.method == "POST" else None
    if done(request, sent, partial(_called, request, found), FIELDS, _("记下了，谢谢。")):
        return redirect("desk:need", key=key)
    context = {"need": found, "form": form, "waits": found.state == NeedState.SERVED}
    return show(request, "desk/need_call.html", context, on="needs", status=422 if form.errors else 200)


def _called(request: HouseRequest, found: Need, typed: dict[str, Any]) -> None:
    recording = typed["recording"]
    confirm_by_call(
        by=request.standing, need=found, answer=ConfirmAnswer(typed["answer"]), words=typed["words"],
        recording=recording.read() if recording else b"", at=clock.now(),
    )  # fmt: skip


@never_cache
@require_safe
@staff
def recording(request: HouseRequest, key: UUID, confirmation: UUID) -> HttpResponse:
    """A call-back to listen to; each time leaves a line."""
    at = clock.now()
    found = need_for(request.standing, key, clock.day_of(at))
    kept = confirmation_in(found, confirmation)
    data = hear_recording(by=request.standing, confirmation=kept, need=found, at=at)
    return paper_answer(data, media_type(kept.recording_key))
