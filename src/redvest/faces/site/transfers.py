"""Bringing hours of another system: what the paper says, and the paper itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.site.forms.record import TransferFields
from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.registry.policy import require_volunteer
from redvest.service.actions.evidence_file import NewFile
from redvest.service.actions.transfer import ask_transfer
from redvest.service.queries.backfill import transfers_of
from redvest.service.rules.backfill import TransferForm

MOST_BODIES = 300


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def transfers(request: HouseRequest) -> HttpResponse:
    """What I have brought and what became of it, and the form for one more."""
    options = _bodies(request)
    form = TransferFields(request.POST or None, request.FILES or None, bodies=options)
    if request.method == "POST" and form.is_valid() and _asked(request, form):
        messages.success(request, _("收到了。区域工作人员会去那个系统核对，结果发消息告诉你。"))
        return redirect("site:transfers")
    context: dict[str, Any] = {
        "tab": "hours",
        "form": form,
        "transfers": transfers_of(require_volunteer(request.standing))[:50],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "site/transfers.html", context, status=status)


def _bodies(request: HouseRequest) -> list[tuple[str, str]]:
    """The bodies that somebody belongs to first; who belongs to none chooses among the city's."""
    active = Body.objects.filter(city=request.standing.city, state=BodyState.ACTIVE)
    mine = active.filter(
        memberships__volunteer_id=require_volunteer(request.standing), memberships__left_on__isnull=True
    )
    rows = list(mine.distinct().order_by("name").values_list("id", "name"))
    if not rows:
        rows = list(active.order_by("name").values_list("id", "name")[:MOST_BODIES])
    return [(str(key), name) for key, name in rows]


def _asked(request: HouseRequest, form: TransferFields) -> bool:
    said = dict(form.cleaned_data)
    files = [NewFile(file.name, file.read()) for file in said.pop("papers")]
    body = Body.objects.filter(pk=said.pop("body"), city=request.standing.city).first()
    if body is None:
        form.add_error("body", _("请从列表里选。"))
        return False
    try:
        ask_transfer(by=request.standing, body=body, form=TransferForm(**said), files=files, at=clock.now())
    except DomainError as fault:
        errors = fault.details.get("errors") or [{"field": None, "sentence": fault.message}]
        for error in errors:
            form.add_error(error["field"], error["sentence"])
        return False
    return True
