"""The members of an organisation: who asks to come in, whom it invites, who belongs to it by which yes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import body_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.joining import decide_application, invite, withdraw_join
from redvest.registry.actions.membership import end_membership
from redvest.registry.choices import BodyState, JoinState
from redvest.registry.models import Body, Membership
from redvest.registry.queries.body import room_left
from redvest.registry.queries.joining import join_request_at, waiting_at
from redvest.registry.queries.sharing import is_minor
from redvest.registry.queries.volunteer import person_rows

MOST_WAITING = 50


@never_cache
@require_safe
@staff
def members(request: HouseRequest, key: UUID) -> HttpResponse:
    """Those who wait first, then everybody who belongs to it, by the day of joining.

    Names are covered as in every list, but of grown-ups who apply: they told this organisation who they are.
    """
    return _show(request, body_within(request.standing, key))


def _show(request: HouseRequest, body: Body, fault: DomainError | None = None) -> HttpResponse:
    """After a refused invitation what was typed is still there."""
    at = clock.now()
    live = Membership.objects.filter(body=body, left_on__isnull=True)
    live = live.select_related("volunteer__region")
    found, pager = paged(request, live, keys=("-joined_on", "-id"))
    waiting = list(waiting_at(body)[:MOST_WAITING])
    context = {
        "body": body,
        "may_run": request.standing.administers(body.pk, body.region_path),
        "active": body.state == BodyState.ACTIVE,
        "room": room_left(body.pk) if body.capacity else None,
        "waiting": [
            (each, person, person.masked_name if is_minor(each.volunteer, at) else person.name)
            for each, person in zip(waiting, person_rows(each.volunteer for each in waiting), strict=True)
        ],
        "rows": list(zip(found, person_rows(each.volunteer for each in found), strict=True)),
        "pager": pager,
        "typed": request.POST if fault else {},
        "fault": fault.message if fault else "",
    }
    return show(request, "desk/members.html", context, on="bodies", status=422 if fault else 200)


@require_POST
@staff
def invite_person(request: HouseRequest, key: UUID) -> HttpResponse:
    """Invite one person by number."""
    body = body_within(request.standing, key)
    number, words = request.POST.get("number", "")[:40], request.POST.get("words", "")
    try:
        made = invite(by=request.standing, body=body, number=number, words=words, at=clock.now())
    except DomainError as fault:
        if fault.status == 403:
            raise
        return _show(request, body, fault)
    joined = made.state != JoinState.OPEN
    messages.success(
        request, _("这位志愿者事先同意受邀，已经加入。") if joined else _("邀请发出去了，等本人答复。")
    )
    return redirect("desk:members", key=key)


@require_POST
@staff
def decide_join(request: HouseRequest, key: UUID, asked: UUID) -> HttpResponse:
    """Take somebody in, say no, or take an invitation back: whichever button was pressed."""
    body = body_within(request.standing, key)
    found, verb, at = join_request_at(body, asked), request.POST.get("verb", ""), clock.now()
    with refusal_told(request):
        if verb == "withdraw":
            withdraw_join(by=request.standing, request=found, at=at)
            messages.success(request, _("邀请撤回了。"))
        else:
            note = request.POST.get("note", "")
            decide_application(by=request.standing, request=found, accept=verb == "accept", note=note, at=at)
            messages.success(request, _("答复了，本人会收到消息。"))
    return redirect("desk:members", key=key)


@require_POST
@staff
def end_member(request: HouseRequest, key: UUID, membership: int) -> HttpResponse:
    """End one membership, with a reason that the person is told."""
    body = body_within(request.standing, key)
    rows = Membership.objects.select_related("body", "volunteer", "volunteer__account")
    found = rows.filter(pk=membership, body=body).first()
    if found is None:
        raise NotFound
    with refusal_told(request):
        end_membership(
            by=request.standing, membership=found, note=request.POST.get("note", ""), at=clock.now()
        )
        messages.success(request, _("已经移出，本人会收到原因。"))
    return redirect("desk:members", key=key)
