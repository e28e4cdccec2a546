"""Finding somebody for one's place, or for a child's, and being asked to take somebody else's."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, members, volunteers
from redvest.faces.shared.pressed import pressed
from redvest.faces.site.signups import refused
from redvest.faces.site.words import moment_words, span_words
from redvest.registry.models import Volunteer
from redvest.registry.policy import require_volunteer
from redvest.registry.rules.names import mask_name
from redvest.service.actions.hand_over import (
    Called,
    ask_stand_in,
    ask_swap,
    make_link,
    withdraw_hand_over,
)
from redvest.service.actions.hand_over_answer import answer_hand_over, answer_link
from redvest.service.choices import HandOverKind, HandOverState
from redvest.service.hand_over_errors import HandOverUnknown
from redvest.service.models import HandOver, SignUp
from redvest.service.queries import hand_over as queries
from redvest.service.queries.signup import signups_of
from redvest.service.signup_errors import SignUpNotFound


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def hand_over(request: HouseRequest, key: UUID) -> HttpResponse:
    """Ask somebody by name, make a link, or propose a swap; or see whom one asked and take it back."""
    return hand_over_page(request, key, reverse("site:signup", args=[key]))


def hand_over_page(request: HouseRequest, key: UUID, back: str, child: str = "") -> HttpResponse:
    """The page of whoever stands here: the holder of the place, or a guardian with the standing of ``child``."""
    mine = signups_of(require_volunteer(request.standing)).filter(pk=key).first()
    if mine is None:
        raise SignUpNotFound
    context: dict[str, Any] = {"tab": "me", "fault": "", "reasons": [], "link": "", "typed": {}}
    context |= {"up": back, "child": child}
    status = 200
    if request.method == "POST":
        who = Called(request.POST.get("number", "")[:40], request.POST.get("name", "")[:60])
        context["typed"] = {"verb": request.POST.get("verb", ""), "number": who.number, "name": who.name}
        try:
            token = _ask(request, key, who)
        except DomainError as fault:
            if fault.status in (401, 403):
                raise
            status, context["fault"] = fault.status, fault.message
            context["reasons"] = [each["sentence"] for each in fault.details.get("reasons", [])]
        else:
            if not token:
                kept = _("对方答应以前，名额还是孩子的。") if child else _("对方答应以前，名额还是你的。")
                messages.success(request, _("发过去了，等对方回话。") + kept)
                return redirect(request.path)
            context["link"] = request.build_absolute_uri(reverse("site:hand-over-link", args=[token]))
    context |= _page(mine, clock.now())
    return render(request, "site/hand_over.html", context, status=status)


def _ask(request: HouseRequest, key: UUID, who: Called) -> str:
    """The link's secret where one was made."""
    by, at = request.standing, clock.now()
    verb = request.POST.get("verb")
    if verb == "link":
        return make_link(by=by, signup_id=key, at=at)[1]
    (ask_swap if verb == "swap" else ask_stand_in)(by=by, signup_id=key, who=who, at=at)
    return ""


def _page(mine: SignUp, at: datetime) -> dict[str, Any]:
    asked = queries.open_of(mine.pk)
    today = clock.day_of(at)
    return {
        "signup": mine,
        "when": span_words(mine.period.lower, mine.period.upper, today),
        "asked": asked if asked and asked.expires_at > at else None,
        "until": moment_words(asked.expires_at, today) if asked else "",
        "who": mask_name(asked.to_volunteer.name) if asked and asked.to_volunteer else "",
        "may_swap": mine.activity.posts.count() > 1,
    }


@never_cache
@require_POST
@members
def withdraw(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take a request back, one's own or a child's: the place stays where it is."""
    found = HandOver.objects.select_related("signup").filter(pk=key).first()
    if found is None:
        raise HandOverUnknown
    at, holder = clock.now(), found.signup.volunteer_id
    by = queries.standing_of(request.standing, holder, at)
    withdraw_hand_over(by=by, hand_over_id=key, at=at)
    own = by is request.standing
    messages.success(request, _("撤回了，名额还是你的。") if own else _("撤回了，名额还是孩子的。"))
    if own:
        return redirect("site:hand-over", key=found.signup_id)
    return redirect("site:child-hand-over", holder, found.signup_id)


@never_cache
@require_http_methods(["GET", "POST"])
@members
def asked(request: HouseRequest, key: UUID) -> HttpResponse:
    """What one is asked by name, or what a child is asked whose guardian one is: yes or no."""
    found = HandOver.objects.select_related(
        "signup__activity__body", "signup__post", "signup__volunteer", "other__post", "to_volunteer"
    ).filter(pk=key, city=request.standing.city).first()  # fmt: skip
    if found is None:
        raise HandOverUnknown
    by = queries.standing_asked(request.standing, found, clock.now())
    if not by.is_self(found.to_volunteer_id):
        raise HandOverUnknown
    child = found.to_volunteer if by is not request.standing else None
    if request.method == "POST":
        accept = pressed(request, "yes", "no")
        try:
            answer_hand_over(by=by, hand_over_id=key, accept=accept, at=clock.now())
        except DomainError as fault:
            way, where = _way_back(child)
            return refused(request, fault, way, where)
        return _answered(request, accept, child)
    return render(request, "site/hand_over_asked.html", _facts(found, child))


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def link(request: HouseRequest, token: str) -> HttpResponse:
    """The same for whoever was sent a link."""
    by, at = request.standing, clock.now()
    found = queries.by_link(by.city, token)
    if found is None:
        raise HandOverUnknown
    if by.is_self(found.signup.volunteer_id):
        messages.info(request, _("这是你自己发的链接，请转给要请的人。"))
        return redirect("site:hand-over", key=found.signup_id)
    if request.method == "POST":
        accept = pressed(request, "yes", "no")
        try:
            answer_link(by=by, token=token, accept=accept, at=at)
        except DomainError as fault:
            return refused(request, fault, reverse("site:activities"), _("看看别的活动"))
        return _answered(request, accept, None)
    return render(request, "site/hand_over_asked.html", _facts(found, None))


def _way_back(child: Volunteer | None) -> tuple[str, str]:
    """Where one's own sign-ups stand, or the child's, and what the page is called."""
    if child is None:
        return reverse("site:signups"), _("我的报名")
    return reverse("site:child", args=[child.pk]), child.name


def _answered(request: HouseRequest, accept: bool, child: Volunteer | None) -> HttpResponse:
    said = _("知道了，不勉强。")
    if accept and child is not None:
        said = _("谢谢！名额现在是%(name)s的，到时见。") % {"name": child.name}
    elif accept:
        said = _("谢谢你！名额现在是你的，到时见。")
    messages.success(request, said)
    return redirect(_way_back(child)[0])


def _facts(found: HandOver, child: Volunteer | None) -> dict[str, Any]:
    at = clock.now()
    today, signup, other = clock.day_of(at), found.signup, found.other
    swap = found.kind == HandOverKind.SWAP
    way, where = _way_back(child)
    return {
        "tab": "me",
        "way": way,
        "where": where,
        "found": found,
        "over": found.state != HandOverState.OPEN or found.expires_at <= at,
        "state": HandOverState(found.state).label,
        "swap": swap,
        "asker": mask_name(signup.volunteer.name),
        "child": child.name if child else "",
        "when": span_words(signup.period.lower, signup.period.upper, today),
        "mine": other.post.label if swap and other else "",
        "my_when": span_words(other.period.lower, other.period.upper, today) if swap and other else "",
        "until": moment_words(found.expires_at, today),
    }
