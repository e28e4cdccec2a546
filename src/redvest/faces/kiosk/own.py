"""What is somebody's own: hours, and certificates to print. Asked for anew each time, kept nowhere."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.kiosk.identify import to_identify
from redvest.faces.kiosk.person import WhoAreYou
from redvest.faces.kiosk.screen import Screen, paired, show
from redvest.faces.shared.entry import HouseRequest, NeedsRealName, public
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.certificate import issue_certificate
from redvest.service.choices import CertificateState, EntryKind, Grade
from redvest.service.queries.certificate import certifiable_bodies, certificate_for, certificates_of, pdf_path
from redvest.service.queries.hours import entries_of, minutes_by_grade

MOST = 6
FRAMED = (
    "frame-ancestors 'self'"  # the one page of the house that stands in another of its pages, to be printed
)


def _person(screen: Screen) -> Standing:
    """Who is there. Raises NeedsRealName for somebody without a record."""
    if screen.person is None:
        raise WhoAreYou
    if screen.person.standing.volunteer_id is None:
        raise NeedsRealName
    return screen.person.standing


@never_cache
@require_safe
@public
def hours(request: HouseRequest, key: UUID) -> HttpResponse:
    """The balance and the latest few entries."""
    screen, _device = paired(request, key)
    if screen.person is None:
        return to_identify(screen, request.path)
    me = _person(screen).volunteer_id
    assert me is not None
    sums = minutes_by_grade(me)
    entries = list(entries_of(me).exclude(kind=EntryKind.VOID)[:MOST])
    proven = sum(minutes for letter, minutes in sums.items() if letter != Grade.D)
    return show(request, screen, "hours", {"total": sum(sums.values()), "proven": proven, "entries": entries})


@never_cache
@require_http_methods(["GET", "POST"])
@public
def papers(request: HouseRequest, key: UUID) -> HttpResponse:
    """The certificates there are; a press makes one of everything that one body recorded."""
    screen, _device = paired(request, key)
    if screen.person is None:
        return to_identify(screen, request.path)
    by, fault, status = _person(screen), "", 200
    if request.method == "POST":
        fault, status = _issue(request, by)
    assert by.volunteer_id is not None
    valid = certificates_of(by.volunteer_id).filter(state=CertificateState.VALID)
    context = {"papers": valid[:MOST], "bodies": certifiable_bodies(by.volunteer_id)[:MOST], "fault": fault}
    return show(request, screen, "papers", context, status=status)


def _issue(request: HouseRequest, by: Standing) -> tuple[str, int]:
    """Whatever went wrong, and the status of the answer."""
    assert by.volunteer_id is not None
    offered = {str(each.body.pk): each.body for each in certifiable_bodies(by.volunteer_id)}
    body = offered.get(request.POST.get("body", ""))
    if body is None:
        raise Http404
    try:
        issue_certificate(
            by=by, volunteer=Volunteer.objects.get(pk=by.volunteer_id), body=body, starts_on=None, ends_on=None,
            at=clock.now(), site_address=request.build_absolute_uri("/"),
        )  # fmt: skip
    except DomainError as fault:
        return fault.message, fault.status
    return "", 200


@never_cache
@require_safe
@public
def paper(request: HouseRequest, key: UUID, paper: UUID) -> HttpResponse:
    """One certificate with the button that prints it."""
    screen, _device = paired(request, key)
    if screen.person is None:
        return to_identify(screen, reverse("kiosk:papers", args=[key]))
    found = certificate_for(by=_person(screen), certificate_id=paper)
    return show(request, screen, "paper", {"paper": found})


@never_cache
@require_safe
@public
def sheet(request: HouseRequest, key: UUID, paper: UUID) -> HttpResponseBase:
    """The PDF itself, to be shown within the page before."""
    screen, _device = paired(request, key)
    path: Path = pdf_path(certificate_for(by=_person(screen), certificate_id=paper))
    if not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), content_type="application/pdf")
    answer["Cache-Control"] = "no-store"
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Content-Security-Policy"] = FRAMED
    return answer
