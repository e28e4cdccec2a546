"""Signing a group up: the form with everybody's number and name, and the group's own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.faces.shared.entry import HouseRequest, members
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.told import refusal_told
from redvest.faces.site.signups import KINDS
from redvest.faces.site.words import moment_words, span_words
from redvest.registry.models import Body
from redvest.registry.queries.guardian import children_of
from redvest.registry.rules.names import mask_name
from redvest.service import policy
from redvest.service.actions.party import PartyForm, cancel_party, leave_out, sign_up_party
from redvest.service.choices import LIVE_SIGNUPS, ConsentHow, SignUpState
from redvest.service.models import Post, SignUp, SignUpParty
from redvest.service.party_errors import LinesUnreadable, PartyUnknown
from redvest.service.queries import party as queries
from redvest.service.queries.activity import visible_to
from redvest.service.queries.cancelling import last_moments
from redvest.service.rules.party import read_lines
from redvest.service.signup_errors import SignUpNotFound


@never_cache
@require_http_methods(["GET", "POST"])
@members
def new_party(request: HouseRequest, key: UUID) -> HttpResponse:
    """What was typed comes back with every reason; nothing is taken before all of them can come."""
    post = Post.objects.select_related("activity__body").filter(pk=key, city=request.standing.city).first()
    if post is None or not visible_to(request.standing, post.activity):
        raise NotFound(_("没有找到这个岗位，它可能已经取消。"))
    context: dict[str, Any] = {"fault": "", "reasons": [], "typed": {"with_me": True}, "key": uuid4().hex}
    status = 200
    if request.method == "POST":
        context["typed"] = _typed(request)
        context["key"] = request.POST.get("key", "")[:100]
        try:
            made = sign_up_party(
                by=request.standing, post_id=key, form=_form(request), key=context["key"], at=clock.now()
            )
        except DomainError as fault:
            if fault.status in (401, 403, 404):
                raise
            status, context["fault"] = fault.status, fault.message
            context["reasons"] = [each["sentence"] for each in fault.details.get("reasons", [])]
        else:
            return redirect("site:party", key=made.pk)
    return render(request, "site/party_new.html", context | _around(request, post), status=status)


def _typed(request: HouseRequest) -> dict[str, Any]:
    said = request.POST
    return {
        "name": said.get("name", "")[:40],
        "people": said.get("people", "")[:8000],
        "with_me": "with_me" in said,
        "children": said.getlist("children")[:20],
        "body": said.get("body", "")[:40],
        "how": said.get("how", "")[:8],
        "words": said.get("words", "")[:200],
    }


def _form(request: HouseRequest) -> PartyForm:
    typed = _typed(request)
    read = read_lines(typed["people"])
    if read.odd:
        lines = "、".join(str(each) for each in read.odd)
        raise LinesUnreadable(
            _("第 %(lines)s 行看不懂。一行写一个人：先写编号，再写姓名。") % {"lines": lines}
        )
    children = [child for each in typed["children"] if (child := key_typed(each))]
    return PartyForm(
        people=read.people, with_me=typed["with_me"] and request.standing.volunteer_id is not None,
        children=children, name=typed["name"], body_id=key_typed(typed["body"]), how=typed["how"], words=typed["words"],
    )  # fmt: skip


def _around(request: HouseRequest, post: Post) -> dict[str, Any]:
    by, at = request.standing, clock.now()
    return {
        "tab": "find",
        "post": post,
        "when": span_words(*post.times, clock.day_of(at)),
        "left": post.places - post.taken,
        "children": [{"id": str(each.pk), "name": each.name} for each in children_of(by, at)],
        "bodies": Body.objects.filter(pk__in=by.bodies()).order_by("name") if by.bodies() else [],
        "hows": ConsentHow.choices,
        "registered": by.volunteer_id is not None,
    }


@never_cache
@require_safe
@members
def party(request: HouseRequest, key: UUID) -> HttpResponse:
    """For who made it up, and for who leads the activity."""
    found = _mine(request, key)
    at = clock.now()
    today, times, last = clock.day_of(at), found.post.times, last_moments()
    rows = queries.members_of(found)
    context = {
        "tab": "me",
        "party": found,
        "way": reverse("site:signups" if request.standing.volunteer_id else "site:children"),
        "where": _("我的报名") if request.standing.volunteer_id else _("我的孩子"),
        "when": span_words(*times, today),
        "rows": [_row(each, today) for each in rows],
        "may_cancel": any(each.state in LIVE_SIGNUPS and at < last(each) for each in rows),
    }
    return render(request, "site/party.html", context)


def _row(found: SignUp, today: Any) -> dict[str, Any]:
    state, until = SignUpState(found.state), getattr(found, "kept_until", None)
    return {
        "id": found.pk,
        "name": mask_name(found.volunteer.name),
        "state": _("等本人答应") if until else str(state.label),
        "kind": KINDS[state],
        "until": moment_words(until, today) if until else "",
        "live": found.state in LIVE_SIGNUPS,
    }


def _mine(request: HouseRequest, key: UUID) -> SignUpParty:
    rows = SignUpParty.objects.select_related("post__activity__body", "body", "made_by")
    found = rows.filter(pk=key, city=request.standing.city).first()
    own = found is not None and found.made_by_id == request.standing.account_id
    if found is None or not (own or policy.may_lead(request.standing, found.post.activity)):
        raise PartyUnknown
    return found


@never_cache
@require_POST
@members
def cancel(request: HouseRequest, key: UUID) -> HttpResponse:
    """The whole group, or the one whose sign-up is named."""
    named = request.POST.get("signup", "")
    one = key_typed(named)
    if named and one is None:
        raise SignUpNotFound  # a name that is none must not call off everybody
    with refusal_told(request):
        if one is not None:
            leave_out(by=request.standing, party_id=key, signup_id=one, at=clock.now())
            messages.success(request, _("取消了这一个人的报名，名额让出来了。"))
        else:
            cancel_party(by=request.standing, party_id=key, at=clock.now())
            messages.success(request, _("整队取消了，名额让出来了，会告诉每个人。"))
    return redirect("site:party", key=key)
