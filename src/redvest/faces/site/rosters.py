"""What a volunteer is asked for on rosters (排班), their yes or no, and their own word on shifts beforehand."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pressed import pressed
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.words import clock_words, day_words
from redvest.faces.site.me import own_record
from redvest.faces.site.signups import refused
from redvest.faces.site.words import span_words
from redvest.registry.policy import require_volunteer
from redvest.service.actions.roster_ask import answer_proposal
from redvest.service.actions.roster_wish import say_wishes
from redvest.service.choices import ProposalState, SignUpState, WishKind
from redvest.service.models import RosterProposal, RosterShift
from redvest.service.queries.roster import asks_of, own_wishes, wishable
from redvest.service.queries.roster_why import why_of
from redvest.service.queries.roster_words import words_for
from redvest.service.roster_errors import ProposalNotFound, ShiftUnknown

MOST = 200


@never_cache
@require_safe
@volunteers
def roster(request: HouseRequest) -> HttpResponse:
    """What I am asked for, what I agreed to, and the shifts on which I may say whether I can."""
    at = clock.now()
    me = own_record(request)
    asks = list(asks_of(me.pk, at)[:MOST])
    wishes = own_wishes(me.pk)
    shifts = list(wishable(me, at).exclude(post_id__in=[each.post_id for each in asks])[:MOST])
    today = clock.day_of(at)
    context = {
        "tab": "me",
        "asked": [_ask(each, at) for each in asks if each.state == ProposalState.ASKED],
        "coming": [_ask(each, at) for each in asks if each.state == ProposalState.YES],
        "days": [
            (day_words(day, today), [_shift(each, wishes) for each in theirs])
            for day, theirs in groupby(shifts, key=lambda each: clock.day_of(each.post.times[0]))
        ],
        "kinds": [("", _("没说")), *((kind.value, kind.label) for kind in WishKind)],
    }
    return render(request, "site/roster.html", context)


def _ask(each: RosterProposal, at: datetime) -> dict[str, Any]:
    activity = each.post.activity
    return {
        "key": each.pk,
        "title": activity.title,
        "post": each.post.label,
        "body": activity.body.name,
        "when": span_words(*each.post.times, clock.day_of(at)),
        "where": each.post.meeting_point or activity.place_name,
        "answer_by": each.answer_by,
        "why": words_for(each.why),
        "url": reverse("site:activity", args=[activity.pk]),
        "signup": reverse("site:signup", args=[each.signup_id]) if each.signup_id else "",
        "state": str(SignUpState(each.signup.state).label) if each.signup else "",
    }


def _shift(each: RosterShift, wishes: dict[UUID, str]) -> dict[str, Any]:
    begins, ends = each.post.times
    activity = each.post.activity
    return {
        "post": each.post_id,
        "title": activity.title,
        "what": each.post.label,
        "body": activity.body.name,
        "when": f"{clock_words(begins)}–{clock_words(ends)}",
        "where": activity.place_name,
        "said": wishes.get(each.post_id, ""),
    }


@never_cache
@require_POST
@volunteers
def answer(request: HouseRequest, key: UUID) -> HttpResponse:
    """My yes or no. A yes is a sign-up of my own, so whatever stands against one is said here."""
    yes = pressed(request, "yes", "no")
    try:
        said = answer_proposal(by=request.standing, proposal_id=key, yes=yes, at=clock.now())
    except ProposalNotFound:
        raise
    except DomainError as fault:
        if fault.code == NotAllowed.code:
            raise
        return refused(request, fault, reverse("site:roster"), _("回到排班征求"))
    if yes and said.signup_id:
        taken = said.signup is not None and said.signup.state == SignUpState.CONFIRMED
        done = _("说好了，已经替你报上名。去不了请尽早取消。")
        messages.success(
            request, done if taken else _("说好了。这一班刚报满，先替你排上候补，轮到了会告诉你。")
        )
        return redirect("site:signup", key=said.signup_id)
    messages.success(request, _("好的，这一班你来不了，组织者会另外找人。"))
    return redirect("site:roster")


@never_cache
@require_POST
@volunteers
def wishes(request: HouseRequest) -> HttpResponse:
    """Keep what I said about the shifts of the form."""
    said: dict[UUID, WishKind | None] = {}
    for name, value in request.POST.items():
        post = key_typed(name.removeprefix("wish-")) if name.startswith("wish-") else None
        if post is not None:
            said[post] = WishKind(value) if value in WishKind.values else None
    with refusal_told(request):
        count = say_wishes(by=request.standing, wishes=said, at=clock.now())
        told = ngettext("记下了 %(n)d 班。", "记下了 %(n)d 班。", count) % {"n": count}
        messages.success(request, told + _("排班的人会先看你说的；说可以不等于报名。"))
    return redirect("site:roster")


@never_cache
@require_safe
@volunteers
def why(request: HouseRequest, key: UUID) -> HttpResponse:
    """Why I am on a shift, or why not; nothing about anybody else."""
    at, me = clock.now(), own_record(request)
    shift = wishable(me, at).filter(post_id=key).first()
    if shift is None:
        raise ShiftUnknown
    found = why_of(shift.roster, key, require_volunteer(request.standing), at, own=True)
    context = {
        "tab": "me",
        "shift": _shift(shift, {}),
        "when": span_words(*shift.post.times, clock.day_of(at)),
        "answer": found,
    }
    return render(request, "site/roster_why.html", context)
