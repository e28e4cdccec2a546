"""The organisations I belong to, those I asked, and those that asked me."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.joining import answer_invitation, withdraw_join
from redvest.registry.actions.membership import leave_body
from redvest.registry.policy import require_volunteer
from redvest.registry.queries.joining import (
    answered_of,
    join_request_of,
    membership_history,
    public_body,
    waiting_of,
)

MOST = 50


@never_cache
@require_safe
@volunteers
def my_bodies(request: HouseRequest) -> HttpResponse:
    """Memberships with how I agreed, what waits, and what was."""
    me = require_volunteer(request.standing)
    rows = list(membership_history(me)[:MOST])
    context = {
        "tab": "me",
        "now": [each for each in rows if each.left_on is None],
        "past": [each for each in rows if each.left_on is not None],
        "waiting": waiting_of(me)[:MOST],
        "declined": answered_of(me)[:5],
    }
    return render(request, "site/my_bodies.html", context)


@require_POST
@volunteers
def answer(request: HouseRequest, key: UUID) -> HttpResponse:
    """Yes or no to an invitation."""
    found, yes = join_request_of(request.standing, key), request.POST.get("answer") == "yes"
    with refusal_told(request):
        answer_invitation(by=request.standing, request=found, yes=yes, at=clock.now())
        messages.success(request, _("你是成员了。") if yes else _("没有加入，组织会看到。"))
    return redirect("site:my-bodies")


@require_POST
@volunteers
def withdraw(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take an application back."""
    found = join_request_of(request.standing, key)
    with refusal_told(request):
        withdraw_join(by=request.standing, request=found, at=clock.now())
        messages.success(request, _("申请撤回了。"))
    return redirect("site:my-bodies")


@require_POST
@volunteers
def leave(request: HouseRequest, key: UUID) -> HttpResponse:
    """Leave, at once."""
    found = public_body(request.standing.city, key)
    with refusal_told(request):
        leave_body(by=request.standing, body=found, at=clock.now())
        messages.success(request, _("你已经退出“%(name)s”，服务记录都还在。") % {"name": found.name})
    return redirect("site:my-bodies")
