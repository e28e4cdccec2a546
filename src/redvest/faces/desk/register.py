"""The register of certificates: all numbers issued by the bodies in my charge, as a sheet, one by one, and revoked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.frame import show
from redvest.faces.desk.sheets import sheet_answer
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.typed import day_typed
from redvest.registry.policy import Standing
from redvest.service.actions.certificate import revoke_certificate
from redvest.service.actions.sharing import share_register
from redvest.service.choices import CertificateState
from redvest.service.models import Certificate
from redvest.service.queries import register as read
from redvest.service.queries.certificate import is_head
from redvest.service.queries.publicity import waiting_objections
from redvest.service.rules.certificate import verified_minutes

KINDS = {CertificateState.VALID: "ok", CertificateState.REVOKED: "bad"}


@never_cache
@require_safe
@staff
def certificates(request: HouseRequest) -> HttpResponse:
    """The list, the newest first, narrowed by its address."""
    by = request.standing
    require_register(by)
    wanted = _wanted(request)
    found, pager = paged(request, read.register_of(by, wanted), keys=("-issued_at", "-id"))
    context = {
        "rows": [_row(by, each) for each in found],
        "pager": pager,
        "wanted": wanted,
        "states": CertificateState.choices,
        "query": request.GET.urlencode(),
        "narrowed": wanted != read.RegisterFilter(),
        "objections": waiting_objections(by).count(),
        "headed": read.headed_bodies(by),
    }
    return show(request, "desk/certificates.html", context, on="certificates")


def require_register(by: Standing) -> None:
    if not read.may_see_register(by):
        raise NotAllowed


def _wanted(request: HouseRequest) -> read.RegisterFilter:
    state, body = asked_text(request, "state"), asked_text(request, "body")
    return read.RegisterFilter(
        asked=asked_text(request),
        state=state if state in CertificateState.values else "",
        body=_key(body),
        since=day_typed(asked_text(request, "from")),
        until=day_typed(asked_text(request, "to")),
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _row(by: Standing, certificate: Certificate) -> dict[str, Any]:
    return {
        "certificate": certificate,
        "name": read.shown_name(by, certificate),
        "by_self": certificate.issued_by_id == certificate.volunteer.account_id,
        "minutes": verified_minutes(certificate.minutes_by_grade),
        "grades": [(grade, minutes) for grade, minutes in certificate.minutes_by_grade.items() if minutes],
        "state": CertificateState(certificate.state).label,
        "kind": KINDS[CertificateState(certificate.state)],
    }


@never_cache
@require_safe
@staff
def sheet(request: HouseRequest) -> HttpResponse:
    """The same list as an Excel file."""
    require_register(request.standing)
    by, wanted = request.standing, _wanted(request)
    share_register(by=by, wanted=wanted, at=clock.now())
    rows = read.sheet_rows(by, wanted)
    return sheet_answer(read.sheet_titles(), rows, name=_("证明登记册"))


@never_cache
@require_safe
@staff
def certificate(request: HouseRequest, key: UUID) -> HttpResponse:
    """One certificate: what it says, what became of it, and taking it back."""
    by = request.standing
    found = read.registered(by, key)
    context = {
        **_row(by, found),
        "may_print": is_head(by, found.body),
        "may_revoke": found.state == CertificateState.VALID and by.governs(found.body.region_path),
        "lines": found.lines.count(),
        "objections": found.objections.order_by("-raised_at"),
        "public": bool(found.public_until and found.public_until >= clock.day_of(clock.now())),
    }
    return show(request, "desk/certificate.html", context, on="certificates")


@require_POST
@staff
def revoke(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take a certificate back, with a reason that whoever checks it will read."""
    found = read.registered(request.standing, key)
    try:
        revoke_certificate(
            by=request.standing, certificate=found, reason=request.POST.get("reason", ""), at=clock.now()
        )
    except DomainError as fault:
        if fault.status == 403:
            raise
        messages.error(request, fault.message)
    else:
        messages.success(
            request, _("证明 %(number)s 已经撤销，核验网页现在就会说明。") % {"number": found.number}
        )
    return redirect("desk:certificate", key=key)
