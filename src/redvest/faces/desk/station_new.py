"""A new station of a community, put on the register by an officer of its place."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import NotAllowed
from redvest.faces.desk.forms.sent import done
from redvest.faces.desk.forms.station import FIELDS, NewStationFields
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import community_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text
from redvest.registry.actions.station import add_station
from redvest.registry.models import Station


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_station(request: HouseRequest) -> HttpResponse:
    """``community`` in the address fills the code in. Many at once come by a sheet."""
    by = request.standing
    if not by.regions():
        raise NotAllowed
    form = NewStationFields(request.POST or None, initial={"community": asked_text(request, "community", 12)})
    made: list[Station] = []

    def add(typed: dict[str, Any]) -> None:
        community = community_within(by, typed.pop("community"))
        made.append(add_station(by=by, community=community, at=clock.now(), **typed))

    if done(request, form, add, FIELDS, _("服务站建好了，接着定开放时间和站长。")):
        return redirect("desk:station", key=made[0].pk)
    status = 422 if form.errors else 200
    return show(request, "desk/station_form.html", {"form": form}, on="stations", status=status)
