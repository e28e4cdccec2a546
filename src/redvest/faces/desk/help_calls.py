"""One asking for help from a station's screen: ring back, and say what was done."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.faces.desk.forms.kiosk import DoneFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.help_call import finish_help_call, show_help_phone, turn_call_into_need
from redvest.registry.queries.help_call import help_call_for


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def help_call(request: HouseRequest, key: UUID) -> HttpResponse:
    """``verb`` is ``phone`` (the number in full, on this answer alone), ``need`` or ``done``."""
    found, at = help_call_for(request.standing, key), clock.now()
    verb, phone = request.POST.get("verb", ""), ""
    form = DoneFields(request.POST if verb == "done" else None)
    if verb == "phone":
        phone = show_help_phone(by=request.standing, call=found, at=at)
    elif verb == "need":
        with refusal_told(request):
            turn_call_into_need(by=request.standing, call=found, at=at)
            messages.success(request, _("转成需求了，办完在这里写结果。"))
        return redirect(f"{reverse('desk:station-log', args=[found.station_id])}#needs")
    elif form.is_valid():
        with refusal_told(request):
            finish_help_call(by=request.standing, call=found, note=form.cleaned_data["note"], at=at)
            messages.success(request, _("记下了，谢谢。"))
        return redirect("desk:kiosks")
    context = {"call": found, "form": form, "phone": phone}
    return show(request, "desk/help_call.html", context, on="kiosks", status=422 if form.errors else 200)
