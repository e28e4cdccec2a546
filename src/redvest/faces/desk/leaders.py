"""Who leads an activity together: added and removed on its page."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from redvest.core import clock
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.told import refusal_told
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.actions.coleader import OVER, add_co_leader, remove_co_leader
from redvest.service.coleader_errors import BadCoLeader
from redvest.service.models import Activity
from redvest.service.queries.coleader import candidates_for, co_leaders_of

MOST = 300


@require_POST
@staff
def add(request: HouseRequest, key: UUID) -> HttpResponse:
    """One of the organisation's people, from one day to another."""
    found = activity_within(request.standing, key)
    with refusal_told(request):
        account = key_typed(request.POST.get("account", ""))
        if account is None:
            raise BadCoLeader
        made = add_co_leader(
            by=request.standing, activity=found, account_id=account, starts_on=_day(request, "starts_on"),
            ends_on=_day(request, "ends_on"), at=clock.now(),
        )  # fmt: skip
        messages.success(request, _("%(name)s可以和你一起签到、确认时长了。") % {"name": made.account.name})
    return redirect("desk:activity", key=key)


@require_POST
@staff
def remove(request: HouseRequest, key: UUID, account: UUID) -> HttpResponse:
    found = activity_within(request.standing, key)
    with refusal_told(request):
        remove_co_leader(by=request.standing, activity=found, account_id=account, at=clock.now())
        messages.success(request, _("已经移除。"))
    return redirect("desk:activity", key=key)


def _day(request: HouseRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None


def leading(by: Standing, found: Activity, today: date) -> dict[str, Any]:
    """What the page shows of those who lead together, and whom one may add."""
    together = list(co_leaders_of(found))
    may_add = policy.may_publish_for(by, found.body) and found.state not in OVER
    taken = {found.leader_id, *(each.account_id for each in together)}
    people = list(candidates_for(found, today).exclude(pk__in=taken)[:MOST]) if may_add else []
    return {
        "together": together,
        "may_add_leader": may_add,
        "candidates": people,
        "first_day": today.isoformat(),
        "last_day": max(today, clock.day_of(found.ends_at)).isoformat(),
    }
