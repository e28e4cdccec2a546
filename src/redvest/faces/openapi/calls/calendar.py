"""One's own calendar feed: its address, made anew or ended."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer, nothing
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, volunteers
from redvest.faces.openapi.once import once_sealed
from redvest.faces.openapi.shapes.calendar import FeedAddress, FeedState
from redvest.registry.policy import require_volunteer
from redvest.service.actions.calendar_feed import renew_feed, revoke_feed
from redvest.service.models import CalendarFeed

calls = Calls("消息")


@calls.get("/me/calendar-feed", volunteers, "我的日历订阅", FeedState)
def my_calendar_feed(request: Asking) -> HttpResponse:
    """Whether there is an address; the address itself is known to its owner alone."""
    found = CalendarFeed.objects.filter(volunteer_id=require_volunteer(request.standing)).first()
    if found is None:
        return answer(FeedState(made_at=None, read_at=None))
    return answer(FeedState(made_at=found.made_at, read_at=found.read_at))


@calls.post("/me/calendar-feed", volunteers, "换一个日历地址", FeedAddress, status=201)
@once_sealed
def renew_calendar_feed(request: Asking) -> HttpResponse:
    """A former address is dead from now on."""
    secret = renew_feed(by=request.standing, at=clock.now())
    path = f"/feeds/calendar/{secret}.ics"
    base = settings.REDVEST_BASE_URL
    address = f"{base}{path}" if base else request.build_absolute_uri(path)
    return answer(FeedAddress(address=address), status=201)


@calls.delete("/me/calendar-feed", volunteers, "停用日历地址")
def revoke_calendar_feed(request: Asking) -> HttpResponse:
    """Again changes nothing."""
    revoke_feed(by=request.standing, at=clock.now())
    return nothing()
