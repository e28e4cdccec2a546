"""My plans in the calendar of my phone: an address of my own to subscribe to, and the feed behind it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock, throttle
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, public, volunteers
from redvest.faces.site.checkin import qr_svg
from redvest.registry.policy import require_volunteer
from redvest.service.actions import calendar_feed as actions
from redvest.service.models import CalendarFeed
from redvest.service.rules.calendar_feed import feed_text
from redvest.service.signup_errors import FeedUnknown

MOST_WRONG = 30  # wrong addresses an hour from one place


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def page(request: HouseRequest) -> HttpResponse:
    """What it is; pressing makes an address, which is shown this once."""
    context: dict[str, object] = {"tab": "me"}
    if request.method == "POST":
        secret = actions.renew_feed(by=request.standing, at=clock.now())
        address = feed_address(request, secret)
        webcal = f"webcal://{urlsplit(address).netloc}{urlsplit(address).path}"
        context |= {"address": address, "webcal": webcal, "qr": qr_svg(webcal)}
    context["feed"] = CalendarFeed.objects.filter(volunteer_id=require_volunteer(request.standing)).first()
    return render(request, "site/calendar_feed.html", context)


def feed_address(request: HouseRequest, secret: str) -> str:
    """The whole address, under the house's public one where that is set."""
    path = reverse("site:feed", args=[secret])
    return (
        f"{settings.REDVEST_BASE_URL}{path}"
        if settings.REDVEST_BASE_URL
        else request.build_absolute_uri(path)
    )


@never_cache
@require_POST
@volunteers
def stop(request: HouseRequest) -> HttpResponse:
    """The address is dead from now on."""
    actions.revoke_feed(by=request.standing, at=clock.now())
    messages.success(request, _("日历地址停用了。订阅过它的日历不会再更新，可以在那边删掉。"))
    return redirect("site:calendar-feed")


@require_safe
@public
def feed(request: HouseRequest, secret: str) -> HttpResponseBase:
    """The feed, for whoever has the address; 304 where it has not changed."""
    at = clock.now()
    try:
        events = actions.read_feed(secret=secret, at=at)
    except FeedUnknown:
        key = f"feed-wrong:{client_address(request)}"
        throttle.hit(key, limit=MOST_WRONG, window=timedelta(hours=1), at=at)
        raise
    text = feed_text(events, name=settings.REDVEST_SITE_NAME or "红马甲")
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["ETag"] = quote_etag(hashlib.sha256(text).hexdigest()[:32])
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Disposition"] = 'inline; filename="redvest.ics"'
    response["X-Robots-Tag"] = "noindex, nofollow"
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer or response
