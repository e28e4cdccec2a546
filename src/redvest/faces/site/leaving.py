"""My record's bigger steps: agree that two records are mine, leave and come back, be erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.site.me import own_record
from redvest.registry.actions import leaving as act
from redvest.registry.actions.consent import send_guardian_codes
from redvest.registry.actions.merge import confirm_merge
from redvest.registry.choices import VolunteerState
from redvest.registry.person_errors import MergeWrong
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import needs_guardian
from redvest.registry.queries.merge import open_erasure, waiting_merges
from redvest.registry.queries.setting import rule


@never_cache
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
        "merges": [row for row in waiting_merges(by) if row.survivor_id == volunteer.pk],
    }
    return render(request, "site/leaving.html", context)


def _do(request: HouseRequest, at: datetime) -> str:
    """One press; returns what to say."""
    by, verb = request.standing, request.POST.get("verb", "")
    steps: dict[str, Callable[..., object]] = {
        "leave": act.leave,
        "erase": act.ask_erasure,
        "keep": act.cancel_erasure,
    }
    if verb in steps:
        steps[verb](by=by, at=at)
    elif verb == "guardian":
        send_guardian_codes(by=by, volunteer=own_record(request), at=at, ip=client_address(request))
        return _("验证码发给监护人了。监护人同意，再把六位数字填在下面。")
    elif verb == "back":
        agreed, code = request.POST.get("consent") == "on", request.POST.get("code", "")[:12]
        act.come_back(by=by, agreed=agreed, guardian_code=code, at=at)
    else:
        _confirm(by, request.POST.get("merge", ""), at)
    return _("办好了。")


def _confirm(by: Standing, merge: str, at: datetime) -> None:
    try:
        key = UUID(merge)
    except ValueError as fault:
        raise MergeWrong from fault
    confirm_merge(by=by, merge_id=key, at=at)
