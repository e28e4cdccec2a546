"""The log as outside tools read it: checkpoint, tiles and keys (C2SP tlog-tiles), the stand-alone checker, cosignatures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from redvest import service
from redvest.core import clock, throttle
from redvest.core.errors import DomainError
from redvest.core.notes import LONGEST
from redvest.core.tiles import place_at
from redvest.faces.shared.address import client_address
from redvest.faces.site.log import log_page
from redvest.service.actions.log_witness import add_cosignature
from redvest.service.log_errors import CosignatureRefused, NoHeadYet, TileNotFound
from redvest.service.queries.log import latest_head, published_keys, served_checkpoint
from redvest.service.queries.log_tree import tile_bytes

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
TEXT = "text/plain; charset=utf-8"
BRIEFLY = "public, max-age=5"
FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400, immutable"  # a partial tile never changes either, but soon nobody asks for it
_PER_MINUTE = 30  # cosignatures of one address
_CHECKER = Path(service.__file__).parent / "data/log/verify.py"


def _plainly(view: View[P]) -> View[P]:
    """Programs ask here: anybody enters, nobody is looked up (so that caches may keep the answer), and a refusal is
    its sentence as plain text."""

    @wraps(view)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DomainError as fault:
            response = _text(f"{fault.message}\n", "no-store", fault.status)
            if "retry_after" in fault.details:
                response["Retry-After"] = str(fault.details["retry_after"])
            return response

    answered.who_may_enter = "public"  # type: ignore[attr-defined]
    return cast(View[P], answered)


@require_safe
@_plainly
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed head, with the witnesses' signatures."""
    head = latest_head(settings.REDVEST_CITY)
    if head is None:
        raise NoHeadYet
    return _text(served_checkpoint(head), BRIEFLY)


@require_safe
@_plainly
def tile(request: HttpRequest, address: str) -> HttpResponse:
    """A tile of hashes or a bundle of entries."""
    place = place_at(address)
    if place is None:
        raise TileNotFound
    response = HttpResponse(tile_bytes(settings.REDVEST_CITY, place), content_type="application/octet-stream")
    response["Cache-Control"] = FOREVER if place.full else A_DAY
    return response


@require_safe
@_plainly
def keys(request: HttpRequest) -> HttpResponse:
    """Every public key that ever signed, the newest first, one a line."""
    lines = [each.verifier.text() + "\n" for each in published_keys(settings.REDVEST_CITY)]
    return _text("".join(lines), BRIEFLY)


@require_safe
@_plainly
def checker(request: HttpRequest) -> HttpResponse:
    """The stand-alone checker of proof files."""
    return _text(_checker_text(), "public, max-age=300")


@csrf_exempt
@require_POST
@_plainly
def cosignatures(request: HttpRequest) -> HttpResponse:
    """A witness leaves its signature lines under our checkpoint; answers who was recognised."""
    at = clock.now()
    throttle.hit(f"cosign:{client_address(request)}", limit=_PER_MINUTE, window=timedelta(minutes=1), at=at)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        raise CosignatureRefused
    lines = request.body.decode("utf-8", "replace")
    names = add_cosignature(city=settings.REDVEST_CITY, lines=lines, at=at)
    return _text("".join(f"{name}\n" for name in names), "no-store")


def _text(content: str, caching: str, status: int = 200) -> HttpResponse:
    return HttpResponse(content, status=status, content_type=TEXT, headers={"Cache-Control": caching})


@cache
def _checker_text() -> str:
    return _CHECKER.read_text(encoding="utf-8")


log_urls: list[URLPattern] = [
    path("log/", log_page, name="log"),
    path("log/checkpoint", checkpoint, name="log-checkpoint"),
    path("log/tile/<path:address>", tile, name="log-tile"),
    path("log/keys", keys, name="log-keys"),
    path("log/verify.py", checker, name="log-checker"),
    path("log/cosignatures", cosignatures, name="log-cosignatures"),
]
