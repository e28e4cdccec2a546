"""Spotted problems (随手拍) for everybody: the form, the thanks, and what came of what others reported."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.care.actions.spotted import Reported, report_spotted
from redvest.care.queries.spotted import communities, outcomes
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.outlines import centre, outlines
from redvest.faces.shared.spotted_form import SpottedFields
from redvest.faces.site.filters import read_place

LOOKED_BACK = timedelta(days=90)
_NUMBER = re.compile(r"[0-9]{8}")


@never_cache
@require_http_methods(["GET", "POST"])
@public
def spot(request: HouseRequest) -> HttpResponse:
    """The form works without an account and without scripts; then a community is chosen instead of a point."""
    by, at = request.standing, clock.now()
    rows = list(communities(by.city))
    near = read_place(request.GET.get("near", ""), [])
    start = {"lon": near[0], "lat": near[1]} if near else {}
    sent = request.method == "POST"
    form = SpottedFields(
        request.POST if sent else None, request.FILES if sent else None, communities=rows, initial=start
    )
    if sent and form.is_valid():
        try:
            done = report_spotted(
                by=by, form=form.to_form(), pictures=form.photos(), address=client_address(request), at=at
            )
        except DomainError as fault:
            form.blame(fault)
        else:
            return _thanked(request, done)
    number = request.GET.get("number", "")
    context: dict[str, Any] = {
        "form": form,
        "number": number if _NUMBER.fullmatch(number) else "",
        "outcomes": outcomes(by.city, at - LOOKED_BACK),
        "near_url": f"{reverse('site:spot')}?near=",
        "map_data": {
            "center": list(near or centre(by.city)), "zoom": 15 if near else 11, "markers": [],
            "outlines": outlines(by.city), "tiles": settings.REDVEST_TILES, "tiles_note": "",
        },
    }  # fmt: skip
    return render(request, "site/spot.html", context, status=422 if form.errors else 200)


def _thanked(request: HouseRequest, done: Reported) -> HttpResponse:
    if done.alike:
        messages.success(request, _("前几天也有人拍到了差不多的，会放在一起处理。"))
    if request.standing.signed_in:
        messages.success(request, _("收到了，谢谢你。处理到哪一步，这里看得到，有结果会告诉你。"))
        return redirect("site:my-spotted-one", key=done.need.pk)
    return redirect(f"{reverse('site:spot')}?number={done.need.number}")
