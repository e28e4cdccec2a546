"""Stars: my levels and what is missing for the next, asking for it, taking it back; and those that are in public."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, members, public
from redvest.faces.shared.pages import paged
from redvest.faces.shared.star_state import star_state
from redvest.faces.shared.told import refusal_told
from redvest.faces.site.for_whom import person_for
from redvest.honour.actions.star import apply_star, withdraw_star
from redvest.honour.actions.star_paper import star_pdf
from redvest.honour.actions.star_publicity import object_to_star
from redvest.honour.choices import StarState
from redvest.honour.queries.star import MyStars, my_stars, stars_in_public
from redvest.honour.rules.star import LEVELS, star_name
from redvest.registry.queries.sharing import is_minor
from redvest.registry.queries.shown_name import public_names

SIZE = 30


@never_cache
@require_safe
@members
def mine(request: HouseRequest) -> HttpResponse:
    """Levels, the way to the next, and the story of every application; ``?who=``: of a child that I answer for."""
    who = request.GET.get("who", "")
    person, by = person_for(request, who)
    found = my_stars(person, by.records, clock.day_of(clock.now()))
    context = {
        "tab": "me",
        "who": who,
        "person": person,
        "stars": found,
        "levels": _levels(found),
        "next_name": star_name(found.next_level) if found.next_level else "",
        "wanted": found.terms.minutes(found.next_level) if found.next_level else 0,
        "missing": found.missing.sentences(),
        "story": [_chapter(each) for each in found.awards],
    }
    return render(request, "site/stars.html", context)


def _levels(found: MyStars) -> list[dict[str, Any]]:
    return [
        {
            "name": star_name(level),
            "hours": found.terms.hours[level - 1],
            "held": level in found.record.held,
            "next": level == found.next_level,
        }
        for level in LEVELS
    ]


def _chapter(award: Any) -> dict[str, Any]:
    open_ones = (StarState.APPLIED, StarState.IN_PUBLICITY)
    return {
        "award": award,
        "name": star_name(award.level),
        "state": star_state(award),
        "may_withdraw": award.state in open_ones,
        "paper": award.number if award.state == StarState.GRANTED else "",
    }


@never_cache
@require_safe
@members
def paper(request: HouseRequest, key: UUID) -> HttpResponse:
    """The sealed certificate of one of my stars, or of a child's (``?who=``)."""
    _person, by = person_for(request, request.GET.get("who", ""))
    number, data = star_pdf(
        by=by, key=key, site=settings.REDVEST_SITE_NAME, site_address=request.build_absolute_uri("/"), at=clock.now()
    )  # fmt: skip
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    return response


def _back(who: str) -> HttpResponseRedirect:
    return redirect(reverse("site:stars-mine") + (f"?who={who}" if who else ""))


@never_cache
@require_POST
@members
def apply(request: HouseRequest) -> HttpResponse:
    """The next star, as the page offered it."""
    who, level = request.POST.get("who", ""), request.POST.get("level", "")
    _person, by = person_for(request, who)
    with refusal_told(request):
        asked = int(level) if len(level) < 3 and level.isascii() and level.isdigit() else 0
        apply_star(by=by, level=asked, at=clock.now())
        messages.success(request, _("申请交上去了，审核的结果会发消息告诉你。"))
    return _back(who)


@never_cache
@require_POST
@members
def withdraw(request: HouseRequest, key: UUID) -> HttpResponse:
    """Not wanted any more."""
    who = request.POST.get("who", "")
    _person, by = person_for(request, who)
    with refusal_told(request):
        withdraw_star(by=by, key=key, at=clock.now())
        messages.success(request, _("撤回了。"))
    return _back(who)


@never_cache
@require_safe
@public
def in_public(request: HouseRequest) -> HttpResponse:
    """Everything in public today. Names are masked unless their owners publish them; a minor has none here."""
    at = clock.now()
    today = clock.day_of(at)
    rows = stars_in_public(request.standing.city, today)
    found, pager = paged(request, rows, keys=("publicity_until", "-level", "id"), size=SIZE)
    grown = [each.volunteer for each in found if not is_minor(each.volunteer, at)]
    names = public_names(grown, today)
    context = {
        "tab": "find",
        "rows": [
            {
                "award": each,
                "star": star_name(each.level),
                "name": names.get(each.volunteer_id) or _("一位未成年志愿者"),
                "place": each.volunteer.region.name if each.volunteer.region else "",
                "own": request.standing.is_self(each.volunteer_id),
            }
            for each in found
        ],
        "pager": pager,
    }
    return render(request, "site/stars_public.html", context)


@never_cache
@require_POST
@members
def object_here(request: HouseRequest, key: UUID) -> HttpResponse:
    """Something that speaks against it; the approver alone reads who said it."""
    with refusal_told(request):
        object_to_star(by=request.standing, key=key, words=request.POST.get("words", ""), at=clock.now())
        messages.success(request, _("收到了，会有人核实，答复发到你的消息里。"))
    return redirect("site:stars")
