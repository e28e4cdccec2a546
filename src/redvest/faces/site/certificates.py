"""A volunteer's certificates: asking the bodies that recorded, taking the paper home, showing it to others."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, members, volunteers
from redvest.faces.site.forms.certificate import CertificateForm
from redvest.faces.site.me import own_record
from redvest.registry.models import Volunteer
from redvest.service.actions.certificate import issue_certificate
from redvest.service.choices import CertificateState
from redvest.service.queries.certificate import certifiable_bodies, certificate_for, certificates_of, pdf_path


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def certificates(request: HouseRequest) -> HttpResponse:
    """Who recorded hours of mine, what has been issued; a press makes a new one."""
    volunteer = own_record(request)
    if request.method != "POST":
        return _show(request, volunteer, CertificateForm())
    form = CertificateForm(request.POST)
    if not form.is_valid():
        return _show(request, volunteer, form, status=422)
    bodies = {str(each.body.pk): each.body for each in certifiable_bodies(volunteer.pk)}
    body = bodies.get(str(form.cleaned_data["body"]))
    if body is None:
        form.add_error("body", _("这个组织没有记录过你的时长，请从下面选一个。"))
        return _show(request, volunteer, form, status=422)
    try:
        issued = issue_certificate(
            by=request.standing,
            volunteer=volunteer,
            body=body,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            at=clock.now(),
            site_address=request.build_absolute_uri("/"),
        )
    except DomainError as fault:
        form.add_error(None, fault.message)
        return _show(request, volunteer, form, status=fault.status)
    return redirect(f"{reverse('site:certificates')}?new={issued.number}")


def _show(
    request: HouseRequest, volunteer: Volunteer, form: CertificateForm, status: int = 200
) -> HttpResponse:
    issued, new = list(certificates_of(volunteer.pk)[:50]), request.GET.get("new", "")
    context: dict[str, Any] = {
        "tab": "certificates",
        "form": form,
        "bodies": certifiable_bodies(volunteer.pk),
        "issued": issued,
        "new": next(
            (each for each in issued if each.number == new and each.state == CertificateState.VALID), None
        ),
        "chosen": str(form["body"].value() or ""),
    }
    return render(request, "site/certificates.html", context, status=status)


@never_cache
@require_safe
@members
def paper(request: HouseRequest, key: UUID) -> HttpResponseBase:
    """The PDF, for its volunteer or a head of the body that issued it."""
    certificate = certificate_for(by=request.standing, certificate_id=key)
    path: Path = pdf_path(certificate)
    if not path.is_file():
        raise Http404
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"{certificate.number}.pdf",
        content_type="application/pdf",
    )
