"""The front page: what the city does in figures, what can be done now, and the way in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redvest.care.queries.crisis import live_crises
from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.site.cards import activity_cards
from redvest.faces.site.options import options
from redvest.faces.site.words import moment_words
from redvest.oversight.queries.headline import Headline, headline
from redvest.service.queries.activity_cards import activity_page

CARDS = 6


@require_safe
@public
def home(request: HouseRequest) -> HttpResponse:
    """Figures, the next open activities, kinds of service, and three steps for a newcomer."""
    city, at = settings.REDVEST_CITY, clock.now()
    found = activity_page(city=city, at=at, after=None, size=CARDS, open_only=True)
    figures = headline(city, at)
    context: dict[str, Any] = {
        "tab": "find",
        "crises": live_crises(city),
        "figures": figures,
        "as_of": moment_words(figures.as_of, clock.day_of(at)),
        "unverified": unverified_share(figures),
        "cards": activity_cards(found.items, volunteer_id=request.standing.volunteer_id, at=at),
        "domains": options(city, at).kinds,
        "newcomer": request.standing.volunteer_id is None,
    }
    return render(request, "site/home.html", context)


def unverified_share(figures: Headline) -> str:
    """Which part of the hours nobody has proven yet, as one says it."""
    minutes = dict(figures.minutes_by_grade)
    total, unproven = sum(minutes.values()), minutes.get("D", 0)
    if not total or not unproven:
        return _("没有未核验的时长")
    share = 100 * unproven / total
    said = (
        f"{share:.1f}%"
        if 0.1 <= share <= 99.9
        else ("<0.1%" if share < 1 else ">99.9%" if unproven < total else "100%")
    )
    return _("其中 %(share)s 是从旧系统导入或自己填报的，标作“未核验”") % {"share": said}
