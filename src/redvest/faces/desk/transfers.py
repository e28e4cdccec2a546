"""Hours of other systems at the desk: what volunteers brought, with their papers, for the officers of the place."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.told import refusal_told
from redvest.service.actions.transfer import accept_transfer, refuse_transfer
from redvest.service.choices import RequestState
from redvest.service.queries.backfill import transfers_for


class TransferOutOfReach(NotFound):
    """没有找到这份转入申请，或者它不在你负责的范围里。"""

    code = "transfer-out-of-reach"


@never_cache
@require_safe
@staff
def transfers(request: HouseRequest) -> HttpResponse:
    """``done=1``: those decided; else those that wait, each with its paper and its two buttons."""
    done = request.GET.get("done") == "1"
    rows = transfers_for(request.standing).prefetch_related("files")
    rows = rows.exclude(state=RequestState.OPEN) if done else rows.filter(state=RequestState.OPEN)
    found, pager = paged(request, rows, keys=("-asked_at", "-id"))
    context = {"rows": found, "pager": pager, "done": done, "record_tab": "transfers"}
    return show(request, "desk/transfers.html", context, on="overdue")


@require_POST
@staff
def decide_transfer(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take the hours in as grade D, or refuse with a reason."""
    found = transfers_for(request.standing).filter(pk=key).first()
    if found is None:
        raise TransferOutOfReach
    with refusal_told(request):
        if request.POST.get("decision") == "accept":
            accept_transfer(by=request.standing, request=found, at=clock.now())
            messages.success(request, _("已经入账，等级 D，写明了来源。"))
        else:
            refuse_transfer(
                by=request.standing, request=found, note=request.POST.get("note", ""), at=clock.now()
            )
            messages.success(request, _("没有通过，志愿者会收到原因。"))
    return redirect("desk:transfers")
