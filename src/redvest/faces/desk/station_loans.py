"""What a station lent out: who has it, until when, and taking it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.faces.desk.forms.sent import done
from redvest.faces.desk.forms.station_log import FIELDS, LoanFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.station_lending import lend_thing, take_back, undo_take_back, unmask_borrower
from redvest.registry.queries.station_holding import left_of, loan_of, loans_back, loans_out
from redvest.registry.queries.station_life import kept_station

MOST = 100
USUAL = timedelta(days=7)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def loans(request: HouseRequest, key: UUID) -> HttpResponse:
    """What is out, the earliest due first; lend one more."""
    station, at = kept_station(request.standing, key), clock.now()
    things = [
        (each.name, _("%(thing)s（剩 %(n)d）") % {"thing": each.name, "n": left})
        for each, left in left_of(station.pk)
    ]
    form = LoanFields(
        request.POST if request.method == "POST" else None, things=things,
        initial={"due_on": clock.day_of(at) + USUAL, "thing": request.GET.get("thing", "")[:30]},
    )  # fmt: skip

    def lend(typed: dict[str, Any]) -> None:
        lend_thing(by=request.standing, station=station, at=at, **typed)

    if done(request, form, lend, FIELDS, _("借出去了，记得提醒归还。")):
        return redirect("desk:station-loans", key=key)
    context = {
        "station": station,
        "desk_place": "" if request.standing.regions() else station.name,
        "form": form,
        "things": things,
        "loans": loans_out(station.pk)[:MOST],
        "back": loans_back(station.pk)[:MOST],
        "today": clock.day_of(at),
    }
    status = 422 if form.is_bound and form.errors else 200
    return show(request, "desk/station_loans.html", context, on="stations", status=status)


@require_POST
@staff
def loan(request: HouseRequest, key: UUID, loan: UUID) -> HttpResponse:
    """It is back; or, with a reason, the whole phone to ask for it."""
    station, at = kept_station(request.standing, key), clock.now()
    with refusal_told(request):
        found = loan_of(station, loan)
        if request.POST.get("verb") == "phone":
            reason = request.POST.get("reason", "")
            number = unmask_borrower(by=request.standing, loan=found, reason=reason, at=at)
            said = _("%(who)s：%(phone)s。已留下查看记录。")
            messages.info(request, said % {"who": found.borrower, "phone": number})
        elif request.POST.get("verb") == "undo":
            undo_take_back(by=request.standing, loan=found, at=at)
            messages.success(request, _("改回来了，还算借着。"))
        else:
            take_back(by=request.standing, loan=found, at=at)
            messages.success(request, _("收回来了。点错了可以在下面的“还回来的”里改回去。"))
    return redirect("desk:station-loans", key=key)
