"""My record's bigger steps: agree that two records are mine, leave and come back, be erased."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.shared.templatetags.redvest import moment
from redvest.faces.site.me import own_record
from redvest.registry.actions import leaving as act
from redvest.registry.actions.afresh import prove_afresh
from redvest.registry.actions.consent import send_guardian_codes
from redvest.registry.actions.merge import confirm_merge
from redvest.registry.choices import Role, VolunteerState
from redvest.registry.merge_errors import MergeWrong
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.guardian import needs_guardian
from redvest.registry.queries.merge import open_erasure, waiting_merges
from redvest.registry.queries.second_factor import kinds_of
from redvest.registry.queries.setting import rule


@never_cache
@sensitive_post_parameters("typed")
@require_http_methods(["GET", "POST"])
@volunteers
def leaving(request: HouseRequest) -> HttpResponse:
    """What each step does and what stays, and one press for each."""
    by, at = request.standing, clock.now()
    if request.method == "POST":
        try:
            messages.success(request, _do(request, at))
        except DomainError as fault:
            messages.error(request, fault.message)
        return redirect("site:leaving")
    volunteer = own_record(request)
    context = {
        "tab": "me",
        "left": volunteer.state == VolunteerState.LEFT,
        "minor": needs_guardian(volunteer, at),
        "may_leave": volunteer.state == VolunteerState.ACTIVE,
        "wish": open_erasure(volunteer.pk),
        "days": rule("people.erasure_days", volunteer.region_path, clock.day_of(at)),
        "factor": bool(kinds_of(require_member(by))),
        "roles": [str(Role(grant.role).label) for grant in (*by.grants, *by.waiting)],
        "merges": [row for row in waiting_merges(by) if row.survivor_id == volunteer.pk],
    }
    return render(request, "site/leaving.html", context)


def _do(request: HouseRequest, at: datetime) -> str:
    """One press; returns what to say."""
    by, verb = request.standing, request.POST.get("verb", "")
    if verb == "erase":
        prove_afresh(by=by, typed=request.POST.get("typed", "")[:200], at=at)
        wish = act.ask_erasure(by=by, at=at)
        return _("申请收到了，还没有删任何东西。%(when)s以后办理，在那之前随时可以撤回。") % {
            "when": moment(wish.due_at)
        }
    if verb == "leave":
        act.leave(by=by, at=at)
        return _("已经退出登记。时长和证明都在，想回来随时可以。")
    if verb == "keep":
        act.cancel_erasure(by=by, at=at)
        return _("不注销了，一切照旧。")
    if verb == "guardian":
        send_guardian_codes(by=by, volunteer=own_record(request), at=at, ip=client_address(request))
        return _("验证码发给监护人了。监护人同意，再把六位数字填在下面。")
    if verb == "back":
        agreed, code = request.POST.get("consent") == "on", request.POST.get("code", "")[:12]
        act.come_back(by=by, agreed=agreed, guardian_code=code, at=at)
        return _("欢迎回来，又可以报名了。")
    _confirm(by, request.POST.get("merge", ""), at)
    return _("合并好了，两份记录的时长都算你的。")


def _confirm(by: Standing, merge: str, at: datetime) -> None:
    try:
        key = UUID(merge)
    except ValueError as fault:
        raise MergeWrong from fault
    confirm_merge(by=by, merge_id=key, at=at)
