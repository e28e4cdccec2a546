"""What machines read of certificates: the issuer and its keys, the status lists, and each holder's own credential."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.identifiers import normalise_number
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.public_json import public_json, public_text
from redvest.faces.site.for_whom import standing_for
from redvest.honour.actions.star_paper import star_badge, star_credential_payload, star_credential_text
from redvest.honour.rules.star_credential import PREFIX
from redvest.honour.star_errors import StarUnknown
from redvest.service.actions import credential as actions
from redvest.service.certificate_errors import CertificateNotFound
from redvest.service.queries.credential import issuer_at
from redvest.service.rules import credential as rules
from redvest.service.rules.credential_token import MEDIA_TYPE
from redvest.service.rules.status_list import TTL

Giver = Callable[..., Any]
LIFE = 300  # seconds that a DID document or a profile may be kept
WHOLE_NAME = "full"  # ?name=full: the holder's own wish


@public
@require_safe
def did_document(request: HouseRequest) -> HttpResponse:
    """``/.well-known/did.json``: the keys, current and former."""
    found = actions.did_document(city=settings.REDVEST_CITY, site_address=_site(request), at=clock.now())
    return public_json(found, "application/did+json", seconds=LIFE)


@public
@require_safe
def issuer(request: HouseRequest) -> HttpResponse:
    """The issuer's profile, as it stands in every credential."""
    context = {"@context": list(rules.CONTEXTS)}
    return public_json(
        context | rules.profile(issuer_at(_site(request))), "application/ld+json", seconds=LIFE
    )


@public
@require_safe
def achievement(request: HouseRequest, kind: str) -> HttpResponse:
    """What the credentials are awarded for."""
    if kind not in rules.NAMES:
        raise Http404
    context = {"@context": list(rules.CONTEXTS)}
    found = rules.achievement(issuer_at(_site(request)).base, kind)
    return public_json(context | found, "application/ld+json", seconds=LIFE)


@public
@require_safe
def terms(request: HouseRequest) -> HttpResponse:
    """Our own words in a credential and what they mean."""
    return public_json(rules.TERMS, "application/json", seconds=LIFE)


@public
@require_safe
def status_list(request: HouseRequest, number: int) -> HttpResponse:
    """Which credentials of a list are revoked, as of now; to be kept no longer than its ``ttl``."""
    text = actions.status_list_text(number=number, site_address=_site(request), at=clock.now())
    return public_text(text, MEDIA_TYPE, seconds=int(TTL.total_seconds()))


@public
@never_cache
@require_safe
def credential(request: HouseRequest, number: str) -> HttpResponse:
    """The signed credential for its holder; whoever else knows the number learns whether it stands, and no more."""
    return _held(request, number, (actions.credential_text, star_credential_text), MEDIA_TYPE, "jwt")


@public
@never_cache
@require_safe
def credential_json(request: HouseRequest, number: str) -> HttpResponse:
    """The content to read, without a signature."""
    return _held(
        request, number, (actions.credential_payload, star_credential_payload), "application/ld+json", "json"
    )


@public
@never_cache
@require_safe
def badge(request: HouseRequest, number: str) -> HttpResponse:
    """The badge with the credential baked into it."""
    return _held(request, number, (actions.baked_badge, star_badge), "image/png", "png")


def _held(
    request: HouseRequest, number: str, gives: tuple[Giver, Giver], media_type: str, ending: str
) -> HttpResponse:
    """Of a certificate by the first of ``gives``, of a star by the second: the letters of the number say which.

    ``?who=``: of a child that I answer for. Raises ChildUnknown.
    """
    at = clock.now()
    by = standing_for(request.standing, request.GET.get("who", ""), at)
    give = gives[normalise_number(number[:64]).partition("-")[0] == PREFIX]
    try:
        found = give(
            by=by,
            number=number,
            site_address=_site(request),
            whole_name=request.GET.get("name") == WHOLE_NAME,
            at=at,
        )
    except (CertificateNotFound, StarUnknown):
        return redirect("verify", number=number)
    content = json.dumps(found, ensure_ascii=False, indent=2) if isinstance(found, dict) else found
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{number}.{ending}"'
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _site(request: HouseRequest) -> str:
    return request.build_absolute_uri("/")


credential_urls: list[URLPattern] = [
    path(".well-known/did.json", did_document, name="did"),
    path("credentials/issuer", issuer, name="credential-issuer"),
    path("credentials/achievements/<slug:kind>", achievement, name="achievement"),
    path("credentials/terms", terms, name="credential-terms"),
    path("credentials/status/<int:number>", status_list, name="status-list"),
    path("certificates/<slug:number>/credential", credential, name="credential"),
    path("certificates/<slug:number>/credential.json", credential_json, name="credential-json"),
    path("certificates/<slug:number>/badge.png", badge, name="badge"),
]
