"""Certificates: issuing one, its paper, and what anybody with its number may see."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from ninja import Query

from redvest.core import clock, throttle
from redvest.core.errors import NotFound
from redvest.core.identifiers import normalise_number
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, members, public, volunteers
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.base import PageQuery
from redvest.faces.openapi.shapes.certificate import (
    CertificateForm,
    CertificateLine,
    Certificates,
    CertificateShape,
    CredentialStatus,
    Issued,
)
from redvest.faces.shared.address import client_address
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import require_volunteer
from redvest.registry.queries.setting import rule
from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.credential import baked_badge, credential_text
from redvest.service.certificate_errors import CertificateNotFound, NothingToCertify
from redvest.service.models import Certificate
from redvest.service.queries import certificate as queries
from redvest.service.queries.credential import by_number, credential_status, log_evidence
from redvest.service.rules.credential_token import MEDIA_TYPE

calls = Calls("证明")


@calls.post("/certificates", members, "开具证明", Issued, 404, 409, status=201)
@once
def issue(request: Asking, form: CertificateForm) -> HttpResponse:
    """Derived from the ledger; asking again on the same day for the same hours gives the same certificate."""
    volunteer_id = form.volunteer or require_volunteer(request.standing)
    volunteer = Volunteer.objects.filter(pk=volunteer_id, city=request.standing.city).first()
    if volunteer is None:
        raise NotFound
    found = issue_certificate(
        by=request.standing,
        volunteer=volunteer,
        body=_body(form, request, volunteer),
        starts_on=form.starts_on,
        ends_on=form.ends_on,
        at=clock.now(),
        site_address=site_address(request),
    )
    return answer(
        Issued(
            number=found.number,
            pdf_url=_pdf_url(request, found.number),
            credential_url=_credential_url(request, found.number),
            verify_url=_verify_url(request, found.number),
        ),
        status=201,
    )


@calls.get("/me/certificates", volunteers, "我的证明", Certificates)
def my_certificates(request: Asking, asked: Query[PageQuery]) -> HttpResponse:
    """One's own certificates, the newest first."""
    rows = queries.certificates_of(require_volunteer(request.standing))
    page = page_of(rows, keys=("-issued_at", "-id"), after=asked.after, size=asked.limit)
    return answer(Certificates(items=[_line(request, each) for each in page.items], next=page.next))


@calls.get("/certificates/{number}", public, "核验证明", CertificateShape)
def verify(request: Asking, number: str) -> HttpResponse:
    """Valid or revoked, and nothing that its holder did not show already. Counted per address."""
    at = clock.now()
    limit = rule("certificate.verify_per_minute", f"{settings.REDVEST_CITY}/", clock.day_of(at))
    throttle.hit(f"verify:{client_address(request)}", limit=limit, window=timedelta(minutes=1), at=at)
    found, certificate = queries.public_view(number, at), by_number(number)
    place = credential_status(certificate, site_address(request))
    evidence = log_evidence(certificate, "")
    return answer(
        CertificateShape(
            number=found.number,
            status="valid" if found.valid else "revoked",
            name=found.masked_name,
            issued_on=found.issued_on,
            starts_on=found.starts_on,
            ends_on=found.ends_on,
            body=found.body,
            issued_by=found.issued_by,
            minutes=found.minutes,
            minutes_by_grade=found.minutes_by_grade,
            unverified_minutes=found.unverified_minutes,
            leaves=list(evidence.leaves),
            entries=evidence.entries,
            credential_status=CredentialStatus(**place) if place else None,
            reason=found.reason,
            credential_url=_credential_url(request, found.number),
            public_until=found.public_until,
            verify_url=_verify_url(request, found.number),
        )
    )


@calls.file("/certificates/{number}/pdf", members, "证明的 PDF", "application/pdf")
def get_pdf(request: Asking, number: str) -> HttpResponseBase:
    """The paper, for the volunteer and for heads of the recording body; for others it is not there."""
    key = (
        Certificate.objects.filter(number=normalise_number(number[:64])).values_list("pk", flat=True).first()
    )
    if key is None:
        raise CertificateNotFound
    certificate = queries.certificate_for(by=request.standing, certificate_id=key)
    paper = queries.pdf_path(certificate).open("rb")
    response = FileResponse(paper, content_type="application/pdf", filename=f"{certificate.number}.pdf")
    response["Cache-Control"] = "no-store"
    return response


@calls.file("/certificates/{number}/credential", members, "证明的数字凭证", MEDIA_TYPE)
def get_credential(
    request: Asking, number: str, name: Literal["masked", "full"] = "masked"
) -> HttpResponseBase:
    """Open Badges 3.0, signed; for the volunteer and for heads of the recording body. ``name=full``: the whole name."""
    text = credential_text(
        by=request.standing, number=number, site_address=site_address(request), whole_name=name == "full",
        at=clock.now(),
    )  # fmt: skip
    return _download(text.encode(), MEDIA_TYPE, number, "jwt")


@calls.file("/certificates/{number}/badge", members, "证明的数字徽章", "image/png")
def get_badge(request: Asking, number: str, name: Literal["masked", "full"] = "masked") -> HttpResponseBase:
    """A PNG with the credential baked into it."""
    picture = baked_badge(
        by=request.standing, number=number, site_address=site_address(request), whole_name=name == "full",
        at=clock.now(),
    )  # fmt: skip
    return _download(picture, "image/png", number, "png")


def _download(content: bytes, media_type: str, number: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{normalise_number(number[:64])}.{ending}"'
    response["Cache-Control"] = "no-store"
    return response


def site_address(request: HttpRequest) -> str:
    """The public address: the configured one, or where this request was sent."""
    return settings.REDVEST_BASE_URL or f"{request.scheme}://{request.get_host()}"


def _verify_url(request: HttpRequest, number: str) -> str:
    return f"{site_address(request)}/verify/{quote(number)}"


def _credential_url(request: HttpRequest, number: str) -> str:
    return f"{site_address(request)}/api/v1/certificates/{quote(number)}/credential"


def _pdf_url(request: HttpRequest, number: str) -> str:
    return f"{site_address(request)}/api/v1/certificates/{quote(number)}/pdf"


def _body(form: CertificateForm, request: Asking, volunteer: Volunteer) -> Body:
    if form.body:
        body = (
            Body.objects.select_related("successor").filter(pk=form.body, city=request.standing.city).first()
        )
        if body is None:
            raise NotFound
        return body
    for choice in queries.certifiable_bodies(volunteer.pk):
        if queries.may_issue(request.standing, volunteer_id=volunteer.pk, body=choice.body):
            return choice.body
    raise NothingToCertify


def _line(request: HttpRequest, certificate: Certificate) -> CertificateLine:
    return CertificateLine(
        number=certificate.number,
        status=certificate.state,
        body=certificate.body.name,
        issued_on=clock.day_of(certificate.issued_at),
        starts_on=certificate.starts_on,
        ends_on=certificate.ends_on,
        pdf_url=_pdf_url(request, certificate.number),
        credential_url=_credential_url(request, certificate.number),
        verify_url=_verify_url(request, certificate.number),
    )
