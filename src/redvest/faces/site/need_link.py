"""The requester's own page, without an account: who comes, the code to tell them, whether it was done, and the stars."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.care.actions.need_confirm import RATE_FOR, confirm_by_tap, rate_need
from redvest.care.choices import ConfirmAnswer, NeedState, ServingState
from redvest.care.models import Need, NeedServing
from redvest.care.queries.dispatch import coming_to
from redvest.care.queries.need_link import code_for, need_behind
from redvest.care.rules.need_private import masked_name
from redvest.core import clock, throttle
from redvest.core.errors import DomainError
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.pressed import which

ANSWERS = {"done": ConfirmAnswer.DONE, "partly": ConfirmAnswer.PARTLY, "not-done": ConfirmAnswer.NOT_DONE}
SAID = {
    "done": gettext_lazy("谢谢你告诉我们。"),
    "partly": gettext_lazy("知道了，社区会联系你，看看还差什么。"),
    "not-done": gettext_lazy("知道了，我们再找人来。"),
    "rate": gettext_lazy("谢谢你的评分。"),
}
WORDS = {
    NeedState.SUBMITTED: gettext_lazy("收到了，正在看。"),
    NeedState.QUEUED: gettext_lazy("正在给你找人。"),
    NeedState.OFFERED: gettext_lazy("正在问志愿者，有人接了会告诉你。"),
    NeedState.ACCEPTED: gettext_lazy("有人接了，等他上门。"),
    NeedState.SERVING: gettext_lazy("志愿者正在帮忙。"),
    NeedState.SERVED: gettext_lazy("志愿者说办完了，是这样吗？"),
    NeedState.CLOSED: gettext_lazy("办好了。"),
}
TRIES = 60  # an hour from one address: nobody guesses a token, and nobody shall try for long


@never_cache
@require_http_methods(["GET", "POST"])
@public
def need_link(request: HouseRequest, token: str) -> HttpResponse:
    """``verb`` is ``done``, ``partly``, ``not-done`` or ``rate`` (with ``score``)."""
    at = clock.now()
    try:
        found = need_behind(token=token)
    except DomainError:
        throttle.hit(f"need-link:{client_address(request)}", limit=TRIES, window=timedelta(hours=1), at=at)
        raise
    fault, status = "", 200
    if request.method == "POST":
        try:
            return _did(request, found, token)
        except DomainError as refusal:
            if refusal.status == 401:
                raise
            fault, status = refusal.message, refusal.status
            found.refresh_from_db()
    rated = (
        found.state == NeedState.CLOSED and found.closed_at is not None and at < found.closed_at + RATE_FOR
    )
    context: dict[str, Any] = {
        "need": found,
        "said": WORDS.get(NeedState(found.state), found.get_state_display()),
        "people": [_person(each, token) for each in coming_to(found)],
        "to_confirm": found.state == NeedState.SERVED,
        "to_rate": rated,
        "stars": (5, 4, 3, 2, 1),
        "fault": fault,
        "typed": request.POST,
    }
    return render(request, "site/need_link.html", context, status=status)


def _did(request: HouseRequest, found: Need, token: str) -> HttpResponse:
    by, at = request.standing, clock.now()
    verb = which(request, *ANSWERS, "rate")
    words = request.POST.get("words", "")
    if verb == "rate":
        text = request.POST.get("score", "")
        score = int(text) if text.isdecimal() and len(text) == 1 else 0
        rate_need(by=by, need=found, token=token, score=score, words=words, at=at)
    else:
        confirm_by_tap(by=by, need=found, token=token, answer=ANSWERS[verb], words=words, at=at)
    messages.success(request, SAID[verb])
    return redirect("site:need-link", token=token)


def _person(serving: NeedServing, token: str) -> dict[str, Any]:
    """Who comes, by the family name; the code until it was told."""
    return {
        "name": masked_name(serving.volunteer.name) or _("志愿者"),
        "state": ServingState(serving.state).label,
        "code": "" if serving.proofs or serving.ended_at else code_for(serving=serving, token=token),
    }
