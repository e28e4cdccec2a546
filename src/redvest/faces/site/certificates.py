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
    return certificate_pages(request, own_record(request), reverse("site:certificates"))


def certificate_pages(
    request: HouseRequest, volunteer: Volunteer, page: str, child: Volunteer | None = None
) -> HttpResponse:
    """The page, its form and what is issued, for the standing on the request; ``page`` is its address."""
    form = CertificateForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, volunteer, form, child)
    bodies = {str(each.body.pk): each.body for each in certifiable_bodies(volunteer.pk)}
    body = bodies.get(str(form.cleaned_data["body"]))
    if body is None:
        form.add_error("body", _("这个组织没有记录过这些时长，请从下面选一个。"))
        return _show(request, volunteer, form, child)
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
        return _show(request, volunteer, form, child, fault.status)
    return redirect(f"{page}?new={issued.number}")


def _show(
    request: HouseRequest,
    volunteer: Volunteer,
    form: CertificateForm,
    child: Volunteer | None,
    status: int = 0,
) -> HttpResponse:
    issued, new = list(certificates_of(volunteer.pk)[:50]), request.GET.get("new", "")
    context: dict[str, Any] = {
        "tab": "me" if child else "certificates",
        "child": child,
        "form": form,
        "bodies": certifiable_bodies(volunteer.pk),
        "issued": issued,
        "new": next(
            (each for each in issued if each.number == new and each.state == CertificateState.VALID), None
        ),
        "chosen": str(form["body"].value() or ""),
    }
    return render(request, "site/certificates.html", context, status=status or (422 if form.errors else 200))


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
