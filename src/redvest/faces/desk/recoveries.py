"""Lost phones at a station: the keeper sees the ID card and witnesses, another officer confirms. No password passes here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.counter import Counter, serve
from redvest.faces.desk.forms.recovery import FIELDS, WitnessFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.actions.recovery import LostPhone, confirm_recovery, witness_recovery
from redvest.registry.choices import CodePurpose
from redvest.registry.models import Station
from redvest.registry.queries.recovery import witnessed_recoveries

MOST = 50


@never_cache
@sensitive_post_parameters("code", "id_number")
@require_http_methods(["GET", "POST"])
@staff
def recoveries(request: HouseRequest) -> HttpResponse:
    """The form of the witness, and what waits for a second person."""
    return serve(
        request,
        _COUNTER,
        sent=_("验证码发到新手机了，请本人念给你。"),
        done=_("见证好了。另一位负责这里的管理员确认后，账号就换到新手机。"),
    )


def _witness(request: HouseRequest, form: WitnessFields, station: Station) -> None:
    said = {name: form.cleaned_data[name] for name in LostPhone.__dataclass_fields__}
    witness_recovery(by=request.standing, station=station, form=LostPhone(**said), at=clock.now())


def _show(request: HouseRequest, form: WitnessFields, status: int = 200) -> HttpResponse:
    by = request.standing
    rows = [
        {"recovery": row, "mine": not by.regions() or by.account_id in (row.witness_id, row.account_id)}
        for row in witnessed_recoveries(by)[:MOST]
    ]
    return show(request, "desk/recoveries.html", {"form": form, "rows": rows}, on="duty", status=status)


_COUNTER = Counter(WitnessFields, CodePurpose.RECOVER, FIELDS, "desk:recoveries", _witness, _show)


@never_cache
@require_POST
@staff
def confirm(request: HouseRequest, key: UUID) -> HttpResponse:
    """The second person's press."""
    try:
        confirm_recovery(by=request.standing, recovery_id=key, at=clock.now())
    except DomainError as fault:
        if fault.status in (403, 404):
            raise
        messages.error(request, fault.message)
    else:
        messages.success(request, _("办好了。本人用新手机号的验证码登录，自己设密码。"))
    return redirect("desk:recoveries")
