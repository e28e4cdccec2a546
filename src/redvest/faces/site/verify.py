"""The public page of a certificate: who has its number sees whether it stands, and hardly anything else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock, throttle
from redvest.core.identifiers import normalise_number
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.site.forms.verify import VerifyFileForm
from redvest.honour.queries.star_paper import public_star
from redvest.honour.rules.star_credential import LEVEL_WORDS, PREFIX
from redvest.honour.star_errors import StarUnknown
from redvest.registry.queries.setting import rule
from redvest.service.certificate_errors import CertificateNotFound
from redvest.service.queries.certificate import public_view
from redvest.service.queries.certificate_proof import public_proof
from redvest.service.queries.file_check import check_file

LONGEST = 64  # what is worth reading of a typed number
TEMPLATE = "site/verify.html"


@public
@never_cache
@require_safe
def ask(request: HouseRequest) -> HttpResponse:
    """The form for a number typed from paper; with a number it leads to that number's own address."""
    typed = request.GET.get("number", "")[:LONGEST]
    number = normalise_number(typed)
    if number:
        return redirect("verify", number=number)
    return _quiet(render(request, TEMPLATE, {"unreadable": bool(typed.strip())}))


@public
@never_cache
@require_safe
def verify(request: HouseRequest, number: str) -> HttpResponse:
    """Valid, revoked, or no such certificate; counted per address, so that nobody can try numbers."""
    at = clock.now()
    _count(request, at)
    if normalise_number(number[:LONGEST]).partition("-")[0] == PREFIX:
        return _star(request, number, at)
    try:
        shown = public_view(number, at)
    except CertificateNotFound:
        return _quiet(render(request, TEMPLATE, {"missing": True, "typed": number[:LONGEST]}, status=404))
    return _quiet(render(request, TEMPLATE, {"certificate": shown, "proof": public_proof(number)}))


def _star(request: HouseRequest, number: str, at: datetime) -> HttpResponse:
    """A star's paper by its number: granted, ended, or no such star."""
    try:
        shown = public_star(number, at)
    except StarUnknown:
        return _quiet(render(request, TEMPLATE, {"missing": True, "typed": number[:LONGEST]}, status=404))
    return _quiet(
        render(request, "site/verify_star.html", {"star": shown, "name": LEVEL_WORDS[shown.level - 1]})
    )


@public
@never_cache
@require_http_methods(["GET", "POST"])
def verify_file(request: HouseRequest) -> HttpResponse:
    """A PDF, a credential or a badge that somebody was handed: looked at in memory, and forgotten."""
    at = clock.now()
    sent = request.method == "POST"
    if sent:
        _count(request, at)
    form = VerifyFileForm(request.POST, request.FILES) if sent else VerifyFileForm()
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        found = check_file(form.cleaned_data["file"].read(), at)
        context |= {"found": found, "at": at, "name": form.cleaned_data["file"].name}
    return _quiet(render(request, "site/verify_file.html", context, status=422 if form.errors else 200))


def _count(request: HouseRequest, at: datetime) -> None:
    """One more look-up from this address; raises TooManyTries."""
    limit = rule("certificate.verify_per_minute", f"{settings.REDVEST_CITY}/", clock.day_of(at))
    throttle.hit(f"verify:{client_address(request)}", limit=limit, window=timedelta(minutes=1), at=at)


def _quiet(response: HttpResponse) -> HttpResponse:
    """Not for search engines: a certificate is shown by who holds it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


verify_urls: list[URLPattern] = [
    path("verify/", ask, name="verify-ask"),
    path("verify/file", verify_file, name="verify-file"),
    path("verify/<str:number>", verify, name="verify"),
    path("verify/<str:number>/", verify),
]
