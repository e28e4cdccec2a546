"""Whom a change of the rules of stars will meet: how many, and who, before the day on which it holds."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.faces.desk.forms.options import region_options
from redvest.faces.desk.forms.star import day_options
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import region_asked
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, sliced
from redvest.honour.queries.star import terms_at
from redvest.honour.queries.star_preview import Met, coming_days, preview
from redvest.honour.rules.star import star_name
from redvest.registry.models import Volunteer
from redvest.registry.rules.names import mask_name


def star_words(found: list[Met]) -> list[str]:
    """The counts in words; of who could no longer ask only where there are some."""
    gains = sum(each.change.gains is not None for each in found)
    short = sum(bool(each.change.below) for each in found)
    loses = sum(each.change.loses is not None for each in found)
    lost = ngettext(
        "%(n)d 名志愿者现在能申请下一颗星，那时还不够；想申请的请在那天以前交。",
        "%(n)d 名志愿者现在能申请下一颗星，那时还不够；想申请的请在那天以前交。",
        loses,
    ) % {"n": loses}
    return [
        ngettext("%(n)d 名志愿者那时可以多申请一颗星。", "%(n)d 名志愿者那时可以多申请一颗星。", gains)
        % {"n": gains},
        ngettext(
            "%(n)d 名志愿者的时长不到新的标准：已经授予的不变，也不会自动收回。",
            "%(n)d 名志愿者的时长不到新的标准：已经授予的不变，也不会自动收回。",
            short,
        )
        % {"n": short},
        *([lost] if loses else []),
    ]


@never_cache
@require_safe
@staff
def preview_page(request: HouseRequest) -> HttpResponse:
    """``region=`` and ``on=``: one of the days to come on which something changes there; the nearest one otherwise."""
    region = region_asked(request.standing, asked_text(request, "region"))
    today = clock.day_of(clock.now())
    days = coming_days(region.path, today)
    asked = asked_text(request, "on")
    on = next((each for each in days if each.isoformat() == asked), days[0] if days else None)
    context: dict[str, Any] = {
        "region": region,
        "desk_place": region.name,
        "places": [
            each for path in request.standing.regions() for each in region_options(path, chosen=region.code)
        ],
        "days": day_options(days),
        "on": on,
    }
    if on is not None:
        found = preview(region.path, on, today)
        page, pager = sliced(request, found)
        context |= {
            "words": star_words(found),
            "rows": _rows(page),
            "pager": pager,
            "old": "、".join(map(str, terms_at(region.path, today).hours)),
            "new": "、".join(map(str, terms_at(region.path, on).hours)),
        }
    return show(request, "desk/star_preview.html", context, on="stars")


def _rows(page: list[Met]) -> list[dict[str, Any]]:
    """Names are masked: the list says how many and where, a person's own page says more."""
    keys = [each.volunteer_id for each in page]
    people = Volunteer.objects.select_related("region").in_bulk(keys)
    return [
        {
            "person": people[each.volunteer_id],
            "name": mask_name(people[each.volunteer_id].name),
            "minutes": each.minutes,
            "gains": star_name(each.change.gains) if each.change.gains else "",
            "loses": star_name(each.change.loses) if each.change.loses else "",
            "below": "、".join(map(star_name, each.change.below)),
        }
        for each in page
    ]
